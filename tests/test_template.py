"""The kit's own workbook: what an office types into it comes back, totals by formula or typed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook import Workbook as Book

from helpers.filing import EntryKind, Filing
from helpers.form import load_form
from helpers.formspec import FormSpec
from helpers.intake.folder import read_file
from helpers.intake.outgoing.template import Content, write_workbook
from helpers.rules import Case, check
from helpers.submission import Submission
from helpers.tables import lay_out
from strategies import distinct

NEW, OLD = load_form("2021"), load_form("2019")
FORMS = pytest.mark.parametrize(
    ("form", "year", "cells"), [(NEW, 2023, 200), (OLD, 2020, 198)], ids=["form 2021", "form 2019"]
)
FREE = "applications.granted.natural_person"
TOTAL = "applications.granted.total"


def blank(path: Path, form: FormSpec = NEW, year: int = 2023) -> dict[str, tuple[str, str]]:
    """Write the blank workbook; the sheet and cell of every address, as the kit itself tells them."""
    write_workbook(path, form, Content(year))
    entries = read_file(path, year).filing.entries
    return {a: (e.origin.part, e.origin.spot.removesuffix("（公式）")) for a, e in entries.items()}


def sums(form: FormSpec) -> set[str]:
    return {address for table in form.tables.values() for address in table.sums}


def edited(path: Path, change: Callable[[Book], None], year: int = 2023) -> Filing:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return read_file(path, year).filing


def typed(path: Path, cells: Mapping[str, object], form: FormSpec = NEW, year: int = 2023) -> Filing:
    """A clerk's workbook: the blank one with `cells` typed in one by one."""
    spots = blank(path, form, year)

    def fill(book: Book) -> None:
        for address, value in cells.items():
            sheet, spot = spots[address]
            book[sheet][spot] = value

    return edited(path, fill, year)


def numbers_of(filing: Filing) -> dict[str, object]:
    return {address: entry.value for address, entry in filing.entries.items()}


@FORMS
def test_blank_workbook_has_every_cell_blank_and_its_totals_by_formula(tmp_path, form, year, cells):
    write_workbook(tmp_path / "a.xlsx", form, Content(year))
    read = read_file(tmp_path / "a.xlsx", year)
    assert [] == list(read.problems)
    assert [EntryKind.BLANK] * cells == [entry.kind for entry in read.filing.entries.values()]
    assert sums(form) == {address for address, entry in read.filing.entries.items() if entry.computed}


@FORMS
def test_numbers_typed_cell_by_cell_come_back_with_totals_by_formula(tmp_path, form, year, cells):
    expected = distinct(form)
    filing = typed(tmp_path / "a.xlsx", {a: n for a, n in expected.items() if a not in sums(form)}, form, year)
    assert cells == len(numbers_of(filing))
    assert expected == numbers_of(filing)
    assert sums(form) == {a for a, e in filing.entries.items() if "公式" in str(e.origin)}


@FORMS
def test_totals_typed_over_the_formulas_are_read_as_typed(tmp_path, form, year, cells):
    expected = {**distinct(form), TOTAL: 7}
    filing = typed(tmp_path / "a.xlsx", expected, form, year)
    assert expected == numbers_of(filing)
    assert [] == [address for address, entry in filing.entries.items() if entry.computed]


@FORMS
def test_workbook_written_with_numbers_reads_back(tmp_path, form, year, cells):
    write_workbook(tmp_path / "a.xlsx", form, Content(year, "示例区某局", distinct(form)))
    assert distinct(form) == numbers_of(read_file(tmp_path / "a.xlsx", year).filing)


def test_stored_result_of_an_own_total_does_not_outweigh_its_parts(tmp_path):
    write_workbook(tmp_path / "a.xlsx", NEW, Content(2023, numbers={**distinct(NEW), TOTAL: 1}))
    assert distinct(NEW)[TOTAL] == read_file(tmp_path / "a.xlsx", 2023).filing.number(TOTAL)


def test_own_total_over_a_blank_is_blank_and_over_words_unreadable(tmp_path):
    cells = {a: n for a, n in distinct(NEW).items() if a not in sums(NEW)}
    del cells[FREE]
    cells["disputes.review.upheld"] = "三件"
    entries = typed(tmp_path / "a.xlsx", cells).entries
    kinds = {
        FREE: "blank",
        TOTAL: "blank",
        "disputes.review.upheld": "unreadable",
        "disputes.review.total": "unreadable",
    }
    assert kinds == {address: entries[address].kind.value for address in kinds}


def test_blank_under_totals_by_formula_is_one_finding(tmp_path):
    cells = {a: n for a, n in distinct(NEW).items() if a not in sums(NEW) and a != FREE}
    found = check(Case(Submission(typed(tmp_path / "a.xlsx", cells)))).findings
    assert [("F-01", (FREE,))] == [(finding.rule, finding.addresses) for finding in found]


def test_column_that_does_not_balance_is_told_once_where_the_total_column_only_follows(tmp_path):
    cells = {a: n for a, n in distinct(NEW).items() if a not in sums(NEW)}
    wrong = {**cells, FREE: int(cells[FREE]) + 9}
    found = check(Case(Submission(typed(tmp_path / "a.xlsx", wrong)))).findings
    assert [("T3-01", "applications.new_received.natural_person")] == [(f.rule, f.addresses[0]) for f in found]


