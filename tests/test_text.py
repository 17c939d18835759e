"""A page copied as text: flattened tables, headings and paragraphs; and narrative.md."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from helpers.filing import Number, format_number
from helpers.form import load_form
from helpers.intake.document import Document
from helpers.intake.folder import read_file, read_folder
from helpers.intake.plain.text import read_narrative
from helpers.submission import Submission
from strategies import distinct

FORM = load_form("2021")
CASE = Path(__file__).parents[2] / "shared" / "cases" / "luoyang_xigong_shequ_2023.txt"
PROSE_ABOVE = """

示例区民政事务中心 2023 年政府信息公开工作年度报告

一、总体情况

2023 年，示例区民政事务中心照条例开展工作。统计期限自 2023 年 1 月 1 日起至 2023 年 12 月 31 日止。

（一）主动公开情况。通过公开栏公开信息 7 条，其中政务信息 3 条。

（二）依申请公开情况。申请的登记、答复、归档各有专人。

"""
# As a browser copies merged cells: a group's label on its first row only, blanks lost here and there.
TABLES = """二、主动公开政府信息情况

第二十条第（一）项\t\t\t
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t#\t#\t#
行政规范性文件\t#\t#\t#
第二十条第（五）项\t\t\t
信息内容\t本年处理决定数量\t\t
行政许可\t#\t\t
第二十条第（六）项\t\t\t
信息内容\t本年处理决定数量\t\t
行政处罚\t#\t\t
行政强制\t#\t\t
第二十条第（八）项\t\t\t
信息内容\t本年收费金额（单位：万元）\t\t
行政事业性收费\t#\t\t

三、收到和处理政府信息公开申请情况

(本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和)\t\t申请人情况\t\t\t\t\t\t总计\t
\t\t自然人\t法人或其他组织\t\t\t\t\t\t
\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t\t
一、本年新收政府信息公开申请数量\t\t#\t#\t#\t#\t#\t#\t#\t
二、上年结转政府信息公开申请数量\t\t#\t#\t#\t#\t#\t#\t#\t
三、本年度办理结果\t(一) 予以公开\t#\t#\t#\t#\t#\t#\t#\t
\t(二) 部分公开 (区分处理的, 只计这一情形, 不计其他情形)\t#\t#\t#\t#\t#\t#\t#\t
\t(三) 不予公开\t1. 属于国家秘密\t#\t#\t#\t#\t#\t#\t#
\t\t2. 其他法律行政法规禁止公开\t#\t#\t#\t#\t#\t#\t#
\t\t3. 危及“三安全一稳定”\t#\t#\t#\t#\t#\t#\t#
\t\t4. 保护第三方合法权益\t#\t#\t#\t#\t#\t#\t#
\t\t5. 属于三类内部事务信息\t#\t#\t#\t#\t#\t#\t#
\t\t6. 属于四类过程性信息\t#\t#\t#\t#\t#\t#\t#
\t\t7. 属于行政执法案卷\t#\t#\t#\t#\t#\t#\t#
\t\t8. 属于行政查询事项\t#\t#\t#\t#\t#\t#\t#
\t(四) 无法提供\t1. 本机关不掌握相关政府信息\t#\t#\t#\t#\t#\t#\t#
\t\t2. 没有现成信息需要另行制作\t#\t#\t#\t#\t#\t#\t#
\t\t3. 补正后申请内容仍不明确\t#\t#\t#\t#\t#\t#\t#
\t(五) 不予处理\t1. 信访举报投诉类申请\t#\t#\t#\t#\t#\t#\t#
\t\t2. 重复申请\t#\t#\t#\t#\t#\t#\t#
\t\t3. 要求提供公开出版物\t#\t#\t#\t#\t#\t#\t#
\t\t4. 无正当理由大量反复申请\t#\t#\t#\t#\t#\t#\t#
5. 要求行政机关确认或重新出具已获取信息\t\t#\t#\t#\t#\t#\t#\t#
(六) 其他处理\t1. 申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请\t#\t#\t#\t#\t#\t#\t#\t
\t2. 申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请\t#\t#\t#\t#\t#\t#\t#\t
\t3. 其他\t#\t#\t#\t#\t#\t#\t#\t
(七) 总计\t#\t#\t#\t#\t#\t#\t#\t\t
四、结转下年度继续办理\t\t#\t#\t#\t#\t#\t#\t#\t

四、政府信息公开行政复议、行政诉讼情况

