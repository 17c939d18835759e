"""Rules about what section six says of fees (N-08, T3-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ...filing import format_number
from ...prose import filled_text
from ..finding import Judgement, Outcome, Severity
from ..rule import Case, Need, rule
from .mentions import of_year
from .sentences import folded

_NONE = re.compile(
    r"(?:未|没有|没|无|均未|尚未|并未)(?:曾|实际|再)?(?:向[^。；，,]{1,24}?)?(?:收取|产生|发生|征收|涉及|收到)"
    r"|(?:未|没有|无|不(?:涉及|产生))[^。；，,]{0,10}信息处理费|不收取|免收|零收费"
    r"|信息处理费[^。；]{0,12}(?:为零|零元|为无|[：:]无|(?<![0-9.])0(?:\.0+)?元?(?![0-9.]))"
)
# Any other words that deny it: 不存在收费情况, 零收取, 均不符合收费条件.
_DENIED = re.compile(
    r"(?:未|没|(?<!有)无(?!法|论|故)|零|不(?:存在|符合|收|产生|发生|征|需|予|曾|具备|涉及))(?![^。；]{0,6}(?:违规|违法|乱))[^。；]{0,24}(?:费|收|缴|情况|情形|发生)"
    r"|(?:费|收)[^，,。；]{0,12}(?:零|为无|[：:]无|不存在|没有|未)"
)
_YUAN = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)(万)?元")
_IN_WORDS = re.compile(r"[一二三四五六七八九十百千万零两壹贰叁肆伍陆柒捌玖拾佰仟]+[元圆]")
_CHARGED = re.compile(r"收取[^。；，,]{0,20}?[1-9][0-9,.]*万?元")
_TOTAL = re.compile(r"(?:共计|合计|总计|总额|累计|共)[^。；，,;0-9]{0,8}([0-9][0-9,]*(?:\.[0-9]+)?)(万)?元")
_NOTICE = re.compile(r"收费通知|收费决定|信息处理费|缴费|缴纳|缴清|费用|收费")
_NO_NOTICE = re.compile(
    r"(?:未|没有)(?:曾|实际)?(?:发出|制发|送达|开具|作出|出具|发放)[^，,。；;]{0,10}收费(?:通知|决定)[书单]?"
)


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
        sentences = "。".join(_about_fee(text.split("。"), spec.must_state))
        problem = _statement_problem(sentences, case.year)
        if problem:
            message = f"“{spec.heading}”{problem}（{where[0]}）。"
            yield Judgement(Outcome.BROKEN, message, places=where)
        else:
            yield from _parts(sentences, where)


def _about_fee(sentences: Sequence[str], fee: str) -> Iterator[str]:
    """The sentences that name the fee or an amount, and the one after a heading: 信息处理费情况。本年未收取."""
    heading = False
    for sentence in sentences:
        if fee in sentence or _YUAN.search(sentence) or heading:
            yield sentence
        heading = sentence.endswith("情况") and fee in sentence


@rule(
    "T3-07",
    "有逾期未缴费不再处理的申请，第六部分应写明收费通知情况",
    severity=Severity.WARNING,
    scope="cross",
    formula="other_fee_unpaid > 0 => section 6 mentions 收费通知/信息处理费",
    origin="数量关系；国办函〔2020〕109号（信息处理费管理办法）",
    status="inferred",
    fix="在第六部分写明发出收费通知的件数、金额和实际收取情况。",
    needs=(Need.PROSE,),
    first_year=2021,
)
def unpaid_fee_told(case: Case) -> Iterator[Judgement]:
    """Applications dropped for an unpaid fee had a fee notice, which section six must speak of and cannot deny."""
    address = "applications.other_fee_unpaid.total"
    section = next((case.submission.section(s.number) for s in case.form.sections if s.id == "other_matters"), None)
    if address not in case.filing.places or section is None or not section.text.strip():
        return
    number, words = case.filing.number(address), case.filing.places[address].words
    if number is None:
        message = f"第六部分是否应写收费通知无法判断：{words}没有数字。"
        yield Judgement(Outcome.UNDECIDED, message, (address,), blocked_by=case.filing.gaps((address,)))
        return
    text = folded(filled_text(section.text, case.filing))
    denied = _NO_NOTICE.search(text)
    if number > 0 and (denied or not _NOTICE.search(text)):
        where, entry = str(section.paragraphs[0].origin), case.filing.entries[address]
        said = f"却写“{denied[0]}”" if denied else "没有提到收费通知或信息处理费"
        message = (
            f"{words}是 {format_number(number)} 件，“{section.heading}”{said}。"
            f"请写明收费通知和收取情况，或核对件数（{where}；{entry.origin}）。"
        )
        yield Judgement(Outcome.BROKEN, message, (address,), places=(where, str(entry.origin)))


def _statement_problem(text: str, year: int) -> str:
    """Why sentences about the fee do not say whether it was collected and how much; "" where they do."""
    none, rest = _NONE.search(text), _NONE.sub("", text)
    # What was collected in another year contradicts nothing.
    charged = next((c for c in _CHARGED.finditer(rest) if of_year(rest[: c.end()], year)), None)
    if none and charged:
        return f"前后矛盾：既写“{none[0]}”，又写“{charged[0]}”"
    if none or _DENIED.search(text) or _YUAN.search(text) or _IN_WORDS.search(text):
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
