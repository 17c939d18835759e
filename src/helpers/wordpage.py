"""An official document in Word after GB/T 9704-2012: page, styles, tables in their official spans, fixed bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from .tables import Cell, Layout, Role

_STYLES = Path(__file__).parent / "templates" / "word"
# The lower margin lacks a hair of 35 mm: 22 lines of 29 points are a hair higher than 225 mm.
_MARGINS = {"top": 37.0, "bottom": 34.8, "left": 28.0, "right": 26.0}  # mm
_HEADER, _FOOTER = 22.0, 23.0  # mm from the edge of the paper: the page number stands 7 mm below the text
_TEXT_WIDTH = 156.0  # mm
LETTER = Pt(15.75)  # the width of a letter of the text: size three, a little closer
_LINE_PITCH = 580  # twentieths of a point
_STUB_WIDTHS = (8.0, 14.0, 38.0)  # mm: the label columns of the table of applications
_CELL_MARGINS = 56  # twentieths of a point, left and right together
_SMALL = 18  # half points, in a wide table
_WIDE = 6  # columns, beyond which a table is set small
_ROW_HEIGHTS = {"SmallTableText": 310, "TableText": 480}  # twentieths of a point
_SHADED = (Role.CAPTION, Role.CORNER, Role.COLUMN_HEADER)
_LEFTOVERS = ("stylesWithEffects", "customXml", "webSettings", "numbering", "thumbnail", "extended-properties")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FIXED = dt.datetime(2000, 1, 1)


def new_document() -> Any:
    """An empty A4 document with the styles of an official document: Normal, Title, Heading 1, Heading 2 …"""
    document = docx.Document()
    part: Any = document.part
    for relations in (part.rels, part.package.rels):
        for key, relation in [*relations.items()]:
            if relation.reltype.endswith(_LEFTOVERS):
                del relations[key]
    for kind, file in ((RELATION.STYLES, "styles.xml"), (RELATION.SETTINGS, "settings.xml")):
        part.part_related_by(kind)._element = parse_xml((_STYLES / file).read_bytes())
    part.part_related_by(RELATION.FONT_TABLE)._blob = (_STYLES / "fonts.xml").read_bytes()
    _set_page(document.sections[0])
    describe(document, "", "", FIXED)
    return document


def _set_page(page: Any) -> None:
    page.page_width, page.page_height = Mm(210), Mm(297)
    for side, millimetres in _MARGINS.items():
        setattr(page, f"{side}_margin", Mm(millimetres))
    page.header_distance, page.footer_distance = Mm(_HEADER), Mm(_FOOTER)
    grid = page._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(_LINE_PITCH))


def describe(document: Any, title: str, author: str, date: dt.datetime) -> None:
    """Set the properties of the file, its date among them."""
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, "zh-CN"
    properties.comments = properties.last_modified_by = properties.keywords = ""
    properties.created = properties.modified = date
    properties.revision = 1


def add_line(document: Any, text: str, style: str = "Normal") -> Any:
    """A paragraph at the end; a line feed breaks the line."""
    return document.add_paragraph(printable(text), style=style)


def printable(text: str) -> str:
    """The text without the characters that no Word file may hold."""
    return _UNPRINTABLE.sub("", text)


def add_table(document: Any, layout: Layout, title: str) -> Any:
    """A table in the full width of the text; its number cells show their texts. Returns the w:tbl.

    Header rows are repeated on the next page, no row is split, and Word keeps on one page what fits there.
    """
    style = "SmallTableText" if layout.columns > _WIDE else "TableText"
    widths = _widths(layout)
    at = {(cell.row + r, cell.column): (cell, r) for cell in layout.cells for r in range(cell.row_span)}
    rows = "".join(_row(at, row, widths, layout, style) for row in range(layout.rows))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    shape = (
        f'<w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCaption w:val="{escape(printable(title))}"/>'
    )
    table = parse_xml(f"<w:tbl {nsdecls('w')}><w:tblPr>{shape}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")
    document.element.body.insert(len(document.element.body) - 1, table)
    return table


def _widths(layout: Layout) -> list[int]:
    """The widths of the columns in twentieths of a point."""
    stub = min(cell.column for cell in layout.cells if cell.role is Role.NUMBER)
    fixed = _STUB_WIDTHS if stub == len(_STUB_WIDTHS) else ()
    rest = (_TEXT_WIDTH - sum(fixed)) / (layout.columns - len(fixed))
    return [int(Mm(w).pt * 20) for w in (*fixed, *[rest] * (layout.columns - len(fixed)))]


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
    side = '<w:jc w:val="left"/>' if cell.role is Role.ROW_HEADER and cell.row_span == 1 and style[0] == "S" else ""
    text = "" if below else escape(printable(cell.text))
    run = f'<w:r>{_narrowed(cell, width)}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:keepNext/>" if kept else ""}{side}</w:pPr>{run}</w:p></w:tc>'
    )


def _narrowed(cell: Cell, width: int) -> str:
    """Smaller letters for a number that would break over two lines, since half of it reads as another number."""
    if cell.role is not Role.NUMBER:
        return ""
    fitting = 4 * (width - _CELL_MARGINS) // (20 * len(cell.text))  # half points; a digit is half as wide as high
    return f'<w:rPr><w:sz w:val="{fitting}"/></w:rPr>' if fitting < _SMALL else ""


def number_pages(document: Any) -> None:
    """Page numbers — 1 — outside below the text: right on odd pages, left on even ones."""
    page = document.sections[0]
    for footer, side in ((page.footer, "right"), (page.even_page_footer, "left")):
        runs = "".join(_field())
        footer._element[:] = [
            parse_xml(
                f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="{side}"/></w:pPr>{runs}</w:p>'
            )
        ]


def _field() -> Iterator[str]:
    yield '<w:r><w:t xml:space="preserve">— </w:t></w:r>'
    yield '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    yield '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    yield '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    yield '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    yield '<w:r><w:t xml:space="preserve"> —</w:t></w:r>'


def print_above(document: Any, text: str, style: str) -> None:
    """A line above the text of every page."""
    page = document.sections[0]
    for header in (page.header, page.even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].text, header.paragraphs[0].style = text, style


def docx_bytes(document: Any) -> bytes:
    """The document with the same time at every part of its archive: the same content gives the same bytes."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, FIXED.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
