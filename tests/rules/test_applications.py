"""Table three inside one year, beside its identities (T3)."""

from __future__ import annotations

import pytest
from rule_examples import A, case

from helpers.rules import Outcome, Severity, check

MISC, DONE, OUT = (f"{A}.{row}.total" for row in ("other_misc", "total_processed", "carried_out"))
NEW, IN = f"{A}.new_received.total", f"{A}.carried_in.total"


def told(rule: str, numbers, year: int = 2023) -> list:
    found = [f for f in check(case(numbers, year)).findings if f.rule == rule]
    return [(f.outcome, f.severity, f.addresses, f.actual) for f in found]


@pytest.mark.parametrize(
    ("misc", "done", "broken"),
    [(11, 54, True), (11, 55, False), (10, 12, False), (21, 100, True), (20, 100, False), (965, 13810, False)],
)
def test_other_results_are_few(misc, done, broken):
    expected = [(Outcome.BROKEN, Severity.WARNING, (MISC,), str(misc))] if broken else []
    assert expected == told("T3-08", {MISC: misc, DONE: done})


def test_other_results_without_a_total_are_told_by_the_sum_alone():
    assert [] == told("T3-08", {MISC: 31, DONE: 0})


def test_other_results_of_the_2019_form_are_not_applicable():
    assert "适用于 2021 及以后年度" == check(case(year=2020)).not_applicable["T3-08"]


@pytest.mark.parametrize(
    ("new", "before", "left", "broken"),
    [
        (37, 3, 10, False),
        (37, 3, 11, True),
        (1, 0, 1, False),
        (3, 1, 2, False),
        (8, 3, 3, True),
        (0, 0, 5, False),
        (0, 5, 4, True),
        (13354, 88, 876, False),
    ],
)
def test_few_go_on_to_the_next_year(new, before, left, broken):
    expected = [(Outcome.BROKEN, Severity.INFO, (OUT,), str(left))] if broken else []
    assert expected == told("T3-09", {NEW: new, IN: before, OUT: left})


def test_carried_out_is_asked_of_the_2019_form_too():
    assert 1 == len(told("T3-09", {NEW: 8, IN: 3, OUT: 6}, 2020))
