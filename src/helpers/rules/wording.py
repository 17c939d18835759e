"""Rules about what the prose says (N)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..filing import format_number
from ..prose import filled_text
from .finding import Judgement, Outcome
from .rule import Case, Need, rule

_NONE = re.compile(
    r"(?:未|没有|没|无|均未|尚未|并未)(?:曾|实际|再)?(?:向[^。；，,]{1,10})?(?:收取|产生|发生|征收|涉及|收到)"
    r"|(?:未|没有|无)[^。；，,]{0,10}信息处理费|不收取|免收|零收费"
    r"|信息处理费[^。；]{0,12}(?:为零|零元|为无|[：:]无|(?<![0-9.])0(?:\.0+)?元?(?![0-9.]))"
)
_YUAN = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(万)?元")
_IN_WORDS = re.compile(r"[一二三四五六七八九十百千万零两]+元")
_CHARGED = re.compile(r"收取[^。；，,]{0,20}?[1-9][0-9,.]*万?元")
_TOTAL = re.compile(r"(?:共计|合计|总计|总额|累计|共)[^。；，,;0-9]{0,8}([0-9][0-9,]*(?:\.[0-9]+)?)(万)?元")


@rule(
    "N-08",
    "第六部分写明信息处理费是否收取；收取的写明金额，分项之和等于总额",
    scope="section 6",
    formula="section 6 mentions 信息处理费 with amount",
    origin="2021 年以来的报告都写明；正式条文未见全文",
    status="observed",
    fix="写“未收取信息处理费”，或写明收取的件数和金额。",
    needs=(Need.PROSE,),
)
def fee_stated(case: Case) -> Iterator[Judgement]:
    """The section that must state the information-processing fee (not the 行政事业性收费 of table two)."""
    for spec in case.form.sections:
        section = case.submission.section(spec.number)
        if not spec.must_state or section is None or not section.text.strip():
            continue
        text = re.sub(r"\s+", "", filled_text(section.text, case.filing))
        where = (str(section.paragraphs[0].origin),)
        if spec.must_state not in text:
            message = f"“{spec.heading}”没有写明{spec.must_state}，请写明是否收取；收取的写明金额（{where[0]}）。"
            yield Judgement(Outcome.BROKEN, message, places=where)
            continue
        sentences = "。".join(s for s in text.split("。") if spec.must_state in s or _YUAN.search(s))
        problem = _statement_problem(sentences)
        if problem:
            message = f"“{spec.heading}”{problem}（{where[0]}）。"
            yield Judgement(Outcome.BROKEN, message, places=where)
        else:
            yield from _parts(sentences, where)


def _statement_problem(text: str) -> str:
    """Why sentences about the fee do not say whether it was collected and how much; "" where they do."""
    none, charged = _NONE.search(text), _CHARGED.search(_NONE.sub("", text))
    if none and charged:
        return f"前后矛盾：既写“{none[0]}”，又写“{charged[0]}”"
    if none or _YUAN.search(text) or _IN_WORDS.search(text):
        return ""
    return "提到信息处理费，但没有写明是否收取和金额"


def _parts(text: str, where: tuple[str, ...]) -> Iterator[Judgement]:
    """The parts of an amount add up to it: those after 其中 or after the total, or else those before the total."""
    stated, parts = _total_and_parts(text)
    if stated is None or len(parts) < 2 or sum(parts) == stated:
        return
    found = format_number(sum(parts, Decimal(0)))
    terms = "+".join(map(format_number, parts))
    message = f"信息处理费共 {format_number(stated)} 元，分项 {terms}={found} 元，两者不等（{where[0]}）。"
    yield Judgement(Outcome.BROKEN, message, (), format_number(stated), found, where)


def _total_and_parts(text: str) -> tuple[Decimal | None, list[Decimal]]:
    head, among, tail = text.partition("其中")
    if among:
        before = _amounts(head)
        return (before[-1] if before else None), _amounts(tail.partition("。")[0])
    total = _TOTAL.search(text)
    if total is None:
        return None, []
    after = _amounts(text[total.end() :])
    return _amount(total.groups()), after or _amounts(text[: total.start()])


def _amounts(text: str) -> list[Decimal]:
    return [_amount(found.groups()) for found in _YUAN.finditer(text)]


def _amount(groups: tuple[str, ...]) -> Decimal:
    number, ten_thousand = groups[0], groups[1]
    return Decimal(number.replace(",", "")) * (10_000 if ten_thousand else 1)
