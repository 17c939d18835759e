"""Sums as sparse linear equations: what each cell must change by for all of them to hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from ...filing import Number


class Equation(NamedTuple):
    """Σ terms[cell] · (amount of change of cell) = −residual. It holds as it is where the residual is 0."""

    terms: dict[str, int]
    residual: Number


class Pivot(NamedTuple):
    """A cell whose amount of change follows from an equation once those of the cells after it are known."""

    cell: str
    equation: Equation


Equations = tuple[Equation, ...]


def without(equations: Iterable[Equation], pivot: Pivot) -> Equations | None:
    """The other equations freed of the pivot's cell; None where they contradict each other then."""
    made = []
    for equation in equations:
        if equation is pivot.equation:
            continue
        if pivot.cell in equation.terms:
            equation = _freed(equation, pivot)
            if not equation.terms:
                if equation.residual:
                    return None
                continue
        made.append(equation)
    return tuple(made)


def _freed(equation: Equation, pivot: Pivot) -> Equation:
    cell, by = pivot
    scale, times = by.terms[cell], equation.terms[cell]
    if scale in (1, -1):
        scale, times = 1, times * scale
    terms = dict(equation.terms) if scale == 1 else {c: n * scale for c, n in equation.terms.items()}
    for other, factor in by.terms.items():
        left = terms.get(other, 0) - times * factor
        if left:
            terms[other] = left
        else:
            terms.pop(other, None)
    return Equation(terms, scale * equation.residual - times * by.residual)


def without_unknowns(equations: Iterable[Equation], unknown: Iterable[str]) -> Equations | None:
    """What must hold whatever the unknown cells are; None where nothing can."""
    left: Equations | None = tuple(equations)
    for cell in unknown:
        with_it = [equation for equation in left or () if cell in equation.terms]
        if with_it and left is not None:
            left = without(left, Pivot(cell, min(with_it, key=lambda e: len(e.terms))))
    return left


def components(equations: Sequence[Equation]) -> Iterator[Equations]:
    """The equations in groups that have no cell in common, those that hold throughout left out."""
    groups: list[tuple[set[str], list[Equation]]] = []
    for equation in equations:
        cells, members = set(equation.terms), [equation]
        apart = []
        for group in groups:
            if cells.isdisjoint(group[0]):
                apart.append(group)
            else:
                cells |= group[0]
                members = group[1] + members
        groups = [*apart, (cells, members)]
    return (tuple(members) for _, members in groups if any(equation.residual for equation in members))


def amounts(pivots: Sequence[Pivot]) -> dict[str, Fraction]:
    """By how much each pivot's cell must change; every other cell stays."""
    found: dict[str, Fraction] = {}
    for cell, equation in reversed(pivots):
        due = -Fraction(equation.residual) - sum(n * found[c] for c, n in equation.terms.items() if c in found)
        found[cell] = due / equation.terms[cell]
    return found


def amounts_of(cells: Iterable[str], equations: Equations) -> dict[str, Fraction] | None:
    """By how much these cells must change for every equation to hold; None where nothing, or no one amount, will do."""
    left: Equations | None = equations
    pivots = []
    for cell in cells:
        equation = next((e for e in left or () if cell in e.terms), None)
        if equation is None or left is None:
            return None
        pivots.append(Pivot(cell, equation))
        left = without(left, pivots[-1])
    if left is None or any(equation.residual for equation in left):
        return None
    return amounts(pivots)


def holds_after(changes: Mapping[str, Fraction], equations: Equations) -> bool:
    """Whether every equation holds once the cells have changed by these amounts."""
    return all(
        not Fraction(equation.residual) + sum(n * changes[c] for c, n in equation.terms.items() if c in changes)
        for equation in equations
    )
