"""What tells a table's cells to a reader who does not see the grid: ids of headers, each number's headers and words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ..form import load_form
from ..formspec import FormSpec
from ..tables import Cell, CellRole, Layout, lay_out

_ABOVE = (CellRole.CAPTION, CellRole.COLUMN_HEADER)
_HEADERS = (*_ABOVE, CellRole.ROW_HEADER)


@cache
def header_lines(form: str, table: str) -> tuple[tuple[Mapping[str, str], ...], ...]:
    """For each cell of a table, line by line: a header has an `id`, a number has `headers` and `words`.

    An id is the header's place on the official grid: the number of the section, the row and the column.
    """
    spec = load_form(form)
    layout = lay_out(spec.tables[table])
    prefix = _prefix(spec, table)
    tops = _block_tops(layout)
    return tuple(tuple(_told(cell, layout, prefix, tops, spec) for cell in line) for line in layout.lines())


def _prefix(form: FormSpec, table: str) -> str:
    return next(f"t{section.number}" for section in form.sections if section.table == table)


def _told(cell: Cell, layout: Layout, prefix: str, tops: list[int], form: FormSpec) -> Mapping[str, str]:
    if cell.address:
        headers = " ".join(_id(header, prefix) for header in _headers_of(cell, layout, tops))
        return MappingProxyType({"headers": headers, "words": form.places[cell.address].words})
    return MappingProxyType({"id": _id(cell, prefix)} if cell.role in _HEADERS else {})


def _id(header: Cell, prefix: str) -> str:
    return f"{prefix}-{header.row}-{header.column}"


def _block_tops(layout: Layout) -> list[int]:
    """The rows in which a header begins after rows of numbers: a table may hold several blocks."""
    with_numbers = {cell.row for cell in layout.cells if cell.role is CellRole.NUMBER}
    return [row for row in range(layout.rows) if row not in with_numbers and row - 1 in with_numbers | {-1}]


def _headers_of(number: Cell, layout: Layout, tops: list[int]) -> list[Cell]:
    """The headers of a number from the outermost to its own: first those of its row, then those of its column."""
    top = max(top for top in tops if top <= number.row)
    across = [
        cell
        for cell in layout.cells
        if cell.role is CellRole.ROW_HEADER and cell.row <= number.row < cell.row + cell.row_span
    ]
    down = [
        cell
        for cell in layout.cells
        if cell.role in _ABOVE
        and top <= cell.row < number.row
        and cell.column <= number.column < cell.column + cell.column_span
    ]
    return [*sorted(across, key=lambda cell: cell.column), *sorted(down, key=lambda cell: cell.row)]
