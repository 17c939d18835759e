"""Tables laid out in their official spans."""

from __future__ import annotations

import pytest

from helpers.form import FORMS_DIR, load_form
from helpers.tables import CellRole, lay_out

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
    assert list(table.places) == [cell.address for cell in lay_out(table).cells if cell.role is CellRole.NUMBER]


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
TABLE_TWO = {
    "第二十条第（一）项": (0, 0, 1, 4),
    "本年制发件数": (1, 1, 1, 1),
    "现行有效件数": (1, 3, 1, 1),
    "规章": (2, 0, 1, 1),
    "行政规范性文件": (3, 0, 1, 1),
    "第二十条第（五）项": (4, 0, 1, 4),
    "行政许可": (6, 0, 1, 1),
    "第二十条第（六）项": (7, 0, 1, 4),
    "行政处罚": (9, 0, 1, 1),
    "行政强制": (10, 0, 1, 1),
    "第二十条第（八）项": (11, 0, 1, 4),
    "本年收费金额（单位：万元）": (12, 1, 1, 3),
    "行政事业性收费": (13, 0, 1, 1),
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
        ("2021", "proactive", TABLE_TWO),
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


@pytest.mark.parametrize(
    ("version", "address", "place"),
    [
        ("2021", "proactive.normative_documents.repealed", (3, 2, 1, 1)),
        ("2021", "proactive.administrative_coercion.decisions", (10, 1, 1, 3)),
        ("2021", "proactive.administrative_fee.amount_10k_yuan", (13, 1, 1, 3)),
        ("2021", "applications.new_received.natural_person", (3, 3, 1, 1)),
        ("2021", "applications.denied_admin_inquiry.business", (14, 4, 1, 1)),
        ("2021", "applications.other_misc.other_org", (25, 8, 1, 1)),
        ("2021", "applications.carried_out.total", (27, 9, 1, 1)),
        ("2021", "disputes.review.total", (3, 4, 1, 1)),
        ("2021", "disputes.litigation_direct.upheld", (3, 5, 1, 1)),
        ("2021", "disputes.litigation_after_review.total", (3, 14, 1, 1)),
        ("2019", "applications.other_handling.natural_person", (23, 3, 1, 1)),
        ("2019", "applications.carried_out.total", (25, 9, 1, 1)),
    ],
)
def test_a_number_stands_where_the_printed_form_has_it(version, address, place):
    (cell,) = [c for c in lay_out(load_form(version).tables[address.partition(".")[0]]).cells if c.address == address]
    assert (*place, "") == (cell.row, cell.column, cell.row_span, cell.column_span, cell.text)


@pytest.mark.parametrize("table", ALL, ids=lambda table: f"{table.form}-{table.id}")
def test_only_numbers_are_without_text_and_only_they_have_an_address(table):
    for cell in lay_out(table).cells:
        assert (cell.role is CellRole.NUMBER) == (not cell.text) == (cell.address is not None)


@pytest.mark.parametrize("table", ALL, ids=lambda table: f"{table.form}-{table.id}")
def test_lines_hold_every_cell_once_from_left_to_right(table):
    layout = lay_out(table)
    expected = sorted(layout.cells, key=lambda cell: (cell.row, cell.column))
    assert expected == [cell for line in layout.lines() for cell in line]


@pytest.mark.parametrize(
    ("version", "table", "size"),
    [
        ("2021", "proactive", (14, 4)),
        ("2021", "applications", (28, 10)),
        ("2021", "disputes", (4, 15)),
        ("2019", "applications", (26, 10)),
        ("2019", "disputes", (4, 15)),
    ],
)
def test_tables_are_as_large_as_printed(version, table, size):
    layout = lay_out(load_form(version).tables[table])
    assert size == (layout.rows, layout.columns)


def test_a_table_from_another_folder_is_laid_out_by_its_own_form(tmp_path):
    text = (FORMS_DIR / "2021.yaml").read_text(encoding="utf-8").replace("label: 规章", "label: 甲")
    (tmp_path / "2021.yaml").write_text(text, encoding="utf-8")
    cells = lay_out(load_form("2021", tmp_path).tables["proactive"]).cells
    assert [("甲", CellRole.ROW_HEADER)] == [(c.text, c.role) for c in cells if (c.row, c.column) == (2, 0)]


@pytest.mark.parametrize("version", ["2021", "2019"])
@pytest.mark.parametrize(("table", "rows"), [("proactive", 0), ("applications", 3), ("disputes", 3)])
def test_only_one_block_tables_have_header_rows_to_repeat(version, table, rows):
    assert rows == lay_out(load_form(version).tables[table]).header_rows
