"""The workers of a dask cluster: which of them make the same reports as this machine, and how they make one."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .basis import kit_basis, versions
from .build import build_reports
from .digests import Remembered
from .errors import NianbaoError, ParamsError, RunError
from .fonts import FontChoice
from .job import EngineName, Job, Result
from .nursery import Limits
from .params import load_campaign
from .places import is_remote, place_of
from .scratch import scratch_folder
from .store import sha256
from .wanted import Wanted
from .worker import can_fork, load_parent

_PATIENCE = 60.0  # seconds for a worker to come where there is none
_LOOK = 1.0  # seconds between two looks at which workers are there
_LISTED = 5  # workers in a message
_SHARED = {"form": "格式", "notebook": "主笔记本", "code": "程序", "template": "模板", "fonts": "字体"}
_GOING = ("closing", "closed", "failed")  # how a worker stands that has lost its scheduler, or is stopped
_LOG = logging.getLogger(__name__)
_SETTLING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Work:
    """How a worker makes a report; one that cannot fork takes the engine `stock`."""

    engine: EngineName
    limits: Limits


@dataclass(frozen=True, slots=True)
class Standard:
    """What a worker must have: the folders of `job`, `probe` in that of the outputs, the versions of this machine."""

    job: Job
    probe: Path

    def met(self) -> dict[str, str]:
        """What the bytes of reports depend on, where this is asked. Raises ParamsError where a folder is not seen."""
        job = self.job
        params, data = job.place("params"), job.place("data")
        places = {"工作区": job.root, "参数": params, "报送材料": data, "主笔记本": job.notebook}
        unseen = [f"{name} {path}" for name, path in places.items() if not path.exists()]
        unseen += [] if _known(self.probe).exists() else [f"输出文件夹 {self.probe.parent}"]
        if unseen:
            raise ParamsError(f"看不到{'、'.join(unseen)}")
        fonts = load_campaign(params, job.year).fonts
        told: Mapping[str, Any] = versions(fonts)
        shared = {"notebook": sha256(job.notebook.read_bytes()), **_loaded(fonts)}
        named = {"nianbao": told["kit"], "Python": told["python"], **told["libraries"]}
        return (
            named | {"distributed": version("distributed")} | {words: shared[part] for part, words in _SHARED.items()}
        )


@cache
def _loaded(fonts: FontChoice) -> dict[str, str]:
    """The kit as it was when this process loaded it: its forks have that, whatever lies on the disk by now."""
    return kit_basis(fonts, Remembered(Path(os.devnull)))


def _known(place: Path) -> Path:
    """The place, whose library processes that are started from now on load first."""
    return place_of(str(place)) if is_remote(place) else place


def join(standard: Standard, engine: EngineName) -> dict[str, str]:
    """On a worker: get ready, and tell what the bytes of its reports depend on."""
    met = standard.met()
    Wanted(params=Wanted.by([standard.job]).params).announce()  # batches with other formats may follow
    _settle(engine)
    return met


def make(job: Job, work: Work) -> Result:
    """On a worker, in a thread of it: make a report in a process of its own."""
    from distributed import get_worker

    _settle(work.engine)
    worker: Any = get_worker()
    given_up = partial(_is_given_up, worker, worker.get_current_task())
    engine: EngineName = work.engine if can_fork() else "stock"
    *_, end = build_reports([job], 1, False, engine, work.limits, given_up)
    if not isinstance(end, Result):
        raise RuntimeError("given up")
    return end


def _settle(engine: EngineName) -> None:
    """Have this worker ready to start processes, which several of its threads may do at once."""
    with _SETTLING:
        multiprocessing.current_process().daemon = False  # a nanny's worker is one, and could not have children
        scratch_folder()
        if engine == "warm" and can_fork():
            load_parent("distributed")  # each fork imports the main module of its worker


def _is_given_up(worker: Any, key: str) -> bool:
    """Whether nobody waits for a task any more: its client has cancelled it, or client, scheduler or worker go."""
    task = worker.state.tasks.get(key)
    return task is None or task.state == "cancelled" or worker.status.name in _GOING


class Crew:
    """The workers that are fit, and how many reports each has in hand, `at_once` in all."""

    def __init__(
        self, client: Any, scheduler: str, standard: Standard, engine: EngineName, at_once: int | None
    ) -> None:
        self._client, self._scheduler, self._at_once = client, scheduler, at_once
        self._standard, self._engine = standard, engine
        self._mine = standard.met()
        self._threads: dict[str, int] = {}
        self._unfit: dict[str, str] = {}
        self.busy: Counter[str] = Counter()
        self._looked, self._seen = 0.0, time.monotonic()
        self._assembled = False

    def assemble(self) -> None:
        """Wait for a worker. Raises ParamsError where none comes, or where one is not fit; later such are left out."""
        while not self._threads:
            self.look()
            if self._unfit:
                told = [f"{address}：{why}" for address, why in self._unfit.items()]
                more = [f"等 {len(told)} 个"] if len(told) > _LISTED else []
                raise ParamsError(
                    "\n".join(["集群里有不能用的工作进程：", *told[:_LISTED], *more]),
                    self._scheduler,
                    "各机器要装同样版本的 nianbao 和依赖（更新后重新启动 dask worker），"
                    "并在同样的路径看到同一个工作区（共享存储）。",
                )
            if self.is_deserted:
                raise ParamsError("集群里没有工作进程", self._scheduler, "请先用 dask worker 启动。")
        self._assembled = True

    @property
    def is_deserted(self) -> bool:
        """Whether no worker has been there for long."""
        return not self._threads and time.monotonic() - self._seen > _PATIENCE

    def free(self) -> str | None:
        """The worker with the most threads that have nothing to do."""
        if self._at_once and self.busy.total() >= self._at_once:
            return None
        worker = max(self._threads, key=self._idle, default=None)
        return worker if worker and self._idle(worker) > 0 else None

    def _idle(self, worker: str) -> int:
        return self._threads[worker] - self.busy[worker]

    def look(self) -> set[str]:
        """See now and then who is there; returns those that are gone. Raises RunError where nobody can be asked."""
        left = self._looked + _LOOK - time.monotonic()
        if left > 0 and self._threads:
            return set()
        time.sleep(max(left, 0))
        try:
            there: dict[str, int] = self._client.nthreads()
            met = self._meet([worker for worker in there if worker not in {*self._threads, *self._unfit}])
        except (OSError, TimeoutError):
            raise RunError(
                "与 dask 调度器的连接断了", self._scheduler, "请查它在不在运行；再次运行同样的命令就接着做。"
            ) from None
        gone = {worker for worker in self._threads if worker not in there}
        self._threads = {worker: there[worker] for worker in there if worker in {*self._threads, *met}}
        self._looked = time.monotonic()
        if self._threads:
            self._seen = self._looked
        for worker in gone:
            del self.busy[worker]
        return gone

    def _meet(self, new: Sequence[str]) -> list[str]:
        """Those of new workers that are fit."""
        answers = self._client.run(join, self._standard, self._engine, workers=new, on_error="return") if new else {}
        fit = []
        for worker, answer in answers.items():
            why = _unfitness(self._mine, answer)
            if why is None:
                fit.append(worker)
            elif why:
                self._unfit[worker] = why
                if self._assembled:
                    _LOG.warning("不用集群里的工作进程 %s：%s", worker, why)
        return fit


def _unfitness(mine: Mapping[str, str], answer: object) -> str | None:
    """Why a worker cannot be used; None where it can, and nothing where it has ended meanwhile."""
    if isinstance(answer, Mapping):
        other = [_difference(name, mine[name], answer.get(name)) for name in mine if answer.get(name) != mine[name]]
        return "；".join(other) if other else None
    if "No module named 'helpers" in str(answer):
        return "没有安装同样版本的 nianbao"
    if isinstance(answer, NianbaoError):
        return answer.what
    return "" if isinstance(answer, OSError) else f"{type(answer).__name__}：{answer}"


def _difference(name: str, mine: str, theirs: str | None) -> str:
    return f"{name}不同" if name in _SHARED.values() else f"{name} 是 {theirs}，应为 {mine}"
