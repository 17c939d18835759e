"""Figures: CPU milliseconds to draw each, the first time and then, and to read the years that one of them shows.

`make bench` runs it.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from executed import open_sample
from helpers.report import FIGURES

OFFICE = "shili-jiaoyu"  # the one with five years
TIMES = 20


def spent(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def main() -> None:
    report = open_sample(OFFICE)
    read = [spent(report.history.filings) for _ in range(5)]
    print(f"years      {statistics.median(read) / 3:6.1f} ms a year that is not yet read")
    _ = report.filings
    for name in FIGURES:
        first, *then = (spent(partial(report.figure, name)) for _ in range(TIMES))
        print(f"{name:<10} {statistics.median(then):6.1f} ms a figure, the first {first:.1f}")


if __name__ == "__main__":
    main()
