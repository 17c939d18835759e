"""Tables that a page's end cut in pieces, put together again as grids."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ...filing import Origin
from ..grid import Grid, GridCell
from ..matching.vocabulary import vocabulary
from .table import PageCell, RuledTable

_NEAR = 3.0  # points: edges no further apart are those of one column
_NUMBERED = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．,，:：]|第\s*[一二三四五六七八九十\d]+\s*条)"
)
Row = tuple[PageCell, ...]


@dataclass(frozen=True, slots=True)
class JointTable:
    """A table with the pieces that later pages hold, all with the columns of the whole."""

    first: RuledTable
    last: RuledTable
    xs: tuple[float, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, table: RuledTable) -> JointTable:
        """A table of one piece."""
        return cls(table, table, table.xs, table.rows)

    def fits(self, table: RuledTable) -> bool:
        """Whether a table has the same columns, or all but some that its cells do not need."""
        few, many = sorted((self.xs, table.xs), key=len)
        ends = abs(self.xs[0] - table.xs[0]) <= _NEAR and abs(self.xs[-1] - table.xs[-1]) <= _NEAR
        return ends and all(any(abs(x - other) <= _NEAR for other in many) for x in few)

    def with_piece(self, table: RuledTable) -> JointTable:
        """With the piece on the next page, without the header that it repeats; a row cut in two is one again."""
        xs = max(self.xs, table.xs, key=len)
        above = [_spread(row, self.xs, xs) for row in self.rows]
        below = [_spread(row, table.xs, xs) for row in table.rows]
        above, below = _mended(above, below[_repeated(above, below) :])
        return JointTable(self.first, table, xs, (*above, *below))

    def with_bare(self, numbers: str) -> JointTable:
        """With a row of numbers that stand below it in no cells, so that none is told to be blank."""
        cell = PageCell(numbers, self.last.page, 0, 0)
        return replace(self, rows=(*self.rows, (cell,) * (len(self.xs) - 1)))


def _spread(row: Row, own: Sequence[float], xs: Sequence[float]) -> Row:
    """A row with its cells at every one of the columns between `xs`."""
    middles = [(first + second) / 2 for first, second in pairwise(xs)]
    return tuple(next((c for c, end in zip(row, own[1:], strict=True) if middle < end), row[-1]) for middle in middles)


def _repeated(above: Sequence[Row], below: Sequence[Row]) -> int:
    """How many rows `below` begins with that repeat the first of `above` and hold no numbers."""
    count = 0
    for first, second in zip(above, below, strict=False):
        texts = [["".join(cell.text.split()) for cell in row] for row in (first, second)]
        if texts[0] != texts[1] or not any(texts[0]) or any(cell.is_value for cell in second):
            break
        count += 1
    return count if count < len(below) else 0


# Cells cut in two ----------------------------------------------------------------------------------------------------


def _mended(above: list[Row], below: list[Row]) -> tuple[list[Row], list[Row]]:
    pairs = _pairs(above[-1], below[0])
    # A heading over two rows does not go on in a row of numbers that has no label.
    tall = [(a, b) for a, b in pairs if (a.tall or b.tall) and _are_halves(a, b) and (b.text or _has_label(below[0]))]
    flat = [(a, b) for a, b in pairs if not (a.tall or b.tall)]
    headings = [(a, b) for a, b in flat if a.is_label and _are_halves(a, b)]
    if len(pairs) < len({*above[-1]}) and not _has_value(below[0]) and any(b.text for _, b in headings):
        tall += headings  # what stands beside the groups of a header is as high as its rows on both pages
    if _is_cut(above[-1], below[0], pairs):
        made = _wholes([*flat, *tall])
        return _changed(above, made), _changed(below[1:], made)
    first, second = above[-1][0], below[0][0]
    if (first, second) in flat and first.is_label and not second.text and _has_label(below[0]):
        tall.append((first, second))  # the label of a group that has one row on each page
    made = _wholes(tall)
    return _changed(above, made), _changed(below, made)


def _pairs(above: Row, below: Row) -> list[tuple[PageCell, PageCell]]:
    """Cells that stand above each other and have the same width."""
    pairs = list(dict.fromkeys(zip(above, below, strict=True)))
    upper, lower = [a for a, _ in pairs], [b for _, b in pairs]
    return [(a, b) for a, b in pairs if upper.count(a) == 1 and lower.count(b) == 1]


def _are_halves(a: PageCell, b: PageCell) -> bool:
    """Whether two cells may hold one text: in one of them, or broken off at the end of a full line.

    A label begins in the upper one; two labels are no halves.
    """
    if not a.text:
        return not b.is_label
    if not b.text:
        return True
    if _is_again(a, b):
        return True
    known = vocabulary()
    if known.knows(a.text) and known.knows(b.text):
        return False
    if known.knows(a.text + b.text):
        return True
    return a.full and a.is_value == b.is_value and not (b.is_label and _NUMBERED.match(b.text))


def _is_again(a: PageCell, b: PageCell) -> bool:
    """Whether a cell over several rows has its label, or the end of it, on the next page again."""
    return (a.tall or b.tall) and b.is_label and "".join(a.text.split()).endswith("".join(b.text.split()))


def _is_cut(above: Row, below: Row, pairs: Sequence[tuple[PageCell, PageCell]]) -> bool:
    """Whether two rows are surely the halves of one: one label between them, and all numbers in one of them."""
    if {a for a, _ in pairs} != set(above) or {b for _, b in pairs} != set(below):
        return False
    if not all(_are_halves(a, b) for a, b in pairs):
        return False
    flat = [(a, b) for a, b in pairs if not (a.tall or b.tall)]
    both = [pair for pair in flat if pair[0].text and pair[1].text]
    for has in (_has_label, _has_value):
        if has([a for a, _ in flat]) and has([b for _, b in flat]) and not any(map(has, both)):
            return False
    return bool(flat)


def _has_label(cells: Sequence[PageCell]) -> bool:
    return any(cell.is_label for cell in cells)


def _has_value(cells: Sequence[PageCell]) -> bool:
    return any(cell.is_value for cell in cells)


def _wholes(pairs: Sequence[tuple[PageCell, PageCell]]) -> dict[PageCell, PageCell]:
    """Each half with the whole cell, which is where its text is or begins; two numbers stay two lines."""
    made: dict[PageCell, PageCell] = {}
    for a, b in pairs:
        at = a if a.text else b
        text = a.text if _is_again(a, b) else "\n".join(filter(None, (a.text, b.text)))
        made[a] = made[b] = PageCell(text, at.page, at.row, at.column, a.tall or b.tall, b.full)
    return made


def _changed(rows: Sequence[Row], made: Mapping[PageCell, PageCell]) -> list[Row]:
    return [tuple(made.get(cell, cell) for cell in row) for row in rows]


# Grids ---------------------------------------------------------------------------------------------------------------


def grid(table: JointTable, file: str, number: int, caption: str) -> Grid:
    """The grid of a table, each cell with the page on which it is."""
    cells: dict[PageCell, GridCell] = {}
    for cell in (cell for row in table.rows for cell in row):
        if cell not in cells:
            spot = f"第 {cell.row} 行第 {cell.column} 格" if cell.row else "空处"
            cells[cell] = GridCell(cell.text, Origin(file, f"第 {cell.page} 页表 {number}", spot))
    rows = tuple(tuple(cells[cell] for cell in row) for row in table.rows)
    return Grid(f"{file} · 第 {table.first.page} 页表 {number}", rows, caption=caption)
