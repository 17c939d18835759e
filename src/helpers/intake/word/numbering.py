"""Word's automatic numbers, which stand in no text: 「一、」 before a heading is counted, not typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "〇一二三四五六七八九"
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    format: str
    text: str
    start: int


@dataclass
class Numbering:
    """Counts the numbered paragraphs of one document in reading order."""

    levels: Mapping[tuple[str, int], _Level]
    styles: Mapping[str, tuple[str, int]]
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def label(self, paragraph: Any) -> str:
        """The number that Word shows before `paragraph` (a w:p element), "" where it shows none."""
        found = self._number_of(paragraph)
        if found is None:
            return ""
        number, level = found
        spec = self.levels.get((number, level))
        if spec is None:
            return ""
        self._counts[number, level] = self._counts.get((number, level), spec.start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            self._counts.pop((number, deeper), None)
        text = spec.text
        for upper in range(level + 1):
            of = self.levels.get((number, upper), spec)
            text = text.replace(f"%{upper + 1}", _written(self._counts.get((number, upper), of.start), of.format))
        return text

    def _number_of(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        own = _num_pr(properties)
        if own is not None:
            return None if own[0] == "0" else own
        style = properties.find(qn("w:pStyle"))
        return self.styles.get(style.get(qn("w:val"), "")) if style is not None else None


def read_numbering(document: Any) -> Numbering:
    """The numbering definitions of a python-docx document, and which styles are numbered."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return Numbering({}, {})
    abstract = {
        item.get(qn("w:abstractNumId")): {int(lvl.get(qn("w:ilvl"))): _level(lvl) for lvl in item.findall(qn("w:lvl"))}
        for item in root.findall(qn("w:abstractNum"))
    }
    levels: dict[tuple[str, int], _Level] = {}
    for number in root.findall(qn("w:num")):
        reference = number.find(qn("w:abstractNumId"))
        if reference is not None:
            for index, level in abstract.get(reference.get(qn("w:val")), {}).items():
                levels[number.get(qn("w:numId")), index] = level
    styles = {
        style.get(qn("w:styleId")): found
        for style in document.styles.element.findall(qn("w:style"))
        if (properties := style.find(qn("w:pPr"))) is not None and (found := _num_pr(properties))
    }
    return Numbering(levels, styles)


def _num_pr(properties: Any) -> tuple[str, int] | None:
    found = properties.find(qn("w:numPr"))
    if found is None:
        return None
    number, level = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
    if number is None:
        return None
    return number.get(qn("w:val")), int(level.get(qn("w:val"))) if level is not None else 0


def _level(element: Any) -> _Level:
    def value(name: str, default: str) -> str:
        found = element.find(qn(name))
        return default if found is None else found.get(qn("w:val"), default)

    return _Level(value("w:numFmt", "decimal"), value("w:lvlText", ""), int(value("w:start", "1")))


def _written(number: int, style: str) -> str:
    return _FORMATS.get(style, str)(number)


def _chinese(number: int) -> str:
    """1 to 99 as counted in headings: 一, 十, 十一, 二十一."""
    tens, ones = divmod(number, 10)
    if number <= 0 or tens > 9:
        return str(number)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseCounting": _chinese,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "bullet": lambda _: "",
    "none": lambda _: "",
}
