"""Tables are found by their printed labels, wherever these stand."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest

from helpers.filing import EntryKind
from helpers.form import load_form
from helpers.formspec import BlockSpec, FormSpec, TableSpec
from helpers.intake.folder import read_file
from helpers.submission import Submission
from helpers.tables import lay_out
from strategies import distinct

NEW, OLD = load_form("2021"), load_form("2019")
FORMS = pytest.mark.parametrize(("form", "year"), [(NEW, 2023), (OLD, 2020)], ids=["form 2021", "form 2019"])


@dataclass(frozen=True)
class Sheet:
    """How a clerk's workbook differs from the form: where rows and columns stand, and what labels say."""

    row: Callable[[int], int] = lambda row: row + 1
    column: Callable[[int], int] = lambda column: column + 1
    label: Callable[[str], str] = lambda text: text


def write(path: Path, form: FormSpec, numbers: Mapping[str, object], sheet: Sheet = Sheet()) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for table in form.tables.values():
        page = book.create_sheet(table.sheet)
        for cell in lay_out(table).cells:
            top, left = sheet.row(cell.row), sheet.column(cell.column)
            bottom, right = sheet.row(cell.row + cell.row_span - 1), sheet.column(cell.column + cell.column_span - 1)
            page.cell(top, left, numbers.get(cell.address) if cell.address else sheet.label(cell.text))
            if (top, left) != (bottom, right):
                page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    book.save(path)


def read(tmp_path: Path, form: FormSpec, year: int, sheet: Sheet = Sheet()) -> Submission:
    path = tmp_path / "tables.xlsx"
    write(path, form, distinct(form), sheet)
    return read_file(path, year)


def numbers_of(submission: Submission) -> dict[str, object]:
    return {address: entry.value for address, entry in submission.filing.entries.items()}


