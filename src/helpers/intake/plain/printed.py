"""Tables of printed pages as text: labels wrapped beside their numbers, told by the order of the form's rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ...form import all_forms
from ...formspec import BlockSpec, RowSpec, TableSpec
from ..matching.vocabulary import vocabulary
from ..prose.sections import section_of
from .separated import TAB, Field, Record

_BEGINNING = 5  # letters by which a label is known, its number among them
_NO_LETTER = re.compile(r"[^\w]|_")


def relabelled(records: Sequence[Record]) -> list[Record]:
    """The records with the tables that fill a section each as rows with whole labels, where their lines tell them.

    There must be as many lines that end in a row's numbers as the form has rows. What else stands on these lines must
    be of their labels, and nowhere may two rows have changed places.
    """
    opened = [(at, found.table) for at, record in enumerate(records) if (found := section_of(record.text))]
    pages = _page_numbers(records)
    made: list[Record] = []
    for (at, table), (end, _) in pairwise([(0, None), *opened, (len(records), None)]):
        lines = [line for line in records[at + 1 : end] if line not in pages] if table else []
        rows = next(filter(None, (_rows(lines, spec) for spec in _versions(table))), None)
        made += records[at:end] if rows is None else [records[at], *rows]
    return made


def _page_numbers(records: Sequence[Record]) -> Sequence[Record]:
    """The lines of nothing but a number, if these count on through the text."""
    alone = [record for record in records if record.text.isdecimal()]
    first = int(alone[0].text) if alone else 0
    counted = [str(first + step) for step in range(len(alone))]
    return alone if len(alone) > 1 and counted == [record.text for record in alone] else ()


def _versions(table: str | None) -> Iterator[TableSpec]:
    specs = (form.tables[table] for form in all_forms()) if table else ()
    return (spec for spec in specs if len(spec.blocks) == 1)


def _rows(lines: Sequence[Record], table: TableSpec) -> list[Record] | None:
    """The header and the rows of a table; None where the lines do not tell them."""
    block = table.blocks[0]
    width = len(block.columns) if block.rows else len(block.places)
    found = {at: split for at, line in enumerate(lines) if (split := _split(line, width))}
    rows = [row for row, _ in block.lines]
    if len(found) != len(rows) or any(_ends_in_number(line) for at, line in enumerate(lines) if at not in found):
        return None
    if not _fit(lines, found, rows) or not _has_header(lines[: min(found)], block):
        return None
    made = [Record(tuple(Field(label, lines[0].number) for label in _labels(block)), TAB)]
    for row, (at, (_, numbers)) in zip(rows, found.items(), strict=True):
        texts = [*(row.path if row else ()), *numbers]
        made.append(Record(tuple(Field(text, lines[at].number, place) for place, text in enumerate(texts, 1)), TAB))
    return made


def _split(line: Record, width: int) -> tuple[str, list[str]] | None:
    """What stands before the numbers of a row of so many columns, and these; None for any other line."""
    words = line.text.split()
    is_number = vocabulary().is_number
    label, numbers = words[:-width], words[-width:]
    if line.sign or len(numbers) < width or not all(map(is_number, numbers)) or (label and is_number(label[-1])):
        return None
    return " ".join(label), numbers


def _ends_in_number(line: Record) -> bool:
    """Whether a line may hold the rest of numbers that are broken in their cells."""
    return vocabulary().is_number(line.text.split()[-1])


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
    return [*([block.corner] if block.corner else []), *(path[-1] for path in paths)]


def _has_header(lines: Iterable[Record], block: BlockSpec) -> bool:
    """Whether lines hold the labels of all columns, and nothing against the form's order of them.

    On a line, they stand from left to right; where each has lines of its own, a level of the header follows another.
    """
    texts = [line.text for line in lines]
    leaves = [column.label for column in block.columns]
    by_level = [column.label for column in sorted(block.columns, key=lambda column: len(column.path))]
    if Counter("".join(leaves)) - Counter("".join(texts)):
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
