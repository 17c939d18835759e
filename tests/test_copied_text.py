"""Tables as browsers copy them and as pages of print become text: read where it is sure, whatever lines they take."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain

import pytest

import documents
from helpers.filing import EntryKind
from helpers.form import load_form
from helpers.formspec import FormSpec
from helpers.tables import Layout, lay_out
from strategies import distinct
from test_plain_text import PROSE, kinds, numbers_of, printed, prose_of, read, shown, text_of

FORM = load_form("2021")
FORMS = pytest.mark.parametrize(("version", "year"), [("2021", 2023), ("2019", 2020)])
NUMBER = re.compile(r"[-+]?[\d.]+")


def without(numbers: dict[str, str], *addresses: str) -> dict[str, str]:
    return numbers | dict.fromkeys(addresses, "")


# What browsers copy --------------------------------------------------------------------------------------------------


def joined(before_tab: str, after_tab: str, row_end: str) -> Callable[[Layout, FormSpec], list[str]]:
    """Rows with paragraphs in their cells: each begins and ends a line, and tabs stand between them."""

    def write(layout: Layout, form: FormSpec) -> list[str]:
        text = row_end.join(f"{before_tab}\t{after_tab}".join(row) for row in printed(layout, form))
        return text.split("\n")

    return write


@FORMS
@pytest.mark.parametrize(
    "write",
    [
        joined("\n\n", "\n\n", "\n\n\n\n\n"),
        joined("\n", "\n", "\n\n"),
        joined("", "\n", "\n\n"),
        joined("\n\n", "", "\n\n\n"),
        # Labels are paragraphs, numbers are not.
        lambda layout, form: [
            line
            for row in printed(layout, form)
            for line in (
                *(cell for cell in row if not NUMBER.fullmatch(cell)),
                "\t".join(filter(NUMBER.fullmatch, row)),
            )
        ],
    ],
)
def test_cells_are_read_that_tabs_and_lines_divide(tmp_path, write, version, year):
    form = load_form(version)
    found = read(tmp_path, text_of(write, form), year=year)
    assert distinct(form) == numbers_of(found)
    assert PROSE == prose_of(found)


def test_tabs_tell_which_cells_are_blank(tmp_path, monkeypatch):
    numbers = {address: "" if at % 3 else text for at, (address, text) in enumerate(shown(FORM).items())}
    monkeypatch.setattr("test_plain_text.shown", lambda form: numbers)
    found = read(tmp_path, text_of(joined("\n\n", "\n\n", "\n\n\n\n\n")))
    assert numbers == {address: entry.raw for address, entry in found.filing.entries.items()}


def test_lines_alone_do_not_tell_which_cell_is_blank(tmp_path, monkeypatch):
    numbers = without(shown(FORM), "applications.granted.research", "applications.granted.business")
    monkeypatch.setattr("test_plain_text.shown", lambda form: numbers)
    found = read(tmp_path, text_of(joined("", "\n", "\n")).replace("\t", ""))
    assert {EntryKind.UNREADABLE} == kinds(found, "applications.granted.")
    assert 193 == sum(entry.kind is EntryKind.NUMBER for entry in found.filing.entries.values())


def test_a_page_in_one_line_is_read(tmp_path):
    def words(layout: Layout, form: FormSpec) -> list[str]:
        return [cell for row in printed(layout, form) for cell in row]

    for sign in (" ", "|"):
        found = read(tmp_path, sign.join(text_of(words).split("\n")))
        assert distinct(FORM) == numbers_of(found)
        assert PROSE == prose_of(found)


def test_tables_whose_blank_cells_are_lost_are_told_to_be_in_the_text(tmp_path, monkeypatch):
    numbers = {address: "" if at % 2 else text for at, (address, text) in enumerate(shown(FORM).items())}
    monkeypatch.setattr("test_plain_text.shown", lambda form: numbers)

    def cells(layout: Layout, form: FormSpec) -> list[str]:
        return [cell for row in printed(layout, form) for cell in row if cell]

    found = read(tmp_path, text_of(cells))
    assert ("proactive", "applications", "disputes") == found.unrecognised
    assert ["年报.txt"] * 3 == [problem.where for problem in found.problems if "分不清每个数字" in problem.what]


def test_numbers_whose_figures_have_a_line_each_are_not_read(tmp_path, monkeypatch):
    """As many lines as columns of table four, where 11 takes two and a blank cell none."""
    last = ["11", "", *"5555555555555"]
    addresses = [address for address in FORM.places if address.startswith("disputes.")]
    numbers = shown(FORM) | dict(zip(addresses, last, strict=True))
    monkeypatch.setattr("test_plain_text.shown", lambda form: numbers)

    def figures(layout: Layout, form: FormSpec) -> list[str]:
        cells = filter(None, chain.from_iterable(printed(layout, form)))
        return list(chain.from_iterable(cell if cell.isdigit() else [cell] for cell in cells))

    assert {} == dict(read(tmp_path, text_of(figures)).filing.entries)


def test_no_row_is_blank_whose_table_lacks_a_heading(tmp_path):
    """As in text that took a page column by column, where its number stands elsewhere."""
    value = shown(FORM)["proactive.administrative_coercion.decisions"]
    lines = [cell for row in printed(lay_out(FORM.tables["proactive"]), FORM) for cell in row]
    lines.remove(value)
    lines.remove("本年收费金额（单位：万元）")
    found = read(tmp_path, "\n".join(["二、主动公开政府信息情况", *lines]))
    assert {EntryKind.UNREADABLE} == kinds(found, "proactive.administrative_coercion.")


@pytest.mark.parametrize(
    ("labels", "length"),
    [(r"[^\d\t\n][^\t\n]*", 5), (r"三、本年度办理结果|（.）不予公开|（.）无法提供|（.）不予处理|商业企业|总计", 1)],
)
def test_a_label_may_take_many_lines(tmp_path, labels, length):
    def narrow(layout: Layout, form: FormSpec) -> list[str]:
        text = "\n".join("\t".join(row) for row in printed(layout, form))
        broken = re.sub(rf"(?<![^\t\n])(?:{labels})(?![^\t\n])", lambda label: wrapped(label[0], length), text)
        return broken.split("\n")

    assert distinct(FORM) == numbers_of(read(tmp_path, text_of(narrow)))


# What pages of print become ------------------------------------------------------------------------------------------


def wrapped(text: str, length: int) -> str:
    return "\n".join(text[at : at + length] for at in range(0, len(text), length))


def page(layout: Layout, form: FormSpec, beside: bool = True, length: int = 9) -> list[str]:
    """Rows of a printed page: headings in pieces, labels on several lines, the numbers `beside` the middle or below."""
    made: list[str] = []
    for row in printed(layout, form):
        numbers = list(filter(NUMBER.fullmatch, row))
        lines = wrapped("".join(row[: len(row) - len(numbers)]), length).split("\n") if numbers else []
        if len(row) == layout.columns == len(numbers):
            made.append("  ".join(row))
        elif numbers:
            at = len(lines) // 2 if beside else len(lines) - 1
            made += ["   ".join([line, *(numbers if number == at else [])]) for number, line in enumerate(lines)]
        elif len(row) > 4:
            made += ["  ".join(cell[:2] for cell in row), "  ".join(cell[2:] for cell in row if cell[2:])]
        else:
            made.append("     ".join(row))
    return made


def below(layout: Layout, form: FormSpec) -> list[str]:
    return page(layout, form, beside=False)


def narrow(layout: Layout, form: FormSpec) -> list[str]:
    return page(layout, form, length=4)


def table_three(text: str) -> tuple[str, list[str], str]:
    """What stands before the rows of numbers of table three, these with their labels, and all else."""
    first, last = text.index("一、本年新收"), text.index("\n四、政府信息公开行政复议")
    return text[:first], text[first:last].split("\n"), text[last:]


@FORMS
@pytest.mark.parametrize("write", [page, below, narrow])
def test_a_printed_page_is_read_with_labels_in_pieces(tmp_path, write, version, year):
    form = load_form(version)
    found = read(tmp_path, text_of(write, form), year=year)
    assert distinct(form) == numbers_of(found)
    assert PROSE == prose_of(found)


def test_what_the_end_of_a_page_prints_between_rows_is_no_number(tmp_path):
    before, rows, after = table_three(text_of(page))
    ends = [*rows[:20], "2", "示例区某局年度报告", *rows[20:40], "3", "\f示例区某局年度报告", *rows[40:]]
    found = read(tmp_path, before + "\n".join(ends) + after)
    assert distinct(FORM) == numbers_of(found)


Change = Callable[[list[str]], list[str]]


def swapped(rows: Sequence[str], first: str, second: str) -> list[str]:
    a, b = (next(at for at, row in enumerate(rows) if label in row) for label in (first, second))
    return [rows[{a: b, b: a}.get(at, at)] for at in range(len(rows))]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [row for row in rows if "重复申请" not in row],
        lambda rows: [*rows[:9], "其中：上年受理  1  2  3  4  5  6  7", *rows[9:]],
        lambda rows: swapped(rows, "属于国家秘密", "重复申请"),
        lambda rows: swapped(rows, "公开申请数量", "予以公开"),
        lambda rows: [row.replace("重复申请", "其他申请") for row in rows],
        lambda rows: [*rows[:9], "        7", *rows[9:]],  # what is left of a number that its cell is too narrow for
        lambda rows: [re.sub(r"(版物   \d+)   \d+", "\\1", row) for row in rows],
    ],
)
def test_a_printed_table_whose_rows_are_not_the_forms_is_not_read(tmp_path, change: Change):
    before, rows, after = table_three(text_of(page))
    found = read(tmp_path, before + "\n".join(change(rows)) + after)
    assert set() == kinds(found, "applications.") - {EntryKind.UNREADABLE}


@pytest.mark.parametrize(
    ("first", "second"), [("商业", "科研"), ("企业", "机构"), ("自然人", "总计"), ("社会", "法律")]
)
def test_a_printed_table_with_other_columns_is_not_read(tmp_path, first, second):
    before, rows, after = table_three(text_of(page))
    start = before.index("申请人情况")
    header = before[start:].replace(first, "~", 1).replace(second, first, 1).replace("~", second)
    found = read(tmp_path, before[:start] + header + "\n".join(rows) + after)
    assert set() == kinds(found, "applications.") - {EntryKind.UNREADABLE}


@pytest.mark.parametrize(
    ("text", "changed", "row"),
    [
        ("规章   ", "行政规范   ", "regulations"),
        ("单位：万元", "单位：元", "administrative_fee"),
        ("本年制发件数", "上年制发件数", "regulations"),
        ("行政许可   ", "行政许可   1  ", "administrative_license"),
    ],
)
def test_a_row_of_a_printed_table_two_that_is_not_the_forms_is_not_read(tmp_path, text, changed, row):
    whole = text_of(narrow)
    assert text in whole
    found = read(tmp_path, whole.replace(text, changed))
    assert set() == kinds(found, f"proactive.{row}.") - {EntryKind.UNREADABLE}


def test_a_row_of_numbers_above_a_table_tells_no_year(tmp_path):
    lines = text_of(lambda layout, form: [" ".join(row) for row in printed(layout, form)]).split("\n")
    at = next(number for number, line in enumerate(lines) if line.startswith("四、政府信息公开"))
    lines.insert(at, "年度继续办 2019 2020 2021 2022 2024 2025 2026")
    assert {EntryKind.NUMBER} == kinds(read(tmp_path, "\n".join(lines)), "disputes.")


def test_headings_of_one_line_each_are_read_in_the_order_in_which_they_stand(tmp_path):
    def stacked(layout: Layout, form: FormSpec) -> list[str]:
        rows = printed(layout, form)
        return [line for row in rows for line in ([" ".join(row)] if NUMBER.fullmatch(row[-1]) else row)]

    text = text_of(stacked)
    assert distinct(FORM) == numbers_of(read(tmp_path, text))
    other = read(tmp_path, text.replace("\n总计\n商业企业\n", "\n商业企业\n").replace("\n自然人\n", "\n总计\n自然人\n"))
    assert set() == kinds(other, "applications.") - {EntryKind.UNREADABLE}


def test_letters_that_are_radicals_are_folded(tmp_path):
    found = read(tmp_path, text_of(page).translate(str.maketrans("人公无行方", "⼈公⽆⾏⽅")))
    assert distinct(FORM) == numbers_of(found)
    assert PROSE == prose_of(found)


# Signs ---------------------------------------------------------------------------------------------------------------


def test_a_cell_of_a_markdown_table_may_hold_a_line_break(tmp_path):
    def rows(layout: Layout, form: FormSpec) -> list[str]:
        head, *others = ["| " + " | ".join(row) + " |" for row in documents.dense(layout, shown(form))]
        return [head, "|" + " :-: |" * layout.columns, *others]

    broken = re.sub(r"(本年|属于|结果)(?=[^|\n]+\|)", "\\1<br>", text_of(rows))
    assert distinct(FORM) == numbers_of(read(tmp_path, broken))


def test_marks_of_markdown_in_text_are_no_part_of_it(tmp_path):
    def rows(layout: Layout, form: FormSpec) -> list[str]:
        dense = documents.dense(layout, shown(form))
        return [
            " | ".join(re.sub(r"^(\d)\.", r"\1\\.", cell).replace("-", "\\-") or "&nbsp;" for cell in row)
            for row in dense
        ]

    form = load_form("2019")
    text = re.sub(r"^(?=[一二三四五六]、.{4,30}$)", "## ", text_of(rows, form), flags=re.MULTILINE)
    found = read(tmp_path, text.replace("（一）主动公开", "**（一）主动公开**"), year=2020)
    assert distinct(form) == numbers_of(found)
    assert PROSE == prose_of(found)


def test_what_stands_in_the_place_of_a_number_makes_no_blank_row(tmp_path):
    value = shown(FORM)["proactive.administrative_license.decisions"]
    text = text_of(lambda layout, form: [cell for row in printed(layout, form) for cell in row])
    found = read(tmp_path, text.replace(f"\n{value}\n", f"\n{value[:1]}/{value[1:]}\n"))
    assert {EntryKind.UNREADABLE} == kinds(found, "proactive.administrative_license.")


def test_pipes_around_rows_are_no_blank_cells_though_other_text_ends_without_one(tmp_path):
    def rows(layout: Layout, form: FormSpec) -> list[str]:
        return ["|" + "|".join(cell for cell in row if cell) + "|" for row in printed(layout, form)]

    text = text_of(rows).replace("|\n五、", "|1|2|五、")
    value = shown(FORM)["proactive.regulations.issued"]
    found = read(tmp_path, text.replace(f"|规章|{value}|", "|规章|"))
    assert {EntryKind.UNREADABLE} == kinds(found, "proactive.regulations.")
