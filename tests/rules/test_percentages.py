"""N-05: percentages of the prose against the numbers of the sentence, of table three and of last year."""

from __future__ import annotations

import pytest
from ordinary_sentences import ORDINARY

from helpers.rules import Outcome, catalogue
from helpers.rules.examples import Example
from helpers.rules.finding import Judgement

A = "applications"
CELLS = {
    f"{A}.new_received.total": 859,
    f"{A}.carried_in.total": 18,
    f"{A}.granted.total": 258,
    f"{A}.partially_granted.total": 17,
    f"{A}.denied_state_secret.total": 20,
    f"{A}.denied_other_law.total": 15,
    f"{A}.unavailable_not_held.total": 265,
    f"{A}.total_processed.total": 805,
    f"{A}.carried_out.total": 72,
}
BEFORE = {f"{A}.new_received.total": 979, f"{A}.carried_in.total": 10, f"{A}.total_processed.total": 971}

RIGHT = [
    "全年答复申请805件，予以公开258件，占32.0%。",
    "全年答复申请805件，予以公开258件，占32%。",
    "全年答复申请805件，不予公开35件，占4.34%。",
    "全年答复申请805件，不予公开35件，占4.35%。",
    "申请答复中，无法提供265件，占32.9%。",
    "收到申请859件，同比下降12.3%。",
    "收到申请859件，较上年下降12.26%。",
    "共办结申请20件，其中5件予以公开，占25%。",
    "发布信息120条，其中网站80条，占66.7%，微信40条，占33.3%。",
    "发布信息120条，其中网站80条（66.7%）、微信40条（33.3%）。",
    "发布信息120条，较上年增加20条，增长20%。",
    "发布信息120条，较上年的100条增长20%。",
    "群众满意率98%。",
    "任务完成率100%，按时办结率100%。",
    "收到申请859件，办结805件，办结率91.8%。",
    "全年申请办结率100%。",
    "12345热线办结率99.8%，收到申请859件。",
    "公开信息120条，浏览量增长35%。",
    "收到申请859件，网站浏览量增长30%。",
    "主动公开信息占全区的32%。",
    "主动公开信息120条，占全区同类信息的32%。",
    "约占30%的申请由律师提出。",
    "网站80条，占66.7%；微信40条，占33.3%。",
    "全年公开信息120条，其中动态30条，占比25%，政策90条，占比75%。",
    "发布政策解读60篇，其中图解45篇，图文解读率达75%。",
    "申请中予以公开占32.0%，部分公开占2.1%。",
    "申请中予以公开和部分公开占34.2%。",
    "予以公开和部分公开申请275件，占34.2%。",
    "参加培训120人次，其中机关30人次，占四分之一。",
    "收到申请859件，比2022年的979件下降12.3%。",
    "信息公开率100%，栏目更新率98.5%。",
    "较去年减少120件，下降12.3%。",
    "收到申请859件，较去年减少120件，下降12.3%。",
    "建议提案办理满意率100%，收到申请859件，同比下降12.3%。",
    "按照提升10%的目标，压缩办理时限30%。",
    "收到公开申请859件，同比下降12.3%，答复805件，同比下降17.1%。",
    "网站访问量120万次，同比增长15.6%。",
    "由上年的100条增加到120条，增长20%。",
    "其中，自然人提出的申请占95.6%，法人占4.4%。",
    "近90%的申请在10日内答复，予以公开258件。",
    "抽查合格率98%，其中食品2811批次合格、59批次不合格，占2%。",
    "公布食品抽检2870批次，合格2811批次、不合格59批次，合格率97.9%。",
    "申请答复率为百分之九十一点八。",
    "办理平台留言120条，其中咨询类60条、建议类30条、投诉类30条，分别占50%、25%、25%。",
    "制发文件40件，主动公开36件，主动公开率90%。",
    "新收申请859件，其中网上申请600件，占69.8%，当面申请259件，占30.2%。",
    "规范性文件公开12件，占比100%。",
    *ORDINARY,
    "工作人员共56名，其中专职12名、兼职44名，35岁以下占比62.5%。",
    "收到申请859件，办结805件。予以公开258件（占办结总数的32%），部分公开17件（占2.1%）。",
]

