"""A Word file in the making: a document without text, made once, into which text, pictures and properties are put."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from itertools import count
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.image.image import Image
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.coreprops import CoreProperties
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.shared import Mm

from ..wordpage import describe, new_document, number_pages, parts_of, print_above, zipped
from ..wordtext import paragraph, printable

_TYPES, _PROPERTIES = "[Content_Types].xml", "docProps/core.xml"
_DOCUMENT, _RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_FIGURE_WIDTH = Mm(133)
_DRAWINGML = "http://schemas.openxmlformats.org/drawingml/2006"


class WordFile:
    """A document with page numbers, and with the line `above` on top of every page if there is one."""

    def __init__(self, above: str = "") -> None:
        self._parts = dict(_empty_parts(above))
        self._text: list[str] = []
        self._figures = 0

    def describe(self, title: str, author: str, date: dt.datetime) -> None:
        """Set the properties of the file."""
        properties: Any = parse_xml(self._parts[_PROPERTIES])
        describe(CoreProperties(properties), title, author, date)
        self._parts[_PROPERTIES] = serialize_part_xml(properties)

    def add(self, text: str) -> None:
        """A paragraph or table, as `wordtext` writes them, at the end."""
        self._text.append(text)

    def add_figure(self, png: bytes, words: str) -> None:
        """A picture in the width of all figures, and what it shows in words."""
        self._figures += 1
        name, relation = f"media/image{self._figures}.png", self._free_relation()
        self._parts[f"word/{name}"] = png
        related = f'<Relationship Id="{relation}" Type="{RELATION.IMAGE}" Target="{name}"/>'
        self._insert(_RELATIONS, related, "</Relationships>")
        if self._figures == 1:
            self._insert(_TYPES, '<Default Extension="png" ContentType="image/png"/>', "<Default ")
        self.add(paragraph(f"<w:r>{_drawing(png, printable(words), self._figures, relation)}</w:r>", "Figure"))

    def to_bytes(self) -> bytes:
        """The file; the same content gives the same bytes."""
        self._insert(_DOCUMENT, "".join(self._text), "<w:sectPr ")
        return zipped(self._parts)

    def _free_relation(self) -> str:
        taken = self._parts[_RELATIONS].decode()
        return next(name for number in count(1) if f'"{(name := f"rId{number}")}"' not in taken)

    def _insert(self, part: str, text: str, before: str) -> None:
        self._parts[part] = self._parts[part].replace(before.encode(), (text + before).encode(), 1)


@cache
def _empty_parts(above: str) -> Mapping[str, bytes]:
    document = new_document()
    number_pages(document)
    if above:
        print_above(document, above, "Example")
    return MappingProxyType(parts_of(document))


def _drawing(png: bytes, words: str, number: int, relation: str) -> str:
    width, height = Image.from_blob(png).scaled_dimensions(width=_FIGURE_WIDTH)
    size = f'cx="{width}" cy="{height}"'
    return (
        f'<w:drawing><wp:inline xmlns:a="{_DRAWINGML}/main" xmlns:pic="{_DRAWINGML}/picture"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="图" descr={quoteattr(words)}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_DRAWINGML}/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="0" name="图"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
