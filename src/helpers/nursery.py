"""A process for each report; one that hangs, grows or dies takes no other along."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from .processes import memory
from .worker import NoForkError, Worker, can_fork, start_worker, way_to_start

T = TypeVar("T")

_LOOK = 0.5  # seconds between two looks at how much memory is taken
MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a report may run, and how many bytes of memory of its own it may take with all that it starts."""

    seconds: int = 900
    memory: int = 2048 * MB


@dataclass(frozen=True, slots=True)
class Begun:
    """A process works on it from now on."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A process told no result, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Task:
    item: Any
    worker: Worker
    until: float


def run_apart(
    function: Callable[[T], Any],
    items: Iterable[T],
    workers: int,
    limits: Limits,
    fork: bool,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[T, Any] | None]:
    """Call `function` for each item in another process, `workers` at once; yield each item with Begun, then what came.

    That is an Ended where the process died or went beyond a limit. Where nothing comes for a moment, None is yielded.
    Items are taken as there is room for them. However the caller ends, and a moment after `stopped` says that nobody
    wants more, no process is left. With `fork`, NoForkError is raised where none can be made.
    """
    if fork and not can_fork():
        raise NoForkError("此系统不支持")
    nursery = _Nursery(function, limits, fork)
    waiting = iter(items)
    try:
        while not stopped():
            while len(nursery.running) < workers and (item := next(waiting, None)) is not None:
                nursery.begin(item)
                yield item, Begun()
            if not nursery.running:
                break
            came = [*nursery.came()]
            yield from came
            if not came:
                yield None
    finally:
        nursery.close()


class _Nursery:
    """The processes that run, those that wait for something to do, and what each has to do until when."""

    def __init__(self, function: Callable[[Any], Any], limits: Limits, fork: bool) -> None:
        self.running: dict[Connection, _Task] = {}
        self._idle: list[Worker] = []
        self._ending: list[Worker] = []
        self._function, self._limits, self._fork = function, limits, fork
        self._context: Any = multiprocessing.get_context(way_to_start(fork))
        self._looked = time.monotonic()

    def begin(self, item: Any) -> None:
        """Have a process work on it. Raises NoForkError where none can be made."""
        if self._idle:
            worker = self._idle.pop()
            with suppress(OSError):  # one that has died is found by its connection
                worker.connection.send(item)
        else:
            worker = start_worker(self._context, self._function, item)
        self.running[worker.connection] = _Task(item, worker, time.monotonic() + self._limits.seconds)

    def came(self) -> Iterator[tuple[Any, Any]]:
        """What came in a while: results, and the ends of those that died or went beyond a limit."""
        self._dismiss_ending()  # not before: the next ones need not wait for these
        first = min(task.until for task in self.running.values())
        patience = max(0.0, min(_LOOK, first - time.monotonic()))
        told = multiprocessing.connection.wait([*self.running], patience)
        for task in [task for connection, task in self.running.items() if connection in told]:
            yield self._settle(task, _received(task.worker))
        for task, reason in self._beyond():
            task.worker.end()
            yield self._settle(task, Ended(reason))

    def close(self) -> None:
        """Leave no process."""
        workers = [*self._idle, *(task.worker for task in self.running.values())]
        for worker in workers:
            worker.end()
            worker.connection.close()
        self._ending += workers
        self._dismiss_ending()

    def _settle(self, task: _Task, came: Any) -> tuple[Any, Any]:
        del self.running[task.worker.connection]
        if isinstance(came, Ended) or self._fork:
            task.worker.connection.close()
            self._ending.append(task.worker)
        else:
            self._idle.append(task.worker)
        return task.item, came

    def _dismiss_ending(self) -> None:
        """See to it that those end that have nothing to do any more."""
        for worker in self._ending:
            worker.dismiss()
        self._ending.clear()

    def _beyond(self) -> Iterator[tuple[_Task, str]]:
        """Those that run too long or, as far as it is time to look, take too much memory, with the reason."""
        now, limits, running = time.monotonic(), self._limits, [*self.running.values()]
        late = [task for task in running if task.until <= now]
        for task in late:
            yield task, f"运行超过 {limits.seconds} 秒，已终止；请查这个单位的材料，确需更久的加 --timeout"
        if now - self._looked < _LOOK:
            return
        self._looked = now
        others = {task.worker.process.pid: task for task in running if task not in late}
        for pid, size in memory([*others], limits.memory).items():
            if size > limits.memory:
                yield others[pid], _too_large(size, limits.memory)


def _too_large(size: int, limit: int) -> str:
    return (
        f"占用内存 {size // MB} MB，超过每份 {limit // MB} MB 的限度，已终止；请查这个单位的材料，确需更多的加 --memory"
    )


def _received(worker: Worker) -> Any:
    try:
        return worker.connection.recv()
    except (EOFError, OSError):
        return Ended(_why(worker.exit_code()))


def _why(code: int | None) -> str:
    if code is not None and code < 0:
        return f"进程被终止（{signal.Signals(-code).name}）" + ("，可能是内存不足" if code == -signal.SIGKILL else "")
    return f"进程意外退出（代码 {code}）"
