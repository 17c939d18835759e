"""The processes in which reports are made: how one is started, what it does, and how it ends.

They are forked for one report each of one that has everything loaded, or started afresh for one after another. The one
that has everything loaded is this one, or one apart where this one has threads, which no fork would have.
"""

from __future__ import annotations

import importlib
import multiprocessing
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from .errors import NianbaoError
from .processes import are_told, end_tree, is_single_threaded

# Before the libraries are loaded: threads of theirs would not be there in a fork.
_SINGLE_THREADED = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
_PRELOADED = ["helpers.preloaded"]
# How a person or the system stops a process.
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_MASKS = hasattr(signal, "pthread_sigmask")  # not on Windows
_GRACE = 5.0  # seconds for a process that has told its result to end


def can_fork() -> bool:
    """Whether a process can be forked safely here."""
    return sys.platform == "linux" and are_told()  # or nobody could count the threads of the process to be forked


class NoForkError(Exception):
    """No process can be started here, or the one that is loaded to be forked did not come up."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A process, and the connection by which it is asked and answers."""

    process: Any
    connection: Connection

    def exit_code(self) -> int | None:
        """How it ended, once it has had a moment for that; None where it has not."""
        self.process.join(_GRACE)
        code: int | None = self.process.exitcode
        return code

    def dismiss(self) -> None:
        """Let it end, since nobody asks it any more, and see to it that it does."""
        if self.exit_code() is None:
            self.end()
            self.process.join()

    def end(self) -> None:
        """Kill it with all that it started, or alone where the system does not tell what it started."""
        end_tree(self.process.pid)
        self.process.kill()


def load_parent(first: str) -> None:
    """Start the process from which others are forked, so that it loads meanwhile; the module `first` before all."""
    if first not in _PRELOADED:
        _PRELOADED.insert(0, first)
    _load_apart()
    multiprocessing.forkserver.ensure_running()


def way_to_start(fork: bool) -> str:
    """How multiprocessing starts processes, with what a fork needs loaded.

    Raises NoForkError where that cannot be loaded here, and what the kit refuses as it is.
    """
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
    except NianbaoError:
        raise
    except Exception as problem:
        raise NoForkError(str(problem)) from None
    return "fork"


def _load_apart() -> None:
    """Have everything loaded in a process apart, once it is needed."""
    os.environ |= _SINGLE_THREADED
    multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOADED)


def start_worker(context: Any, function: Callable[[Any], Any], item: Any) -> Worker:
    """Start a process that calls `function` for the item, and unless it is forked for what it is sent then.

    Raises NoForkError where none can be started.
    """
    ours, theirs = context.Pipe()
    way = context.get_start_method()
    told = (function, item, theirs, way != "spawn", ours if way == "fork" else None)
    process = context.Process(target=_serve, args=told, daemon=False)
    if _MASKS and way != "fork":
        multiprocessing.resource_tracker.ensure_running()  # when it starts it ends the masking
    try:
        with _in_peace():
            process.start()
    except (OSError, EOFError) as problem:
        raise NoForkError(str(problem)) from None
    theirs.close()
    return Worker(process, ours)


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


def _serve(
    function: Callable[[Any], Any], item: Any, connection: Connection, forked: bool, other: Connection | None
) -> None:
    """Do what is asked for, a fork once, another as long as somebody asks; `other` is the end of those who ask."""
    if not _MASKS:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if other:
        other.close()
        _forget_whence()
    threading.Thread(target=_leave_after, args=(multiprocessing.parent_process(),), daemon=True).start()
    while True:
        came = function(item)
        with suppress(OSError):  # nobody asks any more
            connection.send(came)
        if forked:
            return  # forks made meanwhile hold the other end, too: no end of the asking would be seen
        try:
            item = connection.recv()
        except (EOFError, OSError):
            return


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
