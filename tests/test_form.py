"""The forms as data, and what a broken form file is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import FormError
from helpers.form import FORMS_DIR, all_forms, form_for_year, load_form

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"


@pytest.mark.parametrize(
    ("version", "cells", "identities"),
    [("2021", (10, 175, 15), (0, 39, 3)), ("2019", (22, 161, 15), (0, 37, 3))],
)
def test_tables_have_the_official_number_of_cells_and_identities(version, cells, identities):
    tables = load_form(version).tables.values()
    assert cells == tuple(len(table.places) for table in tables)
    assert identities == tuple(len(table.identities) for table in tables)
    assert sum(cells) == len(load_form(version).places)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("proactive.normative_documents.in_force", "第二表「行政规范性文件」行「现行有效件数」列"),
        ("applications.new_received.natural_person", "第三表「一、本年新收」行「自然人」列"),
        ("applications.other_misc.total", "第三表「（六）其他处理 3.其他」行「总计」列"),
        ("applications.carried_out.business", "第三表「四、结转下年度」行「商业企业」列"),
        ("proactive.administrative_fee.amount_10k_yuan", "第二表「行政事业性收费」行「本年收费金额（单位：万元）」列"),
        ("disputes.review.upheld", "第四表「行政复议」栏「结果维持」列"),
        ("disputes.litigation_after_review.total", "第四表「行政诉讼—复议后起诉」栏「总计」列"),
    ],
)
def test_places_are_named_as_people_call_them(address, words):
    place = load_form("2021").places[address]
    assert (address, words) == (place.address, place.words)


@pytest.mark.parametrize(
    ("version", "group", "rows"),
    [
        ("2021", "三、本年度办理结果", 22),
        ("2021", "（三）不予公开", 8),
        ("2021", "（四）无法提供", 3),
        ("2021", "（五）不予处理", 5),
        ("2021", "（六）其他处理", 3),
        ("2019", "三、本年度办理结果", 20),
        ("2019", "（三）不予公开", 8),
        ("2019", "（四）无法提供", 3),
        ("2019", "（五）不予处理", 5),
    ],
)
def test_a_group_of_table_three_holds_the_rows_of_the_notice(version, group, rows):
    (block,) = load_form(version).tables["applications"].blocks
    assert rows == sum(group in row.path[:-1] for row in block.rows)


ROWS = """一、本年新收政府信息公开申请数量
二、上年结转政府信息公开申请数量
（一）予以公开
（二）部分公开（区分处理的，只计这一情形，不计其他情形）
1.属于国家秘密
2.其他法律行政法规禁止公开
3.危及“三安全一稳定”
4.保护第三方合法权益
5.属于三类内部事务信息
6.属于四类过程性信息
7.属于行政执法案卷
8.属于行政查询事项
1.本机关不掌握相关政府信息
2.没有现成信息需要另行制作
3.补正后申请内容仍不明确
1.信访举报投诉类申请
2.重复申请
3.要求提供公开出版物
4.无正当理由大量反复申请
5.要求行政机关确认或重新出具已获取信息""".splitlines()
OTHER = [
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
]
END = ["（七）总计", "四、结转下年度继续办理"]


@pytest.mark.parametrize(("version", "rows"), [("2021", ROWS + OTHER + END), ("2019", [*ROWS, "（六）其他处理", *END])])
def test_table_three_has_the_rows_and_columns_of_the_notice(version, rows):
    (block,) = load_form(version).tables["applications"].blocks
    columns = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    assert (rows, columns) == ([row.label for row in block.rows], [column.label for column in block.columns])


@pytest.mark.parametrize(
    ("version", "labels"),
    [
        ("2021", {"行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费", "规章"}),
        (
            "2019",
            {"规范性文件", "行政许可", "其他对外管理服务事项", "行政处罚", "行政强制", "行政事业性收费", "政府集中采购"}
            | {"规章"},
        ),
    ],
)
def test_table_two_has_the_rows_of_its_notice(version, labels):
    assert labels == {place.row.label for place in load_form(version).tables["proactive"].places.values()}


@pytest.mark.parametrize(
    ("address", "version", "value", "unit"),
    [
        ("applications.granted.total", "2021", "count", "件"),
        ("proactive.administrative_fee.amount_10k_yuan", "2021", "amount", "万元"),
        ("proactive.administrative_license.change", "2019", "change", "件"),
        ("proactive.central_procurement.amount", "2019", "amount", ""),
    ],
)
def test_columns_say_what_may_stand_in_them(address, version, value, unit):
    column = load_form(version).places[address].column
    assert (value, unit) == (column.value, column.unit)


@pytest.mark.parametrize(("year", "version"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2025, "2021")])
def test_the_form_of_a_year(year, version):
    assert version == form_for_year(year).id


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_year_has_exactly_one_form(year):
    assert [form_for_year(year)] == [form for form in all_forms() if form.fits(year)]


def test_there_is_no_form_before_2019():
    with pytest.raises(FormError, match="2018 年度没有可用的报告格式"):
        form_for_year(2018)


@pytest.mark.parametrize("version", ["2021", "2019"])
def test_identities_bind_addresses_of_their_table(version):
    for table in load_form(version).tables.values():
        for identity in table.identities:
            assert set() == set(identity.addresses) - set(table.places)
            assert identity.computes is None or identity.computes in identity.left


@pytest.mark.parametrize(
    ("version", "rule", "terms"),
    [
        ("2021", "T3-01", {(2, 2)}),
        ("2021", "T3-02", {(1, 21)}),
        ("2021", "T3-03", {(1, 6)}),
        ("2021", "T4-01", {(1, 4)}),
        ("2019", "T3-01", {(2, 2)}),
        ("2019", "T3-02", {(1, 19)}),
        ("2019", "T3-03", {(1, 6)}),
        ("2019", "T4-01", {(1, 4)}),
    ],
)
def test_an_identity_binds_as_many_cells_as_the_notice_says(version, rule, terms):
    found = [i for table in load_form(version).tables.values() for i in table.identities if i.rule == rule]
    assert terms == {(len(set(i.left)), len(set(i.right))) for i in found}


@pytest.mark.parametrize(("version", "sums"), [("2021", (0, 31, 3)), ("2019", (0, 29, 3))])
def test_sums_are_the_total_row_and_the_total_columns(version, sums):
    form = load_form(version)
    computed = {place.address for place in form.places.values() if place.column.id == "total"}
    computed |= {a for a in form.places if ".total_processed." in a}
    assert sums == tuple(len(table.sums) for table in form.tables.values())
    assert computed == {address for table in form.tables.values() for address in table.sums}


def test_total_of_totals_is_the_sum_across_its_row():
    total = load_form("2021").tables["applications"].sums["applications.total_processed.total"]
    assert {"applications.total_processed"} == {term.rpartition(".")[0] for term in total.right}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name: 中华", "nam: 中华", ["不认识这一项", "第 4 行，nam", "是不是“name”"]),
        ("document: 国办公开办函〔2021〕30号\n", "", ["缺少这一项", "document"]),
        ("name: 中华", "name: 甲\nname: 中华", ["“name”写了两次", "第 5 行"]),
        ('form: "2021"', 'form："2021"', ["第 3 行用了全角冒号"]),
        ("left: [new_received,", "left: [new_recieved,", ["T3-01", "“new_recieved”在表中没有", "是不是“new_received”"]),
        ("grid_columns: 10", "grid_columns: 9", ["共 10 列，与 grid_columns 9 不符", "tables.applications"]),
        ("    table: disputes", "    table: dispute", ["指向的表格“dispute”不存在"]),
        ("{id: repealed,", "{id: issued,", ["编号“proactive.regulations.issued”用了两次"]),
        ("value: amount", "value: money", ["不是可选的值", "tables.0.blocks.3.columns.0.value"]),
        ("span: 3}", "span: drei}", ["应为整数", "drei"]),
        ("sections:\n", "sections: [\n", ["文件不是正确的 YAML", "第 "]),
        ("        corner: 信息内容", "        corner：信息内容", ["第 {line} 行用了全角冒号"]),
        ('form: "2021"', "form: 2021", ["应为文字，写的是“2021”", "第 3 行，form"]),
        ("    heading: 一", "    headin: 一", ["不认识这一项", "第 {line} 行，sections.0.headin", "是不是“heading”"]),
        ("    sheet: 主动公开\n", "", ["缺少这一项", "tables.0.sheet"]),
        (
            "        per: row",
            "        per: rows",
            ["不是可选的值，写的是“rows”", "第 {line} 行，tables.1.identities.2.per"],
        ),
        ("computes: total_processed", "computes: total_proccessed", ["T3-02", "是不是“total_processed”"]),
        ("left: [new_received,", "left: [zzz,", ["“zzz”在表中没有", "可用：new_received、carried_in"]),
        ("span: 3}", "span: 2}", ["共 3 列，与 grid_columns 4 不符", "第二十条第（五）项", "tables.proactive"]),
        ("tables:\n", "tables: []\nothers:\n", ["不认识这一项", "others"]),
    ],
)
def test_a_broken_form_file_is_refused_with_file_line_and_key(tmp_path, old, new, words):
    text = (FORMS_DIR / "2021.yaml").read_text(encoding="utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    (tmp_path / "2021.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError) as refused:
        load_form("2021", tmp_path)
    expected = [word.format(line=line) for word in [*words, "2021.yaml"]]
    assert [] == [word for word in expected if word not in str(refused.value)], str(refused.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件应由“键: 值”组成"),
        ("# 只有说明\n".encode(), "文件应由“键: 值”组成"),
        (b"- a\n- b\n", "文件应由“键: 值”组成"),
        ('form："2021"\n'.encode(), "第 1 行用了全角冒号"),
        (b"{}\n", "缺少这一项"),
        (b"a: [1\n", "文件不是正确的 YAML"),
        (b"a: \x00\n", "文件不是正确的 YAML"),
        ("name: 格式\n".encode("gb18030"), "文件不是 UTF-8 编码"),
    ],
)
def test_what_is_no_form_file_at_all_is_refused_by_name(tmp_path, data, words):
    (tmp_path / "2021.yaml").write_bytes(data)
    with pytest.raises(FormError) as refused:
        load_form("2021", tmp_path)
    assert [] == [word for word in (words, "2021.yaml") if word not in str(refused.value)], str(refused.value)


def test_an_unknown_version_names_those_there_are():
    with pytest.raises(FormError, match="现有：2021、2019"):
        load_form("2008")


REFERRED = pytest.mark.skipif(not REFERENCE.exists(), reason="没有格式的参照文件，未与其比较")


def reference(version: str) -> dict[str, Any]:
    return json.loads((REFERENCE / f"form{version}.json").read_text(encoding="utf-8"))


def labelled(table: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Address within the table → the labels of its row and its column, as the reference has them."""
    made = {}
    for block in table.get("blocks", [table]):
        # One-column blocks of the reference name their column in the row, its label in the header.
        columns = block.get("columns") or [{"id": block["rows"][0]["column"], "label": block["header"][-1]}]
        for row in block.get("rows", block.get("groups")):
            for column in columns:
                made[f"{table['id']}.{row['id']}.{column['id']}"] = (row["label"], column["label"])
    return made


@REFERRED
@pytest.mark.parametrize("version", ["2021", "2019"])
def test_every_address_and_label_is_that_of_the_reference(version):
    expected = {
        address: labels for table in reference(version)["tables"] for address, labels in labelled(table).items()
    }
    assert expected == {a: (p.row.label, p.column.label) for a, p in load_form(version).places.items()}


@REFERRED
@pytest.mark.parametrize("version", ["2021", "2019"])
def test_headings_and_document_are_those_of_the_reference(version):
    expected, form = reference(version), load_form(version)
    assert (expected["name"], expected["document"]) == (form.name, form.document)
    assert [s["heading"] for s in expected["sections"]] == [s.heading for s in form.sections]
    assert [s.get("table") for s in expected["sections"]] == [s.table for s in form.sections]
    assert [s.get("expected_topics", []) for s in expected["sections"]] == [list(s.topics) for s in form.sections]
