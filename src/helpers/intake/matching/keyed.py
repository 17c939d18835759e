"""The rows of a grid with the keys of their cells: found once, however many tables are looked for in the grid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ..grid import Grid, GridCell, anchors
from .glued import parted
from .labels import label_key
from .line import Row, is_number

_LEADING = 4  # cells: groups, a serial number and the label stand before the numbers
_DIVIDED = re.compile(r"[:：\s]\s*[\d—-]")


@dataclass(frozen=True, slots=True, eq=False)
class KeyedRow:
    """A row with its distinct cells and their keys, without the empty ones.

    In a row that `is_parted` a label that ran into its numbers stands in a cell of its own. Of the first keys `leading`
    are those that are no plain number, each with the place of its cell, and `words` those whose cell holds no number.
    `texts` are of the cells that hold anything; `numbers` counts those of them that hold a number.
    """

    cells: Row
    is_parted: bool
    distinct: Sequence[GridCell]
    keys: Sequence[str]
    leading: Sequence[tuple[int, str]]
    words: Sequence[str]
    texts: Sequence[str]
    numbers: int


@dataclass(frozen=True, eq=False)
class KeyedGrid:
    """A grid and its rows as they are searched for labels."""

    grid: Grid

    @cached_property
    def rows(self) -> tuple[KeyedRow, ...]:
        """All rows."""
        return tuple(map(_keyed, self.grid.rows))

    @cached_property
    def leading(self) -> frozenset[str]:
        """What its rows begin with."""
        return frozenset(key for row in self.rows for _, key in row.leading)


def _keyed(row: Row) -> KeyedRow:
    cells, is_parted = _parted_row(row)
    distinct = anchors(cells)
    filled = [(at, cell) for at, cell in enumerate(distinct) if cell.text.strip()]
    texts = [cell.text.strip() for _, cell in filled]
    numbers = [is_number(cell) for _, cell in filled]
    keyed = [
        (at, key, number) for (at, cell), number in zip(filled, numbers, strict=True) if (key := label_key(cell.text))
    ]
    leading = [(at, key) for at, key, _ in keyed[:_LEADING] if not key.isdecimal()]
    words = [key for _, key, number in keyed[:_LEADING] if not number]
    return KeyedRow(cells, is_parted, distinct, [key for _, key, _ in keyed], leading, words, texts, sum(numbers))


def _parted_row(cells: Row) -> tuple[Row, bool]:
    """The row with a label that ran into its numbers, 规章0 0 0 in one cell, in cells of their own."""
    for cell in anchors(cells[:_LEADING]):
        labels, numbers = parted(cell.text.strip()) if cell.text.strip() else ((), ())
        if not labels or not numbers:
            continue
        at = cells.index(cell)
        others = [c for c in anchors(cells[at + 1 :]) if c is not cell and not c.absent]
        # The mark of a note is no number: 行政处罚1 beside a cell for its number.
        divided = not others or len(numbers) > 1 or _DIVIDED.search(cell.text)
        if divided and not any(c.text.strip() for c in others):
            made = [GridCell(text, cell.origin) for text in (*labels, *numbers)]
            return (*cells[:at], *made), True
    return cells, False
