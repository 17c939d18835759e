"""Numbers that balance, and filings made of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from helpers.filing import Filing, Number, Origin, format_number, parse_entry
from helpers.form import form_for_year, load_form
from helpers.formfile import ValueType
from helpers.formspec import FormSpec
from helpers.tables import lay_out

SMALL = st.integers(1, 40)
LARGE = st.integers(10_000_000, 99_999_999)


def free_cells(form: FormSpec) -> list[str]:
    """The addresses that follow from no other: neither a sum nor what balances a column."""
    sums = {address for table in form.tables.values() for address in table.sums}
    return [a for a in form.places if a not in sums and ".new_received." not in a]


def completed(form: FormSpec, free: Mapping[str, Number]) -> dict[str, Number]:
    """`free` (0 where missing) with the sums and the newly received that make every identity hold."""
    made: dict[str, Number] = {address: free.get(address, 0) for address in free_cells(form)}
    table = form.tables["applications"]
    for identity in (i for i in table.identities if i.rule == "T3-02" and i.subject != "总计列"):
        made[identity.left[0]] = sum(made[a] for a in identity.right)
    for identity in (i for i in table.identities if i.rule == "T3-01" and i.subject != "总计列"):
        received, carried_in = identity.left
        due = sum(made[a] for a in identity.right)
        made[carried_in] = min(made[carried_in], due)
        made[received] = due - made[carried_in]
    for identity in (i for t in form.tables.values() for i in t.identities if i.rule in ("T3-03", "T4-01")):
        made[identity.left[0]] = sum(made[a] for a in identity.right)
    return {address: made[address] for address in form.places}


@st.composite
def balanced(draw: st.DrawFn, form: FormSpec) -> dict[str, Number]:
    """Numbers for every address of `form`: all small, all of eight digits, or mostly zero."""
    cells = free_cells(form)
    numbers = draw(st.sampled_from([SMALL, LARGE, None]))
    if numbers is None:
        return completed(form, draw(st.dictionaries(st.sampled_from(cells), SMALL, max_size=6)))
    values = draw(st.lists(numbers, min_size=len(cells), max_size=len(cells)))
    return completed(form, dict(zip(cells, values, strict=True)))


@cache
def _distinct(version: str) -> dict[str, Number]:
    form = load_form(version)
    cells = free_cells(form)
    for seed in range(1000):
        free: dict[str, Number] = dict(zip(cells, random.Random(seed).sample(range(11, 2000), len(cells)), strict=True))
        for address, place in form.places.items():
            if place.column.value is ValueType.AMOUNT:
                free[address] = free[address] + Decimal("0.28")
            elif place.column.value is ValueType.CHANGE and place.row.id != "administrative_license":
                free[address] = -free[address]
            elif place.column.id in ("in_force", "public_total"):
                free[address] += 5000
        made = completed(form, free)
        if len(set(made.values())) == len(made):
            return made
    raise AssertionError("no seed gives different numbers everywhere")


def distinct(form: FormSpec) -> dict[str, Number]:
    """A balanced set in which no two cells are equal; the amount has decimals, changes have both signs."""
    return dict(_distinct(form.id))


def filing_of(numbers: Mapping[str, Number | str], year: int, form: FormSpec | None = None) -> Filing:
    """A filing with these numbers (or raw texts), each from its cell of tables.xlsx; no entry is a missing table's."""
    form = form or form_for_year(year)
    tables = [t for t in form.tables.values() if any(a.startswith(f"{t.id}.") for a in numbers)]
    entries = {}
    for table in tables:
        spots = {c.address: f"{get_column_letter(c.column + 1)}{c.row + 1}" for c in lay_out(table).cells if c.address}
        for address, place in table.places.items():
            value = numbers.get(address, "")
            raw = value if isinstance(value, str) else format_number(value)
            entries[address] = parse_entry(raw, place, Origin("tables.xlsx", table.sheet, spots[address]))
    return Filing("shili-wenlv", year, {table.id: form.id for table in tables}, entries)
