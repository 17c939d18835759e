"""A PDF is read as it is printed: cells by their rules, numbers whole or not at all, paragraphs by how they are set."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

import documents
from helpers.filing import Entry, EntryKind
from helpers.form import load_form
from helpers.formspec import FormSpec
from helpers.intake.document import Document
from helpers.intake.folder import read_file
from helpers.intake.pdf.pdf import read_pdf
from helpers.intake.radicals import fold_radicals
from helpers.tables import Layout, lay_out

WIDTH, HEIGHT, LEFT = 595, 842, 50
ROW = 24
SMALL = 6.0


# A pen ---------------------------------------------------------------------------------------------------------------


@dataclass
class Pen:
    """Pages drawn with commands; digits and other ASCII are half as wide as they are high."""

    pages: list[list[str]] = field(default_factory=lambda: [[]])
    letters: set[str] = field(default_factory=set)

    def turn_page(self) -> None:
        self.pages.append([])

    def text(
        self,
        left: float,
        top: float,
        text: str,
        size: float = SMALL,
        grey: float = 0,
        spacing: float = 0,
        matrix: str = "1 0 0 1",
    ) -> None:
        self.letters |= set(text)
        code = text.encode("utf-16-be").hex()
        down = HEIGHT - top - 0.88 * size
        self.pages[-1].append(f"{grey} g BT /F {size} Tf {spacing} Tc {matrix} {left} {down} Tm <{code}> Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float, dots: str = "") -> None:
        self.pages[-1].append(f"q {dots} .5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S Q")

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f".5 w {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re S")

    def save(self, path: Path) -> Path:
        writer = PdfWriter()
        for commands in self.pages:
            page = writer.add_blank_page(WIDTH, HEIGHT)
            stream = DecodedStreamObject()
            stream.set_data("\n".join(commands).encode())
            page[NameObject("/Contents")] = writer._add_object(stream)
            fonts = DictionaryObject({NameObject("/F"): self._font(writer)})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        writer.write(path)
        return path

    def _font(self, writer: PdfWriter) -> DictionaryObject:
        codes = [f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in sorted(self.letters)]
        parts = [codes[i : i + 100] for i in range(0, len(codes), 100)]
        maps = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
        unicode = DecodedStreamObject()
        unicode.set_data(f"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange\n{maps}\nendcmap".encode())
        descriptor = {"/Type": "/FontDescriptor", "/FontName": "/F", "/Ascent": 880, "/Descent": -120}
        system = {"/Registry": TextStringObject("Adobe"), "/Ordering": TextStringObject("Identity"), "/Supplement": 0}
        widths = ArrayObject([NumberObject(0x20), NumberObject(0x7E), NumberObject(500)])
        below = {"/Type": "/Font", "/Subtype": "/CIDFontType2", "/BaseFont": "/F", "/DW": 1000, "/W": widths}
        font = {"/Type": "/Font", "/Subtype": "/Type0", "/BaseFont": "/F", "/Encoding": "/Identity-H"}
        below |= {"/FontDescriptor": named(descriptor), "/CIDSystemInfo": named(system)}
        font |= {"/DescendantFonts": ArrayObject([named(below)]), "/ToUnicode": writer._add_object(unicode)}
        return named(font)


def named(values: Mapping[str, object]) -> DictionaryObject:
    kinds = {str: NameObject, int: NumberObject}
    return DictionaryObject({NameObject(k): kinds.get(type(v), lambda same: same)(v) for k, v in values.items()})


def distinct(form: FormSpec) -> dict[str, object]:
    """A different number in every cell, whether it balances or not."""
    return {address: 1000 + 7 * index for index, address in enumerate(form.places)}


def text_in(pen: Pen, box: tuple[float, float, float, float], text: str) -> None:
    """Text in a box: a number in its middle, a label in lines from its upper left corner."""
    x0, y0, x1, _ = box
    if text.isdigit():
        pen.text((x0 + x1) / 2 - len(text) * SMALL / 4, y0 + 2, text)
        return
    length = int((x1 - x0 - 4) / SMALL)
    for number in range(0, len(text), length):
        pen.text(x0 + 2, y0 + 2 + number // length * 7, text[number : number + length])


def edges(columns: Sequence[float], left: float = LEFT) -> list[float]:
    return [left + sum(columns[:index]) for index in range(len(columns) + 1)]


def columns_of(layout: Layout) -> list[float]:
    return {10: [50, 60, 90, *[40] * 7]}.get(layout.columns, [480 / layout.columns] * layout.columns)


def table(
    pen: Pen,
    layout: Layout,
    numbers: Mapping[str, object],
    top: float,
    rows: range | None = None,
    rules: str = "down across",
) -> None:
    """The `rows` of a table; where it goes on, above or below, no rule closes it."""
    rows = rows or range(layout.rows)
    xs = edges(columns_of(layout))
    for cell in layout.cells:
        first, last = max(cell.row, rows[0]), min(cell.row + cell.row_span, rows[-1] + 1)
        if first >= last:
            continue
        y0, y1 = top + (first - rows[0]) * ROW, top + (last - rows[0]) * ROW
        x0, x1 = xs[cell.column], xs[cell.column + cell.column_span]
        inside = "inside" in rules
        for x in (x0, x1) if "down" in rules else ():
            if not (inside and x in (xs[0], xs[-1])):
                pen.rule(x, y0, x, y1)
        for y, row in ((y0, first), (y1, last)) if "across" in rules else ():
            if row not in (rows[0], rows[-1] + 1) or (row in (0, layout.rows) and not inside):
                pen.rule(x0, y, x1, y)
        if first == cell.row:
            text_in(pen, (x0, y0, x1, y1), documents.shown(numbers, cell))


def report(
    form: FormSpec,
    numbers: Mapping[str, object],
    breaks: Mapping[str, Sequence[int]] | None = None,
    rules: str = "down across",
) -> Pen:
    """A report with each table on a page of its own; `breaks` says before which rows its table turns the page."""
    pen = Pen()
    pen.text(150, 40, documents.TITLE.format(office=documents.OFFICE, year=2023), 12)
    top = 70.0
    for section in form.sections:
        pen.text(LEFT + 20, top, section.heading, 10)
        top += 16
        for line in documents.PROSE.get(section.number, ()):
            pen.text(LEFT + 20, top, line, 10)
            top += 16
        if section.table:
            layout = lay_out(form.tables[section.table])
            stops = [0, *(breaks or {}).get(section.table, ()), layout.rows]
            for first, last in pairwise(stops):
                if first:
                    pen.turn_page()
                table(pen, layout, numbers, top if not first else 60, range(first, last), rules)
            pen.turn_page()
            top = 60.0
    return pen


def entries(path: Path) -> Mapping[str, Entry]:
    return read_file(path, 2023).filing.entries


def values(path: Path) -> dict[str, object]:
    return {address: entry.value for address, entry in entries(path).items()}


def one_row(
    tmp_path: Path, draw: Callable[[Pen, Sequence[float]], None], width: float = 30, count: int = 4
) -> Document:
    """A table of one label and `count` cells, into which `draw` prints what it likes."""
    pen = Pen()
    xs = edges([80, *[width] * count])
    for x0, x1 in pairwise(xs):
        pen.box(x0, 100, x1, 120)
        pen.box(x0, 120, x1, 140)
    pen.text(52, 105, "信息内容", 8)
    pen.text(52, 125, "行政规范性文件", 8)
    pen.text(52, 160, "注：本表由示例区某某局填写。", 8)
    draw(pen, xs[1:])
    return read_pdf(pen.save(tmp_path / "a.pdf"))


def cells(document: Document) -> list[str]:
    return [cell.text for cell in document.grids[0].rows[1][1:]]


# Tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "year"), [("2021", 2023), ("2019", 2020)])
def test_every_number_is_read_at_its_address(tmp_path, version, year):
    form = load_form(version)
    path = report(form, distinct(form)).save(tmp_path / "a.pdf")
    read = read_file(path, year)
    assert [] == list(read.problems)
    assert distinct(form) == {address: entry.value for address, entry in read.filing.entries.items()}


@pytest.mark.parametrize(
    "breaks",
    [
        {"applications": [9]},
        {"applications": [5, 7, 20]},
        {"proactive": [4, 10], "applications": [1, 27], "disputes": [3]},
        {"proactive": [8], "applications": [15, 25], "disputes": [2]},
    ],
)
def test_a_table_that_pages_cut_is_read_whole(tmp_path, breaks):
    form = load_form("2021")
    path = report(form, distinct(form), breaks).save(tmp_path / "a.pdf")
    read = read_file(path, 2023)
    assert [] == list(read.problems)
    assert distinct(form) == {address: entry.value for address, entry in read.filing.entries.items()}


def test_a_page_end_between_header_and_numbers_makes_no_number_blank(tmp_path):
    form = load_form("2021")
    numbers = {a: n for a, n in distinct(form).items() if "review.total" in a or "direct.corrected" in a}
    path = report(form, numbers, {"disputes": [3]}).save(tmp_path / "a.pdf")
    assert numbers == {a: value for a, value in values(path).items() if value is not None}


@pytest.mark.parametrize("breaks", [None, {"proactive": [4], "applications": [9, 20]}])
def test_a_table_that_has_rules_only_inside_is_read_whole(tmp_path, breaks):
    form = load_form("2021")
    path = report(form, distinct(form), breaks, "down across inside").save(tmp_path / "a.pdf")
    assert distinct(form) == values(path)


def test_a_cell_below_the_page_end_has_its_own_page_as_origin(tmp_path):
    form = load_form("2021")
    found = entries(report(form, distinct(form), {"applications": [9]}).save(tmp_path / "a.pdf"))
    parts = {found[f"applications.{row}.total"].origin.part for row in ("new_received", "granted")}
    assert ({"第 2 页表 2"}, "第 3 页表 2") == (parts, found["applications.carried_out.total"].origin.part)


def cut_row(tmp_path: Path, halves: tuple[Sequence[str], Sequence[str]], below: str = "") -> list[list[str]]:
    """A table whose row is printed half on one page and half on the next, as text of its cells."""
    pen = Pen()
    for page, (half, top) in enumerate(zip(halves, (760, 60), strict=True)):
        if page:
            pen.turn_page()
            pen.text(50, 30, below, 8)
        else:
            pen.text(50, 300, "本页的表格由示例区某某局填写，下页续。", 8)
        for x0, x1, text in zip((50, 130, 170), (130, 170, 210), half, strict=True):
            pen.rule(x0, top, x0, top + 24)
            pen.rule(x1, top, x1, top + 24)
            pen.rule(x0, top + 24 * page, x1, top + 24 * page)
            if text:
                pen.text(x0 + 2, top + 8, text, 8)
    document = read_pdf(pen.save(tmp_path / "a.pdf"))
    return [[cell.text for cell in row] for grid in document.grids for row in grid.rows]


def test_a_row_that_a_page_cut_in_two_is_one(tmp_path):
    found = cut_row(tmp_path, (["5.属于三类内部事务", "102", "139"], ["信息", "", ""]))
    assert [["5.属于三类内部事务\n信息", "102", "139"]] == found


def test_a_label_that_its_cell_prints_on_both_pages_is_one(tmp_path):
    """As programs for sheets do, which cut off what does not lie on the part of the cell that a page has."""
    pen = Pen()
    rows = (("1.属于国家秘密", "2.其他法律行政法规禁止公开"), ("3.危及“三安全一稳定”", "4.保护第三方合法权益"))
    for page, (top, labels) in enumerate(zip((700, 60), rows, strict=True)):
        if page:
            pen.turn_page()
            pen.text(52, 44, "（三）不", 8)
        else:
            pen.text(50, 300, "本页的表格由示例区某某局填写，下页续。", 8)
            pen.text(52, top + 10, "（三）不", 8)
        pen.text(52, top + 20, "予公开", 8)
        for x in (50, 100, 220, 260):
            pen.rule(x, top, x, top + 48)
        for y, left in ((0, 50), (24, 100), (48, 50)):
            pen.rule(left, top + y, 260, top + y)
        for at, label in enumerate(labels):
            pen.text(102, top + 24 * at + 8, label, 8)
            pen.text(230, top + 24 * at + 8, str(10 * page + at), 8)
    found = read_pdf(pen.save(tmp_path / "a.pdf"))
    assert [
        ["（三）不\n予公开", label, number]
        for label, number in zip((*rows[0], *rows[1]), ("0", "1", "10", "11"), strict=True)
    ] == [[cell.text for cell in row] for grid in found.grids for row in grid.rows]
    assert ["本页的表格由示例区某某局填写，下页续。"] == [paragraph.text for paragraph in found.paragraphs or ()]


@pytest.mark.parametrize(("first", "second"), [("4.保护", "第三方合法权益"), ("（三）不予公", "开"), ("其他", "结果")])
def test_what_makes_a_label_together_is_one(tmp_path, first, second):
    assert [[f"{first}\n{second}", "102", "139"]] == cut_row(tmp_path, ([first, "102", "139"], [second, "", ""]))


def test_headings_that_a_page_end_cut_between_two_rows_of_a_header_are_whole(tmp_path):
    pen = Pen()
    for page, (top, headings) in enumerate(((760, ("结果", "总计", "行政诉讼")), (60, ("维持", "", "结果", "其他")))):
        xs = [50, 90, 130, 210] if page == 0 else [50, 90, 130, 170, 210]
        for x0, x1 in pairwise(xs):
            pen.rule(x0, top, x0, top + 24 * (1 + page))
            pen.rule(x1, top, x1, top + 24 * (1 + page))
            for y in (top,) if page == 0 else (top + 24, top + 48):
                pen.rule(x0, y, x1, y)
        if page == 0:
            pen.text(50, 300, "本页的表格由示例区某某局填写，下页续。", 8)
        else:
            pen.rule(130, top, 210, top)
        for x, text in zip(xs, headings, strict=False):
            pen.text(x + 8, top + 8, text, 8)
        for x, number in zip(xs, "1234" if page else "", strict=False):
            pen.text(x + 8, top + 32, number, 8)
        if page == 0:
            pen.turn_page()
    rows = [[cell.text for cell in row] for row in read_pdf(pen.save(tmp_path / "a.pdf")).grids[0].rows]
    assert [
        ["结果\n维持", "总计", "行政诉讼", "行政诉讼"],
        ["结果\n维持", "总计", "结果", "其他"],
        ["1", "2", "3", "4"],
    ] == rows


@pytest.mark.parametrize(
    "halves",
    [
        (["1.属于国家秘密", "", ""], ["2.其他法律禁止公开", "17", "54"]),  # two labels
        (["行政处罚", "70", ""], ["行政强制", "", "107"]),  # numbers in both
        (["", "17", "54"], ["行政许可", "", ""]),  # a label does not begin in the lower half
        (["规章", "", ""], ["行政规范性文件", "17", "54"]),  # the first label ends before its line does
        (["行政事业性收费", "", ""], ["行政许可", "17", "54"]),  # it fills its line, but is whole
    ],
)
def test_two_rows_on_two_pages_stay_two(tmp_path, halves):
    assert list(map(list, halves)) == cut_row(tmp_path, halves)


def test_a_number_that_a_page_cut_in_two_is_not_read_as_its_first_half(tmp_path):
    assert [["5.要求行政机关确认", "10000000\n00", "22222222\n22"]] == cut_row(
        tmp_path, (["5.要求行政机关确认", "10000000", "22222222"], ["", "00", "22"])
    )


def test_text_between_two_tables_keeps_them_apart(tmp_path):
    halves = (["5.属于三类内部事务", "102", "139"], ["信息", "", ""])
    document = cut_row(tmp_path, halves, "附：上一年度情况")
    assert list(map(list, halves)) == document


def test_rules_that_are_dotted_are_rules(tmp_path):
    pen = Pen()
    for x in (50, 150, 250):
        pen.rule(x, 100, x, 140, "[1 2] 0 d")
    for y in (100, 120, 140):
        for x in range(50, 250, 2):
            pen.box(x, y, x + 0.7, y + 0.7)
    pen.text(52, 105, "行政许可", 8)
    pen.text(152, 105, "17", 8)
    pen.text(52, 125, "行政处罚", 8)
    pen.text(152, 125, "29", 8)
    pen.text(52, 160, "注：本表由示例区某某局填写。", 8)
    grid = read_pdf(pen.save(tmp_path / "a.pdf")).grids[0]
    assert [["行政许可", "17"], ["行政处罚", "29"]] == [[cell.text for cell in row] for row in grid.rows]


def test_boxes_with_space_between_them_are_one_table(tmp_path):
    form = load_form("2021")
    pen = Pen()
    layout = lay_out(form.tables["disputes"])
    xs = edges(columns_of(layout))
    for cell in layout.cells:
        y0, y1 = 100 + cell.row * ROW, 100 + (cell.row + cell.row_span) * ROW
        box = (xs[cell.column] + 2, y0 + 2, xs[cell.column + cell.column_span] - 2, y1 - 2)
        pen.box(*box)
        text_in(pen, box, documents.shown(distinct(form), cell))
    pen.box(40, 90, 540, 210)
    found = entries(pen.save(tmp_path / "a.pdf"))
    assert {a: v for a, v in distinct(form).items() if a.startswith("disputes.")} == {
        address: entry.value for address, entry in found.items()
    }


@pytest.mark.parametrize("quarter", [90, 180, 270])
@pytest.mark.parametrize("content", [False, True])
def test_a_page_that_lies_on_its_side_is_read(tmp_path, quarter, content):
    form = load_form("2021")
    upright = report(form, distinct(form), {"applications": [9]}).save(tmp_path / "upright.pdf")
    writer = PdfWriter(clone_from=PdfReader(upright))
    for page in writer.pages:
        page.rotate(quarter)
        if content:
            page.transfer_rotation_to_content()
    writer.write(tmp_path / "a.pdf")
    assert distinct(form) == values(tmp_path / "a.pdf")


def test_the_rules_of_a_table_are_not_moved_by_those_of_another(tmp_path):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        for x, number in zip(xs, ("167", "204", "391", "58"), strict=False):
            pen.text(x + 0.4, 125, number, 8)
        for x in xs:
            pen.rule(x + 2.6, 200, x + 2.6, 240)
            pen.rule(x + 2.6, 200, x + 22.6, 200)
            pen.rule(x + 2.6, 240, x + 22.6, 240)

    assert ["167", "204", "391", "58"] == cells(one_row(tmp_path, draw, 14))


# Numbers whole or not at all -----------------------------------------------------------------------------------------


def test_a_number_that_reaches_into_a_filled_cell_is_read_whole(tmp_path):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        for x, number in zip(xs, ("2295", "2302", "2309", "2316"), strict=False):
            pen.text(x + 1, 125, number, 8)

    assert ["2295", "2302", "2309", "2316"] == cells(one_row(tmp_path, draw, 13))


def test_a_number_that_reaches_into_a_blank_cell_is_in_neither(tmp_path):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        pen.text(xs[0] + 1, 125, "2295", 8)
        pen.text(xs[2] + 1, 125, "17", 8)

    assert ["跨格：2295", "跨格：2295", "17", ""] == cells(one_row(tmp_path, draw, 13))


def test_numbers_that_all_lie_mostly_in_the_next_cell_are_in_none(tmp_path):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        for x, number in zip(xs, ("181", "218", "355", "492"), strict=False):
            pen.text(x + 5, 125, number, 8)

    found = cells(one_row(tmp_path, draw, 8))
    assert [] == [text for text in found if not text.startswith("跨格：")]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(5, 125, "16", 8), (13, 125, "7", 8)], "167"),  # printed in two parts
        ([(5, 125, "12", 8), (20, 125, "34", 8)], "12 | 34"),
        ([(5, 125, "16", 8), (13, 124.5, "7", 5)], "16 | 7"),  # a note to the number
        ([(5, 125, "16", 8), (5.3, 125, "16", 8)], "16"),  # bold, by printing twice
        ([(5, 125, "16", 8), (9, 125, "23", 8)], "16 | 23"),
        ([(5, 122, "16", 8), (5, 131, "7", 8)], "16\n7"),
    ],
)
def test_a_number_is_one_only_where_it_is_printed_as_one(tmp_path, parts, expected):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        for x, top, text, size in parts:
            pen.text(xs[1] + x, top, text, size)

    assert ["", expected, "", ""] == cells(one_row(tmp_path, draw, 40))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["1980", "4"], "19804"),
        (["1234", "5678", ".25"], "12345678.25"),
        (["198", "04"], "198\n04"),  # the first line has room for another digit
        (["1980", "45678"], "1980\n45678"),  # what is left over is not longer than a full line
        (["1980", "万元"], "1980\n万元"),
    ],
)
def test_a_number_that_fills_its_narrow_cell_goes_on_in_the_next_line(tmp_path, lines, expected):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        for number, text in enumerate(lines):
            pen.text(xs[1] + 5.5, 121 + 6 * number, text, 8)

    assert ["", expected, "", ""] == cells(one_row(tmp_path, draw, 30))


def test_a_broken_number_is_whole_whatever_the_widths_of_its_digits(tmp_path):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        for number, (text, spacing) in enumerate((("1980", 0), ("1111", -0.2), ("9804", 0))):
            pen.text(xs[1] + 5.5, 121 + 6 * number, text, 8, spacing=spacing)

    assert "198011119804" == cells(one_row(tmp_path, draw, 30))[1]


@pytest.mark.parametrize(("tops", "expected"), [((125, 133), "19804"), ((115, 123), "跨格：1980 | 4")])
def test_a_broken_number_in_a_row_that_is_too_low_for_it_is_whole_or_in_doubt(tmp_path, tops, expected):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        for top, text in zip(tops, ("1980", "4"), strict=True):
            pen.text(xs[1] + 5.5, top, text, 8)

    assert expected == cells(one_row(tmp_path, draw, 30))[1]


def test_letters_that_are_spaced_out_make_one_number(tmp_path):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        for top, texts in ((105, ("制发件数", "废止件数", "现行有效", "合计件数")), (125, ("167", "20", "391", "4"))):
            for x, text in zip(xs, texts, strict=False):
                pen.text(x + 4, top, text, 8, spacing=6)

    assert ["167", "20", "391", "4"] == cells(one_row(tmp_path, draw, 70))


def test_a_spaced_out_number_that_crosses_a_rule_is_not_split(tmp_path):
    def draw(pen: Pen, xs: Sequence[float]) -> None:
        for x, text in zip(xs, ("制发", "废止", "有效", "合计"), strict=False):
            pen.text(x + 1, 105, text, 8, spacing=5)
        pen.text(xs[0] + 2, 125, "1672", 8, spacing=5)

    found = cells(one_row(tmp_path, draw, 30))
    assert ["跨格：1672", "跨格：1672", "", ""] == found


# Watermarks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark",
    [
        {"size": 60, "matrix": ".87 .5 -.5 .87", "grey": 0.5},
        {"size": 60, "grey": 0.8},
        {"size": 9, "grey": 0.86},
    ],
)
def test_a_watermark_is_not_read(tmp_path, mark):
    form = load_form("2021")
    numbers = distinct(form) | {f"applications.granted.{c}": "" for c in ("natural_person", "business", "research")}
    pen = report(form, numbers)
    pages = pen.pages
    for commands in pages:
        pen.pages = [commands]
        for top in range(60, 800, 90):
            for left in range(60, 500, 90):
                pen.text(left, top, "2024", **mark)
    pen.pages = pages
    found = entries(pen.save(tmp_path / "a.pdf"))
    blank = {address for address, entry in found.items() if entry.kind is EntryKind.BLANK}
    assert {address for address, number in numbers.items() if number == ""} == blank
    assert {a: n for a, n in numbers.items() if n} == {a: e.value for a, e in found.items() if a not in blank}


def test_a_dark_number_over_a_blank_cell_that_it_does_not_fit_is_not_its_number(tmp_path):
    document = one_row(tmp_path, lambda pen, xs: pen.text(xs[1] - 10, 90, "2024", 60), 40)
    assert [] == [text for text in cells(document) if text.isdigit()]


# Tables whose rows alone are ruled -----------------------------------------------------------------------------------


def without_some(numbers: Mapping[str, object]) -> dict[str, object]:
    """Numbers with every third cell blank."""
    return {address: number for index, (address, number) in enumerate(numbers.items()) if index % 3}


@pytest.mark.parametrize(("version", "year"), [("2021", 2023), ("2019", 2020)])
@pytest.mark.parametrize("chosen", [dict, without_some])
def test_columns_without_rules_are_told_by_the_words_in_them(tmp_path, version, year, chosen):
    form = load_form(version)
    numbers = chosen(distinct(form))
    read = read_file(report(form, numbers, rules="across").save(tmp_path / "a.pdf"), year)
    assert [] == list(read.problems)
    kinds = {address: entry.kind for address, entry in read.filing.entries.items()}
    assert {address: "number" if address in numbers else "blank" for address in form.places} == kinds
    assert numbers == {address: e.value for address, e in read.filing.entries.items() if e.value is not None}
    assert documents.PROSE[5] == [p.text for s in read.sections for p in s.paragraphs if s.number == 5]


@pytest.mark.parametrize("breaks", [{"applications": [9]}, {"proactive": [8], "applications": [5, 20]}])
def test_pages_of_a_table_have_the_columns_of_all_its_pages(tmp_path, breaks):
    form = load_form("2021")
    assert distinct(form) == values(report(form, distinct(form), breaks, "across").save(tmp_path / "a.pdf"))


def rows_of(tmp_path: Path, heads: Sequence[tuple[float, str]], numbers: Sequence[tuple[float, str]]) -> Document:
    """The first rows of table two between rules, with headings and numbers where they are told to stand."""
    pen = Pen()
    for height in range(100, 180, 20):
        pen.rule(50, height, 400, height)
    for height, label in zip((105, 125, 145), ("信息内容", "规章", "行政规范性文件"), strict=True):
        pen.text(52, height, label)
    for left, text in heads:
        pen.text(left, 105, text)
    for height in (125, 145):
        for left, text in numbers:
            pen.text(left, height, text)
    pen.text(52, 190, "注：本表由示例区某某局填写，数字已经核对。")
    return read_pdf(pen.save(tmp_path / "a.pdf"))


HEADS = ("本年制发件数", "本年废止件数", "现行有效件数")


@pytest.mark.parametrize(
    ("heads", "numbers"),
    [
        ((130, 220, 310), (140, 230, 320)),
        ((130, 220, 310), (180, 270, 360)),
        ((130, 220, 310), (110, 200, 290)),
        ((130, 220, 310), (110, 230, 290)),
    ],
)
def test_numbers_stand_below_their_headings_or_all_on_one_side_of_them(tmp_path, heads, numbers):
    document = rows_of(tmp_path, list(zip(heads, HEADS, strict=True)), list(zip(numbers, "123", strict=True)))
    assert ["行政规范性文件", "1", "2", "3"] == [cell.text for cell in document.grids[0].rows[2]]


@pytest.mark.parametrize(
    ("heads", "numbers"),
    [
        ((130, 220, 310), (180, 270)),  # of the first two columns, or of the last two
        ((130, 220), (140, 230, 320)),
    ],
)
def test_numbers_whose_headings_are_in_doubt_stand_under_none(tmp_path, heads, numbers):
    printed = list(zip(heads, HEADS, strict=False)), list(zip(numbers, "123", strict=False))
    document = rows_of(tmp_path, *printed)
    assert [True] == [grid.ragged for grid in document.grids]
    assert len(numbers) == sum(cell.text.isdigit() for cell in document.grids[0].rows[1])


def test_numbers_that_a_page_end_left_without_rules_are_not_blank(tmp_path):
    form = load_form("2021")
    path = report(form, distinct(form), {"disputes": [3]}, "down across inside").save(tmp_path / "a.pdf")
    kinds = {entry.kind for address, entry in entries(path).items() if address.startswith("disputes")}
    assert {EntryKind.UNREADABLE} == kinds


def test_numbers_without_rules_below_a_ruled_header_are_not_blank(tmp_path):
    form = load_form("2021")
    pen, layout = Pen(), lay_out(form.tables["disputes"])
    pen.text(LEFT, 40, form.tables["disputes"].title, 10)
    table(pen, layout, {}, 60, range(3))
    pen.rule(LEFT, 60 + 3 * ROW, LEFT + 480, 60 + 3 * ROW)
    for number in range(15):
        pen.text(LEFT + 10 + 32 * number, 63 + 3 * ROW, str(number))
    kinds = {entry.kind for entry in entries(pen.save(tmp_path / "a.pdf")).values()}
    assert {EntryKind.UNREADABLE} == kinds


# What cannot be read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "year"), [("2021", 2023), ("2019", 2020)])
def test_tables_without_rules_are_read_where_every_cell_holds_a_number(tmp_path, version, year):
    form = load_form(version)
    path = report(form, distinct(form), rules="").save(tmp_path / "a.pdf")
    found = read_file(path, year)
    assert distinct(form) == {address: entry.value for address, entry in found.filing.entries.items()}
    assert [] == [problem for problem in found.problems if problem.rule == "I-01"]


def test_tables_without_rules_are_told_where_a_cell_is_blank(tmp_path):
    form = load_form("2021")
    blank = dict.fromkeys(("applications.carried_in.research", "proactive.regulations.issued"), "")
    read = read_file(report(form, distinct(form) | blank, rules="").save(tmp_path / "a.pdf"), 2023)
    entries = read.filing.entries
    assert {EntryKind.UNREADABLE} == {entries[f"proactive.regulations.{name}"].kind for name in ("issued", "in_force")}
    assert ("applications",) == read.unrecognised
    told = [(p.rule, p.what, p.where) for p in read.problems if p.rule == "I-01"]
    assert [("I-01", "有的表格没有完整的框线，分不清各格的数字", "a.pdf")] == told


def test_pages_that_are_pictures_are_told_by_their_numbers(tmp_path):
    form = load_form("2021")
    path = report(form, distinct(form)).save(tmp_path / "a.pdf")
    writer = PdfWriter(clone_from=PdfReader(path))
    for number in (1, 3):
        page = writer.pages[number]
        image = DecodedStreamObject()
        image.set_data(b"\x7f")
        kind = {"/Type": "/XObject", "/Subtype": "/Image", "/Width": 1, "/Height": 1, "/BitsPerComponent": 8}
        image.update(named(kind | {"/ColorSpace": "/DeviceGray"}))
        page[NameObject("/Resources")][NameObject("/XObject")] = DictionaryObject(
            {NameObject("/I"): writer._add_object(image)}
        )
        stream = DecodedStreamObject()
        stream.set_data(b"595 0 0 842 0 0 cm /I Do")
        page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(path)
    document = read_pdf(path)
    assert [("I-01", "第 2、4 页是图片，没有文字", "a.pdf")] == [(p.rule, p.what, p.where) for p in document.problems]
    assert not document.scan


def test_a_document_without_letters_is_a_scan(tmp_path):
    documents.write_scan(tmp_path / "a.pdf")
    assert read_pdf(tmp_path / "a.pdf").scan


@pytest.mark.parametrize(
    ("pages", "content", "words"), [(201, b"", "有 201 页"), (1, b"q Q " * 2_000_000, "第 1 页的图形过多")]
)
def test_a_document_beyond_what_a_report_needs_is_told(tmp_path, pages, content, words):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(WIDTH, HEIGHT)
    stream = DecodedStreamObject()
    stream.set_data(content)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    writer.write(tmp_path / "a.pdf")
    assert [("I-05", words)] == [(p.rule, p.what) for p in read_pdf(tmp_path / "a.pdf").problems]


def test_damaged_copies_are_read_or_told_and_never_raise(tmp_path):
    form = load_form("2021")
    good = report(form, distinct(form), {"applications": [9]}).save(tmp_path / "good.pdf").read_bytes()
    path = tmp_path / "a.pdf"
    for seed in range(40):
        dice, made = random.Random(seed), bytearray(good)
        for _ in range(dice.choice([1, 10, 200])):
            made[dice.randrange(len(made))] = dice.choice(b"0123456789.- /<>[]mlSQ")
        path.write_bytes(bytes(made[: dice.choice([len(made), len(made) * 2 // 3])]))
        assert isinstance(read_pdf(path), Document), seed


# Prose ---------------------------------------------------------------------------------------------------------------

LONG = "按目录更新各栏目的信息并及时回应社会关切做到应当公开的内容全部公开而且随时都能够查到有关负责人分别听取情况汇报"


def spoken(pen: Pen, tmp_path: Path) -> list[str]:
    return [paragraph.text for paragraph in read_pdf(pen.save(tmp_path / "a.pdf")).paragraphs or ()]


@pytest.mark.parametrize("indent", [0, 20, 9])
@pytest.mark.parametrize("size", [10, 5])
def test_paragraphs_are_told_apart_with_and_without_an_indent(tmp_path, indent, size):
    pen = Pen()
    scale = size / 10
    lines = [
        (indent, "一、总体情况"),
        (indent, LONG[: 49 - round(indent / 10)]),
        (0, "依申请公开的登记和答复各有专人。"),
        (indent, "（一）主动公开情况"),
        (indent, LONG[: 49 - round(indent / 10)]),
        (0, LONG[:49]),
        (0, "没有发生责任追究的情况。"),
        (indent, "二、主动公开政府信息情况"),
    ]
    for number, (left, text) in enumerate(lines):
        pen.text(LEFT + left * scale, 100 + 16 * scale * number, text, size)
    assert len(LONG) >= 49
    first, third = LONG[: 49 - round(indent / 10)], LONG[:49]
    assert [
        "一、总体情况",
        first + "依申请公开的登记和答复各有专人。",
        "（一）主动公开情况",
        first + third + "没有发生责任追究的情况。",
        "二、主动公开政府信息情况",
    ] == spoken(pen, tmp_path)


def test_a_title_over_two_lines_in_the_middle_is_one_paragraph(tmp_path):
    pen = Pen()
    pen.text(WIDTH / 2 - 48, 60, "示例区某某局", 16)
    pen.text(WIDTH / 2 - 88, 84, "2023年政府信息公开工作", 16)
    pen.text(WIDTH / 2 - 32, 108, "年度报告", 16)
    for number in range(6):
        pen.text(LEFT, 150 + 16 * number, LONG[:49], 10)
    assert ["示例区某某局2023年政府信息公开工作年度报告", LONG[:49] * 6] == spoken(pen, tmp_path)


def test_running_heads_and_page_numbers_are_left_out(tmp_path):
    pen = Pen()
    for number in range(3):
        if number:
            pen.turn_page()
        pen.text(200, 20, "示例区某某局2023年政府信息公开工作年度报告", 8)
        pen.text(50, 820, f"2024/1/15 示例网站 第{number + 1}条", 8)
        pen.text(280, 820, f"第 {number + 1} 页 共 3 页", 8)
        pen.text(LEFT, 100, f"这是第{'一二三'[number]}段。", 10)
    assert ["这是第一段。", "这是第二段。", "这是第三段。"] == spoken(pen, tmp_path)


def test_captions_within_a_table_are_not_prose_but_text_in_a_frame_is(tmp_path):
    form = load_form("2021")
    pen = report(form, distinct(form))
    pen.turn_page()
    pen.box(LEFT, 300, 500, 340)
    pen.text(LEFT + 4, 310, "本栏由示例区某某局填写。", 10)
    texts = spoken(pen, tmp_path)
    assert [] == [text for text in texts if text.startswith("第二十条")]
    assert "本栏由示例区某某局填写。" == texts[-1]


def test_a_grid_knows_the_lines_before_it(tmp_path):
    form = load_form("2021")
    captions = [grid.caption for grid in read_pdf(report(form, distinct(form)).save(tmp_path / "a.pdf")).grids]
    headings = [section.heading for section in form.sections if section.table]
    assert headings == [caption.split(" ")[-1] for caption in captions]


def test_a_row_of_numbers_above_a_table_is_no_caption(tmp_path):
    form = load_form("2021")
    pen = Pen()
    pen.text(LEFT, 40, form.tables["disputes"].title, 10)
    pen.text(LEFT, 52, "度继续办理 2022 2012 2021 2014 2027 2018 2019", 8)
    table(pen, lay_out(form.tables["disputes"]), distinct(form), 70)
    assert [form.tables["disputes"].title] == [grid.caption for grid in read_pdf(pen.save(tmp_path / "a.pdf")).grids]


def test_radicals_are_folded_to_the_forms_printed_on_the_mainland():
    assert "户行政用食长齐" == fold_radicals("⼾⾏政⽤⾷⻓⻬")
