"""Every rule of the catalogue against the examples that explain it."""

from __future__ import annotations

import pytest

from helpers.rules import Outcome, Severity, catalogue
from helpers.rules.examples import Example, rule_examples
from helpers.rules.explain import judge_example
from helpers.rules.finding import Judgement
from helpers.rules.rule import Rule

HELP = [rule.id for rule in catalogue().values() if rule.judge is None and rule.judge_year is None]
# Rules that can be left undecided: what they need was handed in, but holds no number.
NUMBERS = ["N-01", "N-03", "N-04", "N-09", "T2-03", "T3-01", "T3-02", "T3-03", "T4-01", "X-01", "X-02"]


def judged(rule: Rule, example: Example) -> list[Judgement]:
    if rule.judge:
        assert (rule.id, example.about, "") == (rule.id, example.about, rule.excused(example.case()))
    return judge_example(rule, example)


def listed(outcome: str) -> list:
    return [
        pytest.param(rule, example, id=f"{rule} {example.about}")
        for rule, examples in rule_examples().items()
        for example in getattr(examples, outcome)
    ]


@pytest.mark.parametrize(("rule", "example"), listed("holds"))
def test_holds(rule, example):
    assert [] == judged(catalogue()[rule], example)


@pytest.mark.parametrize(("rule", "example"), [*listed("broken")])
def test_broken(rule, example):
    told(catalogue()[rule], example, Outcome.BROKEN)


@pytest.mark.parametrize(("rule", "example"), [*listed("undecided")])
def test_undecided(rule, example):
    told(catalogue()[rule], example, Outcome.UNDECIDED)


def told(rule: Rule, example: Example, outcome: Outcome) -> None:
    first = judged(rule, example)[0]
    severity = Severity(example.severity) if example.severity else rule.severity
    assert (outcome, severity) == (first.outcome, first.severity or rule.severity)
    assert [] == [words for words in example.says if words not in first.message], first.message
    assert [] == [address for address in example.addresses if address not in first.addresses]
    for given in {"expected", "actual"} & example.model_fields_set:
        assert getattr(example, given) == getattr(first, given)


@pytest.mark.parametrize("rule", [rule for rule in catalogue() if rule not in HELP])
def test_every_rule_that_judges_has_an_example_that_holds_and_one_that_is_broken(rule):
    assert rule in rule_examples()


@pytest.mark.parametrize("rule", NUMBERS)
def test_every_rule_about_several_numbers_has_an_undecided_example(rule):
    assert () != rule_examples()[rule].undecided


def test_examples_belong_to_rules_that_judge():
    assert [] == [rule for rule in rule_examples() if rule not in catalogue() or rule in HELP]
