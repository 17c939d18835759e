"""S: the report as a document, in many offices' ways of writing it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rule_examples import NEW, TITLE, filed, prose, worded

from helpers.filing import Origin
from helpers.intake.folder import read_file
from helpers.rules import Case, Finding, Severity, check
from helpers.submission import NOWHERE, Deviation, Paragraph, Problem, Section

NAME = "示例市示例区文化和旅游局"


def of_rule(rule: str, of: Case) -> list[Finding]:
    return [finding for finding in check(of).findings if finding.rule == rule]


def overview(*texts: str, year: int = 2023) -> Case:
    """A case whose section one has these paragraphs; those that begin with # are sub-headings."""
    paragraphs = tuple(
        Paragraph(text.lstrip("# "), Origin("年报.docx", "", f"第 {number} 段"), 2 if text.startswith("#") else 0)
        for number, text in enumerate(texts, start=5)
    )
    section = Section(1, "一、总体情况", paragraphs, Origin("年报.docx", "", "第 4 段"))
    return Case(replace(filed(year=year), sections=(section,)))


# S-01: one level too deep --------------------------------------------------------------------------------------------

DEEP = [f"（{'一二三四五六'[s.number - 1]}）{s.heading[2:]}" for s in NEW.sections]


def written(tmp_path: Path, lines: list[str], name: str = "年报.md") -> Case:
    path = tmp_path / name
    path.write_text("\n\n".join([TITLE, *lines]), encoding="utf-8")
    return Case(read_file(path, 2023))


@pytest.mark.parametrize(
    "lines",
    [
        ["一、报告内容", *(line for h in DEEP for line in (h, "这一部分的文字在这里。"))],
        ["# 一、报告内容", *(line for h in DEEP for line in (f"## {h}", "这一部分的文字在这里。"))],
        [
            "一、报告内容",
            *(line for h in DEEP for line in (h.replace("（", "(").replace("）", ")"), "这一部分的文字在这里。")),
        ],
    ],
    ids=["plain", "markdown levels", "half-width brackets"],
)
def test_sections_one_level_too_deep_are_read_and_told_once(tmp_path, lines):
    of = written(tmp_path, lines)
    assert [1, 2, 3, 4, 5, 6] == [s.number for s in of.submission.sections or () if s.number]
    assert {"这一部分的文字在这里。"} == {s.text for s in of.submission.sections or () if s.number}
    found = of_rule("S-01", of)
    assert [Severity.ERROR] == [finding.severity for finding in found]
    assert "放在“一、报告内容”下面，低了一级" in found[0].message


def test_bracketed_numbers_without_a_heading_above_are_a_warning(tmp_path):
    of = written(tmp_path, [line for h in DEEP for line in (h, "这一部分的文字在这里。")])
    assert [Severity.WARNING] == [finding.severity for finding in of_rule("S-01", of)]


def test_other_headings_beside_nested_sections_are_still_told():
    sections = prose(headings={1: "（一）总体情况", 5: "（五）存在的主要问题及改进情况", 6: "（六）其他需要报告的事项"})
    other = Section(0, "二、附件", (), Origin("narrative.md", "", "第 40 行"))
    found = of_rule("S-01", worded((*sections, other)))
    assert ["“二、附件”不是格式规定的一级标题", "“（一）总体情况”至“（六）其他需要报告的事项”低了一级"] == [
        finding.message.partition("，")[0].partition("：")[0] for finding in found
    ]


# S-02 ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "official", "variant", "severity"),
    [
        ("五、存在问题及改进情况", "五、存在的主要问题及改进情况", False, Severity.WARNING),
        ("规范性文件", "行政规范性文件", False, Severity.WARNING),
        ("六、其他需要报告事项", "六、其他需要报告的事项", False, Severity.WARNING),
        ("七、其它", "3.其他", True, Severity.INFO),
        ("三、本年度收到和处理政府信息公开申请情况", "三、收到和处理政府信息公开申请情况", False, Severity.INFO),
        ("（二）部分公开的情况", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", False, Severity.INFO),
    ],
)
def test_deviation_is_told_where_it_stands(printed, official, variant, severity):
    deviation = Deviation(printed, official, Origin("年报.docx", "表 2", "第 9 行"), variant)
    found = of_rule("S-02", Case(replace(filed(), deviations=(deviation,))))
    assert [(severity, ("年报.docx · 表 2 · 第 9 行",))] == [(f.severity, f.places) for f in found]
    assert printed in found[0].message
    assert official in found[0].message


# S-03 ----------------------------------------------------------------------------------------------------------------

FIVE = ["主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障"]


