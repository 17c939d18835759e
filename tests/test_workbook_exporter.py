"""The published tables as a workbook: official layout, formulas with their results, numbers that read back."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from executed import as_notebook, open_sample, with_numbers
from helpers.exporters.xlsx import ReportWorkbookExporter
from helpers.form import form_for_year, load_form
from helpers.intake.folder import read_file
from helpers.report import Report
from helpers.tables import lay_out
from strategies import balanced, distinct


def exported(report: Report) -> bytes:
    return ReportWorkbookExporter().from_notebook_node(as_notebook(report))[0]


def opened(data: bytes, results: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=results)


def read_back(data: bytes, folder, year: int = 2023) -> dict[str, object]:
    path = folder / "tables.xlsx"
    path.write_bytes(data)
    read = read_file(path, year)
    assert () == read.problems
    return {address: entry.value for address, entry in read.filing.entries.items()}


@pytest.fixture(scope="module")
def sample() -> Report:
    return open_sample("shili-jiaoyu")


@pytest.fixture(scope="module")
def book(sample: Report) -> bytes:
    return exported(sample)


def test_each_table_is_a_sheet_below_its_title(book):
    form = load_form("2021")
    sheets = opened(book).worksheets
    assert [table.sheet for table in form.tables.values()] == [sheet.title for sheet in sheets]
    assert [["示例区教育局2023年政府信息公开工作年度报告", t.title] for t in form.tables.values()] == [
        [sheet["A1"].value, sheet["A2"].value] for sheet in sheets
    ]


def test_an_invented_office_says_so_on_every_sheet(book):
    assert [True] * 3 == ["示例：" in str(sheet["A3"].value) for sheet in opened(book)]
    real = opened(exported(open_sample("xigong-shequ")))
    assert [] == [c.value for sheet in real for row in sheet for c in row if "示例" in str(c.value)]


def test_tables_have_the_official_spans(book):
    for sheet, spec in zip(opened(book).worksheets, load_form("2021").tables.values(), strict=True):
        expected = {
            (c.row + 4, c.column + 1, c.row + 3 + c.row_span, c.column + c.column_span)
            for c in lay_out(spec).cells
            if c.row_span > 1 or c.column_span > 1
        }
        merged = {(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges if a.min_row > 3}
        assert expected == merged


def test_totals_are_formulas_that_hold_their_result(sample, book):
    formulas, results = opened(book), opened(book, results=True)
    for spec in load_form("2021").tables.values():
        for cell in lay_out(spec).cells:
            if cell.address in spec.sums:
                spot = (cell.row + 4, cell.column + 1)
                assert "SUM(" in formulas[spec.sheet].cell(*spot).value
                assert sample.filing.number(cell.address) == results[spec.sheet].cell(*spot).value


def test_a_published_workbook_is_not_protected_and_asks_for_nothing(book):
    sheets = opened(book).worksheets
    assert [(False, 0)] * 3 == [(s.protection.sheet, s.data_validations.count) for s in sheets]


def test_two_exports_give_the_same_bytes(sample, book):
    assert book == exported(sample)


@pytest.mark.parametrize("office", ["shili-jiaoyu", "shili-ziran", "xigong-shequ"])
def test_a_sample_report_reads_back(office, tmp_path):
    report = open_sample(office)
    expected = {address: entry.value for address, entry in report.filing.entries.items()}
    assert expected == read_back(exported(report), tmp_path)


@pytest.mark.parametrize("year", [2023, 2020])
def test_numbers_that_all_differ_read_back_at_their_places(sample, year, tmp_path):
    numbers = distinct(form_for_year(year))
    assert numbers == read_back(exported(with_numbers(sample, numbers, year)), tmp_path, year)


def test_an_office_without_a_single_case_reads_back_as_zeros(sample, tmp_path):
    numbers = dict.fromkeys(load_form("2021").places, 0)
    assert numbers == read_back(exported(with_numbers(sample, numbers)), tmp_path)


@settings(max_examples=12, deadline=None)
@given(data=st.data(), year=st.sampled_from([2023, 2020]))
def test_any_balanced_numbers_read_back(sample, tmp_path_factory, data, year):
    numbers = data.draw(balanced(form_for_year(year)))
    assert numbers == read_back(exported(with_numbers(sample, numbers, year)), tmp_path_factory.mktemp("book"), year)


def test_a_refused_report_gives_the_issue_sheet():
    book = opened(exported(open_sample("shili-shuiwu", 2024)))
    assert ["问题单"] == book.sheetnames
    text = "\n".join(str(row[0]) for row in book["问题单"].iter_rows(values_only=True))
    assert "tables.xlsx「申请」D4、D5、D27、D28" in text
    assert "示例：" in text
