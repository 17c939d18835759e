"""The workbook of a form: blank for an office to fill in, or with its numbers; one writer for both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from ...filing import Number
from ...form import FormSpec, Place, TableSpec
from ...formfile import ValueType
from ...tables import Cell, Layout, Role, lay_out

NOTES_SHEET = "填报说明"
_WIDTHS = {4: 22, 5: 16, 10: 13, 15: 10}
_NARROW_STUB = (5, 16, 40)
_LETTERS_A_LINE = 19  # in the widest label column
_ROW_POINTS = 18
_FIXED_DATE = dt.datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a workbook beside the form: the office, the numbers already known, and remarks for the notes."""

    year: int
    office: str = ""
    numbers: Mapping[str, Number | str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def write_workbook(path: Path, form: FormSpec, content: Content) -> None:
    """Write the form as .xlsx: official layout, totals as formulas, labels protected, entries validated.

    The same input gives the same bytes.
    """
    book = xlsxwriter.Workbook(path)
    title = f"{content.office}{content.year}年政府信息公开工作年度报告"
    book.set_properties({"title": title, "comments": form.document, "created": _FIXED_DATE})
    styles = _styles(book)
    for table in form.tables.values():
        sheet = book.add_worksheet(table.sheet)
        _write_table(sheet, table, content, styles)
        sheet.set_header(f"&C{title}　{table.title}")
        sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
    _write_notes(book.add_worksheet(NOTES_SHEET), form, content, styles)
    book.close()


def _styles(book: Any) -> dict[str, Any]:
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
        ValueType.AMOUNT: book.add_format({**base, "locked": False, "num_format": "General"}),
        "sum": book.add_format({**base, "bg_color": "#E8F0E4"}),
        "wrong": book.add_format({"bg_color": "#F8CBC6", "font_color": "#9C0006"}),
        "note": book.add_format({"text_wrap": True, "valign": "top", "font_name": "宋体", "font_size": 11}),
    }


def _write_table(sheet: Any, table: TableSpec, content: Content, styles: Mapping[Any, Any]) -> None:
    layout = lay_out(table)
    sheet.set_default_row(_ROW_POINTS)
    _set_widths(sheet, table, layout)
    spots = {cell.address: cell for cell in layout.cells if cell.address}
    for cell in layout.cells:
        if cell.address is None:
            _put(sheet, cell, cell.text, styles[cell.role])
        elif cell.address in table.sums:
            style = styles["sum"]
            result = content.numbers.get(cell.address, "")
            _merge(sheet, cell, style)
            sheet.write_formula(cell.row, cell.column, _sum_formula(table, cell.address, spots), style, result)
        else:
            place = table.places[cell.address]
            style = styles[ValueType.AMOUNT if place.column.value is ValueType.AMOUNT else Role.NUMBER]
            _put(sheet, cell, content.numbers.get(cell.address), style)
            sheet.data_validation(cell.row, cell.column, cell.row, cell.column, _validation(place))
    for cell in layout.cells:
        # Long labels need more lines than a row has; a spreadsheet does not see to it in a protected sheet.
        if cell.role is Role.ROW_HEADER and cell.row_span == 1 and cell.column_span == 1:
            lines = -(-len(cell.text) // _LETTERS_A_LINE)
            sheet.set_row(cell.row, _ROW_POINTS * max(1, lines))
    for identity in table.identities:
        if identity.computes is None:
            _mark_imbalance(sheet, identity.left, identity.right, spots, styles["wrong"])
    if layout.header_rows:
        sheet.freeze_panes(
            layout.header_rows, layout.columns - len(table.blocks[0].columns) if table.blocks[0].rows else 0
        )
        sheet.repeat_rows(0, layout.header_rows - 1)
    sheet.set_paper(9)
    if layout.columns > 5:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 1)


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


def _sum_formula(table: TableSpec, address: str, spots: Mapping[str, Cell]) -> str:
    """A formula that stays empty until all its cells are filled in; `matching.match` knows it again by this shape."""
    terms = [spots[term] for term in table.sums[address].right]
    first, last = terms[0], terms[-1]
    area = xl_range(first.row, first.column, last.row, last.column)
    return f'=IF(COUNT({area})<{len(terms)},"",SUM({area}))'


def _validation(place: Place) -> dict[str, Any]:
    value, unit = place.column.value, place.column.unit
    kinds = {
        ValueType.COUNT: ("integer", 0, "请填不小于 0 的整数，没有的填 0。"),
        ValueType.CHANGE: ("integer", -(10**9), "请填整数，减少的写负数，没有的填 0。"),
        ValueType.AMOUNT: ("decimal", 0, f"请填不小于 0 的数{f'，单位{unit}' if unit else ''}，没有的填 0。"),
    }
    kind, least, words = kinds[value]
    return {
        "validate": kind,
        "criteria": ">=",
        "value": least,
        "input_title": place.row.words[:32],
        "input_message": (place.row.help or words)[:255],
        "error_title": "填写有误",
        "error_message": words,
    }


def _mark_imbalance(
    sheet: Any, left: tuple[str, ...], right: tuple[str, ...], spots: Mapping[str, Cell], style: Any
) -> None:
    """Turn the cells of an identity red while all are filled in and the two sides differ."""
    names = {a: xl_rowcol_to_cell(spots[a].row, spots[a].column, True, True) for a in (*left, *right)}
    count = ",".join(names.values())
    sides = ("+".join(names[a] for a in left), "+".join(names[a] for a in right))
    formula = f"=AND(COUNT({count})={len(names)},{sides[0]}<>{sides[1]})"
    for address in names:
        cell = spots[address]
        sheet.conditional_format(
            cell.row, cell.column, cell.row, cell.column, {"type": "formula", "criteria": formula, "format": style}
        )


def _set_widths(sheet: Any, table: TableSpec, layout: Layout) -> None:
    stub = layout.columns - sum(column.span for column in table.blocks[0].columns)
    for column in range(layout.columns):
        narrow = stub == len(_NARROW_STUB) and column < stub
        sheet.set_column(column, column, _NARROW_STUB[column] if narrow else _WIDTHS.get(layout.columns, 12))


def _write_notes(sheet: Any, form: FormSpec, content: Content, styles: Mapping[Any, Any]) -> None:
    lines = [
        f"{content.office or '（填报单位）'}　{content.year} 年度",
        f"表格依照 {form.document}《{form.name}》。",
        "一、只填白色单元格；绿色单元格是合计，自动计算，不用填。",
        "二、没有的填 0，不要留空，也不要填“/”“-”或文字；件数不带单位。",
        "三、不要增删行列、改动行名列名；表格以外的话写在文字部分。",
        "四、“申请”表第一项加第二项之和应等于第三项加第四项之和，不等时四个单元格变红。",
        *content.remarks,
        *_helps(form),
    ]
    sheet.set_column(0, 0, 100, styles["note"])
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, styles["note"])


def _helps(form: FormSpec) -> list[str]:
    rows = {p.row.words: p for table in form.tables.values() for p in table.places.values() if p.row.help}
    return [f"{form.tables[place.table].sheet}「{words}」：{place.row.help}" for words, place in rows.items()]
