"""The workbook of a form: blank for an office to fill in, or with its numbers; one writer for both."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from ...filing import Number
from ...formfile import ValueType
from ...formspec import FormSpec, Place, TableSpec
from ...tables import Cell, lay_out
from ...workbook import FIXED_DATE, CellStyles, set_page, write_table

NOTES_SHEET = "填报说明"


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
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    title = f"{content.office}{content.year}年政府信息公开工作年度报告"
    book.set_properties({"title": title, "comments": form.document, "created": FIXED_DATE})
    styles = CellStyles(book)
    wrong = book.add_format({"bg_color": "#F8CBC6", "font_color": "#9C0006"})
    note = book.add_format({"text_wrap": True, "valign": "top", "font_name": "宋体", "font_size": 11})
    for table in form.tables.values():
        sheet = book.add_worksheet(table.sheet)
        write_table(sheet, lay_out(table), table.sums, content.numbers, styles)
        _prepare(sheet, table, wrong)
        set_page(sheet, lay_out(table))
        sheet.set_header(f"&C{title}　{table.title}")
        sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
    _write_notes(book.add_worksheet(NOTES_SHEET), form, content, note)
    book.close()
    path.write_bytes(written.getvalue())


def _prepare(sheet: Any, table: TableSpec, wrong: Any) -> None:
    """What helps a clerk to fill in a table: entries validated, broken identities in the format `wrong`."""
    spots = {cell.address: cell for cell in lay_out(table).cells if cell.address}
    for address, place in table.places.items():
        if address not in table.sums:
            row, column = spots[address].row, spots[address].column
            sheet.data_validation(row, column, row, column, _validation(place))
    for identity in table.identities:
        if identity.computes is None:
            _mark_imbalance(sheet, identity.left, identity.right, spots, wrong)


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


def _write_notes(sheet: Any, form: FormSpec, content: Content, style: Any) -> None:
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
    sheet.set_column(0, 0, 100, style)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, style)


def _helps(form: FormSpec) -> list[str]:
    rows = {p.row.words: p for table in form.tables.values() for p in table.places.values() if p.row.help}
    return [f"{form.tables[place.table].sheet}「{words}」：{place.row.help}" for words, place in rows.items()]
