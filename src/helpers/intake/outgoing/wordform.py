"""The form as a Word document to fill in: title, headings and tables in place, help in comments beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from ...filing import format_number
from ...formspec import FormSpec, SectionSpec, TableSpec
from ...tables import lay_out
from ...wordpage import append, docx_bytes, new_document
from ...wordtext import line, table
from .template import Content

_ORDINALS = "一二三四五六七八九十"


def write_word_form(path: Path, form: FormSpec, content: Content) -> None:
    """Write the form as .docx. Comments hold the help: they are no part of the text that is read back.

    The same input gives the same bytes.
    """
    document = new_document()
    # Broken after the office's name, so that no word is.
    name = f"{content.office}\n" if content.office else ""
    title = _add_line(document, f"{name}{content.year}年政府信息公开工作年度报告", "Title")
    _comment(document, title, "文末写单位全称和日期；合计格也要填写。没有的填 0，不要留空，也不要填“/”“-”。")
    for remark in content.remarks:
        _comment(document, title, remark)
    _add_line(document, "")
    for section in form.sections:
        heading = _add_line(document, section.heading, "Heading1")
        if section.table:
            _table(document, form.tables[section.table], content)
        else:
            _comment(document, heading, _help(section))
            for ordinal, topic in zip(_ORDINALS, section.topics, strict=False):
                _add_line(document, f"（{ordinal}）{topic}", "Heading2")
                _add_line(document, "")
            if not section.topics:
                _add_line(document, "")
    path.write_bytes(docx_bytes(document))


def _add_line(document: Any, text: str, style: str = "") -> Paragraph:
    return Paragraph(append(document, line(text, style)), document._body)


def _help(section: SectionSpec) -> str:
    parts = [f"写明{section.must_state}的收取情况，没有收取的也要写明。"] if section.must_state else []
    parts += [f"包括{'、'.join(section.topics)}。"] if section.topics else []
    return "".join(parts) or "写明情况，不要只写“无”。"


def _comment(document: Any, paragraph: Any, text: str) -> None:
    comment = document.add_comment(paragraph.runs, text=text, author="填报说明", initials="填")
    # A time of day would make every copy different.
    comment._comment_elm.attrib.pop(qn("w:date"), None)


def _table(document: Any, spec: TableSpec, content: Content) -> None:
    """The table with its known numbers, and the form's help as comments at the labels of the rows."""
    texts = {a: n if isinstance(n, str) else format_number(n) for a, n in content.numbers.items()}
    element = append(document, table(lay_out(spec).filled(texts), spec.title))
    helped = {place.row.label: place.row.help for place in spec.places.values() if place.row.help}
    for paragraph in element.iter(qn("w:p")):
        text = "".join(paragraph.itertext())
        if text in helped:
            _comment(document, Paragraph(paragraph, document._body), helped.pop(text))
