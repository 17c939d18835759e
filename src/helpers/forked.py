"""Many like things looked at at once: each part of them in a fork of this process."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TypeVar

from .processes import is_single_threaded
from .worker import NoForkError, Worker, can_fork, start_worker

T = TypeVar("T")
R = TypeVar("R")

_WORTH = 250  # things that take longer to look at than a fork to make


def in_forks(function: Callable[[Sequence[T]], R], items: Sequence[T], processes: int) -> list[R]:
    """What `function` returns for each part of `items`, in their order, from as many processes at once.

    There is one part where no process can be forked safely, or there are few items. What cannot be done elsewhere is
    done here, so whatever `function` raises is raised here.
    """
    many = min(processes, len(items) // _WORTH) if can_fork() and is_single_threaded() else 1
    size = -(-len(items) // max(1, many)) or 1
    first, *others = [items[start : start + size] for start in range(0, len(items), size)] or [items]
    with ExitStack() as stack:
        asked = [stack.enter_context(_elsewhere(function, part)) for part in others]
        return [function(first), *(outcome() for outcome in asked)]


@contextmanager
def _elsewhere(function: Callable[[Sequence[T]], R], part: Sequence[T]) -> Iterator[Callable[[], R]]:
    """Have another process do it; what is yielded waits for the outcome."""
    try:
        worker = start_worker(multiprocessing.get_context("fork"), partial(_attempt, function), part)
    except NoForkError:
        yield partial(function, part)
        return
    try:
        yield partial(_outcome, worker, function, part)
    except BaseException:
        worker.end()
        raise
    finally:
        worker.connection.close()
        worker.dismiss()


def _attempt(function: Callable[[Sequence[T]], R], part: Sequence[T]) -> tuple[R] | None:
    try:
        return (function(part),)
    except Exception:  # it is raised where it is done again
        return None


def _outcome(worker: Worker, function: Callable[[Sequence[T]], R], part: Sequence[T]) -> R:
    try:
        told: tuple[R] | None = worker.connection.recv()
    except (EOFError, OSError):
        told = None
    return told[0] if told else function(part)
