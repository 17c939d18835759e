"""Numbers in the wrong column (T3-04) and numbers split over two cells (F-05)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_examples import NEW, OLD, A, N, case

from helpers.filing import Number
from helpers.rules import Case, Finding, Outcome, catalogue, check
from helpers.submission import Submission
from strategies import balanced, completed, filing_of


def told(rule: str, numbers: Mapping[str, Number | str], year: int = 2023) -> list[Finding]:
    found = check(Case(Submission(filing_of(numbers, year)))).findings
    return [finding for finding in found if finding.rule == rule]


def moved(row: str, giver: str, taker: str, amount: int) -> dict[str, Number | str]:
    source, target = f"{A}.{row}.{giver}", f"{A}.{row}.{taker}"
    return {**N, source: N[source] - amount, target: N[target] + amount}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("new_received", "「一、本年新收」行的 3 件应从其他列移到自然人列"),
        ("carried_in", "「二、上年结转」行的 3 件应从其他列移到自然人列"),
        ("carried_out", "「四、结转下年度」行的 3 件应从其他列移到自然人列"),
        ("total_processed", "「（七）总计」行的 3 件应从其他列移到自然人列"),
    ],
)
def test_number_in_the_wrong_column_is_told_with_the_move(row, words):
    found = told("T3-04", moved(row, "natural_person", "other_org", 3))
    assert 1 == len(found)
    assert words in found[0].message
    more, less = ("自然人", "其他") if row in ("carried_out", "total_processed") else ("其他", "自然人")
    assert all(part in found[0].message for part in (f"{more}列多 3", f"{less}列少 3"))


def test_total_of_the_results_is_no_move_where_its_details_fit():
    message = told("T3-04", moved("new_received", "natural_person", "other_org", 3))[0].message
    assert "「（七）总计」行" not in message


def test_three_columns_that_cancel_out_are_named_without_a_move():
    numbers = moved("new_received", "natural_person", "other_org", 3)
    numbers[f"{A}.new_received.business"] = N[f"{A}.new_received.business"] - 2
    numbers[f"{A}.new_received.research"] = N[f"{A}.new_received.research"] + 2
    message = told("T3-04", numbers)[0].message
    assert all(words in message for words in ("自然人列少 3", "商业企业列少 2", "科研机构列多 2", "其他列多 3"))
    assert "应从" not in message


@pytest.mark.parametrize(
    "numbers",
    [
        {**N, f"{A}.new_received.natural_person": N[f"{A}.new_received.natural_person"] + 1},
        {**moved("new_received", "natural_person", "other_org", 3), f"{A}.new_received.total": 1},
        moved("granted", "natural_person", "other_org", 3),
    ],
    ids=["one column", "the total fails, too", "details alone"],
)
def test_no_word_of_a_wrong_column_otherwise(numbers):
    assert [] == told("T3-04", numbers)


@settings(max_examples=25)
@given(st.sampled_from([(NEW, 2023), (OLD, 2020)]).flatmap(lambda f: st.tuples(balanced(f[0]), st.just(f[1]))))
def test_balanced_filings_have_neither(given_numbers):
    numbers, year = given_numbers
    assert [] == told("T3-04", numbers, year) + told("F-05", numbers, year)


ROW = [f"{A}.new_received.{c}" for c in ("natural_person", "business", "research", "public_interest")]


@pytest.mark.parametrize(("left", "right"), [(0, 1), (1, 2), (2, 3)])
def test_split_number_is_told_with_the_column_that_fits(left, right):
    one, other = ROW[left], ROW[right]
    truth = completed(NEW, {one.replace("new_received", "granted"): 47, f"{A}.granted.legal_service": 60})
    found = told("F-05", {**truth, one: 4, other: 7})
    assert [("47", "4|7", (one, other))] == [(f.expected, f.actual, f.addresses) for f in found]
    label = NEW.places[one].column.label
    assert f"是否应在{label}列填 47" in found[0].message


@pytest.mark.parametrize(("first", "second", "total"), [(4, 7, 48), (4, 0, 40), (0, 7, 7), (14, 7, 147), (4, 7, 11)])
def test_no_word_of_a_split_number_otherwise(first, second, total):
    numbers = {**completed(NEW, {}), ROW[0]: first, ROW[1]: second, f"{A}.new_received.total": total}
    assert [] == told("F-05", numbers)


def test_blank_leaves_the_columns_undecided():
    numbers = {**moved("new_received", "natural_person", "other_org", 3), f"{A}.carried_in.business": ""}
    assert [] == told("T3-04", numbers)
    judge = catalogue()["T3-04"].judge
    assert judge
    judged = [(judgement.outcome, judgement.blocked_by) for judgement in judge(case(numbers))]
    assert [(Outcome.UNDECIDED, (f"{A}.carried_in.business",))] == judged
