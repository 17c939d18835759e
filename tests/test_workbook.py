"""A workbook is read as a person sees it."""

from __future__ import annotations

import openpyxl

import documents
from helpers.form import load_form
from helpers.intake.folder import read_file
from strategies import distinct

FORM = load_form("2021")
NUMBERS = distinct(FORM)


def test_numbers_in_a_hidden_column_are_none_of_the_tables(tmp_path):
    path = tmp_path / "年报.xlsx"
    documents.write_xlsx(path, FORM, {**NUMBERS, "proactive.administrative_license.decisions": ""}, 2023)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        sheet.column_dimensions["Z"].hidden = True
        for row in range(1, 40):
            sheet.cell(row, 26, 99)
    book.save(path)
    found = read_file(path, 2023).filing.entries
    assert {**NUMBERS, "proactive.administrative_license.decisions": None} == {a: e.value for a, e in found.items()}


def test_a_column_of_the_form_may_be_hidden(tmp_path):
    path = tmp_path / "年报.xlsx"
    documents.write_xlsx(path, FORM, NUMBERS, 2023)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        sheet.column_dimensions["F"].hidden = True
    book.save(path)
    assert NUMBERS == {a: e.value for a, e in read_file(path, 2023).filing.entries.items()}


def test_more_columns_than_a_sheet_has_may_be_called_hidden(tmp_path):
    path = tmp_path / "年报.xlsx"
    documents.write_xlsx(path, FORM, NUMBERS, 2023)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        sheet.column_dimensions.group("Z", "XFD", hidden=True)
        sheet.column_dimensions["Z"].max = 2_000_000_000
    book.save(path)
    assert NUMBERS == {a: e.value for a, e in read_file(path, 2023).filing.entries.items()}


def test_the_text_of_a_report_may_stand_in_its_sheet(tmp_path):
    path = tmp_path / "年报.xlsx"
    documents.write_xlsx(path, FORM, NUMBERS, 2023)
    assert read_file(path, 2023).sections is None
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("文字", 0)
    sheet.append([documents.TITLE.format(office=documents.OFFICE, year=2023)])
    for section in FORM.sections:
        if section.table is None:
            for line in (section.heading, *documents.PROSE[section.number]):
                sheet.append([line])
    book.save(path)
    found = read_file(path)
    assert NUMBERS == {a: e.value for a, e in found.filing.entries.items()}
    assert documents.OFFICE == found.office_name
    texts = {number: "\n".join(lines) for number, lines in documents.PROSE.items()}
    assert texts == {number: found.section(number).text for number in texts}
