"""Repairs: how often the true cells are found, and milliseconds a filing, beside trying all pairs of cells.

`make bench` runs it. Both are measured in the same run, so that the ratio counts.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from helpers.filing import Filing
from helpers.form import load_form
from helpers.formspec import FormSpec
from helpers.rules.repairs.equations import Equation, amounts_of
from slips import SHAPES, balanced_filing, bound, mistyped, numbers_of, repairs_of, typed

ROUNDS = 500
PLAIN_ROUNDS = 2


def spoilt(form: FormSpec, shape: str, changed: int, rng: random.Random) -> tuple[Filing, dict[str, object]]:
    """A filing with some cells mistyped, and what stood in them."""
    filing = balanced_filing(form, shape, rng)
    cells = rng.sample(bound(form), changed)
    truth = {address: filing.number(address) for address in cells}
    return typed(filing, {a: mistyped(int(n or 0), rng) for a, n in truth.items()}), truth


def measure(form: FormSpec, shape: str, changed: int) -> None:
    rng = random.Random(f"{form.id} {shape} {changed}")
    spent, listed, first, unique, found = [], 0, 0, 0, 0
    for _ in range(ROUNDS):
        filing, truth = spoilt(form, shape, changed, rng)
        started = time.perf_counter()
        repairs = repairs_of(filing)
        spent.append(1000 * (time.perf_counter() - started))
        sets = [numbers_of(repair) for repair in repairs]
        found += bool(sets)
        listed += truth in sets
        first += truth in sets[:1]
        unique += len(sets) == 1
    shares = "".join(f"{100 * count / ROUNDS:>9.1f}%" for count in (found, listed, first, unique))
    spent.sort()
    print(
        f"{form.id}  {changed}  {shape:<12}{shares}{statistics.median(spent):>9.2f}"
        f"{spent[int(0.95 * ROUNDS)]:>8.2f}{spent[-1]:>8.2f}"
    )


def all_pairs(filing: Filing) -> int:
    """Every pair of cells by itself: how many make all identities hold."""
    identities = [i for table in filing.tables.values() for i in table.identities]
    equations = tuple(
        Equation(
            terms := {**dict.fromkeys(i.left, 1), **dict.fromkeys(i.right, -1)},
            sum(sign * (filing.number(address) or 0) for address, sign in terms.items()),
        )
        for i in identities
    )
    cells = [*dict.fromkeys(address for equation in equations for address in equation.terms)]
    return sum(amounts_of(pair, equations) is not None for pair in combinations(cells, 2))


def main() -> None:
    """Print a line a form, number of changed cells and shape, then the time beside trying all pairs."""
    print(f"form cells shape{'found':>11}{'listed':>10}{'first':>10}{'unique':>10}{'ms':>9}{'p95':>8}{'max':>8}")
    for form in (load_form("2021"), load_form("2019")):
        for changed in (1, 2):
            for shape in SHAPES:
                measure(form, shape, changed)
    rng = random.Random(7)
    ours, theirs = [], []
    for _ in range(PLAIN_ROUNDS):
        filing, _truth = spoilt(load_form("2021"), "mixed", 2, rng)
        for spent, work in ((ours, repairs_of), (theirs, all_pairs)):
            started = time.perf_counter()
            work(filing)
            spent.append(1000 * (time.perf_counter() - started))
    mine, plain = statistics.mean(ours), statistics.mean(theirs)
    print(f"two cells: {mine:.1f} ms, trying all pairs {plain:.0f} ms, {plain / mine:.0f} times as long")


if __name__ == "__main__":
    main()