@pytest.mark.parametrize(
    "texts",
    [
        [f"#（{n}）{t}" for n, t in zip("一二三四五", FIVE, strict=True)],
        [
            "（一）主动公开情况。发布120条。",
            "（二）依申请公开情况。3件。（三）政府信息管理情况。修订制度。",
            "（四）平台建设情况。（五）监督保障情况。",
        ],
        [
            "#（一）深入推进主动公开",
            "#（二）规范办理公开申请",
            "#（三）强化信息规范管理",
            "#（四）优化公开渠道",
            "#（五）加强组织保障",
        ],
        ["#1.主动公开政府信息情况", "#2.依申请办理情况", "#3.规范性文件管理", "#4.网站和新媒体建设", "#5.考核评议情况"],
        ["一是主动公开。发布120条。二是依申请公开。3件。三是政府信息管理。修订制度。四是平台建设。五是监督保障。"],
        ["1、主动公开。", "2、依申请公开。", "3、政府信息资源管理。", "4、政府信息公开平台建设。", "5、监督保障。"],
        [
            "主动公开方面，发布120条。",
            "在依申请公开方面，3件。",
            "政府信息管理方面：修订制度。",
            "平台建设方面，改版。",
            "监督保障方面，培训。",
        ],
        [
            "在主动公开方面，发布120条。依申请公开方面，3件。信息管理方面，修订。平台建设方面，改版。监督保障方面，培训。"
        ],
        [
            "主动公开情况",
            "发布120条。",
            "依申请公开情况",
            "3件。",
            "政府信息管理情况",
            "修订。",
            "平台建设情况",
            "改版。",
            "监督保障情况",
        ],
        ["#主动公开", "#依申请公开", "#政府信息管理", "#公开平台", "#监督保障", "#标准化规范化建设"],
        [
            "2023年，我局扎实推进公开。",
            "①主动公开：120条",
            "②依申请公开：3件",
            "③信息管理：修订",
            "④平台建设：改版",
            "⑤监督保障：培训",
        ],
        ["#(一)主动公开情况", "#(二)依申请公开情况", "#(三)政府信息的管理", "#(四)政府信息公开专栏", "#(五)监督与保障"],
    ],
)
def test_topics_that_are_covered(texts):
    assert [] == of_rule("S-03", overview(*texts))


@pytest.mark.parametrize(
    ("texts", "missing"),
    [
        (["2023年，我局全年公开信息120条，其中动态80条。同时加强平台建设，主动公开信息，落实监督保障。"], FIVE),
        (
            ["#（一）主动公开", "#（二）依申请公开", "#（三）处理群众咨询和投诉", "#（四）公开平台建设"],
            [FIVE[2], FIVE[4]],
        ),
        (["#（一）主动公开。", "#（二）依申请公开。"], FIVE[2:]),
        (["一是提高认识。开会研究。二是明确任务。分解到科室。三是加快发布。120条。四是回应关切。答复92条。"], FIVE),
        (["#（一）领导重视，机构健全", "#（二）突出重点，及时公开", "#（三）拓宽形式，方便群众"], FIVE),
        (["该部分包括六个方面内容。"], FIVE),
    ],
)
def test_topics_that_are_missing_are_one_finding(texts, missing):
    found = of_rule("S-03", overview(*texts))
    assert [Severity.WARNING] == [finding.severity for finding in found]
    assert missing == [topic for topic in FIVE if f"“{topic}”" in found[0].message.partition("。")[0]]
    assert ("年报.docx · 第 4 段",) == found[0].places


def test_topics_are_not_asked_for_before_the_form_names_them():
    assert [] == of_rule("S-03", overview("全年公开信息120条。", year=2020))


# S-04 ----------------------------------------------------------------------------------------------------------------


def without_table(problems: tuple[Problem, ...] = (), headings: tuple[int, ...] = (1, 2, 3, 4, 5, 6)) -> Case:
    known = {section.number: section.heading for section in NEW.sections}
    sections = prose(headings={number: known[number] for number in headings})
    return Case(replace(filed(), sections=sections, unrecognised=("applications",), problems=problems))


def missing(where: str) -> tuple[Problem, ...]:
    return (Problem("I-02", "没有第三表", where, "请补报。", tuple(NEW.tables["applications"].places)),)


def test_heading_without_a_table_is_told_beside_the_missing_table():
    found = of_rule("S-04", without_table(missing(NOWHERE)))
    assert ["“三、收到和处理政府信息公开申请情况”只有标题，没有表格"] == [
        f.message.partition("（可能")[0] for f in found
    ]


@pytest.mark.parametrize(
    "of",
    [without_table(missing("年报.docx · 表 2")), without_table(missing(NOWHERE), (1, 5, 6)), worded()],
    ids=["a table whose labels do not fit", "prose alone", "all tables read"],
)
def test_no_picture_is_supposed(of):
    assert [] == of_rule("S-04", of)


