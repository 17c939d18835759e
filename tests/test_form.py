"""The forms as data, and what a broken form file is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.errors import FormError
from helpers.form import FORMS_DIR, form_for_year, load_form

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"


@pytest.mark.parametrize(
    ("version", "cells", "identities"),
    [("2021", (10, 175, 15), (0, 39, 3)), ("2019", (22, 161, 15), (0, 37, 3))],
)
def test_tables_have_the_official_number_of_cells_and_identities(version, cells, identities):
    tables = load_form(version).tables.values()
    assert cells == tuple(len(table.places) for table in tables)
    assert identities == tuple(len(table.identities) for table in tables)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("proactive.normative_documents.in_force", "第二表「行政规范性文件」行「现行有效件数」列"),
        ("applications.new_received.natural_person", "第三表「一、本年新收」行「自然人」列"),
        ("applications.other_misc.total", "第三表「（六）其他处理 3.其他」行「总计」列"),
        ("disputes.litigation_after_review.total", "第四表「行政诉讼—复议后起诉」栏「总计」列"),
    ],
)
def test_places_are_named_as_people_call_them(address, words):
    assert words == load_form("2021").places[address].words


@pytest.mark.parametrize(("year", "version"), [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2025, "2021")])
def test_the_form_of_a_year(year, version):
    assert version == form_for_year(year).id


def test_there_is_no_form_before_2019():
    with pytest.raises(FormError, match="2018 年度没有可用的报告格式"):
        form_for_year(2018)


@pytest.mark.parametrize("version", ["2021", "2019"])
def test_identities_bind_addresses_of_their_table(version):
    for table in load_form(version).tables.values():
        for identity in table.identities:
            assert set() == set(identity.addresses) - set(table.places)
            assert identity.computes is None or identity.computes in identity.left


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
    ],
)
def test_a_broken_form_file_is_refused_with_file_line_and_key(tmp_path, old, new, words):
    text = (FORMS_DIR / "2021.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "2021.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError) as refused:
        load_form("2021", tmp_path)
    assert [] == [word for word in [*words, "2021.yaml"] if word not in str(refused.value)], str(refused.value)


def test_an_unknown_version_names_those_there_are():
    with pytest.raises(FormError, match="现有：2021、2019"):
        load_form("2008")


@pytest.mark.skipif(not REFERENCE.exists(), reason="没有格式的参照文件，未与其比较")
@pytest.mark.parametrize("version", ["2021", "2019"])
def test_row_labels_are_those_of_the_reference(version):
    reference = json.loads((REFERENCE / f"form{version}.json").read_text(encoding="utf-8"))
    printed = {row["id"]: row["label"] for row in reference["tables"][1]["rows"]}
    rows = {place.row.id: place.row.label for place in load_form(version).tables["applications"].places.values()}
    assert printed == rows
