"""The JSON Schemas: what the kit writes is valid, and what it would never write is not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from executed import ROOT, open_sample, with_numbers
from helpers.build import run_job
from helpers.exceptions import AcceptedException
from helpers.filing import Entry, EntryKind, Filing, format_number
from helpers.form import all_forms, form_for_year, load_form
from helpers.intake.folder import read_file
from helpers.job import Job
from helpers.report import Report
from helpers.rules.finding import findings_json
from helpers.schemas.catalogue import SCHEMAS
from helpers.submission import Submission
from strategies import distinct, filing_of

CELL = "applications.new_received.natural_person"
OFFICES_2023 = sorted(folder.name for folder in (ROOT / "data" / "2023").iterdir() if folder.is_dir())


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[name](), format_checker=Draft202012Validator.FORMAT_CHECKER)


FILING, READ, FINDINGS, RECEIPT = map(validator, ("filing", "read", "findings", "receipt"))


def faults(schema: Draft202012Validator, data: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in schema.iter_errors(data)]


def written(report: Report) -> dict[str, Any]:
    """The report's filing.json, through the bytes."""
    return json.loads(json.dumps(report.sources().content["filing"]))


@pytest.fixture(scope="module")
def sample() -> Report:
    return open_sample("shili-jiaoyu")


@pytest.fixture(scope="module")
def filing(sample: Report) -> dict[str, Any]:
    return written(sample)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one_of_2020_12_in_chinese(name):
    schema = SCHEMAS[name]()
    Draft202012Validator.check_schema(schema)
    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]
    descriptions = [words for words in described(schema) if not any("\u4e00" <= c <= "\u9fff" for c in words)]
    assert [] == [words for words in descriptions if words != "SHA-256"]


