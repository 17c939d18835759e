"""The published tables as a workbook: official layout, formulas with their results, numbers that read back."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell import Cell

from executed import as_notebook, open_sample, with_numbers
from helpers.blocks import MIME
from helpers.exporters.xlsx import ReportWorkbookExporter
from helpers.filing import Filing, format_number
from helpers.form import form_for_year, load_form
from helpers.intake.folder import read_file
from helpers.intake.word.convert import office_program
from helpers.report import Report
from helpers.tables import lay_out
from strategies import balanced, completed, distinct, filing_of, free_cells


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


def notes_of(data: bytes) -> dict[str, str]:
    return dict(opened(data)["说明"].iter_rows(values_only=True))


def with_cells(report: Report, texts: Mapping[str, str]) -> bytes:
    """The workbook of a report in whose tables these cells read otherwise, as where a finding was accepted."""
    notebook = as_notebook(report)
    for cell in notebook.cells:
        for row in cell.outputs[0].data[MIME].get("rows", ()):
            for item in row:
                item["text"] = texts.get(item["address"], item["text"])
    return ReportWorkbookExporter().from_notebook_node(notebook)[0]


def cell_of(book: openpyxl.Workbook, address: str) -> Cell:
    """The cell that bears an address as its name."""
    [(sheet, spot)] = book.defined_names[address].destinations
    return book[sheet][spot.replace("$", "")]


@pytest.fixture(scope="module")
def sample() -> Report:
    return open_sample("shili-jiaoyu")


@pytest.fixture(scope="module")
def book(sample: Report) -> bytes:
    return exported(sample)


def test_each_table_is_a_sheet_below_its_title(book):
    form = load_form("2021")
    sheets = opened(book).worksheets
    assert [*(table.sheet for table in form.tables.values()), "说明"] == [sheet.title for sheet in sheets]
    assert [["示例区教育局2023年政府信息公开工作年度报告", t.title] for t in form.tables.values()] == [
        [sheet["A1"].value, sheet["A2"].value] for sheet in sheets[:3]
    ]


def test_an_invented_office_says_so_on_every_sheet(book):
    assert [True] * 3 == ["示例：" in str(sheet["A3"].value) for sheet in opened(book).worksheets[:3]]
    assert "示例：" in notes_of(book)["示例"]
    real = opened(exported(open_sample("xigong-shequ")))
    assert [] == [c.value for sheet in real for row in sheet for c in row if "示例" in str(c.value)]


def test_tables_have_the_official_spans(book):
    for sheet, spec in zip(opened(book).worksheets[:3], load_form("2021").tables.values(), strict=True):
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
    assert [(False, 0)] * 4 == [(s.protection.sheet, s.data_validations.count) for s in sheets]


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


@settings(max_examples=12)
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


def test_every_number_is_found_by_its_address_as_a_name(sample, book):
    named = opened(book, results=True)
    found = {address: cell_of(named, address).value for address in named.defined_names}
    assert {address: entry.value for address, entry in sample.filing.entries.items()} == found


def test_the_notes_say_what_the_workbook_is(sample, book):
    notes = notes_of(book)
    expected = {
        "填报单位": "示例区教育局",
        "报告年度": "2023年",
        "标题": "示例区教育局2023年政府信息公开工作年度报告",
        "落款日期": sample.submission.date.isoformat(),
        "工作表「申请」": "三、收到和处理政府信息公开申请情况（国办公开办函〔2021〕30号）",
    }
    assert expected == {term: notes[term] for term in expected}
    assert "不等于 0" in notes["空白"]
    unsigned = replace(sample, submission=replace(sample.submission, date=None))
    assert "未注明" == notes_of(exported(unsigned))["落款日期"]


def test_properties_tell_title_office_and_the_day_of_signature(sample, book):
    told = opened(book).properties
    expected = ("示例区教育局2023年政府信息公开工作年度报告", "示例区教育局", "2023年度", sample.submission.date)
    assert expected == (told.title, told.creator, told.subject, told.created.date())


def test_sheets_are_printed_on_a4_with_their_header_in_sight(book):
    first, second, third, notes = opened(book).worksheets
    page = [(s.page_setup.paperSize, s.page_setup.orientation, s.page_setup.fitToWidth) for s in (first, second, third)]
    assert [(9, "portrait", 1), (9, "landscape", 1), (9, "landscape", 1)] == [(int(p), o, w or 1) for p, o, w in page]
    assert [True] * 4 == [sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in (first, second, third, notes)]
    assert ("$1:$6", "D7", "A2") == (second.print_title_rows, second.freeze_panes, notes.freeze_panes)


def test_a_total_that_is_not_the_sum_stands_as_reported(sample, tmp_path):
    total, other = "applications.granted.total", "disputes.review.total"
    reported = sample.filing.number(total) + 1
    data = with_cells(sample, {total: str(reported), "disputes.review.upheld": "/"})
    book = opened(data)
    assert (reported, sample.filing.number(other)) == (cell_of(book, total).value, cell_of(book, other).value)
    read = read_back(data, tmp_path)
    assert (reported, sample.filing.number(other)) == (read[total], read[other])


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "General"),
        (Decimal("7730.28"), "General"),
        (12_345_678, "General"),
        (Decimal("12345678.28"), "General"),
        (Decimal("123456789.28"), "0.00"),
        (123_456_789_012, "0"),
    ],
)
def test_no_number_is_shown_rounded(sample, number, shown, tmp_path):
    address = "proactive.administrative_fee.amount_10k_yuan"
    data = with_cells(sample, {address: str(number)})
    cell = cell_of(opened(data), address)
    assert (float(number), shown) == (float(cell.value), cell.number_format)
    assert number == read_back(data, tmp_path)[address]


@pytest.mark.parametrize("digits", [8, 13])
def test_columns_are_wide_enough_for_long_numbers(sample, digits):
    form = load_form("2021")
    free = {address: 10 ** (digits - 1) + i for i, address in enumerate(free_cells(form))}
    book = opened(exported(with_numbers(sample, completed(form, free))), results=True)
    for address, place in form.places.items():
        cell = cell_of(book, address)
        if place.column.span == 1 and place.table != "proactive":
            assert len(str(cell.value)) < width_of(cell), address


def width_of(cell: Cell) -> float:
    """The width of a cell's column, in digits; openpyxl keeps it at the first of several that are equally wide."""
    return next(d.width for d in cell.parent.column_dimensions.values() if d.min <= cell.column <= d.max)


