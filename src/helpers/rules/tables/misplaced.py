"""Rules about numbers in the wrong cell: in another column (T3-04), or split over two (F-05)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...filing import Filing, Number, format_number
from ...formspec import Identity, TableSpec
from ..finding import Judgement, Outcome, Severity, spots
from ..rule import Case, rule

_BALANCE, _DETAILS, _ACROSS = "T3-01", "T3-02", "T3-03"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that does not balance: `gap` is what came in less what was done."""

    identity: Identity
    label: str
    gap: Number

    @property
    def words(self) -> str:
        return f"{self.label}列{'多' if self.gap > 0 else '少'} {format_number(max(self.gap, -self.gap))}"


@rule(
    "T3-04",
    "两列的差数正好相反、总计列相符的，要核对是否填错了列",
    scope="table",
    formula="sum of column differences = 0 and at least two not 0",
    origin="实际报告中见过",
    status="observed",
    fix="把填错列的件数移到应填的列；总计列不用改。",
)
def offsetting_columns(case: Case) -> Iterator[Judgement]:
    """Columns that do not balance, by amounts that cancel out, beside a total column that balances."""
    for table in case.filing.tables.values():
        totals = {_column(i.computes) for i in table.identities if i.rule == _ACROSS and i.computes}
        balances = [identity for identity in table.identities if identity.rule == _BALANCE]
        gaps = {identity: _gap(identity, case.filing) for identity in balances}
        uneven = [
            _Column(i, table.places[i.left[0]].column.label, gap)
            for i, gap in gaps.items()
            if gap and _column(i.left[0]) not in totals
        ]
        if not uneven or any(gap for i, gap in gaps.items() if _column(i.left[0]) in totals):
            continue
        missing = case.filing.gaps(address for identity in balances for address in identity.addresses)
        if missing:
            message = f"{table.name}各列的差数能否相抵无法判断，{table.places[missing[0]].words}没有数字。"
            yield Judgement(Outcome.UNDECIDED, message, missing, blocked_by=missing)
        elif len(uneven) > 1 and sum(column.gap for column in uneven) == 0:
            yield _offset(uneven, table, case.filing)


def _offset(uneven: Sequence[_Column], table: TableSpec, filing: Filing) -> Judgement:
    addresses = tuple(address for column in uneven for address in column.identity.addresses)
    where = spots([str(filing.entries[address].origin) for address in addresses])
    moves = [*_moves(uneven, table, filing)] if len(uneven) == 2 else []
    proposal = f"可能是{'，或'.join(moves[:3])}。" if moves else ""
    message = (
        f"第一项加第二项与第三项加第四项相比，{'，'.join(column.words for column in uneven)}，"
        f"正好相抵，总计列相符，请核对是否填错了列。{proposal}请核对 {where}。"
    )
    return Judgement(Outcome.BROKEN, message, addresses)


def _moves(uneven: Sequence[_Column], table: TableSpec, filing: Filing) -> Iterator[str]:
    """Rows in which the amount, moved from one column to the other, makes both columns balance."""
    over, under = sorted(uneven, key=lambda column: -column.gap)
    pairs = [(over, under, *cells) for cells in zip(over.identity.left, under.identity.left, strict=True)]
    pairs += [(under, over, *cells) for cells in zip(under.identity.right, over.identity.right, strict=True)]
    for giver, taker, source, target in pairs:
        left = (filing.number(source) or 0) - over.gap
        moved = {source: left, target: (filing.number(target) or 0) + over.gap}
        if left >= 0 and _columns_hold(moved, table, filing):
            row, amount = table.places[source].row.words, format_number(over.gap)
            yield f"「{row}」行的 {amount} 件应从{giver.label}列移到{taker.label}列"


@rule(
    "F-05",
    "一个数字没有被拆到相邻的两格",
    severity=Severity.WARNING,
    scope="row",
    formula="if T3-03 fails and joining two neighbouring one-digit cells repairs it",
    origin="公开的检查工具的说明",
    status="observed elsewhere",
    fix="把两格合并为一个数，填在应填的一列，另一列填 0。",
)
def split_number(case: Case) -> Iterator[Judgement]:
    """A row that does not add up until two neighbouring digits are one number: 1|2 for 12."""
    for table in case.filing.tables.values():
        for identity in table.identities:
            if identity.rule == _ACROSS and _gap(identity, case.filing):
                yield from _joined(identity, table, case.filing)


def _joined(identity: Identity, table: TableSpec, filing: Filing) -> Iterator[Judgement]:
    """The row with each two neighbouring digits joined; a zero beside a digit is nothing unusual, and not joined."""
    row = [address for address in table.places if address in identity.addresses]
    for left, right in pairwise(row):
        first, second = filing.number(left) or 0, filing.number(right) or 0
        if not (_digit(first) and _digit(second)) or _refuted(identity, (left, right), table, filing):
            continue
        joined = 10 * first + second
        ways: list[dict[str, Number]] = [{left: joined, right: 0}, {left: 0, right: joined}]
        ways = [way for way in ways if not _gap(identity, filing, way)]
        ways = [way for way in ways if _columns_hold(way, table, filing)] or ways
        if ways:
            labels = [table.places[address].column.label for way in ways for address in way if way[address]]
            where = spots([str(filing.entries[address].origin) for address in (left, right)])
            message = (
                f"{table.places[left].words}的 {first} 和{table.places[right].words}的 {second} 可能是一个数 {joined} "
                f"被拆成了两格，合并后这一行与总计相符。请核对是否应在{'或'.join(labels)}列填 {joined}（{where}）。"
            )
            yield Judgement(Outcome.BROKEN, message, (left, right), str(joined), f"{first}|{second}")


def _digit(number: Number) -> bool:
    return number in range(1, 10)


def _refuted(identity: Identity, pair: Sequence[str], table: TableSpec, filing: Filing) -> bool:
    """Whether both digits fit their columns as they stand, and it is the total that does not fit its own."""
    fit = all(not _gap(i, filing) for address in pair for i in _sums_down(address, table))
    total_fits = all(not _gap(i, filing) for i in _sums_down(identity.left[0], table))
    return fit and not total_fits


def _columns_hold(numbers: Mapping[str, Number], table: TableSpec, filing: Filing) -> bool:
    return all(not _gap(i, filing, numbers) for address in numbers for i in _sums_down(address, table))


def _sums_down(address: str, table: TableSpec) -> Iterator[Identity]:
    return (i for i in table.identities if i.rule in (_BALANCE, _DETAILS) and address in i.addresses)


def _gap(identity: Identity, filing: Filing, instead: Mapping[str, Number] | None = None) -> Number:
    """Left less right with some numbers replaced; 0 where a cell holds no number, and nothing is known."""
    numbers = {address: filing.number(address) for address in identity.addresses} | dict(instead or {})
    if None in numbers.values():
        return 0
    gap: Number = 0
    for address in identity.left:
        gap += numbers[address] or 0
    for address in identity.right:
        gap -= numbers[address] or 0
    return gap


def _column(address: str | None) -> str:
    return (address or "").rpartition(".")[2]
