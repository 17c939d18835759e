"""The numbers of Chinese prose: 37件, 三十七件, ３７件, 1.2万件, 百分之十二, 3,646 件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ...filing import Number
from .spelled import DIGITS, spelled

# Longer units first: 万元 before 元.
_UNIT = (
    "个百分点|万元|亿元|元|件次|件|条次|条|篇次|篇|份次|份|起|宗|例|人次|人|名|位|项次|项|次|期|场次|场|个|家|页|部|张|处|批|字|倍"
    "|年|月|日|号"
)
_DIGITS = r"(?<![0-9.A-Za-z])(?:[0-9]{1,3}(?:,[0-9]{3})++|[0-9]++)(?:\.[0-9]++)?(?![0-9.]*+[A-Za-z])"
# No number is longer, and none begins within another: a long line of such letters must not be read over and over.
_LETTERS = "〇零一二两三四五六七八九十百千万亿"
_WORDS = rf"(?<![{_LETTERS}])[{_LETTERS}]{{1,20}}+(?:点[〇零一二三四五六七八九]{{1,9}}+)?"
_VAGUE_AFTER = "余|多|来"
_VAGUE_BEFORE = re.compile(r"(?:约|近|超过?|逾|将近|大约|至少|不少于|[0-9]\s*[-—~至])$")
_VAGUE_REACH = 8
_VAGUE_BEHIND = re.compile("左右|上下|以上|以内|不到")
_SOME = re.compile("[一二两三四五六七八九]{2}")  # 两三件: no number at all
_NUMERAL = re.compile(
    rf"(?P<percent>百分之(?:{_WORDS}|{_DIGITS}))"
    rf"|(?P<digits>{_DIGITS})(?P<scale>[百千万亿]+(?!元))?(?P<vague>{_VAGUE_AFTER})?(?P<unit>%|‰|(?:{_UNIT}))?"
    rf"|(?P<words>(?<![第其之每统唯逐同专单另某几数任])(?:{_WORDS}))(?P<more>{_VAGUE_AFTER})?(?P<measure>{_UNIT})"
)
# 一是, 第二十条, 〔2021〕30号, 十四五, 三个方面 count nothing of the report.
_REFERENCE = re.compile(r"〔[0-9]{4}〕|\[[0-9]{4}\]|第(?:[0-9]+|[〇零一二三四五六七八九十百]+)[条款项次届章号]")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a sentence: from `start` to `end`, its unit with it; `vague` says that it is rounded (3600余件)."""

    value: Number
    unit: str
    start: int
    end: int
    vague: bool = False
    address: str | None = None

    @property
    def is_date(self) -> bool:
        """Whether it is a part of a date or the number of a document."""
        return self.unit in ("年", "月", "日", "号")


def numerals(text: str) -> Iterator[Numeral]:
    """The numbers of `text`, which is without blanks and full-width digits (as sentences are)."""
    references = {place for found in _REFERENCE.finditer(text) for place in range(*found.span())}
    for found in _NUMERAL.finditer(text):
        start, end = found.span()
        if start in references:
            continue
        vague = bool(
            found["vague"]
            or found["more"]
            or _VAGUE_BEFORE.search(text, max(0, start - _VAGUE_REACH), start)
            or _VAGUE_BEHIND.match(text, end)
        )
        value = _value(found)
        if value is not None:
            yield Numeral(value, _unit(found), start, end, vague)


def _unit(found: re.Match[str]) -> str:
    return "%" if found["percent"] else found["unit"] or found["measure"] or ""


def _value(found: re.Match[str]) -> Number | None:
    if found["percent"]:
        return _spelled(found["percent"].removeprefix("百分之"))
    if found["words"]:
        return None if _SOME.fullmatch(found["words"]) else _spelled(found["words"])
    digits = found["digits"].replace(",", "")
    if digits.isdecimal() and not found["scale"]:
        return int(digits)
    value = Decimal(digits)
    for scale in found["scale"] or "":
        value *= {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}[scale]
    return _plain(value)


def _spelled(text: str) -> Number | None:
    if text[0] in "0123456789":
        return _plain(Decimal(text.replace(",", "")))
    whole, _, fraction = text.partition("点")
    try:
        value = Decimal(spelled(whole))
    except ValueError:
        return None  # 十百 and the like
    digits = "".join(str(DIGITS[digit]) for digit in fraction)
    return _plain(value + Decimal(f"0.{digits}") if digits else value)


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value
