"""Units printed in headings and labels that are not the form's."""

from __future__ import annotations

import re

from ...form import BlockSpec
from ..grid import anchors
from .columns import NEAR_COLUMN
from .labels import label_key, likeness
from .line import Line

_UNIT = re.compile(r"单位[:：]?\s*([\u4e00-\u9fff]{1,3})|[(（]([\u4e00-\u9fff]{0,2}[元件条])[)）]")
_MONEY_OR_MANY = re.compile(r"元|万|千|亿|百")


def unit_doubts(line: Line, block: BlockSpec) -> dict[int, str]:
    """The columns whose printed unit, in the heading or beside the row's label, is not the form's, and why."""
    made: dict[int, str] = {}
    headings = ["".join(cell.text.split()) for row in line.header for cell in anchors(row)]
    labels = ["".join(cell.text.split()) for cell in anchors(line.row[: line.first])]
    for index, column in enumerate(block.columns):
        key = label_key(column.label)
        texts = [text for text in headings if likeness(label_key(text), key) >= NEAR_COLUMN]
        printed = [unit for text in (*texts, *labels) for unit in _printed_units(text)]
        plain = column.unit == "万元" and any("元" in text and "万元" not in text for text in (*texts, *labels))
        wrong = next((unit for unit in printed if _is_other_unit(unit, column.unit)), "元" if plain else "")
        if wrong:
            made[index] = f"印的单位是“{wrong}”，“{column.label}”" + (
                f"应为“{column.unit}”" if column.unit else "没有规定单位"
            )
    return made


def _printed_units(text: str) -> list[str]:
    return [found[0] or found[1] for found in _UNIT.findall(text)]


def _is_other_unit(printed: str, unit: str) -> bool:
    return printed != unit and bool(_MONEY_OR_MANY.search(printed) or _MONEY_OR_MANY.search(unit))
