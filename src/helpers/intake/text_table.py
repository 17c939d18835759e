"""Lines of text into grids and prose: rows that stand together are a table, with the lines above it as its caption."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..form import all_forms
from .grid import Grid, GridCell
from .sections import match_heading
from .text_line import Line, Standing

_CAPTION_LINES = 3
_CAPTION_LETTERS = 60


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
    for is_prose, group in groupby(lines, key=lambda line: line.standing is Standing.PROSE):
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


def _begins(above: Sequence[str], first: Line) -> bool:
    """Whether a row after the lines `above` begins a table: not where they are but a note between rows of numbers."""
    if not first.has_numbers:
        return bool(above)
    return any(match_heading(text, form) for text in above for form in all_forms())


def _caption(above: Sequence[str]) -> str:
    last: list[str] = []
    for text in reversed(above[-_CAPTION_LINES:]):
        if len(text) > _CAPTION_LETTERS:
            break
        last.insert(0, text)
    return "\n".join(last)


def _grid(caption: str, lines: Sequence[Line], file: str) -> Grid:
    rows: tuple[tuple[GridCell, ...], ...] = tuple(line.cells for line in lines)
    return Grid(file, rows, ragged=True, caption=caption)
