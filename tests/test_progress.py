"""What people see while a batch runs: in a terminal, and elsewhere."""

from __future__ import annotations

import io
import subprocess
import sys
import threading

import pytest
from rich.console import Console

from helpers.cli import progress as module
from helpers.cli.progress import Display, Progress
from helpers.job import Result, Started

NAMES = {"a": "示例区教育局", "b": "示例区水务局", "c": "示例区司法局", "d": "示例区民政局", "e": "示例区财政局"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which goes on only where a test says so."""
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def seen(progress: Progress) -> list[str]:
    # Without colours rich draws no bar.
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system=None)
    console.print(progress)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_it_shows_how_far_it_is_how_fast_and_what_has_been_running_longest(clock):
    progress = Progress(1000, NAMES)
    assert [" " * 40 + " 0:00", "完成 0/1000", "正在准备……"] == seen(progress)
    for office in "abcd":
        progress.take(Started(office))
        clock[0] += 1
    progress.take(Result("b", "refused", 3.0, errors=2))
    assert [
        "完成 1/1000，退回修改 1",
        "正在运行：示例区教育局 4 秒、示例区司法局 2 秒、示例区民政局 1 秒",
        "最慢的：示例区水务局 3.0 秒",
    ] == seen(progress)[1:]
    progress.take(Started("e"))
    progress.take(Result("a", "built", 4.0))
    progress.take(Result("c", "failed", 2.5, message="进程意外退出"))
    clock[0] += 56
    assert [
        " " * 40 + " 1:00",
        "完成 3/1000，已生成 1，退回修改 1，运行失败 1，每分钟 3 份，还要 5:32:20",
        "正在运行：示例区民政局 57 秒、示例区财政局 56 秒",
        "最慢的：示例区教育局 4.0 秒、示例区水务局 3.0 秒、示例区司法局 2.5 秒",
    ] == seen(progress)


def test_of_many_that_run_those_that_have_been_running_longest_are_named(clock):
    progress = Progress(9, NAMES)
    for office in NAMES:
        progress.take(Started(office))
        clock[0] += 1
    assert "正在运行：示例区教育局 5 秒、示例区水务局 4 秒、示例区司法局 3 秒等 5 份" == progress.longest


def test_a_pipe_gets_what_failed_and_a_line_a_minute(clock, capsys):
    progress = Progress(5, NAMES)
    with Display(progress) as display:
        for office, state in (("a", "built"), ("b", "failed"), ("c", "refused"), ("d", "built"), ("e", "built")):
            display.take(Started(office))
            clock[0] += 25
            display.take(
                Result(
                    office, state, 25.0, message="笔记本第 3 个单元格停止：" + "很长" * 60 if state == "failed" else ""
                )
            )
    out, err = capsys.readouterr()
    assert (
        "",
        [
            f"运行失败：示例区水务局（笔记本第 3 个单元格停止：{'很长' * 60}）",
            "完成 3/5，已生成 1，退回修改 1，运行失败 1，每分钟 2 份，还要 0:50",
        ],
    ) == (out, err.splitlines())


def test_where_nobody_looks_the_display_is_not_loaded():
    shown = "with Display(Progress(1, {'a': '甲'})) as display: display.take(Result('a', 'failed', 1.0, message='乙'))"
    code = f"import sys\nfrom helpers.cli.progress import *\n{shown}\nprint('rich' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert ("False\n", "运行失败：甲（乙）\n") == (told.stdout, told.stderr)


def test_who_stops_it_is_told_how_far_it_came():
    progress = Progress(2, NAMES)
    progress.take(Result("a", "built", 1.0))
    assert "已中断：完成 1 份，还有 1 份没有做。再次运行同样的命令就接着做。" == progress.given_up
    progress.take(Result("b", "built", 1.0))
    assert "已中断：完成 2 份，只差目录页。再次运行同样的命令就接着做。" == progress.given_up


class Terminal(io.StringIO):
    """Standard error where somebody sits before it."""

    def isatty(self) -> bool:
        return True


class Closed(Terminal):
    """One that is closed."""

    def write(self, _: str) -> int:
        raise BrokenPipeError

    def flush(self) -> None:
        raise BrokenPipeError


@pytest.mark.parametrize("terminal", [Terminal, Closed])
def test_a_terminal_shows_it_and_a_closed_one_ends_nothing(monkeypatch, terminal):
    screen = terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", screen)
    progress = Progress(1, NAMES)
    with Display(progress) as display:
        display.take(Started("a"))
        print("说", file=module.sys.stderr)
        display.take(Result("a", "failed", 1.0, message="内核中途退出"))
    assert 1 == len(progress.results)
    shown = ["说", "运行失败：示例区教育局（内核中途退出）", "完成 1/1，运行失败 1"] if terminal is Terminal else []
    assert shown == [words for words in shown if words in screen.getvalue()]


def test_it_is_redrawn_now_and_then_without_a_thread_of_its_own(monkeypatch, clock):
    screen, threads = Terminal(), threading.active_count()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", screen)
    with Display(Progress(1, NAMES)) as display:
        assert ("正在准备……" in screen.getvalue(), threads) == (True, threading.active_count())
        drawn = len(screen.getvalue())
        display.refresh()
        assert drawn == len(screen.getvalue())
        clock[0] += 1
        display.refresh()
        assert "0:01" in screen.getvalue()[drawn:]
