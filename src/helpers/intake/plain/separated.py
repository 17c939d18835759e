"""Lines of plain text divided into fields: by tabs, pipes or commas, with quoted fields as spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..matching.vocabulary import vocabulary

TAB = "\t"
PIPE = "|"
_PIPES = re.compile(r"[|｜│┃║]")
_SIGNS = (",", ";", TAB, PIPE, "，", "；")
# A rule drawn between the rows of a table: |---|:-:|, +----+, ├──┼──┤.
_RULE = re.compile(
    r"(?=.*[|+┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝╟╫╢╞╪╡])(?=.*(?:-{2}|:-|-:|={3}|─{2}|━{2}|═{2}))[^\w\u3400-\u9fff]{3,}"
)
_OF_PAGES = r"\s*(?:页|of|[,，/])?\s*(?:共\s*)?\d{1,3}\s*页?"
_PAGE_MARK = re.compile(
    r"[-—–－]\s*\d{1,3}\s*[-—–－]|={2,}\s*\d{1,3}\s*=*"
    rf"|[-=*#<\[(（]*\s*(?:第\s*\d{{1,3}}\s*页(?:{_OF_PAGES})?|page\s*\d{{1,3}}(?:{_OF_PAGES})?)\s*[-=*#>\])）]*",
    re.IGNORECASE,
)
_LONGEST_QUOTE = 50  # lines in one quoted field
_NOT_CLOSED = re.compile(r'\s*"(?:[^"]|"")*\Z')
_SEP = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """A stretch of text between two signs: on which line it stands, as which of its fields."""

    text: str
    line: int
    place: int = 1


@dataclass(frozen=True, slots=True)
class Record:
    """A line of text, or several where a quoted field runs on: `fields` between `sign`, which is "" for one field."""

    fields: tuple[Field, ...]
    sign: str = ""

    @property
    def number(self) -> int:
        """The line on which it begins."""
        return self.fields[0].line

    @property
    def text(self) -> str:
        """The record as prose: what is blank on its outside left out."""
        filled = [field.text.strip() for field in self.fields if field.text.strip()]
        if len(filled) < 2:
            return "".join(filled)
        if self.sign == TAB:
            return " ".join(filled)
        return self.sign.join(field.text for field in self.fields).strip(self.sign + " \t\u3000")


def likely_sign(text: str, signs: Sequence[str] = _SIGNS, least: int = 1) -> str | None:
    """The sign between whose places most numbers stand; None where there are fewer numbers than `least`."""
    is_number = vocabulary().is_number
    counts = dict.fromkeys(signs, 0)
    for line in text.split("\n"):
        for sign in signs:
            if sign in line:
                fields = (field.strip() for field in line.split(sign))
                counts[sign] += sum(is_number(field) for field in fields if field and " " not in field)
    best = max(signs, key=lambda sign: counts[sign])
    return best if counts[best] >= least else None


def declared_sign(text: str) -> str | None:
    """The sign that a first line such as sep=; names for Excel."""
    found = _SEP.fullmatch(text.partition("\n")[0])
    return found[1] if found else None


def records(text: str, signs: Sequence[str], first: int = 1, all_quoted: bool = False) -> Iterator[Record]:
    """The lines of `text` that say something, each divided by the first of `signs` that it holds; pipes all look alike.

    Rules of tables and page marks are left out. A quote that is not closed, or that would swallow rows of numbers, is
    an ordinary letter; so is one around a field that stands alone, unless `all_quoted`.
    """
    lines = text.split("\n")
    framed = _framed(lines) if PIPE in signs else (False, False)
    at = 0
    while at < len(lines):
        texts, sign, taken = _divided(lines, at, signs, all_quoted)
        texts = _without_frame(texts, framed) if sign == PIPE else texts
        fields = tuple(Field(text, first + at, place) for place, text in enumerate(texts, start=1))
        record = Record(fields, sign if len(fields) > 1 else "")
        if not _is_decoration(lines[at]) and (record.sign or record.text):
            yield record
        at += taken


def _divided(lines: Sequence[str], at: int, signs: Sequence[str], all_quoted: bool) -> tuple[tuple[str, ...], str, int]:
    """The fields of the record that begins at line `at`, their sign, and of how many lines it is made."""
    line = lines[at]
    sign = next((sign for sign in signs if (_PIPES.search(line) if sign == PIPE else sign in line)), "")
    if sign == PIPE:
        return tuple(_PIPES.split(line.strip())), PIPE, 1
    if sign or line.lstrip().startswith('"'):
        fields, taken = _quoted(lines, at, sign or signs[0])
        if sign or all_quoted or len(fields) > 1:
            return fields, sign or signs[0], taken
    return (line,), "", 1


def _is_decoration(line: str) -> bool:
    return bool(_PAGE_MARK.fullmatch(line.strip()) or _RULE.fullmatch(line.strip()))


def _framed(lines: Sequence[str]) -> tuple[bool, bool]:
    """Whether rows are written with a pipe before the first cell, and after the last: |a|b| is no row of four cells."""
    rows = [_PIPES.split(line.strip()) for line in lines if _PIPES.search(line)]
    told = [fields for fields in rows if sum(map(vocabulary().is_number, fields)) >= 2] or rows
    left, right = (sum(not fields[end] for fields in told) for end in (0, -1))
    # Rows that begin with a pipe end with one, but for a row with which the text goes on or ends.
    return left == len(told), right == len(told) or (left == len(told) and 2 * right > len(told))


def _without_frame(fields: Sequence[str], framed: tuple[bool, bool]) -> tuple[str, ...]:
    start = 1 if framed[0] and not fields[0].strip() else 0
    end = len(fields) - 1 if framed[1] and not fields[-1].strip() else len(fields)
    return tuple(fields[start:end]) or ("",)


def _quoted(lines: Sequence[str], at: int, sign: str) -> tuple[tuple[str, ...], int]:
    for end in range(at + 1, min(at + _LONGEST_QUOTE, len(lines)) + 1):
        fields = _fields("\n".join(line.rstrip("\r") for line in lines[at:end]), sign)
        if fields is not None:
            return fields, end - at
        if '"' not in lines[at] or _has_numbers(lines[end - 1].rpartition('"')[2], sign):
            break
    return tuple(lines[at].rstrip("\r").split(sign)), 1


def _fields(text: str, sign: str) -> tuple[str, ...] | None:
    """The fields of one record; None where a quoted field is not closed or holds lines of numbers."""
    quoted = re.compile(rf'\s*"((?:[^"]|"")*)"[^\S\n]*(?={re.escape(sign)}|\Z)')
    fields: list[str] = []
    at = 0
    while True:
        found = quoted.match(text, at)
        end = found.end() if found else text.find(sign, at)
        end = end if end >= 0 else len(text)
        field = found[1].replace('""', '"') if found else text[at:end]
        if "\n" in field and (not found or any(_has_numbers(line, sign) for line in field.split("\n"))):
            return None
        if not found and _NOT_CLOSED.match(text, at):
            return None
        fields.append(field)
        if end == len(text):
            return tuple(fields)
        at = end + len(sign)


def _has_numbers(line: str, sign: str) -> bool:
    return sum(map(vocabulary().is_number, line.split(sign))) >= 2
