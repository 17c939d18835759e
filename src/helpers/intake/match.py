"""From grids to entries: which table of which form a grid holds, and which cell is which address.

Rows are found by their label path, columns by their header path. Where the columns of a row do not line up with the
header (flattened or differently merged), the run of cells after the label is taken, if it fits in one way only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter, range_boundaries

from ..filing import COMPUTED, Entry, EntryKind, computed_totals, parse_entry
from ..form import BlockSpec, Place, TableSpec, all_forms
from ..submission import Problem
from .candidate import Candidate, Line, find_candidate
from .grid import Grid, GridCell, anchors
from .labels import label_key


@dataclass(frozen=True, slots=True)
class TableMatch:
    """A table found in a document: under which form, with which entries."""

    table: TableSpec
    entries: Mapping[str, Entry]


def match_tables(grids: Sequence[Grid], expected_year: int) -> tuple[list[TableMatch], list[Problem]]:
    """Find tables two, three and four in `grids`, each under the form version that fits its labels best.

    A table whose rows fit no version whole is reported with the labels that are missing, and none of it is read.
    """
    matches: list[TableMatch] = []
    problems: list[Problem] = []
    forms = sorted(all_forms(), key=lambda form: not form.fits(expected_year))
    for table_id in forms[0].tables:
        best = max((find_candidate(grids, form, table_id) for form in forms), key=lambda c: c.score)
        if not any(lines for *_, lines in best.lines):
            continue
        if best.missing:
            problems.append(_unrecognised(best))
        else:
            matches.append(_read(best))
    return matches, problems


def _unrecognised(candidate: Candidate) -> Problem:
    table = candidate.table
    first = next(line for *_, lines in candidate.lines for line in lines)
    missing = "、".join(candidate.missing[:6]) + ("等" if len(candidate.missing) > 6 else "")
    return Problem(
        "I-02",
        f"{table.name}“{table.title}”与格式对不上，没有找到：{missing}",
        f"{first.grid.name}",
        "请对照格式补全各行，行名照格式原文填写。",
        tuple(table.places),
    )


def _read(candidate: Candidate) -> TableMatch:
    entries: dict[str, Entry] = {}
    cells: dict[str, GridCell] = {}
    aligned = _is_aligned(candidate)
    for block, row, places, lines in candidate.lines:
        found = [_cells_of(line, block, places, aligned) for line in lines]
        if len(found) > 1 and len({tuple(c.text.strip() for c in cs or ()) for cs in found}) > 1:
            entries |= _doubtful(
                places, lines[0], f"“{row.label if row else candidate.table.title}”出现了 {len(found)} 次，数字不同"
            )
        elif found[0] is None:
            entries |= _doubtful(places, lines[0], f"这一行的数字个数与表头的 {len(places)} 列对不上")
        else:
            cells |= {place.address: cell for place, cell in zip(places, found[0], strict=True)}
    for address, cell in cells.items():
        entries[address] = parse_entry(cell.text, candidate.table.places[address], cell.origin)
    entries |= _formulas(candidate.table, cells, entries)
    ordered = {address: entries[address] for address in candidate.table.places}
    return TableMatch(candidate.table, ordered)


def _cells_of(line: Line, block: BlockSpec, places: Sequence[Place], aligned: bool) -> tuple[GridCell, ...] | None:
    under_header = None
    if not line.grid.ragged:
        under_header = _by_header(line, block)
    elif aligned:
        under_header = _by_position(line, block)
    if under_header is not None:
        return under_header
    if not _in_official_order(line.header, block):
        return None
    return _window(line.rest, len(places))


def _is_aligned(candidate: Candidate) -> bool:
    """Whether all rows of a table are equally long, so that positions in flattened text can be trusted."""
    rows = [row for *_, lines in candidate.lines for line in lines for row in (*line.header, line.row)]
    return len({len(row) for row in rows}) == 1


def _by_header(line: Line, block: BlockSpec) -> tuple[GridCell, ...] | None:
    """The cell under each column's header path; None unless every column has one, and no number is left over."""
    picked: list[GridCell] = []
    for column in block.columns:
        path = [label_key(label) for label in column.path]
        hits = [
            cell
            for index, cell in enumerate(line.row)
            if cell in line.rest and _is_under([r[index] for r in line.header if index < len(r)], path)
        ]
        distinct = list(dict.fromkeys(hits))
        if len(distinct) != 1:
            return None
        picked.append(distinct[0])
    left_over = [c for c in line.rest if c not in picked and c.text.strip()]
    return tuple(picked) if len(set(picked)) == len(picked) and not left_over else None


