"""Table four inside one year, beside its identities (T4)."""

from __future__ import annotations

import pytest
from rule_examples import NEW as FORM
from rule_examples import A, D

from helpers.rules import Case, check
from helpers.submission import Submission
from strategies import completed, filing_of

NEW, IN = f"{A}.new_received.total", f"{A}.carried_in.total"
REVIEWS, SUITS = f"{D}.review.total", f"{D}.litigation_direct.total"
PENDING = f"{D}.review.pending"


def told(now, before=None) -> list[str]:
    def of(numbers, year):
        return Submission(filing_of({**completed(FORM, {}), **numbers}, year))

    case = Case(of(now, 2023), previous=None if before is None else of(before, 2022))
    return [f.message for f in check(case).findings if f.rule == "T4-03"]


@pytest.mark.parametrize("came_in", [{NEW: 6}, {IN: 1}, {NEW: 6, IN: 1}])
def test_disputes_after_applications_hold(came_in):
    assert [] == told({REVIEWS: 2, **came_in})
    assert [] == told({REVIEWS: 2}, came_in)


def test_disputes_out_of_nothing_are_told_with_their_number():
    (message,) = told({REVIEWS: 2, SUITS: 3}, {})
    assert "复议、诉讼 5 件，本年和上年却没有收到" in message


@pytest.mark.parametrize("before", [{NEW: ""}, {IN: "/"}])
def test_last_year_that_says_nothing_is_not_named(before):
    (message,) = told({REVIEWS: 2}, before)
    assert "，本年却没有收到" in message


def test_what_was_pending_explains_itself():
    assert [] == told({SUITS: 2}, {PENDING: 2, REVIEWS: 2})


def test_no_disputes_hold():
    assert [] == told({}, {})
