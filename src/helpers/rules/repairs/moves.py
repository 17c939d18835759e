"""Numbers that moved together: a row or column shifted by a cell, or two that changed places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from ...filing import Filing
from .equations import Equations, amounts_of, holds_after
from .likelihood import line_of

Amounts = Mapping[str, Fraction]


def moves(table: str, equations: Equations, filing: Filing) -> Iterator[Amounts]:
    """Changes of one line of `table`, or an exchange of two, after which every equation holds."""
    broken = [equation for equation in equations if equation.residual]
    for along in (1, 2):
        names = dict.fromkeys(address.split(".")[along] for address in filing.tables[table].places)
        lines = [line_of(filing, table, name, along) for name in names]
        for line in lines:
            if all(not equation.terms.keys().isdisjoint(line) for equation in broken):
                yield from _one_line(line, equations)
        for one, other in combinations(lines, 2):
            if all(not equation.terms.keys().isdisjoint((*one, *other)) for equation in broken):
                yield from _exchanged(one, other, equations, filing, 3 - along)


def _one_line(line: list[str], equations: Equations) -> Iterator[Amounts]:
    """The changes of a line that the equations across it demand; whether they are a shift is for others to see."""
    found = amounts_of(line, equations)
    if found:
        yield {cell: amount for cell, amount in found.items() if amount}


def _exchanged(
    one: list[str], other: list[str], equations: Equations, filing: Filing, across: int
) -> Iterator[Amounts]:
    facing = {address.split(".")[across]: address for address in other}
    if [address.split(".")[across] for address in one] != [*facing]:
        return
    made: dict[str, Fraction] = {}
    for address in one:
        partner = facing[address.split(".")[across]]
        gap = Fraction(filing.number(partner) or 0) - Fraction(filing.number(address) or 0)
        if gap:
            made |= {address: gap, partner: -gap}
    if holds_after(made, equations):
        yield made
