"""A grid row that carries numbers of a form, and what about a cell tells that it holds one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..grid import Grid, GridCell, anchors

NEAR_ROW = 0.8  # how much a row's label must be like the form's
_NUMBER_LIKE = re.compile(r"[\W_]*|\D{0,2}\d[\d\W]*\D{0,4}")

Row = tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A grid row that carries a block's numbers: its cells from position `first` on, under `header`."""

    grid: Grid
    header: tuple[Row, ...]
    row: Row
    first: int
    near: bool = False

    @property
    def rest(self) -> list[GridCell]:
        """The distinct cells after the label that the document has."""
        label = self.row[: self.first]
        return [cell for cell in anchors(self.row[self.first :]) if not cell.absent and cell not in label]


def is_number(cell: GridCell) -> bool:
    """Whether a cell holds a number, a dash, or a number with a few letters about it."""
    return _NUMBER_LIKE.fullmatch(cell.text) is not None and "年" not in cell.text
