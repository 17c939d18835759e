"""How a person or the system stops a verb: Ctrl-C, `kill`, the end of the session."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from ..nursery import STOPS


class Interruption(KeyboardInterrupt):
    """The wish that this process stop; the exit code says how it was told."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise Interruption once where this process is told to stop, so that what it does is given up in order.

    What comes while it gives up is not heard.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in STOPS}
    told = {number: handler for number, handler in before.items() if handler != signal.SIG_IGN}  # as nohup has it
    for number in told:
        signal.signal(number, _interrupt)
    try:
        yield
    finally:
        _set(told)


def _interrupt(number: int, _: FrameType | None) -> None:
    _set(dict.fromkeys(STOPS, signal.SIG_IGN))
    raise Interruption(number)


def _set(handlers: dict[Any, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)
