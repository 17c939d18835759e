"""The year's numbers as tables, and the data package that describes them: valid, complete, and nothing else in it."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from executed import ROOT, as_notebook, open_sample
from helpers.filing import EntryKind, Filing, Number, Origin, parse_entry
from helpers.form import form_for_year
from helpers.index import STATES
from helpers.longtable import COLUMNS, long_table
from helpers.outputs import export
from strategies import balanced, distinct, filing_of

OFFICES = ("shili-jiaoyu", "shili-ziran")
FIRST = "applications.new_received.natural_person"


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_table_has_a_row_an_address_in_the_order_of_the_form():
    numbers = distinct(form_for_year(2023))
    entries = list(filing_of(numbers, 2023).entries.items())
    random.Random(1).shuffle(entries)  # as JSON that was sorted by key comes back
    data = long_table(
        Filing("shili-jiaoyu", 2023, dict.fromkeys(("disputes", "applications", "proactive"), "2021"), dict(entries))
    )
    assert b"\xef\xbb\xbfoffice,year,address,label,value,kind\r\n" == data.partition(b"\n")[0] + b"\n"
    rows = rows_of(data)
    assert list(form_for_year(2023).places) == [row["address"] for row in rows]
    first = next(row for row in rows if row["address"] == FIRST)
    expected = ("shili-jiaoyu", "2023", FIRST, "第三表「一、本年新收」行「自然人」列", str(numbers[FIRST]), "number")
    assert dict(zip(COLUMNS, expected, strict=True)) == first


def numbers_of(rows: list[dict[str, str]]) -> dict[str, Number]:
    """The numbers of a table as a reader without the kit takes them."""
    places = form_for_year(int(rows[0]["year"])).places
    return {row["address"]: parse_entry(row["value"], places[row["address"]], Origin("")).value for row in rows}


@given(data=st.data(), year=st.sampled_from([2023, 2020]))
def test_any_numbers_come_back_from_the_table(data, year):
    numbers = data.draw(balanced(form_for_year(year)))
    rows = rows_of(long_table(filing_of(numbers, year)))
    assert list(numbers.items()) == list(numbers_of(rows).items())
    assert {"number"} == {row["kind"] for row in rows}


def test_what_is_no_number_leaves_only_its_kind():
    cells: Mapping[str, Any] = {
        **distinct(form_for_year(2023)),
        FIRST: "张三 13800000000",
        "applications.new_received.business": "/",
        "disputes.review.upheld": "",
        "proactive.administrative_fee.amount_10k_yuan": "+7730.280",
    }
    data = long_table(filing_of(cells, 2023))
    told = {row["address"]: (row["value"], row["kind"]) for row in rows_of(data)}
    expected = {
        FIRST: ("", "unreadable"),
        "applications.new_received.business": ("", "dash"),
        "disputes.review.upheld": ("", "blank"),
        "proactive.administrative_fee.amount_10k_yuan": ("7730.28", "number"),
    }
    assert expected == {address: told[address] for address in expected}
    assert "张三" not in data.decode()
    assert "tables.xlsx" not in data.decode()


def test_a_refused_report_has_no_table():
    built, _ = export(as_notebook(open_sample("shili-jiaoyu")), ())
    assert "filing.csv" in built
    refused, _ = export(as_notebook(open_sample("shili-shuiwu", 2024)), ())
    assert "filing.csv" not in refused


@pytest.fixture
def year(workspace: Path, nianbao) -> Path:
    """The sample year's output with two offices as if built, one refused now that was built before."""
    folder = workspace / "output" / "2023"
    for office, state in (*((office, "built") for office in OFFICES), ("shili-minzheng", "refused")):
        made, _ = export(as_notebook(open_sample(office)), ())
        (folder / office).mkdir(parents=True)
        for name in ("filing.json", "filing.csv"):
            (folder / office / name).write_bytes(made[name])
        receipt = {"state": state, "findings": {"error": 0, "warning": 0}}
        (folder / office / "receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    assert 0 == nianbao("index", "2023")[0]
    return folder


def package(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def test_the_years_table_holds_the_built_offices_in_the_order_of_the_register(year):
    rows = rows_of((year / "filings.csv").read_bytes())
    parts = [row for office in OFFICES[::-1] for row in rows_of((year / office / "filing.csv").read_bytes())]
    by_register = sorted(parts, key=lambda row: list(pd.read_csv(year / "index.csv")["office"]).index(row["office"]))
    assert (400, by_register) == (len(rows), rows)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_pandas_loads_the_years_table_as_the_readme_shows(year, name):
    [example] = re.findall(r"```python\n(import pandas.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 - the README is ours; the fixture's workspace is the current folder
    for office in OFFICES:
        report = open_sample(office)
        expected = {address: entry.value for address, entry in report.filing.entries.items()}
        assert {**expected, "name": report.office.name} == names["offices"].loc[office].to_dict()


def test_the_package_is_valid_and_so_are_the_files_it_describes(year):
    report = frictionless.validate(str(year / "datapackage.json"))
    assert [] == report.flatten(["title", "rowNumber", "note"])
    assert ["filings", "index", "filing-schema"] == [task.name for task in report.tasks]
    assert [] == frictionless.Package.validate_descriptor(package(year)).errors


@pytest.mark.parametrize(
    ("name", "old", "new", "title"),
    [
        ("filings.csv", ",number\r\n", ",zahl\r\n", "Constraint Error"),
        ("filings.csv", "2023,applications.", "2023,application.", "Constraint Error"),
        ("filings.csv", "shili-ziran,2023", "shili-keiner,2023", "ForeignKey Error"),
        ("filings.csv", "applications.new_received.business", FIRST, "PrimaryKey Error"),
        ("index.csv", "refused", "kaputt", "Constraint Error"),
    ],
)
def test_the_package_finds_what_is_wrong_with_a_file(year, name, old, new, title):
    text = (year / name).read_bytes().decode()
    assert old in text
    (year / name).write_bytes(text.replace(old, new, 1).encode())
    found = [row[0] for row in frictionless.validate(str(year / "datapackage.json")).flatten(["title"])]
    assert [title] == [error for error in found if error not in ("Hash Count Error", "Byte Count Error")]
    assert "Hash Count Error" in found


def test_every_field_and_state_is_told_in_chinese(year):
    tables = [resource for resource in package(year)["resources"] if "schema" in resource]
    fields = {(t["name"], f["name"]): f for t in tables for f in t["schema"]["fields"]}
    assert [] == [key for key, field in fields.items() if not any("\u4e00" <= c <= "\u9fff" for c in field["title"])]
    assert STATES == {c["value"]: c["label"] for c in fields["index", "state"]["categories"]}
    assert [kind.value for kind in EntryKind] == fields["filings", "kind"]["constraints"]["enum"]


def test_the_files_of_an_office_are_where_the_package_says_and_valid_by_its_schema(year):
    told = {item["path"]: item for item in package(year)["officeFiles"]}
    assert ["{office}/filing.csv", "{office}/filing.json"] == list(told)
    schema = json.loads((year / told["{office}/filing.json"]["jsonSchema"]).read_text(encoding="utf-8"))
    for office in OFFICES:
        data = json.loads((year / office / "filing.json").read_text(encoding="utf-8"))
        assert [] == list(Draft202012Validator(schema).iter_errors(data))


def test_terms_of_use_are_told_only_where_they_are_set(workspace, year, nianbao):
    assert "licenses" not in package(year)
    settings = workspace / "params" / "2023.yaml"
    with settings.open("a", encoding="utf-8") as file:
        file.write("licence: {name: CC-BY-4.0, title: 署名许可}\n")
    nianbao("index", "2023")
    assert [{"name": "CC-BY-4.0", "title": "署名许可"}] == package(year)["licenses"]
    assert [] == frictionless.Package.validate_descriptor(package(year)).errors


def test_the_index_page_links_the_years_data(year):
    page = (year / "index.html").read_text(encoding="utf-8")
    named = ("filings.csv", "index.csv", "datapackage.json", "shili-jiaoyu/filing.csv")
    assert [] == [name for name in named if f'href="{name}"' not in page or not (year / name).exists()]


def test_the_same_receipts_give_the_same_bytes(year, nianbao):
    names = ("filings.csv", "datapackage.json", "filing.jsonschema.json")
    before = [(year / name).read_bytes() for name in names]
    nianbao("index", "2023")
    assert before == [(year / name).read_bytes() for name in names]
