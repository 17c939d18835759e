"""Balanced numbers have no finding of an identity; any one cell changed is found and named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.filing import Number, format_number
from helpers.form import load_form
from helpers.formspec import FormSpec
from helpers.rules import Case, Finding, Outcome, check
from helpers.submission import Submission
from strategies import balanced, distinct, filing_of

FORMS = {"2021": 2023, "2019": 2020}


def of_identities(numbers: Mapping[str, Number], form: FormSpec) -> list[Finding]:
    found = check(Case(Submission(filing_of(numbers, FORMS[form.id], form)))).findings
    rules = {identity.rule for table in form.tables.values() for identity in table.identities}
    return [finding for finding in found if finding.rule in rules]


def bound(form: FormSpec) -> set[str]:
    return {a for table in form.tables.values() for identity in table.identities for a in identity.addresses}


@pytest.mark.parametrize("version", FORMS)
@given(data=st.data())
@settings(max_examples=60)
def test_balanced_numbers_have_no_finding(version, data):
    form = load_form(version)
    assert [] == of_identities(data.draw(balanced(form)), form)


@pytest.mark.parametrize("version", FORMS)
@given(data=st.data())
@settings(max_examples=120)
def test_one_changed_cell_is_named_by_a_broken_identity_if_one_binds_it(version, data):
    form = load_form(version)
    numbers = data.draw(balanced(form))
    address = data.draw(st.sampled_from(sorted(form.places)), label="address")
    change = data.draw(st.one_of(st.integers(1, 9), st.integers(-9, -1), st.integers(10**6, 10**8)), label="change")
    findings = of_identities({**numbers, address: numbers[address] + change}, form)
    naming = [f for f in findings if f.outcome is Outcome.BROKEN and address in f.addresses and f.expected is not None]
    assert (address in bound(form)) == bool(naming)
    assert address in bound(form) or findings == []


@pytest.mark.parametrize("version", FORMS)
def test_every_bound_cell_of_a_distinct_filing_is_named_with_both_sums(version):
    form = load_form(version)
    numbers = distinct(form)
    for address in sorted(bound(form)):
        findings = of_identities({**numbers, address: numbers[address] + 1}, form)
        sums = {i.rule for t in form.tables.values() for i in t.identities if address in i.addresses}
        assert sums == {f.rule for f in findings if address in f.addresses}, address
        assert {1} == {abs(int(f.expected) - int(f.actual)) for f in findings}, address


@pytest.mark.parametrize(
    ("version", "cells"),
    [("2021", 175 + 15), ("2019", 161 + 15)],
)
def test_all_cells_of_tables_three_and_four_are_bound(version, cells):
    assert cells == len(bound(load_form(version)))


@pytest.mark.parametrize("version", FORMS)
def test_distinct_numbers_differ_in_every_cell_and_keep_their_origin(version):
    form = load_form(version)
    numbers = distinct(form)
    filing = filing_of(numbers, FORMS[version], form)
    assert len(form.places) == len(set(numbers.values())) == len({e.origin for e in filing.entries.values()})
    assert {a: format_number(n) for a, n in numbers.items()} == {a: e.text for a, e in filing.entries.items()}
