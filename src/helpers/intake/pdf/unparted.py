"""Tables whose rows are ruled and whose columns are not: where a column ends is told by the words of all rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from .lattice import Lattice, lattice_of
from .page import Page, Rule
from .stack import NEAR, Band, Stack, Stretch, stacks
from .word import Word, text_lines

_HAIR = 0.12  # of a word's size: by so much its box is wider than what is seen of it
_LEVEL = 1.5  # points by which texts that begin, or end, at one place may differ
_MOST_GROUPS = 4
_MOST_COLUMNS = 30


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of numbers below one header: what their words take up, and the edges between and around them.

    The labels end where the first column begins.
    """

    texts: tuple[Stretch, ...]
    edges: tuple[float, ...]


def unparted_lattices(
    pages: Sequence[Page], found: Sequence[Sequence[Lattice]], spoken: Sequence[Sequence[Word]]
) -> list[list[Lattice]]:
    """The lattices of every page that rules and columns of numbers make together, beside those `found` there."""
    made: list[list[Lattice]] = [[] for _ in pages]
    alone = [one for page, own, words in zip(pages, found, spoken, strict=True) for one in stacks(page, own, words)]
    for table in _tables(alone):
        ways = [way for side in (-1, 1) if (way := _walls(table, side))]
        for stack in table if ways and all(way == ways[0] for way in ways) else ():
            lattice = lattice_of([*stack.rules, *ways[0][stack.page]])
            made[stack.page - 1] += [lattice] if lattice and lattice.is_table else []
    return made


def _tables(alone: Iterable[Stack]) -> list[list[Stack]]:
    made: list[list[Stack]] = []
    for stack in alone:
        if made and made[-1][-1].goes_on_in(stack):
            made[-1].append(stack)
        else:
            made.append([stack])
    return made


# Columns -------------------------------------------------------------------------------------------------------------


def _blocks(table: Sequence[Stack], end: float) -> list[list[Stack]]:
    """The pieces of a table, parted where a header follows on numbers; labels go up to `end`."""
    made: list[list[Stack]] = [[]]
    is_counted = False
    for stack in table:
        first = 0
        for at, band in enumerate(stack.bands):
            if is_counted and not band.numbers and any(w.left + w.right > 2 * end for w in band.words):
                made[-1].append(replace(stack, bands=stack.bands[first:at]))
                made.append([])
                first, is_counted = at, False
            is_counted = is_counted or bool(band.numbers)
        made[-1].append(replace(stack, bands=stack.bands[first:]))
    return [[piece for piece in block if piece.bands] for block in made]


def _label_end(table: Sequence[Stack]) -> float | None:
    """Where the labels of a table end; None where numbers do not stand behind all of them."""
    bands = [band for stack in table for band in stack.bands if band.numbers]
    firsts = [min(word.left for word in band.numbers) for band in bands]
    labels = [w.right for band, first in zip(bands, firsts, strict=True) for w in band.words if w.left < first]
    end = max(labels, default=min(stack.sides[0] for stack in table))
    return end if bands and end <= min(firsts) else None


def _columns(block: Sequence[Stack], ends: Stretch, side: int) -> _Columns | None:
    """The columns below a header between two `ends`; None where headings and numbers do not tell them alike.

    Numbers that do not stand under a heading belong to the one before them, or on their other `side`.
    """
    counted = _merged((w.left, w.right) for stack in block for band in stack.bands for w in band.numbers)
    headings = _headings(counted, [heads for stack in block for heads in _leaves(stack, ends[0])])
    texts = _together(counted, headings, side)
    if not headings or not 0 < len(texts) <= _MOST_COLUMNS:
        return None
    rules = sorted(end for stack in block for rule in stack.rules for end in (rule.start, rule.end))
    between = ((a[1], b[0]) for a, b in pairwise([(ends[0], ends[0]), *texts]))
    return _Columns(tuple(texts), (*(_edge(gap, rules) for gap in between), ends[1]))


def _leaves(stack: Stack, end: float) -> Iterator[list[Word]]:
    """The words of each line of headings that stand right above numbers, and not above other headings."""
    heads = [[] if band.numbers else [w for w in band.words if w.left + w.right > 2 * end] for band in stack.bands]
    for at in reversed(range(len(heads))):
        last = at + 1 == len(heads) or not heads[at + 1]
        own = [w for w in heads[at] if last or not stack.is_ruled((w.left + w.right) / 2, stack.bands[at].bottom)]
        yield from text_lines(own)


def _headings(counted: Sequence[Stretch], lines: Iterable[Sequence[Word]]) -> list[Stretch]:
    """Where the headings of single columns stand; the line that has most of them tells what others span."""
    found: list[Stretch] = []
    for line in sorted(lines, key=len, reverse=True):
        known = _merged([*counted, *found])
        found += [(w.left, w.right) for w in line if sum(a < w.right and w.left < b for a, b in known) < 2]
    return _merged(found)


