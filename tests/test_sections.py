"""Sections, title, office, year and date are found in the lines of a report however these are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from helpers.filing import Filing, Origin
from helpers.form import load_form
from helpers.intake.document import Document
from helpers.intake.folder import _year_in
from helpers.intake.prose.ending import signed_date
from helpers.intake.prose.sections import Prose, split_sections
from helpers.submission import Paragraph, Section, Submission
from helpers.titles import is_title, office_in_title

FORM = load_form("2021")
HEADINGS = [section.heading for section in FORM.sections]
TITLE = "示例区水务局2023年政府信息公开工作年度报告"
TEXTS = {1: "全年公开信息 7 条。", 5: "解读形式较少。", 6: "本年度未收取信息处理费。"}


def paragraphs(lines: Sequence[str]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line, Origin("a.txt", "", f"第 {n} 行")) for n, line in enumerate(lines, start=1))


def split(lines: Sequence[str], year: int | None = None) -> Prose:
    return split_sections(paragraphs(lines), FORM, year)


def report(headings: Sequence[str] = HEADINGS, texts: dict[int, str] = TEXTS) -> list[str]:
    """The lines of a report: each heading with its text below it."""
    return [
        line
        for number, heading in enumerate(headings, start=1)
        for line in (heading, *([texts[number]] if number in texts else []))
    ]


def text_of_each(prose: Prose) -> dict[int, str]:
    return {section.number: section.text for section in prose.sections}


WHOLE = {number: TEXTS.get(number, "") for number in range(1, 7)}


# Headings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "numbers",
    [
        ["一、", "二、", "三、", "四、", "五、", "六、"],
        ["一.", "二.", "三.", "四.", "五.", "六."],
        ["一 ", "二 ", "三 ", "四 ", "五 ", "六 "],
        ["一，", "二，", "三，", "四，", "五，", "六，"],
        ["一：", "二：", "三：", "四：", "五：", "六："],
        ["Ⅰ、", "Ⅱ、", "Ⅲ、", "Ⅳ、", "Ⅴ、", "Ⅵ、"],
        ["壹、", "贰、", "叁、", "肆、", "伍、", "陆、"],
        ["第一部分 ", "第二部分 ", "第三部分 ", "第四部分 ", "第五部分 ", "第六部分 "],
        ["1.", "2.", "3.", "4.", "5.", "6."],
        ["1、", "2、", "3、", "4、", "5、", "6、"],
        ["（一）", "（二）", "（三）", "（四）", "（五）", "（六）"],
        [""] * 6,
        ["一、", "二、", "三、", "", "五、", "六、"],
    ],
    ids=["、", ".", "blank", "，", "：", "Ⅰ", "壹", "第一部分", "1.", "1、", "（一）", "bare", "one-bare"],
)
def test_headings_are_found_in_every_numbering(numbers):
    headings = [number + heading[2:] for number, heading in zip(numbers, HEADINGS, strict=True)]
    assert WHOLE == text_of_each(split([TITLE, *report(headings)]))


@pytest.mark.parametrize(
    ("number", "heading"),
    [
        (1, "一、概述"),
        (1, "一、2023年政府信息公开工作总体情况"),
        (1, "一、总 体 情 况："),
        (2, "二、政府信息主动公开情况"),
        (3, "三、政府信息依申请公开情况"),
        (3, "三、收到和处理政府信息公开申请情况（单位：件）"),
        (4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        (5, "五、存在的问题及改进措施"),
        (5, "五、政府信息公开工作存在的主要问题及改进情况。"),
        (6, "六、其它需要报告的事项"),
        (1, "一、主要工作情况"),
        (1, "一、2023年政府信息公开工作开展情况"),
        (2, "二、政府信息主动公开工作情况"),
        (3, "三、依申请公开办理情况"),
        (4, "四、复议诉讼情况"),
        (5, "五、存在的不足及下一步工作打算"),
        (5, "五、问题与改进"),
        (6, "六、其他"),
    ],
)
def test_headings_are_found_in_other_words(number, heading):
    headings = [heading if n == number else official for n, official in enumerate(HEADINGS, start=1)]
    assert WHOLE == text_of_each(split(report(headings)))


@pytest.mark.parametrize(
    "inner",
    [
        ["一、解读少。", "二、主动公开信息不及时", "三、培训少。"],
        ["一是主动公开。", "（一）总体情况", "1.总体情况"],
        ["存在的主要问题及改进情况", "主要问题有二。"],
        ["一、主动公开较慢，申请较少", "五、解决问题 12 件；六、其他。"],
        ["全文包括总体情况、主动公开政府信息情况、其他需要报告的事项等六部分。"],
    ],
)
def test_enumerations_and_mentions_in_the_text_open_no_section(inner):
    lines = report(texts={**TEXTS, 5: inner[0]})
    at = lines.index(inner[0]) + 1
    found = split([*lines[:at], *inner[1:], *lines[at:]])
    assert {**WHOLE, 5: "\n".join(inner)} == text_of_each(found)


@pytest.mark.parametrize(
    ("line", "heading", "text"),
    [
        ("六、其他需要报告的事项：无", "六、其他需要报告的事项", "无"),
        ("六、其他需要报告的事项。本年度未收取信息处理费。", "六、其他需要报告的事项", "本年度未收取信息处理费。"),
        ("六、其他需要报告的事项 无", "六、其他需要报告的事项", "无"),
        ("六、其他需要报告的事项本年度未收取信息处理费。", "六、其他需要报告的事项", "本年度未收取信息处理费。"),
        ("六、其他需要报告的事项（一）", "六、其他需要报告的事项（一）", ""),
        ("六、其他需要报告的事项及说明", "六、其他需要报告的事项及说明", ""),
    ],
)
def test_a_heading_and_its_text_on_one_line_are_parted(line, heading, text):
    last = split([*report()[:-2], line]).sections[-1]
    assert (6, heading, text) == (last.number, last.heading, last.text)


# Tables of contents --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE, "目录", *HEADINGS, *report()],
        ["目 录", *HEADINGS, TITLE, *report()],
        [TITLE, *report(), *HEADINGS],
        [TITLE, *(f"{heading}………{page}" for page, heading in enumerate(HEADINGS, 1)), *report()],
        [TITLE, *(heading[2:] for heading in HEADINGS), *report()],
    ],
    ids=["before", "before the title", "after", "with pages", "bare"],
)
def test_a_table_of_contents_is_no_second_report(lines):
    found = split(lines)
    assert (TITLE, (), [1, 2, 3, 4, 5, 6]) == (found.title, found.lead, [s.number for s in found.sections])
    assert WHOLE == text_of_each(found)


def test_of_a_section_that_occurs_twice_the_one_with_text_is_told():
    def section(number: int, *lines: str) -> Section:
        return Section(number, HEADINGS[number - 1], paragraphs(lines), Origin("a.txt"))

    sections = (section(1), section(1, "甲。"), section(6, "乙。"), section(6), section(6, "丙。"))
    read = Submission(Filing("", 2023, {}), sections=sections)
    assert {"1": "甲。", "6": "乙。"} == read.to_json()["sections"]


# Titles --------------------------------------------------------------------------------------------------------------

NAME = "示例区水务局"


@pytest.mark.parametrize(
    ("lines", "title", "office"),
    [
        ([NAME, "2023年政府信息公开工作年度报告"], TITLE, NAME),
        ([NAME, "2023年", "政府信息公开工作年度报告"], TITLE, NAME),
        ([NAME + "2023年", "政府信息公开", "工作年度报告"], TITLE, NAME),
        (["示例区", "水务局", "2023年政府信息公开工作年度报告"], TITLE, NAME),
        (["水发〔2024〕3号", NAME, "2023年政府信息公开工作年度报告"], TITLE, NAME),
        ([" ".join(TITLE)], TITLE, NAME),
        ([TITLE + " 2024-01-15"], TITLE, NAME),
        ([TITLE, "发布日期：2024-01-15 来源：本局 浏览次数：12"], TITLE, NAME),
        ([f"《{TITLE}》"], f"《{TITLE}》", NAME),
        ([NAME + "政府信息公开工作年度报告", "（2023年）"], NAME + "政府信息公开工作年度报告（2023年）", NAME),
        (["2022年政府信息公开工作年度报告", TITLE], TITLE, NAME),
        ([TITLE.replace("2023", "2022"), TITLE], TITLE, NAME),
        (["政府信息公开年报", "2023年", TITLE], TITLE, NAME),
        (["首页 > 政府信息公开 > 政府信息公开年报", TITLE], TITLE, NAME),
    ],
)
def test_the_title_is_found_among_the_lines_above_the_first_heading(lines, title, office):
    found = split([*lines, *report()])
    assert (title, office, ()) == (found.title, office_in_title(found.title or ""), found.lead)


def test_of_two_titles_that_of_the_wanted_year_is_taken():
    lines = [TITLE, TITLE.replace("2023", "2022"), *report()]
    assert [TITLE, TITLE.replace("2023", "2022")] == [split(lines, year).title for year in (2023, 2022)]


@pytest.mark.parametrize(
    ("title", "office"),
    [
        ("示例区水务局关于2023年度政府信息公开工作情况的报告", NAME),
        ("关于印发《示例区水务局2023年政府信息公开工作年度报告》的通知", NAME),
        ("示例区水务局二〇二三年政府信息公开工作年度报告", NAME),
        ("示例区水务局二O二三年政府信息公开年报", NAME),
        ("示例区水务局２０２３年政府信息公开工作年度报告", NAME),
        ("2023年示例区水务局信息公开年度报告", NAME),
        ("示例区水务局2023年政务公开工作年度报告", NAME),
        ("示例区水务局2023年政府信息公开年度工作报告", NAME),
        ("示例区水务局政府信息公开工作年度报告（2023年）", NAME),
        ("示例区政府信息公开办公室2023年政府信息公开工作年度报告", "示例区政府信息公开办公室"),
        ("示例区农业农村局（乡村振兴局）2023年政府信息公开工作年度报告", "示例区农业农村局（乡村振兴局）"),
        ("2023年示例镇人民政府信息公开工作年度报告", "示例镇人民政府"),
        ("示例区委机构编制委员会办公室2023年政府信息公开工作年度报告", "示例区委机构编制委员会办公室"),
        ("示例区第3中学2023年政府信息公开工作年度报告", "示例区第3中学"),
        ("2023年政府信息公开工作年度报告", None),
    ],
)
def test_the_office_is_the_title_without_year_and_words(title, office):
    assert (True, office) == (is_title(title), office_in_title(title))


@pytest.mark.parametrize(
    "line",
    [
        "上一篇：" + TITLE,
        "附件：" + TITLE,
        "现将" + TITLE,
        "关于做好2023年政府信息公开工作年度报告",
        "政府信息公开工作报告",
        "当前位置 > " + TITLE,
        "根据条例，编制2023年政府信息公开工作年度报告",
        TITLE + "公布如下",
    ],
)
def test_a_line_about_a_report_is_no_title(line):
    assert not is_title(line)


def test_the_lead_is_what_stands_below_the_title_without_the_lines_of_the_page():
    lines = ["首页", "本页更新于今日。", TITLE, "来源：本局", "字号：大 中 小", "依照条例编制。", *report()]
    assert ["本页更新于今日。", "依照条例编制。"] == [p.text for p in split(lines).lead]


@pytest.mark.parametrize("mark", ["秘密★1年", "机 密", "000001 秘密★1年", "内部资料 注意保存", "密级：秘密"])
def test_a_mark_of_classification_above_the_title_is_kept(mark):
    assert [mark] == [p.text for p in split(["首页", mark, "保密工作", TITLE, *report()]).lead]


# Year ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["今天是2025年3月5日", TITLE], 2023),
        (["发布时间：2024年1月15日", "示例区水务局二〇二三年政府信息公开工作年度报告"], 2023),
        (["2022年政府信息公开工作年度报告", TITLE], 2023),
        (["栏目"] * 20 + [TITLE], 2023),
        (["根据条例（2019年修订）编制，统计期限自2023年1月1日起至12月31日止。"], 2023),
        (["统计期限为 2023 年 1 月 1 日至 2023 年 12 月 31 日。"], 2023),
        (["发布时间：2024年1月15日", "根据条例（2019年修订）编制。"], None),
    ],
)
def test_the_year_is_that_of_the_title_or_the_period_and_no_other(lines, year):
    assert year == _year_in(Document("a.txt", paragraphs=paragraphs([*lines, *report()])))


# The end -------------------------------------------------------------------------------------------------------------

DATE = dt.date(2024, 1, 15)
FOOTER = ["版权所有：示例区人民政府", "联系电话：0571-00000000", "浙ICP备00000000号"]


@pytest.mark.parametrize(
    "lines",
    [
        [NAME, "2024年1月15日"],
        [NAME, "2024 年 01 月 15 日"],
        [NAME, "二〇二四年一月十五日"],
        [NAME, "2024-01-15"],
        [NAME + "　　2024年1月15日"],
        ["示例区", NAME + "（章）", "（2024年1月15日）"],
        [NAME, "2024年1月15日", "【打印】【关闭】"],
        [NAME, "2024年1月15日", "扫一扫在手机打开当前页", *FOOTER],
        [NAME, "2024年1月15日", "更新日期", "2024-02-01", "示例区人民政府"],
    ],
)
def test_name_date_and_the_page_below_are_taken_from_the_end(lines):
    found = split([TITLE, *report(), *lines])
    assert (DATE, TEXTS[6]) == (found.date, found.sections[-1].text)


@pytest.mark.parametrize(
    "lines",
    [
        FOOTER,
        [NAME],
        [NAME + "（章）", *FOOTER],
        ["上一篇：" + TITLE.replace("2023", "2022")],
        [TITLE.replace("2023", "2022") + " 2023-01-10"],
        ["打印"],
        ["附件：2023年报表.pdf"],
        ["（此件公开发布）", "文件下载：", "政策解读："],
        ["信息来源：" + NAME, "Produced By 某系统"],
    ],
)
def test_the_page_below_an_unsigned_report_is_cut_off(lines):
    found = split([TITLE, *report(), *lines])
    assert (None, TEXTS[6]) == (found.date, found.sections[-1].text)


@pytest.mark.parametrize("text", ["无", "本年度无其他需要报告的事项", "附件：示例区水务局2023年报表.pdf"])
def test_text_without_a_full_stop_stays_above_the_date(text):
    found = split([*report(texts={**TEXTS, 6: text}), "2024年1月15日"])
    assert (DATE, text) == (found.date, found.sections[-1].text)


@pytest.mark.parametrize(
    "line",
    [
        *("2024年2月30日", "2024年一月十十日", "2024年一二月一日"),
        *("发布日期：2024-01-15", "截至2024年1月15日，已公开", "2024年1月"),
    ],
)
def test_a_line_that_is_not_a_name_and_a_day_is_no_signature(line):
    assert signed_date(line) is None
