"""Where the tables of a form stand in a document: each copy of a table with the grid rows that carry its lines.

Rows are found by their labels. A copy may run over several grids, as a table that a page divides; it ends where a row
comes again, or where another grid begins and the order of rows goes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ...formspec import TableSpec
from ..grid import Grid
from .keyed import KeyedGrid
from .labels import label_key
from .line import Line
from .order import names_all
from .unlabelled import unlabelled_lines
from .walk import Found, found_lines, table_labels
from .years import is_of_other_year


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """One copy of a table under one form version; `titles` are the lines of text right before it.

    `repeats` are lines of single rows that stand once more right above or below, or inside; `foreign` counts rows
    inside that only another version of the form has.
    """

    table: TableSpec
    lines: Mapping[str, Line]
    titles: tuple[str, ...]
    repeats: tuple[tuple[str, Line], ...] = ()
    foreign: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """The labels of the rows that it lacks."""
        return tuple(row.label for block in self.table.blocks for row in block.rows if row.id not in self.lines)

    @property
    def grid(self) -> Grid:
        """Where it begins."""
        return next(iter(self.lines.values())).grid

    @property
    def is_likely(self) -> bool:
        """Whether it has so many rows that it may be this table with some misprinted."""
        return 3 * len(self.lines) >= len(self.lines) + len(self.missing)

    @property
    def is_substantial(self) -> bool:
        """Whether it has so many rows that it must be this table, and not one that shares some labels with it."""
        return 3 * len(self.lines) >= 2 * (len(self.lines) + len(self.missing))

    @property
    def is_begun(self) -> bool:
        """Whether it is a part of this table: several rows under the form's own headings."""
        headed = [
            line
            for block in self.table.blocks
            for row in block.rows
            if (line := self.lines.get(row.id)) and names_all(line.header, block)
        ]
        return len(headed) > 1 and self.is_likely

    def shares_rows(self, other: Copy) -> bool:
        """Whether it is the same place in the document, read by another version of the form."""
        rows = {line.row[0].origin for line in self.lines.values()}
        return any(line.row[0].origin in rows for line in other.lines.values())

    @property
    def score(self) -> tuple[bool, int, int]:
        """How well the form version fits: all rows there, then how many, then how many under their very label."""
        return (
            not self.missing and not self.foreign,
            len(self.lines),
            sum(not line.near for line in self.lines.values()),
        )


_CONTINUED = re.compile(r"续|第二十条第|接上")
UNLABELLED = ""  # the key of the one line of a table whose rows have no labels


def find_copies(grids: Sequence[KeyedGrid], table: TableSpec, year: int) -> list[Copy]:
    """Every copy of `table` in a document, whole ones only if there is one."""
    if not table.blocks[0].rows:
        following = (other.grid if _goes_on([other.grid.caption]) else None for other in grids[1:])
        return [
            Copy(table, {UNLABELLED: line}, tuple(titles))
            for keyed, after in zip_longest(grids, following)
            for line, titles in unlabelled_lines(keyed, table.blocks[0], after)
        ]
    found = list(found_lines(grids, table_labels(table)))
    copies = _Divider(table, year).divide(found)
    if any(not copy.missing for copy in copies):
        return copies
    backwards = [copy for copy in _Divider(table, year, backwards=True).divide(found[::-1]) if not copy.missing]
    return backwards or copies


class _Divider:
    """Sorts the lines of a table into copies; `backwards` it meets them from the last to the first."""

    def __init__(self, table: TableSpec, year: int, backwards: bool = False) -> None:
        self.table, self.year, self.backwards = table, year, backwards
        self.order = {row.id: i for i, row in enumerate(row for block in table.blocks for row in block.rows)}
        self.copies: list[dict[str, Found]] = []
        self.again: list[list[tuple[str, Line]]] = []

    def divide(self, found: Sequence[Found]) -> list[Copy]:
        """All copies in the order of the document, or backwards."""
        for one in found:
            self._sort(one)
        made: list[Copy] = []
        for lines, again in zip(self.copies, self.again, strict=True):
            copy = self._copy(lines, again)
            if made and self._is_beside(made[-1], copy, lines):
                made[-1] = _with_repeats(made[-1], copy)
            else:
                made.append(copy)
        return made

    def _sort(self, one: Found) -> None:
        current = self.copies[-1] if self.copies else {}
        kept = current.get(one.row.id)
        if kept and (one.unlabelled or self._is_local(kept, one, len(current))):
            self.again[-1] += [(one.row.id, one.line)] if one.unlabelled or kept.line.near else []
            return
        displaces = kept and kept.line.near and not one.line.near and len(current) < len(self.order)
        if one.unlabelled:
            return
        if not current or (kept and not displaces) or self._is_apart(current, one):
            self.copies.append({})
            self.again.append([])
        self.copies[-1][one.row.id] = one

    def _is_local(self, kept: Found, one: Found, rows: int) -> bool:
        """Whether a line is a further row of the office's own, like one that the copy has already."""
        return one.line.near and (rows < len(self.order) or (kept.line.grid is one.line.grid and not one.after_break))

    def _is_apart(self, current: Mapping[str, Found], one: Found) -> bool:
        """Whether a line belongs to another table.

        One of another year does, and one in another grid or after other text where it is earlier in the form's order,
        or stands under a title and no header of its own.
        """
        last = list(current.values())[-1]
        first, second = (one, last) if self.backwards else (last, one)
        if second.titles and is_of_other_year(second.titles, self.year):
            return self.backwards or not is_of_other_year(next(iter(current.values())).titles, self.year)
        other_grid = first.line.grid is not second.line.grid
        if other_grid and second.titles and not _goes_on(second.titles) and not self._has_own_header(second):
            return True
        places = [self.order[row] for row in current]
        at = self.order[one.row.id]
        back = at > min(places) if self.backwards else at < max(places)
        return back and (other_grid or second.after_break)

    def _has_own_header(self, one: Found) -> bool:
        block = next(block for block in self.table.blocks if one.row in block.rows)
        keys = {label_key(column.label) for column in block.columns}
        return any(label_key(cell.text) in keys for row in one.line.header for cell in row)

    def _is_beside(self, whole: Copy, part: Copy, lines: Mapping[str, Found]) -> bool:
        """Whether single rows stand right beside a whole copy (or it beside them), with nothing between."""
        between = list(lines.values())[-1 if self.backwards else 0]
        same = between.line.grid is list(whole.lines.values())[-1].grid and not between.after_break
        return same and bool(whole.missing) != bool(part.missing) and bool(between.line.header)

    def _copy(self, lines: Mapping[str, Found], again: Sequence[tuple[str, Line]]) -> Copy:
        ordered = list(lines.items())[::-1] if self.backwards else list(lines.items())
        found = {row: one.line for row, one in ordered}
        foreign = sum(one.foreign for _, one in ordered[1:])
        return Copy(self.table, found, ordered[0][1].titles, tuple(again), foreign)


def _goes_on(titles: Sequence[str]) -> bool:
    """Whether what stands before a grid says that a table goes on there."""
    return all(_CONTINUED.search(word) for title in titles for word in title.split())


def _with_repeats(one: Copy, other: Copy) -> Copy:
    whole, part = (other, one) if one.missing else (one, other)
    return replace(whole, repeats=(*whole.repeats, *part.repeats, *part.lines.items()))
