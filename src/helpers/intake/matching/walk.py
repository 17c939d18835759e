"""Down the grids of a document row by row: each line of a table, found by its label under the header in force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import takewhile

from ...form import all_forms
from ...formspec import RowSpec, TableSpec
from ..grid import Grid
from .keyed import KeyedGrid, KeyedRow
from .labels import label_key, likeness, may_be_like, most_like
from .line import NEAR_ROW, Line, Row
from .vocabulary import vocabulary

_SHORT = 5  # letters: labels such as 其他 mean something only inside their group
_ALIAS = re.compile(r"[合共]计")  # for 总计; the sum of anything is called so
_TITLE_CELLS = 3
_NEARLY = NEAR_ROW - 0.1  # rows less like than this do not make a choice doubtful


@dataclass(frozen=True, eq=False)
class TableLabels:
    """The keys of a table's labels. Compared by identity: `table_labels` keeps one for each table."""

    table: TableSpec

    @cached_property
    def rows(self) -> Mapping[str, list[RowSpec]]:
        """The rows by the keys of their labels, printed and short."""
        made: dict[str, list[RowSpec]] = {}
        for row in (row for block in self.table.blocks for row in block.rows):
            for key in {label_key(row.label), label_key(row.short or row.label)}:
                made.setdefault(key, []).append(row)
        return made

    @cached_property
    def row_keys(self) -> frozenset[str]:
        """The keys of the labels of rows."""
        return frozenset(self.rows)

    @cached_property
    def groups(self) -> frozenset[str]:
        """The labels of all groups of rows."""
        return frozenset(label_key(group) for rows in self.rows.values() for row in rows for group in row.path[:-1])

    @cached_property
    def inner_groups(self) -> frozenset[str]:
        """The labels of groups inside a group."""
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
        return frozenset(keys) - self.row_keys - self.groups

    def group_of(self, key: str) -> str:
        """The group that a key names, also with a word more: 无法提供政府信息."""
        return key if key in self.groups else most_like(key, self.groups, 0.9) if len(key) >= 4 else ""


@cache
def table_labels(table: TableSpec) -> TableLabels:
    """The keys of a table's labels."""
    return TableLabels(table)


@lru_cache(maxsize=65536)
def _row_like(labels: TableLabels, key: str) -> str:
    """The label of a row that a key is like, and more so than any other row's; a row has two, printed and short."""
    of_rows: dict[str, str] = {}
    for label, rows in labels.rows.items():
        if not may_be_like(key, label, _NEARLY):
            continue
        ids = " ".join(row.id for row in rows)
        of_rows[ids] = max(of_rows.get(ids, label), label, key=lambda known: likeness(key, known))
    return most_like(key, of_rows.values(), NEAR_ROW)


@lru_cache(maxsize=65536)
def _may_name_row(labels: TableLabels, key: str) -> bool:
    """Whether a line may begin with a key, under whatever header and in whatever group."""
    if len(key) > 2:
        return key in labels.row_keys or _row_like(labels, key) != ""
    return any(name.startswith(key) for name in labels.row_keys)


