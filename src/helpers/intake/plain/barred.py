"""Tables copied with one cell on each line and a bar behind each: as rows again, wherever their width can be told."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

_CELL = re.compile(r"\s*([^|]*?)\s*\|\s*")
_BARS = re.compile(r"\s*\|{2,}\s*")
_FEWEST = 8  # lines
_NARROWEST = 4  # cells


def rows_of_bars(text: str) -> str:
    """`text` with such tables as one row on the line of its first cell; no line is moved.

    Several bars on a line are as many blank cells, which fill up the row of a merged cell: each row ends with them or
    is full, and so the width of the table is what all these ends have in common.
    """
    lines = text.split("\n")
    if sum(map(_is_part, lines)) < _FEWEST:
        return text
    made: list[str] = []
    for is_table, run in groupby(lines, key=_is_part):
        part = [*run]
        made += _rows(part) if is_table else part
    return "\n".join(made)


def _is_part(line: str) -> bool:
    return bool(_CELL.fullmatch(line) or _BARS.fullmatch(line))


def _rows(lines: Sequence[str]) -> Iterator[str]:
    ends = [*accumulate(line.count("|") for line in lines)]
    width = math.gcd(ends[-1], *(end for end, line in zip(ends, lines, strict=True) if _BARS.fullmatch(line)))
    if len(lines) < _FEWEST or not _NARROWEST <= width < ends[-1]:
        yield from lines
        return
    cells = [(at, cell) for at, line in enumerate(lines) for cell in _cells(line)]
    rows = {cells[at][0]: " | ".join(cell for _, cell in cells[at : at + width]) for at in range(0, len(cells), width)}
    yield from (rows.get(at, "") for at in range(len(lines)))


def _cells(line: str) -> Sequence[str]:
    found = _CELL.fullmatch(line)
    return [found[1]] if found else [""] * line.count("|")
