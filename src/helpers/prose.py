"""Narrative text with `{{ address }}` filled in from the filing, each number's source kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .filing import Filing
from .submission import Paragraph, Submission

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
MISSING = "【未填】"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; with an `address` it is the number of that cell."""

    text: str
    address: str | None = None


def fill(text: str, filing: Filing) -> tuple[Run, ...]:
    """Split `text` into runs, each placeholder replaced by its number: plain substitution, nothing is evaluated.

    An address of the tables handed in that has no number shows 【未填】; anything else stays as it was written.
    """
    if "{{" not in text:
        return (Run(text),) if text else ()
    runs: list[Run] = []
    end = 0
    for found in PLACEHOLDER.finditer(text):
        address = found[1].strip()
        if address not in filing.places:
            continue
        entry = filing.entries.get(address)
        shown = entry.text if entry and entry.value is not None else MISSING
        runs += [Run(text[end : found.start()]), Run(shown, address)]
        end = found.end()
    runs.append(Run(text[end:]))
    return tuple(run for run in runs if run.text)


def filled_text(text: str, filing: Filing) -> str:
    """The text with its numbers in place."""
    return "".join(run.text for run in fill(text, filing))


def placeholders(submission: Submission) -> Iterator[tuple[str, Paragraph]]:
    """Every placeholder of the prose as written, with the paragraph it stands in."""
    for paragraph in _paragraphs(submission):
        for found in PLACEHOLDER.finditer(paragraph.text):
            yield found[1].strip(), paragraph


def bare_addresses(submission: Submission, tables: Iterable[str]) -> Iterator[tuple[str, Paragraph]]:
    """What looks like an address of one of the tables and stands in no placeholder, so that it would be printed."""
    address = re.compile(rf"(?<![\w.])(?:{'|'.join(tables)})\.[a-z0-9_]+\.[a-z0-9_]+", re.ASCII)
    for paragraph in _paragraphs(submission):
        for found in address.finditer(PLACEHOLDER.sub("", paragraph.text)):
            yield found[0], paragraph


def _paragraphs(submission: Submission) -> list[Paragraph]:
    return [*submission.lead, *(p for section in submission.sections or () for p in section.paragraphs)]
