"""Rules about table four inside one year, beside its identities (T4)."""

from __future__ import annotations

from collections.abc import Iterator

from ...filing import Filing, Number, format_number
from ..finding import Judgement, Outcome, Severity, spots
from ..rule import Case, help_rule, rule
from .gap import unfilled

_CAME_IN = ("applications.new_received.total", "applications.carried_in.total")


@rule(
    "T4-03",
    "有复议、诉讼的，本年或上年应有政府信息公开申请",
    severity=Severity.WARNING,
    scope="cross",
    formula="table4 sum > 0 => new_received + carried_in > 0 in this or last year",
    origin="数量关系；以前年度的申请也可能引起复议、诉讼",
    status="inferred",
    fix="核对第三表是否漏填，或把与政府信息公开无关的案件填进了第四表；由更早的申请引起的，在文字部分说明。",
)
def disputes_follow_applications(case: Case) -> Iterator[Judgement]:
    """Reviews or lawsuits where nothing was applied for in this year and, if known, the last.

    What was pending at the end of last year explains itself.
    """
    found = tuple(a for a in _cells(case.filing, "total") if case.filing.number(a))
    before = case.previous.filing if case.previous else None
    if not found or any(a not in case.filing.places for a in _CAME_IN):
        return
    if before and (any(before.number(a) for a in (*_CAME_IN, *_cells(before, "pending")))):
        return
    came_in = [case.filing.number(address) for address in _CAME_IN]
    if any(came_in):
        return
    if None in came_in:
        yield unfilled(case, "复议、诉讼与申请是否相符，", _CAME_IN)
        return
    number: Number = sum((case.filing.number(address) or 0 for address in found), start=0)
    years = "本年和上年" if before and all(before.number(a) == 0 for a in _CAME_IN) else "本年"
    message = (
        f"第四表有复议、诉讼 {format_number(number)} 件，{years}却没有收到政府信息公开申请（新收和上年结转都是 0）。"
        f"请核对 {spots([str(case.filing.entries[a].origin) for a in (*found, *_CAME_IN)])}。"
    )
    yield Judgement(Outcome.BROKEN, message, (*found, *_CAME_IN))


def _cells(filing: Filing, column: str) -> tuple[str, ...]:
    return tuple(a for a, p in filing.places.items() if p.table == "disputes" and p.column.id == column)


joint_defendants = help_rule(
    "T4-04",
    "复议机关作共同被告的案件，只由原行政机关统计",
    severity=Severity.INFO,
    scope="help",
    formula="only the original office counts lawsuits in which the review body is co-defendant",
    origin="国办公开办函〔2016〕201号（依旧条例）",
    status="verified text, older law",
    fix="本机关作为复议机关与原行政机关同为被告的，不计入第四表“复议后起诉”。",
)
