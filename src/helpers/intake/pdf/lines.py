"""The words outside tables as lines, without what stands on every page, and the lines as paragraphs."""

from __future__ import annotations

import re
import statistics
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .page import Page
from .table import is_heading
from .word import BAR, Word, joined, text_lines

_MARGIN = 0.12  # of a page's height: where running heads and page numbers stand
_FOLIO = re.compile(r"([-—–－_·~])\s*\d{1,3}\s*\1|第?\s*\d{1,3}\s*[页頁](?:[\s,，/]*共\s*\d{1,3}\s*[页頁])?")
# What only outside of tables is sure to be a page number, or the foot of a page that a browser printed.
_PAGE_NUMBER = re.compile(
    r"\d{1,3}(?:\s*/\s*\d{1,3})?|page\s*\d{1,3}(?:\s*of\s*\d{1,3})?|\S*://.*\s\d{1,3}/\d{1,3}", re.IGNORECASE
)
_BLANK = 0.2  # of the letters' size, beside the 0.3 of a table: lines of prose are justified
_ENDED = tuple("。！？；：!?;:”）)")
Spot = tuple[int, float]


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text outside tables."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float

    @property
    def spot(self) -> Spot:
        """The page and the height at which it stands."""
        return self.page, self.top


def page_lines(found: Sequence[Word], page: int) -> list[TextLine]:
    """Words of a page as its lines from top to bottom."""
    lines = []
    for line in text_lines([word for word in found if not word.turned]):
        text = joined(line, _BLANK).replace(BAR, " ").strip()
        left, right = min(w.left for w in line), max(w.right for w in line)
        top, bottom = min(w.top for w in line), max(w.bottom for w in line)
        lines.append(TextLine(text, page, left, right, top, bottom, statistics.median(w.size for w in line)))
    return lines


# What stands on every page -------------------------------------------------------------------------------------------


def page_number(page: Page, found: Sequence[Word]) -> set[Word]:
    """The words in the margins that make up a page number, such as 第 3 页 or － 3 －."""
    runs = _runs([word for word in found if _in_margin(page, word.middle)])
    numbers = (run for run in runs if _FOLIO.fullmatch(" ".join(word.text for word in run)))
    return {word for run in numbers for word in run}


def standing_words(pages: Sequence[Page], found: Sequence[Sequence[Word]]) -> set[Word]:
    """The words in the margins that stand in the same place on all of several pages."""
    where = [
        {(w.text, round(w.left), round(w.top)) for w in words if len(w.text) > 5 and _in_margin(page, w.middle)}
        for page, words in zip(pages, found, strict=True)
    ]
    everywhere = set.intersection(*where) if len(pages) > 1 else set()
    return {w for words in found for w in words if (w.text, round(w.left), round(w.top)) in everywhere}


def _in_margin(page: Page, height: float) -> bool:
    return height < _MARGIN * page.height or height > (1 - _MARGIN) * page.height


def _runs(found: Sequence[Word]) -> Iterator[list[Word]]:
    """Words that are printed one after the other with no more than a blank between them."""
    run: list[Word] = []
    for word in found:
        if run and not (word.top == run[-1].top and 0 <= word.left - run[-1].right <= 0.5 * word.size):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def without_furniture(lines: Sequence[TextLine], pages: Sequence[Page]) -> list[TextLine]:
    """Lines without running heads and page numbers: those in the margins that repeat but for their digits."""
    heights = {page.number: page.height for page in pages}

    def key(line: TextLine) -> tuple[str, int]:
        return re.sub(r"\d+", "#", line.text), round(line.top / 6)

    margin = [line for line in lines if _in_margin(pages[line.page - 1], (line.top + line.bottom) / 2)]
    repeated = Counter(key for key, _ in {(key(line), line.page) for line in margin})
    often = max(2, len(heights) / 2)
    gone = {
        id(line)
        for line in margin
        if repeated[key(line)] >= often or _FOLIO.fullmatch(line.text) or _PAGE_NUMBER.fullmatch(line.text)
    }
    return [line for line in lines if id(line) not in gone]


# Paragraphs ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Measure:
    """How the prose of a page is set: its margins and the distance of its lines."""

    left: float
    right: float
    pitch: float
    size: float

    def indent(self, line: TextLine) -> float:
        """By how many letters a line is indented."""
        return (line.left - self.left) / line.size

    def free(self, line: TextLine) -> float:
        """How many letters it leaves free at its end."""
        return (self.right - line.right) / line.size

    def is_centred(self, line: TextLine) -> bool:
        """Whether a line stands in the middle."""
        before, after = self.indent(line), self.free(line)
        return before > 2.5 and after > 1 and abs(before - after) < 1


def paragraphs(lines: Sequence[TextLine], breaks: Iterable[Spot], pages: Sequence[Page]) -> Iterator[TextLine]:
    """Paragraphs, each as one line where it begins; none goes on beyond one of the `breaks`, where a table is."""
    measures = _measures(lines, pages)
    ends = sorted(breaks)
    made: TextLine | None = None
    for last, line in pairwise((*lines[:1], *lines)):
        apart = bisect_right(ends, last.spot) < bisect_right(ends, line.spot)
        if made is None or (apart or _begins(last, line, measures)):
            if made:
                yield made
            made = line
        else:
            made = replace(made, text=made.text + line.text)
    if made:
        yield made


def _measures(lines: Sequence[TextLine], pages: Sequence[Page]) -> Mapping[int, _Measure]:
    if not lines:
        return {}
    size = statistics.median(line.size for line in lines)
    margin = min(line.left for line in lines)
    made: dict[int, _Measure] = {}
    for page in pages:
        own = [line for line in lines if line.page == page.number]
        if not own:
            continue
        left = min(line.left for line in own)
        if len(own) < 5 or 1.5 <= (left - margin) / size <= 2.6:  # a page on which every line may be indented
            left = min(left, margin)
        right = max(line.right for line in own)
        if sum(line.right > right - 0.6 * size for line in own) < 3:
            right = max(right, page.width - left)
        pitches = [b.top - a.top for a, b in pairwise(own) if 0 < b.top - a.top < 3 * size]
        made[page.number] = _Measure(left, right, statistics.median(pitches) if pitches else 2 * size, size)
    return made


def _begins(last: TextLine, line: TextLine, measures: Mapping[int, _Measure]) -> bool:
    """Whether a line begins a new paragraph after `last`."""
    above, here = measures[last.page], measures[line.page]
    ended, free, indent = last.text.endswith(_ENDED), above.free(last), here.indent(line)
    if _is_title(last, line, above, here):
        return False
    if abs(last.size - line.size) > 0.15 * line.size or here.is_centred(line) or above.is_centred(last):
        return True
    if last.page == line.page and line.top - last.top > 1.35 * here.pitch:
        return True
    if is_heading(line.text) and (ended or free > 1.6 or is_heading(last.text)):
        return True
    if free > (1.6 if ended or is_heading(last.text) else 4):
        return True
    going_on = abs(above.indent(last) - indent) < 0.3 and free < 1.6 and not ended
    return indent > 0.9 and not going_on


def _is_title(last: TextLine, line: TextLine, above: _Measure, here: _Measure) -> bool:
    """Whether two lines are those of one large heading in the middle."""
    if last.page != line.page or line.size < 1.15 * here.size or abs(last.size - line.size) > 0.05 * line.size:
        return False
    near = line.top - last.top < 2.5 * line.size and not is_heading(line.text)
    return near and here.is_centred(line) and (above.is_centred(last) or above.free(last) < 2)
