"""A tagged PDF as a screen reader meets it: elements in reading order, with their text and what heads a table cell."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
import pikepdf


@dataclass
class Element:
    """An element of the structure: kind such as H1 or TD, own text, attributes of tables, and children."""

    kind: str
    text: str
    id: str = ""
    headers: tuple[str, ...] = ()
    scope: str = ""
    spans: tuple[int, int] = (1, 1)  # rows, columns
    children: list[Element] = field(default_factory=list)

    def whole(self) -> str:
        """Own text and that of all below."""
        return self.text + "".join(child.whole() for child in self.children)

    def find(self, *kinds: str) -> Iterator[Element]:
        """The elements of these kinds below, in reading order."""
        for child in self.children:
            if child.kind in kinds:
                yield child
            yield from child.find(*kinds)


def structure(data: bytes) -> Element:
    """The structure tree of a PDF."""
    texts = _marked_texts(data)
    with pikepdf.open(io.BytesIO(data)) as document:
        pages = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        return _element(document.Root.StructTreeRoot, texts, pages, None)


def _marked_texts(data: bytes) -> dict[tuple[int, int], str]:
    """The text of each piece of marked content by page and number."""
    made: dict[tuple[int, int], str] = defaultdict(str)
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            for char in page.chars:
                if char["mcid"] is not None:
                    made[page.page_number - 1, char["mcid"]] += char["text"]
    return made


def _element(node: Any, texts: dict[tuple[int, int], str], pages: dict[Any, int], page: int | None) -> Element:
    page = pages[node.Pg.objgen] if "/Pg" in node else page
    made = Element(str(node.get("/S", "/Root"))[1:], "", str(node.get("/ID", "")))
    for attributes in node.get("/A", ()):
        if attributes.get("/O") == "/Table":
            made.headers = tuple(str(name) for name in attributes.get("/Headers", ()))
            made.scope = str(attributes.get("/Scope", "/"))[1:]
            made.spans = (int(attributes.get("/RowSpan", 1)), int(attributes.get("/ColSpan", 1)))
    kids = node.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            made.children.append(_element(kid, texts, pages, page))
        elif isinstance(kid, pikepdf.Dictionary):
            own = pages[kid.Pg.objgen] if "/Pg" in kid else page
            made.children.append(Element("", texts[own, int(kid.MCID)]) if "/MCID" in kid else Element("Object", ""))
        else:
            made.children.append(Element("", texts[page, int(kid)]))
    return made
