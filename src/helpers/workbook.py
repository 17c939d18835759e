"""Form tables on worksheets in the official layout, totals as formulas: of the blank form and of a published report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from .filing import Number, format_number
from .form import Identity
from .tables import Cell, Layout, Role

_WIDTHS = {4: 22, 5: 16, 10: 13, 15: 10}
_NARROW_STUB = (5, 16, 40)
_LETTERS_A_LINE = 19  # in the widest label column
_ROOM = 3  # beside the digits of a number, in widths of a digit
_SHOWN = 11  # digits and point: of more, General shows a rounded number
_ROW_POINTS = 18
_A4 = 9
_UPRIGHT = 5  # columns, beyond which a sheet is printed across
FIXED_DATE = dt.datetime(2000, 1, 1)


def cell_styles(book: Any) -> dict[str, Any]:
    """The formats of the cells by role, and `sum` for totals; number cells alone are not locked."""
    base = {
        "border": 1,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "font_name": "宋体",
        "font_size": 11,
    }
    soft = {**base, "bg_color": "#F1F1F1"}
    return {
        Role.CAPTION: book.add_format({**soft, "bold": True}),
        Role.CORNER: book.add_format(soft),
        Role.COLUMN_HEADER: book.add_format(soft),
        Role.ROW_HEADER: book.add_format({**soft, "align": "left"}),
        Role.NUMBER: book.add_format({**base, "locked": False}),
        "sum": book.add_format({**base, "bg_color": "#E8F0E4"}),
    }


def write_table(
    sheet: Any, layout: Layout, spec: TableSpec, numbers: Mapping[str, Number | str], styles: Mapping[str, Any]
) -> None:
    """Write the cells of `layout`; the totals of `spec` are formulas that hold their number as result."""
    sheet.set_default_row(_ROW_POINTS)
    _set_widths(sheet, layout)
    spots = {cell.address: cell for cell in layout.cells if cell.address}
    for cell in layout.cells:
        if cell.address is None:
            _put(sheet, cell, cell.text, styles[cell.role])
        elif cell.address in spec.sums:
            _merge(sheet, cell, styles["sum"])
            formula, result = _sum_formula(spec, cell.address, spots), numbers.get(cell.address, "")
            sheet.write_formula(cell.row, cell.column, formula, styles["sum"], result)
        else:
            _put(sheet, cell, numbers.get(cell.address), styles[Role.NUMBER])
    for cell in layout.cells:
        # Long labels need more lines than a row has; a spreadsheet does not see to it in a protected sheet.
        if cell.role is Role.ROW_HEADER and cell.row_span == 1 and cell.column_span == 1:
            lines = -(-len(cell.text) // _LETTERS_A_LINE)
            sheet.set_row(cell.row, _ROW_POINTS * max(1, lines))


def set_page(sheet: Any, layout: Layout, top: int = 0) -> None:
    """Print a sheet on one A4 page; where it has one header below the first `top` rows, the header stays in sight."""
    if layout.header_rows:
        sheet.freeze_panes(top + layout.header_rows, _stub(layout))
        sheet.repeat_rows(0, top + layout.header_rows - 1)
    sheet.set_paper(_A4)
    if layout.columns > _UPRIGHT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 1)


def _stub(layout: Layout) -> int:
    """How many columns of labels there are."""
    return min(cell.column for cell in layout.cells if cell.role is Role.NUMBER)


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


def _sum_formula(spec: TableSpec, address: str, spots: Mapping[str, Cell]) -> str:
    """A formula that stays empty until all its cells are filled in; `matching.match` knows it again by this shape."""
    terms = [spots[term] for term in spec.sums[address].right]
    first, last = terms[0], terms[-1]
    area = xl_range(first.row, first.column, last.row, last.column)
    return f'=IF(COUNT({area})<{len(terms)},"",SUM({area}))'


def _set_widths(sheet: Any, layout: Layout) -> None:
    stub = _stub(layout)
    for column in range(layout.columns):
        narrow = stub == len(_NARROW_STUB) and column < stub
        sheet.set_column(column, column, _NARROW_STUB[column] if narrow else _WIDTHS.get(layout.columns, 12))
