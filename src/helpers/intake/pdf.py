"""PDF with a text layer: ruled tables as grids with their spans, the lines between them joined to paragraphs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from ..filing import Origin
from ..submission import Paragraph
from .document import MAX_LETTERS, Document, over_limit, unreadable
from .grid import Grid, GridCell
from .radicals import fold_radicals

# What pdfminer thinks of a damaged file is told in one message, not in a hundred log lines.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
_MAX_PAGES = 200
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*")
_INDENT = 14.0  # points: less than the two letters by which a paragraph is indented
_SCAN_LETTERS = 20


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    page: int


def read_pdf(path: Path) -> Document:
    """Read a text PDF. A scan, an encrypted or a damaged file gives a document that says so."""
    try:
        with pdfplumber.open(path) as pdf:
            if len(pdf.pages) > _MAX_PAGES:
                return over_limit(path.name, f"有 {len(pdf.pages)} 页", "请只保留年度报告的内容。")
            return _read(pdf.pages, path.name)
    except PdfminerException as problem:
        if problem.args and isinstance(problem.args[0], PDFPasswordIncorrect):
            return unreadable(path.name, "文件有密码", "请去掉密码后重新报送。")
        return unreadable(path.name, "不是完好的 PDF", "请重新导出 PDF，或报送 .docx。")
    except Exception:  # pdfminer meets damaged files with whatever its parsers raise
        return unreadable(path.name, "不是完好的 PDF", "请重新导出 PDF，或报送 .docx。")


def _read(pages: Sequence[Any], file: str) -> Document:
    if sum(len(page.chars) for page in pages) < _SCAN_LETTERS:
        return unreadable(file, "是扫描件，没有文字", "请报送 Word 或 Excel 原件；扫描件可作附件。", scan=True)
    grids: list[Grid] = []
    lines: list[_Line] = []
    for number, page in enumerate(pages, start=1):
        tables = page.find_tables()
        wide = [table for table in tables if len({cell[0] for cell in table.cells}) > 1]
        for table in wide:
            grids.append(_grid(table, file, number, len(grids) + 1))
        lines += _lines(page, wide, number)
    if sum(len(line.text) for line in lines) > MAX_LETTERS:
        return over_limit(file, f"文字超过 {MAX_LETTERS} 字", "请只保留年度报告的内容。")
    return Document(file, tuple(grids), tuple(_paragraphs(lines, file)))


def _grid(table: Any, file: str, page: int, number: int) -> Grid:
    """The grid of a ruled table: every position holds the cell whose box covers it."""
    texts = table.extract()
    boxes = [
        (box, GridCell(_clean(text), Origin(file, f"第 {page} 页表 {number}", f"第 {r} 行第 {c} 格")))
        for r, (row, found) in enumerate(zip(table.rows, texts, strict=True), start=1)
        for c, (box, text) in enumerate(zip(row.cells, found, strict=True), start=1)
        if box is not None
    ]
    columns = _edges([x for box, _ in boxes for x in (box[0], box[2])])
    rows = _edges([y for box, _ in boxes for y in (box[1], box[3])])
    empty = GridCell("", Origin(file, f"第 {page} 页表 {number}", "空处"))
    placed = tuple(tuple(_at(boxes, x, y) or empty for x in _middles(columns)) for y in _middles(rows))
    return Grid(f"{file} · 第 {page} 页表 {number}", placed)


def _edges(values: Sequence[float]) -> list[float]:
    """Ruled lines, those within two points of each other as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 2:
            edges.append(value)
    return edges


def _middles(edges: Sequence[float]) -> list[float]:
    return [(first + second) / 2 for first, second in pairwise(edges)]


def _at(boxes: Sequence[tuple[Any, GridCell]], x: float, y: float) -> GridCell | None:
    return next((cell for (left, top, right, bottom), cell in boxes if left < x < right and top < y < bottom), None)


def _clean(text: str | None) -> str:
    return fold_radicals(text or "").strip()


def _lines(page: Any, tables: Sequence[Any], number: int) -> Iterator[_Line]:
    """The text lines of a page outside its tables, and the full-width rows within them, without the page number."""
    inside = [box for table in tables for box in _label_boxes(table)]
    for line in page.extract_text_lines(return_chars=False):
        middle = (line["top"] + line["bottom"]) / 2
        if any(top < middle < bottom for _, top, _, bottom in inside):
            continue
        text = _clean(line["text"])
        if text and not _PAGE_NUMBER.fullmatch(text):
            yield _Line(text, line["x0"], number)


def _label_boxes(table: Any) -> Iterator[tuple[float, float, float, float]]:
    """The rows of a table that have several cells; a row of one cell is text with a frame around it."""
    for row in table.rows:
        cells = [box for box in row.cells if box is not None]
        if len(cells) > 1:
            yield row.bbox


def _paragraphs(lines: Sequence[_Line], file: str) -> Iterator[Paragraph]:
    """Lines joined to paragraphs: an indented line begins a new one."""
    if not lines:
        return
    margin = min(line.left for line in lines)
    text, origin = "", Origin(file)
    for line in lines:
        if not text or line.left - margin > _INDENT:
            if text:
                yield Paragraph(text, origin)
            text, origin = line.text, Origin(file, f"第 {line.page} 页", line.text[:12])
        else:
            text += line.text
    yield Paragraph(text, origin)