def _together(counted: Sequence[Stretch], headings: Sequence[Stretch], side: int) -> list[Stretch]:
    """Numbers and headings as columns: those that stand above each other, and those that lie side by side.

    None where a number has no heading.
    """
    columns = _merged([*counted, *headings])
    only = [(_meets(column, counted), _meets(column, headings)) for column in columns]
    apart = [at for at, (_, is_headed) in enumerate(only) if not is_headed]
    if any(only[max(at + side, 0) : at + side + 1] != [(False, True)] for at in apart):
        return []
    pairs = [(columns[at], columns[at + side]) for at in apart]
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


def _edge(gap: Stretch, ends: Sequence[float]) -> float:
    """Where in the gap between two columns one ends: where a rule does, or in the middle."""
    return next((end for end in ends if gap[0] <= end <= gap[1]), (gap[0] + gap[1]) / 2)


# Walls ---------------------------------------------------------------------------------------------------------------


def _walls(table: Sequence[Stack], side: int) -> dict[int, list[Rule]]:
    """The rules, by page, that part the cells of a table and close it all around; none where they cannot be told."""
    left, right = min(stack.sides[0] for stack in table), max(stack.sides[1] for stack in table)
    end = _label_end(table)
    if end is None:
        return {}
    made = {s.page: [Rule(True, y, left, right) for y in (s.bands[0].top, s.bands[-1].bottom)] for s in table}
    for block in _blocks(table, end):
        columns = _columns(block, (end, right), side)
        for stack in block:
            rules = columns and _between(stack, columns, (left, right))
            if not rules:
                return {}
            made[stack.page] += rules
    return made


def _between(stack: Stack, columns: _Columns, sides: Stretch) -> list[Rule] | None:
    """The rules between the cells of each band; None where a heading may span any columns."""
    starts = {rule.start for rule in stack.rules if sides[0] + NEAR < rule.start < columns.edges[0] - NEAR}
    made: list[Rule] = []
    for band in stack.bands:
        spanned = set() if band.numbers else _spanned(stack, band, columns)
        if spanned is None:
            return None
        places = [*starts, *(x for x in columns.edges[:-1] if x not in spanned)]
        made += [Rule(False, x, band.top, band.bottom) for x in places if not _is_crossed(band, x)]
        made += [Rule(False, x, band.top, band.bottom) for x in sides]
    return made


def _is_crossed(band: Band, x: float) -> bool:
    return any(word.left + _HAIR * word.size < x < word.right - _HAIR * word.size for word in band.words)


def _spanned(stack: Stack, band: Band, columns: _Columns) -> set[float] | None:
    """The edges of columns that headings of a band span; None where it cannot be told.

    Only cells of this band alone can: they have a rule above and one below. Others stand beside them.
    """
    edges = columns.edges
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    own = [at for at, x in enumerate(middles) if stack.is_closed(band, x)]
    if not own:
        return set()
    if own != [*range(own[0], own[-1] + 1)]:
        return None
    left, right = edges[own[0]], edges[own[-1] + 1]
    texts = _merged((word.left, word.right) for word in band.words if left < (word.left + word.right) / 2 < right)
    if not texts or len(texts) == len(own):
        return set()
    parts = _parts(texts, own, columns) if len(texts) <= _MOST_GROUPS else None
    return None if parts is None else {edges[at] for at in own[1:] if at not in parts}


def _parts(texts: Sequence[Stretch], own: Sequence[int], columns: _Columns) -> Sequence[int] | None:
    """The columns of `own` with which the span of each text but the first begins.

    All texts begin or end where the text of their first or last column does, or else all stand in the middle.
    """
    if len(texts) == 1:
        return ()
    for way in (_begins, _ends, _is_amid):
        found = [
            cuts
            for cuts in combinations(own[1:], len(texts) - 1)
            if all(
                way(text, first, last, columns)
                for text, (first, last) in zip(texts, pairwise((own[0], *cuts, own[-1] + 1)), strict=True)
            )
        ]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _begins(text: Stretch, first: int, last: int, columns: _Columns) -> bool:
    return abs(text[0] - columns.texts[first][0]) <= _LEVEL


def _ends(text: Stretch, first: int, last: int, columns: _Columns) -> bool:
    return abs(text[1] - columns.texts[last - 1][1]) <= _LEVEL


def _is_amid(text: Stretch, first: int, last: int, columns: _Columns) -> bool:
    narrowest = min(b - a for a, b in pairwise(columns.edges))
    return abs(sum(text) - columns.edges[first] - columns.edges[last]) / 2 < narrowest / 4
