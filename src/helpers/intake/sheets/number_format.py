"""What a spreadsheet shows of a number: where its format shows another one, the text says both."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_QUOTED = re.compile(r'"([^"]*)"|[\\!](.)')
_PADDING = re.compile(r"[_*].")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_DIGITS = re.compile(r"[#0?](?:[#0?,]*[#0?])?(,*)(?:\.([#0?]*))?(,*)")
_WHOLE = 1e-7  # nearer to a whole number than a sum of decimals comes by rounding


def plain_number(value: float) -> str:
    """A stored number to the 15 digits that a spreadsheet keeps."""
    if isinstance(value, int):
        return str(value)
    if abs(value - round(value)) < _WHOLE and abs(value) < 1e15:
        return str(round(value))
    return format(value, ".15g") if abs(value) < 1e15 else str(value)


def displayed(value: float, number_format: str) -> str:
    """A number with the words that its format puts beside it; what is shown and what is stored, where they differ."""
    stored = plain_number(value)
    section = _section(value, number_format)
    if not value or section.strip().lower() in ("general", "@", "g/通用格式") or not number_format:
        return stored
    if not section.strip():
        return f"{stored}（单元格格式不显示这个数）"
    bare = _PADDING.sub("", _BRACKETS.sub("", section))
    words = "".join(first or second for first, second in _QUOTED.findall(bare))
    pattern = _QUOTED.sub("", bare)
    words += "".join(re.findall(r"[\u4e00-\u9fff]+", pattern))
    found = _DIGITS.search(pattern)
    if found is None:
        return stored
    scaled = bool(found[1] and not found[2]) or bool(found[3]) or re.search(r"[%Ee]", pattern)
    if scaled or re.search(r"[0-9.]", words):
        return f"{stored}（单元格格式“{number_format}”显示的不是这个数）"
    decimals = len(found[2] or "")
    shown = Decimal(stored).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if "/" not in pattern and shown != Decimal(stored):
        return f"{shown}（实际存的是 {stored}）"
    before = bare.find(found[0]) > 0 and _QUOTED.search(bare[: bare.find(found[0])])
    return f"{words}{stored}" if before else f"{stored}{words.strip()}"


@lru_cache
def _sections(number_format: str) -> list[str]:
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)


def _section(value: float, number_format: str) -> str:
    """The part of a format that applies to a number: positive; negative; zero."""
    sections = _sections(number_format)
    if value < 0 and len(sections) > 1:
        return sections[1]
    if value == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]
