"""Reading speed: milliseconds a document of each format, beside what only opening it with the bare library takes.

`make bench` runs it. Both are measured in the same run, so that the ratio counts; the bare library finds no meaning.
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import docx
import pandas as pd
import pdfplumber
import typst

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import documents
from helpers.form import load_form
from helpers.formspec import FormSpec
from helpers.intake.folder import read_file
from helpers.tables import lay_out
from samples.make_samples import invent

FORM = load_form("2021")
ROUNDS = 12
MANY = 1000


def write_pdf(path: Path, form: FormSpec, numbers: dict[str, object], year: int) -> None:
    parts = [f"= {documents.TITLE.format(office=documents.OFFICE, year=year)}"]
    for table in form.tables.values():
        layout = lay_out(table)
        cells = "".join(
            f"table.cell(rowspan: {c.row_span}, colspan: {c.column_span})[{documents.shown(numbers, c)}], "
            for line in layout.lines()
            for c in line
        )
        parts.append(f"== {table.title}\n#set text(size: 6pt)\n#table(columns: {layout.columns}, {cells})")
    path.write_bytes(typst.compile("\n\n".join(parts).encode()))


def word_cells(path: Path) -> None:
    for table in docx.Document(str(path)).tables:
        for row in table.rows:
            [cell.text for cell in row.cells]


def pdf_tables(path: Path) -> None:
    with pdfplumber.open(path) as pdf:
        [page.extract_tables() for page in pdf.pages]


def csv_rows(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        list(csv.reader(file))


BARE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "docx": ("python-docx", word_cells),
    "xlsx": ("pandas.read_excel", lambda p: pd.read_excel(p, sheet_name=None, header=None, engine="openpyxl")),
    "xls": ("pandas.read_excel, calamine", lambda p: pd.read_excel(p, sheet_name=None, header=None, engine="calamine")),
    "ods": ("pandas.read_excel, calamine", lambda p: pd.read_excel(p, sheet_name=None, header=None, engine="calamine")),
    "clean.html": ("pandas.read_html", pd.read_html),
    "spans.html": ("pandas.read_html", pd.read_html),
    "pdf": ("pdfplumber", pdf_tables),
    "txt": ("csv.reader", csv_rows),
    "csv": ("csv.reader", csv_rows),
}


def milliseconds(call: Callable[[Path], object], paths: list[Path]) -> float:
    taken = []
    for path in paths:
        start = time.perf_counter()
        call(path)
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def main() -> None:
    """Print a line a format, then the time for a thousand documents on all processors."""
    writers = {**documents.WRITERS, "pdf": write_pdf}
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'格式':<12}{'毫秒/份':>9}{'只打开':>9}{'倍数':>7}  对照")
        everything: list[Path] = []
        for kind, (name, bare) in BARE.items():
            paths = [Path(folder) / f"{index}.{kind}" for index in range(ROUNDS)]
            for index, path in enumerate(paths):
                # A document a round, each with numbers of its own: nothing is read twice.
                writers[kind](path, FORM, invent(FORM, f"{kind} {index}"), 2023)
            everything += paths
            ours, theirs = milliseconds(lambda path: read_file(path, 2023), paths), milliseconds(bare, paths)
            print(f"{kind:<14}{ours:>9.1f}{theirs:>11.1f}{ours / theirs:>9.1f}  {name}")
        workers = os.cpu_count() or 1
        start = time.perf_counter()
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            done = list(pool.map(count, (everything * (MANY // len(everything) + 1))[:MANY], chunksize=8))
        seconds = time.perf_counter() - start
        each = 1000 * seconds / MANY
        print(f"{MANY} 份各种格式，{workers} 个处理器：{seconds:.0f} 秒，每份 {each:.0f} 毫秒；读出 {sum(done)} 格")


def count(path: Path) -> int:
    """How many cells a document gives."""
    return len(read_file(path, 2023).filing.entries)


if __name__ == "__main__":
    main()