WRONG = [
    ("办结805件申请，予以公开258件，占32%；部分公开17件，占3.1%。", "2.1", "3.1"),
    ("依申请公开有人负责。予以公开258件（占办结总数的32%），部分公开17件（占3.1%）。", "2.1", "3.1"),
    ("全年答复申请805件，予以公开258件，占33.9%。", "32", "33.9"),
    ("全年答复申请805件，不予公开35件，占5.34%。", "4.35", "5.34"),
    ("收到申请859件，同比下降11.3%。", "-12.3", "-11.3"),
    ("收到申请859件，较上年增长12.9%。", "-12.3", "12.9"),
    ("共办结申请20件，其中5件予以公开，占20%。", "25", "20"),
    ("发布信息120条，其中网站80条，占76.7%，微信40条，占33.3%。", "66.7", "76.7"),
    ("发布信息120条，其中网站80条（66.7%）、微信40条（34.3%）。", "33.3", "34.3"),
    ("发布信息120条，较上年增加20条，增长16.7%。", "20", "16.7"),
    ("发布信息120条，较上年的100条增长25%。", "20", "25"),
    ("收到申请859件，办结805件，办结率95.8%。", "91.8", "95.8"),
    ("申请中予以公开占33.9%，部分公开占2.1%。", "32", "33.9"),
    ("申请中予以公开、部分公开占39%。", "34", "39"),
    ("收到申请859件，比2022年的979件下降14%。", "-12", "-14"),
    ("收到申请859件，较去年减少120件，下降14%。", "-12", "-14"),
    ("全年申请量同比下降15%。", "-12", "-15"),
    ("新收申请859件，其中网上申请600件，占96.8%，当面申请259件，占30.2%。", "69.8", "96.8"),
    ("收到申请859件，同比下降百分之十五。", "-12", "-15"),
    ("由上年的100条增加到120条，增长120%。", "20", "120"),
    ("予以公开和部分公开申请275件，占申请总数的45%。", "34", "45"),
    ("申请处理中，无法提供265件，占办结总数的23.9%。", "32.9", "23.9"),
    ("全年公开信息120条，其中动态30条，占比35%。", "25", "35"),
]


def judged(text: str, cells=None, previous=None) -> list[Judgement]:
    previous = {"cells": BEFORE if previous is None else previous}
    of = {"cells": {**CELLS, **(cells or {})}, "sections": {1: text}}
    example = Example.model_validate({"about": "百分比", "of": of, "previous": previous})
    return list(catalogue()["N-05"].judge(example.case()))


@pytest.mark.parametrize("text", RIGHT)
def test_percentage_that_fits_or_cannot_be_known_is_passed_over(text):
    assert [] == judged(text)


@pytest.mark.parametrize(("text", "due", "written"), WRONG)
def test_percentage_that_does_not_fit_is_told_with_the_right_one(text, due, written):
    assert [(Outcome.BROKEN, due, written)] == [(j.outcome, j.expected, j.actual) for j in judged(text)]


def test_sum_sentence_and_place_are_named():
    found = judged("全年答复申请805件，予以公开258件，占33.9%。")[0]
    assert "“全年答复申请805件，予以公开258件，占33.9%。”中的 33.9% 与件数不符，258÷805=32%" in found.message
    assert ("narrative.md · 第 4 行",) == found.places


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [("全市收办申请3646件，同比增长1.05%。", []), ("全市收办申请3646件，同比增长1.2%。", [Outcome.BROKEN])],
)
def test_growth_of_what_came_in_and_was_carried_over(text, outcomes):
    now = {f"{A}.new_received.total": 3525, f"{A}.carried_in.total": 121}
    before = {f"{A}.new_received.total": 3511, f"{A}.carried_in.total": 96}
    assert outcomes == [j.outcome for j in judged(text, now, before)]


def test_result_told_in_words_whose_cell_is_blank_is_undecided():
    cell = f"{A}.granted.total"
    found = judged("申请办理中，予以公开占32.0%。", {cell: ""})
    assert [(Outcome.UNDECIDED, (cell,))] == [(j.outcome, j.blocked_by) for j in found]


def test_growth_without_last_year_is_passed_over():
    assert [] == judged("收到申请859件，同比下降11.3%。", previous={f"{A}.new_received.total": ""})


@pytest.mark.parametrize("text", ["占1%，" * 20_000, "1件占1%" * 140, "1" * 50_000 + "%"])
def test_hostile_line_is_passed_over(text):
    judged(text)
