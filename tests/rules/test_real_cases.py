"""Defects known from published reports, rebuilt from their figures in sentences of our own.

Every case names the rules that must be told; no other finding at error level may come. Nothing but the figures is from
a real report.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from helpers.intake.folder import read_file
from helpers.rules import Case, Severity, check
from helpers.rules.examples import Example

A, P, D = "applications", "proactive", "disputes"
PERIOD = "统计期限自{year}年1月1日起至{year}年12月31日止。"
TOPICS = """（一）主动公开
全年通过政府网站公布信息 41 条，全部由办公室审核后发布。
（二）依申请公开
{requests}
（三）政府信息管理
公文拟制时同步确定公开属性，已公开的文件每半年清理一次。
（四）政府信息公开平台建设
网站公开专栏由专人维护，失效链接及时修复。
（五）监督保障
明确一名负责人分管政务公开，全年培训 2 次。"""
FIVE = "主要问题是公开内容更新不够及时，解读形式较为单一。下一步将加强培训，完善审核流程，丰富图表解读。"
SIX = "本年度未收取信息处理费。"
NONE = "全年未收到政府信息公开申请。"


def sections(requests: str = NONE, **changed: str) -> dict[int, str]:
    """The three sections of words; `one`, `five`, `six` replace a whole one."""
    return {
        1: changed.get("one", TOPICS.format(requests=requests)),
        5: changed.get("five", FIVE),
        6: changed.get("six", SIX),
    }


def case(year: int, about: str = "", **of: Any) -> Case:
    """A document of `year` without a register; cells that are not named hold 0."""
    told = {name: of.pop(name) for name in ("previous", "office") if name in of}
    of.setdefault("sections", sections())
    of.setdefault("lead", PERIOD.format(year=year))
    return Example.model_validate({"about": about, "year": year, "of": of, "office": None, **told}).case()


def received(number: int, column: str = "natural_person") -> dict[str, int]:
    """A table three in which `number` applications came in and were granted."""
    rows = ("new_received", "granted", "total_processed")
    return {f"{A}.{row}.{c}": number for row in rows for c in (column, "total")}


CASES = {
    "a report of 2025 cites the trial form": (
        case(2025, lead="依照《政府信息公开工作年度报告格式（试行）》编制。" + PERIOD.format(year=2025)),
        {"S-06"},
    ),
    "prose says two applications, the table three; one sub-heading is the office's own": (
        case(
            2023,
            cells=received(3),
            sections=sections(
                one="""（一）主动公开情况
