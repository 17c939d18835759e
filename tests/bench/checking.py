"""Checking: milliseconds for all rules on one office, beside what reading its two files takes.

`make bench` runs it. Both are measured in the same run, so that the ratio counts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from helpers.intake.folder import handed_in, read_folder
from helpers.params import load_campaign
from helpers.previous import last_year
from helpers.register import load_register
from helpers.rules import Case, catalogue, check

ROOT = Path(__file__).resolve().parents[2]
YEARS = (2023, 2024)
ROUNDS = 5


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    register = load_register(ROOT / "params")
    reading, checking, broken = [], [], []
    for year in YEARS:
        campaign = load_campaign(ROOT / "params", year)
        for office in register.of_year(year):
            folder = ROOT / "data" / str(year) / office.id
            if not handed_in(folder):
                continue
            reading.append(milliseconds(lambda f=folder, y=year, o=office: read_folder(f, y, o.id)))
            submission = read_folder(folder, year, office.id)
            previous = last_year(ROOT / "data", year, office, register)
            case = Case(submission, office, campaign, register, previous, prose_due=True)
            spent = [milliseconds(lambda c=case: check(c)) for _ in range(ROUNDS)]
            (checking if check(case).publishable else broken).append(statistics.median(spent))
    read, clean = statistics.median(reading), statistics.median(checking)
    print(f"{len(catalogue())} rules on one office: {clean:.1f} ms, the slowest {max(checking):.1f} ms", end="; ")
    print(f"with errors and the search for repairs {max(broken):.1f} ms")
    print(f"reading its workbook and text: {read:.1f} ms; checking takes {clean / read:.2f} of that")


if __name__ == "__main__":
    main()
