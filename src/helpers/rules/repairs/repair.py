"""The smallest repair: the fewest cells whose change makes every identity hold. Advice only, never applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from ...filing import EntryKind, Filing, Number, format_number
from ...formfile import ValueType
from ...formspec import Identity, Place
from ..acceptance import objection
from ..finding import Change, Finding, Outcome, Repair, RepairKind
from ..rule import Case
from .equations import Equation, Equations, components, without_unknowns
from .evidence import Evidence, evidence
from .likelihood import Likelihood, kind_of, turned
from .moves import moves
from .smallest import Amounts, smallest_sets

CARRY_OVER = "X-01"
REPAIRED = ("T3-01", "T3-02", "T3-03", "T3-04", "T3-05", "T4-01", CARRY_OVER)
MOST_REPAIRS = 10
MOST_ADVISED = 3  # people are shown the likeliest; programs have them all
_MOST_SHOWN = 6
_KEPT = 100  # sets of one table kept for the combination with those of the next


def with_repairs(findings: Sequence[Finding], case: Case) -> tuple[Finding, ...]:
    """The findings, those about broken identities with the smallest repairs of the whole filing, ten at most.

    Where too many cells would have to change for the carry-over to hold as well, the repairs are those of the form's
    own identities, and no advice about the carry-over. Where others are too many whatever the blank cells hold, and
    nothing else mends that, blank is taken for 0.
    """
    if not any(_repairable(finding) for finding in findings):
        return tuple(findings)
    form, carried = _equations(case)
    told = evidence(case)
    repairs = smallest_repairs([*form, *carried], case.filing, told)
    everything = bool(repairs)
    if carried and not repairs:
        repairs = tuple(replace(repair, carries_over=False) for repair in smallest_repairs(form, case.filing, told))
    bounds = [equation for equation in form if _bounds_blanks(equation, case.filing)]
    if not repairs and not _leaves_blanks_possible({}, bounds, case.filing):
        found = smallest_repairs([*form, *carried], _blanks_as_zero(case.filing), told)
        repairs, everything = tuple(replace(repair, blanks_are_zero=True) for repair in found), bool(found)
    return tuple(
        replace(finding, repairs=repairs)
        if _repairable(finding) and (everything or finding.rule != CARRY_OVER)
        else finding
        for finding in findings
    )


def _blanks_as_zero(filing: Filing) -> Filing:
    """The filing with 0 in its blank cells but totals, which follow from the others."""
    totals = {address for table in filing.tables.values() for address in table.sums}
    kinds = (EntryKind.BLANK, EntryKind.DASH)
    blank = {a: e for a, e in filing.entries.items() if e.kind in kinds and a not in totals}
    return filing.with_entries({a: replace(e, kind=EntryKind.NUMBER, value=0) for a, e in blank.items()})


def _repairable(finding: Finding) -> bool:
    return finding.rule in REPAIRED and finding.outcome is Outcome.BROKEN


def smallest_repairs(equations: Iterable[Equation], filing: Filing, told: Evidence = ()) -> tuple[Repair, ...]:
    """The smallest sets of changes that make the equations hold, the likeliest first; none if one table has none.

    The likeliest are those that the prose speaks for, where it is `told`, and then those that undo a slip of the pen.

    A cell without a number may be anything, and a total that the kit computes follows its terms: neither is changed.
    Rows or columns that moved as a whole are proposed where no set of a few cells is found.
    """
    demanded = tuple(equations)
    free = [address for address, entry in filing.entries.items() if entry.value is None or entry.computed]
    left = without_unknowns(demanded, free)
    if left is None:
        return ()
    sets: list[tuple[Change, ...]] = [()]
    groups, likelihood = sorted(components(left), key=_table_of), Likelihood(filing, told)
    for table, members in groupby(groups, key=_table_of):
        found = _of_table(table, [*members], [e for e in demanded if _bounds_blanks(e, filing)], likelihood)
        sets = likelihood.likeliest([made + more for made in sets for more in found], _KEPT)
    found_any = bool(sets and sets[0])
    return tuple(Repair(made, kind_of(made, filing)) for made in sets[:MOST_REPAIRS]) if found_any else ()


def _table_of(equations: Equations) -> str:
    return next(iter(equations[0].terms)).partition(".")[0]


def _bounds_blanks(equation: Equation, filing: Filing) -> bool:
    """Whether all its cells without a number stand on one side, so that the others say how much they are together."""
    blank = {sign for cell, sign in equation.terms.items() if filing.number(cell) is None}
    return len(blank) == 1 and not any(e.computed for c in equation.terms if (e := filing.entries.get(c)))


def _leaves_blanks_possible(amounts: Amounts, bounds: Iterable[Equation], filing: Filing) -> bool:
    """Whether no cell without a number would have to be negative."""
    for equation in bounds:
        side = next(sign for cell, sign in equation.terms.items() if filing.number(cell) is None)
        if side * (Fraction(equation.residual) + sum(n * amounts.get(c, 0) for c, n in equation.terms.items())) > 0:
            return False
    return True


def _of_table(
    table: str, groups: Sequence[Equations], bounds: Sequence[Equation], likelihood: Likelihood
) -> list[tuple[Change, ...]]:
    """The smallest sets of a table, which may fall into groups of equations that have no cell in common."""
    sets: list[tuple[Change, ...]] = [()]
    filing = likelihood.filing
    for equations in groups:
        others = {cell for group in groups if group is not equations for e in group for cell in e.terms}
        own = [bound for bound in bounds if others.isdisjoint(bound.terms)]

        def fits(amounts: Amounts, own: Sequence[Equation] = own) -> bool:
            return _changes(amounts, filing) is not None and _leaves_blanks_possible(amounts, own, filing)

        smallest = smallest_sets(equations, fits)
        found = [_ordered(amounts, filing) for amounts in smallest]
        likeliest = likelihood.likeliest(found, MOST_REPAIRS)
        sets = likelihood.likeliest([made + more for made in sets for more in likeliest], _KEPT)
    return sets or _moved(table, tuple(equation for group in groups for equation in group), bounds, likelihood)


def _moved(
    table: str, equations: Equations, bounds: Sequence[Equation], likelihood: Likelihood
) -> list[tuple[Change, ...]]:
    filing = likelihood.filing
    possible = (a for a in moves(table, equations, filing) if _leaves_blanks_possible(a, bounds, filing))
    found = {made for amounts in possible if (made := _ordered(amounts, filing))}
    known = [made for made in found if kind_of(made, filing) in (RepairKind.SWAPPED, RepairKind.SHIFTED)]
    fewest = min(map(len, known), default=0)
    return likelihood.likeliest([made for made in known if len(made) == fewest], MOST_REPAIRS)


def _ordered(amounts: Amounts, filing: Filing) -> tuple[Change, ...]:
    made = {change.address: change for change in _changes(amounts, filing) or ()}
    return tuple(made[address] for address in filing.places if address in made)


def _changes(amounts: Amounts, filing: Filing) -> list[Change] | None:
    """The changes by these amounts; None where a cell would hold what its column cannot."""
    made = []
    for address, amount in amounts.items():
        before = filing.number(address) or 0
        after = _number(Fraction(before) + amount, filing.places[address])
        if after is None:
            return None
        made.append(Change(address, before, after))
    return made


def _number(value: Fraction, place: Place) -> Number | None:
    if value < 0 and place.column.value is not ValueType.CHANGE:
        return None
    if value.denominator == 1:
        return int(value)
    amount = place.column.value is ValueType.AMOUNT and (value * 10**6).denominator == 1
    return Decimal(value.numerator) / value.denominator if amount else None


def _equations(case: Case) -> tuple[list[Equation], list[Equation]]:
    """What the form demands, and what the carry-over does; a rule that is off or accepted demands nothing."""
    filing = case.filing
    waived = set(_waived(case))
    form = [
        _equation(identity, filing)
        for table in filing.tables.values()
        for identity in table.identities
        if identity.rule not in waived or _computed(identity, filing)
    ]
    return form, [] if CARRY_OVER in waived else list(_carried(case))


def _computed(identity: Identity, filing: Filing) -> bool:
    return any(address in filing.entries and filing.entries[address].computed for address in (identity.computes or "",))


def _equation(identity: Identity, filing: Filing) -> Equation:
    terms = {**dict.fromkeys(identity.left, 1), **dict.fromkeys(identity.right, -1)}
    residual: Number = 0
    for address, sign in terms.items():
        residual += sign * (filing.number(address) or 0)
    return Equation(terms, residual)


def _carried(case: Case) -> Iterator[Equation]:
    for address, place in case.filing.places.items():
        if place.row.id == "carried_in" and case.previous:
            then = case.previous.filing.number(address.replace(".carried_in.", ".carried_out."))
            now = case.filing.number(address)
            if then is not None and now is not None:
                yield Equation({address: 1}, now - then)


def _waived(case: Case) -> Iterator[str]:
    if case.campaign:
        yield from (change.rule for change in case.campaign.severities if change.severity == "off")
    day = case.campaign.deadline if case.campaign else None
    yield from (exception.rule for exception in case.exceptions if not objection(exception, day))


def advice_words(repairs: Sequence[Repair], places: Mapping[str, Place]) -> tuple[str, ...]:
    """The likeliest repairs in words, one sentence each; the last of them says how many more there are."""
    told = [repair_words(repair, places) for repair in repairs[:MOST_ADVISED]]
    if len(repairs) >= MOST_REPAIRS:  # where more were found, they were cut off
        told[-1] += "同样小的改法还有许多，没有一一列出。"
    elif len(repairs) > MOST_ADVISED:
        told[-1] += f"同样小的改法还有 {len(repairs) - MOST_ADVISED} 种，没有列出。"
    if _a_row_is_wrong(repairs):
        told[-1] += "每一行自身相符，只是各行之和不符：可能漏填了一行，或几行整块错了位，请逐行核对。"
    return tuple(told)


def _a_row_is_wrong(repairs: Sequence[Repair]) -> bool:
    """Whether any of several rows might change in several cells at once: nothing tells which one of them is wrong."""
    rows = [{change.address.rpartition(".")[0] for change in repair.changes} for repair in repairs]
    one_each = all(len(lines) == 1 for lines in rows) and all(len(repair.changes) > 1 for repair in repairs)
    known = any(repair.kind in (RepairKind.SWAPPED, RepairKind.SHIFTED) for repair in repairs)
    return one_each and not known and len(set().union(*rows)) > 1


def repair_words(repair: Repair, places: Mapping[str, Place]) -> str:
    """A repair as one sentence for people: what to look at, and the slip of the pen that it may be."""
    changes = repair.changes
    tail = "全部勾稽关系即可成立。" if repair.carries_over else "表内勾稽关系即可成立；上年结转仍与上年不符，另行核对。"
    tail = f"空白的格填 0 后{tail}" if repair.blanks_are_zero else tail
    if len(changes) == 2 and repair.kind is RepairKind.SWAPPED:
        return f"{_swap_words(changes, places)}，{tail}"
    shown = [_change_words(change, places) for change in changes[:_MOST_SHOWN]]
    rest = f"等 {len(changes)} 格" if len(changes) > _MOST_SHOWN else ""
    return f"{'，'.join(shown)}{rest}{_slip_words(repair)}，{tail}"


def _change_words(change: Change, places: Mapping[str, Place]) -> str:
    return f"{places[change.address].words} {format_number(change.before)} 改为 {format_number(change.after)}"


def _swap_words(changes: Sequence[Change], places: Mapping[str, Place]) -> str:
    """Two cells: a number beside a zero stands in the wrong cell, two numbers are exchanged."""
    if changes[0].before == 0:
        changes = changes[::-1]
    numbers = [format_number(change.before) for change in changes]
    words = [places[change.address].words for change in changes]
    if changes[1].before == 0:
        return f"{words[0]}的 {numbers[0]} 可能填错了格，应填在{words[1]}，两格互换"
    return f"{words[0]} {numbers[0]} 与{words[1]} {numbers[1]} 两格可能填反，互换"


def _slip_words(repair: Repair) -> str:
    """What is known of the slip, in brackets; "" where nothing is."""
    rows, columns = ({change.address.split(".")[along] for change in repair.changes} for along in (1, 2))
    match repair.kind:
        case RepairKind.SHIFTED:
            return "（整行可能错位一格）" if len(rows) == 1 else "（整列可能错位一格）"
        case RepairKind.SWAPPED:
            return "（两行可能填反）" if len(rows) == 2 and len(columns) != 2 else "（两列可能填反）"
        case RepairKind.DIGITS:
            pairs = [(format_number(change.before), format_number(change.after)) for change in repair.changes]
            if all(turned(*pair) for pair in pairs):
                return "（数字可能颠倒）"
            if all(len(typed) != len(meant) for typed, meant in pairs):
                return "（可能多打或漏打了一位数字）"
    return ""
