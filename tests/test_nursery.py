"""Forks of a loaded process: each alone, each told of, none left."""

from __future__ import annotations

import ast
import ctypes
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from executed import ROOT
from helpers.nursery import MB, Begun, Ended, Limits, run_apart
from helpers.processes import is_single_threaded
from helpers.worker import _SINGLE_THREADED, NoForkError, can_fork

WAYS = [pytest.param(True, marks=pytest.mark.skipif(not can_fork(), reason="此系统不分出进程")), False]
_GROW = "import time; grown = bytearray(b'x') * (400 << 20); time.sleep(600)"
PATIENT = Limits(60)
needs_fork = pytest.mark.skipif(not can_fork(), reason="此系统不分出进程")


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
        case "grow":
            grown = bytearray(b"x") * (400 << 20)
            time.sleep(600)
            return len(grown)
        case "have it grown":
            return subprocess.run([sys.executable, "-c", _GROW], check=True)
        case "leak":
            os.environ["LEAKED"] = "1"
            sys.modules["leaked"] = sys
            os.chdir("/")
            return "leaked"
        case "look":
            return ("LEAKED" in os.environ, "leaked" in sys.modules, Path.cwd() == Path("/"))
    return item() if callable(item) else item


_GAPS = """
import ctypes
from helpers.processes import Heap, fill_gaps
told = ctypes.CDLL(None).mallinfo2
told.restype = Heap
pieces = [bytes(1000 + n) for n in range(20_000)]
del pieces[::2]
for _ in range(2):
    print(told().fordblks - told().keepcost)
    fill_gaps()
"""


@pytest.mark.skipif(sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="没有 glibc 2.33")
def test_gaps_between_what_is_loaded_are_filled():
    before, after = map(int, subprocess.check_output([sys.executable, "-c", _GAPS], text=True).split())
    assert before > 50_000_000
    assert after < before / 100


def not_loaded() -> set[str]:
    return {"helpers.preloaded", "matplotlib", "papermill"} - set(sys.modules)


def handlers() -> set[object]:
    return {signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}


def outcomes(items: list, workers: int = 2, limits: Limits = PATIENT, fork: bool = False) -> dict:
    told = filter(None, run_apart(work, items, workers, limits, fork))
    return {item: came for item, came in told if came != Begun()}


def long_enough(fork: bool) -> int:
    """Seconds within which an item is done, however busy this machine is."""
    outcomes([1], fork=fork)  # what is loaded for all of them does not count
    began = time.monotonic()
    outcomes([1], fork=fork)
    return 3 + round(4 * (time.monotonic() - began))


def children() -> list[psutil.Process]:
    """Processes that still live; the parent of the forks and the tracker of resources stay until this process ends."""
    own = [child for child in psutil.Process().children() if "_tracker" not in " ".join(child.cmdline())]
    servers = [child for child in own if "forkserver" in " ".join(child.cmdline())]
    return [child for child in own if child not in servers] + [c for server in servers for c in server.children()]


@pytest.mark.parametrize("fork", WAYS)
def test_each_item_begins_and_comes_with_its_result(fork):
    assert {number: number * 2 for number in range(7)} == outcomes(list(range(7)), workers=3, fork=fork)
    assert {} == outcomes([], fork=fork)
    assert [(1, Begun()), (1, 2), (2, Begun()), (2, 4)] == [*filter(None, run_apart(work, [1, 2], 1, Limits(), fork))]
    assert [] == children()


@pytest.mark.parametrize("fork", WAYS)
def test_one_that_dies_is_told_and_stops_no_other(fork):
    came = outcomes([1, "exit", 2, "kill", 3], fork=fork)
    assert [2, 4, 6] == [came[1], came[2], came[3]]
    assert Ended("进程意外退出（代码 3）") == came["exit"]
    assert Ended("进程被终止（SIGKILL），可能是内存不足") == came["kill"]


@pytest.mark.parametrize("fork", WAYS)
def test_one_that_takes_too_long_is_ended_and_told(fork):
    seconds = long_enough(fork)
    came = outcomes(["hang", 1, 2], limits=Limits(seconds), fork=fork)
    told = Ended(f"运行超过 {seconds} 秒，已终止；请查这个单位的材料，确需更久的加 --timeout")
    assert {"hang": told, 1: 2, 2: 4} == came
    assert [] == children()


@needs_fork
def test_where_no_processes_are_told_one_that_takes_too_long_is_ended_and_none_is_forked(hidden_processes):
    seconds = long_enough(fork=False)
    came = outcomes(["hang", 1], limits=Limits(seconds, 1), fork=False)
    assert (f"运行超过 {seconds} 秒", 2) == (came["hang"].reason.partition("，")[0], came[1])
    assert [] == multiprocessing.active_children()
    with pytest.raises(NoForkError):
        outcomes([1], fork=True)


