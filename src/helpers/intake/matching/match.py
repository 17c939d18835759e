"""From grids to entries: which table of which form a grid holds, and which cell is which address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from ...filing import COMPUTED, Entry, EntryKind, Origin, computed_totals, parse_entry
from ...form import all_forms
from ...formspec import BlockSpec, Place, TableSpec
from ...submission import Deviation, Problem
from ..grid import Grid, GridCell
from .beside import side_by_side
from .columns import Columns, cells_under, in_order, under_header
from .copies import UNLABELLED, Copy, find_copies
from .flattened import flattened_rows
from .keyed import KeyedGrid
from .line import Line
from .order import names_all, runs_on
from .units import UnitReader
from .wording import table_deviations
from .years import is_of_other_year

_REPORT = re.compile(r"年报|年度报告|工作报告|^附")


@dataclass(frozen=True, slots=True)
class TableMatch:
    """A table found in a document: under which form, with which entries, and the labels that are not the form's."""

    table: TableSpec
    entries: Mapping[str, Entry]
    deviations: tuple[Deviation, ...] = ()


def match_tables(grids: Sequence[Grid], year: int) -> tuple[list[TableMatch], list[Problem]]:
    """Find tables two, three and four of `year` in `grids`, each under the form version that fits its labels best.

    A table whose rows fit no version whole is reported with the labels that are missing, and none of it is read; nor
    is any where several copies differ and nothing tells which is this year's.
    """
    told = _with_titles(grids, year)
    shown = [grid for grid in told if not grid.hidden] or told
    keyed = [piece for grid in shown for piece in side_by_side(KeyedGrid(grid))]
    found = [_match(keyed, table_id, year) for table_id in all_forms()[0].tables]
    return [f for f in found if isinstance(f, TableMatch)], [f for f in found if isinstance(f, Problem)]


def _with_titles(grids: Sequence[Grid], year: int) -> list[Grid]:
    """The grids with the title of another year's appendix or report also before those that follow its first table."""
    made: list[Grid] = []
    title = ""
    for grid in grids:
        words = grid.caption.split()
        marks = [word for word in words if is_of_other_year([word], year) is not None]
        if marks:
            other = is_of_other_year(marks[-1:], year) and _REPORT.search(marks[-1])
            title = marks[-1] if other else ""
        made.append(grid if marks or not title else replace(grid, caption=f"{title} {grid.caption}"))
    return made


def _match(grids: Sequence[KeyedGrid], table_id: str, year: int) -> TableMatch | Problem | None:
    copies = [copy for table in _versions(table_id, year) for copy in find_copies(grids, table, year)]
    shown = [copy for copy in copies if copy.is_substantial or copy.is_begun] or copies
    own = [copy for copy in shown if not is_of_other_year(copy.titles, year)]
    if not own:
        return _not_of_year(shown, year) if shown else None
    best = max(own, key=lambda copy: copy.score)
    if best.missing:
        return _unrecognised(best) if best.is_likely else None
    read = _read(best, year)
    known = [best]
    differing: list[Copy] = []
    for copy in sorted(own, key=lambda copy: copy.score, reverse=True):
        if any(copy.shares_rows(other) for other in known):
            continue
        known.append(copy)
        if copy.missing or _numbers(_read(copy, year)) != _numbers(read):
            differing.append(copy)
    if differing:
        what = f"找到 {1 + len(differing)} 份{best.table.name}，内容不同"
        return _problem([best, *differing], what, "请删去上年的表和示例，只保留本年度完整的一份。")
    return read


def _versions(table_id: str, year: int) -> list[TableSpec]:
    """The table in all versions of the form, the year's own first; one that prints the same would find the same."""
    made: list[TableSpec] = []
    for form in sorted(all_forms(), key=lambda form: not form.fits(year)):
        table = form.tables[table_id]
        if all(table.blocks != other.blocks for other in made):
            made.append(table)
    return made


def _numbers(match: TableMatch) -> list[str]:
    return [entry.text for entry in match.entries.values()]


