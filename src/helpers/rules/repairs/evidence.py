"""What the prose says for a repair: sentences that state the number which a cell would have after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from ...filing import Filing, Number
from ..finding import Change
from ..prose.applications import application_claims
from ..prose.claims import Claim, Sum, Weight
from ..prose.disputes import dispute_claims
from ..prose.results import result_claims
from ..rule import Case

Evidence = Sequence[Claim]


def evidence(case: Case) -> Evidence:
    """The sentences that surely speak of cells of tables three and four, and of the office itself."""
    return tuple(claim for claim in _claims(case) if claim.weight is Weight.FIRM and not claim.circle)


def _claims(case: Case) -> Iterator[Claim]:
    return chain.from_iterable(case.once(look) for look in (application_claims, result_claims, dispute_claims))


def support(changes: Sequence[Change], told: Evidence, filing: Filing) -> int:
    """How many more sentences agree with the tables once the cells have changed."""
    after = {change.address: change.after for change in changes}
    touched = [claim for claim in told if any(a in after for reading in claim.readings for a in reading.addresses)]
    return sum(_agrees(claim, filing, after) - _agrees(claim, filing, {}) for claim in touched)


def _agrees(claim: Claim, filing: Filing, after: Mapping[str, Number]) -> bool:
    values = (_value(reading, filing, after) for reading in claim.readings)
    return any(value is not None and value - claim.step < claim.value < value + claim.step for value in values)


def _value(reading: Sum, filing: Filing, after: Mapping[str, Number]) -> Number | None:
    total: Number = 0
    for sign, addresses in ((1, reading.plus), (-1, reading.minus)):
        for address in addresses:
            number = after.get(address, filing.number(address))
            if number is None:
                return None
            total += sign * number
    return total
