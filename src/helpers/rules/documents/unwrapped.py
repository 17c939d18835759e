"""Prose whose lines end where the page did, as in plain text, put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...submission import Paragraph, Submission

_COMPLETE = re.compile(r"[。！？；：!?;:][”」』）)]*$")


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
        if before and not before.level and not paragraph.level and not _COMPLETE.search(before.text.rstrip()):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return tuple(replace(group[0], text="".join(p.text for p in group)) for group in groups)
