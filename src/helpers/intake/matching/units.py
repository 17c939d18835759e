"""Units printed in headings and labels that are not the form's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...formspec import BlockSpec
from ..grid import GridCell, anchors
from .labels import label_key, likeness
from .line import Line, Row
from .order import NEAR_COLUMN

_UNIT = re.compile(r"单位[:：]?\s*([\u4e00-\u9fff]{1,3})|[(（]([\u4e00-\u9fff]{0,2}[元件条])[)）]")
_MONEY_OR_MANY = re.compile(r"元|万|千|亿|百")


@dataclass(frozen=True, slots=True)
class _Printed:
    """The units that texts name; `plain` says that one has 元 without 万."""

    units: tuple[str, ...]
    plain: bool


class UnitReader:
    """Finds the columns whose printed unit is not the form's; a header is read once for all lines under it."""

    def __init__(self) -> None:
        self.known: dict[tuple[tuple[Row, ...], int], list[_Printed]] = {}

    def doubts(self, line: Line, block: BlockSpec) -> dict[int, str]:
        """The columns with another unit in the heading or beside the row's label, and why."""
        made: dict[int, str] = {}
        beside = _printed(_without_blanks(line.row[: line.first]))
        for index, (column, above) in enumerate(zip(block.columns, self._above(line.header, block), strict=True)):
            plain = column.unit == "万元" and (above.plain or beside.plain)
            printed = (*above.units, *beside.units)
            wrong = next((unit for unit in printed if _is_other_unit(unit, column.unit)), "元" if plain else "")
            if wrong:
                made[index] = f"印的单位是“{wrong}”，“{column.label}”" + (
                    f"应为“{column.unit}”" if column.unit else "没有规定单位"
                )
        return made

    def _above(self, header: tuple[Row, ...], block: BlockSpec) -> list[_Printed]:
        """What the headings of each column print."""
        found = self.known.get((header, id(block)))
        if found is None:
            headings = {text: label_key(text) for row in header for text in _without_blanks(row)}
            found = [_printed(_like(headings, label_key(column.label))) for column in block.columns]
            self.known[header, id(block)] = found
        return found


def _without_blanks(cells: Sequence[GridCell]) -> list[str]:
    return ["".join(cell.text.split()) for cell in anchors(cells)]


def _like(headings: Mapping[str, str], label: str) -> list[str]:
    return [text for text, key in headings.items() if likeness(key, label) >= NEAR_COLUMN]


def _printed(texts: Sequence[str]) -> _Printed:
    units = tuple(found[0] or found[1] for text in texts for found in _UNIT.findall(text))
    return _Printed(units, any("元" in text and "万元" not in text for text in texts))


def _is_other_unit(printed: str, unit: str) -> bool:
    return printed != unit and bool(_MONEY_OR_MANY.search(printed) or _MONEY_OR_MANY.search(unit))
