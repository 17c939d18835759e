"""A process for each report; one that hangs, grows or dies takes no other along.

Processes are forked for one report each of one that has everything loaded, or started afresh for one after another.
The one that has everything loaded is this one, or one apart where this one has threads, which no fork would have.
"""

from __future__ import annotations

import importlib
import multiprocessing
import multiprocessing.connection
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from .processes import are_told, end_tree, is_single_threaded, memory

T = TypeVar("T")

# Before the libraries are loaded: threads of theirs would not be there in a fork.
_SINGLE_THREADED = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
_PRELOADED = ["helpers.preloaded"]
# How a person or the system stops a process.
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_MASKS = hasattr(signal, "pthread_sigmask")  # not on Windows
_GRACE = 5.0  # seconds for a process that has told its result to end
_LOOK = 0.5  # seconds between two looks at how much memory is taken
MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a report may run, and how many bytes of memory of its own it may take with all that it starts."""

    seconds: int = 900
    memory: int = 2048 * MB


def can_fork() -> bool:
    """Whether a process can be forked safely here."""
    return sys.platform == "linux" and are_told()  # or nobody could count the threads of the process to be forked


class NoForkError(Exception):
    """No process can be started here, or the one that is loaded to be forked did not come up."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A process works on it from now on."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A process told no result, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Worker:
    process: Any
    connection: Connection


@dataclass(frozen=True, slots=True)
class _Task:
    item: Any
    worker: _Worker
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
        self._idle: list[_Worker] = []
        self._ending: list[_Worker] = []
        self._function, self._limits, self._fork = function, limits, fork
        self._context: Any = multiprocessing.get_context(_way(fork))
        self._looked = time.monotonic()

    def begin(self, item: Any) -> None:
        """Have a process work on it. Raises NoForkError where none can be made."""
        worker = self._idle.pop() if self._idle else _start(self._context, self._function, self._fork)
        self.running[worker.connection] = _Task(item, worker, time.monotonic() + self._limits.seconds)
        with suppress(OSError):  # one that has died is found by its connection
            worker.connection.send(item)

    def came(self) -> Iterator[tuple[Any, Any]]:
        """What came in a while: results, and the ends of those that died or went beyond a limit."""
        self._dismiss_ending()  # not before: the next ones need not wait for these
        first = min(task.until for task in self.running.values())
        patience = max(0.0, min(_LOOK, first - time.monotonic()))
        told = multiprocessing.connection.wait([*self.running], patience)
        for task in [task for connection, task in self.running.items() if connection in told]:
            yield self._settle(task, _received(task.worker))
        for task, reason in self._beyond():
            _end(task.worker)
            yield self._settle(task, Ended(reason))

    def close(self) -> None:
        """Leave no process."""
        workers = [*self._idle, *(task.worker for task in self.running.values())]
        for worker in workers:
            _end(worker)
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
            _dismiss(worker)
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


def load_parent(first: str) -> None:
    """Start the process from which others are forked, so that it loads meanwhile; the module `first` before all."""
    if first not in _PRELOADED:
        _PRELOADED.insert(0, first)
    _load_apart()
    multiprocessing.forkserver.ensure_running()


def _way(fork: bool) -> str:
    """How multiprocessing starts processes. Raises NoForkError where what a fork needs cannot be loaded here."""
    if not fork:
        return "spawn"
    if not is_single_threaded():
        _load_apart()
        return "forkserver"
    os.environ |= _SINGLE_THREADED
    try:
        with _in_peace():  # a library that loads may take an Interruption for an error of its own
            for module in _PRELOADED:
                importlib.import_module(module)
    except Exception as problem:
        raise NoForkError(str(problem)) from None
    return "fork"


def _load_apart() -> None:
    """Have everything loaded in a process apart, once it is needed."""
    os.environ |= _SINGLE_THREADED
    multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOADED)


def _start(context: Any, function: Callable[[Any], Any], fork: bool) -> _Worker:
    ours, theirs = context.Pipe()
    forked_here = context.get_start_method() == "fork"
    told = (function, theirs, fork, ours if forked_here else None)
    process = context.Process(target=_serve, args=told, daemon=False)
    if _MASKS and not forked_here:
        multiprocessing.resource_tracker.ensure_running()  # when it starts it ends the masking
    try:
        with _in_peace():
            process.start()
    except (OSError, EOFError) as problem:
        raise NoForkError(str(problem)) from None
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _in_peace() -> Iterator[None]:
    """Put off what stops this process, and have those that are started here not hear of Ctrl-C: this one ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    told: list[int] = []
    handlers = {number: signal.getsignal(number) for number in STOPS}
    for number in handlers:
        if handlers[number] not in (signal.SIG_IGN, None):
            signal.signal(number, lambda number, _: told.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if _MASKS else None
    try:
        yield
    finally:
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            if handler is not None:
                signal.signal(number, handler)
    for number in told:
        signal.raise_signal(number)


def _serve(function: Callable[[Any], Any], connection: Connection, forked: bool, other: Connection | None) -> None:
    """Do what is asked for, a fork once, another as long as somebody asks; `other` is the end of those who ask."""
    if not _MASKS:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if other:
        other.close()
        _forget_whence()
    threading.Thread(target=_leave_after, args=(multiprocessing.parent_process(),), daemon=True).start()
    while True:
        try:
            item = connection.recv()
        except (EOFError, OSError):
            return
        came = function(item)
        with suppress(OSError):  # nobody asks any more
            connection.send(came)
        if forked:
            return  # forks made meanwhile hold the other end, too: no end of the asking would be seen


def _forget_whence() -> None:
    """Have no part in what the process does that was forked: a stop ends this one, and nothing looks for its output."""
    for number in STOPS:
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__


def _leave_after(parent: Any) -> None:
    """End with all that was started here when the parent ends, however it does."""
    parent.join()
    end_tree()
    os._exit(1)


def _too_large(size: int, limit: int) -> str:
    return (
        f"占用内存 {size // MB} MB，超过每份 {limit // MB} MB 的限度，已终止；请查这个单位的材料，确需更多的加 --memory"
    )


def _received(worker: _Worker) -> Any:
    try:
        return worker.connection.recv()
    except (EOFError, OSError):
        worker.process.join(_GRACE)
        return Ended(_why(worker.process.exitcode))


def _dismiss(worker: _Worker) -> None:
    """Let a process end that nobody asks any more, and see to it that it does."""
    worker.process.join(_GRACE)
    if worker.process.exitcode is None:
        _end(worker)
        worker.process.join()


def _end(worker: _Worker) -> None:
    """Kill a process with all that it started, or alone where the system does not tell what it started."""
    end_tree(worker.process.pid)
    worker.process.kill()


def _why(code: int | None) -> str:
    if code is not None and code < 0:
        return f"进程被终止（{signal.Signals(-code).name}）" + ("，可能是内存不足" if code == -signal.SIGKILL else "")
    return f"进程意外退出（代码 {code}）"