@pytest.mark.parametrize("year", [2023, 2020])
def test_the_year_and_the_office_are_taken_from_the_title_above_the_tables(sample, year, nianbao, tmp_path):
    numbers = distinct(form_for_year(year))
    path = tmp_path / "tables.xlsx"
    path.write_bytes(exported(with_numbers(sample, numbers, year)))
    code, out, err = nianbao("read", path, "--format", "json")
    told = json.loads(out)
    assert (0, "", year, "示例区教育局") == (code, err, told["year"], told["office"])
    values = {address: entry["value"] for address, entry in told["entries"].items()}
    assert {address: format_number(number) for address, number in numbers.items()} == values


def test_a_workbook_with_titles_of_two_years_does_not_tell_its_year(book, nianbao, tmp_path):
    both = opened(book)
    both["申请"]["A1"].value = "示例区教育局2022年政府信息公开工作年度报告"
    both.save(tmp_path / "tables.xlsx")
    code, out, err = nianbao("read", tmp_path / "tables.xlsx")
    assert (2, "") == (code, out)
    assert "看不出是哪一年的报告" in err


def test_tables_of_both_forms_read_back(sample, tmp_path):
    new, old = distinct(load_form("2021")), distinct(load_form("2019"))
    parts = [
        filing_of({a: n for a, n in new.items() if not a.startswith("applications.")}, 2021, load_form("2021")),
        filing_of({a: n for a, n in old.items() if a.startswith("applications.")}, 2021, load_form("2019")),
    ]
    entries = {address: entry for part in parts for address, entry in part.entries.items()}
    forms = {"proactive": "2021", "applications": "2019", "disputes": "2021"}
    mixed = replace(sample.submission, filing=Filing("shili-jiaoyu", 2021, forms, entries))
    params = sample.params.model_copy(update={"year": 2021})
    data = exported(replace(sample, params=params, submission=mixed))
    assert {address: entry.value for address, entry in entries.items()} == read_back(data, tmp_path, 2021)


@pytest.mark.skipif(office_program() is None, reason="没有安装 LibreOffice，未重算公式")
@pytest.mark.parametrize("year", [2023, 2020])
def test_libreoffice_reckons_the_totals_that_are_stored(sample, year, tmp_path):
    form = form_for_year(year)
    data = exported(with_numbers(sample, distinct(form), year))
    assert sum(len(table.sums) for table in form.tables.values()) == without_results(data, tmp_path / "tables.xlsx")
    program = office_program()
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out"]
    subprocess.run([*command, tmp_path / "tables.xlsx"], check=True, capture_output=True, timeout=120)
    stored, reckoned = opened(data, results=True), opened((tmp_path / "out" / "tables.xlsx").read_bytes(), results=True)
    names = list(stored.defined_names)
    assert [cell_of(stored, name).value for name in names] == [cell_of(reckoned, name).value for name in names]


def without_results(data: bytes, path: Path) -> int:
    """Write the workbook without the results of its formulas, so that a program must reckon them; their number."""
    count = 0
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(path, "w") as new:
        for item in old.infolist():
            text = old.read(item)
            if item.filename.startswith("xl/worksheets/"):
                text, found = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1", text)
                count += found
            new.writestr(item, text)
    return count
