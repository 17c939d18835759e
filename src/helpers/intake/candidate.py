"""Where a form's table may stand in a document: the grid rows that carry its lines, found by their labels."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..form import BlockSpec, FormSpec, Place, RowSpec, TableSpec
from .grid import Grid, GridCell, anchors
from .labels import label_key

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
    by_row = _labelled_lines(grids, table, _column_keys(*form.tables.values()))
    lines = tuple(
        (block, row, places, tuple(by_row.get(row.id, ()) if row else _unlabelled_lines(grids, block)))
        for block in table.blocks
        for row, places in block.lines
    )
    wanted = {label_key(column.label) for block in table.blocks for column in block.columns}
    seen = {label_key(c.text) for *_, found in lines for line in found for row in line.header for c in row}
    return Candidate(table, lines, len(wanted & seen))


def _column_keys(*tables: TableSpec) -> frozenset[str]:
    """The labels of all columns, groups of columns included."""
    paths = (column.path for table in tables for block in table.blocks for column in block.columns)
    return frozenset(label_key(label) for path in paths for label in path)


def _labelled_lines(grids: Sequence[Grid], table: TableSpec, headings: Container[str]) -> dict[str, list[Line]]:
    """The grid rows that begin with a row label of the table (after group labels), by row id.

    A row that holds nothing but `headings` is the header of some table, even where it begins with such a label.
    """
    rows: dict[str, list[RowSpec]] = {}
    for row in (row for block in table.blocks for row in block.rows):
        rows.setdefault(label_key(row.label), []).append(row)
    groups = {label_key(label) for same in rows.values() for row in same for label in row.path[:-1]}
    columns = _column_keys(table)
    found: dict[str, list[Line]] = {}
    others: list[tuple[str, Line]] = []
    for grid in grids:
        header: list[tuple[GridCell, ...]] = []
        in_header = False
        for cells in grid.rows:
            distinct = anchors(cells)
            keys = [label_key(cell.text) for cell in distinct]
            at = next((i for i, key in enumerate(keys) if key and key not in groups), len(keys))
            if at == len(keys):
                continue
            is_row = keys[at] in rows and not _is_header(cells, headings)
            if not is_row and any(key in columns for key in keys) and not any(key.isdigit() for key in keys):
                header = [*header, cells] if in_header else [cells]
                in_header = True
                continue
            in_header = False
            line = Line(grid, tuple(header), cells, tuple(distinct[at + 1 :]))
            if is_row:
                found.setdefault(_by_path(rows[keys[at]], keys[:at]).id, []).append(line)
            else:
                others.append((keys[at], line))
    found = _of_main_grid(found)
    return found | _nearly_labelled(rows, found, others)


def _of_main_grid(found: Mapping[str, list[Line]]) -> dict[str, list[Line]]:
    """Where several grids have a row, the lines of the grid that has most rows of the table: not of a side table."""
    rows_of = Counter(grid for lines in found.values() for grid in {id(line.grid) for line in lines})
    made: dict[str, list[Line]] = {}
    for row, lines in found.items():
        most = max(rows_of[id(line.grid)] for line in lines)
        made[row] = [line for line in lines if rows_of[id(line.grid)] == most]
    return made


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
    """For a block without row labels: the row with text right under each run of header rows, or else a blank one."""
    labels = {label_key(label) for column in block.columns for label in column.path}
    for grid in grids:
        header: list[tuple[GridCell, ...]] = []
        blank: tuple[GridCell, ...] | None = None
        for row in grid.rows:
            if _is_header(row, labels):
                header, blank = [*header, row], None
            elif header and len(anchors(row)) >= len(block.columns):
                if any(cell.text.strip() for cell in row):
                    yield Line(grid, tuple(header), row, tuple(anchors(row)))
                    header, blank = [], None
                else:
                    blank = blank or row
            elif header and any(cell.text.strip() for cell in row):
                header = header if blank else []
        if header and blank:
            yield Line(grid, tuple(header), blank, tuple(anchors(blank)))


def _is_header(row: Sequence[GridCell], labels: Container[str]) -> bool:
    texts = [label_key(cell.text) for cell in anchors(row) if cell.text.strip()]
    return len(texts) >= 2 and all(text in labels for text in texts)
