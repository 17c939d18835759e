"""The words that the form prints in its tables, in any version: by them a line of plain text is told to be a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ...form import all_forms
from ...formspec import BlockSpec
from .labels import label_key

_LONGEST_NUMBER = 200
_FIGURES = r"(?:[\d\ufffd]{1,3}(?:,[\d\ufffd]{3})+|[\d\ufffd]+)(?:\.[\d\ufffd]+)?"
_DASHES = "-/—–―─"
_DASH = rf"[{_DASHES}]{{1,3}}"


@dataclass(frozen=True)
class Vocabulary:
    """Keys of printed labels. `widths`: how many numbers a row of this label has; `unlabelled`: those of rows without.

    `number` matches whatever stands in a number cell, a damaged digit included.
    """

    words: frozenset[str]
    widths: Mapping[str, frozenset[int]]
    unlabelled: frozenset[int]
    number: re.Pattern[str]

    def knows(self, text: str) -> bool:
        """Whether `text` is one printed label, however it is spaced and numbered; a dash after it is not its own."""
        return label_key(text) in self.words and text.strip()[-1:] not in _DASHES

    def widths_of(self, label: str) -> frozenset[int]:
        """How many numbers a row of this label has, by version; empty for what is no label of a row."""
        return self.widths.get(label_key(label), frozenset())

    def is_number(self, text: str) -> bool:
        """Whether `text` has the shape of a number cell: a number, perhaps with its unit, or a dash."""
        if text.isdecimal():
            return len(text) < _LONGEST_NUMBER
        plain = "".join(text.split())
        return len(plain) < _LONGEST_NUMBER and self.number.fullmatch(unicodedata.normalize("NFKC", plain)) is not None


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of all versions of the form."""
    blocks = [block for form in all_forms() for table in form.tables.values() for block in table.blocks]
    widths: dict[str, set[int]] = {}
    for block in blocks:
        for row in block.rows:
            widths.setdefault(label_key(row.label), set()).add(len(block.columns))
    units = {column.unit for block in blocks for column in block.columns} - {""}
    return Vocabulary(
        frozenset(word for block in blocks for word in _words(block)) - {""},
        {key: frozenset(found) for key, found in widths.items()},
        frozenset(len(block.columns) for block in blocks if not block.rows),
        re.compile(rf"[-+−]?{_FIGURES}(?:{'|'.join(map(re.escape, sorted(units)))})?|{_DASH}"),
    )


def _words(block: BlockSpec) -> set[str]:
    paths = (
        *(column.path for column in block.columns),
        *(row.path for row in block.rows),
        (block.caption, block.corner),
    )
    return {label_key(label) for path in paths for label in path}
