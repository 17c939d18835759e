"""The reports of many offices on a dask cluster, as build makes them on one machine.

Which worker makes which is decided here and not by the scheduler: so a report that begins is told of, one that ends its
workers is given up after a few, and a worker that joins later is looked at first.
"""

from __future__ import annotations

import logging
import os
import time
import uuid
import warnings
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from .build import unfinished
from .crew import Crew, Standard, Work, make
from .errors import ParamsError, RunError, said
from .job import Job, Result, Started
from .store import write_file

_ANSWER = 10.0  # seconds for a scheduler to answer
_MOMENT = 1.0  # seconds to wait for something to come
_FETCH = 5.0  # seconds for a result to come; the worker that holds it may have ended
_ATTEMPTS = 3


def build_on_cluster(
    scheduler: str, jobs: Sequence[Job], work: Work, at_once: int | None = None, fail_fast: bool = False
) -> Generator[Started | Result | None, None, None]:
    """Run all jobs on the workers of a dask cluster, as many on each as it has threads; otherwise like build_reports.

    A job whose worker ends begins again on another one, three times in all; each time it is told that it starts.
    Raises ParamsError where the scheduler cannot be reached, or a worker would not make the same bytes or does not see
    the same folders, and RunError where scheduler or workers are lost for good.
    """
    if not jobs:
        return
    with _connected(scheduler) as client, _probe(jobs[0]) as probe:
        crew = Crew(client, scheduler, Standard(jobs[0], probe), work.engine, at_once)
        crew.assemble()
        run = _Run(client, crew, work, deque(jobs))
        try:
            while run.waiting or run.running:
                while run.waiting and (worker := crew.free()):
                    yield run.begin(worker)
                came = [*run.came()]
                if fail_fast and any(result.state == "failed" for result in came):
                    run.waiting.clear()
                yield from came
                if not came:
                    yield None
        finally:
            run.give_up()


@contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        fix = "请安装 nianbao[dask]：pip install 'nianbao[dask]'"
        raise ParamsError("没有安装 dask", "--scheduler", fix) from None
    _quiet()
    try:
        client = Client(scheduler, timeout=_ANSWER, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as problem:
        fix = "请核对地址，如 tcp://主机:8786，并查 dask scheduler 在不在运行。"
        raise ParamsError(f"连不上 dask 调度器（{problem}）", scheduler, fix) from None
    try:
        yield client
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=_MOMENT)


def _quiet() -> None:
    """What dask tells on standard error stays away: what matters is told in one message."""
    from distributed.versions import VersionMismatchWarning

    warnings.simplefilter("ignore", VersionMismatchWarning)
    for name in ("distributed", "distributed.client", "distributed.core", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def _probe(job: Job) -> Iterator[Path]:
    """A file beside the outputs, for workers to see that they write to the same folder."""
    path = job.folder.parent / f".{uuid.uuid4().hex}.{os.getpid()}.part"  # what a killed run leaves is removed
    write_file(path, b"")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Attempt:
    job: Job
    worker: str
    began: float
    future: Any


class _Run:
    """What is under way on a cluster, and what waits for it."""

    def __init__(self, client: Any, crew: Crew, work: Work, waiting: deque[Job]) -> None:
        self._client, self._crew, self._work = client, crew, work
        self._ended: SimpleQueue[Any] = SimpleQueue()
        self._attempts: Counter[str] = Counter()
        self.waiting = waiting
        self.running: dict[str, _Attempt] = {}

    def begin(self, worker: str) -> Started:
        """Give the next job to a worker."""
        job = self.waiting.popleft()
        key = f"nianbao-{uuid.uuid4().hex}"
        future = self._client.submit(make, job, self._work, key=key, workers=[worker], pure=False)
        self.running[key] = _Attempt(job, worker, time.monotonic(), future)
        self._attempts[job.office] += 1
        self._crew.busy[worker] += 1
        future.add_done_callback(self._ended.put)
        return Started(job.office)

    def came(self) -> Iterator[Result]:
        """What came in a while. Raises RunError where there is no worker any more."""
        gone = self._crew.look()
        for key in [key for key, attempt in self.running.items() if attempt.worker in gone]:
            yield from self._lost(key, "工作进程中途退出")
        if self._crew.is_deserted:
            raise RunError("集群里没有能用的工作进程了", fix="请启动 dask worker；再次运行同样的命令就接着做。")
        try:
            future = self._ended.get(timeout=_MOMENT if self.running else 0)
        except Empty:
            return
        if future.key in self.running:
            yield from self._outcome(future)

    def _outcome(self, future: Any) -> Iterator[Result]:
        if future.status == "finished":
            try:
                result: Result = future.result(timeout=_FETCH)
            except TimeoutError:
                self._ended.put(future)  # come again, until its worker is known to be gone
            else:
                self._crew.busy[self.running.pop(future.key).worker] -= 1
                yield result
        else:
            yield from self._lost(future.key, self._reason(future))

    def _reason(self, future: Any) -> str:
        from distributed import KilledWorker

        problem = future.exception(timeout=_FETCH) if future.status == "error" else None
        if problem is None or isinstance(problem, KilledWorker):
            return "工作进程中途退出"
        return said(problem)

    def _lost(self, key: str, reason: str) -> Iterator[Result]:
        """Put a job back whose attempt came to nothing, or give it up."""
        attempt = self.running.pop(key)
        attempt.future.release()
        if attempt.worker in self._crew.busy:
            self._crew.busy[attempt.worker] -= 1
        if self._attempts[attempt.job.office] < _ATTEMPTS:
            self.waiting.appendleft(attempt.job)
        else:
            words = f"在集群上试了 {_ATTEMPTS} 次都没有做完：{reason}；请查工作进程的内存和这个单位的材料"
            yield unfinished(attempt.job, words, time.monotonic() - attempt.began)

    def give_up(self) -> None:
        """Have nothing run on; workers end what they are at within a moment."""
        if self.running:
            with suppress(OSError, TimeoutError):
                self._client.cancel([attempt.future for attempt in self.running.values()])
