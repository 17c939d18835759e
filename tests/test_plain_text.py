"""Plain text, CSV and Markdown as people make them: whatever divides the cells, and prose that stays prose."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import documents
from helpers.filing import EntryKind, format_number
from helpers.form import load_form
from helpers.formspec import FormSpec
from helpers.intake.encoding import decode_text
from helpers.intake.folder import read_document, read_file
from helpers.intake.grid import Grid
from helpers.intake.matching.glued import split_glued
from helpers.intake.matching.labels import label_key
from helpers.submission import Submission
from helpers.tables import Layout, lay_out
from strategies import distinct

FORM = load_form("2021")
PROSE = [line for lines in documents.PROSE.values() for line in lines]
Writer = Callable[[Layout, FormSpec], list[str]]


def shown(form: FormSpec) -> dict[str, str]:
    return {address: format_number(value) for address, value in distinct(form).items()}


def dense(layout: Layout, form: FormSpec) -> list[list[str]]:
    return documents.dense(layout, shown(form))


def printed(layout: Layout, form: FormSpec) -> list[list[str]]:
    """The cells as printed, a merged one once: what is left when blanks divide them."""
    return [[documents.shown(shown(form), cell) for cell in line] for line in layout.lines()]


def by(sign: str, rows: Callable[[Layout, FormSpec], list[list[str]]] = dense) -> Writer:
    return lambda layout, form: [sign.join(row) for row in rows(layout, form)]


def padded(layout: Layout, form: FormSpec) -> list[str]:
    return ["".join(text.ljust(40, " ") for text in row).rstrip() for row in dense(layout, form)]


def piped(layout: Layout, form: FormSpec) -> list[str]:
    head, *rows = ["| " + " | ".join(row) + " |" for row in dense(layout, form)]
    return [head, "|" + " --- |" * layout.columns, *rows]


def framed(layout: Layout, form: FormSpec) -> list[str]:
    return [line for row in printed(layout, form) for line in ("+----+----+", "|" + "|".join(row) + "|")]


def stacked(layout: Layout, form: FormSpec) -> list[str]:
    return [text for row in printed(layout, form) for text in row]


def wrapped_headings(cells: list[str]) -> list[str]:
    """商业企业 as 商业 above 企业, as in a narrow cell."""
    return [
        part for cell in cells for part in re.sub(r"^(商业|科研|结果|其他|尚未)(\w\w)$", "\\1\n\\2", cell).split("\n")
    ]


def headings_on_two_lines(layout: Layout, form: FormSpec) -> list[str]:
    lines = by(" | ", printed)(layout, form)
    broken = "商业 | 科研 | 社会公益组织 | 法律服务机构 | 其他\n企业 | 机构"
    return [
        part
        for line in lines
        for part in line.replace("商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他", broken).split("\n")
    ]


def filled_up(layout: Layout, form: FormSpec) -> list[list[str]]:
    """The cells as printed, each row filled up to the width of the table."""
    rows = printed(layout, form)
    return [row + [""] * (layout.columns - len(row)) for row in rows]


def barred(layout: Layout, form: FormSpec) -> list[str]:
    """A cell on each line with a bar behind it; bars alone fill up the row."""
    rows = ([f"{text} |" for text in row] + ["|" * (layout.columns - len(row))] for row in printed(layout, form))
    return [line for row in rows for line in row if line]


def comma_separated(layout: Layout, form: FormSpec) -> list[str]:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(dense(layout, form))
    return buffer.getvalue().splitlines()


def text_of(write: Writer, form: FormSpec = FORM) -> str:
    lines = [documents.TITLE.format(office=documents.OFFICE, year=2023)]
    for section in form.sections:
        lines.append(section.heading)
        lines += write(lay_out(form.tables[section.table]), form) if section.table else []
        lines += documents.PROSE.get(section.number, ())
    return "\n".join(lines) + "\n"


def read(tmp_path: Path, text: str | bytes, name: str = "年报.txt", year: int = 2023) -> Submission:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_file(path, year)


def numbers_of(submission: Submission) -> dict[str, object]:
    return {address: entry.value for address, entry in submission.filing.entries.items()}


def grids_of(path: Path) -> tuple[Grid, ...]:
    return read_document(path).grids


def prose_of(submission: Submission) -> list[str]:
    return [p.text for number in documents.PROSE for p in submission.section(number).paragraphs]


def kinds(submission: Submission, prefix: str) -> set[EntryKind]:
    return {entry.kind for address, entry in submission.filing.entries.items() if address.startswith(prefix)}


# What divides cells --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "year"), [("2021", 2023), ("2019", 2020)])
@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("tabs.txt", by("\t")),
        ("one blank.txt", by(" ", printed)),
        ("blanks.txt", by("   ", printed)),
        ("ideographic blanks.txt", by("\u3000", printed)),
        ("padded.txt", padded),
        ("pipes.txt", by("|")),
        ("wide pipes.txt", by("｜")),
        ("drawn.txt", by("│")),
        ("framed.txt", framed),
        ("markdown.txt", piped),
        ("narrative.md", piped),
        ("commas.txt", comma_separated),
        ("pipes.csv", by("|")),
        ("wide commas.csv", by("，")),
        ("unquoted.csv", lambda layout, form: [line.replace("，", ",") for line in by(",")(layout, form)]),
        ("stacked.txt", stacked),
        ("wrapped headings.txt", lambda layout, form: wrapped_headings(stacked(layout, form))),
        ("headings on two lines.txt", headings_on_two_lines),
        ("blanks at the end.md", by(" | ", filled_up)),
        ("bars.txt", barred),
        ("stacked with blank lines.txt", lambda layout, form: "\n\n".join(stacked(layout, form)).split("\n")),
    ],
)
def test_cells_are_read_whatever_divides_them(tmp_path, name, write, version, year):
    form = load_form(version)
    text = text_of(write, form)
    found = read(tmp_path, text.replace("\n", "\n\n") if name.endswith(".md") else text, name, year)
    assert [] == list(found.problems)
    assert distinct(form) == numbers_of(found)
    assert PROSE == prose_of(found)
    assert documents.OFFICE == found.office_name


def test_commas_of_thousands_divide_nothing_where_blanks_do(tmp_path):
    text = re.sub(r"(?<= )(\d{1,2})(\d{3})(?= |$)", r"\1,\2", text_of(by(" ", printed)), flags=re.MULTILINE)
    assert distinct(FORM) == numbers_of(read(tmp_path, text.replace("\n", " \n")))


@pytest.mark.parametrize("row", ["行政许可 —", "行政许可—", "行政许可：/"])
def test_a_dash_after_a_label_is_its_number(tmp_path, row):
    found = read(tmp_path, re.sub(r"^行政许可 .*$", row, text_of(by(" ", printed)), flags=re.MULTILINE))
    assert {EntryKind.DASH} == kinds(found, "proactive.administrative_license.")
    assert 199 == sum(entry.kind is EntryKind.NUMBER for entry in found.filing.entries.values())


def test_origin_is_line_and_place_also_where_blanks_divide(tmp_path):
    text = text_of(by(" ", printed))
    line = next(n for n, row in enumerate(text.split("\n"), start=1) if row.startswith("行政规范性文件"))
    entry = read(tmp_path, text).filing.entries["proactive.normative_documents.repealed"]
    assert f"年报.txt · 第 {line} 行 · 第 3 格" == str(entry.origin)


def test_each_table_is_a_grid_with_the_lines_above_it_as_caption(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(text_of(by("\t")).replace("\n三、", "\n注：含委托\n三、"), encoding="utf-8")
    assert [
        ["二、主动公开政府信息情况"],
        ["注：含委托", "三、收到和处理政府信息公开申请情况"],
        ["四、政府信息公开行政复议、行政诉讼情况"],
    ] == [grid.caption.split("\n")[-2 if "注" in grid.caption else -1 :] for grid in grids_of(path)]


@pytest.mark.parametrize("rows", [printed, dense, filled_up])
def test_blank_cells_are_told_where_all_rows_were_flattened_alike(tmp_path, monkeypatch, rows):
    numbers = {address: "" if at % 2 else text for at, (address, text) in enumerate(shown(FORM).items())}
    monkeypatch.setattr("test_plain_text.shown", lambda form: numbers)
    found = read(tmp_path, text_of(by("\t", rows)))
    assert numbers == {address: entry.raw for address, entry in found.filing.entries.items()}


def test_a_blank_cell_is_a_bar_alone_where_bars_end_cells(tmp_path, monkeypatch):
    numbers = {address: "" if at % 2 else text for at, (address, text) in enumerate(shown(FORM).items())}
    monkeypatch.setattr("test_plain_text.shown", lambda form: numbers)
    text = text_of(barred)
    found = read(tmp_path, text)
    assert numbers == {address: entry.raw for address, entry in found.filing.entries.items()}
    lost = read(tmp_path, re.sub(r"^1\.属于国家秘密 \|\n.*\n", "1.属于国家秘密 |\n", text, flags=re.MULTILINE))
    assert ("applications",) == lost.unrecognised


# What is lost stays lost ---------------------------------------------------------------------------------------------


def test_a_row_that_lost_a_blank_cell_is_unreadable(tmp_path):
    value = shown(FORM)["applications.granted.research"]
    text = re.sub(rf"^(.*（一）予以公开.*?) {value} ", r"\1 ", text_of(by(" ", printed)), flags=re.MULTILINE)
    found = read(tmp_path, text)
    assert {EntryKind.UNREADABLE} == kinds(found, "applications.granted.")
    assert 193 == sum(entry.kind is EntryKind.NUMBER for entry in found.filing.entries.values())


def test_one_cell_on_each_line_leaves_a_row_unread_that_lost_a_cell(tmp_path):
    value = shown(FORM)["applications.granted.research"]
    found = read(tmp_path, text_of(stacked).replace(f"\n{value}\n", "\n", 1))
    assert {EntryKind.UNREADABLE} == kinds(found, "applications.granted.")
    assert 193 == sum(entry.kind is EntryKind.NUMBER for entry in found.filing.entries.values())


def test_one_cell_on_each_line_leaves_a_row_blank_that_has_none(tmp_path):
    values = [text for address, text in shown(FORM).items() if address.startswith("applications.granted.")]
    found = read(tmp_path, text_of(stacked).replace("\n".join(values) + "\n", "", 1))
    assert {EntryKind.BLANK} == kinds(found, "applications.granted.")
    assert 193 == sum(entry.kind is EntryKind.NUMBER for entry in found.filing.entries.values())


@pytest.mark.parametrize("label", ["2.重复申请", "规章"])
def test_one_cell_on_each_line_is_no_table_where_a_label_is_missing(tmp_path, label):
    found = read(tmp_path, text_of(stacked).replace(f"\n{label}\n", "\n", 1))
    assert ("proactive" if label == "规章" else "applications",) == found.unrecognised


def test_a_number_that_may_go_on_in_the_next_line_is_unreadable(tmp_path):
    value = shown(FORM)["applications.granted.total"]
    found = read(tmp_path, text_of(by("\t")).replace(f"{value}\n", f"{value[:2]}\n{value[2:]}\n", 1))
    entry = found.filing.entries["applications.granted.total"]
    assert (EntryKind.UNREADABLE, f"{value[:2]}\n{value[2:]}") == (entry.kind, entry.raw)
    assert 199 == sum(entry.kind is EntryKind.NUMBER for entry in found.filing.entries.values())


@pytest.mark.parametrize(
    "row", ["规章 1 057 1 058 9", "规章\t1007\t1014\t1021\t9", "规章 1007 1014 含废止", "规章 1007", "规章 无"]
)
def test_a_row_that_does_not_fit_is_unreadable_not_guessed(tmp_path, row):
    text = re.sub(r"^规章\t.*$", row, text_of(by("\t")), flags=re.MULTILINE)
    found = read(tmp_path, text)
    assert {EntryKind.UNREADABLE} == kinds(found, "proactive.regulations.")
    assert 197 == sum(entry.kind is EntryKind.NUMBER for entry in found.filing.entries.values())


# Labels --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("between", ["", " ", "：", ": "])
def test_a_label_may_run_into_its_first_number(tmp_path, between):
    def glued(layout: Layout, form: FormSpec) -> list[str]:
        rows = printed(layout, form)
        return [
            "\t".join(row) if row[0].isdigit() else between.join(row[:2]) + "".join(f"\t{c}" for c in row[2:])
            for row in rows
        ]

    assert distinct(FORM) == numbers_of(read(tmp_path, text_of(glued)))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("规章000", {"0"}),
        ("规章0 0 0", {"0"}),
        ("规章00", {"规章00"}),
        ("规章0000", {"规章0000"}),
        ("规章012", {"规章012"}),
        ("规章\t000", {"000"}),
    ],
)
def test_zeros_without_blanks_are_read_where_they_are_as_many_as_the_columns(tmp_path, row, expected):
    found = read(tmp_path, re.sub(r"^规章\t.*$", row, text_of(by("\t")), flags=re.MULTILINE))
    entries = [entry for address, entry in found.filing.entries.items() if ".regulations." in address]
    assert expected == {entry.raw for entry in entries}
    assert {EntryKind.NUMBER if expected == {"0"} else EntryKind.UNREADABLE} == {entry.kind for entry in entries}


@pytest.mark.parametrize("raw", ["00", "012"])
def test_figures_that_begin_with_zero_are_no_number_after_a_label(tmp_path, raw):
    found = read(tmp_path, re.sub(r"^行政许可\t.*$", f"行政许可{raw}", text_of(by("\t")), flags=re.MULTILINE))
    assert {EntryKind.UNREADABLE} == kinds(found, "proactive.administrative_license.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("规章12", ("规章", "12")),
        ("规章：12", ("规章", "12")),
        ("规章（件）12", ("规章（件）", "12")),
        ("规章（5）", ("规章", "（5）")),
        ("规章-5", ("规章", "-5")),
        ("3.危及“三安全一稳定”12", ("3.危及“三安全一稳定”", "12")),
        ("（三）不予公开1.属于国家秘密", ("（三）不予公开", "1.属于国家秘密")),
        ("规章", ("规章", "")),
        ("本年规章12", None),
    ],
)
def test_a_label_is_split_from_what_follows_it(text, expected):
    labels = frozenset(map(label_key, ("规章", "3.危及“三安全一稳定”", "（三）不予公开", "1.属于国家秘密")))
    assert expected == split_glued(text, labels)


def test_a_label_may_be_wrapped_by_a_line_end(tmp_path):
    def wrapped(layout: Layout, form: FormSpec) -> list[str]:
        rows = printed(layout, form)
        return [
            "\t".join(re.sub(r"^(.{6})(?=...)", "\\1\n", cell) if not cell[-1:].isdigit() else cell for cell in row)
            for row in rows
        ]

    found = read(tmp_path, text_of(wrapped))
    assert distinct(FORM) == numbers_of(found)
    assert PROSE == prose_of(found)


def test_a_quoted_label_may_hold_a_line_end(tmp_path):
    text = re.sub("属于国家秘密", "属于国\n家秘密", text_of(by("\t", printed)))
    text = text.replace("1.属于国\n家秘密", '"1.属于国\n家秘密"')
    assert distinct(FORM) == numbers_of(read(tmp_path, text))


def test_a_unit_wrapped_below_its_header_stays_with_it(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        text_of(by("\t")).replace("本年收费金额（单位：万元）\t\t", "本年收费金额\n（单位：元）"), encoding="utf-8"
    )
    texts = [cell.text for grid in grids_of(path) for row in grid.rows for cell in row]
    assert ["本年收费金额（单位：元）"] == [text for text in texts if "收费金额" in text]


def test_letters_of_no_width_do_not_count(tmp_path):
    found = read(tmp_path, text_of(by("\u200b\t\ufeff")).replace("条", "条\u200d"))
    assert distinct(FORM) == numbers_of(found)


# Prose ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "put"),
    [
        (r"^", "\t"),
        (r"$", " \t"),
        (r"$", "\t\t\t"),
        (r"(?<=。)(?=.)", "\t"),
    ],
    ids=["indented", "a tab at the end", "tabs at the end", "a tab within"],
)
def test_prose_with_tabs_stays_prose(tmp_path, pattern, put):
    lines = [re.sub(pattern, put, line) if "\t" not in line else line for line in text_of(by("\t")).split("\n")]
    found = read(tmp_path, "\n".join(lines))
    assert PROSE == [text.replace("。 ", "。") for text in prose_of(found)]
    assert (documents.OFFICE, distinct(FORM)) == (found.office_name, numbers_of(found))


def test_commas_of_prose_are_kept(tmp_path):
    text = text_of(comma_separated).replace("按目录更新", "按目录,更新,")
    assert "（一）主动公开。按目录,更新,各栏目信息。" == prose_of(read(tmp_path, text, "a.csv"))[0]


@pytest.mark.parametrize(
    "mark",
    [
        *("- 1 -", "— 2 —", "第 1 页", "第 3 页 共 9 页", "第1页/共9页", "（第 2 页，共 9 页）", "=== 4", "== 5 =="),
        *("Page 3", "Page 3 of 9", "--- Page 3 ---", "[PAGE 12/12]"),
    ],
)
def test_page_marks_are_left_out(tmp_path, mark):
    found = read(
        tmp_path,
        text_of(by("\t")).replace("\n（二）依", f"\n{mark}\n（二）依").replace("\n三、收", f"\n{mark}\n\f三、收"),
    )
    assert PROSE == prose_of(found)
    assert [1, 2, 3, 4, 5, 6] == [section.number for section in found.sections]


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "narrative.md"])
@pytest.mark.parametrize(
    "line", ["解读材料|12|图文", "联系人：张某\t电话：12345", "规章制度建设 3 项", "其他需要说明的是，无。"]
)
def test_lines_that_are_no_rows_of_the_form_stay_prose(tmp_path, name, line):
    text = f"# 一、总体情况\n\n正文一。\n\n{line}\n\n正文二。\n\n# 六、其他需要报告的事项\n\n无。\n".replace(
        "# ", "#" * (name[-2:] == "md")
    )
    found = read(tmp_path, text, name)
    assert ["正文一。", line.replace("\t", " "), "正文二。"] == [
        p.text.replace("\t", " ") for p in found.section(1).paragraphs
    ]


# Quotes and long fields ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [",", "\t"])
def test_a_quote_that_is_not_closed_swallows_nothing(tmp_path, sign):
    text = text_of(by(sign)).replace(f"\n规章{sign}", f'\n"规章{sign}').replace("\n（二）依", '\n"（二）依')
    found = read(tmp_path, text, "a.csv")
    assert distinct(FORM) == numbers_of(found)
    assert PROSE == [line.lstrip('"') for line in prose_of(found)]


def test_a_quoted_cell_may_hold_several_paragraphs(tmp_path):
    text = text_of(comma_separated).replace("\n".join(documents.PROSE[1]), '"' + "\n".join(documents.PROSE[1]) + '"')
    found = read(tmp_path, text, "a.csv")
    assert PROSE == prose_of(found)
    assert ["第 3 行", "第 4 行"] == [p.origin.spot for p in found.section(1).paragraphs]


def test_a_field_of_any_length_is_read(tmp_path):
    long = "字" * 140_000
    assert long == prose_of(read(tmp_path, text_of(comma_separated) + f'"{long}"\n', "a.csv"))[-1]


def test_an_empty_file_says_that_it_is_empty(tmp_path):
    assert "文件读不出来：文件是空的" == read(tmp_path, " \n").problems[0].what


# Encodings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "declared", [(), ("utf-8",), ("gb2312",), ("iso-8859-1",), ("windows-1252",), ("utf-16",), ("x",)]
)
def test_text_is_decoded_whatever_it_says_of_itself(encoding, declared):
    text = text_of(by("\t"))
    assert text == decode_text(text.encode(encoding), declared)


def test_a_declared_encoding_decides_where_bytes_do_not():
    text = "行政規範性文件，自然人，其他處理"
    assert text == decode_text(text.encode("big5"), ("big5",))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_byte_costs_one_cell(tmp_path, encoding):
    value = shown(FORM)["applications.granted.total"].encode()
    found = read(
        tmp_path, text_of(by("\t")).encode(encoding).replace(b"\t" + value + b"\n", b"\t\xff" + value[1:] + b"\n", 1)
    )
    assert EntryKind.UNREADABLE == found.filing.entries["applications.granted.total"].kind
    assert 199 == sum(entry.kind is EntryKind.NUMBER for entry in found.filing.entries.values())


def test_bytes_that_are_no_text_are_not_made_into_one():
    assert decode_text(bytes(range(256)) * 20) is None


def test_a_page_that_begins_with_a_long_comment_is_a_page(tmp_path):
    page = (
        "<!--" + "x" * 5000 + "--><h1>示例区某某局2023年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>正文。</p>"
    )
    assert "正文。" == read(tmp_path, page).section(1).text
