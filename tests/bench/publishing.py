"""Publishing: CPU milliseconds for a report in each format, beside the commands that a user would otherwise run.

`make bench` runs it. The formats are measured with executed notebooks of all sample offices; of each the first report,
which loads fonts and libraries, is left out. The loop runs `papermill` and `jupyter nbconvert --to html` as commands.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from nbconvert.exporters import Exporter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from executed import ROOT, as_notebook, open_sample
from helpers.exporters.docx import ReportWordExporter
from helpers.exporters.fragment import ReportFragmentExporter
from helpers.exporters.html import ReportHTMLExporter
from helpers.exporters.pdf import ReportPDFExporter
from helpers.exporters.xlsx import ReportWorkbookExporter
from helpers.register import load_register

YEAR = 2023
LOOPED = 3  # reports by commands: each takes seconds
FORMATS: dict[str, type[Exporter]] = {
    "html": ReportHTMLExporter,
    "fragment": ReportFragmentExporter,
    "pdf": ReportPDFExporter,
    "docx": ReportWordExporter,
    "xlsx": ReportWorkbookExporter,
}


def main() -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("papermill", "nbconvert", "typst", "python-docx"))
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}, {libraries}")
    offices = [office.id for office in load_register(ROOT / "params").of_year(YEAR)]
    naive = loop(offices[:LOOPED])
    notebooks = [as_notebook(open_sample(office, YEAR)) for office in offices]
    for name, exporter in FORMATS.items():
        spent, sizes = [], []
        for notebook in notebooks:
            started = time.process_time()
            made, _ = exporter().from_notebook_node(notebook)
            spent.append((time.process_time() - started) * 1000)
            sizes.append(len(made if isinstance(made, bytes) else made.encode()) / 1024)
        took = statistics.median(spent[1:])
        print(
            f"{name:<8} {took:7.1f} ms a report, {statistics.median(sizes):4.0f} KB, 1/{naive / took:.0f} of the loop"
        )


def loop(offices: list[str]) -> float:
    """CPU milliseconds a report, which papermill and nbconvert take as commands."""
    sizes = []
    before = _children()
    with tempfile.TemporaryDirectory() as folder:
        for office in offices:
            target = f"{folder}/{office}.ipynb"
            run("papermill", "notebooks/annual_report.ipynb", target, "-p", "year", str(YEAR), "-p", "office", office)
            run("jupyter", "nbconvert", "--to", "html", target)
            sizes.append(Path(target).with_suffix(".html").stat().st_size / 1024)
    took = (_children() - before) * 1000 / len(offices)
    print(f"loop     {took:7.1f} ms a report, {statistics.median(sizes):4.0f} KB (the commands)")
    return took


def run(command: str, *words: str) -> None:
    path = Path(sys.executable).with_name(command)
    subprocess.run([str(path), *words], cwd=ROOT, check=True, capture_output=True)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
