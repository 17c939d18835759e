"""Where the tables of a form stand in a document: each copy of a table with the grid rows that carry its lines.

Rows are found by their labels. A copy may run over several grids, as a table that a page divides; it ends where a row
comes again, or where another grid begins and the order of rows goes back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...form import RowSpec, TableSpec, all_forms
from ..grid import Grid, GridCell, anchors
from .glued import parted
from .labels import label_key, most_like
from .line import NEAR_ROW, Line, Row, is_number
from .unlabelled import unlabelled_lines

_SHORT = 5  # letters: labels such as 其他 mean something only inside their group
_LEADING = 4  # cells: groups, a serial number and the label stand before the numbers
_TITLE_LETTERS = 40


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """One copy of a table under one form version; `titles` are the lines of text right before it.

    `repeats` are lines of single rows that follow right below the whole copy once more.
    """

    table: TableSpec
    lines: Mapping[str, Line]
    titles: tuple[str, ...]
    repeats: Mapping[str, Line] = field(default_factory=dict)

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

    def shares_rows(self, other: Copy) -> bool:
        """Whether it is the same place in the document, read by another version of the form."""
        rows = {line.row[0].origin for line in self.lines.values()}
        return any(line.row[0].origin in rows for line in other.lines.values())

    @property
    def score(self) -> tuple[bool, int, int]:
        """How well the form version fits: all rows there, then how many, then how many under their very label."""
        return (not self.missing, len(self.lines), sum(not line.near for line in self.lines.values()))


UNLABELLED = ""  # the key of the one line of a table whose rows have no labels


def find_copies(grids: Sequence[Grid], table: TableSpec) -> list[Copy]:
    """Every copy of `table` in a document, whole ones only if there is one."""
    if not table.blocks[0].rows:
        return [
            Copy(table, {UNLABELLED: line}, tuple(titles))
            for grid in grids
            for line, titles in unlabelled_lines(grid, table.blocks[0])
        ]
    found = list(_found_lines(grids, _Labels(table)))
    copies = _divide(found, table)
    if any(not copy.missing for copy in copies):
        return copies
    backwards = [copy for copy in _divide(found[::-1], table, backwards=True) if not copy.missing]
    return backwards or copies


@dataclass(frozen=True)
class _Labels:
    """The keys of a table's labels."""

    table: TableSpec

    @cached_property
    def rows(self) -> Mapping[str, list[RowSpec]]:
        made: dict[str, list[RowSpec]] = {}
        for row in (row for block in self.table.blocks for row in block.rows):
            for key in {label_key(row.label), label_key(row.short or row.label)}:
                made.setdefault(key, []).append(row)
        return made

    @cached_property
    def groups(self) -> frozenset[str]:
        return frozenset(label_key(group) for rows in self.rows.values() for row in rows for group in row.path[:-1])

    @cached_property
    def inner_groups(self) -> frozenset[str]:
        return frozenset(label_key(r.path[-2]) for rows in self.rows.values() for r in rows if len(r.path) > 2)

    @cached_property
    def columns(self) -> frozenset[str]:
        """The labels of columns and of groups of columns, and the corner."""
        return _column_keys(self.table) | {label_key(b.corner) for b in self.table.blocks if b.corner}

    @cached_property
    def headings(self) -> frozenset[str]:
        """The labels of all columns and corners of all tables: a row of nothing else is some table's header."""
        tables = [table for form in all_forms() for table in form.tables.values()]
        corners = {label_key(b.corner) for table in tables for b in table.blocks if b.corner}
        return frozenset(k for table in tables for k in _column_keys(table)) | corners

    @cached_property
    def foreign(self) -> frozenset[str]:
        """Row labels that only other versions of the table have."""
        others = (f.tables[self.table.id] for f in all_forms() if self.table.id in f.tables)
        keys = (label_key(row.label) for table in others for block in table.blocks for row in block.rows)
        return frozenset(keys) - set(self.rows)

    def group_of(self, key: str) -> str:
        """The group that a key names, also with a word more: 无法提供政府信息."""
        return key if key in self.groups else most_like(key, self.groups, 0.9) if len(key) >= 4 else ""


