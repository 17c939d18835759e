"""Lines of text into grids and prose: rows that stand together are a table, with the lines above it as its caption."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..grid import Grid, GridCell
from ..matching.vocabulary import vocabulary
from ..prose.sections import section_of
from .line import Line, Standing

_CAPTION_LINES = 3
_CAPTION_LETTERS = 60
_ROW_OF_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class Page:
    """What a text holds: its tables, and its prose as lines with their numbers."""

    grids: tuple[Grid, ...]
    prose: tuple[tuple[int, str], ...]


def page_of(lines: Iterable[Line], file: str) -> Page:
    """Sort lines into tables and prose; a line that may be a row is one where it stands beside a row."""
    tables: list[tuple[str, list[Line]]] = []
    prose: list[tuple[int, str]] = []
    above: list[str] = []
    for is_prose, group in groupby(_unbroken(list(lines)), key=lambda line: line.standing is Standing.PROSE):
        together = list(group)
        if is_prose or not any(line.standing is Standing.ROW for line in together):
            prose += [(line.number, line.text) for line in together if line.text]
            above += [line.text for line in together if line.text]
            continue
        if not tables or _begins(above, together[0]):
            tables.append((_caption(above), []))
        tables[-1][1].extend(together)
        above = []
    return Page(tuple(_grid(caption, rows, file) for caption, rows in tables), tuple(prose))


def _unbroken(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, with what is left of a row on the next line put to its end.

    Its last number may go on there: that cell then holds both on two lines, which is no number.
    """
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if at < len(lines) and lines[at].number == line.last + 1 and _goes_on(line, lines[at]):
            first, *others = lines[at].cells
            last = replace(line.cells[-1], text=f"{line.cells[-1].text}\n{first.text}")
            line = replace(line, cells=(*line.cells[:-1], last, *others), last=lines[at].last)
            at += 1
        yield line


def _goes_on(line: Line, below: Line) -> bool:
    """Whether a row of numbers is followed by a shorter line that begins with one."""
    is_row = line.standing is not Standing.PROSE and len(line.filled) > 1 and line.has_numbers
    first = below.cells[0].text
    begins = first[:1].isdigit() and vocabulary().is_number(first)
    return is_row and begins and line.cells[-1].text != "" and len(below.filled) < len(line.filled)


def _begins(above: Sequence[str], first: Line) -> bool:
    """Whether a row after the lines `above` begins a table: not where they are but a note between rows of numbers."""
    if not first.has_numbers:
        return bool(above)
    return any(section_of(text) for text in above)


def _caption(above: Sequence[str]) -> str:
    last: list[str] = []
    is_number = vocabulary().is_number
    said = [text for text in above if sum(map(is_number, text.split())) < _ROW_OF_NUMBERS]
    for text in reversed(said[-_CAPTION_LINES:]):
        if len(text) > _CAPTION_LETTERS:
            break
        last.insert(0, text)
    return "\n".join(last)


def _grid(caption: str, lines: Sequence[Line], file: str) -> Grid:
    rows: tuple[tuple[GridCell, ...], ...] = tuple(line.cells for line in lines)
    return Grid(file, rows, ragged=True, caption=caption)
