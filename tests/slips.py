"""Filings of several shapes, and the slips of the pen that spoil them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from helpers.filing import Filing, Number
from helpers.formspec import FormSpec
from helpers.rules import Case, Finding, Outcome, Severity
from helpers.rules.finding import Repair
from helpers.rules.repairs.repair import with_repairs
from helpers.submission import Submission
from strategies import completed, filing_of, free_cells

RANGES = {"small": (1, 40), "large": (10_000_000, 99_999_999), "mixed": (0, 2000)}
SHAPES = (*RANGES, "mostly zero")
_BROKEN = Finding("T3-01", "", 2023, Outcome.BROKEN, Severity.ERROR, (), None, None, "", ())


def shaped(form: FormSpec, shape: str, rng: random.Random) -> dict[str, Number]:
    """Balanced numbers: all small, all of eight digits, of every length, or six cells that are not zero."""
    cells = free_cells(form)
    if shape == "mostly zero":
        return completed(form, {cell: rng.randint(1, 40) for cell in rng.sample(cells, 6)})
    low, high = RANGES[shape]
    return completed(form, {cell: rng.randint(low, high) for cell in cells})


def bound(form: FormSpec) -> list[str]:
    """The cells that some identity binds."""
    bound_by = {a for table in form.tables.values() for i in table.identities for a in i.addresses}
    return [address for address in form.places if address in bound_by]


def mistyped(number: int, rng: random.Random) -> int:
    """Another number as a hurried hand would type it: a digit wrong, lost, added or exchanged, or any number."""
    text = str(number)
    spot = rng.randrange(len(text))
    slips: tuple[Callable[[], str], ...] = (
        lambda: text[:spot] + rng.choice("0123456789") + text[spot + 1 :],
        lambda: text[:spot] + text[spot + 1 :],
        lambda: text[:spot] + rng.choice("0123456789") + text[spot:],
        lambda: text[:spot] + text[spot : spot + 2][::-1] + text[spot + 2 :],
        lambda: str(max(0, number + rng.choice((-1, 1, 10)))),
        lambda: str(rng.randint(0, 10 ** len(text))),
    )
    while (typed := int(rng.choice(slips)() or "0")) == number:
        spot = rng.randrange(len(text))
    return typed


def typed(filing: Filing, numbers: Mapping[str, Number]) -> Filing:
    """The filing with other numbers in some cells."""
    changed = {a: replace(filing.entries[a], value=n, raw=str(n)) for a, n in numbers.items()}
    return Filing(filing.office, filing.year, filing.forms, {**filing.entries, **changed})


def balanced_filing(form: FormSpec, shape: str, rng: random.Random) -> Filing:
    return filing_of(shaped(form, shape, rng), form.first_year, form)


def repairs_of(filing: Filing, previous: Filing | None = None) -> tuple[Repair, ...]:
    """What is proposed for a filing, whichever identity of it is broken."""
    case = Case(Submission(filing), previous=Submission(previous) if previous else None)
    return with_repairs([_BROKEN], case)[0].repairs


def numbers_of(repair: Repair) -> dict[str, Number]:
    return {change.address: change.after for change in repair.changes}


def holds(filing: Filing) -> bool:
    """Whether every identity of the form holds, by plain sums."""
    return all(
        sum(filing.number(a) or 0 for a in i.left) == sum(filing.number(a) or 0 for a in i.right)
        for table in filing.tables.values()
        for i in table.identities
    )
