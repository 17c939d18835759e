"""What a rule says where it needs a number that was handed in without one."""

from __future__ import annotations

from collections.abc import Sequence

from ..finding import Judgement, Outcome
from ..rule import Case

_NAMED = 3


def unfilled(case: Case, head: str, addresses: Sequence[str]) -> Judgement:
    """Undecided: `head` cannot be judged, for want of numbers among `addresses`; it names the first of those cells."""
    gaps = case.filing.gaps(addresses)
    words = "、".join(case.filing.places[address].words for address in gaps[:_NAMED])
    message = f"{head}无法判断：{words}{'等' if len(gaps) > _NAMED else ''}没有数字。"
    return Judgement(Outcome.UNDECIDED, message, tuple(addresses), blocked_by=gaps)


def filled(case: Case, addresses: Sequence[str]) -> bool:
    """Whether every one of these cells holds a number."""
    return not case.filing.gaps(addresses)
