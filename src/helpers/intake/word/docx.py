"""Word documents: the final text under tracked changes, tables with their spans, automatic numbers, text boxes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from ...filing import Origin
from ...submission import Paragraph, Problem
from ...titles import is_title
from ..document import MAX_COLUMNS, MAX_LETTERS, MAX_ROWS, MAX_UNPACKED, Document, over_limit, unreadable
from ..grid import Grid, GridCell
from ..memory import raise_shortage
from ..prose.framed import framed_text
from ..sheets.xlsx import read_workbook
from .numbering import Numbering, read_numbering
from .paragraph import GONE, boxes, paragraph_text

_RESAVE = "请用 Word 或 WPS 打开，另存为 .docx 后重新报送。"
_P, _TBL, _TR, _TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_PICTURES = (qn("w:drawing"), qn("w:pict"))
_CAPTION_LINES, _CAPTION_LETTERS = 3, 60
_MOST_TAGS = 2_000_000  # a run for each of a hundred thousand letters; more would take long to read


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a table row, and the columns that it leaves out at its beginning."""

    cells: tuple[Any, ...]
    before: int


def read_docx(path: Path) -> Document:
    """Read a Word document; revisions count as accepted."""
    opened = open_word(path)
    if isinstance(opened, Document):
        return opened
    try:
        return WordReader(path.name, opened).read()
    except Exception as problem:  # a damaged file raises whatever its XML leads to
        raise_shortage(problem)
        return _damaged(path)


