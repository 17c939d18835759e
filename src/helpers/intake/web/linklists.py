"""Lists of a page that only lead elsewhere: menus, other years' reports, tables of contents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

_SENTENCE_END = ("。", "；")


@dataclass
class _Count:
    """What a list holds, the lists within it included."""

    items: int = 0
    letters: int = 0
    linked: int = 0
    text: bool = False  # a sentence or a table

    def add(self, text: str | None, linked: bool) -> None:
        bare = "".join((text or "").split())
        self.letters += len(bare)
        self.linked += len(bare) if linked else 0
        self.text |= any(end in bare for end in _SENTENCE_END)

    def include(self, inner: _Count) -> None:
        self.items += inner.items
        self.letters += inner.letters
        self.linked += inner.linked
        self.text |= inner.text

    @property
    def leads_elsewhere(self) -> bool:
        return self.items > 1 and self.letters > 0 and self.linked * 2 >= self.letters and not self.text


def link_lists(root: Any) -> list[Any]:
    """The <ul> and <ol> of several items, most of whose letters are links, and in which no sentence stands."""
    found: list[Any] = []
    counts = [_Count()]
    links = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_list = element.tag in ("ul", "ol")
        if event == "start":
            links += element.tag == "a"
            if is_list:
                counts.append(_Count())
            counts[-1].items += element.tag == "li"
            counts[-1].text |= element.tag == "table"
            counts[-1].add(element.text, links > 0)
            continue
        links -= element.tag == "a"
        if is_list:
            closed = counts.pop()
            counts[-1].include(closed)
            if closed.leads_elsewhere:
                found.append(element)
        counts[-1].add(element.tail, links > 0)
    return found
