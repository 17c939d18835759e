"""The prose as sentences with their numbers: where each stands, and which are bound to a cell by a placeholder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ...filing import Filing
from ...prose import fill
from ...submission import Paragraph, Submission
from .numerals import Numeral, numerals
from .unwrapped import unwrapped

LEAD = 0  # the section number of what stands before section one
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FULL_WIDTH |= {ord("．"): ord("."), ord("％"): ord("%")}
# A full-width comma between digits separates thousands only in groups of three: 3，646件.
_THOUSANDS = re.compile(r"，(?<=[0-9]，)(?=[0-9]{3}(?![0-9]))")
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ．％]")
_BLANK = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
_END = re.compile(r"[^。！？!?\n]+[。！？!?]?[”」』）]*")
_TOPIC = re.compile(r"^[（(][一二三四五六七八九十][)）]([^。；，,：:]{2,20})(?:[。：:，,]|$)")
QUOTED = 60
LONGEST = 1000


@dataclass(frozen=True)
class Sentence:
    """A sentence as filled in, folded to half-width digits and without blanks. `bound` are spans from placeholders."""

    text: str
    section: int
    topic: str
    origin: str
    bound: tuple[tuple[int, int, str], ...] = ()

    @cached_property
    def numerals(self) -> tuple[Numeral, ...]:
        """Its numbers in order, each with the address that its placeholder names."""
        return tuple(map(self._addressed, numerals(self.text)))

    def _addressed(self, numeral: Numeral) -> Numeral:
        address = next((a for start, end, a in self.bound if start <= numeral.start < end), None)
        return replace(numeral, address=address) if address else numeral

    @property
    def overlong(self) -> bool:
        """Whether it is no sentence: a table or a list that lost its lines."""
        return len(self.text) > LONGEST

    @property
    def quote(self) -> str:
        """The sentence for a message, cut where it is long."""
        return self.text if len(self.text) <= QUOTED else self.text[: QUOTED - 1] + "…"


def sentences(submission: Submission) -> tuple[Sentence, ...]:
    """Every sentence of the lead and of the sections in order; sub-headings are topics and no sentences.

    Lines that end where the page did are put together again.
    """
    return tuple(each_sentence(submission))


def each_sentence(submission: Submission) -> Iterator[Sentence]:
    """The same sentences one after the other, for who needs only the first of some kind."""
    yield from _of(submission.lead, LEAD, submission.filing)
    for section in submission.sections or ():
        yield from _of(section.paragraphs, section.number, submission.filing)


def folded(text: str) -> str:
    """Text with half-width digits and letters, and without blanks but those between Latin words."""
    half = text.translate(_FULL_WIDTH) if _WIDE.search(text) else text
    plain = _THOUSANDS.sub(",", half)
    return plain if plain.split() == [plain] else _BLANK.sub("", plain)


def _of(paragraphs: Sequence[Paragraph], section: int, filing: Filing) -> Iterator[Sentence]:
    topic = ""
    for paragraph in unwrapped(paragraphs):
        text, bound = _filled(paragraph.text, filing)
        heading = _TOPIC.match(text)
        if heading or paragraph.level:
            topic = heading[1] if heading else text
        if paragraph.level:
            continue
        for found in _END.finditer(text):
            start, end = found.span()
            inside = tuple((s - start, e - start, a) for s, e, a in bound if start <= s < end)
            yield Sentence(found[0], section, topic, str(paragraph.origin), inside)


def _filled(text: str, filing: Filing) -> tuple[str, list[tuple[int, int, str]]]:
    """The folded text, and the spans that came from placeholders."""
    made, bound = "", []
    for run in fill(text, filing):
        part = folded(run.text)
        if run.address:
            bound.append((len(made), len(made) + len(part), run.address))
        made += part
    return made, bound
