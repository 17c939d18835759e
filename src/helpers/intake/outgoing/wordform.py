"""The form as a Word document to fill in: title, headings and tables in place, help in comments beside them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from ...filing import format_number
from ...form import FormSpec, SectionSpec, TableSpec
from ...tables import Cell, Layout, Role, lay_out
from .template import Content

_MARGINS = {"top": 37, "bottom": 35, "left": 28, "right": 26}  # mm, GB/T 9704
_TEXT_WIDTH = 156.0  # mm
_STUB_WIDTHS = (8.0, 15.0, 45.0)  # mm: the label columns of the table of applications
_BODY = Pt(16)
_SMALL = 18  # half points, in tables
_ROW_HEIGHT = 310  # twentieths of a point
_LINE = Pt(28)
_FONTS = {"title": "宋体", "heading": "黑体", "sub-heading": "楷体", "body": "仿宋", "table": "宋体"}
_ORDINALS = "一二三四五六七八九十"
_FIXED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def write_word_form(path: Path, form: FormSpec, content: Content) -> None:
    """Write the form as .docx. Comments hold the help: they are no part of the text that is read back.

    The same input gives the same bytes.
    """
    document = docx.Document()
    _set_page(document)
    # Broken after the office's name, so that no word is.
    name = f"{content.office}\n" if content.office else ""
    title = _line(document, f"{name}{content.year}年政府信息公开工作年度报告", "title", Pt(22))
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _comment(document, title, "文末写单位全称和日期；合计格也要填写。没有的填 0，不要留空，也不要填“/”“-”。")
    for remark in content.remarks:
        _comment(document, title, remark)
    _blank_line(document)
    for section in form.sections:
        heading = _line(document, section.heading, "heading", _BODY, level=1)
        if section.table:
            _table(document, form.tables[section.table], content)
        else:
            _comment(document, heading, _help(section))
            for ordinal, topic in zip(_ORDINALS, section.topics, strict=False):
                _line(document, f"（{ordinal}）{topic}", "sub-heading", _BODY, level=2)
                _blank_line(document)
            if not section.topics:
                _blank_line(document)
    path.write_bytes(_bytes(document))


def _help(section: SectionSpec) -> str:
    parts = [f"写明{section.must_state}的收取情况，没有收取的也要写明。"] if section.must_state else []
    parts += [f"包括{'、'.join(section.topics)}。"] if section.topics else []
    return "".join(parts) or "写明情况，不要只写“无”。"


def _set_page(document: Any) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    for side, millimetres in _MARGINS.items():
        setattr(page, f"{side}_margin", Mm(millimetres))
    properties = document.core_properties
    properties.author = properties.comments = properties.title = ""
    properties.created = properties.modified = _FIXED.replace(tzinfo=None)


def _line(document: Any, text: str, role: str, size: Any, level: int = 0) -> Any:
    paragraph = document.add_paragraph(style=f"Heading {level}" if level else None)
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = size, role == "title"
    run.font.color.rgb = RGBColor(0, 0, 0)
    _set_font(run, role)
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = _LINE
    if level or role == "body":
        shape.first_line_indent = 2 * size
    return paragraph


def _blank_line(document: Any) -> None:
    """A paragraph to type into, set like the text."""
    paragraph = _line(document, "", "body", _BODY)
    mark = paragraph._p.get_or_add_pPr()
    properties = OxmlElement("w:rPr")
    fonts = OxmlElement("w:rFonts")
    fonts.set(qn("w:eastAsia"), _FONTS["body"])
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), str(int(_BODY.pt * 2)))
    properties.extend([fonts, size])
    mark.append(properties)


def _set_font(run: Any, role: str) -> None:
    run.font.name = "Times New Roman"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONTS[role])


def _comment(document: Any, paragraph: Any, text: str) -> None:
    comment = document.add_comment(paragraph.runs, text=text, author="填报说明", initials="填")
    # A time of day would make every copy different.
    comment._comment_elm.attrib.pop(qn("w:date"), None)


def _table(document: Any, spec: TableSpec, content: Content) -> None:
    layout = lay_out(spec)
    widths = _widths(layout, spec)
    at = {(cell.row + r, cell.column): (cell, r) for cell in layout.cells for r in range(cell.row_span)}
    rows = "".join(_row(at, row, widths, layout.header_rows, content) for row in range(layout.rows))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    shape = '<w:tblStyle w:val="TableGrid"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
    table = parse_xml(f"<w:tbl {nsdecls('w')}><w:tblPr>{shape}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")
    document.element.body.insert(len(document.element.body) - 1, table)
    _explain(document, table, spec)


def _widths(layout: Layout, spec: TableSpec) -> list[int]:
    """The widths of the columns in twentieths of a point."""
    stub = layout.columns - sum(column.span for column in spec.blocks[0].columns)
    fixed = _STUB_WIDTHS if stub == len(_STUB_WIDTHS) else ()
    rest = (_TEXT_WIDTH - sum(fixed)) / (layout.columns - len(fixed))
    return [round(Mm(w).pt * 20) for w in (*fixed, *[rest] * (layout.columns - len(fixed)))]


def _row(
    at: Mapping[tuple[int, int], tuple[Cell, int]], row: int, widths: Sequence[int], header_rows: int, content: Content
) -> str:
    cells, column = "", 0
    while column < len(widths):
        cell, below = at[row, column]
        cells += _cell(cell, below, sum(widths[column : column + cell.column_span]), content)
        column += cell.column_span
    repeated = "<w:tblHeader/>" if row < header_rows else ""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_ROW_HEIGHT}"/>{repeated}</w:trPr>{cells}</w:tr>'


def _cell(cell: Cell, below: int, width: int, content: Content) -> str:
    """A w:tc; `below` says in which of its rows, of which only the first has text."""
    span = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
    merge = "" if cell.row_span == 1 else "<w:vMerge/>" if below else '<w:vMerge w:val="restart"/>'
    side = "left" if cell.role is Role.ROW_HEADER else "center"
    fonts = f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{_FONTS["table"]}"/>'
    look = f'<w:rPr>{fonts}<w:sz w:val="{_SMALL}"/></w:rPr>'
    text = "" if below else escape(_shown(cell, content))
    run = f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    tight = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{tight}<w:jc w:val="{side}"/>{look}</w:pPr>{run}</w:p></w:tc>'
    )


def _shown(cell: Cell, content: Content) -> str:
    if cell.address is None:
        return cell.text
    value = content.numbers.get(cell.address, "")
    return value if isinstance(value, str) else format_number(value)


def _explain(document: Any, table: Any, spec: TableSpec) -> None:
    """The form's help as comments at the labels of the rows."""
    helped = {place.row.label: place.row.help for place in spec.places.values() if place.row.help}
    for paragraph in table.iter(qn("w:p")):
        text = "".join(paragraph.itertext())
        if text in helped:
            _comment(document, Paragraph(paragraph, document._body), helped.pop(text))


def _bytes(document: Any) -> bytes:
    """The document with the same time at every part of its archive."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _FIXED.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
