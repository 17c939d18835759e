"""Rules that lay this year's numbers beside last year's and wonder (X-04, X-05, X-09)."""

from __future__ import annotations

from collections.abc import Iterator

from ..filing import Filing, Number, format_number
from ..formspec import Place, TableSpec
from .finding import Judgement, Outcome, Severity
from .rule import Case, Need, rule
from .tables.gap import unfilled

_TIMES, _LARGE = 5, 50
_NAMED = 8
_EXAMPLES = 3
# Three numbers, or fewer with four digits in all, come out like last year's by chance in about one report of fifty.
_ALIKE, _DIGITS_ALIKE = 3, 4


@rule(
    "X-04",
    "与上一年度相差不超过五倍",
    severity=Severity.INFO,
    scope="cross-year",
    formula="value <= 5x and value >= 1/5 of last year, or difference <= 50",
    origin="实际报告中的错位、漏位",
    status="observed",
    fix="核对有没有多填、漏填一位；确有变化的，在文字部分说明原因。",
    needs=(Need.PREVIOUS_YEAR,),
)
def no_jump(case: Case) -> Iterator[Judgement]:
    """Cells of table two, and totals of the others, that leapt or fell: one line for each table."""
    before = case.previous.filing if case.previous else None
    for table in case.filing.tables.values() if before else ():
        found = tuple(a for a, p in table.places.items() if _is_compared(p) and _jumped(case.filing, before, a))
        if found and before:
            told = "；".join(_from_to(case.filing, before, address) for address in found[:_NAMED])
            more = f"等 {len(found)} 格" if len(found) > _NAMED else ""
            message = f"{table.name}与 {before.year} 年度相差很大：{told}{more}。请核对，确实如此的在文字部分说明原因。"
            actual = format_number(case.filing.number(found[0]) or 0) if len(found) == 1 else None
            yield Judgement(Outcome.BROKEN, message, found, None, actual)


def _is_compared(place: Place) -> bool:
    return place.table == "proactive" or place.column.id == "total"


def _jumped(now: Filing, before: Filing | None, address: str) -> bool:
    new, old = now.number(address), before.number(address) if before else None
    if new is None or old is None or max(new, old) - min(new, old) <= _LARGE or min(new, old) < 0:
        return False
    return new > _TIMES * old or _TIMES * new < old


def _from_to(now: Filing, before: Filing, address: str) -> str:
    old, new = before.number(address) or 0, now.number(address) or 0
    words = now.places[address].words.removeprefix(now.tables[now.places[address].table].name)
    return f"{words} {format_number(old)}→{format_number(new)}"


@rule(
    "X-05",
    "各表的数字不与上一年度完全相同",
    severity=Severity.WARNING,
    scope="cross-year",
    formula="table differs from last year in some non-zero cell, or holds too little to tell",
    origin="连续几年公布同一组数字的报道",
    status="observed",
    fix="核对是不是沿用了上一年度的表；确实相同的，在文字部分说明。",
    needs=(Need.PREVIOUS_YEAR,),
)
def not_last_years_table(case: Case) -> Iterator[Judgement]:
    """A table whose every number is last year's, where there are enough numbers that it cannot be by chance."""
    before = case.previous.filing if case.previous else None
    for table in case.filing.tables.values() if before else ():
        if before is None or before.forms.get(table.id) != table.form:
            continue
        if any(_differs(case.filing, before, address) for address in table.places):
            continue
        found = tuple(a for a in table.places if case.filing.number(a))
        told = [a for a in found if _tells(table, a)]
        digits = sum(len(str(case.filing.number(a)).partition(".")[0].lstrip("-")) for a in told)
        if len(told) >= _ALIKE or digits >= _DIGITS_ALIKE:
            numbers = "、".join(_named(case.filing, table, address) for address in told[:_EXAMPLES])
            message = (
                f"{table.name}不为 0 的 {len(found)} 个数字与 {before.year} 年度报告完全相同，如{numbers}。"
                "请核对是不是沿用了上一年度的表。"
            )
            yield Judgement(Outcome.BROKEN, message, found)


def _differs(now: Filing, before: Filing, address: str) -> bool:
    """Whether a cell is not the same in both years; one without a number never is."""
    new = now.number(address)
    return new is None or new != before.number(address)


def _tells(table: TableSpec, address: str) -> bool:
    """Whether a number stands for itself: no sum or balance of others, and nothing that goes on from last year."""
    place = table.places[address]
    return address not in table.sums and place.row.id != "new_received" and place.column.id != "in_force"


def _named(filing: Filing, table: TableSpec, address: str) -> str:
    return f"{table.places[address].words.removeprefix(table.name)} {format_number(filing.number(address) or 0)}"


@rule(
    "X-09",
    "上年尚未审结的复议、诉讼，本年应有下落",
    severity=Severity.INFO,
    scope="cross-year",
    formula="pending(Y-1) > 0 => totals(Y) > 0",
    origin="数量关系",
    status="inferred",
    fix="上年尚未审结的案件，本年审结的按结果填，没有审结的仍填尚未审结。",
    needs=(Need.PREVIOUS_YEAR,),
)
def pending_goes_on(case: Case) -> Iterator[Judgement]:
    """Reviews and lawsuits that were pending last year stand in table four again."""
    before = case.previous.filing if case.previous else None
    totals = tuple(a for a, p in case.filing.places.items() if p.table == "disputes" and p.column.id == "total")
    pending: Number = sum((_pending(before, a) for a in totals), start=0) if before else 0
    if before is None or not pending or any(case.filing.number(address) for address in totals):
        return
    if case.filing.gaps(totals):
        yield unfilled(case, "上年尚未审结的复议、诉讼有没有下落，", totals)
        return
    message = (
        f"{before.year} 年度报告有 {format_number(pending)} 件复议、诉讼尚未审结，本年第四表的总计都是 0。"
        "本年审结的请按结果填写，没有审结的仍填“尚未审结”。"
    )
    yield Judgement(Outcome.BROKEN, message, totals)


def _pending(before: Filing, total: str) -> Number:
    return before.number(f"{total.removesuffix('.total')}.pending") or 0
