"""`nianbao rules`: the catalogue, and a rule explained by its examples."""

from __future__ import annotations

import json
import re

import pytest

from helpers.rules import catalogue
from helpers.rules.examples import rule_examples
from helpers.rules.explain import SCOPE_WORDS, STAGE_WORDS, STATUS_WORDS, explain, rule_json

X01 = """\
X-01　上年结转等于上一年度报告的结转下年度
级别：错误　范围：一列，与上一年度之间　环节：单位报送时
公式：carried_in(Y) = carried_out(Y-1)
依据：第三表第二项与上一年度第四项；各例均符合（已核实，所见报告都相符）
不适用的情形：没有上一年度的数据
怎么改：核对上一年度已公布的报告，改正本年“上年结转”。
例（通过）：上年结转等于上一年度的结转下年度
    第三表「二、上年结转」行「自然人」列：3
    第三表「二、上年结转」行「总计」列：3
    2022 年度：第三表「四、结转下年度」行「自然人」列：3
    2022 年度：第三表「四、结转下年度」行「总计」列：3
例（不符合）：上年结转少了 1 件
    第三表「二、上年结转」行「自然人」列：2
    2022 年度：第三表「四、结转下年度」行「自然人」列：3
  → 第三表「二、上年结转」行「自然人」列应为 3（2022 年度报告的结转下年度），实为 2。请核对 tables.xlsx · 申请 · D5。
例（无法判断）：上一年度那一格是空白
    第三表「二、上年结转」行「自然人」列：2
    2022 年度：第三表「四、结转下年度」行「自然人」列：（空白）
  → 上年结转与上年的衔接无法判断：2022 年度报告没有读出“结转下年度”的自然人列。
"""


def test_rule_is_explained_with_what_it_says_of_its_examples(nianbao):
    assert (0, X01, "") == nianbao("rules", "x-01")


@pytest.mark.parametrize("rule", catalogue())
def test_every_rule_explains_itself_in_chinese(rule):
    lines = list(explain(catalogue()[rule]))
    assert (rule in rule_examples()) == any(line.startswith("例（不符合）") for line in lines)
    assert [] == [line for line in lines if re.search(r"\b(None|Decimal|Material)\b|\{'|\('", line)]


@pytest.mark.parametrize("rule", catalogue())
def test_scope_stage_and_status_are_shown_in_chinese_and_stay_as_they_are_in_data(rule):
    item = catalogue()[rule]
    level, origin = (next(line for line in explain(item) if line.startswith(head)) for head in ("级别", "依据"))
    assert None is re.search(r"[A-Za-z]", level + STATUS_WORDS[item.status])
    assert origin.endswith(f"（{STATUS_WORDS[item.status]}）")
    assert (item.scope, item.stage, item.status) == tuple(rule_json(item)[key] for key in ("scope", "stage", "status"))


@pytest.mark.parametrize(("words", "of"), [(SCOPE_WORDS, "scope"), (STAGE_WORDS, "stage"), (STATUS_WORDS, "status")])
def test_every_word_shown_is_one_in_use(words, of):
    used = {getattr(item, of) for item in catalogue().values()}
    assert used == set(words) & used
    assert set() == set(words) - used - {"publication"}


def test_catalogue_is_listed_one_rule_a_line(nianbao):
    code, out, _ = nianbao("rules")
    assert (0, [*catalogue()]) == (code, [line.split("　")[0] for line in out.splitlines()])


def test_catalogue_as_json_has_every_rule(nianbao):
    code, out, _ = nianbao("rules", "--format", "json")
    assert (0, [*catalogue()]) == (code, [rule["id"] for rule in json.loads(out)["rules"]])
