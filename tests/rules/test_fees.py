"""T3-07: what section six says of applications that were dropped for an unpaid fee."""

from __future__ import annotations

import pytest
from rule_examples import filed, prose

from helpers.rules import Case, Outcome, catalogue
from helpers.rules.finding import Judgement
from helpers.submission import Submission

UNPAID = "applications.other_fee_unpaid.total"


def judged(text: str, number: int | str, year: int = 2023) -> list[Judgement]:
    of = filed({UNPAID: number} if year >= 2021 else {}, year)
    case = Case(Submission(of.filing, sections=prose({6: text})))
    assert year < 2021 or not catalogue()["T3-07"].excused(case)
    return list(catalogue()["T3-07"].judge(case))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("发出收费通知2件，申请人逾期未缴费。", 2),
        ("本年度未收取信息处理费。", 1),
        ("申请人逾期不缴纳费用的3件，不再处理。", 3),
        ("无其他需要报告的事项。", 0),
        ("全年未发出收费通知，未收取信息处理费。", 0),
        ("", 4),
    ],
)
def test_section_six_that_fits(text, number):
    assert [] == judged(text, number)


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("无其他需要报告的事项。", 5, "没有提到收费通知"),
        ("无。", 1, "是 1 件"),
        ("全年未发出收费通知，未收取信息处理费。", 2, "却写“未发出收费通知”"),
        ("没有开具政府信息公开收费决定书。", 2, "却写“没有开具政府信息公开收费决定书”"),
    ],
)
def test_section_six_that_keeps_silent_or_denies_it(text, number, words):
    found = judged(text, number)
    assert [(Outcome.BROKEN, (UNPAID,))] == [(j.outcome, j.addresses) for j in found]
    assert words in found[0].message
    assert found[0].places[0].startswith("narrative.md")


def test_blank_cell_is_undecided():
    assert [(Outcome.UNDECIDED, (UNPAID,))] == [(j.outcome, j.blocked_by) for j in judged("无。", "")]


def test_form_without_that_row_is_not_judged():
    assert [] == judged("无。", 0, 2020)
