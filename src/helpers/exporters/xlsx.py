"""Excel: the published tables in the official layout, a sheet each, with the totals as formulas."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from ..blocks import table_layout
from ..filing import Number, Origin, parse_entry
from ..form import TableSpec, load_form
from ..workbook import cell_styles, set_page, write_table
from .published import EXAMPLE, Published, ReportExporter, issue_sheet, signed

_LETTERS = 100  # the width of the sheet of issues


class ReportWorkbookExporter(ReportExporter):
    """`jupyter nbconvert --to nianbao-xlsx`: the published tables of an executed report as a workbook."""

    export_from_notebook = "年报 Excel"

    extension = ".xlsx"
    mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def render(self, report: Published) -> bytes:
        """The file, or the 问题单 of a report that may not be published."""
        return render_tables(report) if report.verdict["publishable"] else render_issues(report)


def render_tables(report: Published) -> bytes:
    """The tables of the report as .xlsx; the same report gives the same bytes."""
    written = io.BytesIO()
    book = _open(written, report)
    styles = cell_styles(book)
    for block in report.body:
        if block["kind"] == "table":
            spec = load_form(block["form"]).tables[block["table"]]
            _write_sheet(book, report.title, block, spec, styles)
    book.close()
    return written.getvalue()


def _open(written: io.BytesIO, report: Published) -> Any:
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    title = report.title
    book.set_properties({"title": "".join(title["lines"]), "author": title["office"], "created": signed(title)})
    return book


def _write_sheet(
    book: Any, title: Mapping[str, Any], block: Mapping[str, Any], spec: TableSpec, styles: Mapping[str, Any]
) -> None:
    sheet = book.add_worksheet(spec.sheet)
    lines = ["".join(title["lines"]), block["title"], *([EXAMPLE] if title["example"] else ())]
    above = book.add_format({"align": "center", "valign": "vcenter", "font_name": "宋体", "font_size": 12})
    layout = table_layout(block).moved_down(len(lines))
    write_table(sheet, layout, spec, _numbers(block, spec), styles)
    for row, line in enumerate(lines):
        sheet.merge_range(row, 0, row, layout.columns - 1, "", above)
        sheet.write_string(row, 0, line, above)  # never a formula, whatever an office is called
    set_page(sheet, layout, len(lines))


def _numbers(block: Mapping[str, Any], spec: TableSpec) -> dict[str, Number | str]:
    """The numbers of a table by address; what is shown but is no number stays text."""
    made: dict[str, Number | str] = {}
    for cell in (cell for row in block["rows"] for cell in row if cell["address"] and cell["text"]):
        entry = parse_entry(cell["text"], spec.places[cell["address"]], Origin(""))
        made[cell["address"]] = cell["text"] if entry.value is None else entry.value
    return made


def render_issues(report: Published) -> bytes:
    """The 问题单 as a workbook of one sheet."""
    written = io.BytesIO()
    issues = issue_sheet(report)
    book = _open(written, issues)
    style = book.add_format({"text_wrap": True, "valign": "top", "font_name": "宋体", "font_size": 11})
    sheet = book.add_worksheet(issues.title["lines"][0])
    sheet.set_column(0, 0, _LETTERS, style)
    texts = ["".join(run["text"] for run in p["runs"]) for block in issues.body for p in block.get("paragraphs", ())]
    for row, text in enumerate([*([EXAMPLE] if report.title["example"] else ()), *texts]):
        sheet.write_string(row, 0, text, style)
    book.close()
    return written.getvalue()
