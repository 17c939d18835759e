"""Names: what is a slip, what is another real name, and who speaks in the lead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.rules import Severity, catalogue
from helpers.rules.examples import Example

OFFICES = [
    {"id": "minzheng", "name": "示例区民政局", "short_name": "区民政局"},
    {"id": "jiaoyu", "name": "示例区教育局", "short_name": "区教育局"},
    {"id": "shuiwu", "name": "示例区水务局", "short_name": "区水务局"},
    {"id": "qinghe", "name": "示例区青禾街道办事处", "short_name": "青禾街道"},
    {"id": "renshe", "name": "示例区人力资源和社会保障局", "short_name": "区人社局"},
    {"id": "zhengfu", "name": "示例区人民政府"},
]
COUNTY = {
    "office": {"name": "沭阳县文化和旅游局", "short_name": "县文旅局"},
    "offices": [{"id": "jiaoyu", "name": "沭阳县教育局"}],
    "campaign": {"district": "沭阳县"},
}


def told(text: str, lead: str = "", **context):
    given = {"office": {}, "offices": OFFICES, **context}
    example = Example.model_validate({"about": "", **given, "of": {"lead": lead, "sections": {1: text}}})
    return [(j.actual, j.expected, j.severity or Severity.ERROR) for j in catalogue()["C-01"].judge(example.case())]


@pytest.mark.parametrize(
    ("text", "actual", "expected", "severity"),
    [
        ("示例区文化和施游局公开3条。", "示例区文化和施游局", "示例区文化和旅游局", Severity.ERROR),
        ("在示列区文化和旅游局大厅", "示列区", "示例区", Severity.ERROR),
        ("示列区人民政府网站", "示列区", "示例区", Severity.ERROR),
        ("会同示例区民攻局公开3条。", "示例区民攻局", "示例区民政局", Severity.WARNING),
        ("我局与区教肓局联合发布。", "区教肓局", "区教育局", Severity.WARNING),
        ("示例区人力资源和社会保章局", "示例区人力资源和社会保章局", "示例区人力资源和社会保障局", Severity.WARNING),
    ],
)
def test_one_wrong_letter_is_told_once_with_the_right_name(text, actual, expected, severity):
    assert [(actual, expected, severity)] == told(text)


@pytest.mark.parametrize(
    "text",
    [
        "示例区文化和旅游局与示例区民政局、示例区教育局公开3条。",
        "示例区水利局、示例区税务局、区教体局、区体育局、区商务局",
        "青山街道与青禾街道联合，示例区青山街道办事处",
        "示例区民宗局、区公安局、区治安局、区审计局、区统计局",
        "示范区建设、示范区人民政府",
        "示例市文化和旅游局、示例县人民政府",
        "省人力资源和社会保障厅、人力资源与社会保障局",
        "城东区、城西区、涧西区人民政府",
        "区水务局和市水务局、示例区水务集团",
        "示例区教育界人士、区教育系统、区教育工委",
    ],
)
def test_other_real_names_are_left_alone(text):
    assert [] == told(text)


@pytest.mark.parametrize("text", ["沐阳县教育局", "我局在沐阳县召开会议3次"])
def test_misspelt_county_is_told(text):
    assert [("沐阳县", "沭阳县", Severity.ERROR)] == told(text, **COUNTY)


@pytest.mark.parametrize("text", ["沭阳县与泗阳县、泗洪县", "赴泗阳县教育局学习", "宿城区人民政府", "阳光政务"])
def test_neighbouring_county_with_one_letter_else_is_left_alone(text):
    assert [] == told(text, **COUNTY)


@pytest.mark.parametrize(
    ("lead", "text"),
    [
        ("示例区教育局2023年政府信息公开工作年度报告如下。", "公开3条。"),
        ("根据《中华人民共和国政府信息公开条例》，示例区教育局编制本报告。", "公开3条。"),
        ("示例区教育局依照《中华人民共和国政府信息公开条例》，向社会公布本报告。", "公开3条。"),
        ("", "2023年，示例区教育局认真贯彻落实条例要求，公开3条。"),
    ],
)
def test_report_that_speaks_as_another_office_is_told(lead, text):
    assert [("示例区教育局", "示例区文化和旅游局", Severity.ERROR)] == told(text, lead)


@pytest.mark.parametrize(
    ("lead", "text"),
    [
        ("根据《示例区教育局关于做好年报编制的通知》，我局编制本报告。", "会同示例区教育局公开信息3条。"),
        (
            "示例区文化和旅游局依照《中华人民共和国政府信息公开条例》编制本报告。",
            "我局与示例区教育局一道推进。",
        ),
        ("电子版可在示例区人民政府网站下载。", "2023年，示例区人民政府高度重视，我局公开3条。"),
        ("如有疑问，请与示例区教育局联系。", "我局公开3条。"),
    ],
)
def test_mention_of_another_office_is_left_alone(lead, text):
    assert [] == told(text, lead)


def test_parent_office_may_speak_in_its_units_report():
    unit = {"parent": "jiaoyu"}
    assert [] == told("2023年，示例区教育局认真贯彻落实条例要求，公开3条。", office=unit)


def test_an_office_of_which_there_is_no_register_has_its_own_name_still():
    given = {
        "about": "",
        "office": {},
        "of": {"lead": "", "sections": {1: "示例区文化和施游局公开3条，会同示例区民攻局。"}},
    }
    case = replace(Example.model_validate(given).case(), register=None)
    assert ["示例区文化和施游局"] == [judgement.actual for judgement in catalogue()["C-01"].judge(case)]
