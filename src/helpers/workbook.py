"""Form tables on worksheets in the official layout, totals as formulas: of the blank form and of a published report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_range

from .filing import Number, format_number
from .formspec import Identity
from .tables import Cell, CellRole, Layout

_WIDTHS = {4: 22, 5: 16, 10: 13, 15: 10}
_NARROW_STUB = (5, 16, 40)
_LETTERS_A_LINE = 19  # in the widest label column
_ROOM = 3  # beside the digits of a number, in widths of a digit
_SHOWN = 11  # digits and point: of more, General shows a rounded number
_ROW_POINTS = 18
A4 = 9
_UPRIGHT = 5  # columns, beyond which a sheet is printed across
_CELL = {
    "border": 1,
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
    "font_name": "宋体",
    "font_size": 11,
}
FIXED_DATE = dt.datetime(2000, 1, 1)


class CellStyles:
    """The formats of the cells of one workbook; number cells alone are not locked."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, ...], Any] = {}

    def label(self, role: CellRole) -> Any:
        """The format of a printed label."""
        soft = {"bg_color": "#F1F1F1"}
        if role is CellRole.CAPTION:
            return self._format(role, "General", soft | {"bold": True})
        return self._format(role, "General", soft | ({"align": "left"} if role is CellRole.ROW_HEADER else {}))

    def number(self, value: Number | str | None) -> Any:
        """The format of a cell to write in."""
        return self._format(CellRole.NUMBER, _number_format(value), {"locked": False})

    def total(self, value: Number | str | None) -> Any:
        """The format of a formula."""
        return self._format("total", _number_format(value), {"bg_color": "#E8F0E4"})

    def _format(self, name: str, number_format: str, more: Mapping[str, Any]) -> Any:
        key = (name, number_format)
        if key not in self._made:
            shown = {} if number_format == "General" else {"num_format": number_format}
            self._made[key] = self._book.add_format({**_CELL, **more, **shown})
        return self._made[key]


def _number_format(value: Number | str | None) -> str:
    """General, which hides no fraction that is typed later; of a longer number a format that shows all its digits."""
    text = "" if value is None or isinstance(value, str) else format_number(value)
    if len(text) <= _SHOWN:
        return "General"
    decimals = len(text.partition(".")[2])
    return f"0.{'0' * decimals}" if decimals else "0"


def write_table(
    sheet: Any, layout: Layout, sums: Mapping[str, Identity], numbers: Mapping[str, Number | str], styles: CellStyles
) -> None:
    """Write the cells of `layout`; the totals `sums` are formulas that hold their number as result."""
    sheet.set_default_row(_ROW_POINTS)
    _set_widths(sheet, layout, numbers)
    spots = {cell.address: cell for cell in layout.cells if cell.address}
    for cell in layout.cells:
        number = numbers.get(cell.address or "")
        if cell.address is None:
            _put(sheet, cell, cell.text, styles.label(cell.role))
        elif cell.address in sums:
            style = styles.total(number)
            _merge(sheet, cell, style)
            formula = _sum_formula(sums[cell.address], spots)
            sheet.write_formula(cell.row, cell.column, formula, style, "" if number is None else number)
        else:
            _put(sheet, cell, number, styles.number(number))
    for cell in layout.cells:
        # Long labels need more lines than a row has; a spreadsheet does not see to it in a protected sheet.
        if cell.role is CellRole.ROW_HEADER and cell.row_span == 1 and cell.column_span == 1:
            lines = -(-len(cell.text) // _LETTERS_A_LINE)
            sheet.set_row(cell.row, _ROW_POINTS * max(1, lines))


def set_page(sheet: Any, layout: Layout, top: int = 0) -> None:
    """Print a sheet on one A4 page; where it has one header below the first `top` rows, the header stays in sight."""
    if layout.header_rows:
        sheet.freeze_panes(top + layout.header_rows, _stub(layout))
        sheet.repeat_rows(0, top + layout.header_rows - 1)
    sheet.set_paper(A4)
    if layout.columns > _UPRIGHT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 1)


def _stub(layout: Layout) -> int:
    """How many columns of labels there are."""
    return min(cell.column for cell in layout.cells if cell.role is CellRole.NUMBER)


def _put(sheet: Any, cell: Cell, value: Number | str | None, style: Any) -> None:
    _merge(sheet, cell, style)
    if value is None:
        sheet.write_blank(cell.row, cell.column, None, style)
    elif isinstance(value, str):
        sheet.write_string(cell.row, cell.column, value, style)
    else:
        sheet.write_number(cell.row, cell.column, value, style)


def _merge(sheet: Any, cell: Cell, style: Any) -> None:
    if cell.row_span > 1 or cell.column_span > 1:
        last = (cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
        sheet.merge_range(cell.row, cell.column, *last, "", style)


def _sum_formula(identity: Identity, spots: Mapping[str, Cell]) -> str:
    """A formula that stays empty until all its cells are filled in; `matching.match` knows it again by this shape."""
    terms = [spots[term] for term in identity.right]
    first, last = terms[0], terms[-1]
    area = xl_range(first.row, first.column, last.row, last.column)
    return f'=IF(COUNT({area})<{len(terms)},"",SUM({area}))'


def _set_widths(sheet: Any, layout: Layout, numbers: Mapping[str, Number | str]) -> None:
    stub = _stub(layout)
    longest = [0] * layout.columns
    for cell in layout.cells:
        number = numbers.get(cell.address or "")
        if cell.column_span == 1 and number is not None and not isinstance(number, str):
            longest[cell.column] = max(longest[cell.column], len(format_number(number)))
    for column in range(layout.columns):
        narrow = stub == len(_NARROW_STUB) and column < stub
        width = _NARROW_STUB[column] if narrow else _WIDTHS.get(layout.columns, 12)
        sheet.set_column(column, column, max(width, longest[column] + _ROOM if longest[column] else 0))
