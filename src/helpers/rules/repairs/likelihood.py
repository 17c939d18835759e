"""Which repair is the likeliest: the slip of the pen that it would undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from ...filing import Filing, format_number
from ..finding import Change, RepairKind
from .evidence import Evidence, support

# How unlikely a slip is; up to _SLIP it is one that a person knows.
_TURNED, _DOUBLED, _SIGN, _SLIP = 1, 1, 1, 2
_FEWEST_SHIFTED = 3


def kind_of(changes: Sequence[Change], filing: Filing) -> RepairKind:
    """The slip that explains all of the changes together, or each of them by its digits."""
    if _swapped(changes):
        return RepairKind.SWAPPED
    if _shifted(changes, filing):
        return RepairKind.SHIFTED
    if all(slip_cost(change) <= _SLIP for change in changes):
        return RepairKind.DIGITS
    return RepairKind.CHANGED


@dataclass(frozen=True)
class Likelihood:
    """Which of the sets of changes to a filing are the likeliest; `told` is what its prose says of the cells."""

    filing: Filing
    told: Evidence = ()

    def likeliest(self, sets: Iterable[tuple[Change, ...]], most: int) -> list[tuple[Change, ...]]:
        """The first `most` of them, which are of one size."""
        return sorted(sets, key=self._place)[:most]

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {address: index for index, address in enumerate(self.filing.places)}

    def _place(self, changes: tuple[Change, ...]) -> tuple[tuple[int, ...], list[int]]:
        return self._rank(changes), [self._order[change.address] for change in changes]

    def _rank(self, changes: Sequence[Change]) -> tuple[int, ...]:
        """What the prose speaks for, known slips, little typing, and totals come first."""
        order = {RepairKind.SWAPPED: 0, RepairKind.SHIFTED: 0, RepairKind.DIGITS: 1, RepairKind.CHANGED: 2}
        # A total is both typed and reckoned, and can go wrong in two ways; it may be forgotten, most details are 0.
        details = [change for change in changes if change.address not in self.filing.tables[_table(change)].sums]
        cost = sum(map(slip_cost, changes)) + sum(change.before == 0 for change in details)
        kind = kind_of(changes, self.filing)
        return -support(changes, self.told, self.filing), order[kind], cost, len(details)


def slip_cost(change: Change) -> int:
    """How unlikely it is that one of the numbers was typed for the other."""
    typed, meant = format_number(change.before), format_number(change.after)
    short, long = sorted((typed, meant), key=len)
    if typed.lstrip("-") == meant:
        return _SIGN
    if len(typed) == len(meant) == 1:
        return _SLIP + 1
    if turned(typed, meant):
        return _TURNED
    distance = int(Levenshtein.distance(typed, meant))
    if distance == 1 and short != "0":
        return _DOUBLED if long in _doublings(short) else _SLIP
    if sorted(typed) == sorted(meant):
        return _SLIP
    return _SLIP + 1 + distance


def turned(typed: str, meant: str) -> bool:
    """Whether two neighbouring digits stand the other way round."""
    apart = [i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b]
    return len(typed) == len(meant) and sorted(typed) == sorted(meant) and len(apart) == 2 and apart[1] == apart[0] + 1


def _doublings(text: str) -> set[str]:
    return {text[: i + 1] + text[i:] for i in range(len(text))}


def _swapped(changes: Sequence[Change]) -> bool:
    """Two cells whose numbers change places, or two lines of a table that do so cell by cell."""
    if len(changes) == 2:
        first, second = changes
        return (first.before, first.after) == (second.after, second.before)
    return any(_lines_swapped(changes, along) for along in (1, 2))


def _lines_swapped(changes: Sequence[Change], along: int) -> bool:
    lines = sorted({change.address.split(".")[along] for change in changes})
    if len(lines) != 2 or len({_table(change) for change in changes}) != 1:
        return False
    cells: dict[str, dict[str, Change]] = {line: {} for line in lines}
    for change in changes:
        parts = change.address.split(".")
        cells[parts[along]][parts[3 - along]] = change
    one, other = cells.values()
    return one.keys() == other.keys() and all(
        (one[spot].before, one[spot].after) == (other[spot].after, other[spot].before) for spot in one
    )


def _shifted(changes: Sequence[Change], filing: Filing) -> bool:
    """Neighbouring cells of a row or column that all take the number of the next; that of the last is any."""
    if len(changes) < _FEWEST_SHIFTED:
        return False
    for along in (1, 2):
        lines = {(_table(change), change.address.split(".")[along]) for change in changes}
        if len(lines) == 1:
            return _moved_by_one(changes, line_of(filing, *lines.pop(), along), filing)
    return False


def line_of(filing: Filing, table: str, line: str, along: int) -> list[str]:
    """The cells of a row (`along` 1) or column (2) that hold numbers of their own, in printed order."""
    entries = filing.entries
    return [
        address
        for address in filing.tables[table].places
        if address.split(".")[along] == line and filing.number(address) is not None and not entries[address].computed
    ]


def _moved_by_one(changes: Sequence[Change], line: list[str], filing: Filing) -> bool:
    after = {change.address: change.after for change in changes}
    at = [line.index(change.address) for change in changes]
    span = line[min(at) : max(at) + 1]
    pairs = [*pairwise(span)]

    def takes(cell: str, other: str) -> bool:
        return after.get(cell, filing.number(cell)) == filing.number(other)

    return all(takes(cell, following) for cell, following in pairs) or all(
        takes(cell, before) for before, cell in pairs
    )


def _table(change: Change) -> str:
    return change.address.partition(".")[0]
