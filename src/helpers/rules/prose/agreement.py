"""A claim of the prose laid beside the tables: agreed, contradicted or open, and the judgement that tells so."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator

from ...filing import Filing, Number, format_number
from ..finding import Judgement, Outcome, Severity, spots
from .claims import Claim, Sum, Weight, least


class Agreement(enum.Enum):
    """How a claim compares with the tables."""

    AGREED = "agreed"
    CONTRADICTED = "contradicted"
    OPEN = "open"


def agreement(claim: Claim, filing: Filing) -> Agreement:
    """Agreed where one reading gives the number; contradicted where none can; open for want of numbers."""
    outcomes = [_of(claim, *least(filing, reading)) for reading in claim.readings]
    for outcome in (Agreement.AGREED, Agreement.OPEN):
        if outcome in outcomes:
            return outcome
    return Agreement.CONTRADICTED


def _of(claim: Claim, low: Number, exact: bool) -> Agreement:
    if exact:
        close = low - claim.step < claim.value < low + claim.step
        return Agreement.AGREED if close else Agreement.CONTRADICTED
    # Counts are never negative: what is known already exceeds the number.
    return Agreement.CONTRADICTED if low - claim.step >= claim.value else Agreement.OPEN


def judge(claims: Iterable[Claim], filing: Filing) -> Iterator[Judgement]:
    """What the claims say otherwise than the tables, the same thing once a sentence."""
    told: set[tuple[int, str, Number]] = set()
    compared = [(claim, agreement(claim, filing)) for claim in claims]
    agreed = {(claim.sentence.origin, claim.what) for claim, found in compared if found is Agreement.AGREED}
    for claim, found in compared:
        if claim.circle and (claim.sentence.origin, claim.what) in agreed:
            continue  # 全区收到 95 件。代表区政府收到 17 件: the table has one of them
        key = (claim.index, claim.what, claim.value)
        if found is Agreement.AGREED or claim.weight is Weight.HINT or key in told:
            continue
        told.add(key)
        if found is Agreement.CONTRADICTED:
            yield contradiction(claim, filing)
        elif claim.weight is Weight.FIRM and not claim.circle:
            yield open_question(claim, filing)


def contradiction(claim: Claim, filing: Filing, severity: Severity | None = None) -> Judgement:
    """The judgement on a claim that no reading of the tables supports."""
    low, exact = least(filing, claim.readings[0])
    cells = _cells(claim.readings[0], filing)
    due = format_number(low)
    blank = any(filing.number(address) is None for address in claim.readings[0].addresses)
    shown = f"已填的各格合计至少 {due}" if not exact else f"没有填，各分项合计为 {due}" if blank else f"为 {due}"
    others = "".join(_alternative(reading, filing) for reading in claim.readings[1:3])
    note = f"文中“{claim.circle}”所指的范围与表格不同的，请在文中说明。" if claim.circle else ""
    if claim.circle or claim.weight is Weight.VAGUE:
        severity = Severity.INFO
    message = (
        f"“{claim.sentence.quote}”写{_said(claim)}，"
        f"而{cells}{shown}{others}。{note}请核对 {spots(_places(claim, filing))}，改正填错的一处。"
    )
    return Judgement(
        Outcome.BROKEN,
        message,
        claim.readings[0].addresses,
        due,
        format_number(claim.value),
        _places(claim, filing),
        severity=severity,
    )


def open_question(claim: Claim, filing: Filing) -> Judgement:
    """The judgement on a claim whose cells hold no numbers."""
    addresses = claim.readings[0].addresses
    missing = filing.gaps(addresses)
    message = (
        f"“{claim.sentence.quote}”写{_said(claim)}，"
        f"{_cells(claim.readings[0], filing)}没有数字，无法判断是否一致。请补填后核对。"
    )
    return Judgement(Outcome.UNDECIDED, message, addresses, places=_places(claim, filing), blocked_by=missing)


def _said(claim: Claim) -> str:
    return claim.what if claim.start is None else f"{claim.what} {format_number(claim.value)} 件"


def _places(claim: Claim, filing: Filing) -> tuple[str, ...]:
    cells = (filing.entries[a] for a in claim.readings[0].addresses if a in filing.entries)
    return (claim.sentence.origin, *(str(entry.origin) for entry in cells))


def _alternative(reading: Sum, filing: Filing) -> str:
    low, exact = least(filing, reading)
    if not exact:
        return ""
    return f"，{_cells(reading, filing)}为 {format_number(low)}"


def _cells(reading: Sum, filing: Filing) -> str:
    """The cells in words; of a group of rows its name and how many rows it has."""
    places = [filing.places[address] for address in reading.plus]
    words = places[0].words
    if len(places) > 2:
        groups = list(dict.fromkeys(p.row.path[-2] if len(p.row.path) > 2 else p.row.label for p in places))
        names = "、".join(groups) if len(groups) < 4 else f"{groups[0]}至{groups[-1]}"
        words = f"{words[: words.index('「')]}「{names}」各行合计"
    elif len(places) == 2:
        words += f"与{places[1].words.removeprefix(places[1].words.partition('「')[0])}之和"
    if reading.minus:
        words += f"减去{filing.places[reading.minus[0]].words.partition('表')[2]}"
    return words
