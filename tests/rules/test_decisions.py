"""Table two inside one year (T2)."""

from __future__ import annotations

import pytest
from rule_examples import NEW, OFFICE, OLD, case, filed

from helpers.intake.outgoing.template import _helps
from helpers.rules import Case, Outcome, Severity, catalogue, check

P = "proactive"
FORCE, REGULATIONS = f"{P}.normative_documents", f"{P}.regulations"


def told(rule: str, of: Case) -> list:
    found = [f for f in check(of).findings if f.rule == rule]
    return [(f.outcome, f.severity, f.addresses, f.expected, f.actual) for f in found]


def named(kind: str, name: str = "示例市示例局", **row):
    return OFFICE.model_copy(update={"kind": kind, "name": name, **row})


# T2-02 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("issued", "repealed", "now"), [(5, 2, 3), (5, 0, 5), (5, 9, 0), (5, 2, 40), (0, 0, 0)])
def test_in_force_that_covers_what_was_issued_holds(issued, repealed, now):
    numbers = {f"{FORCE}.issued": issued, f"{FORCE}.repealed": repealed, f"{FORCE}.in_force": now}
    assert [] == told("T2-02", case(numbers))


def test_in_force_is_compared_in_each_row():
    numbers = {f"{FORCE}.issued": 17, f"{FORCE}.repealed": 4, f"{FORCE}.in_force": 12, f"{REGULATIONS}.in_force": 0}
    cells = [tuple(f"{row}.{column}" for column in ("in_force", "issued", "repealed")) for row in (REGULATIONS, FORCE)]
    found = told("T2-02", case({**numbers, f"{REGULATIONS}.issued": 3, f"{REGULATIONS}.repealed": 1}))
    expected = [(Outcome.BROKEN, Severity.WARNING, row, None) for row in cells]
    assert expected == [judged[:4] for judged in found]
    assert ["0", "12"] == [judged[4] for judged in found]


def test_in_force_of_the_2019_form_is_not_asked_for():
    assert [] == told("T2-02", case(year=2020))


# T2-04 --------------------------------------------------------------------------------------------------------------


def test_regulations_of_an_unknown_office_are_not_applicable():
    assert "不知道填报单位" == check(case()).not_applicable["T2-04"]


def test_regulations_of_a_street_name_every_cell():
    cells = tuple(f"{REGULATIONS}.{column}" for column in ("issued", "repealed", "in_force"))
    assert [(Outcome.BROKEN, Severity.ERROR, cells, None, None)] == told("T2-04", case(office=named("street")))


def test_regulations_that_a_street_only_published_are_a_warning():
    made = {f"{REGULATIONS}.made": 0, f"{REGULATIONS}.newly_public": 0, f"{REGULATIONS}.public_total": 7}
    found = told("T2-04", case(made, 2020, office=named("street")))
    assert [(Outcome.BROKEN, Severity.WARNING, (f"{REGULATIONS}.public_total",), "0", "7")] == found
    made[f"{REGULATIONS}.made"] = 2
    assert Severity.ERROR is told("T2-04", case(made, 2020, office=named("street")))[0][1]


def test_a_number_among_blanks_is_told():
    numbers = {f"{REGULATIONS}.issued": "", f"{REGULATIONS}.repealed": "/", f"{REGULATIONS}.in_force": 6}
    found = told("T2-04", case(numbers, office=named("town")))
    assert [(Outcome.BROKEN, Severity.ERROR, (f"{REGULATIONS}.in_force",), "0", "6")] == found


# T2-05, T2-06: the 2019 form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "newly", "public", "words"),
    [
        (87, 0, 0, "公开的却是 0 件"),
        (0, 5, 3, "总数只有 3 件"),
        (4, 9, 3, "总数只有 3 件"),
        (4, 9, 30, "多于本年新制作的 4 件"),
    ],
)
def test_documents_that_cannot_be_so_are_told_once(made, newly, public, words):
    numbers = {f"{FORCE}.made": made, f"{FORCE}.newly_public": newly, f"{FORCE}.public_total": public}
    zeros = {f"{REGULATIONS}.{column}": 0 for column in ("made", "newly_public", "public_total")}
    found = [f for f in check(case({**numbers, **zeros}, 2020)).findings if f.rule == "T2-05"]
    assert [Severity.WARNING] == [f.severity for f in found]
    assert words in found[0].message


