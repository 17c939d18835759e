"""Offices that end, begin, merge and are renamed: whose report of last year this year's is compared with."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from documents import write_xlsx
from helpers.form import load_form
from helpers.intake.folder import read_file
from strategies import completed

FORM = load_form("2021")
HEADER = "id,name,kind,from_year,to_year,predecessors"
OUT, IN = "applications.carried_out.{}", "applications.carried_in.{}"
COLUMNS = tuple(column.id for column in FORM.tables["applications"].blocks[0].columns)
FORCE = "proactive.normative_documents.in_force"
LICENCE = "proactive.administrative_license.decisions"


@pytest.fixture
def offices(workspace: Path):
    """Lay out a register and what its offices handed in: by year and office, what goes on to or comes from a year."""

    def lay(rows: str, data: Mapping[tuple[int, str], Mapping[str, object]]) -> None:
        (workspace / "params" / "offices.csv").write_text(f"{HEADER}\n{rows}", encoding="utf-8")
        shutil.rmtree(workspace / "data")
        for (year, office), numbers in data.items():
            folder = workspace / "data" / str(year) / office
            folder.mkdir(parents=True)
            write_xlsx(folder / "tables.xlsx", FORM, {**completed(FORM, {}), **numbers}, year)

    return lay


def carried(pattern: str, *numbers: object) -> dict[str, object]:
    """One number for each column, so that no two columns can be mistaken for each other."""
    return {pattern.format(column): number for column, number in zip(COLUMNS, numbers, strict=True)}


OLD = carried(OUT, 1, 20, 300, 4000, 5, 60, 4386)
OTHER = carried(OUT, 7, 11, 13, 17, 19, 23, 90)
SUM = carried(IN, 8, 31, 313, 4017, 24, 83, 4476)
ALONE = carried(IN, 1, 20, 300, 4000, 5, 60, 4386)


@pytest.fixture
def carried_over(nianbao):
    def told(year: int, office: str) -> list[dict]:
        _, out, _ = nianbao("check", year, "--office", office, "--format", "json")
        return [f for f in json.loads(out)["findings"] if f["rule"] == "X-01"]

    return told


MERGED = "jia,甲局,,,2022,\nyi,乙局,,,2022,\nbing,丙局,,2023,,jia yi\n"


def test_numbers_of_merged_offices_are_added_up(offices, carried_over):
    offices(MERGED, {(2022, "jia"): OLD, (2022, "yi"): OTHER, (2023, "bing"): SUM})
    assert [] == carried_over(2023, "bing")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_merged_number_that_does_not_fit_names_the_offices(offices, carried_over, column):
    wrong = {**SUM, IN.format(column): SUM[IN.format(column)] + 1}
    offices(MERGED, {(2022, "jia"): OLD, (2022, "yi"): OTHER, (2023, "bing"): wrong})
    (finding,) = carried_over(2023, "bing")
    due = SUM[IN.format(column)]
    assert ([IN.format(column)], str(due), str(due + 1)) == (
        finding["addresses"],
        finding["expected"],
        finding["actual"],
    )
    assert "2022 年度：甲局、乙局 · 合计" == finding["places"][1]


def test_a_merged_office_without_a_number_leaves_that_one_undecided_with_its_name(offices, carried_over):
    gap = {**OTHER, OUT.format("research"): None}
    offices(MERGED, {(2022, "jia"): OLD, (2022, "yi"): gap, (2023, "bing"): SUM})
    (finding,) = carried_over(2023, "bing")
    assert ("undecided", [IN.format("research")]) == (finding["outcome"], finding["addresses"])
    assert "科研机构列（“乙局”没有这个数字）" in finding["message"]


def test_a_merged_office_that_handed_in_nothing_leaves_all_undecided_with_its_name(offices, carried_over):
    offices(MERGED, {(2022, "jia"): OLD, (2023, "bing"): SUM})
    (finding,) = carried_over(2023, "bing")
    assert ("undecided", 7) == (finding["outcome"], len(finding["addresses"]))
    assert finding["message"].endswith("总计列（“乙局”那一年没有报送）。")


def test_nothing_handed_in_last_year_is_no_last_year(offices, carried_over):
    offices(MERGED, {(2023, "bing"): SUM})
    assert [] == carried_over(2023, "bing")


def test_a_renamed_office_goes_on_with_the_cells_in_their_places(offices, carried_over):
    rows = "jia,甲局,,,2022,\nyi,乙局,,2023,,jia\n"
    offices(rows, {(2022, "jia"): OLD, (2023, "yi"): ALONE})
    assert [] == carried_over(2023, "yi")
    offices(rows, {(2022, "jia"): OLD, (2023, "yi"): {**ALONE, IN.format("business"): 21}})
    (finding,) = carried_over(2023, "yi")
    assert ("20", "21", "2022 年度：tables.xlsx · 表3 · E29") == (
        finding["expected"],
        finding["actual"],
        finding["places"][1],
    )


def test_an_office_that_only_changed_its_id_may_keep_its_name(offices, carried_over):
    offices(
        "jia,甲局,,,2022,\nyi,甲局,,,2022,\nbing,甲局,,2023,,jia yi\n",
        {(2022, "jia"): OLD, (2022, "yi"): OTHER, (2023, "bing"): SUM},
    )
    assert [] == carried_over(2023, "bing")


@pytest.mark.parametrize("ends", ["2022", ""], ids=["ended", "not said"])
def test_a_new_office_counts_its_predecessor_whether_or_not_its_end_is_said(offices, carried_over, ends):
    offices(f"jia,甲局,,,{ends},\nyi,乙局,,2023,,jia\n", {(2022, "jia"): OLD, (2023, "yi"): carried(IN, *[0] * 7)})
    assert 7 == len(carried_over(2023, "yi"))


def test_a_predecessor_that_still_files_keeps_its_numbers(offices, carried_over):
    nothing = carried(IN, *[0] * 7)
    offices("jia,甲局,,,2024,\nyi,乙局,,2023,,jia\n", {(2022, "jia"): OLD, (2023, "jia"): ALONE, (2023, "yi"): nothing})
    assert [] == carried_over(2023, "yi")
    assert [] == carried_over(2023, "jia")


def test_an_office_that_takes_another_in_counts_both(offices, carried_over):
    rows = "jia,甲局,,,,yi\nyi,乙局,,,2022,\n"
    offices(rows, {(2022, "jia"): OLD, (2022, "yi"): OTHER, (2023, "jia"): SUM})
    assert [] == carried_over(2023, "jia")
    offices(rows, {(2022, "jia"): OLD, (2022, "yi"): OTHER, (2023, "jia"): ALONE})
    assert 7 == len(carried_over(2023, "jia"))


@pytest.mark.parametrize("ends", ["2022", ""], ids=["ended", "not said"])
def test_a_predecessor_is_not_counted_twice_a_year_later(offices, carried_over, ends):
    offices(
        f"jia,甲局,,,{ends},\nyi,乙局,,2023,,jia\n",
        {(2022, "jia"): OTHER, (2023, "jia"): OTHER, (2023, "yi"): OLD, (2024, "yi"): ALONE},
    )
    assert [] == carried_over(2024, "yi")


def test_numbers_of_an_office_that_was_divided_belong_to_nobody(offices, carried_over):
    rows = "jia,甲局,,,2022,\nyi,乙局,,2023,,jia\nbing,丙局,,,,jia\n"
    data = {(2022, "jia"): OLD, (2022, "bing"): OTHER, (2023, "yi"): ALONE, (2023, "bing"): OTHER}
    offices(rows, data)
    assert [] == carried_over(2023, "yi")
    assert [] == carried_over(2023, "bing")


def test_documents_in_force_of_merged_offices_are_added_up(offices, nianbao):
    data = {(2022, "jia"): {FORCE: 5, LICENCE: 640}, (2022, "yi"): {FORCE: 70, LICENCE: 30}}
    offices(MERGED, {**data, (2023, "bing"): {FORCE: 76, LICENCE: 99}})
    _, out, _ = nianbao("check", "2023", "--office", "bing", "--format", "json")
    found = {f["rule"]: f for f in json.loads(out)["findings"]}
    assert ("75", "76") == (found["X-02"]["expected"], found["X-02"]["actual"])
    assert "670→99" in found["X-04"]["message"]


# Last year's decisions, and the blank form ----------------------------------------------------------------------------

BLANK_IS_ZERO = "{{office: {}, decision: blank_is_zero, reason: 来函说明空白均为零, by: 区政务公开办}}"


def decide(workspace: Path, year: int, office: str) -> None:
    path = workspace / "params" / f"{year}.yaml"
    decided = f"decisions: [{BLANK_IS_ZERO.format(office)}]"
    path.write_text(path.read_text(encoding="utf-8").replace("decisions: []", decided), encoding="utf-8")


@pytest.mark.parametrize("office", ["jia", "yi"], ids=["the office", "one merged into it"])
def test_blanks_that_meant_zero_last_year_are_compared_as_zero(workspace, offices, carried_over, office):
    nothing = carried(OUT, *[0] * 7)
    data = {(2022, "jia"): nothing, (2022, "yi"): nothing, (2023, "jia"): carried(IN, *[0] * 7)}
    offices("jia,甲局,,,,yi\nyi,乙局,,,2022,\n", {**data, (2022, office): {**nothing, OUT.format("research"): None}})
    assert ["undecided"] == [finding["outcome"] for finding in carried_over(2023, "jia")]
    decide(workspace, 2022, office)
    assert [] == carried_over(2023, "jia")


DIVIDED = "jia,甲局,,,2022,\nyi,乙局,,2023,,jia\nbing,丙局,,2023,,jia\n"


@pytest.mark.parametrize(("rows", "numbers"), [(MERGED, [*SUM.values()]), (DIVIDED, [None] * 7)])
def test_blank_form_holds_what_is_carried_over_from_predecessors(tmp_path, offices, nianbao, rows, numbers):
    offices(rows, {(2022, "jia"): OLD, (2022, "yi"): OTHER})
    path = tmp_path / "空表.xlsx"
    assert 0 == nianbao("template", 2023, "--office", "bing", "-o", path)[0]
    assert numbers == [read_file(path, 2023).filing.number(IN.format(column)) for column in COLUMNS]
