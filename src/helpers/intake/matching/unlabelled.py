"""The rows of numbers of a table whose rows have no labels: what stands right under each of its headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ...form import all_forms
from ...formspec import BlockSpec
from ..grid import Grid, GridCell, anchors
from .keyed import KeyedGrid
from .labels import label_key, most_like
from .line import NEAR_ROW, Line, Row, is_number

_SHORT_ANSWER = 1  # letter that stands in place of a number: 无


def unlabelled_lines(
    keyed: KeyedGrid, block: BlockSpec, next_grid: Grid | None = None
) -> Iterator[tuple[Line, list[str]]]:
    """The rows of numbers under each header; a blank row where none follows, or the place where it should be.

    A header with nothing below it may have its numbers in `next_grid`, where the table goes on.
    """
    labels = frozenset(label_key(label) for column in block.columns for label in column.path)
    if not any(row.is_parted or sum(_is_label(key, labels) for _, key in row.leading) > 1 for row in keyed.rows):
        return  # the first four cells of a header have two of its labels
    grid = keyed.grid
    header: list[Row] = []
    titles = [grid.caption] if grid.caption else []
    after = 0
    for index, row in enumerate(grid.rows):
        texts = [label_key(cell.text) for cell in anchors(row) if cell.text.strip()]
        known = sum(_is_label(text, labels) for text in texts)
        is_header = known >= 2 and known >= len(texts) - 2
        if _is_whole(header, block) and texts and (not is_header or _is_same(row, header[0])):
            yield from _under(grid, header, block, (grid.rows[after:index], grid.rows[index:]), titles)
            header, titles = [], []
        if is_header:
            header.append(row)
            after = index + 1
        elif texts:
            header = []
            titles += [cell.text.strip() for cell in anchors(row) if cell.text.strip()] if len(texts) == 1 else []
    if _is_whole(header, block):
        below = next_grid.rows if next_grid and _begins_with_numbers(next_grid) else ()
        yield from _under(grid, header, block, (grid.rows[after:], below), titles)


def _is_label(key: str, labels: frozenset[str]) -> bool:
    return key in labels or most_like(key, labels, NEAR_ROW) != ""


def _is_whole(header: Sequence[Row], block: BlockSpec) -> bool:
    """Whether a header has its rows, or all its labels in one row."""
    return len(header) >= 2 or (bool(header) and len(anchors(header[0])) >= len(block.columns))


def _is_same(row: Row, other: Row) -> bool:
    return [label_key(cell.text) for cell in row] == [label_key(cell.text) for cell in other]


def _under(
    grid: Grid,
    header: Sequence[Row],
    block: BlockSpec,
    rows: tuple[Sequence[Row], Sequence[Row]],
    titles: Sequence[str],
) -> Iterator[tuple[Line, list[str]]]:
    """The lines below one header: of `rows`, the first are blank and stand right under it, the others follow."""
    blanks, below = rows
    width = len(block.columns)
    numbers = list(_number_rows(below, width))
    blank = next((row for row in blanks if len(row) >= width), _blank_row(header))
    # It may begin with the label of a table that stands beside this one, or follow a heading that was not known.
    right_below = next((row for row in below[:2] if not blanks and _is_full(row, width)), None)
    for row in numbers or [right_below or blank]:
        words = [cell.text.strip() for cell in anchors(row) if re.search(r"[^\W\d]", cell.text) and not is_number(cell)]
        yield Line(grid, tuple(header), row, 0), [*titles, *words]


def _number_rows(below: Sequence[Row], width: int) -> Iterator[Row]:
    """The rows of numbers that follow each other; one that only counts the columns 1, 2, 3 … is none."""
    for row in below:
        filled = [cell for cell in anchors(row) if cell.text.strip()]
        if not filled or _counts_columns([cell.text.strip() for cell in filled], width):
            continue
        longest = _SHORT_ANSWER if any(map(is_number, filled)) else 0
        words = sum(not is_number(cell) and len(cell.text.strip()) > longest for cell in filled)
        labelled = any(label_key(cell.text) in _row_labels() for cell in filled)
        if len(row) < width or 2 * words >= len(filled) or labelled:
            return
        yield row


def _is_full(row: Row, width: int) -> bool:
    """Whether something stands in most of so many columns, figures among it."""
    texts = [cell.text for cell in anchors(row) if cell.text.strip()]
    return 2 * len(texts) > width and any(re.search(r"\d", text) for text in texts)


def _begins_with_numbers(grid: Grid) -> bool:
    filled = ([cell for cell in anchors(row) if cell.text.strip()] for row in grid.rows)
    return all(map(is_number, next(filter(None, filled), [])))


@cache
def _row_labels() -> frozenset[str]:
    tables = (table for form in all_forms() for table in form.tables.values())
    return frozenset(label_key(row.label) for table in tables for block in table.blocks for row in block.rows)


def _counts_columns(texts: Sequence[str], width: int) -> bool:
    """Whether a row is 栏次: nothing but 1, 2, 3 … through all columns."""
    digits = [text for text in texts if text.isdigit()]
    return len(digits) >= width and digits == [str(n) for n in range(1, len(digits) + 1)]


def _blank_row(header: Sequence[Row]) -> Row:
    """Cells without text, one below each position of the header."""
    return tuple(GridCell("", cell.origin) for cell in max(header, key=len))
