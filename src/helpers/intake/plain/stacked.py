"""Tables whose rows are spread over lines, as browsers copy them: made again by the order of the form's labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ...form import all_forms
from ...formspec import TableSpec
from ..matching.labels import label_key
from ..matching.vocabulary import vocabulary
from .separated import TAB, Field, Record

_FIGURES = re.compile(r"[\d\W]*\d[\d\W]*")  # what stands in the place of a number, if it is none
_LONGEST_LINE = 1_000  # letters
_FEWEST_LABELS = 20
_MOST_HEADINGS = 60  # above the first row of a table
_MOST_FULL = 2  # rows with more numbers than columns: a page number between them, not numbers broken over lines


@dataclass(frozen=True, slots=True)
class _Shape:
    """A printed row: the keys of its label ("" for none), of its groups and of its columns, and how many numbers."""

    label: str
    groups: frozenset[str]
    columns: frozenset[str]
    width: int


@dataclass(frozen=True, slots=True)
class _Cell:
    """A field that is not blank, the record that it is of, and how many signs stand before it in the whole text."""

    field: Field
    record: int
    signs: int
    key: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it was found: the headings above it, its groups and label, its numbers, and the signs up to its end."""

    shape: _Shape
    header: tuple[_Cell, ...]
    labels: tuple[_Cell, ...]
    numbers: tuple[_Cell, ...]
    end: int

    @property
    def is_full(self) -> bool:
        """Whether it has a number in every column."""
        return len(self.numbers) == self.shape.width

    @property
    def is_whole(self) -> bool:
        """Whether it is known for every column what stands in it."""
        return self.is_full or self._places is not None

    @property
    def is_line(self) -> bool:
        """Whether it stands on one line, and no heading with it; of a row without a label, so must those above it."""
        lines = {cell.record for cell in (*self.labels[-1:], *self.numbers)}
        above = {cell.record for cell in self.header}
        headed = bool(self.shape.label) or len({cell.record for cell in self.header[-2:]}) < 2
        return len(lines) < 2 and not lines & above and headed

    @property
    def _places(self) -> list[int] | None:
        """The columns of the numbers, where as many signs divide the row as columns need."""
        last = self.labels[-1] if self.shape.label else self.header[-1]
        start = last.signs + bool(self.shape.label)
        places = [cell.signs - start for cell in self.numbers]
        if self.end - start != self.shape.width - 1 or len(set(places)) < len(places) or min(places, default=0) < 0:
            return None
        return places

    def records(self, whole: bool) -> list[Record]:
        """The header, if there is one, and the row; its numbers in doubt where it is not known which are missing.

        No number at all is a blank row, if the table is `whole`.
        """
        numbers = [cell.field for cell in self.numbers]
        places = self._places
        if not numbers and not whole:
            cells = []
        elif not numbers or (places and not self.is_full):
            blank = replace((self.numbers or self.labels or self.header)[-1].field, text="")
            cells = [blank] * self.shape.width
            for place, number in zip(places or (), numbers, strict=True):
                cells[place] = number
        elif self.is_full:
            cells = numbers
        else:
            cells = [replace(numbers[0], text="、".join(field.text for field in numbers))]
        header = tuple(cell.field for cell in self.header)
        labels = (cell.field for cell in self.labels)
        return [*([Record(header, TAB)] if header else []), Record((*labels, *cells), TAB)]


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a table, and where its cells begin and end among all cells."""

    start: int
    end: int
    rows: tuple[_Row, ...]

    @property
    def is_spread(self) -> bool:
        """Whether hardly a row is a line of its own."""
        return 2 * sum(row.is_line for row in self.rows) < len(self.rows)

    @property
    def broken(self) -> int:
        """How many rows have more numbers than columns."""
        return sum(len(row.numbers) > row.shape.width for row in self.rows)

    @property
    def records(self) -> list[Record]:
        """Its headers and rows. Where it lacks headings, numbers may stand elsewhere, too."""
        keys = {cell.key for row in self.rows for cell in row.header}
        whole = all(row.shape.columns <= keys for row in self.rows)
        return [record for row in self.rows for record in row.records(whole)]

    @property
    def is_certain(self) -> bool:
        """Whether most rows are whole."""
        return 2 * sum(row.is_whole for row in self.rows) > len(self.rows)


def unrolled(records: Sequence[Record]) -> Iterator[Record]:
    """The records; of one that holds whole tables, each word or cell is one, as if it had a line of its own."""
    known = vocabulary()
    for record in records:
        long = sum(len(field.text) for field in record.fields) > _LONGEST_LINE
        texts = [field.text for field in record.fields] if record.sign else record.text.split() if long else []
        if long and sum(map(known.knows, texts)) >= _FEWEST_LABELS:
            yield from (Record((Field(text, record.number, at),)) for at, text in enumerate(texts, 1) if text.strip())
        else:
            yield record


def unstacked(records: Sequence[Record]) -> list[Record]:
    """The records with every table whose rows are spread over lines as rows, one cell on each line or several.

    A table is made only where each row of the form is there in its order and most rows have as many numbers as columns;
    none is where rows have more, as those do whose numbers are broken over lines.
    """
    column = _Column(records)
    found = [table for shapes in _tables() for start in column.starts(shapes) if (table := column.table(start, shapes))]
    spread = [table for table in found if table.is_spread]
    if sum(table.broken for table in spread) > _MOST_FULL:
        return list(records)
    made: list[_Table] = []
    for table in spread:
        if table.is_certain and not any(other.start <= table.start < other.end for other in made):
            made.append(table)
    return list(column.records(made)) if made else list(records)


class _Column:
    """All that is not blank in a text, one after the other."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.source = records
        self.cells: list[_Cell] = []
        self.starting: list[int] = []  # the signs before each record
        known = vocabulary()
        signs = 0
        for number, record in enumerate(records):
            self.starting.append(signs)
            for place, field in enumerate(record.fields):
                if text := field.text.strip():
                    key = label_key(text) if known.knows(text) else ""
                    is_number = known.is_number(text) or _FIGURES.fullmatch(text) is not None
                    self.cells.append(_Cell(field, number, signs + place, key, is_number))
            signs += len(record.fields) - 1
        self.starting.append(signs)

    def starts(self, shapes: Sequence[_Shape]) -> list[int]:
        """Where the headings begin above what may be the first row of a table."""
        first = shapes[0].label
        ends = [
            at
            for at, cell in enumerate(self.cells)
            if (cell.key == first if first else cell.key and not self._is_label(at + 1))
        ]
        return sorted({self._top(at) for at in ends})

    def _is_label(self, at: int) -> bool:
        return at < len(self.cells) and self.cells[at].key != ""

    def _top(self, at: int) -> int:
        highest = max(0, at - _MOST_HEADINGS)
        while at > highest and self.cells[at - 1].key:
            at -= 1
        return at

    def table(self, start: int, shapes: Sequence[_Shape]) -> _Table | None:
        """The table that begins at `start`; None where a row of the form is missing."""
        found: list[_Row] = []
        at = start
        labels = {shape.label for shape in shapes}
        for shape in shapes:
            top = at
            while self._is_label(at) and self._goes_on(at, shape, labels if found else ()):
                at += 1
            above = range(top, at)
            if shape.label and not (self._is_label(at) and self.cells[at].key == shape.label):
                return None
            at += bool(shape.label)
            end = at
            while end < len(self.cells) and self.cells[end].is_number:
                end += 1
            row = self._row(shape, above, at, end)
            if not shape.label and not (row.is_whole and shape.columns <= {cell.key for cell in row.header}):
                return None
            found.append(row)
            at = end
        return _Table(start, at, tuple(found))

    def _goes_on(self, at: int, shape: _Shape, labels: Collection[str]) -> bool:
        """Whether a label stands above the row that is looked for, and is not that of another."""
        return self.cells[at].key not in {shape.label, *labels}

    def _row(self, shape: _Shape, above: Sequence[int], at: int, end: int) -> _Row:
        own = [i for i in above if self.cells[i].key in shape.groups] + ([at - 1] if shape.label else [])
        parts = ([i for i in above if i not in own], own, range(at, end))
        header, labels, numbers = (tuple(self.cells[i] for i in part) for part in parts)
        return _Row(shape, header, labels, numbers, self._end(end))

    def _end(self, end: int) -> int:
        """How many signs stand before the end of the row before cell `end`: not those on the line of that cell."""
        if end == len(self.cells):
            return self.starting[-1]
        below = self.cells[end]
        return below.signs - 1 if below.record == self.cells[end - 1].record else self.starting[below.record]

    def records(self, tables: Sequence[_Table]) -> Iterator[Record]:
        """The records with `tables` in the place of their cells; what else stands on their lines is apart."""
        starts = {table.start: table for table in tables}
        within = {at for table in tables for at in range(table.start, table.end)}
        spread = {
            record
            for table in tables
            for record in range(self.cells[table.start].record, self.cells[table.end - 1].record + 1)
        }
        lines: dict[int, list[int]] = {}
        for at, cell in enumerate(self.cells):
            lines.setdefault(cell.record, []).append(at)
        for number, record in enumerate(self.source):
            if number not in spread:
                yield record
                continue
            for at in lines.get(number, ()):
                if at in starts:
                    yield from starts[at].records
                if at not in within:
                    yield Record((self.cells[at].field,))


@cache
def _tables() -> tuple[tuple[_Shape, ...], ...]:
    return tuple(_shapes(table) for form in all_forms() for table in form.tables.values())


def _shapes(table: TableSpec) -> tuple[_Shape, ...]:
    made: list[_Shape] = []
    for block in table.blocks:
        columns = frozenset(label_key(label) for column in block.columns for label in column.path)
        for row, places in block.lines:
            groups = frozenset(label_key(label) for label in (row.path[:-1] if row else ()))
            made.append(_Shape(label_key(row.label) if row else "", groups, columns, len(places)))
    return tuple(made)