政府网站公开信息 34 条、概况类信息 150 条。
（二）依申请公开情况
全年受理依申请公开 2 件，均在规定时限内答复。
（三）处理群众咨询和投诉情况
受理群众来信来电 92 件。
（四）平台建设情况
网站由专人维护，栏目按季度检查。
（五）监督保障情况
主要负责人负总责，全年培训 1 次。"""
            ),
        ),
        {"N-01", "S-03"},
    ),
    "one application in the table and no word of applications": (
        case(
            2023,
            cells={**received(1), f"{P}.administrative_penalty.decisions": 1472},
            sections=sections(
                one="本街道全年通过政府网站公布信息 63 条，其中机构信息 16 条、"
                "工作动态 36 条、公示公告 5 条、财政信息 1 条、其他 5 条。"
            ),
        ),
        {"S-03", "N-02"},
    ),
    "no sub-headings": (
        case(
            2022,
            cells={f"{P}.normative_documents.issued": 1, f"{P}.normative_documents.in_force": 1},
            sections=sections(
                one="全年公布信息 51 条，其中机构概况 1 条、工作动态 35 条、通知公告 9 条、其他 6 条。"
                "未收到政府信息公开申请。"
            ),
        ),
        {"S-03"},
    ),
    "87 documents made, none published": (
        case(2020, cells={f"{P}.normative_documents.made": 87}),
        {"T2-05"},
    ),
    "every cell blank on the old form": (
        case(
            2022,
            form="2019",
            cells=dict.fromkeys((f"{A}.{row}.total" for row in ("new_received", "granted", "carried_out")), ""),
            lead="现公布本镇政府信息公开工作年度报告。",
            sections=sections(one="公布文件 11 件、解读 15 件。未收到政府信息公开申请。"),
        ),
        {"F-01", "S-05", "S-03", "P-02"},
    ),
    "decisions are the sum of items": (
        case(
            2020,
            cells={
                f"{P}.administrative_license.previous_items": 21,
                f"{P}.administrative_license.change": 19,
                f"{P}.administrative_license.decisions": 40,
            },
        ),
        {"T2-06"},
    ),
    "a town with regulations in force, the form's instruction left in": (
        case(
            2023,
            title="示例县某镇人民政府2023年政府信息公开工作年度报告",
            cells={f"{P}.regulations.in_force": 6},
            sections={
                1: "本报告由六个部分组成，2023 年度未收到政府信息公开申请。",
                2: "该部分以表格形式报告。表格如下：",
                3: "",
                4: "",
                5: FIVE,
                6: SIX,
            },
        ),
        {"T2-04", "C-04", "S-03"},
    ),
    "thirteen said, twelve named": (
        case(
            2021,
            sections=sections(
                one=TOPICS.format(requests=NONE).replace(
                    "全年通过政府网站公布信息 41 条，全部由办公室审核后发布。",
                    "全年公布信息 13 条，其中工作动态 4 条、规划 1 条、预算 1 条、决算 1 条、招考 1 条、公告 4 条。",
                )
            ),
        ),
        {"N-06"},
    ),
    "2019 tables in 2023, free sub-headings, published in March": (
        case(
            2023,
            form="2019",
            title="示例县民政局2023年政府信息公开工作年度报告",
            published="2024-03-15",
            sections=sections(
                one="一是加强主动公开，公布信息 162 条。二是做好答复，未收到政府信息公开申请。"
                "三是办理热线来电 47 件。四是加强培训。"
            ),
        ),
        {"S-05", "S-03", "P-01"},
    ),
    "a dash and blanks": (
        case(
            2020,
            cells={
                f"{P}.administrative_coercion.decisions": "-",
                f"{P}.administrative_fee.previous_items": "",
                f"{P}.normative_documents.public_total": 19,
                f"{P}.normative_documents.newly_public": 2,
                f"{P}.normative_documents.made": 2,
            },
        ),
        {"F-01"},
    ),
    "generic text without a figure, a year or a name": (
        case(
            2023,
            lead="",
            sections=sections(
                one="一些地区高度重视公开工作，多数部门建立了相应机制，部分地区还开发了政务客户端。未收到政府信息公开申请。"
            ),
        ),
        {"C-02", "P-02"},
    ),
    "carried in though nothing was carried out last year": (
        case(
            2022,
            cells={
                f"{A}.new_received.natural_person": 7,
                f"{A}.new_received.total": 7,
                f"{A}.carried_in.natural_person": 1,
                f"{A}.carried_in.total": 1,
                f"{A}.granted.natural_person": 3,
                f"{A}.granted.total": 3,
                f"{A}.unavailable_not_held.natural_person": 4,
                f"{A}.unavailable_not_held.total": 4,
                f"{A}.total_processed.natural_person": 7,
                f"{A}.total_processed.total": 7,
                f"{A}.carried_out.natural_person": 1,
                f"{A}.carried_out.total": 1,
            },
            sections=sections("全年新收申请 7 件，上年结转 1 件，予以公开 3 件，无法提供 4 件，结转下年度 1 件。"),
            previous={"cells": received(32, "legal_service")},
        ),
        {"X-01"},
    ),
    "six of a person, 26 of legal services, 32 in all": (
        case(
            2021,
            cells={
                f"{A}.new_received.natural_person": 6,
                f"{A}.new_received.legal_service": 26,
                f"{A}.granted.natural_person": 6,
                f"{A}.partially_granted.legal_service": 2,
                f"{A}.denied_third_party.legal_service": 1,
                f"{A}.unavailable_not_held.legal_service": 23,
                f"{A}.total_processed.natural_person": 6,
                f"{A}.total_processed.legal_service": 26,
                f"{A}.new_received.total": 32,
                f"{A}.granted.total": 6,
                f"{A}.partially_granted.total": 2,
                f"{A}.denied_third_party.total": 1,
                f"{A}.unavailable_not_held.total": 23,
                f"{A}.total_processed.total": 32,
            },
            sections=sections(
                "全年收到申请 32 件，均按期办结，其中自然人 6 件、法律服务机构 26 件；予以公开 6 件，部分公开 2 件，"
                "不予公开 1 件，本机关不掌握 23 件。"
            ),
        ),
        set(),
    ),
    "parts add up to 86": (
        case(
            2020,
            sections=sections(
                one=TOPICS.format(requests=NONE).replace(
                    "公布信息 41 条",
                    "公布信息 86 条，其中法规 2 条、规划 5 条、动态 73 条、"
                    "财政 2 条、人事 1 条、应急 1 条、扶贫 1 条、其他 1 条",
                )
            ),
        ),
        set(),
    ),
}


@pytest.mark.parametrize(("of", "known"), [pytest.param(*told, id=name) for name, told in CASES.items()])
def test_known_defects_are_told_and_no_other_error(of, known):
    findings = check(of).findings
    assert set() == known - {f.rule for f in findings}
    assert [] == [(f.rule, f.message) for f in findings if f.severity is Severity.ERROR and f.rule not in known]


DEEP = """示例区水利局2021年政府信息公开工作年度报告
一、报告内容
（一）总体情况
全年公布信息 41 条。联系邮箱：12345678901@qq.com，电话 0477-1234567。未收到政府信息公开申请。
（二）主动公开政府信息情况
（三）收到和处理政府信息公开申请情况
（四）政府信息公开行政复议、行政诉讼情况
（五）存在的主要问题及改进情况
主要问题是更新不够及时。下一步将加强培训，完善流程，按月检查各栏目的更新情况。
（六）其他需要报告的事项
未收取信息处理费。
"""


def test_sections_one_level_too_deep_late_and_with_a_personal_mailbox(tmp_path):
    path = tmp_path / "年报.txt"
    path.write_text(DEEP, encoding="utf-8")
    submission = replace(read_file(path, 2021), published=None)
    found = {f.rule for f in check(Case(submission)).findings}
    assert set() == {"S-01", "P-04"} - found


PICTURES = """示例区某街道办事处2020年政府信息公开工作年度报告
一、总体情况
全年公布信息 232 条。未收到政府信息公开申请。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
主要问题是更新不够及时。下一步将加强培训，完善流程，按月检查各栏目的更新情况。
六、其他需要报告的事项
无其他需要报告的事项。
"""


def test_headings_without_tables(tmp_path):
    path = tmp_path / "年报.txt"
    path.write_text(PICTURES, encoding="utf-8")
    found = {f.rule for f in check(Case(read_file(path, 2020))).findings}
    assert {"S-04", "I-02"} <= found
