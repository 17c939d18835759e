"""The clerk's own workbook comes back with every finding at its cell, and nothing else is changed."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from helpers.form import load_form
from helpers.intake.document import MAX_UNPACKED
from helpers.intake.folder import read_file
from helpers.tables import lay_out

FORM = load_form("2021")

WRONG = Path("data/2024/shili-shuiwu/tables.xlsx")
GOOD = Path("data/2023/shili-jiaoyu/tables.xlsx")
RED = "00F8CBC6"


@pytest.fixture
def marked(workspace: Path, nianbao):
    before = hashlib.sha256(WRONG.read_bytes()).hexdigest()
    code, out, _ = nianbao("annotate", WRONG, "--year", 2024, "-o", "退回/标注.xlsx")
    assert (1, "退回/标注.xlsx：标出 3 个问题\n") == (code, out)
    assert before == hashlib.sha256(WRONG.read_bytes()).hexdigest()
    return openpyxl.load_workbook("退回/标注.xlsx")


def test_wrong_cells_are_red_with_what_is_wrong(marked):
    sheet = marked["申请"]
    red = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb == RED}
    assert {"H20", "F13", "D4", "D5", "D27", "D28"} == red
    assert red <= {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment}
    assert "“三十七”不是数字" in sheet["F13"].comment.text
    assert "T3-01" in sheet["D4"].comment.text


def test_the_first_sheet_lists_the_findings_with_links(marked):
    listed = marked.worksheets[0]
    assert "校验结果" == listed.title
    rows = [[cell.value for cell in row] for row in listed.iter_rows(min_row=2, max_col=3)]
    assert [["F-01", "错误", "申请!H20"], ["F-01", "错误", "申请!F13"], ["T3-01", "错误", "申请!D4"]] == rows[:3]
    assert ["建议", "提示", "申请!D4"] == rows[3]
    assert {"建议"} == {row[0] for row in rows[3:]}
    assert "'申请'!H20" == listed["C2"].hyperlink.location


def test_the_copy_reads_as_the_original(marked, nianbao):
    def entries(path: object) -> dict:
        told = json.loads(nianbao("read", path, "--year", 2024, "--format", "json")[1])["entries"]
        return {address: (entry["kind"], entry["value"], entry["raw"]) for address, entry in told.items()}

    assert entries(WRONG) == entries("退回/标注.xlsx")


def test_a_copy_of_a_copy_has_one_list(marked, nianbao):
    nianbao("annotate", "退回/标注.xlsx", "--year", 2024, "-o", "二稿.xlsx")
    names = openpyxl.load_workbook("二稿.xlsx").sheetnames
    assert ["校验结果"] == [name for name in names if name.startswith("校验结果")]


def test_a_workbook_without_findings_exits_0(workspace, nianbao):
    assert (0, "好.xlsx：标出 0 个问题\n", "") == nianbao("annotate", GOOD, "--year", 2023, "-o", "好.xlsx")


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        (GOOD, GOOD, "副本不能写在原件上"),
        (GOOD, WRONG, "文件已经存在，没有覆盖"),
        ("data/2023/shili-jiaoyu/narrative.md", "a.xlsx", "只能在 .xlsx 和 .docx 上标注"),
        ("没有.xlsx", "a.xlsx", "没有找到文件"),
    ],
)
def test_what_cannot_be_annotated_is_told(workspace, nianbao, source, target, words):
    code, _, err = nianbao("annotate", source, "--year", 2023, "-o", target)
    assert 2 == code
    assert words in err


def test_what_is_larger_than_any_report_is_not_unpacked(workspace, nianbao):
    with zipfile.ZipFile(GOOD) as old, zipfile.ZipFile("大.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/media/a.bin", bytes(MAX_UNPACKED))
    code, out, err = nianbao("annotate", "大.xlsx", "--year", 2023, "-o", "标注.xlsx")
    assert (2, "", "工作簿解开后太大") == (code, out, err.splitlines()[0])


def test_results_of_the_clerks_own_formulas_are_kept(tmp_path, nianbao):
    path, copy = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    numbers = {address: 10 + index for index, address in enumerate(FORM.places)}
    write_with_formula(path, numbers)
    nianbao("annotate", path, "--year", 2023, "-o", copy)
    read = [read_file(p, 2023).filing.entries["applications.new_received.total"] for p in (path, copy)]
    assert [45, 45] == [entry.value for entry in read]
    assert "=SUM(D4:I4)" == openpyxl.load_workbook(copy)["申请"]["J4"].value


def test_a_sheet_that_is_called_like_a_formula_is_named_as_text(tmp_path, nianbao):
    path, copy = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    book = openpyxl.load_workbook(WRONG)
    book["申请"].title = "=1+1'表"
    book.save(path)
    nianbao("annotate", path, "--year", 2024, "-o", copy)
    cell = openpyxl.load_workbook(copy).worksheets[0]["C2"]
    assert ("s", "=1+1'表!H20", "'=1+1''表'!H20") == (cell.data_type, cell.value, cell.hyperlink.location)


def write_with_formula(path: Path, numbers: dict[str, int]) -> None:
    """The form with a total as a plain SUM and its stored result, as a spreadsheet program saves it."""
    book = xlsxwriter.Workbook(path)
    for table in FORM.tables.values():
        sheet = book.add_worksheet(table.sheet)
        for cell in lay_out(table).cells:
            if cell.row_span > 1 or cell.column_span > 1:
                last = (cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
                sheet.merge_range(cell.row, cell.column, *last, "")
            sheet.write(cell.row, cell.column, numbers[cell.address] if cell.address else cell.text)
            if cell.address == "applications.new_received.total":
                sheet.write_formula(cell.row, cell.column, "=SUM(D4:I4)", None, 45)
    book.close()
