"""The fewest cells whose change makes every equation hold: an exact search for all such sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from .equations import Equation, Equations, Pivot, amounts, without

MOST_CELLS = 6
MOST_NODES = 10_000  # about half a second

Amounts = Mapping[str, Fraction]


class TooManyError(Exception):
    """The search would take too long; nothing is known then."""


def smallest_sets(
    equations: Equations, fits: Callable[[Amounts], bool], most: int = MOST_CELLS, nodes: int = MOST_NODES
) -> list[Amounts]:
    """All smallest sets of cells with the amounts of change that follow, none of them 0, that `fits` lets pass.

    Empty where there is none of up to `most` cells, and where the search would visit more than `nodes` sets. Only
    amounts that follow from the equations count: a set whose amounts could be chosen is no advice.
    """
    search = _Search(fits, nodes)
    try:
        for size in range(1, most + 1):
            search.visit(equations, size, (), frozenset())
            if search.found:
                break
    except TooManyError:
        return []
    return search.found


@dataclass
class _Search:
    """Every solution must change a cell of each broken equation: branch on the cells of one with the fewest."""

    fits: Callable[[Amounts], bool]
    nodes: int
    found: list[Amounts] = field(default_factory=list)

    def visit(self, equations: Equations, size: int, pivots: tuple[Pivot, ...], tried: frozenset[str]) -> None:
        """Find the sets that hold `pivots` and up to `size` cells more, none of those `tried`."""
        self.nodes -= 1
        if self.nodes < 0:
            raise TooManyError
        broken = [equation for equation in equations if equation.residual]
        if not broken:
            self._found(pivots)
            return
        cells = sorted(
            ((equation.terms.keys() - tried, equation) for equation in broken), key=lambda pair: len(pair[0])
        )
        if not cells[0][0] or size < _at_least([allowed for allowed, _ in cells]):
            return
        if size == 1:
            self._last(equations, [allowed for allowed, _ in cells], broken, pivots)
            return
        allowed, equation = cells[0]
        for cell in equation.terms:
            if cell in allowed:
                left = without(equations, pivot := Pivot(cell, equation))
                if left is not None:
                    self.visit(left, size - 1, (*pivots, pivot), tried)
                tried |= {cell}

    def _last(
        self, equations: Equations, allowed: list[set[str]], broken: list[Equation], pivots: tuple[Pivot, ...]
    ) -> None:
        """One cell must mend all that is broken, by the same amount, and be in nothing that holds."""
        first = broken[0]
        common = set.intersection(*allowed)
        for cell in [cell for cell in first.terms if cell in common]:
            scale = first.terms[cell]
            same = all(e.residual * scale == first.residual * e.terms[cell] for e in broken)
            if same and sum(cell in equation.terms for equation in equations) == len(broken):
                self.nodes -= 1
                self._found((*pivots, Pivot(cell, first)))

    def _found(self, pivots: tuple[Pivot, ...]) -> None:
        made = amounts(pivots)
        if all(made.values()) and self.fits(made):
            self.found.append(made)


def _at_least(broken: list[set[str]]) -> int:
    """How many cells must change: one for each of some equations that have none in common."""
    used: set[str] = set()
    count = 0
    for cells in broken:
        if used.isdisjoint(cells):
            used |= cells
            count += 1
    return count