def described(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from (v for k, v in schema.items() if k == "description" and isinstance(v, str))
        for value in schema.values():
            yield from described(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from described(value)


def test_the_schema_is_a_data_dictionary_of_every_form(sample):
    defined = SCHEMAS["filing"]()["$defs"]
    for form in all_forms():
        for table in form.tables.values():
            told = {a: found["description"] for a, found in defined[f"{table.id}-{form.id}"]["properties"].items()}
            assert {address: place.words for address, place in table.places.items()} == told


@pytest.mark.parametrize("office", OFFICES_2023)
def test_filing_and_findings_of_every_sample_office_are_valid(office):
    report = open_sample(office)
    assert [] == faults(FILING, written(report))
    assert [] == faults(FINDINGS, findings_json(report.verdict.findings, report.verdict.accepted))


def test_filing_and_findings_of_a_refused_report_are_valid():
    report = open_sample("shili-shuiwu", 2024)
    kinds = {entry["kind"] for entry in written(report)["entries"].values()}
    assert {"number", "blank", "unreadable"} == kinds
    assert [] == faults(FILING, written(report))
    told = findings_json(report.verdict.findings)
    assert 5 == told["summary"]["error"]
    assert [] == faults(FINDINGS, told)


@pytest.mark.parametrize(("year", "cells"), [(2023, 200), (2020, 198)])
def test_filing_of_each_form_is_valid(sample, year, cells):
    told = written(with_numbers(sample, distinct(form_for_year(year)), year))
    assert cells == len(told["entries"])
    assert [] == faults(FILING, told)


def mixed(sample: Report) -> Report:
    """Table two of the 2021 form with table three of the 2019 form, table four missing, one cell of each kind."""
    old, new = distinct(load_form("2019")), distinct(load_form("2021"))
    third: dict[str, Any] = {a: n for a, n in old.items() if a.startswith("applications.")}
    third |= {CELL: "", "applications.granted.business": "/", "applications.granted.total": "三件"}
    parts = [
        filing_of({a: n for a, n in new.items() if a.startswith("proactive.")}, 2021, load_form("2021")),
        filing_of(third, 2021, load_form("2019")),
    ]
    forms = {table: form for part in parts for table, form in part.forms.items()}
    made = Filing("shili-jiaoyu", 2021, forms, {a: e for part in parts for a, e in part.entries.items()})
    return replace(sample, submission=replace(sample.submission, filing=made, unrecognised=("disputes",)))


def test_filing_of_mixed_forms_with_blanks_dashes_and_unreadable_cells_is_valid(sample):
    told = written(mixed(sample))
    assert {"proactive": "2021", "applications": "2019", "disputes": None} == {
        table: found["form"] for table, found in told["tables"].items()
    }
    assert set(EntryKind) == {found["kind"] for found in told["entries"].values()}
    assert [] == faults(FILING, told)


def test_what_read_prints_is_valid_with_and_without_an_office(tmp_path):
    text = "示例区教育局2023年政府信息公开工作年度报告\n一、总体情况\n本年没有申请。\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    read = read_file(tmp_path / "a.txt")
    assert "示例区教育局" == read.office_name
    for submission in (read, Submission(read.filing, unrecognised=read.unrecognised)):
        assert [] == faults(READ, submission.to_json())


Mutation = Callable[[dict[str, Any]], object]
MUTATIONS: dict[str, Mutation] = {
    "unknown kind": lambda d: d["entries"][CELL].update(kind="zahl"),
    "blank with a value": lambda d: d["entries"][CELL].update(kind="blank"),
    "dash with a value": lambda d: d["entries"][CELL].update(kind="dash"),
    "unreadable with a value": lambda d: d["entries"][CELL].update(kind="unreadable", reason="不是数字"),
    "unreadable without a reason": lambda d: d["entries"][CELL].update(kind="unreadable", value=None),
    "number with a reason": lambda d: d["entries"][CELL].update(reason="不是数字"),
    "number without a value": lambda d: d["entries"][CELL].update(value=None),
    "number as a JSON number": lambda d: d["entries"][CELL].update(value=37),
    "entry without raw text": lambda d: d["entries"][CELL].pop("raw"),
    "entry without origin": lambda d: d["entries"][CELL].update(origin=""),
    "entry with more": lambda d: d["entries"][CELL].update(note=""),
    "address of no table": lambda d: d["entries"].update({"x.y.z": d["entries"][CELL]}),
    "address of no form": lambda d: d["entries"].update({"applications.new_received.x": d["entries"][CELL]}),
    "address of another form": lambda d: d["entries"].update(
        {"proactive.regulations.newly_public": d["entries"][CELL]}
    ),
    "a cell missing": lambda d: d["entries"].pop(CELL),
    "table of another form": lambda d: d["tables"]["proactive"].update(form="2019"),
    "unknown form": lambda d: d["tables"]["proactive"].update(form="2020"),
    "unrecognised table with entries": lambda d: d["tables"].update(proactive={"form": None, "recognised": False}),
    "recognised table without form": lambda d: d["tables"]["proactive"].update(form=None),
    "a table missing": lambda d: d["tables"].pop("disputes"),
    "a fifth table": lambda d: d["tables"].update(fees={"form": "2021", "recognised": True}),
    "office by name": lambda d: d.update(office="示例区教育局"),
    "year as text": lambda d: d.update(year="2023"),
    "year without a form": lambda d: d.update(year=2018),
    "seventh section": lambda d: d["sections"].update({"7": "…"}),
    "problem without remedy": lambda d: d["problems"].append({"what": "…", "where": "…"}),
    "more": lambda d: d.update(note=""),
    **{f"without {key}": lambda d, key=key: d.pop(key) for key in ("office", "year", "title", "tables", "entries")},
    **{f"without {key}": lambda d, key=key: d.pop(key) for key in ("sections", "problems")},
}


@pytest.mark.parametrize("mutate", MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutated_filing_is_not_valid(filing, mutate):
    told = copy.deepcopy(filing)
    mutate(told)
    assert [] != faults(FILING, told)


def canonical(text: str) -> bool:
    try:
        Decimal(text)
    except InvalidOperation:
        return False
    read = Entry.from_json({"kind": "number", "value": text, "raw": text, "origin": "a.xlsx"})
    return text == read.to_json()["value"]


VALUE = Draft202012Validator(SCHEMAS["filing"]()["$defs"]["entry"])


def is_valid_value(text: str) -> bool:
    return VALUE.is_valid({"kind": "number", "value": text, "raw": text, "origin": "a.xlsx"})


@given(st.text("0123456789.+-, \n", max_size=6))
def test_exactly_the_canonical_numbers_are_valid(text):
    assert canonical(text) == is_valid_value(text)


@given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9)))
def test_every_number_is_valid_as_the_kit_writes_it(value):
    read = Entry.from_json({"kind": "number", "value": str(value), "raw": "", "origin": "a.xlsx"})
    assert is_valid_value(format_number(read.value or 0))


