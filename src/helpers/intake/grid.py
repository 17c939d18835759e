"""A document's table as text cells with origins; a merged cell stands at every position it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..filing import Origin


@dataclass(frozen=True, slots=True, eq=False)
class GridCell:
    """One cell as found. `formula` holds a formula that has no stored result to rely on. Compared by identity.

    An `absent` cell stands where a row of the document has none, because it is shorter than others.
    """

    text: str
    origin: Origin
    formula: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells. In a `ragged` grid columns do not line up, as in text whose merged cells were flattened.

    `caption` is what stands before the table: its sheet's name, the lines since the table before it. A `hidden` grid is
    one that the document does not show.
    """

    name: str
    rows: tuple[tuple[GridCell, ...], ...]
    ragged: bool = False
    caption: str = ""
    hidden: bool = False


def anchors(row: Sequence[GridCell]) -> list[GridCell]:
    """The distinct cells of a row from left to right, a merged cell once."""
    return list(dict.fromkeys(row))
