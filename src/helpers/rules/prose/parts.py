"""The parts that a sentence names must add up to the total that it names (N-06)."""

from __future__ import annotations

from collections.abc import Iterator

from ...filing import format_number
from ..finding import Judgement, Outcome, Severity
from ..rule import Case, Need, rule
from .lists import NEAR, PartList, part_lists
from .sentences import Sentence

_SOME, _MANY = 3, 4


@rule(
    "N-06",
    "一句话里总数与各分项之和一致",
    severity=Severity.WARNING,
    scope="sentence",
    formula="N条…其中 a条、b条… => a+b+… = N (overlap words allowed)",
    origin="实际报告中的差错：写明的总数与所列分项之和不等",
    status="observed",
    fix="核对总数和各分项；分项没有列全的，写明“等”或“其他”。",
    needs=(Need.PROSE,),
)
def parts_add_up(case: Case) -> Iterator[Judgement]:
    """A list of parts of one unit: more than the total is wrong, less only where the list reads as whole."""
    before: Sentence | None = None
    for sentence in (s for s in case.sentences if not s.overlong):
        for found in part_lists(sentence, before):
            severity = _severity(found)
            if severity:
                yield _told(found, sentence, severity)
        before = sentence


def _severity(found: PartList) -> Severity | None:
    """How sure it is that the list is wrong; None where it may be right."""
    count = len(found.parts)
    if found.holds or count < 2:
        return None
    if found.named > found.total.value:
        return Severity.INFO if found.doubtful else Severity.WARNING
    if found.open_end or found.doubtful:
        return None
    if found.whole:
        return Severity.WARNING
    if count < _SOME or found.named < found.total.value * NEAR:
        return None
    return Severity.WARNING if count >= _MANY else Severity.INFO


def _told(found: PartList, sentence: Sentence, severity: Severity) -> Judgement:
    unit, total, named = found.total.unit, found.total.value, found.named
    terms = "+".join(format_number(part.value) for part in found.parts)
    gap = f"{'多' if named > total else '少'} {format_number(max(named, total) - min(named, total))} {unit}"
    message = (
        f"“{sentence.quote}”写的总数是 {format_number(total)} {unit}，所列各项 {terms}={format_number(named)} {unit}，"
        f"{gap}。请核对总数和各项（{sentence.origin}）。"
    )
    addresses = tuple(n.address for n in (found.total, *found.parts) if n.address)
    return Judgement(
        Outcome.BROKEN,
        message,
        addresses,
        format_number(total),
        format_number(named),
        (sentence.origin,),
        severity=None if severity is Severity.WARNING else severity,
    )
