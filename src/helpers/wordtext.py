"""The text of a Word document as WordprocessingML: lines in their styles, tables in their official spans."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from .tables import Cell, CellRole, Layout

LETTER = 315  # the width of a letter of the text in twentieths of a point: size three, a little closer
_TEXT_WIDTH = 156.0  # mm
_MILLIMETRE = 1440 / 25.4  # in twentieths of a point
_STUB_WIDTHS = (8.0, 14.0, 38.0)  # mm: the label columns of the table of applications
_CELL_MARGINS = 56  # twentieths of a point, left and right together
_SMALL = 18  # half points, in a wide table
_WIDE = 6  # columns, beyond which a table is set small
_ROW_HEIGHTS = {"SmallTableText": 310, "TableText": 480}  # twentieths of a point
_SHADED = (CellRole.CAPTION, CellRole.CORNER, CellRole.COLUMN_HEADER)
_BREAKS = {"\n": "<w:br/>", "\r": "<w:br/>", "\t": "<w:tab/>"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without the characters that no Word file and no workbook may hold."""
    return _UNPRINTABLE.sub("", text)


def line(text: str, style: str = "", more: str = "") -> str:
    """A w:p with a text, in which a line feed breaks the line."""
    parts = "".join(_part(part) for part in re.split(r"([\n\r\t])", printable(text)) if part)
    return paragraph(f"<w:r>{parts}</w:r>" if parts else "", style, more)


def paragraph(runs: str, style: str = "", more: str = "") -> str:
    """A w:p in the style with this id, Normal if none is named; `more` are further properties of it."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + more
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else '<w:pPr/>'}{runs}</w:p>"


def _part(text: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return _BREAKS.get(text) or f"<w:t{space}>{escape(text)}</w:t>"


def table(layout: Layout, title: str) -> str:
    """A w:tbl in the full width of the text; its number cells show their texts.

    Header rows are repeated on the next page, no row is split, and Word keeps on one page what fits there.
    """
    style = "SmallTableText" if layout.columns > _WIDE else "TableText"
    widths = _widths(layout)
    at = {(cell.row + r, cell.column): (cell, r) for cell in layout.cells for r in range(cell.row_span)}
    rows = "".join(_row(at, row, widths, layout, style) for row in range(layout.rows))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    shape = (
        f'<w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCaption w:val={quoteattr(printable(title))}/>'
    )
    return f"<w:tbl><w:tblPr>{shape}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def _widths(layout: Layout) -> list[int]:
    """The widths of the columns in twentieths of a point."""
    stub = min(cell.column for cell in layout.cells if cell.role is CellRole.NUMBER)
    fixed = _STUB_WIDTHS if stub == len(_STUB_WIDTHS) else ()
    rest = (_TEXT_WIDTH - sum(fixed)) / (layout.columns - len(fixed))
    return [int(width * _MILLIMETRE) for width in (*fixed, *[rest] * (layout.columns - len(fixed)))]


def _row(
    at: Mapping[tuple[int, int], tuple[Cell, int]], row: int, widths: Sequence[int], layout: Layout, style: str
) -> str:
    cells, column = "", 0
    while column < len(widths):
        cell, below = at[row, column]
        kept = row < layout.rows - 1
        cells += _cell(cell, below, sum(widths[column : column + cell.column_span]), style, kept)
        column += cell.column_span
    repeated = "<w:tblHeader/>" if row < layout.header_rows else ""
    height = _ROW_HEIGHTS[style]
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}"/>{repeated}</w:trPr>{cells}</w:tr>'


def _cell(cell: Cell, below: int, width: int, style: str, kept: bool) -> str:
    """A w:tc; `below` says in which of its rows, of which only the first has text."""
    span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
    merge = "" if cell.row_span == 1 else "<w:vMerge/>" if below else '<w:vMerge w:val="restart"/>'
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F1F1F1"/>' if cell.role in _SHADED else ""
    side = '<w:jc w:val="left"/>' if cell.role is CellRole.ROW_HEADER and cell.row_span == 1 and style[0] == "S" else ""
    text = "" if below else escape(printable(cell.text))
    run = f'<w:r>{_narrowed(cell, width)}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if kept else ""}{side}</w:pPr>{run}</w:p></w:tc>'
    )


def _narrowed(cell: Cell, width: int) -> str:
    """Smaller letters for a number that would break over two lines, since half of it reads as another number."""
    if cell.role is not CellRole.NUMBER:
        return ""
    fitting = 4 * (width - _CELL_MARGINS) // (20 * len(cell.text))  # half points; a digit is half as wide as high
    return f'<w:rPr><w:sz w:val="{fitting}"/></w:rPr>' if fitting < _SMALL else ""