@pytest.mark.parametrize("address", [FREE, TOTAL])
@pytest.mark.parametrize("formula", ["=D4*2", "=SUM(D4:D5)", "=1/0"])
def test_other_formula_without_a_stored_result_is_unreadable(tmp_path, address, formula):
    entry = typed(tmp_path / "a.xlsx", {**distinct(NEW), address: formula}).entries[address]
    assert (EntryKind.UNREADABLE, formula, "公式没有保存结果") == (entry.kind, entry.raw, entry.reason)
    assert not entry.computed


@pytest.mark.parametrize(
    ("formula", "result", "kind", "value"),
    [
        ("=20+21", 41, EntryKind.NUMBER, 41),
        ("=D4*2", 41.0, EntryKind.NUMBER, 41),
        ("=SUM(A1:A2)", "", EntryKind.UNREADABLE, None),
        ("=D4&D5", "四十一", EntryKind.UNREADABLE, None),
        ("=1/0", "#DIV/0!", EntryKind.UNREADABLE, None),
    ],
)
@pytest.mark.parametrize("address", [FREE, TOTAL])
def test_foreign_formula_is_read_by_its_stored_result(tmp_path, address, formula, result, kind, value):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    for table in NEW.tables.values():
        sheet = book.add_worksheet(table.sheet)
        for cell in lay_out(table).cells:
            last = (cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
            if last != (cell.row, cell.column):
                sheet.merge_range(cell.row, cell.column, *last, "")
            if cell.address == address:
                sheet.write_formula(cell.row, cell.column, formula, None, result)
            else:
                sheet.write(cell.row, cell.column, distinct(NEW)[cell.address] if cell.address else cell.text)
    book.close()
    filing = read_file(path, 2023).filing
    assert (kind, value) == (filing.entries[address].kind, filing.number(address))
    assert {**distinct(NEW), address: value} == numbers_of(filing)


@pytest.mark.parametrize(
    ("address", "written", "value"),
    [
        ("proactive.administrative_license.change", "+19", 19),
        ("proactive.administrative_penalty.change", -8, -8),
        ("proactive.administrative_coercion.change", "－8", -8),
        ("proactive.administrative_fee.previous_items", "37件", 37),
        ("proactive.regulations.made", " １２ ", 12),
        ("proactive.central_procurement.projects", "1,204", 1204),
    ],
)
def test_way_of_writing_a_number_in_the_2019_form(tmp_path, address, written, value):
    filing = typed(tmp_path / "a.xlsx", {**distinct(OLD), address: written}, OLD, 2020)
    assert {**distinct(OLD), address: value} == numbers_of(filing)


@pytest.mark.parametrize(
    ("form", "year", "address", "raw", "words"),
    [
        (OLD, 2020, "proactive.central_procurement.amount", "251000元", "带有单位“元”"),
        (OLD, 2020, "proactive.central_procurement.amount", "25.1万元", "本栏没有规定单位"),
        (NEW, 2023, "proactive.administrative_fee.amount_10k_yuan", "251000元", "本栏单位是“万元”"),
        (NEW, 2023, FREE, "三七", "不是数字"),
        (NEW, 2023, FREE, "37条", "带有单位“条”"),
        (NEW, 2023, FREE, "约37", "不是数字"),
        (NEW, 2023, FREE, "3\n7", "几行"),
        (NEW, 2023, FREE, "12²", "数字后面还有别的内容"),
    ],
)
def test_cell_that_is_not_surely_one_number_is_unreadable_with_the_reason(tmp_path, form, year, address, raw, words):
    filing = typed(tmp_path / "a.xlsx", {**distinct(form), address: raw}, form, year)
    entry = filing.entries[address]
    assert (EntryKind.UNREADABLE, raw) == (entry.kind, entry.raw)
    assert words in entry.reason
    assert len(form.places) - 1 == sum(e.kind is EntryKind.NUMBER for e in filing.entries.values())


@FORMS
def test_blanks_stay_blanks_and_dashes_dashes(tmp_path, form, year, cells):
    kept = {a: n for a, n in distinct(form).items() if ".research" not in a}
    entries = typed(tmp_path / "a.xlsx", {**kept, FREE: "/"}, form, year).entries
    sheet = [a for a in form.places if ".research" in a]
    assert {EntryKind.BLANK} == {entries[a].kind for a in sheet}
    assert EntryKind.DASH is entries[FREE].kind
    assert cells - len(sheet) - 1 == sum(e.kind is EntryKind.NUMBER for e in entries.values())


@FORMS
def test_same_input_gives_the_same_bytes(tmp_path, form, year, cells):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, form, Content(year, "示例区某局", distinct(form), ("示例。",)))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_cell_is_where_the_official_form_has_it(tmp_path):
    expected = {
        "applications.new_received.natural_person": ("申请", "D4"),
        "applications.carried_in.natural_person": ("申请", "D5"),
        "applications.total_processed.natural_person": ("申请", "D27"),
        "applications.carried_out.total": ("申请", "J28"),
        "proactive.regulations.issued": ("主动公开", "B3"),
        "proactive.administrative_fee.amount_10k_yuan": ("主动公开", "B14"),
        "disputes.litigation_after_review.total": ("复议诉讼", "O4"),
    }
    spots = blank(tmp_path / "a.xlsx")
    assert expected == {address: spots[address] for address in expected}
