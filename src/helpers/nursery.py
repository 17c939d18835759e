"""A fork for each report, of one process that has everything loaded; one that hangs or dies takes no other along."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")

# Before the libraries are loaded: threads of theirs would not be there in a fork.
_SINGLE_THREADED = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
_GRACE = 5.0  # seconds for a process that has told its result to end


def can_fork() -> bool:
    """Whether a process can be forked safely here."""
    return sys.platform == "linux"


class NoForkError(Exception):
    """No process can be forked here, as the one that is loaded for it did not come up."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A fork that told no result, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Child:
    item: Any
    process: Any
    until: float


def run_forked(
    function: Callable[[T], Any], items: Sequence[T], workers: int, seconds: float
) -> Iterator[tuple[T, Any]]:
    """Call `function` for each item in a fork of its own, `workers` at once, and yield each item with what came.

    That is an Ended where the fork died or took longer than `seconds`. However the caller ends, no fork is left. Raises
    NoForkError where none can be made.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["helpers.preloaded"])
    os.environ |= _SINGLE_THREADED
    waiting, running = deque(items), dict[Connection, _Child]()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                connection, child = _start(context, function, waiting.popleft(), seconds)
                running[connection] = child
            first = min(child.until for child in running.values())
            told = multiprocessing.connection.wait([*running], max(0.0, first - time.monotonic()))
            for connection in [connection for connection in running if connection in told]:
                child = running.pop(connection)
                yield child.item, _result(connection, child.process)
            for connection, child in [*running.items()]:
                if child.until <= time.monotonic():
                    del running[connection]
                    child.process.kill()
                    child.process.join()
                    yield child.item, Ended(f"超过 {seconds:.0f} 秒没有完成，已终止")
    finally:
        for child in running.values():
            child.process.kill()
            child.process.join()


def _start(context: Any, function: Callable[[T], Any], item: T, seconds: float) -> tuple[Connection, _Child]:
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(function, item, theirs), daemon=False)
    try:
        process.start()
    except (OSError, EOFError) as problem:
        raise NoForkError(str(problem)) from None
    theirs.close()
    return ours, _Child(item, process, time.monotonic() + seconds)


def _run(function: Callable[[T], Any], item: T, connection: Connection) -> None:
    connection.send(function(item))
    connection.close()


def _result(connection: Connection, process: Any) -> Any:
    try:
        found = connection.recv()
    except EOFError:
        found = None
    connection.close()
    process.join(_GRACE)
    if process.exitcode is None:
        process.kill()
        process.join()
    return Ended(_why(process.exitcode)) if found is None else found


def _why(code: int) -> str:
    if code < 0:
        return f"进程被终止（{signal.Signals(-code).name}）" + ("，可能是内存不足" if code == -signal.SIGKILL else "")
    return f"进程意外退出（代码 {code}）"
