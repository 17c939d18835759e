"""Tables whose rows are ruled and whose columns are not: where a column ends is told by the words of all rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..matching.vocabulary import vocabulary
from ..prose.sections import is_prose
from .lattice import Lattice, joined_rules, lattice_of
from .page import Page, Rule
from .word import Word, joined, text_lines

_NEAR = 3.0  # points: rules whose ends are no further apart have one width
_FEWEST_RULES = 3
_HAIR = 0.12  # of a word's size: by so much its box is wider than what is seen of it
Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Stack:
    """Rules one below the other with no text between their tables, and the words around them as `bands` from the top.

    The first band may lie above all rules and the last one below: a page's end has cut the table there.
    """

    page: int
    rules: tuple[Rule, ...]
    heights: tuple[float, ...]
    words: tuple[Word, ...]
    begins: bool

    @property
    def ends(self) -> Stretch:
        """Its left and its right edge."""
        return min(rule.start for rule in self.rules), max(rule.end for rule in self.rules)

    @property
    def bands(self) -> Iterator[tuple[Stretch, list[Word]]]:
        """What stands between each two heights."""
        for top, bottom in pairwise(self.heights):
            yield (top, bottom), [word for word in self.words if top <= word.middle < bottom]


def unparted_lattices(
    pages: Sequence[Page], found: Sequence[Sequence[Lattice]], spoken: Sequence[Sequence[Word]]
) -> list[list[Lattice]]:
    """The lattices of every page that rules and columns of numbers make together, beside those `found` there."""
    made: list[list[Lattice]] = [[] for _ in pages]
    stacks = [
        stack
        for page, lattices, words in zip(pages, found, spoken, strict=True)
        for stack in _stacks(page, lattices, words)
    ]
    for table in _tables(stacks):
        edges = _edges(table)
        for stack in table if len(edges) > 1 else ():
            lattice = lattice_of([*stack.rules, *_walls(stack, edges)])
            if lattice and lattice.is_table:
                made[stack.page - 1].append(lattice)
    return made


# Rules one below the other -------------------------------------------------------------------------------------------


def _stacks(page: Page, found: Sequence[Lattice], words: Sequence[Word]) -> Iterator[_Stack]:
    free = [word for word in words if not any(_is_in(lattice, word.left, word.middle) for lattice in found)]
    rules = [rule for rule in joined_rules(page) if rule.across and not any(_is_on(lattice, rule) for lattice in found)]
    lines = text_lines([word for word in free if not word.turned])
    stops = sorted(
        [
            *(line[0].middle for line in lines if is_prose(joined(line))),
            *((lattice.ys[0] + lattice.ys[-1]) / 2 for lattice in found),
        ]
    )
    for above, below in pairwise((0.0, *stops, page.height)):
        own = sorted((rule for rule in rules if above < rule.at < below), key=lambda rule: rule.at)
        inside = [word for word in free if above < word.middle < below]
        if len(own) >= _FEWEST_RULES:
            begins, ends = above > 0, below < page.height
            yield _Stack(page.number, tuple(own), _heights(own, inside, ends), tuple(inside), begins)


def _is_in(lattice: Lattice, x: float, y: float) -> bool:
    return lattice.xs[0] < x < lattice.xs[-1] and lattice.ys[0] < y < lattice.ys[-1]


def _is_on(lattice: Lattice, rule: Rule) -> bool:
    return lattice.ys[0] - _NEAR <= rule.at <= lattice.ys[-1] + _NEAR


def _heights(rules: Sequence[Rule], words: Sequence[Word], ends: bool) -> tuple[float, ...]:
    """The heights of the rules and of the words beyond them; below the last rule up to a row of numbers if text `ends` it."""
    heights = [rules[0].at, *(b.at for a, b in pairwise(rules) if b.at - a.at > _NEAR)]
    above = [word.top for word in words if word.middle < heights[0]]
    below = [line for line in text_lines(words) if line[0].middle > heights[-1]]
    counted = [at for at, line in enumerate(below, 1) if any(vocabulary().is_number(word.text) for word in line)]
    kept = [word.bottom for line in below[: max(counted, default=0) if ends else None] for word in line]
    return (*([min(above)] if above else []), *heights, *([max(kept)] if kept else []))


def _tables(stacks: Sequence[_Stack]) -> list[list[_Stack]]:
    """Stacks together with those that go on with the same width at the top of the next page."""
    made: list[list[_Stack]] = []
    for stack in stacks:
        last = made[-1][-1] if made else None
        if last and not stack.begins and stack.page == last.page + 1 and _are_near(last.ends, stack.ends):
            made[-1].append(stack)
        else:
            made.append([stack])
    return made


def _are_near(a: Stretch, b: Stretch) -> bool:
    return all(abs(x - y) <= _NEAR for x, y in zip(a, b, strict=True))


# Columns of numbers --------------------------------------------------------------------------------------------------


def _edges(table: Sequence[_Stack]) -> list[float]:
    """Where the columns of numbers begin, and the last one ends; none where it cannot be told."""
    rows = [words for stack in table for _, words in stack.bands]
    numbers = [[word for word in words if vocabulary().is_number(word.text)] for words in rows]
    numbered = [(words, min(w.left for w in found)) for words, found in zip(rows, numbers, strict=True) if found]
    labels = [word.right for words, first in numbered for word in words if word.left < first]
    end = max(labels, default=min(stack.ends[0] for stack in table))
    counted = _merged((word.left, word.right) for found in numbers for word in found if word.left >= end)
    heads = [line for words, found in zip(rows, numbers, strict=True) if not found for line in text_lines(words)]
    columns = _columns(counted, _headings(counted, heads, end))
    right = max(stack.ends[1] for stack in table)
    ends = sorted(end for stack in table for rule in stack.rules for end in (rule.start, rule.end))
    between = ((a[1], b[0]) for a, b in pairwise([(end, end), *columns]))
    return [*(_edge(gap, ends) for gap in between), right] if columns else []


def _edge(gap: Stretch, ends: Sequence[float]) -> float:
    """Where in the gap between two columns one ends: where a rule does, or in the middle."""
    return next((end for end in ends if gap[0] <= end <= gap[1]), (gap[0] + gap[1]) / 2)


def _headings(counted: Sequence[Stretch], heads: Sequence[Sequence[Word]], end: float) -> list[Stretch]:
    """Where the headings of single columns stand; the line that has most of them tells what others span."""
    right = [[word for word in line if word.left + word.right > 2 * end] for line in heads]
    found: list[Stretch] = []
    for line in sorted(right, key=len, reverse=True):
        known = _merged([*counted, *found])
        for word in line:
            if sum(start < word.right and word.left < stop for start, stop in known) < 2:
                found.append((word.left, word.right))
    return _merged(found)


def _columns(counted: Sequence[Stretch], headings: Sequence[Stretch]) -> list[Stretch]:
    """Numbers and headings as columns: those that stand above each other, and those that surely belong together.

    Where numbers stand aside from all headings, each must follow on one, or each go before one.
    """
    columns = _merged([*counted, *headings])
    only = [(_meets(column, counted), _meets(column, headings)) for column in columns]
    apart = [at for at, (is_counted, is_headed) in enumerate(only) if is_counted and not is_headed]
    if not apart or not headings:
        return columns
    ways = [step for step in (-1, 1) if all(only[at + step : at + step + 1] == [(False, True)] for at in apart)]
    if len(ways) != 1:
        return []
    pairs = [(columns[at], columns[at + ways[0]]) for at in apart]
    return _merged([*columns, *((min(a[0], b[0]), max(a[1], b[1])) for a, b in pairs)])


def _meets(column: Stretch, others: Sequence[Stretch]) -> bool:
    return any(column[0] < end and start < column[1] for start, end in others)


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    made: list[Stretch] = []
    for start, end in sorted(stretches):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _walls(stack: _Stack, edges: Sequence[float]) -> Iterator[Rule]:
    """The rules that part the cells of each row, and those that close it on its sides and ends."""
    left, right = stack.ends
    starts = {rule.start for rule in stack.rules if left + _NEAR < rule.start < edges[0] - _NEAR}
    for (top, bottom), words in stack.bands:
        yield Rule(False, left, top, bottom)
        yield Rule(False, right, top, bottom)
        for x in (*starts, *edges[:-1]):
            hairs = [(word.left + _HAIR * word.size, word.right - _HAIR * word.size) for word in words]
            if not any(start < x < end for start, end in hairs):
                yield Rule(False, x, top, bottom)
    yield Rule(True, stack.heights[0], left, right)
    yield Rule(True, stack.heights[-1], left, right)
