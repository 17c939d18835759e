"""Whatever balances: written in any format and read back it is equal, and finds nothing to complain of."""

from __future__ import annotations

import tempfile
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import documents
from helpers.form import load_form
from helpers.intake.folder import read_file
from helpers.intake.outgoing.template import Content, write_workbook
from helpers.intake.outgoing.wordform import write_word_form
from helpers.rules import Case, check
from helpers.tables import lay_out
from strategies import balanced

FEW = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
OFFICE = documents.OFFICE
FORMS = {2023: load_form("2021"), 2020: load_form("2019")}
RECONCILED = ("F-", "T3", "T4", "I-")
WRITERS = {
    **documents.WRITERS,
    "template.xlsx": lambda path, form, numbers, year: write_workbook(
        path, form, Content(year, "示例区某某局", numbers)
    ),
    "form.docx": lambda path, form, numbers, year: write_word_form(path, form, Content(year, OFFICE, numbers)),
}


@pytest.mark.parametrize("year", FORMS)
@pytest.mark.parametrize("kind", WRITERS)
@FEW
@given(data=st.data())
def test_balanced_numbers_come_back_from_every_format(kind, year, data):
    form = FORMS[year]
    numbers = data.draw(balanced(form))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"年报.{kind}"
        WRITERS[kind](path, form, numbers, year)
        read = read_file(path, year)
    assert numbers == {address: entry.value for address, entry in read.filing.entries.items()}
    assert [] == list(read.problems)
    findings = check(Case(read)).findings
    assert [] == [f.rule for f in findings if f.rule[:2] in RECONCILED and f.severity.value == "error"]


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@FEW
@given(data=st.data())
def test_a_table_cut_at_any_row_reads_the_same(kind, data):
    form = FORMS[2023]
    numbers, cut = data.draw(balanced(form)), data.draw(st.integers(4, 26))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"年报.{kind}"
        documents.WRITERS[kind](path, form, numbers, 2023)
        (_cut_word if kind == "docx" else _cut_sheet)(path, cut)
        read = read_file(path, 2023)
    assert numbers == {address: entry.value for address, entry in read.filing.entries.items()}


def _cut_word(path: Path, cut: int) -> None:
    """Move the rows of the table of applications from `cut` on into a table of their own, without a header."""
    document = docx.Document(str(path))
    table = document.tables[1]
    rest = document.add_table(0, 10)._tbl
    table._tbl.addnext(rest)
    for row in list(table._tbl.tr_lst)[cut:]:
        rest.append(row)
    document.save(str(path))


def _cut_sheet(path: Path, cut: int) -> None:
    """Move the rows of the table of applications from `cut` on to a sheet of their own, without merged cells."""
    book = openpyxl.load_workbook(path)
    first, rest = book["表3"], book.create_sheet("续表", 2)
    rows = range(2 + cut, first.max_row + 1)
    for merged in list(first.merged_cells.ranges):
        first.unmerge_cells(str(merged))
    for at, row in enumerate(rows, start=1):
        for column in range(1, 11):
            rest.cell(at, column, first.cell(row, column).value)
            first.cell(row, column).value = None
    book.save(path)


@FEW
@given(data=st.data())
def test_blank_rows_and_columns_indents_and_other_order_change_nothing(data):
    form = FORMS[2023]
    numbers = data.draw(balanced(form))
    gaps = data.draw(st.lists(st.booleans(), min_size=40, max_size=40))
    indent = data.draw(st.sampled_from(["", "  ", "　　", "\t"]))
    order = data.draw(st.permutations(list(form.tables.values())))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "年报.xlsx"
        book = openpyxl.Workbook()
        book.remove(book.active)
        for table in order:
            sheet = book.create_sheet(table.sheet)
            for cell in lay_out(table).cells:
                top, left = (at + 1 + sum(gaps[:at]) for at in (cell.row, cell.column))
                bottom, right = (
                    at + 1 + sum(gaps[:at]) for at in (cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
                )
                sheet.cell(top, left, numbers[cell.address] if cell.address else indent + cell.text)
                if (top, left) != (bottom, right):
                    sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        book.save(path)
        read = read_file(path, 2023)
    assert numbers == {address: entry.value for address, entry in read.filing.entries.items()}
