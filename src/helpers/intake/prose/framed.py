"""The text of a report that stands in the cells of its tables: headings between the rows, sections in frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..grid import GridCell, anchors
from .sections import holds_sentence, is_prose, section_of

_LONG = 30  # letters: what a form prints in its cells is no longer text


def framed_text(rows: Sequence[Sequence[GridCell]]) -> Iterator[tuple[str, GridCell]]:
    """The lines of a grid that are prose: rows of one cell that say so themselves or stand under such a heading.

    Each comes with the cell in which it stands.
    """
    seen: set[GridCell] = set()
    in_text = False
    for row in rows:
        cells = [cell for cell in anchors(row) if cell.text.strip() and cell not in seen]
        seen.update(cells)
        if len(cells) == 1:
            for line in _of_one_cell(cells[0].text.split("\n"), in_text):
                found = section_of(line)
                in_text = not found.table if found else in_text
                yield line, cells[0]
        else:
            in_text = False
            yield from _of_several_cells(cells)


def _of_one_cell(lines: Sequence[str], in_text: bool) -> Iterator[str]:
    whole = in_text or any(map(holds_sentence, lines))
    yield from (line for line in lines if whole or is_prose(line))


def _of_several_cells(cells: Sequence[GridCell]) -> Iterator[tuple[str, GridCell]]:
    """Of a heading and its text side by side both, of other rows only whole sentences."""
    heading = section_of(cells[0].text.split("\n")[0]) if cells else None
    beside = len(cells) == 2 and heading is not None and not heading.table
    for cell in cells:
        lines = cell.text.split("\n")
        if beside or (len("".join(lines)) >= _LONG and any(map(holds_sentence, lines))):
            yield from ((line, cell) for line in lines)
