"""The tables of a page: which hold data and which only lay out text, and the cells of those that hold data."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ...filing import Origin
from ..document import MAX_COLUMNS, MAX_ROWS
from ..grid import GridCell
from ..prose.sections import is_prose
from .text import pieces, text_of

_CELLS = ("td", "th")
_MOST_SPAN = 1000  # as browsers have it


class TableKind(enum.Enum):
    """What a table is there for: numbers and labels, the arrangement of other tables, or text in frames."""

    DATA = enum.auto()
    LAYOUT = enum.auto()
    TEXT = enum.auto()


@dataclass(frozen=True, slots=True)
class Survey:
    """The kind of every table, and the cells of layout tables that stand beside the text: menus, side columns."""

    kinds: Mapping[Any, TableKind]
    beside: frozenset[Any]


@dataclass
class _Cell:
    element: Any
    has_text: bool = False
    is_prose: bool = False


@dataclass
class _Table:
    row: list[_Cell] = field(default_factory=list)
    rows: int = 0  # with text
    cells: int = 0  # in the row that has most
    widest: int = 0  # with text in a row
    has_prose: bool = False
    holds_data: bool = False
    beside: list[Any] = field(default_factory=list)

    def close_row(self) -> None:
        filled = [cell for cell in self.row if cell.has_text]
        self.rows += bool(filled)
        self.cells = max(self.cells, len(self.row))
        self.widest = max(self.widest, len(filled))
        self.has_prose |= any(cell.is_prose for cell in filled)
        if len(filled) > 1:
            self.beside += [cell.element for cell in filled if not cell.is_prose]
        self.row = []

    @property
    def kind(self) -> TableKind:
        if self.holds_data:
            return TableKind.LAYOUT
        # Labels beside blanks: what was left open in a table that goes on from another page.
        is_open = self.cells > 1 and self.rows > 0 and not self.has_prose
        return TableKind.DATA if self.widest > 1 or is_open else TableKind.TEXT

    @property
    def spreads(self) -> bool:
        """Whether it is more than a frame around something in another table's cell."""
        return self.holds_data or (self.rows > 1 and self.widest > 1)


class _Surveyor:
    """One pass over a page, with the tables and cells that are open."""

    def __init__(self) -> None:
        self.kinds: dict[Any, TableKind] = {}
        self.beside: list[Any] = []
        self._tables: list[_Table] = []
        self._cells: list[_Cell] = []
        self._line: list[str] = []

    def open(self, element: Any) -> None:
        """Begin a table or cell."""
        if element.tag == "table":
            self._tables.append(_Table())
        elif element.tag in _CELLS:
            self._cells.append(_Cell(element))

    def close(self, element: Any) -> None:
        """End a table, row or cell."""
        if element.tag == "table":
            self._close_table(element)
        elif element.tag == "tr" and self._tables:
            self._tables[-1].close_row()
        elif element.tag in _CELLS:
            cell = self._cells.pop()
            if self._tables:
                self._tables[-1].row.append(cell)
            if self._cells:
                self._cells[-1].has_text |= cell.has_text
                self._cells[-1].is_prose |= cell.is_prose

    def _close_table(self, element: Any) -> None:
        table = self._tables.pop()
        self.kinds[element] = table.kind
        if table.holds_data:
            self.beside += table.beside
        if table.spreads and self._tables:
            self._tables[-1].holds_data = True
        if table.widest > 1 and self._cells:
            self._cells[-1].is_prose = True

    def add(self, text: str) -> None:
        """Go on with the line."""
        self._line.append(text)

    def end_line(self) -> None:
        """End the line: it tells what its cell holds."""
        line = "".join(self._line).strip()
        self._line.clear()
        if line and self._cells:
            cell = self._cells[-1]
            cell.has_text = True
            cell.is_prose = cell.is_prose or is_prose(line)


def survey(root: Any) -> Survey:
    """Look through a page once. A table that holds another with rows and columns lays out, whatever else it holds."""
    surveyor = _Surveyor()
    for kind, what in pieces(root):
        match kind:
            case "open":
                surveyor.open(what)
            case "close":
                surveyor.close(what)
            case "text":
                surveyor.add(what)
            case "break":
                surveyor.end_line()
    return Survey(surveyor.kinds, frozenset(surveyor.beside))


def place_cells(table: Any, file: str, number: int) -> tuple[tuple[GridCell, ...], ...] | None:
    """The table with every spanning cell at all positions that it covers; None if it is beyond all measure."""
    lines = list(_own(table, ("tr",)))
    if len(lines) > MAX_ROWS:
        return None
    placed: list[dict[int, GridCell]] = [{} for _ in lines]
    width = 0
    for index, row in enumerate(lines):
        column = 0
        for position, cell in enumerate(_own(row, _CELLS), start=1):
            while column in placed[index]:
                column += 1
            if column >= MAX_COLUMNS:
                return None
            made = GridCell(text_of(cell), Origin(file, f"表 {number}", f"第 {index + 1} 行第 {position} 格"))
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for r in range(index, min(index + high, len(lines))):
                for c in range(column, min(column + wide, MAX_COLUMNS)):
                    placed[r].setdefault(c, made)
            # Columns in which no cell begins are what a careless colspan reaches over.
            width = max(width, column + 1)
            column += wide
    return tuple(
        tuple(row.get(c) or GridCell("", Origin(file, f"表 {number}", f"第 {r} 行"), absent=True) for c in range(width))
        for r, row in enumerate(placed, start=1)
    )


def _span(cell: Any, name: str) -> int:
    digits = re.match(r"\s*([0-9]{1,6})", cell.get(name) or "1")
    return min(max(1, int(digits[1])), _MOST_SPAN) if digits else 1


def _own(element: Any, tags: tuple[str, ...]) -> Iterator[Any]:
    """The elements of these kinds that belong to `element` itself and not to a table within it."""
    todo = list(reversed(element))
    while todo:
        child = todo.pop()
        if child.tag in tags:
            yield child
        elif child.tag != "table":
            todo.extend(reversed(child))