@pytest.mark.parametrize(
    "text", ["+37", "037", "37.", "37.0", "7730.280", ".5", "-0", "1,000", "1e3", "", " 37", "37\n", "三十七", "NaN"]
)
def test_a_number_written_otherwise_is_not_valid(text):
    assert not is_valid_value(text)


def finding() -> dict[str, Any]:
    """What is found in the sample that is wrong on purpose, as data to change."""
    found = findings_json(open_sample("shili-shuiwu", 2024).verdict.findings)
    told = json.loads(json.dumps(found))
    told["findings"].sort(key=lambda f: not f["repairs"])
    return told


FINDING_MUTATIONS: dict[str, Mutation] = {
    "unknown rule": lambda d: d["findings"][0].update(rule="T3-99"),
    "what holds": lambda d: d["findings"][0].update(outcome="holds"),
    "unknown severity": lambda d: d["findings"][0].update(severity="fatal"),
    "unknown address": lambda d: d["findings"][0]["addresses"].append("x.y.z"),
    "repair to what is no number": lambda d: d["findings"][0]["repairs"][0][0].update(to="+3"),
    "eleven repairs": lambda d: d["findings"][0].update(repairs=[d["findings"][0]["repairs"][0]] * 11),
    "empty message": lambda d: d["findings"][0].update(message=""),
    "negative count": lambda d: d["summary"].update(error=-1),
    "no summary": lambda d: d.pop("summary"),
    "more": lambda d: d.update(note=""),
}


@pytest.mark.parametrize("mutate", FINDING_MUTATIONS.values(), ids=FINDING_MUTATIONS)
def test_mutated_findings_are_not_valid(mutate):
    told = finding()
    assert [] == faults(FINDINGS, told)
    mutate(told)
    assert [] != faults(FINDINGS, told)


def test_an_accepted_finding_is_valid_with_who_and_why():
    told = finding()
    why = {"reason": "已核对", "by": "区政务公开办", "expires": "2025-12-31"}
    told["accepted"] = [{**told["findings"][0], "accepted": why}]
    assert set(why) <= set(AcceptedException.model_fields)
    assert [] == faults(FINDINGS, told)
    told["accepted"][0]["accepted"]["expires"] = "明年"
    assert [] != faults(FINDINGS, told)
    del told["accepted"][0]["accepted"]
    assert [] != faults(FINDINGS, told)


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("office", "year", "state"), [("shili-jiaoyu", 2023, "built"), ("shili-shuiwu", 2024, "refused")]
)
def test_files_of_a_run_are_valid(office, year, state, tmp_path):
    notebook = ROOT / "notebooks" / "annual_report.ipynb"
    job = Job(year, office, {"year": year, "office": office}, notebook, ROOT, tmp_path / office, ("html",))
    assert state == run_job(job).state
    for name in ("filing", "findings", "receipt"):
        data = json.loads((tmp_path / office / f"{name}.json").read_text(encoding="utf-8"))
        assert [] == faults(validator(name), data)


def test_receipt_of_a_failed_run_is_valid_and_says_why(tmp_path):
    job = Job(2023, "shili-jiaoyu", {}, tmp_path / "none.ipynb", tmp_path, tmp_path / "shili-jiaoyu", ("html",))
    assert "failed" == run_job(job).state
    receipt = json.loads((tmp_path / "shili-jiaoyu" / "receipt.json").read_text(encoding="utf-8"))
    assert [] == faults(RECEIPT, receipt)
    for key, value in (("state", "built"), ("message", None), ("office", "示例"), ("outputs", {"a": "1"})):
        assert [] != faults(RECEIPT, {**receipt, key: value})


def test_the_verb_prints_the_schema_and_knows_no_other(nianbao):
    code, out, _ = nianbao("schema", "filing")
    assert (0, SCHEMAS["filing"]()) == (code, json.loads(out))
    code, out, err = nianbao("schema", "filling")
    assert (2, "") == (code, out)
    assert "没有“filling”的 JSON Schema" in err
    assert "是不是“filing”？" in err
