"""The rows of a table whose merged cells were flattened, all in the same way: then it is known where numbers begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...formspec import BlockSpec, RowSpec, TableSpec
from ..grid import GridCell
from .line import Line
from .order import has_official_order, names_ends

Cells = tuple[GridCell, ...]


def flattened_rows(lines: Mapping[str, Line], block: BlockSpec, table: TableSpec) -> Mapping[str, Cells]:
    """The number cells of every row of a block, by its id; none unless one way of flattening explains all the rows.

    A label that spans columns may have left blanks behind it or at the end of its row, or every row was filled up to
    the width of the table.
    """
    labelled = [(row, lines[row.id]) for row in block.rows]
    headers = [line.header for _, line in labelled if line.grid.ragged]
    if len(headers) < len(labelled) or not all(names_ends(h, block) and has_official_order(h, block) for h in headers):
        return {}
    width, deepest = len(block.columns), max((len(row.path) for row in block.rows), default=0)

    def spanned(row: RowSpec) -> int:
        return deepest - len(row.path)

    ways: list[Mapping[str, Cells | None]] = [
        {row.id: _numbers(line.rest, width, 0, 0) for row, line in labelled},
        {row.id: _numbers(line.rest, width, spanned(row), 0) for row, line in labelled},
        {row.id: _numbers(line.rest, width, 0, spanned(row)) for row, line in labelled},
        {row.id: _numbers(line.rest, width, 0, table.grid_columns - line.first - width) for row, line in labelled},
    ]
    fit = [{row: cells for row, cells in way.items() if cells} for way in ways]
    whole = [way for way in fit if labelled and len(way) == len(labelled)]
    return whole[0] if whole and all(way == whole[0] for way in whole) else {}


def _numbers(rest: Sequence[GridCell], width: int, before: int, after: int) -> Cells | None:
    """The cells between so many blank ones before and after; None where the row is not like this."""
    blanks = [*rest[:before], *rest[before + width :]]
    is_whole = len(rest) == before + width + after and not any(cell.text.strip() for cell in blanks)
    return tuple(rest[before : before + width]) if is_whole else None