# S-06 ----------------------------------------------------------------------------------------------------------------


def led(text: str, **parts: object) -> Case:
    return worded(lead=(Paragraph(text, Origin("narrative.md", "", "第 3 行")),), **parts)


@pytest.mark.parametrize(
    "text",
    [
        "本报告根据国办公开办函〔2021〕30号编制。",
        "依据《中华人民共和国政府信息公开工作年度报告格式》要求，现公布本年度报告。",
        "国办公开办函〔2019〕60号已不再执行，按〔2021〕30号编制。",
        "根据《政府信息公开条例》（2019年修订）编制。",
        "落实国办发〔2019〕6号文件。",
        "按照《基层政务公开标准化规范化试点（试行）方案》推进。",
        "印发《示例区行政规范性文件管理办法（试行）》，全年制发60号文件。",
    ],
)
def test_cited_form_that_fits(text):
    assert [] == of_rule("S-06", led(text))


@pytest.mark.parametrize(
    "text",
    [
        "按照国办公开办函〔2019〕60号编制。",
        "按照国办公开办函[2019]60号文件要求编制。",
        "根据《关于政府信息公开工作年度报告有关事项的通知》（国办公开办函（2019） 60 号）编制。",
        "依照《中华人民共和国政府信息公开工作年度报告格式(试行)》编制。",
        "依照《政府信息公开工作年度报告格式》（试行）编制。",
    ],
)
def test_cited_form_that_does_not_fit(text):
    found = of_rule("S-06", led(text))
    assert [(Severity.WARNING, ("narrative.md · 第 3 行",))] == [(f.severity, f.places) for f in found]


def test_cited_form_is_found_across_the_lines_of_plain_text():
    lines = ("按照国办公开办函〔20", "19〕60号的要求编制本报告。")
    lead = tuple(Paragraph(text, Origin("年报.txt", "", f"第 {n} 行")) for n, text in enumerate(lines, start=3))
    assert ["年报.txt · 第 3 行"] == [f.places[0] for f in of_rule("S-06", worded(lead=lead))]


def test_trial_form_is_right_for_its_own_years():
    lead = (Paragraph("按照国办公开办函〔2019〕60号编制。", Origin("narrative.md", "", "第 3 行")),)
    assert [] == of_rule("S-06", Case(replace(filed(year=2020), sections=(), lead=lead)))


# S-07: the title ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        f"{NAME}2023年政府信息公开工作年度报告",
        f"2023年{NAME}政府信息公开工作年度报告",
        f"{NAME}2023年度政府信息公开工作年度报告",
        f"2023年度{NAME}政府信息公开工作年度报告",
        f"{NAME} 2023 年政府信息公开工作年度报告",
        f"{NAME}\n2023年政府信息公开工作年度报告",
        "示例区文化和旅游局2023年政府信息公开工作年度报告",
        "文化和旅游局2023年政府信息公开工作年度报告",
        "区文旅局2023年政府信息公开工作年度报告",
        f"{NAME}二〇二三年政府信息公开工作年度报告",
        f"{NAME}二○二三年政府信息公开工作年度报告",
        f"{NAME}２０２３年政府信息公开工作年度报告",
        f"{NAME}政府信息公开工作年度报告（2023年度）",
        f"《{NAME}2023年政府信息公开工作年度报告》",
        f"关于印发《{NAME}2023年政府信息公开工作年度报告》的通知",
        f"示例区人民政府办公室关于公布{NAME}2023年政府信息公开工作年度报告的通知",
        f"{NAME}关于报送2023年政府信息公开工作年度报告的函",
        f"关于报送{NAME}2023年度政府信息公开工作年度报告的报告",
        f"{NAME}关于2023年政府信息公开工作年度报告",
        f"{NAME}2023政府信息公开工作年度报告",
        f"{NAME}2023年政府信息公开工作年度报告（2024年1月）",
        f"{NAME}2023年政府信息公开工作年度报告 2024-01-22",
        f"2023年政府信息公开工作年度报告（{NAME}）",
        f"附件1：{NAME}2023年政府信息公开工作年度报告",
        f"示旅〔2024〕3号 {NAME}2023年政府信息公开工作年度报告",
        None,
    ],
)
def test_title_that_holds(title):
    assert [] == of_rule("S-07", worded(title=title))


