"""How far a batch is, for those who look at it."""

from __future__ import annotations

import io
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from ..job import RUN_STATES, Result, Started

if TYPE_CHECKING:
    from rich.console import Group
    from rich.live import Live

_SHOWN = 3  # of those that have been running or took longest
_QUIET = 60.0  # seconds between two lines where no display is
_DRAWN = 0.25  # seconds between two pictures of the display
_RATED = 5.0  # seconds before which a rate says nothing


class Progress:
    """What has come of the jobs so far; rich shows it as lines that are redrawn."""

    def __init__(self, total: int, names: Mapping[str, str]) -> None:
        self.total, self.names = total, names
        self.results: list[Result] = []
        self._began = time.monotonic()
        self._running: dict[str, float] = {}

    def take(self, event: Started | Result) -> None:
        """Take in that a job started, or how it ended."""
        if isinstance(event, Started):
            self._running[event.office] = time.monotonic()
        else:
            self._running.pop(event.office, None)
            self.results.append(event)

    @property
    def seconds(self) -> float:
        """Since the first job."""
        return time.monotonic() - self._began

    @property
    def line(self) -> str:
        """How far it is, in one line."""
        counts = Counter(result.state for result in self.results)
        parts = [f"{words} {counts[state]}" for state, words in RUN_STATES.items() if counts[state]]
        done, seconds = len(self.results), self.seconds
        if done and seconds > _RATED:
            parts.append(f"每分钟 {done / seconds * 60:.0f} 份")
            parts.append(f"还要 {_clock((self.total - done) * seconds / done)}")
        return "，".join([f"完成 {done}/{self.total}", *parts])

    @property
    def given_up(self) -> str:
        """What to tell the one who stopped it."""
        done = len(self.results)
        left = f"还有 {self.total - done} 份没有做" if done < self.total else "只差目录页"
        return f"已中断：完成 {done} 份，{left}。再次运行同样的命令就接着做。"

    @property
    def longest(self) -> str:
        """Which reports have been running longest."""
        now = time.monotonic()
        running = sorted(self._running.items(), key=lambda item: item[1])
        told = "、".join(f"{self.names[office]} {now - since:.0f} 秒" for office, since in running[:_SHOWN])
        more = f"等 {len(running)} 份" if len(running) > _SHOWN else ""
        return f"正在运行：{told}{more}" if running else "正在准备……" if not self.results else ""

    @property
    def slowest(self) -> str:
        """Which of those that ended took longest."""
        slow = sorted(self.results, key=lambda result: -result.seconds)[:_SHOWN]
        return f"最慢的：{'、'.join(f'{self.names[r.office]} {r.seconds:.1f} 秒' for r in slow)}" if slow else ""

    def __rich__(self) -> Group:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        bar = Table.grid(padding=(0, 1))
        bar.add_row(ProgressBar(self.total, len(self.results), width=40), _clock(self.seconds))
        lines = (
            Text(words, no_wrap=True, overflow="ellipsis") for words in (self.line, self.longest, self.slowest) if words
        )
        return Group(bar, *lines)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


class _Screen(io.StringIO):
    """Standard error as long as somebody sees it; a batch goes on where a pipe or a terminal is closed."""

    def __init__(self) -> None:
        super().__init__()
        self._seen = sys.stderr  # which is another while rich shows something

    def write(self, text: str) -> int:
        """Show the text."""
        with suppress(OSError):
            self._seen.write(text)
        return len(text)

    def flush(self) -> None:
        """Show what was kept back."""
        with suppress(OSError):
            self._seen.flush()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._seen.isatty()

    def fileno(self) -> int:
        """Its number, by which rich asks how wide it is."""
        return self._seen.fileno()


class Display:
    """Shows on standard error how far it is, where that is a terminal; elsewhere a line a minute.

    Runs that failed are told at once in both.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress, self._screen = progress, _Screen()
        self._live = _live(progress, self._screen) if self._screen.isatty() and progress.total else None
        self._told = self._drawn = time.monotonic()

    def __enter__(self) -> Self:
        if self._live:
            self._live.start(refresh=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.stop()

    def take(self, event: Started | Result) -> None:
        """Show what came."""
        self._progress.take(event)
        if isinstance(event, Result) and event.state == "failed":
            self._print(f"{RUN_STATES['failed']}：{self._progress.names[event.office]}（{event.message}）")
        if not self._live and time.monotonic() - self._told > _QUIET:
            self._told = time.monotonic()
            self._print(self._progress.line)

    def refresh(self) -> None:
        """Show the time that has passed, as often as an eye follows."""
        if self._live and time.monotonic() - self._drawn > _DRAWN:
            self._drawn = time.monotonic()
            self._live.refresh()

    def _print(self, words: str) -> None:
        if self._live:
            self._live.console.print(words, markup=False, highlight=False, soft_wrap=True)
        else:
            self._screen.write(f"{words}\n")


def _live(progress: Progress, screen: _Screen) -> Live:
    from rich.console import Console  # where nobody looks, it need not be loaded
    from rich.live import Live

    # Without the thread that would redraw it: a process that has another thread cannot be forked.
    return Live(progress, console=Console(file=screen), auto_refresh=False, transient=True)
