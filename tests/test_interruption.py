"""A verb that is told to stop hears it, whatever Python is doing, and once only."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import weakref

import pytest

from helpers.cli import batch
from helpers.cli.interruption import Interruption, interruptible

pytestmark = pytest.mark.skipif(os.name == "nt", reason="没有这些信号")


class _Thing:
    pass


def _wait(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.001)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_stop_is_raised_with_the_exit_code_of_its_signal(number, code):
    with pytest.raises(Interruption) as told, interruptible():
        signal.raise_signal(number)
    assert code == told.value.exit_code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_that_comes_while_an_object_is_finalized_is_heard_a_moment_later(number):
    passed = []

    def work() -> None:
        thing = _Thing()
        reference = weakref.ref(thing, lambda _: signal.raise_signal(number))  # what is raised here is dropped
        del thing
        passed.append(reference())
        _wait(10)
        passed.append("不应到这里")

    with pytest.raises(Interruption) as told, interruptible():
        work()
    assert ([None], 128 + number) == (passed, told.value.exit_code)


def test_a_stop_that_comes_again_while_the_first_is_being_dropped_is_heard(monkeypatch):
    waits, start = [0.1], threading.Timer.start

    def busy(timer: threading.Timer) -> None:
        start(timer)
        _wait(waits.pop() if waits else 0)

    def work() -> None:
        thing = _Thing()
        reference = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGTERM))
        del thing
        assert reference() is None
        _wait(10)

    monkeypatch.setattr(threading.Timer, "start", busy)
    with pytest.raises(Interruption), interruptible():
        work()
    assert [] == waits


def test_what_else_goes_wrong_in_a_finalizer_is_told_as_before(monkeypatch):
    lost = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: lost.append(type(told.exc_value)))
    with interruptible():
        thing = _Thing()
        reference = weakref.ref(thing, lambda _: 1 / 0)
        del thing
    assert (None, [ZeroDivisionError]) == (reference(), lost)


def test_a_second_stop_while_the_first_is_obeyed_is_not_heard():
    cleaned = []

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGINT)
            cleaned.append(True)

    with pytest.raises(Interruption) as told, interruptible():
        work()
    assert ([True], 143) == (cleaned, told.value.exit_code)


def test_what_is_ignored_stays_ignored_and_all_is_as_before_afterwards(monkeypatch):
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    hook = sys.unraisablehook
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as under nohup
    try:
        with interruptible():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert handlers == [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    assert hook is sys.unraisablehook


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_batch_that_is_stopped_before_it_begins_says_by_what(workspace, nianbao, monkeypatch, number, code):
    monkeypatch.setattr(batch, "plan_jobs", lambda *_: signal.raise_signal(number))
    ended, out, err = nianbao("build", "2023")
    assert (code, "", "已中断。已经写好的文件都在，可以再次运行。") == (ended, out, err.strip())
