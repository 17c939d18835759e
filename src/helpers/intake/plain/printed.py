"""Tables of printed pages as text: labels wrapped beside their numbers, told by the order of the form's rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise, takewhile

from ...form import all_forms
from ...formspec import BlockSpec, RowSpec, TableSpec
from ..matching.vocabulary import vocabulary
from ..prose.sections import section_of
from .separated import TAB, Field, Record

_BEGINNING = 5  # letters by which a label is known, its number among them
_UNITS = "元"  # letters of a unit that a heading may name beside its label
_NO_LETTER = re.compile(r"[^\w]|_")


def relabelled(records: Sequence[Record]) -> list[Record]:
    """The records with the tables that fill a section each as rows with whole labels, where their lines tell them.

    There must be as many lines that end in numbers as the form has rows, each with as many as its row. What else stands
    on these lines must be of their labels, and nowhere may two rows have changed places.
    """
    opened = [(at, found.table) for at, record in enumerate(records) if (found := section_of(record.text))]
    pages = _page_numbers(records)
    made: list[Record] = []
    for (at, table), (end, _) in pairwise([(0, None), *opened, (len(records), None)]):
        lines = [line for line in records[at + 1 : end] if line not in pages] if table else []
        versions = [form.tables[table] for form in all_forms()] if table else []
        rows = next(filter(None, (_rows(lines, version) for version in versions)), None)
        made += records[at:end] if rows is None else [records[at], *rows]
    return made


def _page_numbers(records: Sequence[Record]) -> Sequence[Record]:
    """The lines of nothing but a number, if these count on through the text."""
    alone = [record for record in records if record.text.isdecimal()]
    first = int(alone[0].text) if alone else 0
    counted = [str(first + step) for step in range(len(alone))]
    return alone if len(alone) > 1 and counted == [record.text for record in alone] else ()


def _rows(lines: Sequence[Record], table: TableSpec) -> list[Record] | None:
    """The headers and the rows of a table; None where the lines do not tell them."""
    found = {at: split for at, line in enumerate(lines) if (split := _split(line))}
    rows = [row for block in table.blocks for row, _ in block.lines]
    widths = [len(places) for block in table.blocks for _, places in block.lines]
    if widths != [len(numbers) for _, numbers in found.values()] or not _fit(lines, found, rows):
        return None
    made: list[Record] = []
    left = iter(found.items())
    above = 0
    for block in table.blocks:
        part = list(islice(left, len(block.lines)))
        if not _has_header(lines[above : part[0][0]], block):
            return None
        made.append(Record(tuple(Field(label, lines[above].number) for label in _labels(block)), TAB))
        for (row, _), (at, (_, numbers)) in zip(block.lines, part, strict=True):
            texts = [*(row.path if row else ()), *numbers]
            made.append(Record(tuple(Field(text, lines[at].number, place) for place, text in enumerate(texts, 1)), TAB))
            above = at + 1
    return made


def _split(line: Record) -> tuple[str, list[str]] | None:
    """What stands before the numbers with which a line ends, and these; None for any other line."""
    words = line.text.split()
    numbers = list(takewhile(vocabulary().is_number, reversed(words)))[::-1]
    return (" ".join(words[: len(words) - len(numbers)]), numbers) if numbers and not line.sign else None


# Labels --------------------------------------------------------------------------------------------------------------


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text)


def _fit(lines: Sequence[Record], found: Mapping[int, tuple[str, list[str]]], rows: Sequence[RowSpec | None]) -> bool:
    """Whether what stands before the numbers of each row is of its labels, and no two rows have changed places."""
    labels = [_letters("".join(row.path)) if row else "" for row in rows]
    owns = [_letters(own) for own, _ in found.values()]
    if not all(_is_part(own, label) for own, label in zip(owns, labels, strict=True)):
        return False
    ends = [-1, *found, len(lines)]
    return all(
        not _is_part(owns[at], labels[at + 1])
        or not _is_part(owns[at + 1], labels[at])
        or _follow(lines[ends[at] + 1 : ends[at + 3]], rows[at : at + 2])
        for at in range(len(rows) - 1)
    )


def _follow(lines: Sequence[Record], rows: Sequence[RowSpec | None]) -> bool:
    """Whether the labels of two rows begin in these lines one after the other."""
    text = "".join(_letters(line.text) for line in lines)
    first, second = (text.find(_letters(row.label)[:_BEGINNING]) if row else -1 for row in rows)
    return 0 <= first < second


def _is_part(part: str, whole: str) -> bool:
    """Whether `part` is `whole` with letters left out."""
    left = iter(whole)
    return all(letter in left for letter in part)


# Header --------------------------------------------------------------------------------------------------------------


def _labels(block: BlockSpec) -> list[str]:
    """The labels of the header, each as often as it is printed, from the top row to the lowest."""
    levels = range(1, 1 + max(len(column.path) for column in block.columns))
    paths = (
        path
        for level in levels
        for path in dict.fromkeys(column.path[:level] for column in block.columns)
        if len(path) == level
    )
    return [*filter(None, (block.caption, block.corner)), *(path[-1] for path in paths)]


def _has_header(lines: Iterable[Record], block: BlockSpec) -> bool:
    """Whether lines hold the labels of all columns, and nothing against the form's order of them.

    On a line, they stand from left to right; where each has lines of its own, a level of the header follows another.
    """
    texts = [line.text for line in lines]
    leaves = [column.label for column in block.columns]
    by_level = [column.label for column in sorted(block.columns, key=lambda column: len(column.path))]
    lacking = Counter(_letters("".join(leaves)))
    printed = Counter(_letters("".join(texts)))
    if lacking - printed or any(printed[unit] > lacking[unit] for unit in _UNITS):
        return False
    broken = [text.split() for text in texts]
    alone = [words[0] for words in broken if len(words) == 1]
    return _keep_order(alone, by_level) and all(_keep_order(words, leaves) for words in broken if len(words) > 1)


def _keep_order(words: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether those words that are pieces of labels follow each other as the labels do; a lone letter tells nothing."""
    at = 0
    for word in words:
        if len(word) < 2 or not any(word in label for label in labels):
            continue
        at = next((i for i in range(at, len(labels)) if word in labels[i]), len(labels))
    return at < len(labels)
