"""What every reader returns: the grids and the prose of one document, and the limits that all obey."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..submission import Paragraph, Problem
from ..titles import is_title
from .grid import Grid, GridCell

UNREADABLE, OVER_LIMIT = "I-01", "I-05"  # rules that a file may break as a whole
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_LETTERS = 200_000
MAX_MEMORY = 1024 * 1024 * 1024  # to read a document in
_TOP_ROWS = 8


@dataclass(frozen=True, slots=True)
class Document:
    """One document as read. `paragraphs` is None where the file type holds no prose, `downloads` where it is no page.

    A `scan` is a picture of a report: nothing can be read in it, but beside a readable report it is an attachment.
    """

    name: str
    grids: tuple[Grid, ...] = ()
    paragraphs: tuple[Paragraph, ...] | None = None
    title: str | None = None
    date: dt.date | None = None
    problems: tuple[Problem, ...] = ()
    scan: bool = False
    published: dt.date | None = None
    downloads: tuple[str, ...] | None = None


def top_cells(document: Document) -> Iterator[GridCell]:
    """The cells of the first rows of every table and sheet that is shown."""
    for grid in document.grids:
        for row in () if grid.hidden else grid.rows[:_TOP_ROWS]:
            yield from dict.fromkeys(row)


def titles_in_cells(document: Document) -> Iterator[str]:
    """The cells there that read like a report's title."""
    for cell in top_cells(document):
        if is_title(cell.text.strip()):
            yield re.sub(r"\s+", "", cell.text)


Reader = Callable[[Path], Document]


def unreadable(name: str, why: str, fix: str, scan: bool = False) -> Document:
    """A document that could not be read (I-01)."""
    return Document(name, problems=(Problem(UNREADABLE, f"文件读不出来：{why}", name, fix),), scan=scan)


def over_limit(name: str, what: str, fix: str) -> Document:
    """A document beyond what one report can need (I-05)."""
    return Document(name, problems=(Problem(OVER_LIMIT, what, name, fix),))
