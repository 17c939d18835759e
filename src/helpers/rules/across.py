"""Rules across years (T2-03, X)."""

from __future__ import annotations

from collections.abc import Iterator

from ..filing import Filing, format_number
from .finding import Judgement, Outcome, Severity, spots
from .rule import Case, Need, rule


@rule(
    "X-01",
    "上年结转等于上一年度报告的结转下年度",
    scope="column, cross-year",
    formula="carried_in(Y) = carried_out(Y-1)",
    origin="第三表第二项与上一年度第四项；各例均符合",
    status="verified by cases",
    fix="核对上一年度已公布的报告，改正本年“上年结转”。",
    needs=(Need.PREVIOUS_YEAR,),
)
def carried_over(case: Case) -> Iterator[Judgement]:
    """Per column: carried_in(Y) = carried_out(Y−1). It works across form versions."""
    before = case.previous.filing if case.previous else None
    unknown: list[str] = []
    for address, place in case.filing.places.items():
        if place.row.id != "carried_in" or before is None:
            continue
        last = address.replace(".carried_in.", ".carried_out.")
        now, then = case.filing.number(address), before.number(last)
        if now is None:
            message = f"{place.words}与上年的衔接无法判断：本年没有这个数字。"
            yield Judgement(Outcome.UNDECIDED, message, (address,), blocked_by=case.filing.gaps((address,)))
        elif then is None:
            unknown.append(address)
        elif now != then:
            entry, old = case.filing.entries[address], before.entries[last]
            message = (
                f"{place.words}应为 {format_number(then)}（{before.year} 年度报告的结转下年度），"
                f"实为 {format_number(now)}。请核对 {entry.origin}。"
            )
            places = (str(entry.origin), f"{before.year} 年度：{old.origin}")
            yield Judgement(Outcome.BROKEN, message, (address,), format_number(then), format_number(now), places)
    if unknown and before is not None:
        words = "、".join(case.filing.places[address].column.label for address in unknown)
        message = (
            f"上年结转与上年的衔接无法判断：{before.year} 年度报告没有读出“结转下年度”的{words}列"
            f"{_why(before, unknown)}。"
        )
        yield Judgement(Outcome.UNDECIDED, message, tuple(unknown))


def _why(before: Filing, addresses: list[str]) -> str:
    """Why last year's numbers could not be read, where the reader or the addition of merged offices says so."""
    entries = [before.entries.get(address.replace(".carried_in.", ".carried_out.")) for address in addresses]
    reasons = dict.fromkeys(entry.reason for entry in entries if entry and entry.reason)
    return f"（{'；'.join(reasons)}）" if reasons else ""


@rule(
    "X-02",
    "现行有效件数等于上年现行有效加本年制发减本年废止",
    severity=Severity.WARNING,
    scope="row, cross-year",
    formula="in_force(Y) = in_force(Y-1) + issued(Y) - repealed(Y)",
    origin="数量关系；各例均符合。清理、合并、失效可以有例外",
    status="verified by cases",
    fix="核对三个数；有清理、合并等原因的，在文字部分说明。",
    needs=(Need.PREVIOUS_YEAR,),
)
def in_force_balance(case: Case) -> Iterator[Judgement]:
    """in_force(Y) = in_force(Y−1) + issued − repealed, for both rows of the first block of the 2021 form."""
    for row, before, issued, repealed in _balances(case):
        addresses = tuple(f"proactive.{row}.{column}" for column in ("in_force", "issued", "repealed"))
        now = case.filing.number(addresses[0])
        words = case.filing.places[addresses[0]].row.words
        if before is None or issued is None or repealed is None or now is None:
            missing = case.filing.gaps(addresses)
            note = f"：{_unknown_before(case, addresses[0])}" if before is None else "，本年的数字不全"
            message = f"“{words}”现行有效件数与上年的衔接无法判断{note}。"
            yield Judgement(Outcome.UNDECIDED, message, addresses, blocked_by=missing)
        elif now != (due := before + issued - repealed) and due >= 0:  # a negative one is told by T2-03
            where = spots([str(case.filing.entries[address].origin) for address in addresses])
            message = (
                f"“{words}”现行有效件数应为 {before}+{issued}-{repealed}={due}（上年现行有效+本年制发-本年废止），"
                f"实为 {format_number(now)}。请核对 {where}。"
            )
            yield Judgement(Outcome.BROKEN, message, addresses, str(due), format_number(now))


@rule(
    "T2-03",
    "上年现行有效加本年制发减本年废止不能是负数",
    scope="row",
    formula="in_force(Y-1) + issued(Y) - repealed(Y) >= 0",
    origin="数量关系",
    status="inferred",
    fix="核对制发、废止件数，以及上一年度的现行有效件数。",
    needs=(Need.PREVIOUS_YEAR,),
)
def balance_not_negative(case: Case) -> Iterator[Judgement]:
    """in_force(previous year) + issued − repealed ≥ 0, for both rows of the first block."""
    for row, before, issued, repealed in _balances(case):
        addresses = (f"proactive.{row}.issued", f"proactive.{row}.repealed")
        words = case.filing.places[addresses[0]].row.words
        missing = case.filing.gaps(addresses)
        if before is None or issued is None or repealed is None:
            note = _unknown_before(case, f"proactive.{row}.in_force") if before is None else "制发或废止件数没有数字"
            yield Judgement(Outcome.UNDECIDED, f"“{words}”的增减无法判断：{note}。", addresses, blocked_by=missing)
        elif before + issued - repealed < 0:
            places = tuple(str(case.filing.entries[a].origin) for a in addresses)
            message = (
                f"“{words}”上年现行有效 {before} 件，本年制发 {issued} 件，废止 {repealed} 件，"
                f"废止的比有的还多 {repealed - before - issued} 件。请核对 {spots(places)}。"
            )
            yield Judgement(Outcome.BROKEN, message, addresses)


def _unknown_before(case: Case, address: str) -> str:
    entry = case.previous.filing.entries.get(address) if case.previous else None
    return f"上一年度现行有效件数不是数字{f'（{entry.reason}）' if entry and entry.reason else ''}"


def _balances(case: Case) -> Iterator[tuple[str, int | None, int | None, int | None]]:
    """(row, in force last year, issued, repealed) of each row that both years' forms keep in force."""
    previous = case.previous
    if previous is None:
        return
    for address, place in case.filing.places.items():
        if place.column.id == "in_force" and address in previous.filing.places:
            row = address.removesuffix(".in_force")
            numbers = (
                previous.filing.number(address),
                *(case.filing.number(f"{row}.{c}") for c in ("issued", "repealed")),
            )
            before, issued, repealed = (int(n) if n is not None else None for n in numbers)
            yield place.row.id, before, issued, repealed
