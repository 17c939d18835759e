"""Tables of the form that stand side by side in one grid, as grids of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from ...form import all_forms
from ...formspec import TableSpec
from ..grid import Grid
from .keyed import KeyedGrid
from .labels import label_key

_FEWEST = 4  # labels that only one table has say that it is there


@dataclass(frozen=True, slots=True)
class _Area:
    """Some rows and columns of a grid."""

    rows: range
    columns: range


def side_by_side(keyed: KeyedGrid) -> list[KeyedGrid]:
    """The grid, or its pieces where tables stand beside each other. All have the titles that stand above all tables."""
    tables = _tables()
    if keyed.grid.ragged or all(len({tables[key] for key in row.keys if key in tables}) < 2 for row in keyed.rows):
        return [keyed]
    found = _found(keyed.grid)
    grid = keyed.grid
    whole = _Area(range(len(grid.rows)), range(max(map(len, grid.rows))))
    pieces = [*_cut(found, whole)]
    if len(pieces) < 2:
        return [keyed]
    top = min(area.rows.start for area in found)
    alone = [row.texts[0] for row in keyed.rows[:top] if len(row.texts) == 1]
    titled = replace(grid, caption=" ".join(filter(None, (grid.caption, *alone))))
    return [KeyedGrid(_piece(titled, area)) for area in pieces]


@cache
def _tables() -> Mapping[str, str]:
    """The table of each label that no other table has."""
    made: dict[str, set[str]] = {}
    for table in (table for form in all_forms() for table in form.tables.values()):
        for key in filter(None, _labels(table)):
            made.setdefault(key, set()).add(table.id)
    return {key: min(ids) for key, ids in made.items() if len(ids) == 1}


def _labels(table: TableSpec) -> Iterator[str]:
    for block in table.blocks:
        paths = (*(column.path for column in block.columns), *(row.path for row in block.rows))
        yield from (label_key(label) for path in (*paths, (block.corner,)) for label in path)


def _found(grid: Grid) -> list[_Area]:
    """What the labels of each table take up."""
    spots: dict[str, list[tuple[int, int]]] = {}
    for at, row in enumerate(grid.rows):
        for place, cell in enumerate(row):
            table = _tables().get(label_key(cell.text)) if cell.text else None
            if table:
                spots.setdefault(table, []).append((at, place))
    return [
        _Area(range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1))
        for rows, columns in (zip(*found, strict=True) for found in spots.values() if len(found) >= _FEWEST)
    ]


def _cut(found: Sequence[_Area], whole: _Area) -> Iterator[_Area]:
    """The pieces of an area, cut between tables side by side; above or below each other only if some of them are."""
    beside = _groups(found, "columns")
    below = _groups(found, "rows")
    if len(beside) > 1:
        starts = [min(area.columns.start for area in group) for group in beside[1:]]
        for group, (start, end) in zip(
            beside, pairwise((whole.columns.start, *starts, whole.columns.stop)), strict=True
        ):
            yield from _cut(group, replace(whole, columns=range(start, end)))
    elif any(len(_groups(group, "columns")) > 1 for group in below):
        # What stands between two tables, a title or numbers without a label, may be of either.
        starts = [max(area.rows.stop for area in group) for group in below[:-1]]
        ends = [min(area.rows.start for area in group) for group in below[1:]]
        rows = zip((whole.rows.start, *starts), (*ends, whole.rows.stop), strict=True)
        for group, (start, end) in zip(below, rows, strict=True):
            yield from _cut(group, replace(whole, rows=range(start, end)))
    else:
        yield whole


def _groups(found: Sequence[_Area], axis: str) -> list[list[_Area]]:
    """Areas that share rows, or columns, in groups from the first to the last."""
    made: list[list[_Area]] = []
    for area in sorted(found, key=lambda area: getattr(area, axis).start):
        if made and getattr(area, axis).start < max(getattr(other, axis).stop for other in made[-1]):
            made[-1].append(area)
        else:
            made.append([area])
    return made


def _piece(grid: Grid, area: _Area) -> Grid:
    rows = grid.rows[area.rows.start : area.rows.stop]
    return replace(grid, rows=tuple(row[area.columns.start : area.columns.stop] for row in rows))