def _column_keys(table: TableSpec) -> frozenset[str]:
    paths = (column.path for block in table.blocks for column in block.columns)
    return frozenset(label_key(label) for path in paths for label in path)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A line with its row, and whether text that is no line of the table stands between it and the one before.

    `foreign` counts the rows before it that only other versions of the form have. An `unlabelled` line is a row of
    numbers right below a line, which may be meant for the same label.
    """

    row: RowSpec
    line: Line
    titles: tuple[str, ...]
    after_break: bool
    foreign: int = 0
    unlabelled: bool = False


def found_lines(grids: Sequence[KeyedGrid], labels: TableLabels) -> Iterator[Found]:
    """Every line of a table in a document, from the first grid to the last."""
    for keyed in grids:
        if not any(_may_name_row(labels, key) for key in keyed.leading):
            continue
        walk = _Walk(keyed.grid, labels)
        found = [made for row in keyed.rows if (made := walk.step(row))]
        for index, one in enumerate(found):
            # 行政许可变更 just before 行政许可 is a local row.
            below = takewhile(lambda other: not other.after_break, found[index + 1 : index + 4])
            if not (one.line.near and any(other.row is one.row and not other.line.near for other in below)):
                yield one


class _Walk:
    """Goes down a grid, keeping the header and the group in force."""

    def __init__(self, grid: Grid, labels: TableLabels) -> None:
        self.grid, self.labels = grid, labels
        self.header: tuple[Row, ...] = ()
        self.in_header = False
        self.group = self.own_group = ""
        self.titles: list[str] = [grid.caption] if grid.caption else []
        self.broken = False
        self.foreign = 0
        self.last: Found | None = None
        self.above: RowSpec | None = None

    def step(self, keyed: KeyedRow) -> Found | None:
        """Take the next row; a line of the table is returned."""
        if not keyed.keys:
            return self._below_last(keyed)
        self._enter_group(keyed.words)
        if self._is_header(keyed):
            self.header = (*self.header, keyed.cells) if self.in_header else (keyed.cells,)
            self.in_header, self.last = True, None
            return None
        self.in_header = False
        found = self._label(keyed)
        if found is None:
            return self._other(keyed)
        at, row, near = found
        first = max(i for i, cell in enumerate(keyed.cells) if cell is keyed.distinct[at]) + 1
        # Cells that were parted stand under no heading.
        line = Line(self.grid, () if keyed.is_parted else self.header, keyed.cells, first, near)
        self.last = Found(row, line, tuple(self.titles), self.broken, self.foreign)
        self.broken, self.titles, self.foreign = False, [], 0
        self.above = row
        return self.last

    def _other(self, keyed: KeyedRow) -> Found | None:
        """A row that is no line: it may be a title, a row of another version, or numbers below a line."""
        below = self._below_last(keyed)
        if below:
            return below
        self.last = None
        self.broken = self.broken or any(not self.labels.group_of(key) for key in keyed.keys)
        self.foreign += any(key in self.labels.foreign for _, key in keyed.leading)
        if len(keyed.texts) <= _TITLE_CELLS and not any(map(vocabulary().widths_of, keyed.texts)):
            self.titles += keyed.texts
        return None

    def _below_last(self, keyed: KeyedRow) -> Found | None:
        last, self.last = self.last, self.last if not keyed.texts else None
        if last is None or not 1 < len(keyed.texts) == keyed.numbers:
            return None
        line = Line(self.grid, last.line.header, keyed.cells, last.line.first)
        return Found(last.row, line, (), False, unlabelled=True)

    def _enter_group(self, words: Sequence[str]) -> None:
        """Note the group that a row's leading words name, or that it has one of another name."""
        groups = [group for key in words if key not in self.labels.row_keys and (group := self.labels.group_of(key))]
        self.own_group = next((group for group in reversed(groups) if group in self.labels.inner_groups), "")
        if self.own_group:
            self.group = self.own_group
        elif len(words) > 1 and not self.labels.group_of(words[-2]):
            self.group = ""

    def _is_header(self, keyed: KeyedRow) -> bool:
        if len(keyed.keys) > 1 and self.labels.headings.issuperset(keyed.keys):
            return True
        if keyed.numbers:
            return False
        known = sum(key in self.labels.columns for key in keyed.keys)
        goes_on = self.in_header and len(keyed.cells) == 1
        return known > 1 or (known == 1 and (goes_on or self._label(keyed) is None))

    def _label(self, keyed: KeyedRow) -> tuple[int, RowSpec, bool] | None:
        """Which leading cell is a row's label; the innermost where several are."""
        labels = self.labels
        if any(key in labels.foreign and not most_like(key, labels.row_keys, NEAR_ROW) for _, key in keyed.leading):
            return None
        for at, key in reversed(keyed.leading):
            row = self._row(key)
            is_alias = _ALIAS.search(keyed.distinct[at].text) is not None
            if row and not (is_alias and self._is_sum_of_others(row)):
                return at, row, is_alias
        for at, key in reversed(keyed.leading):
            near = self._near(key)
            taken = key in labels.groups or key in labels.columns
            if near and not taken and len(labels.rows[near]) == 1 and keyed.distinct[at + 1 :]:
                return at, labels.rows[near][0], True
        return None

    def _near(self, key: str) -> str:
        """The label of a row that a key is like; "" where it is a number, or like none."""
        if key.isdecimal():
            return ""
        return _row_like(self.labels, key) if len(key) > 2 else self._begun(key)

    def _is_sum_of_others(self, row: RowSpec) -> bool:
        """Whether 合计 stands outside the group that the form's own total closes."""
        return self.above is not None and len(row.path) > 1 and self.above.path[0] != row.path[0]

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
