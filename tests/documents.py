"""A report's numbers written as the kinds of documents offices send, none of them the kit's own."""

from __future__ import annotations

import csv
import html
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import docx
import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from pypdf import PdfWriter

from helpers.formspec import FormSpec
from helpers.tables import Cell, Layout, lay_out

OFFICE = "示例区某某局"
TITLE = "{office}{year}年政府信息公开工作年度报告"
PROSE = {
    1: ["（一）主动公开。按目录更新各栏目信息。", "（二）依申请公开。申请的登记、答复各有专人。"],
    5: ["存在的主要问题：解读形式较少。下一步改进：增加图解。"],
    6: ["本年度未收取信息处理费。"],
}


def shown(numbers: Mapping[str, object], cell: Cell) -> str:
    return cell.text if cell.address is None else str(numbers.get(cell.address, ""))


def dense(layout: Layout, numbers: Mapping[str, object]) -> list[list[str]]:
    """The grid with every merged cell's text at its first position and blanks at the others."""
    grid = [[""] * layout.columns for _ in range(layout.rows)]
    for cell in layout.cells:
        grid[cell.row][cell.column] = shown(numbers, cell)
    return grid


def write_html(
    path: Path,
    form: FormSpec,
    numbers: Mapping[str, object],
    year: int,
    style: str = "clean",
    office: str = OFFICE,
) -> None:
    def text(value: str) -> str:
        if style == "spans":
            letters = (f'<span style="font-family:仿宋"><font>{html.escape(letter)}</font></span>' for letter in value)
            return "<p>" + "".join(letters) + "<o:p>&nbsp;</o:p></p>"
        if style == "split" and len(value) > 3 and not value.isdigit():
            half = len(value) // 2
            return f"<p>{html.escape(value[:half])}<br/></p><p>{html.escape(value[half:])}</p>"
        return html.escape(value)

    def table(layout: Layout) -> str:
        rows = ""
        for line in layout.lines():
            cells = "".join(
                f'<td rowspan="{cell.row_span}" colspan="{cell.column_span}">{text(shown(numbers, cell))}</td>'
                for cell in line
            )
            rows += f"<tr>{cells}</tr>"
        return f"<table><tbody>{rows}</tbody></table>"

    body = f"<h1>{TITLE.format(office=office, year=year)}</h1><table><tr><td>索引号</td><td>014318-11</td></tr></table>"
    for section in form.sections:
        body += f"<p>{text(section.heading) if style != 'split' else section.heading}</p>"
        body += table(lay_out(form.tables[section.table])) if section.table else ""
        body += "".join(f"<p>{line}</p>" for line in PROSE.get(section.number, ()))
    page = f'<html><head><meta charset="utf-8"><title>x</title></head><body><div>{body}</div></body></html>'
    path.write_text(page, encoding="utf-8")


def write_docx(path: Path, form: FormSpec, numbers: Mapping[str, object], year: int, office: str = OFFICE) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE.format(office=office, year=year))
    for section in form.sections:
        document.add_paragraph(section.heading)
        if section.table:
            layout = lay_out(form.tables[section.table])
            # Asked for once: to find a cell python-docx looks through the whole table.
            places = [row.cells for row in document.add_table(layout.rows, layout.columns).rows]
            for cell in layout.cells:
                last = places[cell.row + cell.row_span - 1][cell.column + cell.column_span - 1]
                places[cell.row][cell.column].merge(last).text = shown(numbers, cell)
        for line in PROSE.get(section.number, ()):
            document.add_paragraph(line)
    document.save(str(path))


def write_xlsx(path: Path, form: FormSpec, numbers: Mapping[str, object], year: int, one_sheet: bool = False) -> None:
    book = openpyxl.Workbook()
    sheet, top = book.active, 2
    for index, table in enumerate(form.tables.values()):
        if index and not one_sheet:
            sheet, top = book.create_sheet(f"表{index + 2}"), 2
        sheet.cell(top - 1, 1, table.title)
        layout = lay_out(table)
        for cell in layout.cells:
            value = numbers.get(cell.address) if cell.address else cell.text
            sheet.cell(top + cell.row, 1 + cell.column, value)
            if cell.row_span > 1 or cell.column_span > 1:
                sheet.merge_cells(
                    start_row=top + cell.row,
                    start_column=1 + cell.column,
                    end_row=top + cell.row + cell.row_span - 1,
                    end_column=cell.column + cell.column_span,
                )
        top += layout.rows + 3
    book.save(path)


def write_xls(path: Path, form: FormSpec, numbers: Mapping[str, object], year: int) -> None:
    book = xlwt.Workbook()
    for table in form.tables.values():
        sheet = book.add_sheet(table.sheet)
        for cell in lay_out(table).cells:
            value = numbers.get(cell.address, "") if cell.address else cell.text
            last = (cell.row + cell.row_span, cell.column + cell.column_span - 1)
            sheet.write_merge(1 + cell.row, last[0], cell.column, last[1], value)
    book.save(str(path))


def write_ods(path: Path, form: FormSpec, numbers: Mapping[str, object], year: int) -> None:
    book = OpenDocumentSpreadsheet()
    for table in form.tables.values():
        sheet = Table(name=table.sheet)
        layout = lay_out(table)
        at = {(cell.row, cell.column): cell for cell in layout.cells}
        covered = {
            (r, c)
            for cell in layout.cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        } - set(at)
        for row in range(layout.rows):
            line = TableRow()
            for column in range(layout.columns):
                line.addElement(CoveredTableCell() if (row, column) in covered else _ods_cell(at[row, column], numbers))
            sheet.addElement(line)
        book.spreadsheet.addElement(sheet)
    book.save(str(path))


def _ods_cell(cell: Cell, numbers: Mapping[str, object]) -> TableCell:
    value = numbers.get(cell.address, "") if cell.address else cell.text
    spans = {"numberrowsspanned": cell.row_span, "numbercolumnsspanned": cell.column_span}
    kind = {"valuetype": "float", "value": value} if isinstance(value, int) else {"valuetype": "string"}
    made = TableCell(**spans, **kind)
    made.addElement(P(text=str(value)))
    return made


def write_flat(
    path: Path,
    form: FormSpec,
    numbers: Mapping[str, object],
    year: int,
    separator: str = "\t",
    office: str = OFFICE,
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        file.write(TITLE.format(office=office, year=year) + "\n")
        for section in form.sections:
            file.write(section.heading + "\n")
            if section.table:
                writer.writerows(dense(lay_out(form.tables[section.table]), numbers))
            file.write("".join(line + "\n" for line in PROSE.get(section.number, ())))


def write_scan(path: Path) -> None:
    """A page that holds no letters, as a scanner leaves it."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(path)


WRITERS: dict[str, Callable[..., None]] = {
    "clean.html": write_html,
    "spans.html": partial(write_html, style="spans"),
    "split.htm": partial(write_html, style="split"),
    "docx": write_docx,
    "xlsx": write_xlsx,
    "one.xlsx": partial(write_xlsx, one_sheet=True),
    "xls": write_xls,
    "ods": write_ods,
    "txt": write_flat,
    "csv": partial(write_flat, separator=","),
    "tsv": write_flat,
    "semicolon.csv": partial(write_flat, separator=";"),
}
