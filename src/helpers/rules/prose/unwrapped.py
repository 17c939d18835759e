"""Prose whose lines end where the page did, as in plain text, put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...submission import Paragraph, Submission

_COMPLETE = re.compile(r"[。！？；：!?;:][”」』）)]*$")
# 12.31 and 99.5% at the beginning of a line are no items.
_ITEM = re.compile(
    r"[0-9]{1,2}[.、．](?![0-9]{1,2}(?![0-9]))|[一二三四五六七八九十]+[、是]|第[一二三四五六七八九十]|[（(][0-9一二三四五六七八九十]{1,2}[)）]|[①-⑳•·]"
)
_PAUSE = re.compile(r"[；;]$")
_RAGGED = 3  # columns by which lines of one width differ
_SHORTEST_LINE = 10  # a page's line is longer; what is shorter ended because it was finished


def unwrapped(submission: Submission) -> Submission:
    """The material with every paragraph that ends in mid-sentence joined to the next; sub-headings stay apart."""
    sections = submission.sections
    return replace(
        submission,
        lead=_joined(submission.lead),
        sections=sections and tuple(replace(s, paragraphs=_joined(s.paragraphs)) for s in sections),
    )


def _joined(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    groups: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        before = groups[-1][-1] if groups else None
        if before and _goes_on(before, paragraph, full=_is_full(groups[-1])):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return tuple(replace(group[0], text="".join(p.text for p in group)) for group in groups)


def _is_full(group: Sequence[Paragraph]) -> bool:
    """Whether the last line is as wide as the line before it, so that it ends where the page does."""
    widths = [_width(paragraph.text) for paragraph in group[-2:]]
    return len(widths) > 1 and abs(widths[0] - widths[1]) <= _RAGGED


def _width(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text.strip())


def _goes_on(before: Paragraph, after: Paragraph, full: bool) -> bool:
    head, tail = before.text.rstrip(), after.text.lstrip()
    if before.level or after.level or len(head) < _SHORTEST_LINE:
        return False
    ended = _COMPLETE.search(head) and not (full and _PAUSE.search(head))
    return not ended and not _ITEM.match(tail)
