"""What stands above the numbers of a line: the headings of its columns, and the groups that they are under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...formspec import BlockSpec
from ..grid import GridCell
from .labels import label_key, most_like
from .line import Line, Row

_NEAR_GROUP = 0.6


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    """What stands above one position: the lowest header cell, its key, those of the groups above it, and all keys."""

    cell: GridCell
    key: str
    groups: tuple[str, ...]
    above: tuple[str, ...]


def headings_above(line: Line, block: BlockSpec) -> dict[int, ColumnHeading]:
    """The heading above every position after the label that has one of its own."""
    spanning = {label_key(label) for column in block.columns for label in column.path[:-1]}
    carried = [_carried(row, spanning) for row in line.header]
    made: dict[int, ColumnHeading] = {}
    for j in range(line.first, max(map(len, line.header), default=0)):
        own = [(i, row[j]) for i, row in enumerate(line.header) if j < len(row) and label_key(row[j].text)]
        if own and label_key(own[-1][1].text) not in spanning:
            lowest, cell = own[-1]
            groups = (keys[j] for keys in carried[:lowest] if j < len(keys) and keys[j])
            above = (label_key(other.text) for _, other in own[:-1])
            made[j] = ColumnHeading(cell, _key(own, block), tuple(groups), tuple(above))
    return made


def _key(own: Sequence[tuple[int, GridCell]], block: BlockSpec) -> str:
    """The key of the lowest of the cells above a position; of several where they divide a label of the form."""
    texts = [cell.text for _, cell in own]
    labels = {label_key(column.label) for column in block.columns}
    wholes = (label_key("".join(texts[start:])) for start in range(len(texts) - 1))
    return next((key for key in wholes if key in labels), label_key(texts[-1]))


def _carried(row: Row, spanning: set[str]) -> list[str]:
    """The group above each position: a group's label counts for the blanks to its right, as when merges were lost."""
    made: list[str] = []
    for cell in row:
        key = label_key(cell.text)
        group = key if key in spanning else most_like(key, spanning, _NEAR_GROUP) if key else ""
        made.append(group if key else made[-1] if made else "")
    return made
