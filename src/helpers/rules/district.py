"""Rules about a report that adds up others, and about who has handed in (X-07, X-08)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..filing import Filing, Number, format_number
from ..formspec import Place, TableSpec
from .finding import Judgement, Outcome, Severity
from .rule import Case, Need, Year, rule, year_rule

_NAMED = 8
_JOINT = ("regulations", "normative_documents")  # documents that several offices issue together


@rule(
    "X-07",
    "汇总报告等于各单位之和",
    scope="cross-office",
    stage="year",
    formula="tables 2, 3, 4: value = sum over the offices below",
    origin="汇总编制的通行做法",
    status="inferred",
    needs=(Need.CHILDREN,),
    fix="先催齐下属单位，再核对列出的单元格；本级自己办理的，也要作为一个单位列入登记表（parent 写汇总单位）。",
)
def sum_of_offices(case: Case) -> Iterator[Judgement]:
    """Every cell of the tables is the sum over the offices below; who has not handed in is told first, and alone.

    Documents that several offices issue together count once in the sum's report, so those rows are a warning.
    """
    filings = {office: child.filing for office, child in case.children.items() if child}
    missing = [_name(case, office) for office in case.children if office not in filings]
    if missing:
        message = f"汇总数无法核对：还有 {len(missing)} 个下属单位没有报送（{'、'.join(missing)}）。"
        yield Judgement(Outcome.UNDECIDED, message)
        return
    for table in case.filing.tables.values():
        joint = [a for a, place in table.places.items() if place.row.id in _JOINT]
        rest = [a for a, place in table.places.items() if place.row.id not in _JOINT and _has_unit(place)]
        yield from _compare(case, table, joint, filings, Severity.WARNING)
        yield from _compare(case, table, rest, filings, None)


def _has_unit(place: Place) -> bool:
    # Without a unit of the form's own, offices write 元 and 万元 side by side.
    return bool(place.column.unit)


def _name(case: Case, office: str) -> str:
    known = {found.id: found.name for found in case.register.offices} if case.register else {}
    return known.get(office, office)


def _compare(
    case: Case, table: TableSpec, addresses: Sequence[str], filings: Mapping[str, Filing], level: Severity | None
) -> Iterator[Judgement]:
    """The cells whose number is not the sum, in one line; those that others lack leave only themselves undecided."""
    sums = {address: _sum(address, filings) for address in addresses}
    lacking = [o for o, filing in filings.items() if any(filing.number(a) is None for a in addresses)]
    if lacking:
        names = "、".join(_name(case, office) for office in lacking[:_NAMED])
        more = f"等 {len(lacking)} 个单位" if len(lacking) > _NAMED else ""
        unknown = tuple(address for address, total in sums.items() if total is None)
        message = f"{table.name}有 {len(unknown)} 格的汇总数无法核对：{names}{more}的这张表没有数字。"
        yield Judgement(Outcome.UNDECIDED, message, unknown, severity=level)
    known = [address for address, total in sums.items() if total is not None]
    gaps = case.filing.gaps(known)
    if gaps:
        message = f"{table.name}有 {len(gaps)} 格的汇总数无法核对：本表没有数字。"
        yield Judgement(Outcome.UNDECIDED, message, gaps, blocked_by=gaps, severity=level)
    differing = [(a, sums[a] or 0, n) for a in known if (n := case.filing.number(a)) is not None and n != sums[a]]
    if differing:
        yield _differing(case, table, differing, level)


def _sum(address: str, filings: Mapping[str, Filing]) -> Number | None:
    total: Number = 0
    for filing in filings.values():
        number = filing.number(address)
        if number is None:
            return None
        total += number
    return total


def _differing(
    case: Case, table: TableSpec, found: Sequence[tuple[str, Number, Number]], level: Severity | None
) -> Judgement:
    # Totals follow from the cells that they add up, so those are named first.
    named = sorted(found, key=lambda cell: cell[0] in table.sums)[:_NAMED]
    told = "；".join(
        f"{table.places[a].words.removeprefix(table.name)}应为各单位之和 {format_number(due)}，"
        f"实为 {format_number(now)}"
        for a, due, now in named
    )
    more = f"等 {len(found)} 格" if len(found) > _NAMED else ""
    joint = "几个单位联合制发、只计一件的，请在文字部分说明。" if level is Severity.WARNING else "口径不同的请说明。"
    only = found[0] if len(found) == 1 else None
    return Judgement(
        Outcome.BROKEN,
        f"{table.name}{told}{more}。{joint}",
        tuple(address for address, _, _ in found),
        format_number(only[1]) if only else None,
        format_number(only[2]) if only else None,
        severity=level,
    )


@year_rule(
    "X-08",
    "登记表中的单位都已报送",
    scope="cross-office",
    stage="year",
    formula="register minus offices that handed in",
    origin="各地编制年度报告的通知",
    status="inferred",
    needs=(Need.REGISTER,),
    fix="催报；不再填报的单位，在登记表 to_year 写明最后一个年度。",
)
def all_have_filed(year: Year) -> Iterator[tuple[str, Judgement]]:
    """Each office of the year's register that handed in nothing."""
    for office in year.offices:
        if office.id in year.missing:
            message = f"未报送：{office.name} {year.campaign.year} 年度的材料一件也没有收到。"
            yield office.id, Judgement(Outcome.BROKEN, message)
