"""N-10, N-11, N-12: what the text sections must say, and how long they may be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_examples import TEXTS, prose, said, without, worded

from helpers.rules import Case, Outcome, Severity, catalogue
from helpers.rules.finding import Judgement

ENOUGH = [
    "政府信息公开工作运行正常，但公开的系统性离上级要求尚有距离。今后抓好信息收集，规范工作流程，做到应公开尽公开。",
    "存在的主要问题是解读形式较少，栏目更新不够及时。下一步改进：增加图解，做好培训，按月检查栏目。",
    "一年来，公开的内容还不够丰富，与群众期待相比尚有距离。来年要加大解读力度，让群众看得懂、找得到、用得上。",
    "信息公开的时效性有待增强，工作人员业务能力需进一步提高。我局将组织专题学习，严格审核流程，及时更新内容。",
    "对照上级要求，仍存在一定差距，如依申请公开的规范性还应增强。为此，我办拟制定答复范本，逐件审核把关。",
    "公开的主动性欠佳，个别科室报送滞后，群众知晓率偏低。针对上述情况，落实专人负责，每月通报报送数量和质量。",
    "当前面临的困难是人员更替频繁、业务生疏。明年计划分两批轮训，编印操作手册，并由老同志带新同志跟班三个月。",
    "（一）薄弱环节：公众参与渠道单一。（二）努力方向：拓宽线上线下征集意见的渠道，对采纳情况逐条公布并说明理由。",
    "档案数字化程度不高，查找费时；部分文件属性界定不准。今后着力做好两件事：补录旧档，印发前逐件标注公开属性。",
    "我街道在信息公开方面还有短板，如内容更新慢、形式老套。接下来采取以下举措：配齐人员，增加短视频，按周更新。",
    "个别栏目内容陈旧，政策解读深度欠缺，公开与群众需求不对路。整改情况：已清理旧信息，重设栏目，按季征询意见。",
    "平台检索不便，居民常常找不到想看的内容。我们会把目录重新编排，增设热词，同时优化手机页面，方便老年人使用。",
    "瓶颈主要在于乡镇力量不足，一人身兼数职。解决办法：区级统一审核，乡镇只管采集，并按月派人驻点辅导，减轻负担。",
    "公开意识需加强，个别同志认为公开就是发通知。改进措施：每季度开展一次条例学习，以案说法，纳入年终考评。",
    "养老机构床位更新较慢，咨询多而公开的问答少；为此列出清单，由机构每周自行填报空床数，我局每月抽核并公布结果。",
    "2023年信息公开工作中，对区分处理的尺度把握不一，答复说理较简。2024年推行答复文书范本，写清事实和依据。",
    "专题栏目维护不及时、信息质量参差不齐的情况依然存在。对此，建立三审三校制度，凡未经审核的信息一律不得发布。",
    "群众对惠民政策了解得还不够全面，宣传手段较为单调。要进一步丰富载体，运用大喇叭、短视频、院坝会把政策送到家。",
    "制度落实尚不到位，监督检查频次偏少。整改措施：健全台账，季度抽查，结果与评先评优挂钩，问题限期销号。",
    "尚需在规范性上下功夫：文件格式不一，索引号漏填。改正办法是统一模板，上传前由系统校验，漏填的不予发布。",
    "公开渠道不畅，偏远村组收看不便；审核把关不严，错别字时有出现。下步将增设村级公示点，落实双人校对责任。",
]
LACKING = [
    ("无。", "存在的问题和改进措施"),
    ("暂无。", "存在的问题和改进措施"),
    ("无存在的问题。", "只有 6 个字"),
    ("存在问题：公开不及时。改进措施：及时公开。", "只有"),
    ("本年度没有。", "存在的问题和改进措施"),
    (
        "今年以来，我局高度重视政府信息公开，各项任务圆满完成，公众评价良好，赢得了社会各界的一致好评和充分肯定。",
        "存在的问题",
    ),
    (
        "2023年，我局圆满完成全年任务，网站发布信息一百二十条，微信发布八十条，收到申请五件，全部按期答复，群众满意。",
        "存在的问题",
    ),
    (
        "主要问题：一是公开内容单一；二是解读形式单调；三是群众知晓率低；四是人员更换频繁，业务生疏，经常漏报错报信息。",
        "改进措施",
    ),
    (
        "经自查，我单位公开内容单一，更新不及时，群众知晓率低，人员兼职多、流动快，对条例的理解也比较肤浅，答复常常超期。",
        "改进措施",
    ),
    ("详见附件。", "只有 4 个字"),
]


def judged(rule: str, of: Case) -> list[Judgement]:
    return list(catalogue()[rule].judge(of))


@pytest.mark.parametrize("text", ENOUGH)
def test_section_five_with_problem_and_measure(text):
    assert [] == judged("N-10", said(5, text))


@pytest.mark.parametrize(("text", "words"), LACKING)
def test_section_five_without_them(text, words):
    found = judged("N-10", said(5, text))
    assert [Outcome.BROKEN] == [j.outcome for j in found]
    assert words in found[0].message


@pytest.mark.parametrize(
    ("text", "severity"), [("无。", None), ("全年发布信息120条。" * 10, None), (LACKING[7][0], Severity.WARNING)]
)
def test_a_long_section_that_lacks_one_of_the_two_is_a_warning(text, severity):
    assert [severity] == [j.severity for j in judged("N-10", said(5, text))]


def test_empty_section_five_is_left_to_its_own_rule():
    assert [] == judged("N-10", said(5, ""))


PROMISE = "目录更新不及时。下一步给目录模板加上到期提醒，每学期末在校门口张榜公布家长意见的办理进度。"


def following(one: str, before: str = PROMISE) -> Case:
    """A case whose section one says `one`, after a year whose section five said `before`."""
    previous = worded(prose({**TEXTS, 5: before})).submission
    return replace(said(1, one), previous=previous)


@pytest.mark.parametrize(
    "text",
    [
        "上年提出的两项改进措施均已落实。",
        "针对上年度存在的问题，逐项整改。",
        "去年列出的不足已经补上。",
        "2022年确定的任务全部完成。",
        "对问题逐一整改到位。",
        "目录模板有了到期提醒，每学期末张榜公布家长意见的办理进度。",
    ],
)
def test_last_year_is_spoken_of(text):
    assert [] == judged("N-11", following(text))


@pytest.mark.parametrize(
    "text", ["全年发布信息120条。", "新收申请5件，上年结转2件，均按期办结。", "与2022年相比，发布信息增加20条。"]
)
def test_last_year_is_not_spoken_of(text):
    found = judged("N-11", following(text))
    assert [Outcome.BROKEN] == [j.outcome for j in found]
    assert "2022 年度" in found[0].message


def test_last_year_that_promised_next_to_nothing_is_passed_over():
    assert [] == judged("N-11", following("全年发布信息120条。", "存在不足。下一步改进。"))


def test_last_year_without_prose_is_not_applicable():
    of = said(1, "全年发布信息120条。")
    assert "没有上一年度的数据" != catalogue()["N-11"].excused(of)
    assert "没有上一年度的文字部分" == catalogue()["N-11"].excused(of)


@pytest.mark.parametrize(("limit", "figures"), [(9, []), (8, [("8", "9")]), (1000, [])])
def test_length_is_counted_without_blanks(limit, figures):
    campaign = without("X-05").model_copy(update={"overview_limit": limit})
    of = replace(said(1, "发 布　信 息\n120条。"), campaign=campaign)
    assert figures == [(j.expected, j.actual) for j in judged("N-12", of)]


def test_length_without_a_limit_is_not_applicable():
    assert "参数文件没有规定总体情况的字数（overview_limit）" == catalogue()["N-12"].excused(
        replace(worded(), campaign=without("X-05"))
    )
