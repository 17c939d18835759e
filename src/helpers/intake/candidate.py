"""Where a form's table may stand in a document: the grid rows that carry its lines, found by their labels."""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..form import BlockSpec, FormSpec, Place, RowSpec, TableSpec
from .grid import Grid, GridCell, anchors
from .labels import label_key

_DIGITS = re.compile(r"\d")
_NEAR = 0.8
_SHORT_LABEL = 5  # letters: shorter labels differ by too little


@dataclass(frozen=True, slots=True)
class Line:
    """A grid row that carries a block's numbers: the cells after its label."""

    grid: Grid
    header: tuple[tuple[GridCell, ...], ...]
    row: tuple[GridCell, ...]
    rest: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A table of one form version, with the lines found for each of its printed rows."""

    table: TableSpec
    lines: tuple[tuple[BlockSpec, RowSpec | None, tuple[Place, ...], tuple[Line, ...]], ...]
    headers_seen: int

    @property
    def missing(self) -> tuple[str, ...]:
        """The labels of rows for which no line was found."""
        return tuple(row.label if row else block.columns[0].path[0] for block, row, _, found in self.lines if not found)

    @property
    def score(self) -> tuple[int, int, int]:
        """How well the version fits: all rows there, then column labels seen, then rows found."""
        found = sum(bool(lines) for *_, lines in self.lines)
        return (found > 0 and not self.missing, self.headers_seen, found - len(self.missing))


def find_candidate(grids: Sequence[Grid], form: FormSpec, table_id: str) -> Candidate:
    """The lines of `grids` that carry the rows of one table of `form`."""
    table = form.tables[table_id]
    by_row = _labelled_lines(grids, table)
    lines = tuple(
        (block, row, places, tuple(by_row.get(row.id, ()) if row else _unlabelled_lines(grids, block)))
        for block in table.blocks
        for row, places in block.lines
    )
    wanted = {label_key(column.label) for block in table.blocks for column in block.columns}
    seen = {label_key(c.text) for *_, found in lines for line in found for row in line.header for c in row}
    return Candidate(table, lines, len(wanted & seen))


def _labelled_lines(grids: Sequence[Grid], table: TableSpec) -> dict[str, list[Line]]:
    """The grid rows that begin with a row label of the table (after group labels), by row id."""
    rows: dict[str, list[RowSpec]] = {}
    for row in (row for block in table.blocks for row in block.rows):
        rows.setdefault(label_key(row.label), []).append(row)
    groups = {label_key(label) for same in rows.values() for row in same for label in row.path[:-1]}
    columns = {label_key(label) for block in table.blocks for column in block.columns for label in column.path}
    found: dict[str, list[Line]] = {}
    others: list[tuple[str, Line]] = []
    for grid in grids:
        for index, cells in enumerate(grid.rows):
            distinct = anchors(cells)
            keys = [label_key(cell.text) for cell in distinct]
            at = next((i for i, key in enumerate(keys) if key and key not in groups), len(keys))
            if at == len(keys):
                continue
            line = Line(grid, _header_above(grid, index, columns), cells, tuple(distinct[at + 1 :]))
            if keys[at] in rows:
                found.setdefault(_by_path(rows[keys[at]], keys[:at]).id, []).append(line)
            else:
                others.append((keys[at], line))
    return found | _nearly_labelled(rows, found, others)


def _nearly_labelled(
    rows: Mapping[str, Sequence[RowSpec]], found: Mapping[str, list[Line]], others: Sequence[tuple[str, Line]]
) -> dict[str, list[Line]]:
    """Rows that were not found, in lines of the same grids whose label differs from theirs by a letter or two."""
    grids = {id(line.grid) for lines in found.values() for line in lines}
    made: dict[str, list[Line]] = {}
    for key, same in rows.items():
        if len(same) > 1 or same[0].id in found or len(key) < _SHORT_LABEL:
            continue
        near = [line for other, line in others if id(line.grid) in grids and _is_near(other, key)]
        if len(near) == 1:
            made[same[0].id] = near
    return made


def _is_near(text: str, label: str) -> bool:
    return difflib.SequenceMatcher(None, text, label).ratio() >= _NEAR


def _by_path(rows: Sequence[RowSpec], groups: Sequence[str]) -> RowSpec:
    """The row whose group labels are those seen before it; the first where labels tell no difference."""
    return max(rows, key=lambda row: sum(label_key(label) in groups for label in row.path[:-1]))


def _unlabelled_lines(grids: Sequence[Grid], block: BlockSpec) -> Iterator[Line]:
    labels = {label_key(label) for column in block.columns for label in column.path}
    for grid in grids:
        headers = [index for index, row in enumerate(grid.rows) if _is_header(row, labels)]
        for index in headers:
            if index + 1 not in headers:
                yield from _line_below(
                    grid, block, tuple(grid.rows[i] for i in headers if index - 4 < i <= index), index
                )


def _line_below(grid: Grid, block: BlockSpec, header: tuple[tuple[GridCell, ...], ...], index: int) -> Iterator[Line]:
    """The first filled or wide enough row under the last header row of a block without row labels."""
    for row in grid.rows[index + 1 : index + 4]:
        cells = anchors(row)
        if any(_DIGITS.search(c.text) for c in cells) or len(cells) >= len(block.columns):
            yield Line(grid, header, row, tuple(cells))
            return


def _is_header(row: Sequence[GridCell], labels: Container[str]) -> bool:
    texts = [label_key(cell.text) for cell in anchors(row) if cell.text.strip()]
    return len(texts) >= 2 and all(text in labels for text in texts)


def _header_above(grid: Grid, index: int, labels: Container[str]) -> tuple[tuple[GridCell, ...], ...]:
    """The nearest run of rows above a data row that hold column labels, and no number."""
    header: list[tuple[GridCell, ...]] = []
    for row in reversed(grid.rows[:index]):
        texts = [label_key(cell.text) for cell in anchors(row)]
        if any(text in labels for text in texts) and not any(text.isdigit() for text in texts):
            header.insert(0, row)
        elif header:
            break
    return tuple(header)
