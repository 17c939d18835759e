"""Wording: slips and what looks like one, template text, dated phrases, text without substance."""

from __future__ import annotations

import pytest

from helpers.rules import catalogue
from helpers.rules.examples import Example


def told(rule: str, text: str, lead: str = "", year: int = 2023, title: str | None = None) -> list[str]:
    of = {"title": title, "lead": lead, "sections": {1: text}}
    example = Example.model_validate({"about": "", "year": year, "of": of})
    return [judgement.message for judgement in catalogue()[rule].judge(example.case())]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("进一步做好公开工作工作，", "“工作”写了两遍"),
        ("认真开展开展培训2期。", "“开展”写了两遍"),
        ("政府信息政府信息公开3条", "“政府信息”写了两遍"),
        ("我局的的做法", "“的的”连写"),
        ("公开了了3条", "“了了”连写"),
        ("网站发布，，公众号转发", "“，，”连写"),
        ("公开信息3条。。", "“。。”连写"),
        ("依申请公开受理渠。", "“受理渠道”掉了字"),
        ("加强监督保。", "“监督保障”掉了字"),
        ("受理行政复、行政诉讼", "“行政复议”掉了字"),
        ("国家法律、法规 and 党的政策", "外文词“and”"),
        ("信息transparent公开", "外文词“transparent”"),
    ],
)
def test_slip_is_told(text, words):
    assert [True] == [words in message for message in told("C-03", text)]


@pytest.mark.parametrize(
    "text",
    [
        "公开工作工作人员培训3次",
        "政府信息公开公开栏、区政府政府网站、平台平台建设",
        "政务APP、app、wps、“互联网+政务服务”、OA系统、DeepSeek模型、vlog、H5、5G",
        "访问www.shili.gov.cn，邮箱xxgk@shili.gov.cn，下载年报2023.pdf",
        "一条一条梳理、一件一件核对、一步一步推进",
        "常常、人人、处处、逐步、件件有回音、事事有着落",
        "公开方式的的确确方便，增进了了解，把把关，及以及及时",
        "部门门户网站、提高高质量、研究究竟、学习习近平总书记",
        "公开内容、公开方式、公开程序，第一季度、第二季度",
        "门户网、微信公众号、行政诉讼、法律法规、保密审查",
        "受理渠道畅通，政府信息公开，依申请公开",
        "《Open Government》一书",
    ],
)
def test_right_writing_is_left_alone(text):
    assert [] == told("C-03", text)


def test_slip_that_a_text_repeats_is_told_once_with_how_often():
    assert [
        "“我局的的做法，公开了了3条，各科室的…”中“的的”连写（共 2 处），请核对（narrative.md · 第 4 行）。",
        "“我局的的做法，公开了了3条，各科室的的做法。”中“了了”连写，请核对（narrative.md · 第 4 行）。",
    ] == told("C-03", "我局的的做法，公开了了3条，各科室的的做法。")


def test_term_at_the_end_of_a_broken_line_is_not_cut():
    assert [] == told("C-03", "畅通受理渠\n道，收到申请3件。")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("该部分以表格形式报告。表格如下", "该部分以表格形式报告"),
        ("公开信息XX条", "XX条"),
        ("××区××局", "××区"),
        ("20XX年", "20XX年"),
        ("X月X日印发", "X月"),
        ("2023年 月 日", "2023年月日"),
        ("2023年1月 日", "2023年1月日"),
        ("全年共__件", "__"),
        ("收到申请（ ）件", "（）件"),
        ("公开信息共  条，", "共条"),
        ("全年公开（此处填写数字）条", "（此处填写数字）"),
        ("【请填写单位名称】", "【请填写单位名称】"),
        ("（单位名称）2023年", "（单位名称）"),
        ("【此处插入图表】", "【此处插入图表】"),
    ],
)
def test_template_text_is_told_once(text, words):
    assert [True] == [words in message for message in told("C-04", text)]


@pytest.mark.parametrize(
    "text",
    [
        "【图解】政策、【发布】、【未填】",
        "申请人某某诉我局，张××申请公开，XX公司",
        "7×24小时、5×8小时",
        "（请点击此处下载）（可点击此处下载PDF版）（申请表请从网站下载填写）",
        "请填写《政府信息公开申请表》，“单位名称”栏写全称",
        "1月1日至12月31日，月日均访问3次，2023年月日均访问3次",
        "具体情况见下表，表格如下",
        "____",
        "年报_2023__终稿.pdf",
        "X光机检查、XBRL格式",
        "共3件，共计条目3个，公共条件",
        "〔2023〕12号、[2023]12号",
        "{{ applications.unknown.total }}",
    ],
)
def test_ordinary_brackets_and_crosses_are_left_alone(text):
    assert [] == told("C-04", text)


