"""Prose whose lines end where the page did, as in plain text, put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...submission import Paragraph

_COMPLETE = re.compile(r"[。！？；：!?;:][”」』）)]*$")
# 12.31 and 99.5% at the beginning of a line are no items.
_ITEM = re.compile(
    r"[0-9]{1,2}[.、．](?![0-9]{1,2}(?![0-9]))|[一二三四五六七八九十]+[、是]|第[一二三四五六七八九十]|[（(][0-9一二三四五六七八九十]{1,2}[)）]|[①-⑳•·]"
)
_PAUSE = re.compile(r"[；;]$")
_RAGGED = 3  # columns by which lines of one width differ
_SHORTEST_LINE = 10  # a page's line is longer; what is shorter ended because it was finished


def unwrapped(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs with every one that ends in mid-sentence joined to the next; sub-headings stay apart."""
    groups: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if groups and _goes_on(groups[-1], paragraph):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return tuple(
        group[0] if len(group) == 1 else replace(group[0], text="".join(p.text for p in group)) for group in groups
    )


def _goes_on(group: Sequence[Paragraph], after: Paragraph) -> bool:
    """Whether a paragraph goes on with the sentence at the end of the lines before it."""
    before = group[-1]
    head, tail = before.text.rstrip(), after.text.lstrip()
    if before.level or after.level or len(head) < _SHORTEST_LINE:
        return False
    ended = _COMPLETE.search(head) and not (_PAUSE.search(head) and _is_full(group))
    return not ended and not _ITEM.match(tail)


def _is_full(group: Sequence[Paragraph]) -> bool:
    """Whether the last line is as wide as the line before it, so that it ends where the page does."""
    return len(group) > 1 and abs(_width(group[-2].text) - _width(group[-1].text)) <= _RAGGED


def _width(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text.strip())
