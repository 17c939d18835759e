"""Rules about what the prose says (N)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..filing import format_number
from ..prose import filled_text
from .finding import Judgement, Outcome
from .rule import Case, Need, rule

_NOT_CHARGED = re.compile(
    r"(?:未|没有|没|不|无|尚未|均未)[^。；，,;]{0,12}(?:收取|收费|产生|发生|征收)|零收费|免[收费]|未涉及"
)
_NO_FEE = re.compile(
    r"(?:无|没有|未收取|未发生)[^。；，,;]{0,10}(?:信息处理费|收费)"
    r"|信息处理费[^。；]{0,12}(?:为零|零元|无|(?<![\d.])0(?:\.0+)?元?(?![\d.]))"
)
_YUAN = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万)?元")
_TOTAL = re.compile(r"(?:共计|合计|总计|总额|累计|共)[^。；，,;\d]{0,8}(\d[\d,]*(?:\.\d+)?)(万)?元")


@rule(
    "N-08",
    "第六部分写明信息处理费是否收取；收取的写明金额，分项之和等于总额",
    scope="section 6",
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
        if _NOT_CHARGED.search(sentences) or _NO_FEE.search(sentences):
            continue
        if not _YUAN.search(sentences):
            message = f"“{spec.heading}”提到{spec.must_state}，但没有写明是否收取和金额（{where[0]}）。"
            yield Judgement(Outcome.BROKEN, message, places=where)
        else:
            yield from _parts(sentences, where)


def _parts(text: str, where: tuple[str, ...]) -> Iterator[Judgement]:
    """The amounts after the total, where there are at least two, add up to it."""
    total = _TOTAL.search(text)
    if total is None:
        return
    parts = [_amount(found.groups()) for found in _YUAN.finditer(text, total.end())]
    stated = _amount(total.groups())
    if len(parts) >= 2 and sum(parts) != stated:
        terms = "+".join(map(format_number, parts))
        message = (
            f"信息处理费共 {format_number(stated)} 元，分项 {terms}={format_number(sum(parts, Decimal(0)))} 元，"
            f"两者不等（{where[0]}）。"
        )
        yield Judgement(
            Outcome.BROKEN, message, (), format_number(stated), format_number(sum(parts, Decimal(0))), where
        )


def _amount(groups: tuple[str, ...]) -> Decimal:
    number, ten_thousand = groups[0], groups[1]
    return Decimal(number.replace(",", "")) * (10_000 if ten_thousand else 1)