行政复议\t\t\t\t\t行政诉讼\t\t\t\t\t\t\t\t\t
结果 维持\t结果 纠正\t其他 结果\t尚未 审结\t总计\t未经复议直接起诉\t\t\t\t\t复议后起诉\t\t\t\t
\t\t\t\t\t结果 维持\t结果 纠正\t其他 结果\t尚未 审结\t总计\t结果 维持\t结果 纠正\t其他 结果\t尚未 审结\t总计
#\t#\t#\t#\t#\t#\t#\t#\t#\t#\t#\t#\t#\t#\t#

"""
PROSE_BELOW = """五、存在的主要问题及改进情况

存在的不足：公开内容较为单一。下一步改进：增加政策解读。

六、其他需要报告的事项

无其他需要报告的事项,未收取信息处理费。
"""


def filled(tables: str, numbers: Mapping[str, Number]) -> str:
    """`tables` with the numbers, in printed order, in place of each #."""
    values = iter(numbers.values())
    return re.sub("#", lambda _: format_number(next(values)), tables)


def numbers_of(submission: Submission) -> dict[str, object]:
    return {address: entry.value for address, entry in submission.filing.entries.items()}


def page(tmp_path: Path, text: str) -> Submission:
    path = tmp_path / "年报.txt"
    path.write_text(text, encoding="utf-8")
    return read_file(path)


@pytest.fixture
def invented(tmp_path: Path) -> Submission:
    return page(tmp_path, PROSE_ABOVE + filled(TABLES, distinct(FORM)) + PROSE_BELOW)


def test_every_number_of_a_flattened_page_is_read_at_its_address(invented):
    assert 200 == len(numbers_of(invented))
    assert distinct(FORM) == numbers_of(invented)
    assert () == invented.problems


def test_numbers_typed_by_hand_are_read_where_a_person_sees_them(tmp_path):
    tables = re.sub("#", "0", TABLES)
    for row, typed in {
        "规章\t": "规章\t1\t2\t3",
        "一、本年新收政府信息公开申请数量\t\t": "一、本年新收政府信息公开申请数量\t\t4\t5\t6\t7\t8\t9\t39\t",
        "(七) 总计\t": "(七) 总计\t10\t11\t12\t13\t14\t15\t75\t\t",
        "5. 要求行政机关": "5. 要求行政机关确认或重新出具已获取信息\t\t16\t17\t18\t19\t20\t21\t111",
    }.items():
        tables = re.sub(f"^{re.escape(row)}.*$", typed, tables, flags=re.MULTILINE)
    read = numbers_of(page(tmp_path, PROSE_ABOVE + tables + PROSE_BELOW))
    assert {
        "proactive.regulations.issued": 1,
        "proactive.regulations.repealed": 2,
        "proactive.regulations.in_force": 3,
        "applications.new_received.natural_person": 4,
        "applications.new_received.other_org": 9,
        "applications.new_received.total": 39,
        "applications.total_processed.natural_person": 10,
        "applications.total_processed.total": 75,
        "applications.declined_reconfirm.business": 17,
        "applications.declined_reconfirm.total": 111,
    } == {address: value for address, value in read.items() if value in (1, 2, 3, 4, 9, 39, 10, 75, 17, 111)}


def test_origin_of_a_number_is_its_line_and_place(invented):
    text = PROSE_ABOVE + TABLES
    line = next(n for n, row in enumerate(text.split("\n"), start=1) if row.startswith("行政规范性文件\t"))
    origin = invented.filing.entries["proactive.normative_documents.repealed"].origin
    assert f"年报.txt · 第 {line} 行 · 第 3 格" == str(origin)


def test_six_sections_and_title_are_read(invented):
    assert [1, 2, 3, 4, 5, 6] == [section.number for section in invented.sections]
    assert "示例区民政事务中心 2023 年政府信息公开工作年度报告" == invented.title
    assert ("示例区民政事务中心", 2023) == (invented.office_name, invented.filing.year)
    assert 3 == len(invented.section(1).paragraphs)
    assert "无其他需要报告的事项,未收取信息处理费。" == invented.section(6).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encoding_and_line_ends_make_no_difference(tmp_path, encoding, ending):
    text = PROSE_ABOVE + filled(TABLES, distinct(FORM)) + PROSE_BELOW
    path = tmp_path / "年报.txt"
    path.write_bytes(text.replace("\n", ending).encode(encoding))
    read = read_file(path)
    assert distinct(FORM) == numbers_of(read)
    assert [1, 2, 3, 4, 5, 6] == [section.number for section in read.sections]


