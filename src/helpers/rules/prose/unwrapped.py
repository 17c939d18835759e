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
        if before and _goes_on(before, paragraph):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return tuple(replace(group[0], text="".join(p.text for p in group)) for group in groups)


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    head, tail = before.text.rstrip(), after.text.lstrip()
    if before.level or after.level or len(head) < _SHORTEST_LINE:
        return False
    return not _COMPLETE.search(head) and not _ITEM.match(tail)
