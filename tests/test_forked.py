"""Many things looked at at once, in forks; whatever becomes of one of them, each thing is looked at."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
import pytest

from helpers.forked import in_forks
from helpers.worker import can_fork

needs_fork = pytest.mark.skipif(not can_fork(), reason="此系统不分出进程")
MANY = range(1000)


def apart(words: str) -> object:
    """What an expression gives in a new process, which has one thread."""
    told = subprocess.run(
        [sys.executable, "-c", f"import json, test_forked as here; print(json.dumps(here.{words}))"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ("", 0) == (told.stderr, told.returncode)
    return json.loads(told.stdout)


def added(part: Sequence[int]) -> tuple[int, int]:
    return os.getpid(), sum(part)


def summed(processes: int, many: Sequence[int] = MANY) -> dict[str, object]:
    found = in_forks(added, many, processes)
    return {"processes": len({pid for pid, _ in found}), "sums": [total for _, total in found]}


def beside_a_thread() -> dict[str, object]:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        return summed(2)
    finally:
        done.set()
        thread.join()


def killed() -> dict[str, object]:
    """One of the processes is killed before it tells anything."""
    here = os.getpid()

    def die(part: Sequence[int]) -> tuple[int, int]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return added(part)

    return {"sums": [total for _, total in in_forks(die, MANY, 2)]}


def wrong() -> list[str]:
    """The second half cannot be added up."""
    try:
        in_forks(sum, [*range(500), *map(str, range(500))], 2)
    except TypeError as problem:
        return [str(problem), *left()]
    return []


def stopped() -> list[str]:
    """This process is stopped while another still works."""
    here = os.getpid()

    def stop(_: Sequence[int]) -> None:
        if os.getpid() == here:
            raise KeyboardInterrupt
        time.sleep(600)

    try:
        in_forks(stop, MANY, 2)
    except KeyboardInterrupt:
        return ["stopped", *left()]
    return []


def left() -> list[str]:
    return [child.name() for child in psutil.Process().children()]


@needs_fork
def test_each_part_has_a_process():
    assert {"processes": 2, "sums": [sum(range(500)), sum(range(500, 1000))]} == apart("summed(2)")
    assert {"processes": 4, "sums": [31125, 93625, 156125, 218625]} == apart("summed(9)")


def test_few_things_are_looked_at_here():
    assert {"processes": 1, "sums": [sum(range(499))]} == apart("summed(2, range(499))")
    assert {"processes": 1, "sums": [0]} == apart("summed(2, range(0))")
    assert {"processes": 1, "sums": [sum(MANY)]} == apart("summed(1)")


def test_a_process_with_threads_is_not_forked():
    assert {"processes": 1, "sums": [sum(MANY)]} == apart("beside_a_thread()")


@needs_fork
def test_what_a_killed_process_did_not_tell_is_looked_at_here():
    assert {"sums": [sum(range(500)), sum(range(500, 1000))]} == apart("killed()")


@needs_fork
def test_an_error_is_raised_here_and_no_process_is_left():
    assert ["unsupported operand type(s) for +: 'int' and 'str'"] == apart("wrong()")


@needs_fork
def test_whoever_is_stopped_leaves_no_process():
    assert ["stopped"] == apart("stopped()")
