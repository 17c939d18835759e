"""One report says the same in HTML, PDF and Word: every word in order, every cell in its spans, every number filed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html

from executed import all_zero, as_notebook, eight_digits, long_prose, open_sample
from helpers.exporters.docx import ReportWordExporter
from helpers.exporters.fragment import ReportFragmentExporter
from helpers.exporters.html import ReportHTMLExporter
from helpers.exporters.pdf import ReportPDFExporter
from helpers.exporters.xlsx import ReportWorkbookExporter
from helpers.intake.folder import read_file
from helpers.report import Report
from tagged import Element, structure

BANNER = "示例：本单位及全部数字均为虚构，仅供演示"
REPORTS: dict[str, Callable[[], Report]] = {
    "zero": all_zero,
    "large": eight_digits,
    "long": long_prose,
    "real": lambda: open_sample("xigong-shequ"),
    "five years": lambda: open_sample("shili-jiaoyu"),
}
EXPORTERS = {
    "report.html": ReportHTMLExporter,
    "report.fragment.html": ReportFragmentExporter,
    "report.pdf": ReportPDFExporter,
    "report.docx": ReportWordExporter,
    "tables.xlsx": ReportWorkbookExporter,
}

Cell = tuple[str, int, int]  # text, rows, columns
Table = list[list[Cell]]


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module", params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[request.param]()


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, bytes]:
    made = {name: exporter().from_notebook_node(as_notebook(report))[0] for name, exporter in EXPORTERS.items()}
    return {name: data if isinstance(data, bytes) else data.encode() for name, data in made.items()}


def html_words(data: bytes) -> str:
    main = html.document_fromstring(data.decode()).find(".//main")
    return plain(main.text_content()).replace(BANNER, "")


def html_tables(data: bytes) -> list[Table]:
    return [
        [
            [
                (plain(c.text_content()), int(c.get("rowspan", 1)), int(c.get("colspan", 1)))
                for c in row.iter("td", "th")
            ]
            for row in table.iter("tr")
        ]
        for table in html.document_fromstring(data.decode()).iter("table")
    ]


def pdf_words(data: bytes) -> str:
    return plain("".join(_without_drawings(structure(data))))


def _without_drawings(element: Element) -> Iterator[str]:
    if element.kind != "Figure":
        yield element.text
        for child in element.children:
            yield from _without_drawings(child)


def pdf_tables(data: bytes) -> list[Table]:
    return [
        [[(plain(cell.whole()), *cell.spans) for cell in row.find("TH", "TD")] for row in table.find("TR")]
        for table in structure(data).find("Table")
    ]


def word_words(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return plain("".join(text.text or "" for text in body.iter(qn("w:t"))))


def word_tables(data: bytes) -> list[Table]:
    return [_word_table(table) for table in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:tbl"))]


def _word_table(table: Any) -> Table:
    """Its rows as the cells that begin in them; a cell that goes on from above only lengthens the one it belongs to."""
    rows: list[dict[int, list[Any]]] = []
    for row in table.iter(qn("w:tr")):
        column, cells = 0, {}
        for cell in row.iter(qn("w:tc")):
            width = int(cell.tcPr.gridSpan.val) if cell.tcPr.gridSpan is not None else 1
            merged = cell.tcPr.find(qn("w:vMerge"))
            if merged is not None and merged.get(qn("w:val")) is None:
                next(above[column] for above in reversed(rows) if column in above)[1] += 1
            else:
                cells[column] = [plain("".join(t.text or "" for t in cell.iter(qn("w:t")))), 1, width]
            column += width
        rows.append(cells)
    return [[(text, high, wide) for text, high, wide in cells.values()] for cells in rows]


def official_tables(report: Report) -> list[Table]:
    blocks = [report.table(name).to_json() for name in report.form.tables]
    return [
        [[(plain(c["text"]), c["row_span"], c["column_span"]) for c in row] for row in block["rows"]]
        for block in blocks
    ]


def test_every_word_is_the_same_in_html_pdf_and_word(files):
    # A table's caption of the page is for screen readers, and the name of the table in the other formats.
    page = re.sub(rb"<caption>.*?</caption>", b"", files["report.html"])
    words = html_words(page)
    assert words == pdf_words(files["report.pdf"])
    assert words == word_words(files["report.docx"])
    assert words == plain(html.fragment_fromstring(files["report.fragment.html"].decode()).text_content()).replace(
        BANNER, ""
    )


def test_every_cell_is_the_same_in_html_pdf_and_word(report, files):
    expected = official_tables(report)
    assert expected == html_tables(files["report.html"])
    assert expected == html_tables(files["report.fragment.html"])
    assert expected == pdf_tables(files["report.pdf"])
    assert expected == word_tables(files["report.docx"])


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_reads_back_to_the_filing(report, files, name, tmp_path: Path):
    (tmp_path / name).write_bytes(files[name])
    read = read_file(tmp_path / name)
    expected = {address: entry.value for address, entry in report.filing.entries.items()}
    assert expected == {address: entry.value for address, entry in read.filing.entries.items()}
    if name != "tables.xlsx":
        prose = {s.number: plain(s.text) for s in read.sections if s.text}
        runs = {
            section.number: "".join(
                run["text"] for p in report.prose(section.id).to_json()["paragraphs"] for run in p["runs"]
            )
            for section in report.form.sections
            if not section.table
        }
        assert {number: plain(text) for number, text in runs.items() if text} == prose
        assert (report.office.name, report.params.year) == (read.office_name, read.filing.year)
