"""Tables copied with one cell on each line: rows made again where every one of them fits, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ...form import all_forms
from ...formspec import TableSpec
from ..matching.labels import label_key
from ..matching.vocabulary import vocabulary
from .separated import TAB, Field, Record


@dataclass(frozen=True, slots=True)
class _Stack:
    """Lines of labels and the lines of numbers under them: the records from `start` to before `end`."""

    start: int
    labels: tuple[Field, ...]
    numbers: tuple[Field, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.labels) + len(self.numbers)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A printed row: the keys of labels that stand right above its numbers, the last one its own."""

    labels: frozenset[str]
    last: str
    width: int
    groups: frozenset[str]

    def fits(self, stack: _Stack) -> bool:
        keys = [label_key(field.text) for field in stack.labels]
        return len(stack.numbers) == self.width and self.last in ("", keys[-1]) and self.labels <= set(keys)


def unstacked(records: Sequence[Record]) -> list[Record]:
    """The records with every table that stands in one column as rows.

    A table is made only where each row of the form is there in its order, with exactly as many numbers as columns.
    """
    stacks = _stacks(records)
    rows: dict[int, list[Record]] = {}
    within: set[int] = set()
    for shapes in _tables():
        for first in range(len(stacks) - len(shapes) + 1):
            part = stacks[first : first + len(shapes)]
            if _is_table(part, shapes) and part[0].start not in within:
                rows[part[0].start] = [row for pair in zip(part, shapes, strict=True) for row in _rows(*pair)]
                within |= set(range(part[0].start, part[-1].end))
    made: list[Record] = []
    for at, record in enumerate(records):
        made += rows.get(at, [] if at in within else [record])
    return made


def _stacks(records: Sequence[Record]) -> list[_Stack]:
    known = vocabulary()
    stacks: list[_Stack] = []
    start, at = 0, 0
    while start < len(records):
        at = start
        while at < len(records) and not records[at].sign and known.knows(records[at].text):
            at += 1
        labels = at
        while labels > start and at < len(records) and not records[at].sign and known.is_number(records[at].text):
            at += 1
        if at > labels:
            fields = [record.fields[0] for record in records[start:at]]
            stacks.append(_Stack(start, tuple(fields[: labels - start]), tuple(fields[labels - start :])))
        start = max(at, start + 1)
    return stacks


def _is_table(stacks: Sequence[_Stack], shapes: Sequence[_Shape]) -> bool:
    fits = all(shape.fits(stack) for stack, shape in zip(stacks, shapes, strict=True))
    return fits and all(one.end == next_one.start for one, next_one in pairwise(stacks))


def _rows(stack: _Stack, shape: _Shape) -> list[Record]:
    """The header above a row, if there is one, and the row with the groups it opens."""
    own = [field for field in stack.labels if label_key(field.text) in shape.groups]
    own += stack.labels[-1:] if shape.last else ()
    header = [field for field in stack.labels if field not in own]
    row = Record((*own, *stack.numbers), TAB)
    return [*([Record(tuple(header), TAB)] if header else []), row]


@cache
def _tables() -> tuple[tuple[_Shape, ...], ...]:
    return tuple(_shapes(table) for form in all_forms() for table in form.tables.values())


def _shapes(table: TableSpec) -> tuple[_Shape, ...]:
    made: list[_Shape] = []
    for block in table.blocks:
        for row, places in block.lines:
            columns = {label_key(label) for column in block.columns for label in column.path}
            groups = {label_key(label) for label in (row.path[:-1] if row else ())}
            last = label_key(row.label) if row else ""
            made.append(_Shape(frozenset(() if row else columns), last, len(places), frozenset(groups)))
    return tuple(made)