def test_prose_with_a_year_and_no_tables_reports_each_table(tmp_path):
    read = page(tmp_path, PROSE_ABOVE + PROSE_BELOW)
    assert ["I-02"] * 3 == [problem.rule for problem in read.problems]
    assert ("proactive", "applications", "disputes") == read.unrecognised


@pytest.mark.skipif(not CASE.exists(), reason="没有实际报告，未与原件比较")
def test_real_page_reads_two_hundred_zeros():
    read = read_file(CASE)
    assert dict.fromkeys(FORM.places, 0) == numbers_of(read)
    assert "西工区社区治理和服务创新办公室" == read.office_name
    assert [1, 2, 3, 4, 5, 6] == [section.number for section in read.sections]


@pytest.mark.skipif(not CASE.exists(), reason="没有实际报告，未与原件比较")
def test_real_page_with_other_numbers_reads_each_at_its_address(tmp_path):
    lines = CASE.read_text(encoding="utf-8").split("\n")
    marked = [re.sub(r"(?<![^\t])0(?![^\t])", "#", line) if "\t" in line else line for line in lines]
    assert 200 == "\n".join(marked).count("#")
    assert distinct(FORM) == numbers_of(page(tmp_path, filled("\n".join(marked), distinct(FORM))))


# narrative.md -------------------------------------------------------------------------------------------------------

NARRATIVE = """---
title: 示例区民政事务中心2023年政府信息公开工作年度报告
date: 2024-01-15
---

依照条例编制。

# 一、总体情况

## （一）主动公开

全年公开信息 7 条，
其中政务信息 3 条。

新收申请 {{ applications.new_received.total }} 件。

# 五、存在的主要问题及改进情况

不足：内容单一。下一步改进：增加解读。

# 六、其他需要报告的事项

未收取信息处理费。
"""


def narrative(tmp_path: Path, text: str | bytes) -> Document:
    path = tmp_path / "narrative.md"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_narrative(path)


def office(tmp_path: Path, text: str | bytes) -> Submission:
    narrative(tmp_path, text)
    return read_folder(tmp_path, 2023, "shili-minzheng")


def headings(submission: Submission) -> list[str]:
    return [section.heading for section in submission.sections]


THREE = ["一、总体情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"]


@pytest.mark.parametrize(
    "content",
    [
        NARRATIVE.encode(),
        NARRATIVE.encode("utf-8-sig"),
        NARRATIVE.encode("gb18030"),
        NARRATIVE.replace("\n", "\r\n").encode(),
        NARRATIVE.replace("\n", "\r\n").encode("gb18030"),
        NARRATIVE.replace("# ", "").replace("#", "").encode(),
    ],
    ids=["utf-8", "bom", "gb18030", "crlf", "crlf gb18030", "headings without #"],
)
def test_narrative_reads_the_same_however_it_was_saved(tmp_path, content):
    read = office(tmp_path, content)
    assert ("示例区民政事务中心2023年政府信息公开工作年度报告", dt.date(2024, 1, 15)) == (read.title, read.date)
    assert ["依照条例编制。"] == [found.text for found in read.lead]
    assert THREE == headings(read)
    assert [
        "（一）主动公开",
        "全年公开信息 7 条，其中政务信息 3 条。",
        "新收申请 {{ applications.new_received.total }} 件。",
    ] == [found.text for found in read.section(1).paragraphs]
    assert [2, 0, 0] == [found.level for found in read.section(1).paragraphs]
    assert [] == [problem for problem in read.problems if problem.rule != "I-02"]


@pytest.mark.parametrize(
    "text",
    [
        "一、总体情况\n正文。\n六、其他需要报告的事项\n未收取信息处理费。\n",
        "一、总体情况\n\n正文。\n六、其他需要报告的事项\n\n未收取信息处理费。\n",
    ],
    ids=["no blank lines", "none before a heading"],
)
def test_heading_without_sign_stands_on_its_own_line(tmp_path, text):
    assert ["一、总体情况", "六、其他需要报告的事项"] == headings(office(tmp_path, text))


def test_paragraph_origin_is_its_line(tmp_path):
    read = office(tmp_path, NARRATIVE)
    assert ["第 6 行"] == [found.origin.spot for found in read.lead]
    assert ["第 10 行", "第 12 行", "第 15 行"] == [found.origin.spot for found in read.section(1).paragraphs]


def test_narrative_without_front_matter_has_no_title_and_no_date(tmp_path):
    read = office(tmp_path, NARRATIVE.split("---\n")[2])
    assert (None, None) == (read.title, read.date)
    assert THREE == headings(read)


