"""Which cell of a line belongs to which column: by the header above it, or by order where a header cannot tell.

Each function returns the cells in the form's order, or why they cannot be told, in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ...form import all_forms
from ...formspec import BlockSpec
from ..grid import GridCell, anchors
from .headings import ColumnHeading, headings_above
from .labels import label_key, likeness
from .line import Line, is_number
from .order import NEAR_COLUMN, has_official_order, names_all

_SURELY = 0.9
_ALIAS = re.compile(r"[合共]计")
_OTHER_YEAR = re.compile(r"上年|上一年|去年|往年|同期|增减|增长|同比|累计|20\d{2}")
# What a heading over the only number of a block may be called, whatever else it says.
_COUNTED = re.compile(r"决定|金额|数")
_OTHER_COUNT = re.compile(r"项目|事项|占比|比例|月|半年|季度|拟|不予|撤销|率")
_WORD = re.compile(r"[^\d\W]{1,6}")


@dataclass(frozen=True, slots=True)
class Columns:
    """The positions of each column of a block in a grid's rows, and all positions that have a heading.

    `several` are the columns that more than one heading names; `cells` is how many cells the header has, and `span` how
    many columns the form has after the label.
    """

    places: tuple[tuple[int, ...], ...]
    headed: frozenset[int]
    width: int
    several: frozenset[int]
    cells: int
    span: int

    @property
    def in_official_order(self) -> bool:
        """Whether the columns stand as on the form."""
        first = [at[0] for at in self.places]
        return first == sorted(first)

    def explains(self, line: Line, position: int, picked: Sequence[GridCell]) -> bool:
        """Whether a cell that belongs to no column may hold text.

        It has a heading of its own, is a word before all or a remark after a full row, or stands aside from the table.
        A flattened row may be shifted: there, text under a foreign heading may be a number of the form.
        """
        full = all(cell.text.strip() for cell in picked)
        headed = position in self.headed and (full or not line.grid.ragged)
        before = position < min(at[0] for at in self.places) and not re.search(r"\d", line.row[position].text)
        last = max(at[-1] for at in self.places)
        remark = full and not line.grid.ragged and position > last and not is_number(line.row[position])
        beyond = not line.grid.ragged and position >= line.first + self.span
        aside = beyond and any(_is_blank(line, j) for j in range(last + 1, position))
        whole = bool(picked[-1].text.strip()) or not any(cell.text.strip() for cell in picked)
        return headed or before or remark or (aside and whole) or any(position in at for at in self.places)


def _is_blank(line: Line, position: int) -> bool:
    """Whether neither a row nor its header has a cell with text that begins in this position."""
    rows = (row for row in (*line.header, line.row) if position < len(row))
    return not any(row[position].text.strip() and row[position] is not row[position - 1] for row in rows)


def under_header(line: Line, block: BlockSpec, year: int) -> Columns | str:
    """Find a block's columns by the labels in a line's header."""
    headings = headings_above(line, block)
    found: dict[int, frozenset[int]] = {}
    for index, column in enumerate(block.columns):
        key, group = label_key(column.label), _group_of(index, block)
        at = {j for j, head in headings.items() if head.key == key and (not group or group in head.groups[-1:])}
        if _is_split(at):
            at = {j for j in at if not any(_is_of_other_year(above, year) for above in headings[j].above)}
        if _is_split(at):
            return f"表头里“{column.label}”列出现了不止一次"
        if at:
            printed = {j for j in at if not _ALIAS.search(headings[j].cell.text)}
            found[index] = frozenset(printed or at)
    if len(found) < len(block.columns):
        found = _in_place(found, _nearly(headings, found, block, year))
    for index, column in enumerate(block.columns):
        if index not in found:
            return f"表头里没有认出“{column.label}”列"
    if not line.grid.ragged and not _are_together(found, headings, block):
        return "表头里有的列不在它那一组的下面"
    corner = label_key(block.corner)
    headed = frozenset(j for j, heading in headings.items() if heading.key != corner)
    several = frozenset(i for i, at in found.items() if len({headings[j].cell for j in at}) > 1)
    places = tuple(tuple(sorted(found[i])) for i in range(len(block.columns)))
    cells = max(sum(not cell.absent for cell in row) for row in line.header)
    return Columns(places, headed, len(line.row), several, cells, sum(column.span for column in block.columns))


def _are_together(found: Mapping[int, frozenset[int]], headings: Mapping[int, ColumnHeading], block: BlockSpec) -> bool:
    """Whether each group of columns that the header prints above one of them stands above all of them."""
    members: dict[str, list[bool]] = {}
    for index, column in enumerate(block.columns):
        for group in map(label_key, column.path[-2:-1]):
            members.setdefault(group, []).append(any(group in headings[j].groups for j in found[index]))
    return all(all(are_under) or not any(are_under) for are_under in members.values())


def _in_place(exact: Mapping[int, frozenset[int]], near: Mapping[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    """All columns; near ones only where they keep the form's order, if the others do."""
    both = {**exact, **near}

    def keeps_order(found: Mapping[int, frozenset[int]]) -> bool:
        first = [min(found[index]) for index in sorted(found)]
        return first == sorted(first)

    return both if keeps_order(both) or not keeps_order(exact) else dict(exact)


def _is_split(at: Collection[int]) -> bool:
    """Whether positions do not stand side by side."""
    return bool(at) and max(at) - min(at) + 1 > len(at)


