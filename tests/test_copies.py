"""Several copies of a table, tables in pieces, foreign columns: each number at its address, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from helpers.filing import EntryKind, Origin
from helpers.form import load_form
from helpers.formspec import TableSpec
from helpers.intake.grid import Grid, GridCell
from helpers.intake.matching.match import match_tables
from helpers.tables import lay_out
from strategies import distinct

FORM = load_form("2021")
YEAR = 2023
NOW = distinct(FORM)
BEFORE = {address: 50_000 + 3 * index for index, address in enumerate(FORM.places)}
T2, T3, T4 = (FORM.tables[name] for name in ("proactive", "applications", "disputes"))
Rows = list[list[str]]


def merged(table: TableSpec, numbers: dict = NOW) -> Rows:
    """The printed table with the text of a merged cell at every position that it covers."""
    layout = lay_out(table)
    rows = [[""] * layout.columns for _ in range(layout.rows)]
    for cell in layout.cells:
        text = str(numbers[cell.address]) if cell.address else cell.text
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                rows[row][column] = text
    return rows


def grid(rows: Rows, name: str = "年报.docx · 表 1", **told: object) -> Grid:
    """A grid in which equal neighbours that hold words are one merged cell, as readers give it."""
    made: list[list[GridCell]] = []
    for r, row in enumerate(rows):
        line: list[GridCell] = []
        for c, text in enumerate(row):
            left = line[-1] if line and text and line[-1].text == text and not text.isdigit() else None
            above = made[-1][c] if made and c < len(made[-1]) and text and made[-1][c].text == text else None
            joined = left or (above if above and not text.isdigit() else None)
            line.append(joined or GridCell(text, Origin("年报.docx", name, f"第 {r + 1} 行第 {c + 1} 格")))
        made.append(line)
    return Grid(name, tuple(map(tuple, made)), **told)


def read(*grids: Grid) -> dict[str, object]:
    matches, _ = match_tables(grids, YEAR)
    return {a: e.value for match in matches for a, e in match.entries.items()}


def problems(*grids: Grid) -> list[str]:
    return [problem.what for problem in match_tables(grids, YEAR)[1]]


def of(table: TableSpec, numbers: dict = NOW) -> dict[str, object]:
    return {address: numbers[address] for address in table.places}


def changed(rows: Rows, printed: str, written: str) -> Rows:
    return [[written if text == printed else text for text in row] for row in rows]


def with_column(rows: Rows, at: int, title: str, values: Callable[[int], str], header: int) -> Rows:
    """One more column, `title` over all header rows."""
    return [[*row[:at], title if r < header else values(r), *row[at:]] for r, row in enumerate(rows)]


# Last year's and other tables beside this year's -----------------------------------------------------------------

LABELS = [
    (T2, "行政规范性文件", "规范性文件"),
    (T2, "行政许可", "行政许可决定"),
    (T3, "二、上年结转政府信息公开申请数量", "二、上年度结转政府信息公开申请数量"),
    (T3, "（七）总计", "（七）合计"),
    (T3, "3.其他", "3.其它"),
    (T3, "2.重复申请", "2.重复"),
    (T3, "（四）无法提供", "（四）无法提供政府信息"),
    (T3, "（六）其他处理", "（六）其他"),
    (T4, "其他结果", "其它结果"),
    (T4, "行政复议", "行政复议情况"),
]


@pytest.mark.parametrize(("table", "printed", "written"), LABELS)
def test_a_label_in_other_words_is_known(table, printed, written):
    assert of(table) == read(grid(changed(merged(table), printed, written)))


@pytest.mark.parametrize(("table", "printed", "written"), LABELS)
@pytest.mark.parametrize("told", [{"caption": "附：2022年数据"}, {"caption": "2022"}, {"hidden": True}])
@pytest.mark.parametrize("first", [True, False])
def test_last_years_table_never_takes_the_place_of_this_years(table, printed, written, told, first):
    this = grid(changed(merged(table), printed, written), caption="" if first else f"{YEAR}年")
    last = grid(merged(table, BEFORE), "表 9", **told)
    assert of(table) == read(*([this, last] if first else [last, this]))


@pytest.mark.parametrize("table", [T2, T3, T4])
def test_two_copies_of_which_nothing_tells_the_year_are_not_read(table):
    both = grid(merged(table)), grid(merged(table, BEFORE), "表 9")
    assert {} == read(*both)
    assert [f"找到 2 份{table.name}，内容不同"] == problems(*both)


@pytest.mark.parametrize("table", [T2, T3, T4])
def test_the_same_table_twice_is_read(table):
    assert of(table) == read(grid(merged(table)), grid(merged(table), "表 9"))


@pytest.mark.parametrize("title", ["", "（续表）"])
def test_the_header_of_table_four_may_stand_in_a_table_of_its_own(title):
    rows = merged(T4)
    head, numbers = grid(rows[:3], "表 1"), grid(rows[3:], "表 2", caption=title)
    assert of(T4) == read(head, numbers)
    assert of(T3) | of(T4) == read(grid(merged(T3)), head, numbers)


def test_numbers_under_another_heading_are_not_those_of_table_four():
    rows = merged(T4)
    got = read(grid(rows[:3], "表 1"), grid(rows[3:], "表 2", caption="历年信访统计"))
    assert {None} == set(got.values())


@pytest.mark.parametrize("table", [T2, T3, T4])
def test_only_last_years_table_is_not_this_years(table):
    last = grid(merged(table, BEFORE), caption="2022年")
    assert {} == read(last)
    assert "注明是其他年度" in problems(last)[0]


@pytest.mark.parametrize("cut", [5, 10, 14, 19])
@pytest.mark.parametrize("repeated", [True, False], ids=["header repeated", "no header"])
def test_a_table_in_pieces_beside_last_years_whole_one(cut, repeated):
    rows = merged(T3)
    pieces = [grid(rows[:cut], "表 1"), grid([*(rows[:3] if repeated else []), *rows[cut:]], "表 2")]
    assert of(T3) == read(*pieces)
    assert of(T3) == read(*pieces, grid(merged(T3, BEFORE), "表 3", caption="附：2022年"))
    assert {} == read(*pieces, grid(merged(T3, BEFORE), "表 3"))


def test_pieces_whose_columns_stand_in_another_order_keep_it():
    rows = [[*row[:3], row[9], *row[3:9]] for row in merged(T3)]
    assert of(T3) == read(grid(rows[:12], "表 1"), grid(rows[12:], "表 2"))


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("printed", ["行政许可", "不变"])
def test_a_side_table_gives_no_number(first, printed):
    rows = changed(merged(T2), printed, "行政许可决定")
    parts = [grid(rows[a:b], f"表 {a}") for a, b in ((0, 4), (4, 7), (7, 11), (11, 14))]
    side = grid([["项目", "数量"], ["行政许可", "35"], ["行政处罚", "20"], ["行政强制", "6"]], "表 99")
    assert of(T2) == read(*([side, *parts] if first else [*parts, side]))


def test_a_table_below_in_the_same_sheet_gives_no_number():
    rows = changed(changed(merged(T3), "3.其他", "3.其它"), "（七）总计", "（七）合计")
    local = [["", *[""] * 9], ["渠道", "条数", *[""] * 8], ["其他", "9", *[""] * 8], ["总计", "180", *[""] * 8]]
    assert of(T3) == read(grid(rows + local))


def test_a_further_row_inside_a_group_is_not_the_row_of_that_name_elsewhere():
    rows = merged(T3)
    extra = [rows[12][0], rows[12][1], "9.其他", *["88"] * 7]
    assert of(T3) == read(grid([*rows[:13], extra, *rows[13:]]))


# Columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", range(3, 10))
@pytest.mark.parametrize("at", [3, 9, 10])
@pytest.mark.parametrize("title", ["小计", "备注", "序号"])
def test_a_foreign_column_shifts_nothing(blank, at, title):
    rows = [[*row[:blank], "" if r > 2 else row[blank], *row[blank + 1 :]] for r, row in enumerate(merged(T3))]
    rows = with_column(rows, at, title, lambda r: str(900 + r), 3)
    column = T3.blocks[0].columns[blank - 3].id
    expected = {a: None if a.endswith(f".{column}") else n for a, n in of(T3).items()}
    assert expected == read(grid(rows))


@pytest.mark.parametrize("table", [T2, T3, T4])
@pytest.mark.parametrize("title", ["", "校验"])
@pytest.mark.parametrize("is_blank", [True, False])
def test_what_stands_aside_of_the_table_is_no_number_of_it(table, title, is_blank):
    rows = merged(table)
    numbered = [any(text.isdigit() for text in row) for row in rows]
    if is_blank:
        rows = [["" if text.replace(".", "").isdigit() else text for text in row] for row in rows]
    rows = with_column(rows, len(rows[0]), "", lambda _: "", 0)
    rows = with_column(rows, len(rows[0]), title, lambda r: "0" if numbered[r] else "", 1)
    assert {a: None if is_blank else n for a, n in of(table).items()} == read(grid(rows))


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_number_in_any_cell_under_a_lone_heading_is_not_lost(place):
    rows = merged(T2)
    rows[6] = [rows[6][0], *("7" if column == place else "" for column in (1, 2, 3))]
    rows[5] = [rows[5][0], rows[5][1], "", ""]
    assert [of(T2) | {"proactive.administrative_license.decisions": 7}] == [read(grid(rows))]


def test_a_number_right_beside_a_row_leaves_it_in_doubt():
    rows = with_column(merged(T3), 10, "", lambda r: "3" if r == 5 else "", 0)
    assert {a: None if ".granted." in a else n for a, n in of(T3).items()} == read(grid(rows))


def test_cells_of_uneven_width_are_read_in_their_order():
    wide = [[cell for cell in row for _ in (0, 1)] for row in grid(merged(T3)).rows]
    for row in wide[3::2]:
        row[8] = row[7]  # the edge after the first number stands half a column further right
    for row in wide[4::2]:
        row[17] = row[18]
    uneven = Grid("年报.docx · 表 1", tuple(map(tuple, wide)))
    assert of(T3) == read(uneven)


@pytest.mark.parametrize(
    ("headings", "order"),
    [
        (["总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"], [6, 0, 1, 2, 3, 4, 5]),
        (["合计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"], [6, 0, 1, 2, 3, 4, 5]),
        (["自然人", "企业", "科研机构", "社会公益组织", "法律服务机构", "其他组织", "总计"], [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_columns_in_another_order_are_read_by_their_headings(headings, order):
    rows = [["项目", "项目", "项目", *headings]]
    rows += [[*row[:3], *(row[3 + at] for at in order)] for row in merged(T3)[3:]]
    assert of(T3) == read(grid(rows))


def test_a_group_that_is_too_narrow_in_the_header_leaves_the_columns_in_doubt():
    rows = merged(T3)
    rows[1][8], rows[2][8], rows[2][9] = "总计", "总计", "其他"
    assert {None} == set(read(grid(rows)).values())


def test_a_heading_may_be_divided_between_two_rows():
    rows = merged(T3)
    rows[1][3], rows[2][3] = "自然", "人"
    rows = [*rows[:2], changed(rows[2:3], "商业企业", "商业")[0], ["", "", "", "", "企业", *[""] * 5], *rows[3:]]
    assert of(T3) == read(grid(rows))


@pytest.mark.parametrize("headings", [["某甲", "某乙"], ["2022年", "2021年"]])
def test_headings_that_nothing_explains_give_no_number(headings):
    rows = changed(changed(merged(T3), "商业企业", headings[0]), "科研机构", headings[1])
    assert {None} == set(read(grid(rows)).values())


@pytest.mark.parametrize(
    ("titles", "place"), [(("上年数", "本年处理决定数量"), 1), (("2022年", "2023年处理决定数量"), 1)]
)
def test_last_years_column_beside_a_blank_one_is_not_taken(titles, place):
    rows = changed(merged(T2), "不变", "")
    for r, row in enumerate(rows):
        if row[1] == "本年处理决定数量":
            rows[r] = [row[0], titles[0], titles[1], titles[1]]
        elif row[0] in ("行政许可", "行政处罚", "行政强制"):
            rows[r] = [row[0], "91042", "", ""]
    got = read(grid(rows))
    assert [None] * 3 == [got[a] for a in T2.places if a.endswith(".decisions")]


@pytest.mark.parametrize(("unit", "kind"), [("万元", EntryKind.NUMBER), ("元", EntryKind.UNREADABLE)])
def test_the_unit_in_a_heading_counts(unit, kind):
    rows = changed(merged(T2), "本年收费金额（单位：万元）", f"本年收费金额（单位：{unit}）")
    matches, _ = match_tables([grid(rows)], YEAR)
    assert kind == matches[0].entries["proactive.administrative_fee.amount_10k_yuan"].kind


def test_2021_rows_under_2019_headings_are_not_read_as_if_they_were():
    rows = merged(T2)
    rows[1] = ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]
    got = read(grid(rows))
    assert [None] * 6 == [got[a] for a in list(T2.places)[:6]]


def test_a_cell_merged_over_two_rows_belongs_to_neither():
    made = grid(merged(T2))
    rows = [list(row) for row in made.rows]
    rows[10][1:] = rows[9][1:]
    got = read(Grid(made.name, tuple(map(tuple, rows))))
    assert [None, None] == [
        got["proactive.administrative_penalty.decisions"],
        got["proactive.administrative_coercion.decisions"],
    ]


# Table four ------------------------------------------------------------------------------------------------------


def table_four(*below: Sequence[str], header: Rows | None = None) -> Grid:
    return grid([*(header or merged(T4)[:3]), *map(list, below)])


NUMBERS = [str(NOW[a]) for a in T4.places]
BLANK = [""] * 15
NOTHING = dict.fromkeys(T4.places)


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ([NUMBERS], of(T4)),
        ([[str(n) for n in range(1, 16)], NUMBERS], of(T4)),
        ([BLANK, NUMBERS], of(T4)),
        ([["7", "无", *[""] * 13]], NOTHING | {"disputes.review.upheld": 7}),
        ([NUMBERS, ["填表人", "张三", "电话", "88886666", *[""] * 11]], of(T4)),
        ([BLANK, ["填表人", "张三", "电话", "88886666", *[""] * 11]], NOTHING),
        ([["信息处理费", "400", *[""] * 13]], NOTHING),
        ([BLANK, ["一、本年新收政府信息公开申请数量", "3", "4", "5", "6", *[""] * 10]], NOTHING),
        ([], NOTHING),
    ],
)
def test_the_row_of_numbers_under_the_header_of_table_four(below, expected):
    assert expected == read(table_four(*below))


def test_blank_table_four_above_last_years_takes_nothing_from_it():
    last = merged(T4, BEFORE)
    assert NOTHING == read(grid([*merged(T4)[:3], BLANK, BLANK, ["2022年", *[""] * 14], *last]))


def test_numbers_of_table_four_with_their_unit_are_no_years():
    rows = merged(T4)
    found = read(grid([*rows[:3], [f"{2010 + at}件" for at in range(15)]]))
    assert list(range(2010, 2025)) == list(found.values())


def test_two_rows_of_numbers_are_told_apart_by_their_year_or_not_read():
    header = [["年度", *row] for row in merged(T4)[:3]]
    old = [str(BEFORE[a]) for a in T4.places]
    assert of(T4) == read(table_four(["2022年", *old], ["2023年", *NUMBERS], header=header))
    assert {} == read(table_four(old, NUMBERS))


def test_groups_of_table_four_in_another_order_are_read_by_their_headings():
    order = [*range(5, 15), *range(5)]
    assert of(T4) == read(grid([[row[at] for at in order] for row in merged(T4)]))
    order = [*range(5), *range(10, 15), *range(5, 10)]
    assert of(T4) == read(grid([[row[at] for at in order] for row in merged(T4)]))


# Things of like names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["行政许可撤销", "不予行政许可", "准予行政许可", "行政许可金额"])
def test_a_row_of_another_thing_is_not_the_forms(written):
    assert {} == read(grid(changed(merged(T2), "行政许可", written)))


@pytest.mark.parametrize("written", ["本月处理决定数量", "本年处理项目数量", "占比"])
def test_a_heading_of_another_count_gives_no_number(written):
    got = read(grid(changed(merged(T2), "本年处理决定数量", written)))
    assert [None] * 3 == [got[a] for a in T2.places if a.endswith(".decisions")]


@pytest.mark.parametrize("written", ["行政事业性收费（元）", "行政事业性收费（单位：元）"])
def test_a_unit_beside_the_label_counts(written):
    address = "proactive.administrative_fee.amount_10k_yuan"
    assert read(grid(changed(merged(T2), "行政事业性收费", written)))[address] is None


def test_two_rows_for_one_of_the_form_are_doubtful():
    rows = merged(T2)
    twice = [*rows[:10], ["行政强制措施", "5", "5", "5"], ["行政强制执行", "3", "3", "3"], *rows[11:]]
    assert read(grid(twice))["proactive.administrative_coercion.decisions"] is None


def test_a_sum_of_the_first_two_rows_is_not_the_forms_total():
    rows = changed(merged(T3), "（七）总计", "（七）本年度办理合计")
    first = ["合计"] * 3 + [str(n) for n in range(70, 77)]
    assert {} == read(grid([*rows[:5], first, *rows[5:]]))


def test_a_lost_label_does_not_turn_the_form_into_an_older_one():
    rows = changed(merged(T3), T3.blocks[0].rows[20].label, "")
    assert {} == read(grid(rows))
    assert "逾期不补正" in problems(grid(rows))[0]


def test_a_part_of_this_years_table_is_not_passed_over_for_a_whole_one():
    part, whole = grid(merged(T2)[:7]), grid(merged(T2, BEFORE), "表 9", caption="附件：参考数据")
    assert {} == read(part, whole)


@pytest.mark.parametrize("title", ["2022年行政事业性收费情况", "上年行政事业性收费情况"])
def test_last_years_block_does_not_complete_this_years_table(title):
    last = grid([["项目", "收费金额（万元）"], ["行政事业性收费", "77.5"]], "表 9", caption=title)
    assert {} == read(grid(merged(T2)[:11]), last)


@pytest.mark.parametrize(
    "caption",
    [
        "公开日期：2024年1月17日",
        "按2021年新版格式填报",
        "去年数据见附件",
        "与2022年相比，增加3件。",
        "国办公开办函〔2021〕30号",
        "示例区某局2023年政府信息公开工作年度报告 2024年1月15日",
    ],
)
def test_a_date_or_a_comparison_before_a_table_does_not_make_it_another_years(caption):
    assert of(T2) == read(grid(merged(T2), caption=caption))


@pytest.mark.parametrize("number", ["2019", "2022", "2024.5", "2022万元"])
def test_a_number_that_looks_like_a_year_does_not_make_the_table_below_another_years(number):
    width = len(merged(T3)[0])
    above = [*merged(T2)[:-1], ["行政事业性收费", number]]
    found = read(grid([*([*row, *[""] * (width - len(row))] for row in above), *merged(T3)]))
    assert of(T3) == {address: value for address, value in found.items() if address.startswith("applications.")}


@pytest.mark.parametrize(
    "caption", ["（2022年度）", "二〇二二年", "2022表二", "示例区某局2022年政府信息公开工作年度报告 2023年1月20日"]
)
def test_another_year_is_told_however_it_is_written(caption):
    assert {} == read(grid(merged(T2), caption=caption))


@pytest.mark.parametrize("numbers", [NUMBERS, ["1", "", "", "", "1", *[""] * 10]])
def test_a_word_before_the_numbers_of_table_four_shifts_nothing(numbers):
    got = read(table_four(["件数", *numbers[:14]]))
    assert {None} == set(got.values())
