"""An official document in Word after GB/T 9704-2012, without text as yet: page, styles, page numbers, fixed bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.coreprops import CoreProperties
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

_STYLES = Path(__file__).parent / "templates" / "word"
# The lower margin lacks a hair of 35 mm: 22 lines of 29 points are a hair higher than 225 mm.
_MARGINS = {"top": 37.0, "bottom": 34.8, "left": 28.0, "right": 26.0}  # mm
_HEADER, _FOOTER = 22.0, 23.0  # mm from the edge of the paper: the page number stands 7 mm below the text
_LINE_PITCH = 580  # twentieths of a point
_LEFTOVERS = ("stylesWithEffects", "customXml", "webSettings", "numbering", "thumbnail", "extended-properties")
_FIXED = dt.datetime(2000, 1, 1)


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
    describe(document.core_properties, "", "", _FIXED)
    return document


def _set_page(page: Any) -> None:
    page.page_width, page.page_height = Mm(210), Mm(297)
    for side, millimetres in _MARGINS.items():
        setattr(page, f"{side}_margin", Mm(millimetres))
    page.header_distance, page.footer_distance = Mm(_HEADER), Mm(_FOOTER)
    grid = page._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(_LINE_PITCH))


def describe(properties: CoreProperties, title: str, author: str, date: dt.datetime) -> None:
    """Set the properties of a file, its date among them."""
    properties.title, properties.author, properties.language = title, author, "zh-CN"
    properties.comments = properties.last_modified_by = properties.keywords = ""
    properties.created = properties.modified = date
    properties.revision = 1


def append(document: Any, text: str) -> Any:
    """Add a line or table, as `wordtext` writes it, at the end; returns its element."""
    element = parse_xml(f"<w:body {nsdecls('w')}>{text}</w:body>")[0]
    body = document.element.body
    body.insert(len(body) - 1, element)
    return element


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
    """The document as a file; the same content gives the same bytes."""
    return zipped(parts_of(document))


def parts_of(document: Any) -> dict[str, bytes]:
    """The parts of the file by name, in their order."""
    written = io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source:
        return {name: source.read(name) for name in source.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A file of these parts, each with the same time."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for name, part in parts.items():
            # A picture is packed already.
            packed = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            target.writestr(zipfile.ZipInfo(name, _FIXED.timetuple()[:6]), part, packed)
    return written.getvalue()
