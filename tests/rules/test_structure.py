"""The build of tables two and four, as the readers find them (T2-01, T4-02)."""

from __future__ import annotations

import openpyxl
import pytest
from rule_examples import NEW

from documents import write_xlsx
from helpers.intake.folder import read_file
from helpers.rules import Case, check
from strategies import distinct

STRUCTURE = ("T2-01", "T4-02")


def told(path) -> dict[str, str]:
    found = check(Case(read_file(path, 2023))).findings
    return {f.rule: f.message for f in found if f.rule in STRUCTURE or f.rule.startswith("I")}


@pytest.fixture
def whole(tmp_path):
    path = tmp_path / "年报.xlsx"
    write_xlsx(path, NEW, distinct(NEW), 2023)
    return path


def test_a_whole_report_holds(whole):
    assert {} == told(whole)


@pytest.mark.parametrize(("row", "label"), [(7, "行政许可"), (14, "行政事业性收费")])
def test_a_row_of_table_two_left_out_is_named_with_all_that_must_be_there(whole, row, label):
    book = openpyxl.load_workbook(whole)
    sheet = book.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.delete_rows(row + 1)
    book.save(whole)
    found = told(whole)
    assert ["I-02", "T2-01"] == sorted(found)
    assert found["T2-01"].startswith(f"第二表缺“{label}”。格式是四块六行：第二十条第（一）项规章、行政规范性文件；")


def test_columns_of_table_four_left_out_are_one_finding_with_all_that_must_be_there(whole):
    book = openpyxl.load_workbook(whole)
    sheet = book.worksheets[2]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    for column in (14, 9, 4):
        sheet.delete_cols(column)
    book.save(whole)
    found = [f for f in check(Case(read_file(whole, 2023))).findings if f.rule in ("F-01", *STRUCTURE)]
    assert ["F-01", "T4-02"] == [f.rule for f in found]
    assert "没有认出“尚未审结”列" in found[1].message
    assert "格式是 15 个数字：行政复议、未经复议直接起诉、复议后起诉三组" in found[1].message


@pytest.mark.parametrize("index", [0, 2])
def test_a_table_that_is_not_there_is_told_by_the_file_alone(whole, index):
    book = openpyxl.load_workbook(whole)
    book.remove(book.worksheets[index])
    book.save(whole)
    assert ["I-02"] == list(told(whole))
