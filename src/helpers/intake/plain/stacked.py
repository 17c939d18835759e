"""Tables copied with one cell on each line: rows made again where the labels of a table stand in the form's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from ...form import all_forms
from ...formspec import TableSpec
from ..matching.labels import label_key
from ..matching.vocabulary import vocabulary
from .separated import TAB, Field, Record


@dataclass(frozen=True, slots=True)
class _Shape:
    """A printed row: the keys of its label ("" for none), of its groups and of its columns, and how many numbers."""

    label: str
    groups: frozenset[str]
    columns: frozenset[str]
    width: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it was found: the headings above it, its groups and label, its numbers."""

    header: tuple[Field, ...]
    labels: tuple[Field, ...]
    numbers: tuple[Field, ...]

    def records(self, width: int) -> list[Record]:
        """The header, if there is one, and the row; where numbers are missing it cannot be told which."""
        cells = self.numbers
        if not cells:
            cells = tuple(replace(self.labels[-1], text="") for _ in range(width))
        elif len(cells) != width:
            cells = (replace(cells[0], text="、".join(field.text for field in cells)),)
        return [*([Record(self.header, TAB)] if self.header else []), Record((*self.labels, *cells), TAB)]


def unstacked(records: Sequence[Record]) -> list[Record]:
    """The records with every table that stands in one column as rows.

    A table is made only where each row of the form is there in its order and most rows have as many numbers as columns.
    """
    column = _Column(records)
    rows: dict[int, list[Record]] = {}
    within: set[int] = set()
    for shapes in _tables():
        for start in column.starts(shapes):
            end, found = column.table(start, shapes)
            if found and start not in within:
                rows[start] = [
                    part for row, shape in zip(found, shapes, strict=True) for part in row.records(shape.width)
                ]
                within |= set(range(start, end))
    made: list[Record] = []
    for at, record in enumerate(records):
        made += rows.get(at, [] if at in within else [record])
    return made


class _Column:
    """The lines of a text, with the keys of those that are labels, and whether they are numbers."""

    def __init__(self, records: Sequence[Record]) -> None:
        known = vocabulary()
        self.fields = [record.fields[0] for record in records]
        bare = [record.text if not record.sign else "" for record in records]
        self.keys = [label_key(text) if text and known.knows(text) else "" for text in bare]
        self.is_number = [bool(text) and known.is_number(text) for text in bare]

    def starts(self, shapes: Sequence[_Shape]) -> list[int]:
        """Where the headings begin above what may be the first row of a table."""
        first = shapes[0].label
        ends = [
            at for at, key in enumerate(self.keys) if (key == first if first else key and not self._is_label(at + 1))
        ]
        return sorted({self._top(at) for at in ends})

    def _is_label(self, at: int) -> bool:
        return at < len(self.keys) and self.keys[at] != ""

    def _top(self, at: int) -> int:
        while at and self.keys[at - 1]:
            at -= 1
        return at

    def table(self, start: int, shapes: Sequence[_Shape]) -> tuple[int, list[_Row]]:
        """Where a table ends that begins at `start`, and its rows; none where it is not whole."""
        found: list[_Row] = []
        at = start
        labels = {shape.label for shape in shapes}
        for shape in shapes:
            top = at
            while self._is_label(at) and self.keys[at] != shape.label and (not found or self.keys[at] not in labels):
                at += 1
            above = range(top, at)
            if shape.label and self.keys[at : at + 1] != [shape.label]:
                return start, []
            at += bool(shape.label)
            end = at
            while end < len(self.keys) and self.is_number[end]:
                end += 1
            if not shape.label and not self._is_headed(shape, above, end - at):
                return start, []
            found.append(self._row(shape, above, at, end))
            at = end
        full = sum(len(row.numbers) == shape.width for row, shape in zip(found, shapes, strict=True))
        return at, found if 2 * full > len(found) else []

    def _is_headed(self, shape: _Shape, above: Sequence[int], numbers: int) -> bool:
        """Whether a row without a label is whole and stands under its columns."""
        return numbers == shape.width and shape.columns <= {self.keys[at] for at in above}

    def _row(self, shape: _Shape, above: Sequence[int], at: int, end: int) -> _Row:
        own = [i for i in above if self.keys[i] in shape.groups] + ([at - 1] if shape.label else [])
        header = [i for i in above if i not in own]
        return _Row(*(tuple(self.fields[i] for i in part) for part in (header, own, range(at, end))))


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
