"""This year's numbers beside last year's (X-04, X-05, X-09)."""

from __future__ import annotations

import pytest
from rule_examples import NEW as FORM
from rule_examples import OLD, A, D, P

from helpers.rules import Case, Outcome, check
from helpers.rules.trend import pending_goes_on
from helpers.submission import Submission
from strategies import completed, distinct, filing_of

LICENCE, PENALTY, COERCION = (f"{P}.administrative_{name}.decisions" for name in ("license", "penalty", "coercion"))
FORCE = f"{P}.normative_documents.in_force"
FEE = f"{P}.administrative_fee.amount_10k_yuan"


def of(numbers, year, form=FORM):
    return Submission(filing_of({**completed(form, {}), **numbers}, year, form))


def told(rule: str, now, before, form=FORM) -> list:
    case = Case(of(now, 2023), previous=of(before, 2022, form))
    return [f for f in check(case).findings if f.rule == rule]


@pytest.mark.parametrize(
    ("before", "now", "broken"),
    [
        (550, 9487, True),
        (9487, 550, True),
        (0, 51, True),
        (51, 0, True),
        (0, 50, False),
        (100, 500, False),
        (100, 501, True),
        (500, 100, False),
        (501, 100, True),
        (2, 42, False),
    ],
)
def test_jumps(before, now, broken):
    found = told("X-04", {LICENCE: now}, {LICENCE: before})
    assert ([(LICENCE,)] if broken else []) == [f.addresses for f in found]


def test_jumps_of_a_table_are_one_line_that_names_eight():
    now = {a: 1000 + n for n, a in enumerate(FORM.tables["applications"].places)}
    (finding,) = told("X-04", now, {})
    totals = [a for a in now if a.endswith(".total")]
    assert totals == list(finding.addresses)
    assert 8 == finding.message.count("→")
    assert f"等 {len(totals)} 格" in finding.message


def test_amounts_jump_too():
    (finding,) = told("X-04", {FEE: "7730.28"}, {FEE: "0.5"})
    assert "0.5→7730.28" in finding.message


@pytest.mark.parametrize("unknown", ["", "/", "三"])
def test_a_number_that_is_not_there_does_not_jump(unknown):
    assert [] == told("X-04", {LICENCE: 9487}, {LICENCE: unknown})
    assert [] == told("X-04", {LICENCE: unknown}, {LICENCE: 9487})


def test_years_of_different_forms_are_compared_where_they_have_the_same_cell():
    now = Case(of({LICENCE: 9487}, 2021), previous=of({LICENCE: 550}, 2020, OLD))
    assert [(LICENCE,)] == [f.addresses for f in check(now).findings if f.rule == "X-04"]


def test_last_years_whole_report_is_told_table_by_table():
    numbers = distinct(FORM)
    found = told("X-05", numbers, numbers)
    assert ["第二表", "第三表", "第四表"] == [f.message[:3] for f in found]
    assert [10, 175, 15] == [len(f.addresses) for f in found]


@pytest.mark.parametrize("table", ["proactive", "applications", "disputes"])
def test_a_single_other_number_makes_a_table_this_years(table):
    numbers = distinct(FORM)
    last = next(reversed(FORM.tables[table].places))
    found = told("X-05", {**numbers, last: numbers[last] + 1}, numbers)
    assert 2 == len(found)
    assert [] == [f for f in found if last in f.addresses]


@pytest.mark.parametrize(
    ("numbers", "broken"),
    [
        ({LICENCE: 1, PENALTY: 1, COERCION: 1}, True),
        ({LICENCE: 41, PENALTY: 35}, True),
        ({LICENCE: 4123}, True),
        ({LICENCE: 999}, False),
        ({LICENCE: 9, PENALTY: 35}, False),
        ({FORCE: 4123}, False),
        ({FORCE: 12, LICENCE: 3}, False),
        ({FEE: "12.345"}, False),
        ({}, False),
    ],
)
def test_few_numbers_may_be_the_same_by_chance(numbers, broken):
    assert broken == bool(told("X-05", numbers, numbers))


def test_sums_are_no_further_evidence():
    rows = ("new_received", "granted", "total_processed")
    numbers = {f"{A}.{row}.{column}": 3 for row in rows for column in ("business", "total")}
    assert [] == told("X-05", numbers, numbers)


def test_a_blank_is_not_the_same_as_last_years_blank():
    numbers = {LICENCE: 4123, PENALTY: ""}
    assert [] == told("X-05", numbers, numbers)


def test_tables_of_different_forms_are_not_the_same():
    numbers = {LICENCE: 4123}
    case = Case(of(numbers, 2021), previous=of(numbers, 2020, OLD))
    assert [] == [f for f in check(case).findings if f.rule == "X-05" and f.message.startswith("第二表")]


@pytest.mark.parametrize("group", ["review", "litigation_direct", "litigation_after_review"])
def test_pending_that_goes_nowhere_is_told(group):
    before = {f"{D}.{group}.pending": 3, f"{D}.{group}.total": 3}
    (finding,) = told("X-09", {}, before)
    assert "3 件" in finding.message


@pytest.mark.parametrize("now", ["review", "litigation_direct", "litigation_after_review"])
def test_pending_may_come_out_in_another_group(now):
    assert [] == told("X-09", {f"{D}.{now}.total": 1}, {f"{D}.review.pending": 3})


def test_nothing_pending_holds():
    assert [] == told("X-09", {}, {f"{D}.review.upheld": 3})


def test_pending_is_undecided_where_a_total_is_missing_and_the_rest_is_nothing():
    total = f"{D}.review.total"
    case = Case(of({total: ""}, 2023), previous=of({f"{D}.review.pending": 3}, 2022))
    assert pending_goes_on.judge
    assert [(Outcome.UNDECIDED, (total,))] == [(j.outcome, j.blocked_by) for j in pending_goes_on.judge(case)]
