"""The identities 勾稽关系 that the forms state: one rule for each stanza, judged wherever its table was handed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from ..filing import Filing, Number, format_number
from ..formspec import FormSpec, Identity
from .finding import Judgement, Outcome, spots
from .rule import Case, Rule

_TERMS_SHOWN = 8


def identity_rules(forms: Iterable[FormSpec]) -> Mapping[str, Rule]:
    """A rule for each identity stanza, the newest form's wording first."""
    rules: dict[str, Rule] = {}
    for form in forms:
        for table in form.tables.values():
            for identity in table.identities:
                rules.setdefault(identity.rule, _identity_rule(identity, f"{form.document} {table.title}"))
    return rules


def _identity_rule(identity: Identity, origin: str) -> Rule:
    return Rule(
        id=identity.rule,
        title=identity.statement,
        scope=identity.per,
        formula=" = ".join(" + ".join(_names(side, identity)) for side in (identity.left, identity.right)),
        origin=origin,
        status=identity.status,
        fix="核对列出的单元格，改正其中填错的一格。",
        judge=partial(judge_identities, identity.rule),
    )


def _names(addresses: Sequence[str], identity: Identity) -> list[str]:
    """What tells the terms of an identity apart: their rows in a column, their columns in a row."""
    return [address.split(".")[1 if identity.per == "column" else 2] for address in addresses]


def judge_identities(rule_id: str, case: Case) -> Iterator[Judgement]:
    """Every identity of one stanza: broken where the sums differ, undecided where a cell holds no number."""
    for table in case.filing.tables.values():
        for identity in table.identities:
            if identity.rule == rule_id and not _follows(identity, case.filing):
                yield from _judge(identity, case.filing)


def _follows(identity: Identity, filing: Filing) -> bool:
    """Whether the kit computes all of its cells: a total column that fails says no more than the columns it adds up."""
    return all(address in filing.entries and filing.entries[address].computed for address in identity.addresses)


def _judge(identity: Identity, filing: Filing) -> Iterator[Judgement]:
    missing = filing.gaps(identity.addresses)
    head = f"{identity.statement}：{identity.subject}"
    if missing:
        yield _with_gaps(identity, filing, head, missing)
        return
    left: Number = _total(identity.left, filing)
    right: Number = _total(identity.right, filing)
    if left == right:
        return
    places = tuple(str(filing.entries[address].origin) for address in identity.addresses if address in filing.entries)
    # A total that the form computes is what should be corrected to the sum of its parts.
    expected, actual = (right, left) if identity.computes else (left, right)
    message = (
        f"{head} {_sum_text(identity.left, filing)}，{_sum_text(identity.right, filing)}，"
        f"相差 {_gap(left, right)}。请核对 {spots(places)}。"
    )
    yield Judgement(Outcome.BROKEN, message, identity.addresses, format_number(expected), format_number(actual))


def _with_gaps(identity: Identity, filing: Filing, head: str, missing: Sequence[str]) -> Judgement:
    """Undecided where cells hold no number, unless the others are too many whatever those may hold."""
    excess = _excess(identity, filing)
    if excess:
        filled = [str(filing.entries[address].origin) for address in identity.addresses if address not in missing]
        return Judgement(Outcome.BROKEN, f"{head} {excess}。请核对 {spots(filled)}。", identity.addresses)
    words = "、".join(filing.places[address].words for address in missing[:3])
    message = f"{head}无法判断，{words}{'等' if len(missing) > 3 else ''}没有数字。"
    return Judgement(Outcome.UNDECIDED, message, identity.addresses, blocked_by=tuple(missing))


def _excess(identity: Identity, filing: Filing) -> str:
    """By how much one side exceeds the other whatever its blank cells hold, for counts are never negative; or ""."""
    for full, partly in ((identity.left, identity.right), (identity.right, identity.left)):
        if filing.gaps(full):
            continue
        due, known = _total(full, filing), _total(partly, filing)
        if known > due:
            more = _gap(known, due)
            return f"{_sum_text(full, filing)}，另一边已填的各项之和 {format_number(known)}，已经多出 {more}"
    return ""


def _gap(left: Number, right: Number) -> str:
    return format_number(max(left, right) - min(left, right))


def _total(addresses: Sequence[str], filing: Filing) -> Number:
    total: Number = 0
    for address in addresses:
        total += filing.number(address) or 0
    return total


def _sum_text(addresses: Sequence[str], filing: Filing) -> str:
    total = format_number(_total(addresses, filing))
    if len(addresses) == 1:
        return f"总计 {total}"
    terms = [format_number(filing.number(address) or 0) for address in addresses]
    if len(terms) > _TERMS_SHOWN:
        return f"各项之和 {total}"
    return f"{'+'.join(f'({t})' if t.startswith('-') else t for t in terms)}={total}"