def cells_under(line: Line, columns: Columns, unit: str = "") -> tuple[GridCell, ...] | str:
    """The cell of a line in each of the columns; a number without a heading above it makes the line doubtful."""
    texts = {cell: cell.text.strip() for cell in line.rest}
    picked: list[GridCell] = []
    if sum(not cell.absent for cell in line.row) > columns.cells:
        return "这一行的单元格比表头多"
    for index, at in enumerate(columns.places):
        cells = [c for c in anchors([line.row[j] for j in at if j < len(line.row)]) if c in texts]
        filled = [cell for cell in cells if texts[cell] and texts[cell] != unit]
        if not cells or len({texts[cell] for cell in filled}) > 1:
            return "同一列里有几个数" if filled else "这一行缺少单元格"
        if index in columns.several and len({texts[cell] for cell in cells}) > 1:
            return "表头里同一个列名出现了不止一次，数字不同"
        picked.append((filled or cells)[0])
    if len(picked) > 1 and _WORD.fullmatch(texts[picked[0]]) and line.first == 0:
        return f"第一格是“{texts[picked[0]]}”，不是数字"
    others = [(j, c) for j, c in enumerate(line.row) if c in texts and c not in picked]
    left_over = [c for j, c in others if texts[c] not in ("", unit) and not columns.explains(line, j, picked)]
    if len(picked) == 1 and len(left_over) == 1 and not texts[picked[0]]:
        beside = line.row.index(left_over[0]) < line.first + columns.span
        return tuple(left_over) if beside else f"数字“{texts[left_over[0]][:20]}”不在填数的格里"
    return f"这一行多出“{texts[left_over[0]][:20]}”，上面没有列名" if left_over else tuple(picked)


def in_order(line: Line, block: BlockSpec) -> tuple[GridCell, ...] | str:
    """The run of cells after a label, where the header does not contradict the form's order.

    There must be just as many cells as columns, or just as many with text right after the label, or none with text.
    """
    if not has_official_order(line.header, block):
        return "列的顺序与格式不同，对不上"
    rest, width = line.rest, len(block.columns)
    if len(rest) == width + 1 and width > 1 and _WORD.fullmatch(rest[0].text.strip()):
        rest = rest[1:]
    if width > 1 and line.first == 0 and rest and _WORD.fullmatch(rest[0].text.strip()):
        return f"第一格是“{rest[0].text.strip()}”，不是数字"
    if line.grid.ragged and line.header:
        if not names_all(line.header, block):
            return "表头里没有全部的列名"
        # Of a row without a label that is whole, a header without a blank corner says that nothing stands before it.
        is_whole = line.first == 0 and len(rest) == width and line.header[0][0].text.strip() != ""
        if not rest or (not rest[0].text.strip() and any(cell.text.strip() for cell in rest) and not is_whole):
            return "这一行与表头错开了，第一格是空的"
    filled = [index for index, cell in enumerate(rest) if cell.text.strip()]
    if len(rest) == width or (len(rest) > width and filled in ([], list(range(width)))):
        return tuple(rest[:width])
    if width == 1 and len(filled) == 1 and filled[0] < block.columns[0].span:
        return (rest[filled[0]],)
    return f"这一行有 {len(rest)} 格，表头有 {width} 列，对不上"


def _group_of(index: int, block: BlockSpec) -> str:
    """The group that tells a column from others of its name; "" where its name is enough."""
    column = block.columns[index]
    same = [other for other in block.columns if other.label == column.label]
    return label_key(column.path[-2]) if len(same) > 1 else ""


def _nearly(
    headings: Mapping[int, ColumnHeading], found: Mapping[int, frozenset[int]], block: BlockSpec, year: int
) -> dict[int, frozenset[int]]:
    """Columns whose label was not found, under headings of like wording that belong to no other column."""
    taken = frozenset().union(*found.values()) if found else frozenset()
    known = _all_labels()
    free: dict[GridCell, set[int]] = {}
    for j, heading in headings.items():
        own = any(likeness(heading.key, label_key(column.label)) >= _SURELY for column in block.columns)
        if j not in taken and (own or heading.key not in known) and not _is_of_other_year(heading.key, year):
            free.setdefault(heading.cell, set()).add(j)
    left = [i for i in range(len(block.columns)) if i not in found]
    if len(block.columns) == 1 and left and len(free) == 1 and len({h.cell for h in headings.values()}) == 1:
        (at,) = free.values()
        key = headings[min(at)].key
        return {0: frozenset(at)} if _COUNTED.search(key) and not _OTHER_COUNT.search(key) else {}
    pairs: dict[int, list[GridCell]] = {}
    for cell, at in free.items():
        heading = headings[min(at)]
        best = [(_alike(heading, i, block, year), i) for i in left]
        score, index = max(best, default=(0.0, 0))
        if score >= NEAR_COLUMN and sum(s >= score - 0.05 for s, _ in best) == 1:
            pairs.setdefault(index, []).append(cell)
    return {i: frozenset(free[cells[0]]) for i, cells in pairs.items() if len(cells) == 1}


def _alike(heading: ColumnHeading, index: int, block: BlockSpec, year: int) -> float:
    group = _group_of(index, block)
    if group and group not in heading.groups[-1:]:
        return 0.0
    return likeness(_of_this_year(heading.key, year), label_key(block.columns[index].label))


def _of_this_year(key: str, year: int) -> str:
    return re.sub(rf"^{year}年度?", "本年", key)


def _is_of_other_year(key: str, year: int) -> bool:
    return _OTHER_YEAR.search(_of_this_year(key, year)) is not None


@cache
def _all_labels() -> frozenset[str]:
    """The labels of all columns of all forms: what is one column's label is never another's misspelt."""
    blocks = (b for form in all_forms() for table in form.tables.values() for b in table.blocks)
    return frozenset(label_key(label) for block in blocks for column in block.columns for label in column.path)