def _column_keys(table: TableSpec) -> frozenset[str]:
    paths = (column.path for block in table.blocks for column in block.columns)
    return frozenset(label_key(label) for path in paths for label in path)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A line with its row, and whether text that is no line of the table stands between it and the one before."""

    row: RowSpec
    line: Line
    titles: tuple[str, ...]
    after_break: bool


def _found_lines(grids: Sequence[Grid], labels: _Labels) -> Iterator[_Found]:
    for grid in grids:
        walk = _Walk(grid, labels)
        found = [made for cells in grid.rows if (made := walk.step(cells))]
        for index, one in enumerate(found):
            # 行政许可变更 just before 行政许可 is a local row.
            exact = (other.row is one.row and not other.line.near for other in found[index + 1 : index + 4])
            if not (one.line.near and any(exact)):
                yield one


class _Walk:
    """Goes down a grid, keeping the header and the group in force."""

    def __init__(self, grid: Grid, labels: _Labels) -> None:
        self.grid, self.labels = grid, labels
        self.header: list[Row] = []
        self.in_header = False
        self.group = self.own_group = ""
        self.titles: list[str] = [grid.caption] if grid.caption else []
        self.broken = False

    def step(self, cells: Row) -> _Found | None:
        """Take the next row; a line of the table is returned."""
        cells, is_parted = _parted_row(cells)
        distinct = anchors(cells)
        keys = [label_key(cell.text) for cell in distinct]
        filled = [key for key in keys if key]
        if not filled:
            return None
        self._enter_group(distinct)
        if self._is_header(distinct, keys):
            self.header = [*self.header, cells] if self.in_header else [cells]
            self.in_header = True
            return None
        self.in_header = False
        found = self._label(distinct, keys)
        if found is None:
            self.broken = self.broken or any(not self.labels.group_of(key) for key in filled)
            self.titles += [cell.text.strip() for cell in distinct if cell.text.strip()][:1] if len(filled) == 1 else []
            return None
        at, row, near = found
        first = max(i for i, cell in enumerate(cells) if cell is distinct[at]) + 1
        # Cells that were parted stand under no heading.
        line = Line(self.grid, () if is_parted else tuple(self.header), cells, first, near)
        made = _Found(row, line, tuple(self.titles), self.broken)
        self.broken, self.titles = False, []
        return made

    def _enter_group(self, distinct: Sequence[GridCell]) -> None:
        """Note the group that a row's leading words name, or that it has one of another name."""
        filled = [cell for cell in distinct if label_key(cell.text)][:_LEADING]
        words = [label_key(cell.text) for cell in filled if not is_number(cell)]
        groups = [group for key in words if key not in self.labels.rows and (group := self.labels.group_of(key))]
        self.own_group = next((group for group in reversed(groups) if group in self.labels.inner_groups), "")
        if self.own_group:
            self.group = self.own_group
        elif len(words) > 1 and not self.labels.group_of(words[-2]):
            self.group = ""

    def _is_header(self, distinct: Sequence[GridCell], keys: Sequence[str]) -> bool:
        filled = [key for key in keys if key]
        if len(filled) > 1 and all(key in self.labels.headings for key in filled):
            return True
        if any(cell.text.strip() and is_number(cell) for cell in distinct):
            return False
        known = sum(key in self.labels.columns for key in filled)
        return known > 1 or (known == 1 and self._label(distinct, keys) is None)

    def _label(self, distinct: Sequence[GridCell], keys: Sequence[str]) -> tuple[int, RowSpec, bool] | None:
        """Which leading cell is a row's label; the innermost where several are."""
        leading = [(at, key) for at, key in enumerate(keys) if key][:_LEADING]
        for nth, (at, key) in reversed(list(enumerate(leading))):
            row = self._row(key)
            if row and not any(other in self.labels.foreign for _, other in leading[nth + 1 :]):
                return at, row, False
        for at, key in reversed(leading):
            near = most_like(key, self.labels.rows, NEAR_ROW) if len(key) > 2 else self._begun(key)
            taken = key in self.labels.groups or key in self.labels.columns
            if near and not taken and len(self.labels.rows[near]) == 1 and distinct[at + 1 :]:
                return at, self.labels.rows[near][0], True
        return None

    def _row(self, key: str) -> RowSpec | None:
        """The row of a label; a short label counts only inside its own group."""
        rows = self.labels.rows.get(key, ())
        fit = [row for row in rows if len(key) >= _SHORT or self._is_in(row)]
        return max(fit, key=self._is_in, default=None)

    def _begun(self, key: str) -> str:
        """The label of the group in force that two letters begin: 重复 for 重复申请."""
        rows = self.labels.rows.items()
        inside = [name for name, same in rows if len(same[0].path) > 2 and self.group == label_key(same[0].path[-2])]
        begun = [name for name in inside if len(key) > 1 and name.startswith(key)]
        return begun[0] if len(begun) == 1 else ""

    def _is_in(self, row: RowSpec) -> bool:
        if len(row.path) < 3:
            return not self.own_group
        return not self.group or self.group == label_key(row.path[-2])