def test_template_text_in_title_and_lead():
    assert "标题留有" in told("C-04", "公开3条", title="XX局2023年政府信息公开工作年度报告")[0]
    assert "开头留有" in told("C-04", "公开3条", lead="某某局2023年报告")[0]
    assert [] == told("C-04", "申请人要求公开某某局文件")


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2023, "深入学习贯彻党的十九大精神，"),
        (2023, "深入学习贯彻党的十九大和十九届六中全会精神"),
        (2022, "扎实开展“不忘初心、牢记使命”主题教育"),
        (2023, "扎实开展党史学习教育"),
        (2020, "两学一做学习教育"),
        (2023, "“十三五”收官之年"),
        (2025, "学习贯彻习近平新时代中国特色社会主义思想主题教育"),
        (2024, "新修订的《中华人民共和国政府信息公开条例》"),
    ],
)
def test_dated_phrase_is_told_once(year, text):
    assert 1 == len(told("C-05", f"{text}公开3条。{text}公开5条。", year=year))


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2023, "党的十九大以来"),
        (2022, "党的十九大精神"),
        (2023, "党的十九大、二十大精神"),
        (2023, "学习贯彻习近平新时代中国特色社会主义思想主题教育"),
        (2021, "党史学习教育"),
        (2023, "推动党史学习教育常态化长效化"),
        (2023, "党的十九届历次全会精神"),
        (2022, "十九届六中全会精神"),
        (2025, "二十届三中、四中全会精神"),
        (2023, "“十三五”以来、巩固脱贫攻坚成果"),
    ],
)
def test_current_phrase_is_left_alone(year, text):
    assert [] == told("C-05", text, year=year)


OFF_TOPIC = (
    "6月，我局在人民广场举办文艺汇演，邀请各街道的合唱队、舞蹈队登台，演员和观众欢聚一堂，气氛十分热烈。"
    "活动还安排了非遗手工体验、特色小吃和亲子游戏，居民一边品尝一边听老师傅讲解，孩子们玩得很开心，纷纷希望以后多办。"
)


def test_topic_about_something_else_is_told_over_broken_lines():
    whole = f"公开3条。\n（四）平台建设情况。我局管理网站。{OFF_TOPIC}"
    broken = f"公开3条。\n（四）平台建设情况。我局管\n理网站。{OFF_TOPIC[:30]}\n{OFF_TOPIC[30:]}"
    for text in (whole, broken):
        assert [True] == ["“平台建设情况”一半以上的文字没有说到" in message for message in told("C-02", text)]


@pytest.mark.parametrize(
    "text",
    [
        "2023年公开3条。",
        "受台风影响，部分地区出现内涝，我局及时发布预警3条。",
        "公开3条。部分地区停水，本机关当天公告。",
        "对部分部门开展抽查3次，部分单位更新不及时。",
        "各级各部门高度重视，公开信息三十七件。",
        "无。",
        "公开3条。\n（五）监督保障\n从乘客、司机、村民中聘请体验员14人，每月提交体验单。",
        "公开3条。\n（四）平台建设\n公众号开设专栏，答复5次。" + OFF_TOPIC[:50],
    ],
)
def test_plain_words_with_figures_are_left_alone(text):
    assert [] == told("C-02", text)


def test_generic_text_is_told():
    assert "没有一个数字" in told("C-02", "政府信息公开制度不断完善，公开渠道不断拓宽，公开内容不断丰富，" * 3)[0]
    assert "一些地区" in told("C-02", "公开3条。一些地区积极探索，多数部门建立了网站。")[0]


@pytest.mark.parametrize("rule", ["C-02", "C-03", "C-04", "C-05"])
@pytest.mark.parametrize("piece", ["工作", "（请填写", "一些地区，", "and ", "_＿", "X", "的", "共（"])
def test_of_a_long_line_no_more_is_quoted_than_people_read(rule, piece):
    assert [] == [message for message in told(rule, piece * 20_000) if len(message) > 200]
