"""The text of a page in reading order: a line for each block, blanks as a browser shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from ...filing import INVISIBLE

_BLOCKS = {
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "br", "hr", "pre", "body"),
    *("tr", "td", "th", "table", "caption", "section", "article", "header", "footer", "aside", "main", "center"),
    *("form", "fieldset", "details", "summary", "figure", "blockquote", "address", "option"),
}
_BLANKS = re.compile(r"[\r\n\t\f ]+")

Piece = tuple[str, Any]


def pieces(root: Any, skips: Callable[[Any], bool] = lambda _: False) -> Iterator[Piece]:
    """("open", element), ("text", str), ("break", "") and ("close", element), but nothing in elements it `skips`."""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if element.tag in _BLOCKS:
            yield "break", ""
        if event == "start":
            yield "open", element
            if element is not root and skips(element):
                walker.skip_subtree()
            elif element.text:
                yield "text", _seen(element.text)
        else:
            yield "close", element
            if element is not root and element.tail:
                yield "text", _seen(element.tail)


def _seen(text: str) -> str:
    """Text as a browser shows it, without letters of no width; a blank that was escaped twice is one."""
    return _BLANKS.sub(" ", text).replace("&nbsp;", "\xa0").translate(INVISIBLE)


def lines(found: Iterator[Piece]) -> Iterator[str | Any]:
    """The lines of text that `found` makes, and between them the elements that it opens."""
    buffer: list[str] = []
    for kind, what in found:
        if kind == "text":
            buffer.append(what)
        elif kind == "open":
            yield what
        elif kind == "break" and buffer:
            line = "".join(buffer).strip()
            buffer.clear()
            if line:
                yield line
    last = "".join(buffer).strip()
    if last:
        yield last


def text_of(element: Any) -> str:
    """The visible text of an element, a line for each block."""
    return "\n".join(line for line in lines(pieces(element)) if isinstance(line, str))
