"""Rules about single cells (F)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ...filing import Entry, EntryKind
from ...formfile import ValueType
from ...formspec import Place, TableSpec
from ..finding import Judgement, Outcome, Severity, spots
from ..rule import Case, rule

_DIRECT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_LARGE_FEE = 10_000


@rule(
    "F-01",
    "每个数字单元格都要填写，没有的填 0",
    scope="cell",
    formula="value matches ^\\d+(\\.\\d+)?$",
    origin="报送惯例；没有见到“必须填 0”的正式条文",
    status="inferred",
    fix="没有的填 0；不要留空，也不要填“/”“-”。",
)
def every_cell_filled(case: Case) -> Iterator[Judgement]:
    """Blank, dash or unreadable cells, grouped by table and kind so that 100 blanks are one line."""
    for table in case.filing.tables.values():
        kinds = {address: _kind(case, address) for address in table.places}
        for kind, word in ((EntryKind.BLANK, "空白"), (EntryKind.DASH, "填的是“/”或“-”")):
            found = tuple(address for address, stands in kinds.items() if stands is kind)
            if found:
                yield Judgement(Outcome.BROKEN, _unfilled(case, table, found, word), found)
        for entry, cells in _unreadable(case, table).items():
            words = table.places[cells[0]].words + (f"起 {len(cells)} 个单元格" if len(cells) > 1 else "")
            raw = f"“{entry.raw}”" if entry.raw.strip() else ""
            mend = "请分别改为数字" if len(cells) > 1 else "请改为一个数字"
            message = f"{words}{raw}{entry.reason}，{mend}（{entry.origin}）。"
            yield Judgement(Outcome.BROKEN, message, cells, None, entry.raw)


def _unreadable(case: Case, table: TableSpec) -> dict[Entry, tuple[str, ...]]:
    """Cells that hold something, but no number; those that the reader could not tell apart stand together."""
    made: dict[Entry, tuple[str, ...]] = {}
    for address in table.places:
        entry = case.filing.entries.get(address)
        if entry and entry.kind is EntryKind.UNREADABLE and not entry.computed:
            made[entry] = (*made.get(entry, ()), address)
    return made


def _kind(case: Case, address: str) -> EntryKind:
    """What stands in a cell; a computed total is told by the cells that it adds up."""
    entry = case.filing.entries.get(address)
    if entry is None:
        return EntryKind.BLANK
    return EntryKind.NUMBER if entry.computed else entry.kind


def _unfilled(case: Case, table: TableSpec, found: tuple[str, ...], word: str) -> str:
    entries = case.filing.entries
    where = spots([str(entries[address].origin) for address in found if address in entries])
    if len(found) == 1:
        return f"{table.places[found[0]].words}{word}，没有的请填 0。请核对 {where}。"
    return f"{table.name}有 {len(found)} 个单元格{word}，没有的请填 0。请核对 {where}。"


@rule(
    "F-02",
    "件数是不小于 0 的整数",
    scope="cell",
    formula="value == int(value) and value >= 0",
    origin="单位为件",
    status="inferred",
    fix="改为不带小数、不带负号的整数；2019 年格式的“本年增/减”可以是负数。",
)
def counts_are_whole(case: Case) -> Iterator[Judgement]:
    """Decimals anywhere but in an amount, negatives anywhere but in a signed change."""
    for address, place, entry in case.once(_numbers):
        if place.column.value is ValueType.AMOUNT:
            continue
        if isinstance(entry.value, Decimal):
            yield _wrong(address, place, entry, "应为整数")
        elif place.column.value is ValueType.COUNT and (entry.value or 0) < 0:
            yield _wrong(address, place, entry, "不能是负数")


@rule(
    "F-03",
    "只有收费（采购）金额可以有小数，单位万元，不能是负数",
    scope="cell",
    formula="administrative_fee >= 0",
    origin="格式第二表“本年收费金额（单位：万元）”",
    status="verified label",
    fix="按万元填写，可以有小数，不能是负数。",
)
def amounts_fit_unit(case: Case) -> Iterator[Judgement]:
    """A negative amount is an error; one so large that yuan may have been typed for 万元 is a warning."""
    for address, place, entry in case.once(_numbers):
        if place.column.value is not ValueType.AMOUNT or entry.value is None:
            continue
        if entry.value < 0:
            yield _wrong(address, place, entry, "不能是负数")
        elif place.column.unit and entry.value > _LARGE_FEE and case.office and not case.office.is_government:
            message = (
                f"{place.words}填的是 {entry.text}（{place.column.unit}），"
                f"超过 {_LARGE_FEE} {place.column.unit}，请核对是否按“元”填写（{entry.origin}）。"
            )
            yield Judgement(Outcome.BROKEN, message, (address,), None, entry.text, severity=Severity.WARNING)


@rule(
    "F-04",
    "全角数字、数字中的空格和千分位已按数字读取",
    severity=Severity.INFO,
    scope="cell",
    formula="NFKC(value)",
    origin="实际报告中的写法",
    status="observed",
    fix="不影响发布；下次请直接填半角数字。",
)
def normalised_numbers(case: Case) -> Iterator[Judgement]:
    """Cells whose text had to be normalised before it was a number."""
    written = {address: entry.raw.strip() for address, _, entry in case.once(_numbers)}
    found = tuple(address for address, raw in written.items() if raw and not _DIRECT.fullmatch(raw))
    if found:
        entries = case.filing.entries
        first = entries[found[0]]
        where = spots([str(entries[address].origin) for address in found])
        message = f"{len(found)} 个单元格的写法已换算成数字，如“{first.raw}”读作 {first.text}。位置：{where}。"
        yield Judgement(Outcome.BROKEN, message, found)


def _numbers(case: Case) -> Iterator[tuple[str, Place, Entry]]:
    for address, place in case.filing.places.items():
        entry = case.filing.entries.get(address)
        if entry and entry.kind is EntryKind.NUMBER:
            yield address, place, entry


def _wrong(address: str, place: Place, entry: Entry, why: str) -> Judgement:
    message = f"{place.words}{why}，填的是 {entry.text}（{entry.origin}）。"
    return Judgement(Outcome.BROKEN, message, (address,), None, entry.text)
