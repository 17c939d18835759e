"""Tables laid out in their official spans."""

from __future__ import annotations

import pytest

from helpers.form import load_form
from helpers.tables import Role, lay_out

ALL = [table for version in ("2021", "2019") for table in load_form(version).tables.values()]


@pytest.mark.parametrize("table", ALL, ids=lambda table: f"{table.form}-{table.id}")
def test_every_position_is_covered_once(table):
    layout = lay_out(table)
    covered = [
        (row, column)
        for cell in layout.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert sorted(covered) == [(row, column) for row in range(layout.rows) for column in range(layout.columns)]


@pytest.mark.parametrize("table", ALL, ids=lambda table: f"{table.form}-{table.id}")
def test_every_address_has_one_cell(table):
    assert list(table.places) == [cell.address for cell in lay_out(table).cells if cell.role is Role.NUMBER]


# text: (row, column, row span, column span), typed from the printed form
TABLE_THREE = {
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）": (0, 0, 3, 3),
    "申请人情况": (0, 3, 1, 7),
    "自然人": (1, 3, 2, 1),
    "法人或其他组织": (1, 4, 1, 5),
    "商业企业": (2, 4, 1, 1),
    "一、本年新收政府信息公开申请数量": (3, 0, 1, 3),
    "三、本年度办理结果": (5, 0, 22, 1),
    "（一）予以公开": (5, 1, 1, 2),
    "（三）不予公开": (7, 1, 8, 1),
    "1.属于国家秘密": (7, 2, 1, 1),
    "（四）无法提供": (15, 1, 3, 1),
    "（五）不予处理": (18, 1, 5, 1),
    "（六）其他处理": (23, 1, 3, 1),
    "（七）总计": (26, 1, 1, 2),
    "四、结转下年度继续办理": (27, 0, 1, 3),
}
TABLE_FOUR = {
    "行政复议": (0, 0, 1, 5),
    "行政诉讼": (0, 5, 1, 10),
    "未经复议直接起诉": (1, 5, 1, 5),
    "复议后起诉": (1, 10, 1, 5),
}
OLD_TABLE_THREE = {"三、本年度办理结果": (5, 0, 20, 1), "（六）其他处理": (23, 1, 1, 2), "（七）总计": (24, 1, 1, 2)}


@pytest.mark.parametrize(
    ("version", "table", "printed"),
    [
        ("2021", "applications", TABLE_THREE),
        ("2021", "disputes", TABLE_FOUR),
        ("2019", "disputes", TABLE_FOUR),
        ("2019", "applications", OLD_TABLE_THREE),
    ],
)
def test_labels_span_as_printed(version, table, printed):
    cells = {
        c.text: (c.row, c.column, c.row_span, c.column_span) for c in lay_out(load_form(version).tables[table]).cells
    }
    assert printed == {text: cells[text] for text in printed}


def test_upheld_under_reviews_spans_two_header_rows():
    cells = lay_out(load_form("2021").tables["disputes"]).cells
    found = sorted((c.column, c.row, c.row_span) for c in cells if c.text == "结果维持")
    assert [(0, 1, 2), (5, 2, 1), (10, 2, 1)] == found


@pytest.mark.parametrize(("table", "rows"), [("proactive", 0), ("applications", 3), ("disputes", 3)])
def test_only_one_block_tables_have_header_rows_to_repeat(table, rows):
    assert rows == lay_out(load_form("2021").tables[table]).header_rows
