"""Rules one below the other that no others cross, with the words between them: tables whose rows alone are ruled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..matching.vocabulary import vocabulary
from ..prose.sections import is_prose
from .lattice import Lattice, joined_rules
from .page import Page, Rule
from .word import Word, joined, text_lines

NEAR = 3.0  # points: edges no further apart are one
_FEWEST, _MOST = 3, 200  # rules
Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Band:
    """What stands between two rules, or beyond the last: the cells that end there, or go on below."""

    top: float
    bottom: float
    words: tuple[Word, ...]

    @property
    def numbers(self) -> tuple[Word, ...]:
        """Its words that stand in cells for numbers."""
        return tuple(word for word in self.words if vocabulary().is_number(word.text))


@dataclass(frozen=True, slots=True)
class Stack:
    """The rules of one table on a page, and its bands. It `begins` after text on its page, and `ends` before some."""

    page: int
    rules: tuple[Rule, ...]
    bands: tuple[Band, ...]
    begins: bool
    ends: bool

    @property
    def sides(self) -> Stretch:
        """Its left and its right edge."""
        return min(rule.start for rule in self.rules), max(rule.end for rule in self.rules)

    def is_closed(self, band: Band, x: float) -> bool:
        """Whether the cell at some place in a band has a rule above and one below it, or ends with the stack."""
        ends = (self.bands[0].top, self.bands[-1].bottom)
        return all(y in ends or self.is_ruled(x, y) for y in (band.top, band.bottom))

    def is_ruled(self, x: float, y: float) -> bool:
        """Whether a rule runs over a point."""
        return any(abs(rule.at - y) <= NEAR and rule.start <= x <= rule.end for rule in self.rules)

    def goes_on_in(self, other: Stack) -> bool:
        """Whether another, at the top of the next page, is a piece of the same table."""
        # A cell that goes on all the way down has no rule on its page, so that the rules there begin behind it.
        near = abs(self.sides[1] - other.sides[1]) <= NEAR
        return near and not (self.ends or other.begins) and other.page == self.page + 1


def stacks(page: Page, found: Sequence[Lattice], words: Sequence[Word]) -> Iterator[Stack]:
    """The stacks of a page beside the lattices `found` there, from top to bottom."""
    free = [word for word in words if not word.turned and not any(_is_in(lattice, word) for lattice in found)]
    rules = [rule for rule in joined_rules(page) if rule.across and not any(_is_on(lattice, rule) for lattice in found)]
    lines = [line for line in text_lines(free) if is_prose(joined(line))]
    stops = sorted(
        [*(line[0].middle for line in lines), *(sum(lattice.ys[:: len(lattice.ys) - 1]) / 2 for lattice in found)]
    )
    for above, below in pairwise((0.0, *stops, page.height)):
        own = sorted((rule for rule in rules if above < rule.at < below), key=lambda rule: rule.at)
        inside = [word for word in free if above < word.middle < below]
        ends = below < page.height
        bands = tuple(_bands(own, inside, ends)) if _FEWEST <= len(own) <= _MOST else ()
        if bands:
            yield Stack(page.number, tuple(own), bands, above > 0, ends)


def _is_in(lattice: Lattice, word: Word) -> bool:
    return lattice.xs[0] < word.left < lattice.xs[-1] and lattice.ys[0] < word.middle < lattice.ys[-1]


def _is_on(lattice: Lattice, rule: Rule) -> bool:
    return lattice.ys[0] - NEAR <= rule.at <= lattice.ys[-1] + NEAR


def _bands(rules: Sequence[Rule], words: Sequence[Word], ends: bool) -> Iterator[Band]:
    """The bands from the top; what stands below the last rule only up to a row of numbers where text `ends` it."""
    heights = [rules[0].at, *(b.at for a, b in pairwise(rules) if b.at - a.at > NEAR)]
    above = [word.top for word in words if word.middle < heights[0]]
    below = [line for line in text_lines(words) if line[0].middle > heights[-1]]
    counted = [at for at, line in enumerate(below, 1) if any(vocabulary().is_number(word.text) for word in line)]
    kept = [word.bottom for line in below[: max(counted, default=0) if ends else None] for word in line]
    places = [*([min(above)] if above else []), *heights, *([max(kept)] if kept else [])]
    for top, bottom in pairwise(places):
        yield Band(top, bottom, tuple(word for word in words if top <= word.middle < bottom))