def open_word(path: Path) -> Any:
    """The document as python-docx has it, or a Document that says why it cannot be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                return over_limit(path.name, "文档解开后太大", "请去掉图片等多余内容。")
            parts = [part for part in archive.namelist() if part.startswith("word/") and part.endswith(".xml")]
            if sum(archive.read(part).count(b"<") for part in parts) > _MOST_TAGS:
                return over_limit(path.name, "文档里的段落和表格太多", "请只保留年度报告的内容。")
        return docx.Document(str(path))
    except Exception as problem:  # python-docx has no root exception: a damaged file raises whatever its XML leads to
        raise_shortage(problem)
        return _damaged(path)


def _damaged(path: Path) -> Document:
    return unreadable(path.name, "不是完好的 .docx 文档", _RESAVE)


class WordReader:
    """One pass over a document body, collecting grids and paragraphs in reading order.

    `elements` says which w:tc or w:p an origin is.
    """

    def __init__(self, file: str, document: Any) -> None:
        self.file = file
        self.document = document
        self.numbering: Numbering = read_numbering(document)
        self.elements: dict[Origin, Any] = {}
        self.grids: list[Grid] = []
        self.paragraphs: list[Paragraph] = []
        self.problems: list[Problem] = []
        self.lines: list[str] = []
        self.too_large = ""

    def read(self) -> Document:
        """All that the document holds."""
        self._walk(self.document.element.body)
        if sum(len(p.text) for p in self.paragraphs) > MAX_LETTERS:
            self.too_large = f"文字超过 {MAX_LETTERS} 字"
        if self.too_large:
            return over_limit(self.file, self.too_large, "请只保留年度报告的内容。")
        return Document(self.file, tuple(self.grids), tuple(self.paragraphs), problems=tuple(self.problems))

    def _walk(self, container: Any) -> None:
        for child in container:
            if child.tag == _P:
                self._paragraph(child)
            elif child.tag == _TBL:
                self._table(child)
            elif child.tag == qn("w:altChunk"):
                self._unread("一段内容是插入的整个文件")
            elif child.tag not in GONE:
                # Content controls, custom XML and the like only wrap what matters.
                self._walk(child)

    def _paragraph(self, element: Any) -> None:
        text = (self.numbering.label(element) + paragraph_text(element)).strip()
        if text and not _is_caption(element, text):
            origin = Origin(self.file, "", f"第 {len(self.paragraphs) + 1} 段")
            self.elements[origin] = element
            made = [Paragraph(line.strip(), origin) for line in text.split("\n") if line.strip()]
            self.paragraphs += made
            self.lines += [paragraph.text for paragraph in made]
        self._anchored(element)

    def _anchored(self, element: Any) -> None:
        """Text boxes and embedded workbooks of a paragraph."""
        for box in boxes(element):
            self._walk(box)
        for found in element.iter(_OBJECT):
            self._embedded(found.get(qn("r:id")))

    def _embedded(self, relation: str | None) -> None:
        part = self.document.part.related_parts.get(relation)
        blob = part.blob if part is not None else b""
        name = f"{self.file} · 嵌入表格 {len(self.grids) + 1}"
        found = read_workbook(name, blob) if blob.startswith(b"PK") else None
        if found is None or found.problems:
            self._unread("嵌入的对象")
        else:
            self.grids += found.grids

    def _unread(self, what: str) -> None:
        self.problems.append(
            Problem("I-01", f"{what}读不出来", self.file, "请双击打开，把其中的表格复制到文档里，或单独报送 .xlsx。")
        )

    def _table(self, table: Any) -> None:
        number = len(self.grids) + 1
        rows = [_row(row) for row in _children(table, _TR) if not _is_gone(row)]
        if len(rows) > MAX_ROWS or any(len(row.cells) > MAX_COLUMNS for row in rows):
            self.too_large = f"第 {number} 个表格太大"
            return
        if all(len(row.cells) == 1 for row in rows) and any(map(_spreads, table.iter(_TBL))):
            for row in rows:
                self._walk(row.cells[0])  # a frame around a part of the report
            return
        titles = [line for line in self.lines if is_title(line)][-1:]
        caption = " ".join([*titles, *(line for line in self.lines[-_CAPTION_LINES:] if len(line) <= _CAPTION_LETTERS)])
        self.lines = []
        placed = self._place(rows, number)
        self.grids.append(Grid(f"{self.file} · 表 {number}", placed, caption=caption))
        self.paragraphs += (Paragraph(line.strip(), cell.origin) for line, cell in framed_text(placed) if line.strip())
        for cell in (cell for row in rows for cell in row.cells):
            for nested in _children(cell, _TBL):
                if not _is_one_cell(nested):
                    self._table(nested)
            for paragraph in _children(cell, _P):
                self._in_cell(paragraph)

    def _in_cell(self, paragraph: Any) -> None:
        """What is anchored in a cell; the words of a box count as the cell's, its tables as tables."""
        for box in boxes(paragraph):
            for table in _children(box, _TBL):
                self._table(table)
        for found in paragraph.iter(_OBJECT):
            self._embedded(found.get(qn("r:id")))

    def _place(self, rows: list[_Row], number: int) -> tuple[tuple[GridCell, ...], ...]:
        placed: list[list[GridCell]] = []
        for index, row in enumerate(rows):
            part = f"表 {number}"
            line = [GridCell("", Origin(self.file, part, f"第 {index + 1} 行"), absent=True)] * row.before
            for position, cell in enumerate(row.cells, start=1):
                span = min(_span(cell), MAX_COLUMNS)
                above = placed[-1][len(line)] if placed and len(placed[-1]) > len(line) else None
                if above is not None and _continues(cell):
                    line += [above] * span
                else:
                    origin = Origin(self.file, part, f"第 {index + 1} 行第 {position} 格")
                    self.elements[origin] = cell
                    line += [GridCell(self._cell_text(cell), origin)] * span
            placed.append(line)
        width = max(map(len, placed), default=0)
        pad = GridCell("", Origin(self.file, f"表 {number}", "行末"), absent=True)
        return tuple(tuple(line + [pad] * (width - len(line))) for line in placed)

    def _cell_text(self, cell: Any) -> str:
        lines: list[str] = []
        if cell.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is not None:
            return ""
        for paragraph in _children(cell, _P):
            label, text = self.numbering.label(paragraph), paragraph_text(paragraph)
            # Word sets a tab after an automatic number: 1. before 1007 is no 1.1007.
            lines.append(f"{label}\t{text}" if label and text.strip() else text)
            lines += [paragraph_text(p) for box in boxes(paragraph) for p in _children(box, _P)]
        for nested in filter(_is_one_cell, _children(cell, _TBL)):
            lines += [paragraph_text(p) for p in nested.iter(_P)]
        return "\n".join(line.strip() for line in lines if line.strip())


def _is_caption(element: Any, text: str) -> bool:
    """Whether a line is what is printed below a picture, and no prose."""
    above = element.getprevious()
    pictured = above is not None and above.tag == _P and next(above.iter(*_PICTURES), None) is not None
    return pictured and text.startswith("图") and not paragraph_text(above).strip()


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Children of a kind, also where content controls or revisions wrap them, but not those of nested tables."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in GONE and child.tag not in (_P, _TBL, _TR, _TC):
            yield from _children(child, tag)


def _row(row: Any) -> _Row:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return _Row(tuple(_children(row, _TC)), int(before.get(qn("w:val"))) if before is not None else 0)


def _is_gone(row: Any) -> bool:
    """Whether a row was deleted under revision or is hidden."""
    return any(row.find(f"{qn('w:trPr')}/{qn(mark)}") is not None for mark in ("w:del", "w:hidden"))


def _is_one_cell(table: Any) -> bool:
    return sum(1 for _ in table.iter(_TC)) == 1


def _spreads(table: Any) -> bool:
    """Whether some row has several cells."""
    return any(len([*_children(row, _TC)]) > 1 for row in _children(table, _TR))


def _span(cell: Any) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return max(1, int(found.get(qn("w:val")))) if found is not None else 1


def _continues(cell: Any) -> bool:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return found is not None and found.get(qn("w:val"), "continue") == "continue"
