"""The years before: whose they are, and read only when they are shown."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from documents import write_xlsx
from executed import ROOT, open_sample
from helpers import history as module
from helpers.form import form_for_year
from helpers.history import History
from helpers.params import Campaign, ReportParams
from helpers.previous import last_year
from helpers.register import load_register
from helpers.report import read_report
from strategies import completed

RECEIVED = "applications.new_received.total"
HEADER = "id,name,kind,from_year,to_year,predecessors"


@pytest.fixture
def history(tmp_path):
    """The history of an office of 2023: the register, and by office and year how many applications came in."""

    def lay(rows: str, office: str, counts: dict[tuple[str, int], int]) -> History:
        (tmp_path / "offices.csv").write_text(f"{HEADER}\n{rows}", encoding="utf-8")
        for (name, year), count in counts.items():
            folder = tmp_path / str(year) / name
            folder.mkdir(parents=True)
            form = form_for_year(year)
            write_xlsx(folder / "tables.xlsx", form, completed(form, {"applications.granted.research": count}), year)
        register = load_register(tmp_path)
        found = register.office(office, 2023)
        return History(tmp_path, found, register, 2023, last_year(tmp_path, 2023, found, register))

    return lay


def received(history: History) -> dict[int, object]:
    return {year: filing.number(RECEIVED) for year, filing in history.filings().items()}


def test_four_years_on_either_form_and_no_more(history):
    counts = {("jia", year): year - 2000 for year in range(2019, 2024)}
    found = history("jia,甲局,,,,\n", "jia", counts)
    assert {2019: 19, 2020: 20, 2021: 21, 2022: 22} == received(found)
    assert ["2019", "2019", "2021", "2021"] == [f.forms["applications"] for f in found.filings().values()]


def test_a_year_without_a_folder_is_left_out(history):
    counts = {("jia", 2020): 20, ("jia", 2022): 22}
    assert counts == {("jia", year): n for year, n in received(history("jia,甲局,,,,\n", "jia", counts)).items()}


def test_predecessors_of_predecessors_are_added_up(history):
    rows = "a,甲局,,,2020,\nb,乙局,,,2020,\nc,丙局,,2021,2021,a b\nd,丁局,,,2021,\ne,戊局,,2022,,c d\n"
    counts = {("a", 2020): 3, ("b", 2020): 40, ("d", 2020): 500, ("c", 2021): 7, ("d", 2021): 80, ("e", 2022): 6}
    assert {2020: 543, 2021: 87, 2022: 6} == received(history(rows, "e", counts))


def test_a_predecessor_that_handed_in_nothing_leaves_no_number(history):
    rows = "a,甲局,,,2021,\nb,乙局,,,2021,\nc,丙局,,2022,,a b\n"
    assert {2021: None, 2022: 6} == received(history(rows, "c", {("a", 2021): 3, ("c", 2022): 6}))


def test_nothing_is_known_before_an_office_was_divided(history):
    rows = "a,甲局,,,2021,\nb,乙局,,2022,,a\nc,丙局,,2022,,a\n"
    assert {2022: 6} == received(history(rows, "b", {("a", 2020): 5, ("a", 2021): 3, ("b", 2022): 6}))


def test_no_other_year_is_read_until_the_figure_of_years_is_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(module, "report_of", lambda _data, year, *_: asked.append(year))
    report = open_sample("shili-jiaoyu")
    assert report.figure("outcomes") is not None
    assert report.figure("applicants") is not None
    assert [] == asked
    assert report.figure("history") is None  # two years are left
    assert [2021, 2020, 2019] == asked


def test_an_unreadable_year_is_a_gap_and_stops_nothing(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / "2021" / "shili-jiaoyu" / "tables.xlsx").write_bytes(b"PK\x03\x04 cut off")
    alt = open_sample("shili-jiaoyu", data=tmp_path / "data").figure("history").content["alt"]
    assert 3 == alt.count("2021年没有数据")


@pytest.mark.parametrize("year", range(2019, 2024))
def test_the_five_sample_years_balance_and_carry_over(year):
    campaign = Campaign(year=year, district="示例区", deadline=dt.date(year + 1, 1, 31))
    params = ReportParams(year=year, office="shili-jiaoyu")
    verdict = read_report(params, campaign, load_register(ROOT / "params"), ROOT / "data").verdict
    assert set() == {finding.rule for finding in verdict.findings} - {"S-01"}  # the early years have no prose
    assert ("X-01" in verdict.ran) == (year > 2019)