@FORMS
@pytest.mark.parametrize(
    "sheet",
    [
        Sheet(),
        Sheet(row=lambda row: row + 9),
        Sheet(row=lambda row: row + row // 4 + 1),
        pytest.param(Sheet(row=lambda row: row + row // 3 + 1)),
        pytest.param(Sheet(row=lambda row: 2 * row + 1)),
        Sheet(column=lambda column: column + 4),
        Sheet(column=lambda column: 2 * column + 1),
        Sheet(column=lambda column: column + column // 4 + 1),
        Sheet(label=lambda text: f"　　{text}"),
        Sheet(label=lambda text: f"  {text} "),
        Sheet(label=" ".join),
        Sheet(label=lambda text: text.replace("（", "(").replace("）", ")").replace("、", ".")),
        Sheet(lambda row: row + row // 5 + 2, lambda column: column + column // 3 + 2, lambda text: f" {text}"),
    ],
    ids=[
        "as printed",
        "lower down",
        "a blank row after every fourth",
        "a blank row after every third",
        "every other row blank",
        "further right",
        "every other column blank",
        "a blank column after every fourth",
        "labels indented",
        "blanks about labels",
        "blanks inside labels",
        "half-width brackets",
        "all of it",
    ],
)
def test_moved_tables_read_back_equal(tmp_path, form, year, sheet):
    found = read(tmp_path, form, year, sheet)
    assert [] == list(found.problems)
    assert distinct(form) == numbers_of(found)


# Rows and columns in another order ----------------------------------------------------------------------------------

Order = Callable[[Sequence[tuple[str, ...]]], list[int]]


def reversed_order(paths: Sequence[tuple[str, ...]]) -> list[int]:
    return list(range(len(paths)))[::-1]


def shuffled(seed: int) -> Order:
    """Siblings in any order, each group staying together."""

    def order(paths: Sequence[tuple[str, ...]]) -> list[int]:
        dice = random.Random(seed)
        keys = {path[: i + 1]: dice.random() for path in paths for i in range(len(path))}
        return sorted(range(len(paths)), key=lambda n: [keys[paths[n][: i + 1]] for i in range(len(paths[n]))])

    return order


def as_printed(paths: Sequence[tuple[str, ...]]) -> list[int]:
    return list(range(len(paths)))


def permuted(form: FormSpec, rows: Order, columns: Order) -> FormSpec:
    def of_block(block: BlockSpec) -> BlockSpec:
        across = columns([column.path for column in block.columns])
        down = rows([row.path for row in block.rows])
        lines = [block.lines[at][1] for at in down] if block.rows else [block.places]
        return replace(
            block,
            columns=tuple(block.columns[at] for at in across),
            rows=tuple(block.rows[at] for at in down),
            places=tuple(line[at] for line in lines for at in across),
        )

    def of_table(table: TableSpec) -> TableSpec:
        return replace(table, blocks=tuple(map(of_block, table.blocks)))

    return replace(form, tables={name: of_table(table) for name, table in form.tables.items()})


@FORMS
@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        pytest.param(reversed_order, as_printed, id="rows reversed"),
        pytest.param(as_printed, reversed_order, id="columns reversed"),
        *(pytest.param(shuffled(seed), as_printed, id=f"rows shuffled {seed}") for seed in range(3)),
        *(pytest.param(as_printed, shuffled(seed), id=f"columns shuffled {seed}") for seed in range(6)),
        *(pytest.param(shuffled(seed + 10), shuffled(seed), id=f"both shuffled {seed}") for seed in range(6)),
    ],
)
def test_rows_and_columns_in_another_order_read_back_equal(tmp_path, form, year, rows, columns):
    found = read(tmp_path, permuted(form, rows, columns), year)
    assert [] == list(found.problems)
    assert distinct(form) == numbers_of(found)


# Labels that are wrong ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "misspelt", "table", "left"),
    [
        ("2.重复申请", "2.重覆申报", "applications", 25),
        ("一、本年新收政府信息公开申请数量", "一、新收", "applications", 25),
        ("（七）总计", "（七）小计", "applications", 25),
        ("行政许可", "行政审批", "proactive", 190),
        ("规章", "规范", "proactive", 190),
    ],
)
def test_table_with_a_misspelt_row_is_reported_by_that_label_and_not_read(tmp_path, printed, misspelt, table, left):
    found = read(tmp_path, NEW, 2023, Sheet(label=lambda text: misspelt if text == printed else text))
    assert [("I-02", tuple(NEW.tables[table].places))] == [(p.rule, p.addresses) for p in found.problems]
    problem = found.problems[0]
    assert printed in problem.what
    assert NEW.tables[table].sheet in problem.where
    others = {a: n for a, n in distinct(NEW).items() if not a.startswith(f"{table}.")}
    assert others == numbers_of(found)
    assert (table,) == found.unrecognised


@pytest.mark.parametrize(
    ("printed", "misspelt"),
    [("科研机构", "科研单位"), ("自然人", "个人"), ("尚未审结", "未审结"), ("本年废止件数", "废止"), ("总计", "合计")],
)
def test_misspelt_column_header_never_puts_a_number_at_another_address(tmp_path, printed, misspelt):
    found = read(tmp_path, NEW, 2023, Sheet(label=lambda text: misspelt if text == printed else text))
    wrong = {a: n for a, n in numbers_of(found).items() if n not in (None, distinct(NEW)[a])}
    assert {} == wrong


@FORMS
def test_misspelt_column_headers_in_another_order_are_unreadable_not_guessed(tmp_path, form, year):
    headers = {"科研机构": "某甲", "商业企业": "某乙"}
    other = permuted(form, as_printed, reversed_order)
    found = read(tmp_path, other, year, Sheet(label=lambda text: headers.get(text, text)))
    wrong = {a: n for a, n in numbers_of(found).items() if n not in (None, distinct(form)[a])}
    assert {} == wrong


# Rows that occur twice ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shift", "kind"), [(0, EntryKind.NUMBER), (1, EntryKind.UNREADABLE)], ids=["the same", "other numbers"]
)
def test_row_that_occurs_twice_is_read_only_if_its_numbers_agree(tmp_path, shift, kind):
    path = tmp_path / "tables.xlsx"
    write(path, NEW, distinct(NEW))
    book = openpyxl.load_workbook(path)
    sheet = book["申请"]
    for column in range(1, 11):
        value = sheet.cell(28, column).value
        sheet.cell(30, column, value + shift if isinstance(value, int) else value)
    book.save(path)
    entries = read_file(path, 2023).filing.entries
    carried_out = [a for a in NEW.places if ".carried_out." in a]
    assert {kind} == {entries[a].kind for a in carried_out}
    assert 193 == sum(e.kind is EntryKind.NUMBER for a, e in entries.items() if a not in carried_out)
    assert [shift == 1] * 7 == ["出现了 2 次" in entries[a].reason for a in carried_out]


# Tables that are not the form's -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows", [[("渠道", "条数"), ("其他", 5), ("总计", 25)], [("领域", "件数"), ("行政许可", 20), ("行政处罚", 5)]]
)
def test_table_of_the_office_itself_takes_no_number_from_the_form(tmp_path, rows):
    path = tmp_path / "tables.xlsx"
    write(path, NEW, distinct(NEW))
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("附表", 0)
    for row in rows:
        sheet.append(row)
    book.save(path)
    assert distinct(NEW) == numbers_of(read_file(path, 2023))
