"""A rule explained to people: wording, formula, origin, and its examples with what the rule says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..form import form_for_year, load_form
from .examples import Example, Material, RuleExamples, rule_examples
from .finding import SEVERITY_WORDS, Judgement, Outcome
from .rule import Rule

STAGE_WORDS: Mapping[str, str] = {"office": "单位报送时", "year": "全年汇总时", "publication": "发布时"}
SCOPE_WORDS: Mapping[str, str] = {
    "cell": "单元格",
    "row": "一行",
    "column": "一列",
    "group": "一组列",
    "table": "一张表",
    "section": "一个部分",
    "section 1": "第一部分",
    "section 5": "第五部分",
    "section 6": "第六部分",
    "sentence": "一句话",
    "document": "整份报告",
    "file": "报送的文件",
    "publication": "发布的页面",
    "help": "填报说明",
    "cross": "文字与表格、表格与表格之间",
    "cross-year": "与上一年度之间",
    "cross-office": "各单位之间",
    "row, cross-year": "一行，与上一年度之间",
    "column, cross-year": "一列，与上一年度之间",
}
STATUS_WORDS: Mapping[str, str] = {
    "verified": "已核实",
    "verified by cases": "已核实，所见报告都相符",
    "verified by all complete cases": "已核实，所见完整的报告都相符",
    "verified label": "已核实，格式所印",
    "verified (city notice)": "已核实，见于市级通知",
    "verified text, older law": "已核实原文，所依是旧条例",
    "observed": "见于实际报告",
    "observed elsewhere": "见于别的工具",
    "inferred": "推断",
    "inferred (law from general knowledge)": "推断，没有核对法律原文",
}
_OUTCOMES = {Outcome.HOLDS: "通过", Outcome.BROKEN: "不符合", Outcome.UNDECIDED: "无法判断"}


def explain(rule: Rule) -> Iterator[str]:
    """The rule in lines: the first example of each outcome is shown with the rule's own words about it."""
    yield f"{rule.id}　{rule.title}"
    yield f"级别：{SEVERITY_WORDS[rule.severity]}　范围：{SCOPE_WORDS[rule.scope]}　环节：{STAGE_WORDS[rule.stage]}"
    yield f"公式：{rule.formula}"
    yield f"依据：{rule.origin}（{STATUS_WORDS[rule.status]}）"
    if rule.years:
        yield f"适用年度：{rule.years}"
    if rule.needs:
        yield f"不适用的情形：{'、'.join(need.value for need in rule.needs)}"
    yield f"怎么改：{rule.fix}"
    for outcome, example in _shown(rule_examples().get(rule.id)):
        yield f"例（{_OUTCOMES[outcome]}）：{example.about}"
        yield from (f"    {line}" for line in example_lines(example))
        yield from (f"  → {judgement.message}" for judgement in judge_example(rule, example)[:1])


def judge_example(rule: Rule, example: Example) -> list[Judgement]:
    """What the rule says of one of its examples."""
    if rule.judge_year:
        return [judgement for _, judgement in rule.judge_year(example.whole_year())]
    return list(rule.judge(example.case())) if rule.judge else []


def rule_json(rule: Rule) -> dict[str, Any]:
    """The rule as data."""
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "scope": rule.scope,
        "stage": rule.stage,
        "formula": rule.formula,
        "origin": rule.origin,
        "status": rule.status,
        "needs": [need.value for need in rule.needs],
        "years": rule.years,
        "fix": rule.fix,
        "computed": rule.judge is not None or rule.judge_year is not None,
    }


def _shown(examples: RuleExamples | None) -> Iterator[tuple[Outcome, Example]]:
    if examples:
        yield Outcome.HOLDS, examples.holds[0]
        yield Outcome.BROKEN, examples.broken[0]
        if examples.undecided:
            yield Outcome.UNDECIDED, examples.undecided[0]


def example_lines(example: Example) -> Iterator[str]:
    """What an example holds, one fact a line; cells that are not named hold 0."""
    if example.office:
        yield "登记表：" + "，".join(f"{name} {_plain(value)}" for name, value in example.office.items())
    if example.campaign:
        yield "参数：" + "，".join(f"{name} {_plain(value)}" for name, value in example.campaign.items())
    yield from _material(example.of, example.year)
    if example.previous:
        yield from (f"{example.year - 1} 年度：{line}" for line in _material(example.previous, example.year - 1))
    offices = {office["id"]: office["name"] for office in example.offices}
    for name, child in (*example.children.items(), *example.filed.items()):
        lines = list(_material(child, example.year)) if child else ["未报送"]
        yield from (f"{offices.get(name, name)}：{line}" for line in lines or ["已报送"])


def _material(material: Material, year: int) -> Iterator[str]:
    form = load_form(material.form) if material.form else form_for_year(year)
    if material.form:
        yield f"用的是 {form.id} 年格式"
    for table in material.without:
        yield f"没有{form.tables[table].name}"
    for address, value in material.cells.items():
        yield f"{form.places[address].words}：{_shown_cell(value)}"
    for words, text in (("标题", material.title), ("落款日期", material.date), ("发布日期", material.published)):
        if text:
            yield f"{words}：{text}"
    if material.lead:
        yield f"开头：{material.lead.strip()}"
    yield from _prose(material, year)
    for label in material.printed:
        yield f"印成“{label.printed}”，格式是“{label.official}”"
    for problem in material.problems:
        yield f"{problem.where}：{problem.what}"
    if material.downloads is not None:
        yield f"可下载的文件：{'、'.join(material.downloads) or '无'}"


def _prose(material: Material, year: int) -> Iterator[str]:
    headings = {section.number: section.heading for section in form_for_year(year).sections}
    for number, text in (material.sections or {}).items():
        heading = material.headings.get(number, headings.get(number, ""))
        yield f"{heading}：{' '.join(text.split()) or '（没有内容）'}"


def _shown_cell(value: int | str) -> str:
    return "（空白）" if value == "" else str(value)


def _plain(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
