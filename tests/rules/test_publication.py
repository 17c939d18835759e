"""P: when a report was signed and published, of which period it tells, and whether it can be downloaded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from rule_examples import OFFICE, case, filed, prose, worded

from helpers.filing import Origin
from helpers.params import Campaign
from helpers.rules import Case, Finding, Severity, check
from helpers.submission import Paragraph


def of_rule(rule: str, of: Case) -> list[Finding]:
    return [finding for finding in check(of).findings if finding.rule == rule]


# P-01 and P-03: the deadline ----------------------------------------------------------------------------------------


def published(day: str, name: str | None = None, **context: object) -> Case:
    return Case(replace(filed(), published=dt.date.fromisoformat(day), office_name=name), **context)


def kind(name: str, kind: str) -> dict[str, object]:
    return {"office": OFFICE.model_copy(update={"name": name, "kind": kind})}


LATE_JANUARY = Campaign(year=2023, district="示例区", deadline=dt.date(2024, 1, 26))
LATE_MARCH = Campaign(year=2023, district="示例区", deadline=dt.date(2024, 3, 20))


@pytest.mark.parametrize(
    ("day", "context"),
    [
        ("2024-01-31", {"name": "示例区水利局"}),
        ("2024-01-10", {"name": "示例区水利局"}),
        ("2024-03-31", {"name": "示例区人民政府"}),
        ("2024-03-31", {"name": "示例市"}),
        ("2024-03-31", {"name": "示例县人民政府（全县）"}),
        ("2024-03-15", {"name": "示例经济技术开发区"}),
        ("2024-03-15", {}),
        ("2024-03-31", kind("示例区", "district_aggregate")),
        ("2024-01-26", kind("示例区水利局", "district_office") | {"campaign": LATE_JANUARY}),
        ("2024-03-31", kind("示例区", "district") | {"campaign": LATE_JANUARY}),
        ("2024-03-20", kind("示例区", "district") | {"campaign": LATE_MARCH}),
    ],
)
def test_published_in_time(day, context):
    assert [] == of_rule("P-01", published(day, **context))


@pytest.mark.parametrize(
    ("day", "context", "last"),
    [
        ("2024-02-01", {"name": "示例区水利局"}, "2024-01-31"),
        ("2024-02-01", {"name": "示例区人民政府办公室"}, "2024-01-31"),
        ("2024-02-01", {"name": "示例县示例镇人民政府"}, "2024-01-31"),
        ("2024-02-01", {"name": "示例区示例街道办事处"}, "2024-01-31"),
        ("2024-04-01", {"name": "示例区人民政府"}, "2024-03-31"),
        ("2024-04-01", {}, "2024-03-31"),
        ("2024-02-01", kind("示例镇人民政府", "town"), "2024-01-31"),
        ("2024-01-27", kind("示例区水利局", "district_office") | {"campaign": LATE_JANUARY}, "2024-01-26"),
        ("2024-03-25", kind("示例区", "district") | {"campaign": LATE_MARCH}, "2024-03-20"),
    ],
)
def test_published_late(day, context, last):
    found = of_rule("P-01", published(day, **context))
    assert [(Severity.ERROR, last, day)] == [(f.severity, f.expected, f.actual) for f in found]


def test_day_of_a_page_that_was_moved_is_a_warning():
    assert [Severity.WARNING] == [f.severity for f in of_rule("P-01", published("2026-03-01", name="示例区水利局"))]


def test_no_day_of_publication_is_not_applicable():
    assert "没有发布日期" == check(case()).not_applicable["P-01"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2024-01-01", ""),
        ("2024-01-31", ""),
        ("2023-12-28", "2023 年度还没有结束"),
        ("2023-01-15", "2023 年度还没有结束"),
        ("2024-02-01", "已过期限"),
    ],
)
def test_day_of_signature(day, words):
    found = of_rule("P-03", worded(date=dt.date.fromisoformat(day)))
    assert bool(words) == bool(found)
    assert all(words in finding.message for finding in found)


# P-05 ---------------------------------------------------------------------------------------------------------------


def test_only_a_page_is_asked_for_a_download():
    assert "不是网页" == check(case()).not_applicable["P-05"]


@pytest.mark.parametrize(("offered", "times"), [((), 1), (("年报.pdf",), 0)])
def test_page_without_a_download_is_information(offered, times):
    found = of_rule("P-05", Case(replace(filed(), downloads=offered)))
    assert [Severity.INFO] * times == [finding.severity for finding in found]


# P-02: the statistics period ----------------------------------------------------------------------------------------


def paragraphs(*lines: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text, Origin("年报.txt", "", f"第 {n} 行")) for n, text in enumerate(lines, start=3))


@pytest.mark.parametrize(
    "text",
    [
        "本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
        "本报告所列数据的统计期限从 2023 年 1 月 1 日起，至 2023 年 12 月 31 日止。",
        "数据统计期限为2023年1月1日至12月31日。",
        "统计时间：2023年1月1日—12月31日。",
        "统计区间为2023年1月1日－2023年12月31日",
        "统计期限：2023.1.1—2023.12.31。",
        "统计期限：2023-01-01至2023-12-31。",
        "统计时段为2023年1-12月。",
        "统计范围是2023年1月至12月。",
        "统计期限为２０２３年１月１日至２０２３年１２月３１日。",
        "统计期限为二〇二三年一月一日至二〇二三年十二月三十一日。",
        "统计期限自2023年元月1日起至12月31日止。",
        "统计期限为每年1月1日至12月31日。",
        "本年度报告的内容涵盖2023年1月1日至2023年12月31日的工作。",
        "（2023年1月1日至2023年12月31日）",
        "本报告统计期限为2023年度。",
        "报告中数据统计截至2023年12月31日。",
        "统计时间从2023年1月1日零时起至当年12月31日止。",
        "统计数据自2023年1月1日到2023年12月31日，与2022年1月1日至2022年12月31日相比，申请增加3件。",
    ],
)
def test_period_that_is_stated(text):
    assert [] == of_rule("P-02", worded(lead=paragraphs(text)))
    last = (*prose()[:2], replace(prose()[2], paragraphs=paragraphs(text)))
    assert [] == of_rule("P-02", worded(last))


def test_period_is_found_across_the_lines_of_plain_text():
    lines = ("本报告所列数据的统计期限自 2023 年 1 月 1", "日起至 2023 年 12 月", "31 日止。")
    assert [] == of_rule("P-02", worded(lead=paragraphs(*lines)))


@pytest.mark.parametrize(
    ("text", "actual"),
    [
        ("统计期限自2022年1月1日起至2022年12月31日止。", "2022年1月1日起至2022年12月31日"),
        ("统计期限自2022年1月1日起至2023年12月31日止。", "2022年1月1日起至2023年12月31日"),
        ("统计期限自2023年1月1日起至2024年12月31日止。", "2023年1月1日起至2024年12月31日"),
        ("数据统计期限为2023年1月1日至11月30日。", "2023年1月1日至11月30日"),
        ("所列数据自2022年1月1日至12月31日。", "2022年1月1日至12月31日"),
        ("本报告涵盖2022年1月1日至2022年12月31日的工作。", "2022年1月1日至2022年12月31日"),
        ("2022年1月1日至12月31日为本报告数据的统计期限。", "2022年1月1日至12月31日"),
        ("报告中数据统计截至2022年12月31日。", "2022年12月31日"),
        ("统计时段为2022年1-12月。", "2022年1-12月"),
    ],
)
def test_period_that_is_wrong(text, actual):
    for due in (True, False):
        found = of_rule("P-02", replace(worded(lead=paragraphs(text)), prose_due=due))
        told = [(f.severity, f.expected, f.actual, f.places) for f in found]
        assert [(Severity.WARNING, "2023年1月1日至2023年12月31日", actual, ("年报.txt · 第 3 行",))] == told


@pytest.mark.parametrize(
    "text",
    [
        "2023年5月1日至5月31日开展政务公开宣传月活动。",
        "据统计，2023年1月1日至6月30日收到申请3件。",
        "从统计时间分布看，2023年1月1日至6月30日的申请占四成。",
        "2022年1月1日至2022年12月31日收到申请2件，2023年收到3件。",
        "截至2023年12月31日，共有规范性文件12件。",
        "我局于2023年5月10日成立，统计期限为2023年5月10日至12月31日。",
        "政务公开窗口开放时间为每周一至周五。",
        "评估期限为2022年1月1日至2022年12月31日的文件已全部评估。",
    ],
)
def test_other_stretches_of_time_are_not_the_period(text):
    stated = "统计期限自2023年1月1日起至2023年12月31日止。"
    other = (replace(prose()[0], paragraphs=paragraphs(text)), *prose()[1:])
    assert [] == of_rule("P-02", worded(other, lead=paragraphs(stated)))
    assert [] == of_rule("P-02", replace(worded(other), prose_due=True))


def test_an_office_that_is_new_states_the_part_of_the_year_in_which_it_was_there():
    text = "我局于2023年5月10日成立，统计期限为2023年5月10日至12月31日。"
    assert [] == of_rule("P-02", worded(lead=paragraphs(text)))


@pytest.mark.parametrize(
    ("text", "times"),
    [("2023年1月至12月，共推送微信186期。", 1), ("2023年1月1日至12月31日，我局公开信息63条。", 0)],
)
def test_months_of_one_doing_do_not_state_the_period(text, times):
    other = (replace(prose()[0], paragraphs=paragraphs(text)), *prose()[1:])
    assert times == len(of_rule("P-02", worded(other)))


def test_missing_period_is_told_of_a_document_but_not_of_material_for_the_kit():
    assert ["没有写明统计期限"] == [f.message.partition("，")[0] for f in of_rule("P-02", worded())]
    assert [] == of_rule("P-02", replace(worded(), prose_due=True))


@pytest.mark.parametrize("text", ["1月" * 20_000, "2023年1月1日起" * 9_000, "统计数据" * 20_000, "一" * 50_000 + "月"])
def test_long_lines_are_read_in_no_time(text):
    assert 1 == len(of_rule("P-02", worded(lead=paragraphs(text))))