def _is_under(above: Sequence[GridCell], path: Sequence[str]) -> bool:
    """Whether the distinct header labels over a position end with `path`'s label and hold its ancestors in order."""
    keys = [key for key in (label_key(cell.text) for cell in dict.fromkeys(above)) if key]
    return bool(keys) and keys[-1] == path[-1] and [key for key in keys if key in path] == list(path)


def _in_official_order(header: Sequence[Sequence[GridCell]], block: BlockSpec) -> bool:
    """Whether header labels of one line stand in the order of the form, as far as they can be told apart."""
    labels = [label_key(column.label) for column in block.columns]
    unique = [label for label in labels if labels.count(label) == 1]
    for row in header:
        seen = [key for key in (label_key(cell.text) for cell in anchors(row)) if key in unique]
        lowest = [key for key in seen if len(_path_of(key, block)) == max(len(_path_of(k, block)) for k in seen)]
        if lowest != sorted(lowest, key=labels.index):
            return False
    return True


def _path_of(key: str, block: BlockSpec) -> tuple[str, ...]:
    return next(column.path for column in block.columns if label_key(column.label) == key)


def _by_position(line: Line, block: BlockSpec) -> tuple[GridCell, ...] | None:
    """The cells of a flattened row that stand right below the column labels, if no text of the row is left over."""
    positions: list[int] = []
    for column in block.columns:
        key = label_key(column.label)
        hits = {index for row in line.header for index, cell in enumerate(row) if label_key(cell.text) == key}
        if len(hits) != 1:
            return None
        positions += hits
    first = len(line.row) - len(line.rest)
    if len(set(positions)) < len(positions) or min(positions) < first:
        return None
    left_over = [c for i, c in enumerate(line.row) if i >= first and i not in positions and c.text.strip()]
    return None if left_over else tuple(line.row[index] for index in positions)


def _window(rest: Sequence[GridCell], width: int) -> tuple[GridCell, ...] | None:
    """The `width` cells of a run that hold all its text, if there is only one way to choose them."""
    filled = [index for index, cell in enumerate(rest) if cell.text.strip()]
    if len(rest) == width:
        return tuple(rest)
    if len(rest) < width or not filled or filled[-1] - filled[0] >= width:
        return None
    fits = [s for s in range(len(rest) - width + 1) if s <= filled[0] and filled[-1] < s + width]
    if len(fits) == 1 or width == 1:
        start = filled[0] if width == 1 else fits[0]
        return tuple(rest[start : start + width])
    return None


def _doubtful(places: Sequence[Place], line: Line, reason: str) -> dict[str, Entry]:
    raw = " ".join(cell.text.strip() for cell in line.rest).strip()
    origin = line.row[0].origin
    return {p.address: Entry(EntryKind.UNREADABLE, raw, origin, None, reason) for p in places}


def _formulas(table: TableSpec, cells: Mapping[str, GridCell], entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Entries of formula cells: the kit's own totals are the form's sums, whatever result was stored."""
    spots = {(cell.origin.part, cell.origin.spot): address for address, cell in cells.items()}
    made: dict[str, Entry] = {}
    for address, cell in cells.items():
        if not cell.formula:
            continue
        terms = table.sums[address].right if address in table.sums else ()
        named = {spots.get((cell.origin.part, spot)) for spot in _own_sum(cell.formula)}
        if terms and named == set(terms):
            made[address] = Entry(EntryKind.BLANK, "", replace(cell.origin, spot=cell.origin.spot + COMPUTED))
        elif not cell.text.strip():
            made[address] = Entry(EntryKind.UNREADABLE, cell.formula, cell.origin, None, "公式没有保存结果")
    return made | computed_totals(table, {**entries, **made})


_OWN_SUM = re.compile(r"""=IF\(COUNT\(([A-Z]+)(\d+):([A-Z]+)(\d+)\)<\d+,"",SUM\(\1\2:\3\4\)\)""")


def _own_sum(formula: str) -> set[str]:
    """The cells that a total of the kit's own template adds up; empty for any other formula."""
    found = _OWN_SUM.fullmatch(formula.replace(" ", "").replace("$", ""))
    if not found:
        return set()
    left, top, right, bottom = range_boundaries("{}{}:{}{}".format(*found.groups()))
    return {
        f"{get_column_letter(column)}{row}"
        for column in range(int(left or 1), int(right or 1) + 1)
        for row in range(int(top or 1), int(bottom or 1) + 1)
    }
