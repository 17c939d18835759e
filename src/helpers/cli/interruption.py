"""How a person or the system stops a verb: Ctrl-C, `kill`, the end of the session."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any

from ..worker import STOPS

_MOMENT = 0.01  # seconds until it is said again


class Interruption(KeyboardInterrupt):
    """The wish that this process stop; the exit code says how it was told."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    @property
    def exit_code(self) -> int:
        """As shells have it."""
        return 128 + self.number


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
    hook = sys.unraisablehook
    sys.unraisablehook = partial(_say_again, [*told], hook)
    _set(dict.fromkeys(told, _interrupt))
    try:
        yield
    finally:
        sys.unraisablehook = hook
        _set(told)


def _interrupt(number: int, frame: FrameType | None) -> None:
    while frame:
        if frame.f_code is _say_again.__code__:  # on a machine that is busy; it would be dropped again
            _later(number)
            return
        frame = frame.f_back
    _set(dict.fromkeys(STOPS, signal.SIG_IGN))
    raise Interruption(number)


def _say_again(heard: list[int], hook: Callable[[Any], Any], lost: Any) -> None:
    """Python drops what is raised while it finalizes an object; an Interruption is raised again a moment later."""
    if not isinstance(lost.exc_value, Interruption):
        hook(lost)
        return
    _set(dict.fromkeys(heard, _interrupt))
    _later(lost.exc_value.number)


def _later(number: int) -> None:
    again = threading.Timer(_MOMENT, signal.raise_signal, [number])
    again.daemon = True
    again.start()


def _set(handlers: dict[Any, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)
