"""A form table as a laid-out grid: cells with spans, roles and addresses, the same for every renderer and workbook."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, groupby

from .form import load_form
from .formspec import BlockSpec, TableSpec


class CellRole(enum.StrEnum):
    """What a cell is for."""

    CAPTION = "caption"
    CORNER = "corner"
    COLUMN_HEADER = "column_header"
    ROW_HEADER = "row_header"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the grid, anchored at (row, column), both from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    role: CellRole
    text: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A laid-out table: its cells in reading order, and which rows are header rows."""

    columns: int
    rows: int
    cells: tuple[Cell, ...]
    header_rows: int

    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells row by row; a cell that spans rows stands in its first."""
        made: list[list[Cell]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            made[cell.row].append(cell)
        return tuple(tuple(sorted(line, key=lambda cell: cell.column)) for line in made)

    def filled(self, texts: Mapping[str, str]) -> Layout:
        """The same grid with a text in each number cell, by address; empty where there is none."""
        cells = (replace(cell, text=texts.get(cell.address, "")) if cell.address else cell for cell in self.cells)
        return replace(self, cells=tuple(cells))


def lay_out(table: TableSpec) -> Layout:
    """Place every printed cell of `table` with its official spans; number cells have an address and no text."""
    return _lay_out(table.form, table.id) if load_form(table.form).tables.get(table.id) is table else _place(table)


@cache
def _lay_out(form: str, table: str) -> Layout:
    return _place(load_form(form).tables[table])


def _place(table: TableSpec) -> Layout:
    cells: list[Cell] = []
    top = 0
    for block in table.blocks:
        cells += _block_cells(block, top, table.grid_columns)
        top = max(cell.row + cell.row_span for cell in cells)
    # Only a table of one block has header rows that can be repeated on the next page.
    header_rows = _header_depth(table.blocks[0]) if len(table.blocks) == 1 else 0
    return Layout(table.grid_columns, top, tuple(cells), header_rows)


def _header_depth(block: BlockSpec) -> int:
    return max(len(column.path) for column in block.columns)


def _block_cells(block: BlockSpec, top: int, width: int) -> Iterator[Cell]:
    if block.caption:
        yield Cell(top, 0, 1, width, CellRole.CAPTION, block.caption)
        top += 1
    depth = _header_depth(block)
    stub = max((len(row.path) for row in block.rows), default=0)
    starts = list(accumulate((c.span for c in block.columns), initial=stub))[:-1]
    if block.corner:
        yield Cell(top, 0, depth, stub, CellRole.CORNER, block.corner)
    for level, first, last, label, is_leaf in _spans([c.path for c in block.columns]):
        rows = depth - level if is_leaf else 1
        span = sum(c.span for c in block.columns[first : last + 1])
        yield Cell(top + level, starts[first], rows, span, CellRole.COLUMN_HEADER, label)
    top += depth
    for level, first, last, label, is_leaf in _spans([r.path for r in block.rows]):
        yield Cell(top + first, level, last - first + 1, stub - level if is_leaf else 1, CellRole.ROW_HEADER, label)
    for line, (_, places) in enumerate(block.lines):
        for start, place in zip(starts, places, strict=True):
            yield Cell(top + line, start, 1, place.column.span, CellRole.NUMBER, "", place.address)


def _spans(paths: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int, int, str, bool]]:
    """Each distinct prefix of consecutive paths: (level, first index, last index, label, whether it is a leaf)."""
    for level in range(max(map(len, paths), default=0)):
        deep = ((i, path) for i, path in enumerate(paths) if len(path) > level)
        for prefix, run in groupby(deep, key=lambda item: (item[1][: level + 1], _leaf_key(item, level))):
            indexes = [i for i, _ in run]
            yield level, indexes[0], indexes[-1], prefix[0][-1], prefix[1] is not None


def _leaf_key(item: tuple[int, tuple[str, ...]], level: int) -> int | None:
    # A leaf never merges with its neighbour, even of the same name.
    index, path = item
    return index if len(path) == level + 1 else None
