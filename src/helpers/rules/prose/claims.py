"""What the prose claims about the tables: a number, and the sums of cells that it may mean."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ...filing import Filing, Number
from .mentions import Mention
from .sentences import Sentence


class Weight(enum.Enum):
    """How surely a sentence means the cell. A HINT is only ever counted as matched and never complained of."""

    FIRM = "firm"
    VAGUE = "vague"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Sum:
    """Cells whose sum a number may mean, less those of `minus`."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every cell of it."""
        return self.plus + self.minus


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of a sentence and the sums that it may mean, the likeliest first.

    `what` says in words what is counted, `circle` which words may speak of other offices than the tables. `start` is
    the place of the number in the sentence, None of a statement in words (未收到). The number is right within `step`.
    """

    rule: str
    what: str
    value: Number
    readings: tuple[Sum, ...]
    index: int
    sentence: Sentence
    weight: Weight = Weight.FIRM
    start: int | None = None
    step: Number = 1
    circle: str = ""

    @property
    def rounded(self) -> bool:
        """Whether the number is written in tens of thousands or as 3600余件."""
        return self.step != 1


def step_of(mention: Mention) -> Number:
    """What the last digit of a number counts: 1000 of 1.2万件, 100 of 3600余件 and of 百余件."""
    text = mention.sentence.text[mention.numeral.start : mention.numeral.end]
    scale: Number = 1
    for letter in text:
        scale *= {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}.get(letter, 1) if text[0].isdigit() else 1
    if text.endswith("元"):
        scale = 1
    fraction = text.partition(".")[2]
    digits = next((i for i, letter in enumerate(fraction) if not letter.isdigit()), len(fraction))
    step = Decimal(scale) / 10**digits
    if mention.numeral.vague:
        whole = str(int(mention.numeral.value))
        step = max(step, Decimal(10 ** max(len(whole) - 2, len(whole) - len(whole.rstrip("0")))))
    return int(step) if step == step.to_integral_value() else step


def known(filing: Filing, readings: Iterable[Sum]) -> tuple[Sum, ...]:
    """The readings whose cells the tables handed in have, each once."""
    return tuple(dict.fromkeys(r for r in readings if r.plus and all(a in filing.places for a in r.addresses)))


def rows_of(filing: Filing, *prefixes: str, column: str = "total") -> tuple[str, ...]:
    """The cells of the rows of table three whose ids begin with one of `prefixes`, in one column."""
    return tuple(
        address
        for address, place in filing.places.items()
        if place.table == "applications" and place.column.id == column and place.row.id.startswith(prefixes)
    )


def in_columns(reading: Sum, columns: tuple[str, ...]) -> Sum:
    """The same rows in other columns than 总计."""
    plus, minus = (
        tuple(f"{address.rpartition('.')[0]}.{column}" for address in side for column in columns)
        for side in (reading.plus, reading.minus)
    )
    return Sum(plus, minus)


def bound(filing: Filing, address: str) -> tuple[Number, bool]:
    """The least that a cell can hold, and whether it is exactly that: a blank total is no less than its parts."""
    value = filing.number(address)
    if value is not None:
        return value, True
    identity = filing.tables[address.partition(".")[0]].sums.get(address)
    if identity is None:
        return 0, False
    parts = [filing.number(part) for part in identity.right]
    return sum((part for part in parts if part is not None), start=0), None not in parts


def least(filing: Filing, reading: Sum) -> tuple[Number, bool]:
    """The least that a reading can be, and whether it is exactly that."""
    plus = [bound(filing, address) for address in reading.plus]
    minus = [bound(filing, address) for address in reading.minus]
    exact = all(sure for _, sure in (*plus, *minus))
    total = sum((value for value, _ in plus), start=0)
    if not exact and minus:
        return 0, False
    return total - sum((value for value, _ in minus), start=0), exact