@pytest.mark.parametrize(
    ("title", "expected", "actual", "words"),
    [
        (f"{NAME}2022年政府信息公开工作年度报告", "2023", "2022", "写的是 2022 年"),
        (f"{NAME}二〇二二年政府信息公开工作年度报告", "2023", "2022", "写的是 2022 年"),
        (f"{NAME}政府信息公开工作年度报告", "2023", None, "没有写年度"),
        (f"{NAME}2022年2023年政府信息公开工作年度报告", "2023", "2022、2023", "2022、2023"),
        ("示例市示例区文化旅游局2023年政府信息公开工作年度报告", NAME, "示例市示例区文化旅游局", "与登记表"),
        ("示例市甲区文化和旅游局2023年政府信息公开工作年度报告", NAME, "示例市甲区文化和旅游局", "与登记表"),
        ("旅游局2023年政府信息公开工作年度报告", NAME, "旅游局", "与登记表"),
        ("2023年政府信息公开工作年度报告", None, None, "没有写填报单位名称"),
        (f"{NAME}2023年政府信息公开年报", None, None, "应以“政府信息公开工作年度报告”结尾"),
        (f"{NAME}关于报送2022年政府信息公开工作年度报告的函", "2023", "2022", "写的是 2022 年"),
    ],
)
def test_title_that_is_broken(title, expected, actual, words):
    found = of_rule("S-07", worded(title=title))
    assert [(expected, actual)] == [(finding.expected, finding.actual) for finding in found]
    assert words in found[0].message


@pytest.mark.parametrize(
    ("first", "times"),
    [
        (f"{NAME}2023年政务公开工作总结", 1),
        ("2023年，我局信息公开情况如下", 0),
        ("现将2023年政府信息公开工作情况报告如下：", 0),
    ],
)
def test_first_line_like_a_title_of_another_kind_is_told(first, times):
    found = of_rule("S-07", worded(title=None, lead=(Paragraph(first, Origin("年报.txt", "", "第 1 行")),)))
    assert ["应以“政府信息公开工作年度报告”结尾"] * times == [
        f.message[-len("应以“政府信息公开工作年度报告”结尾。") : -1] for f in found
    ]


@pytest.mark.parametrize(
    "ending",
    [
        "政府信息公开年度报告",
        "政府信息公开工作年报",
        "政府信息公开工作报告",
        "政务公开工作年度报告",
        "政府信息公开工作年度报告（送审稿）",
    ],
)
def test_ending_that_only_deviates_is_a_warning(ending):
    found = of_rule("S-07", worded(title=f"{NAME}2023年{ending}"))
    assert [Severity.WARNING] == [finding.severity for finding in found]


def test_title_without_a_register_is_not_compared_with_a_name():
    of = Case(replace(filed(), sections=(), title="某局2023年政府信息公开工作年度报告"))
    assert [] == of_rule("S-07", of)


@pytest.mark.parametrize(
    ("full", "short", "named"),
    [
        ("示例县人民政府", "", "示例县"),
        ("示例县人民政府", "", "示例县政府"),
        ("示例市示例区人民政府", "", "示例区"),
        ("示例市人民政府办公室", "", "市政府办公室"),
        ("示例区示例街道办事处", "", "示例街道"),
        ("示例镇人民政府", "", "示例县示例镇"),
        ("示例经济技术开发区管理委员会", "", "示例经济技术开发区"),
        ("示例市住房和城乡建设局", "市住建局", "示例市住建局"),
    ],
)
def test_title_may_name_the_place_or_leave_places_out(full, short, named):
    assert [] == titled(full, short, named)


@pytest.mark.parametrize(
    ("full", "named", "severity"),
    [
        ("示例市住房和城乡建设局", "示例市住建局", Severity.WARNING),
        ("示例县教育体育局", "示例县教育和体育局", Severity.WARNING),
        ("示例市教育局", "示例市财政局", Severity.ERROR),
        ("示例市教育局", "示例市示例区教育局", Severity.ERROR),
        ("示例县人民政府", "示例县教育局", Severity.ERROR),
    ],
)
def test_title_with_an_abbreviated_name_is_a_warning_and_with_another_an_error(full, named, severity):
    assert [(severity, full, named)] == [(f.severity, f.expected, f.actual) for f in titled(full, "", named)]


def titled(full: str, short: str, named: str) -> list[Finding]:
    """What S-07 says where the register has `full` and `short`, and the title `named`."""
    of = worded(title=f"{named}2023年政府信息公开工作年度报告")
    office = of.office and of.office.model_copy(update={"name": full, "short_name": short})
    return of_rule("S-07", replace(of, office=office))


def test_title_of_a_town_prints_the_word_government_once():
    of = worded(title="示例镇人民政府信息公开工作年度报告（2023年）")
    named = of.office and of.office.model_copy(update={"name": "示例镇人民政府", "short_name": ""})
    assert [] == of_rule("S-07", replace(of, office=named))