@pytest.mark.parametrize(
    ("front", "words"),
    [
        ("title：示例区民政事务中心2023年政府信息公开工作年度报告", "全角冒号“：”"),
        ("titel: 示例", "不认识“titel”"),
        ("date: 一月十五日", "落款日期“一月十五日”不是日期"),
        ("date: 2024-02-30", "落款日期"),
        ("[1, 2", "读不出来"),
    ],
)
def test_front_matter_that_is_wrong_gets_its_remedy(tmp_path, front, words):
    read = narrative(tmp_path, f"---\n{front}\n---\n# 一、总体情况\n\n正文。\n")
    problem = read.problems[0]
    assert ("I-01", "narrative.md") == (problem.rule, problem.where.partition(" ")[0])
    assert words in problem.what + problem.fix
    assert ["一、总体情况", "正文。"] == [found.text for found in read.paragraphs]


def test_missing_and_unknown_sections_are_kept_as_they_are(tmp_path):
    read = office(tmp_path, "# 一、总体情况\n\n正文。\n\n# 七、附件\n\n无。\n")
    assert [(1, "一、总体情况"), (0, "七、附件")] == [(s.number, s.heading) for s in read.sections]
    assert read.section(6) is None


# As clerks type it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["#{}", "＃ {}", "**{}**", "## {} ##", "{}"])
def test_headings_are_found_however_they_are_typed(tmp_path, style):
    text = "\n\n".join(f"{style.format(heading)}\n\n正文。" for heading in THREE)
    assert THREE == headings(office(tmp_path, text))


def test_a_title_typed_as_the_first_heading_is_the_title(tmp_path):
    read = office(tmp_path, "# 示例区民政局2023年政府信息公开工作年度报告\n\n" + NARRATIVE.split("---\n")[-1])
    assert ("示例区民政局2023年政府信息公开工作年度报告", THREE) == (read.title, headings(read))


@pytest.mark.parametrize("date", ["2024-1-15", "2024/01/15", "2024.1.15", "2024年1月15日", "2024 年 1 月 15 日"])
def test_dates_are_read_however_they_are_typed(tmp_path, date):
    assert dt.date(2024, 1, 15) == narrative(tmp_path, f"---\ndate: {date}\n---\n").date


def test_what_steers_a_terminal_is_no_text(tmp_path):
    assert ["全年办结。"] == [p.text for p in narrative(tmp_path, "全\x07年\x1b办\x7f结。\n").paragraphs]


def test_front_matter_may_follow_blank_lines(tmp_path):
    assert dt.date(2024, 1, 15) == narrative(tmp_path, "\n\n---\ndate: 2024-01-15\n---\n正文。\n").date


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("---\ndate: 2024-01-15\n# 一、总体情况\n", "没有成对"),
        ("---date: 2024-01-15---\n正文", "没有成对"),
        ("date: 2024-01-15\n---\n# 一、总体情况\n", "没有成对"),
        ("title：示例区甲局\n# 一、总体情况\n", "没有成对"),
        ("---\ndate: 2024-01-15\ndate: 2024-01-16\n---\n", "“date”写了不止一项"),
        ("---\ntitle: [甲, 乙]\n---\n", "“title”写了不止一项"),
        ("---\na: &a [x, x]\ntitle: [*a, *a, *a]\n---\n", "“title”写了不止一项"),
    ],
)
def test_front_matter_that_would_be_misread_is_told(tmp_path, text, words):
    assert [True] == [
        words in p.what for p in narrative(tmp_path, text).problems if "写了" in p.what or "成对" in p.what
    ]


def test_a_signature_on_two_lines_is_taken_from_the_end(tmp_path):
    read = office(tmp_path, NARRATIVE.split("---\n")[-1] + "\n示例区民政局\n2024年1月15日\n")
    assert dt.date(2024, 1, 15) == read.date
    assert "示例区民政局" not in read.section(6).text


def test_list_items_stay_apart_and_latin_words_too(tmp_path):
    found = [
        p.text for p in narrative(tmp_path, "- 第一项\n- 第二项\n1. 甲\n2. 乙\n\nuse the\nnianbao kit\n").paragraphs
    ]
    assert ["第一项", "第二项", "1. 甲", "2. 乙", "use the nianbao kit"] == found


def test_bare_carriage_returns_end_lines(tmp_path):
    assert THREE == headings(office(tmp_path, NARRATIVE.replace("\n", "\r")))