def _not_of_year(copies: Sequence[Copy], year: int) -> Problem | None:
    whole = [copy for copy in copies if copy.is_substantial]
    if not whole:
        return None
    titles = "、".join(whole[0].titles)[:40]
    return _problem(
        whole[:1],
        f"只找到注明是其他年度或示例的{whole[0].table.name}（{titles}）",
        f"请报送 {year} 年度的这张表；若只是标题没有改，请改好后重新报送。",
    )


def _problem(copies: Sequence[Copy], what: str, fix: str) -> Problem:
    where = "；".join(dict.fromkeys(str(next(iter(copy.lines.values())).row[0].origin) for copy in copies))
    return Problem("I-02", what, where, fix, tuple(copies[0].table.places))


def _unrecognised(copy: Copy) -> Problem:
    table = copy.table
    missing = "、".join(copy.missing[:6]) + ("等" if len(copy.missing) > 6 else "")
    return Problem(
        "I-02",
        f"{table.name}“{table.title}”与格式对不上，没有找到：{missing}",
        copy.grid.name,
        "请对照格式补全各行，行名照格式原文填写。",
        tuple(table.places),
        copy.missing,
    )


def _read(copy: Copy, year: int) -> TableMatch:
    entries: dict[str, Entry] = {}
    cells: dict[str, GridCell] = {}
    doubts: dict[str, str] = {}
    reader, units = _LineReader(year), UnitReader()
    for block in copy.table.blocks:
        flattened = flattened_rows(copy.lines, block, copy.table)
        for row, places in block.lines:
            line = copy.lines[row.id if row else UNLABELLED]
            found = reader.cells(line, block)
            if isinstance(found, str) and row:
                found = flattened.get(row.id, found)
            again = [other for name, other in copy.repeats if row and name == row.id]
            if any(_texts(reader.cells(other, block)) != _texts(found) for other in again):
                found = f"“{row.label if row else ''}”出现了 {1 + len(again)} 次，数字不同"
            if isinstance(found, str):
                entries |= _doubtful(places, line, found)
                continue
            cells |= {place.address: cell for place, cell in zip(places, found, strict=True)}
            for index, reason in units.doubts(line, block).items():
                doubts[places[index].address] = reason
    for address, cell in cells.items():
        entries[address] = parse_entry(cell.text, copy.table.places[address], cell.origin)
    entries |= _formulas(copy.table, cells, entries)
    entries |= _shared(cells)
    for address, reason in doubts.items():
        cell = cells[address]
        if cell.text.strip():
            entries[address] = Entry(EntryKind.UNREADABLE, cell.text, cell.origin, None, reason)
    ordered = {address: entries[address] for address in copy.table.places}
    return TableMatch(copy.table, ordered, table_deviations(copy))


