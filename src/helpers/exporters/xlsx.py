"""Excel: the published tables in the official layout, a sheet each, with the totals as formulas, and what they are."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from ..blocks import table_layout
from ..filing import Number, Origin, parse_entry
from ..form import load_form
from ..formspec import Identity, TableSpec
from ..tables import Layout
from ..workbook import A4, CellStyles, set_page, write_table
from .published import EXAMPLE, Published, ReportExporter, issue_sheet, signed

_NOTES_SHEET = "说明"
_LETTERS = 100  # the width of the sheet of issues, in digits
_NOTES_LETTERS = 80
_LINE_POINTS = 20


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
    styles = CellStyles(book)
    tables = [block for block in report.body if block["kind"] == "table"]
    for block in tables:
        _write_sheet(book, report.title, block, styles)
    _write_notes(book, _notes(report.title, tables))
    book.close()
    return written.getvalue()


def _open(written: io.BytesIO, report: Published) -> Any:
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    title = report.title
    described = {"subject": f"{title['year']}年度", "keywords": "政府信息公开", "company": title["office"]}
    book.set_properties(
        {"title": "".join(title["lines"]), "author": title["office"], "created": signed(title), **described}
    )
    return book


def _write_sheet(book: Any, title: Mapping[str, Any], block: Mapping[str, Any], styles: CellStyles) -> None:
    spec = load_form(block["form"]).tables[block["table"]]
    sheet = book.add_worksheet(spec.sheet)
    lines = ["".join(title["lines"]), block["title"], *([EXAMPLE] if title["example"] else ())]
    layout = table_layout(block, len(lines))
    numbers = _numbers(block, spec)
    sums = {address: identity for address, identity in spec.sums.items() if _adds_up(identity, numbers)}
    write_table(sheet, layout, sums, numbers, styles)
    _write_above(book, sheet, lines, layout.columns)
    _name_cells(book, spec, layout)
    set_page(sheet, layout, len(lines))
    sheet.center_horizontally()
    sheet.set_footer("&C— &P —")


def _write_above(book: Any, sheet: Any, lines: list[str], columns: int) -> None:
    centred = {"align": "center", "valign": "vcenter", "font_name": "宋体", "text_wrap": True}
    heading = book.add_format({**centred, "font_size": 14, "bold": True})
    plain = book.add_format({**centred, "font_size": 12})
    for row, line in enumerate(lines):
        style = plain if row else heading
        sheet.merge_range(row, 0, row, columns - 1, "", style)
        sheet.write_string(row, 0, line, style)  # never a formula, whatever an office is called
        # A merged cell never grows by itself; the narrowest sheet holds 30 of the heading's letters in a line.
        sheet.set_row(row, _LINE_POINTS * (1 if row else 1.5 * -(-len(line) // 30)))


def _name_cells(book: Any, spec: TableSpec, layout: Layout) -> None:
    """Give every number's cell its address as a name, for formulas and programs."""
    for cell in layout.cells:
        if cell.address:
            book.define_name(cell.address, f"='{spec.sheet}'!{xl_rowcol_to_cell(cell.row, cell.column, True, True)}")


def _adds_up(identity: Identity, numbers: Mapping[str, Number | str]) -> bool:
    """Whether the formula of a total shows what was reported; where it does not, the number stands as it is."""
    terms = [numbers.get(address) for address in identity.right]
    added = [term for term in terms if term is not None and not isinstance(term, str)]
    return len(added) == len(terms) and numbers.get(identity.computes or "") == sum(added)


def _numbers(block: Mapping[str, Any], spec: TableSpec) -> dict[str, Number | str]:
    """The numbers of a table by address; what is shown but is no number stays text."""
    made: dict[str, Number | str] = {}
    for cell in (cell for row in block["rows"] for cell in row if cell["address"] and cell["text"]):
        entry = parse_entry(cell["text"], spec.places[cell["address"]], Origin(""))
        made[cell["address"]] = cell["text"] if entry.value is None else entry.value
    return made


def _notes(title: Mapping[str, Any], tables: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What the workbook is and how to read it, as pairs of a term and its words."""
    forms = [load_form(block["form"]) for block in tables]
    address = next(iter(forms[0].tables[tables[0]["table"]].places))
    return [
        ("填报单位", title["office"]),
        ("报告年度", f"{title['year']}年"),
        ("标题", "".join(title["lines"])),
        ("落款日期", title["date"] or "未注明"),
        *(
            (f"工作表「{form.tables[block['table']].sheet}」", f"{block['title']}（{form.document}）")
            for form, block in zip(forms, tables, strict=True)
        ),
        ("空白", "空着的单元格没有填报数字，不等于 0；“/”“-”和文字照报送原样。"),
        ("合计", "绿色单元格是公式，改动其他数字后自动重算；不绿的合计照报送的数字。"),
        ("单元格名称", f"每个数字所在的单元格以编号命名，如 {address}，可以直接写进公式。"),
        *([("示例", EXAMPLE)] if title["example"] else ()),
    ]


def _write_notes(book: Any, notes: list[tuple[str, str]]) -> None:
    plain = {"text_wrap": True, "valign": "top", "font_name": "宋体", "font_size": 11}
    text, term = book.add_format(plain), book.add_format({**plain, "bold": True})
    sheet = book.add_worksheet(_NOTES_SHEET)
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, _NOTES_LETTERS)
    for row, (name, words) in enumerate([("项目", "内容"), *notes]):
        sheet.write_string(row, 0, name, term)
        _write_wrapped(sheet, row, 1, words, text if row else term, _NOTES_LETTERS)
    sheet.freeze_panes(1, 0)
    _fit_width(sheet)


def _write_wrapped(sheet: Any, row: int, column: int, text: str, style: Any, width: int) -> None:
    """Write a text in a row as high as it needs; a letter is as wide as two digits."""
    sheet.write_string(row, column, text, style)
    sheet.set_row(row, _LINE_POINTS * max(1, -(-2 * len(text) // (width - 4))))


def _fit_width(sheet: Any) -> None:
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def render_issues(report: Published) -> bytes:
    """The 问题单 as a workbook of one sheet."""
    written = io.BytesIO()
    issues = issue_sheet(report)
    book = _open(written, issues)
    style = book.add_format({"text_wrap": True, "valign": "top", "font_name": "宋体", "font_size": 11})
    sheet = book.add_worksheet(issues.title["lines"][0])
    sheet.set_column(0, 0, _LETTERS, style)
    _fit_width(sheet)
    texts = ["".join(run["text"] for run in p["runs"]) for block in issues.body for p in block.get("paragraphs", ())]
    for row, text in enumerate([*([EXAMPLE] if report.title["example"] else ()), *texts]):
        _write_wrapped(sheet, row, 0, text, style, _LETTERS)
    book.close()
    return written.getvalue()
