"""Forks of a loaded process: each alone, each told of, none left."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from helpers.nursery import Ended, can_fork, run_forked

pytestmark = pytest.mark.skipif(not can_fork(), reason="此系统不分出进程")


def work(item: object) -> object:
    """What a fork does with an item."""
    match item:
        case int():
            return item * 2
        case "exit":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            time.sleep(600)
        case "leak":
            os.environ["LEAKED"] = "1"
            sys.modules["leaked"] = sys
            os.chdir("/")
            return "leaked"
        case "look":
            return ("LEAKED" in os.environ, "leaked" in sys.modules, Path.cwd() == Path("/"))
        case "loaded":
            return {"helpers.preloaded", "matplotlib", "pandas", "papermill", "typst"} - set(sys.modules)
    return item


def outcomes(items: list, workers: int = 2, seconds: float = 30) -> dict:
    return dict(run_forked(work, items, workers, seconds))


def children() -> list[psutil.Process]:
    """Forks that still live; the parent of the forks itself stays until this process ends."""
    servers = psutil.Process().children()
    return [child for server in servers for child in server.children()]


def test_each_item_comes_with_its_result():
    assert {number: number * 2 for number in range(7)} == outcomes(list(range(7)), workers=3)
    assert {} == outcomes([])


def test_one_that_dies_is_told_and_stops_no_other():
    came = outcomes([1, "exit", 2, "kill", 3])
    assert [2, 4, 6] == [came[1], came[2], came[3]]
    assert Ended("进程意外退出（代码 3）") == came["exit"]
    assert Ended("进程被终止（SIGKILL），可能是内存不足") == came["kill"]


def test_one_that_takes_too_long_is_ended_and_told():
    came = outcomes(["hang", 1, 2], seconds=3)
    assert {"hang": Ended("超过 3 秒没有完成，已终止"), 1: 2, 2: 4} == came
    assert [] == children()


def test_nothing_leaks_from_one_to_the_next():
    came = outcomes(["leak", "look"], workers=1)
    assert (False, False, False) == came["look"]


def test_all_is_loaded_before_the_fork():
    assert set() == outcomes(["loaded"])["loaded"]


def test_a_caller_that_goes_away_leaves_no_fork():
    running = run_forked(work, [1, "hang", "hang"], 3, 600)
    assert (1, 2) == next(running)
    running.close()
    assert [] == children()