def _parted_row(cells: Row) -> tuple[Row, bool]:
    """The row with a label that ran into its numbers, 规章0 0 0 in one cell, in cells of their own."""
    for at, cell in enumerate(cells[:_LEADING]):
        labels, numbers = parted(cell.text.strip()) if cell.text.strip() else ((), ())
        if labels and numbers:
            made = [GridCell(text, cell.origin) for text in (*labels, *numbers)]
            others = [c for c in anchors(cells[at + 1 :]) if c is not cell and c.text.strip()]
            return (*cells[:at], *made, *others), True
    return cells, False


def _divide(found: Sequence[_Found], table: TableSpec, backwards: bool = False) -> list[Copy]:
    """The lines sorted into copies."""
    order = {row.id: i for i, row in enumerate(row for block in table.blocks for row in block.rows)}
    copies: list[dict[str, _Found]] = []
    for one in found:
        current = copies[-1] if copies else {}
        repeated = one.row.id in current
        if repeated and one.line.near and len(current) < len(order):
            continue
        if not current or repeated or _goes_back(current, one, order, backwards):
            copies.append({})
        copies[-1][one.row.id] = one
    made: list[Copy] = []
    for lines in copies:
        first = next(iter(lines.values()))
        below = bool(made) and not made[-1].missing and not first.after_break and first.line.grid is _end(made[-1])
        if below and len(lines) < len(order):
            made[-1] = replace(made[-1], repeats={row: one.line for row, one in lines.items()})
        else:
            made.append(_copy(lines, table, backwards))
    return made


def _end(copy: Copy) -> Grid:
    return list(copy.lines.values())[-1].grid


def _goes_back(current: Mapping[str, _Found], one: _Found, order: Mapping[str, int], backwards: bool) -> bool:
    """Whether a line belongs to another table: earlier in the form's order, and in another grid or after other text."""
    last = list(current.values())[-1]
    apart = one.line.grid is not last.line.grid or (last if backwards else one).after_break
    places = [order[row] for row in current]
    back = order[one.row.id] > min(places) if backwards else order[one.row.id] < max(places)
    return apart and back


def _copy(lines: Mapping[str, _Found], table: TableSpec, backwards: bool) -> Copy:
    ordered = list(lines.items())[::-1] if backwards else list(lines.items())
    return Copy(table, {row: one.line for row, one in ordered}, ordered[0][1].titles)
