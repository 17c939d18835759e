"""Letters as words in the order of printing: what is surely one number or one piece of text, and stays whole."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .page import Letter

_TIGHT = 0.12  # of the letters' size: letters of a word stand no further apart
_BLANK = 0.3  # of the letters' size: words this far apart have a blank between them
_WIDEST = 1.5  # of the letters' size: what stands further apart was not spaced out
BAR = " | "  # between numbers of which it is not sure that they are one
_LONGEST_UNIT = 2
_LEVEL = 0.12  # of the letters' size
_SAME_LINE = 0.25  # of the letters' size, up or down


@dataclass(frozen=True, slots=True)
class Word:
    """Letters printed one after the other with no gap. `spaced` has a blank before it; a `turned` one is one letter."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    spaced: bool
    turned: bool

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2

    @property
    def numeric(self) -> bool:
        """Whether it is a number, perhaps with its unit, or part of one."""
        return any(map(str.isdigit, self.text)) and sum(map(str.isalpha, self.text)) <= _LONGEST_UNIT


def words(letters: Sequence[Letter], tracking: float) -> list[Word]:
    """The words of a page whose letters are spaced out by `tracking` (of their size).

    A word printed a second time in the same place, which is how some programs make bold, is left out.
    """
    made: list[Word] = []
    seen: dict[tuple[str, int, int], Word] = {}
    for word in _runs(letters, tracking):
        spots = [(word.text, round(word.left) + dx, round(word.top) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        if not any(_is_near(seen[spot], word) for spot in spots if spot in seen):
            made.append(word)
        seen[spots[4]] = word
    return made


def _is_near(a: Word, b: Word) -> bool:
    near = min(_TIGHT * a.size, 1.0)
    return max(abs(a.left - b.left), abs(a.top - b.top), abs(a.right - b.right)) <= near


def _runs(letters: Sequence[Letter], tracking: float) -> Iterator[Word]:
    run: list[Letter] = []
    spaced = False
    for letter in letters:
        if letter.text.isspace() or not letter.text:
            if run:
                yield _word(run, spaced)
            run, spaced = [], True
            continue
        if run and not _follows(run[-1], letter, tracking):
            yield _word(run, spaced)
            run, spaced = [], False
        run.append(letter)
    if run:
        yield _word(run, spaced)


def _follows(last: Letter, letter: Letter, tracking: float) -> bool:
    if letter.mark not in (None, last.mark) or last.turned or letter.turned:
        return False
    size = max(last.size, letter.size)
    if abs((last.top + last.bottom) - (letter.top + letter.bottom)) > 2 * _SAME_LINE * size:
        return False
    if last.text.isdigit() and letter.text.isdigit() and not _are_level(last, letter):
        return False
    return -_TIGHT <= (letter.left - last.right) / size <= _TIGHT + tracking


def _are_level(a: Letter | Word, b: Letter | Word) -> bool:
    """Whether digits have one size and stand on one line; a note to a number is smaller, or raised."""
    raised = abs((a.top + a.bottom) - (b.top + b.bottom)) / 2
    return max(raised, abs(a.size - b.size)) <= _LEVEL * max(a.size, b.size)


def _word(run: Sequence[Letter], spaced: bool) -> Word:
    return Word(
        "".join(letter.text for letter in run),
        min(letter.left for letter in run),
        min(letter.top for letter in run),
        max(letter.right for letter in run),
        max(letter.bottom for letter in run),
        statistics.median(letter.size for letter in run),
        spaced,
        run[0].turned,
    )


def tracking(letters: Sequence[Letter], inside: Callable[[float, float], bool]) -> float:
    """By how much of their size the letters of tables are spaced out; `inside` tells a point in a table."""
    gaps = [
        (b.left - a.right) / a.size
        for a, b in pairwise(letters)
        if a.size and abs(a.top - b.top) < _SAME_LINE * a.size and b.mark in (None, a.mark) and not a.turned
        if inside((a.left + a.right) / 2, (a.top + a.bottom) / 2)
    ]
    near = [gap for gap in gaps if -_TIGHT < gap < _WIDEST]
    usual = statistics.median(near) if near else 0.0
    return usual * 1.2 if usual > _TIGHT else 0.0


def text_lines(found: Sequence[Word]) -> list[list[Word]]:
    """Words in lines from top to bottom, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(found, key=lambda w: w.middle):
        if lines and word.middle - lines[-1][-1].middle <= max(_SAME_LINE * 1.6 * word.size, 1.0):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.left) for line in lines]


def joined(line: Sequence[Word], spacing: float = 0.0) -> str:
    """The text of a line. Two numbers that are not surely one get a bar between them, so that none is read."""
    text = line[0].text
    for last, word in pairwise(line):
        gap = (word.left - last.right) / max(last.size, word.size)
        text += _between(last, word, gap, spacing) + word.text
    return text


def _between(last: Word, word: Word, gap: float, spacing: float) -> str:
    apart = gap > _BLANK + spacing
    if not (_in_number(last.text[-1]) and _in_number(word.text[0])):
        return " " if apart else ""
    if not _are_level(last, word) or gap < -_TIGHT or gap > 2 * _BLANK + spacing or (apart and not word.spaced):
        return BAR
    return " " if apart or (word.spaced and gap > _TIGHT + spacing) else ""


def _in_number(letter: str) -> bool:
    return letter.isdigit() or letter in ".,，．"
