"""Word documents: the final text under tracked changes, tables with their spans, automatic numbers, text boxes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from ..filing import Origin
from ..submission import Paragraph
from .document import MAX_COLUMNS, MAX_LETTERS, MAX_ROWS, MAX_UNPACKED, Document, over_limit, unreadable
from .grid import Grid, GridCell
from .numbering import Numbering, read_numbering

_RESAVE = "请用 Word 或 WPS 打开，另存为 .docx 后重新报送。"
_P, _TBL, _TR, _TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
# What was deleted or moved away under revision, and the second copy that Word keeps for older programs.
_GONE = {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_BOX = qn("w:txbxContent")
_TEXT = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a table row, and the columns that it leaves out at its beginning."""

    cells: tuple[Any, ...]
    before: int


def read_docx(path: Path) -> Document:
    """Read a Word document; revisions count as accepted."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                return over_limit(path.name, "文档解开后太大", "请去掉图片等多余内容。")
        document = docx.Document(str(path))
    except Exception:  # python-docx has no root exception: a damaged file raises whatever its XML leads to
        return unreadable(path.name, "不是完好的 .docx 文档", _RESAVE)
    return _Reader(path.name, read_numbering(document)).read(document.element.body)


class _Reader:
    """One pass over a document body, collecting grids and paragraphs in reading order."""

    def __init__(self, file: str, numbering: Numbering) -> None:
        self.file = file
        self.numbering = numbering
        self.grids: list[Grid] = []
        self.paragraphs: list[Paragraph] = []
        self.too_large = ""

    def read(self, body: Any) -> Document:
        self._walk(body)
        if sum(len(p.text) for p in self.paragraphs) > MAX_LETTERS:
            self.too_large = f"文字超过 {MAX_LETTERS} 字"
        if self.too_large:
            return over_limit(self.file, self.too_large, "请只保留年度报告的内容。")
        return Document(self.file, tuple(self.grids), tuple(self.paragraphs))

    def _walk(self, container: Any) -> None:
        for child in container:
            if child.tag == _P:
                self._paragraph(child)
            elif child.tag == _TBL:
                self._table(child)
            elif child.tag not in _GONE:
                # Content controls, custom XML and the like only wrap what matters.
                self._walk(child)

    def _paragraph(self, element: Any) -> None:
        text = (self.numbering.label(element) + paragraph_text(element)).strip()
        if text:
            origin = Origin(self.file, "", f"第 {len(self.paragraphs) + 1} 段")
            self.paragraphs += [Paragraph(line.strip(), origin) for line in text.split("\n") if line.strip()]
        for box in _boxes(element):
            self._walk(box)

    def _table(self, table: Any) -> None:
        number = len(self.grids) + 1
        rows = [_row(row) for row in _children(table, _TR) if not _deleted_row(row)]
        if len(rows) > MAX_ROWS or any(len(row.cells) > MAX_COLUMNS for row in rows):
            self.too_large = f"第 {number} 个表格太大"
            return
        self.grids.append(Grid(f"{self.file} · 表 {number}", self._place(rows, number)))
        for row in rows:
            for cell in row.cells:
                for nested in _children(cell, _TBL):
                    self._table(nested)

    def _place(self, rows: list[_Row], number: int) -> tuple[tuple[GridCell, ...], ...]:
        placed: list[list[GridCell]] = []
        for index, row in enumerate(rows):
            part = f"表 {number}"
            line = [GridCell("", Origin(self.file, part, f"第 {index + 1} 行"))] * row.before
            for position, cell in enumerate(row.cells, start=1):
                span = min(_span(cell), MAX_COLUMNS)
                above = placed[-1][len(line)] if placed and len(placed[-1]) > len(line) else None
                if above is not None and _continues(cell):
                    line += [above] * span
                else:
                    origin = Origin(self.file, part, f"第 {index + 1} 行第 {position} 格")
                    line += [GridCell(self._cell_text(cell), origin)] * span
            placed.append(line)
        width = max(map(len, placed), default=0)
        pad = GridCell("", Origin(self.file, f"表 {number}", "行末"))
        return tuple(tuple(line + [pad] * (width - len(line))) for line in placed)

    def _cell_text(self, cell: Any) -> str:
        lines = (self.numbering.label(p) + paragraph_text(p) for p in _children(cell, _P))
        return "\n".join(line.strip() for line in lines if line.strip())


def paragraph_text(element: Any) -> str:
    """The final text of a paragraph: insertions in, deletions out, without text boxes and field codes."""
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _GONE or child.tag in (_BOX, qn("w:pPr"), qn("w:rPr")):
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _TEXT:
            yield _TEXT[child.tag]
        elif child.tag == qn("w:sym"):
            yield chr(int(child.get(qn("w:char"), "20"), 16))
        else:
            yield from _pieces(child)


def _boxes(element: Any) -> Iterator[Any]:
    for box in element.iter(_BOX):
        if not any(parent.tag in _GONE or parent.tag == _BOX for parent in box.iterancestors()):
            yield box


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Children of a kind, also where content controls or revisions wrap them, but not those of nested tables."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in _GONE and child.tag not in (_P, _TBL, _TR, _TC):
            yield from _children(child, tag)


def _row(row: Any) -> _Row:
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return _Row(tuple(_children(row, _TC)), int(before.get(qn("w:val"))) if before is not None else 0)


def _deleted_row(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _span(cell: Any) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return max(1, int(found.get(qn("w:val")))) if found is not None else 1


def _continues(cell: Any) -> bool:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return found is not None and found.get(qn("w:val"), "continue") == "continue"