@pytest.mark.parametrize(("made", "newly", "public"), [(0, 0, 0), (0, 0, 12), (4, 3, 3), (4, 0, 12), (60, 60, 368)])
def test_documents_that_may_be_so_hold(made, newly, public):
    numbers = {f"{FORCE}.made": made, f"{FORCE}.newly_public": newly, f"{FORCE}.public_total": public}
    zeros = {f"{REGULATIONS}.{column}": 0 for column in ("made", "newly_public", "public_total")}
    assert [] == told("T2-05", case({**numbers, **zeros}, 2020))


@pytest.mark.parametrize("rule", ["T2-05", "T2-06"])
def test_rules_of_the_2019_form_end_with_it(rule):
    assert "适用于 2020 及以前年度" == check(case()).not_applicable[rule]


@pytest.mark.parametrize(
    ("before", "change", "decisions", "broken"),
    [
        (21, 19, 40, True),
        (21, "+19", 40, True),
        (48, -8, 40, True),
        (2, 1, 3, True),
        (40, 0, 40, True),
        (0, 40, 40, True),
        (5, 0, 5, False),
        (0, 3, 3, False),
        (0, 0, 0, False),
        (8, -8, 0, False),
        (21, 19, 41, False),
        (1, 0, 93, False),
    ],
)
def test_decisions_that_are_items_added_up(before, change, decisions, broken):
    row = f"{P}.administrative_license"
    numbers = {f"{row}.previous_items": before, f"{row}.change": change, f"{row}.decisions": decisions}
    found = told("T2-06", case(numbers, 2020))
    expected = (Outcome.BROKEN, Severity.INFO, (f"{row}.decisions",), None, str(decisions))
    assert ([expected] if broken else []) == found


# T2-07 --------------------------------------------------------------------------------------------------------------

ROWS = {"administrative_license": "licence", "administrative_penalty": "penalty", "administrative_coercion": "coercion"}


@pytest.mark.parametrize("year", [2020, 2023])
@pytest.mark.parametrize("row", ROWS)
def test_decisions_without_the_power_are_told_for_that_row_alone(row, year):
    powers = tuple(power for name, power in ROWS.items() if name != row)
    of = case(year=year, office=named("district_office", powers=powers))
    cell = f"{P}.{row}.decisions"
    number = of.filing.entries[cell].text
    assert [(Outcome.BROKEN, Severity.WARNING, (cell,), "0", number)] == told("T2-07", of)


@pytest.mark.parametrize("powers", ["licence penalty coercion", "许可 行政处罚 强制", "License penalty coercion none"])
def test_decisions_within_the_powers_hold(powers):
    assert [] == told("T2-07", case(office=named("district_office", powers=tuple(powers.split()))))


@pytest.mark.parametrize("word", ["none", "无", "None"])
def test_an_office_can_say_that_it_has_no_power(word):
    assert 3 == len(told("T2-07", case(office=named("district_office", powers=(word,)))))


def test_powers_that_are_not_told_are_not_applicable():
    verdict = check(case(office=named("district_office")))
    assert "登记表没有写明职权（powers）" == verdict.not_applicable["T2-07"]


def test_an_unknown_word_leaves_it_undecided():
    found = told("T2-07", case(office=named("district_office", powers=("licence", "penalty", "查封"))))
    assert [(Outcome.UNDECIDED, (f"{P}.administrative_coercion.decisions",))] == [(f[0], f[2]) for f in found]


# Help ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "row", "words"),
    [
        ("T2-08", "行政许可", "依法不公开"),
        ("T2-08", "行政处罚", "依法不公开"),
        ("T2-08", "行政强制", "依法不公开"),
        ("T3-06", "（二）部分公开", "只在这里计一次"),
        ("T4-04", "复议后起诉", "只由原行政机关统计"),
    ],
)
def test_what_nothing_can_compute_stands_beside_the_cells_of_the_template(rule, row, words):
    assert "填报说明，不作自动判断" == check(case()).not_applicable[rule]
    assert Severity.INFO is catalogue()[rule].severity
    assert [True] == [words in line for line in _helps(NEW) if f"「{row}」" in line]


def test_the_older_form_has_the_help_that_its_notice_does_not_change():
    assert 1 == sum("只由原行政机关统计" in line for line in _helps(OLD))


def test_nothing_of_table_two_is_told_where_it_is_missing():
    of = filed()
    entries = {a: e for a, e in of.filing.entries.items() if not a.startswith(P)}
    forms = {table: form for table, form in of.filing.forms.items() if table != P}
    office = named("street", powers=("none",))
    bare = Case(type(of)(type(of.filing)("a", 2023, forms, entries)), office)
    assert [] == [f.rule for f in check(bare).findings if f.rule.startswith("T2")]
