"""A batch: CPU seconds for a report in all formats, beside a loop of the commands papermill and jupyter nbconvert.

`make bench` runs it, on the sample offices. What a warm batch loads once is told apart from what each report takes.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from executed import ROOT
from helpers.params import load_register

YEAR = 2023
LOOPED = 3  # reports by commands: each takes seconds


def main() -> None:
    offices = [office.id for office in load_register(ROOT / "params").of_year(YEAR)]
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}, {len(offices)} offices")
    with tempfile.TemporaryDirectory() as folder:
        looped = loop(offices[:LOOPED], Path(folder))
        for engine, formats in (("stock", "html,pdf,docx,xlsx"), ("warm", "html,pdf,docx,xlsx"), ("warm", "html")):
            output = Path(folder) / f"{engine}-{formats}"
            wall, waited = build(output, engine, formats)
            used = waited / len(offices) if engine == "stock" else measured(output)
            print(
                f"{engine:<5} {formats:<19} {used:5.2f} s of CPU a report, 1/{looped / used:.1f} of the loop, "
                f"{wall:5.1f} s for all"
            )


def loop(offices: list[str], folder: Path) -> float:
    """CPU seconds for a report, HTML only, by commands."""
    before = children()
    for office in offices:
        target = folder / f"{office}.ipynb"
        run("papermill", "notebooks/annual_report.ipynb", target, "-p", "year", YEAR, "-p", "office", office)
        run("jupyter", "nbconvert", "--to", "html", target)
    used = (children() - before) / len(offices)
    print(f"loop  html                {used:5.2f} s of CPU a report")
    return used


def build(output: Path, engine: str, formats: str) -> tuple[float, float]:
    """Seconds, and CPU seconds of the processes that were waited for."""
    started, before = time.perf_counter(), children()
    run("nianbao", "build", YEAR, "--output", output, "--engine", engine, "--to", formats)
    return time.perf_counter() - started, children() - before


def measured(output: Path) -> float:
    """CPU seconds of a fork, as the receipts tell: the forks are not children of this process."""
    receipts = [json.loads(path.read_text(encoding="utf-8")) for path in output.glob("*/*/receipt.json")]
    return statistics.mean(receipt["timings"]["cpu"] for receipt in receipts)


def run(command: str, *words: object) -> None:
    path = Path(sys.executable).with_name(command)
    subprocess.run([str(path), *map(str, words)], cwd=ROOT, check=True, capture_output=True)


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