class _LineReader:
    """Finds the cells of the lines of one copy; a piece without a header has the columns of the piece before."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.before: dict[int, Columns] = {}
        # By what the columns depend on: a header counts for many lines.
        self.known: dict[tuple[Any, ...], Columns | str] = {}

    def cells(self, line: Line, block: BlockSpec) -> tuple[GridCell, ...] | str:
        if line.grid.ragged:
            positional = line.header and not runs_on(line.header, block)
            found = self._under_header(_filled_up(line), block) if positional else ""
            # Where a flattened row is shifted against its header, only its cells in order can tell.
            return in_order(line, block) if isinstance(found, str) else found
        if line.header:
            found = self._under_header(line, block)
            # Cells of uneven width stand under no heading exactly, or under two; their order can tell all the same.
            uneven = isinstance(found, str) or len(set(found)) < len(found)
            if uneven and len(line.rest) == len(block.columns) and names_all(line.header, block):
                ordered = in_order(line, block)
                return found if isinstance(ordered, str) else ordered
            return found
        known = self.before.get(id(block))
        found = cells_under(line, known, _unit(block)) if known and known.width == len(line.row) else ""
        if isinstance(found, str) and known and not known.in_official_order:
            return found or "续表没有表头，列的顺序又与格式不同"
        return in_order(line, block) if isinstance(found, str) else found

    def _columns(self, line: Line, block: BlockSpec) -> Columns | str:
        on = (line.header, line.first, len(line.row), id(block))
        columns = self.known.get(on) or self.known.setdefault(on, under_header(line, block, self.year))
        if isinstance(columns, Columns):
            self.before[id(block)] = columns
        return columns

    def _under_header(self, line: Line, block: BlockSpec) -> tuple[GridCell, ...] | str:
        columns = self._columns(line, block)
        return columns if isinstance(columns, str) else cells_under(line, columns, _unit(block))


def _unit(block: BlockSpec) -> str:
    units = {column.unit for column in block.columns}
    return units.pop() if len(units) == 1 else ""


def _texts(cells: tuple[GridCell, ...] | str) -> list[str] | str:
    return cells if isinstance(cells, str) else [cell.text.strip() for cell in cells]


def _filled_up(line: Line) -> Line:
    """A row whose blank cells at the end were not written, as long as its header.

    A row that lacks half its cells, or whose table holds no blank at all, may lack others.
    """
    length = max(map(len, line.header))
    keeps_blanks = any(not cell.text for row in line.grid.rows for cell in row)
    short = length - len(line.row) if keeps_blanks and 2 * len(line.row) > length else 0
    blanks = tuple(GridCell("", line.row[-1].origin) for _ in range(short))
    return replace(line, row=line.row + blanks)


def _shared(cells: Mapping[str, GridCell]) -> dict[str, Entry]:
    """Entries whose one merged cell stands in the place of several."""
    times = Counter([id(cell) for cell in cells.values()])
    return {
        address: Entry(EntryKind.UNREADABLE, cell.text, cell.origin, None, "这一格与别的格合并了，不知道是哪一格的数")
        for address, cell in cells.items()
        if times[id(cell)] > 1 and cell.text.strip()
    }


def _doubtful(places: Sequence[Place], line: Line, reason: str) -> dict[str, Entry]:
    raw = " ".join(cell.text.strip() for cell in line.rest).strip()
    origin = line.row[0].origin
    return {p.address: Entry(EntryKind.UNREADABLE, raw, origin, None, reason) for p in places}


def _formulas(table: TableSpec, cells: Mapping[str, GridCell], entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Entries of formula cells: the kit's own totals are the form's sums, whatever result was stored."""
    if not any(cell.formula for cell in cells.values()):
        return {}
    spots = {(cell.origin.part, cell.origin.spot): address for address, cell in cells.items()}
    made: dict[str, Entry] = {}
    for address, cell in cells.items():
        if not cell.formula:
            continue
        terms = table.sums[address].right if address in table.sums else ()
        named = {spots.get((cell.origin.part, spot)) for spot in _own_sum(cell.formula)}
        if terms and named == set(terms):
            origin = Origin(cell.origin.file, cell.origin.part, cell.origin.spot + COMPUTED)
            made[address] = Entry(EntryKind.BLANK, "", origin)
        elif not cell.text.strip():
            made[address] = Entry(EntryKind.UNREADABLE, cell.formula, cell.origin, None, "公式没有保存结果")
    return made | computed_totals(table, {**entries, **made})


_OWN_SUM = re.compile(r"""=IF\(COUNT\(([A-Z]+)(\d+):([A-Z]+)(\d+)\)<\d+,"",SUM\(\1\2:\3\4\)\)""")


@lru_cache(maxsize=512)
def _own_sum(formula: str) -> frozenset[str]:
    """The cells that a total of the kit's own template adds up, the same in every copy; empty for any other formula."""
    from openpyxl.utils import get_column_letter, range_boundaries  # loads numpy, which no other form needs

    found = _OWN_SUM.fullmatch(formula.replace(" ", "").replace("$", ""))
    if not found:
        return frozenset()
    left, top, right, bottom = range_boundaries("{}{}:{}{}".format(*found.groups()))
    return frozenset(
        f"{get_column_letter(column)}{row}"
        for column in range(int(left or 1), int(right or 1) + 1)
        for row in range(int(top or 1), int(bottom or 1) + 1)
    )