@pytest.mark.parametrize("fork", WAYS)
@pytest.mark.parametrize("item", ["grow", "have it grown"])
def test_one_that_takes_too_much_memory_with_what_it_started_is_ended_and_told(item, fork):
    came = outcomes([item, 1, 2], limits=Limits(60, 256 * MB), fork=fork)
    told = re.sub(r"内存 \d+ MB，", "内存 … MB，", came[item].reason)
    assert "占用内存 … MB，超过每份 256 MB 的限度，已终止；请查这个单位的材料，确需更多的加 --memory" == told
    assert [2, 4] == [came[1], came[2]]
    assert [] == children()


@needs_fork
def test_what_the_forks_share_is_not_memory_of_theirs():
    assert {1: 2} == outcomes([1], limits=Limits(60, 128 * MB), fork=True)


@needs_fork
def test_nothing_leaks_from_one_to_the_next():
    came = outcomes(["leak", "look"], workers=1, fork=True)
    assert (False, False, False) == came["look"]


@needs_fork
def test_all_is_loaded_before_the_fork():
    assert set() == outcomes([not_loaded], fork=True)[not_loaded]


@pytest.mark.parametrize("fork", WAYS)
def test_a_caller_that_goes_away_leaves_no_process(fork):
    running = run_apart(work, [1, "hang", "hang"], 3, Limits(), fork)
    assert (1, 2) == next(told for told in running if told and told[1] != Begun())
    running.close()
    assert [] == children()


@pytest.mark.parametrize("fork", WAYS)
def test_as_long_as_nothing_comes_that_is_told(fork):
    running = run_apart(work, ["hang"], 1, Limits(), fork)
    assert [("hang", Begun()), None, None] == [next(running) for _ in range(3)]
    running.close()


@needs_fork
def test_what_is_forked_is_this_process_unless_it_has_threads():
    assert is_single_threaded() == (outcomes([os.getppid], fork=True)[os.getppid] == os.getpid())


@needs_fork
def test_what_this_process_does_when_it_is_told_to_stop_is_not_for_its_forks():
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        assert {signal.SIG_DFL} == outcomes([handlers], fork=True)[handlers]
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@needs_fork
def test_the_other_way_to_fork_does_the_same():
    threads = ("-p", "no:xdist") if not is_single_threaded() else ("-n", "1")
    chosen = ("-k", "not other_way and not False", "-p", "no:cacheprovider", "-q")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", *threads, *chosen, __file__]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (0, True) == (done.returncode, " passed" in done.stdout), done.stdout


_LOADS = """
import sys
from helpers.job import Job
from helpers.wanted import Wanted
from pathlib import Path
root, notebook, folder, *formats = sys.argv[1:]
job = Job(2023, "shili-jiaoyu", {"year": 2023, "office": "shili-jiaoyu"}, Path(notebook), Path(root), Path(folder),
          (*formats,))
Wanted.by([job]).announce()
import helpers.preloaded
loaded = set(sys.modules)
import helpers.cli, helpers.nursery
from helpers.build import run_job
print(run_job(job, "warm").state, sorted(set(sys.modules) - loaded))
print({"pandas", "typst"} & loaded)
"""


def loaded(notebook: Path, folder: Path, *formats: str) -> tuple[str, set[str]]:
    """How a report ends and what is imported for it, and which large libraries were there before."""
    command = [sys.executable, "-c", _LOADS, str(ROOT), str(notebook), str(folder), *formats]
    told = subprocess.run(command, env=os.environ | _SINGLE_THREADED, check=True, capture_output=True, text=True)
    ended, before = told.stdout.splitlines()
    return ended, ast.literal_eval(before)


@needs_fork
def test_a_fork_finds_loaded_whatever_a_report_needs(tmp_path: Path):
    ended, _ = loaded(ROOT / "notebooks/annual_report.ipynb", tmp_path / "made", "html", "pdf", "docx", "xlsx")
    assert "built []" == ended


@needs_fork
def test_what_no_report_needs_is_not_loaded(tmp_path: Path):
    ended, before = loaded(ROOT / "notebooks/annual_report.ipynb", tmp_path / "made", "html")
    assert ("built []", False, False) == (ended, "pandas" in before, "typst" in before)


@needs_fork
def test_what_a_notebook_needs_to_show_frames_is_loaded(tmp_path: Path):
    notebook = nbformat.read(ROOT / "notebooks/annual_report.ipynb", as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell('report.frame("applications")'))
    nbformat.write(notebook, tmp_path / "frames.ipynb")
    ended, before = loaded(tmp_path / "frames.ipynb", tmp_path / "made", "html")
    assert ("built []", True) == (ended, "pandas" in before)
