"""Rules about single cells and single tables (F, T2, T3) and about the files themselves (I)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ..filing import Entry, EntryKind
from ..form import Place, TableSpec, ValueType
from ..prose import placeholders
from ..yamlfile import closest
from .check import Case, Need, rule
from .finding import Judgement, Outcome, Severity, spots

_FILES = "报送材料"
_DIRECT = re.compile(r"[+-]?\d+(?:\.\d+)?")
_LARGE_FEE = 10_000
_GOVERNMENTS = ("district", "city", "province", "government", "district_government", "city_government")


@rule(
    "F-01",
    "每个数字单元格都要填写，没有的填 0",
    scope="cell",
    origin="报送惯例；没有见到“必须填 0”的正式条文",
    status="inferred",
    fix="没有的填 0；不要留空，也不要填“/”“-”。",
)
def every_cell_filled(case: Case) -> Iterator[Judgement]:
    """Blank, dash or unreadable cells, grouped by table and kind so that 100 blanks are one line."""
    for table in case.filing.tables.values():
        for kind, word in ((EntryKind.BLANK, "空白"), (EntryKind.DASH, "填的是“/”或“-”")):
            found = tuple(a for a in table.places if _kind(case, a) is kind)
            if found:
                yield Judgement(Outcome.BROKEN, _unfilled(case, table, found, word), found)
        for address, place in table.places.items():
            entry = case.filing.entries.get(address)
            if entry and entry.kind is EntryKind.UNREADABLE and not entry.computed:
                message = f"{place.words}“{entry.raw}”{entry.reason}，请改为一个数字（{entry.origin}）。"
                yield Judgement(Outcome.BROKEN, message, (address,), None, entry.raw)


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
    origin="单位为件",
    status="inferred",
    fix="改为不带小数、不带负号的整数；2019 年格式的“本年增/减”可以是负数。",
)
def counts_are_whole(case: Case) -> Iterator[Judgement]:
    """Decimals anywhere but in an amount, negatives anywhere but in a signed change."""
    for address, place, entry in _numbers(case):
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
    origin="格式第二表“本年收费金额（单位：万元）”",
    status="verified label",
    fix="按万元填写，可以有小数，不能是负数。",
)
def amounts_fit_unit(case: Case) -> Iterator[Judgement]:
    """A negative amount is an error; one so large that yuan may have been typed for 万元 is a warning."""
    for address, place, entry in _numbers(case):
        if place.column.value is not ValueType.AMOUNT or entry.value is None:
            continue
        if entry.value < 0:
            yield _wrong(address, place, entry, "不能是负数")
        elif place.column.unit and entry.value > _LARGE_FEE and case.office and case.office.kind not in _GOVERNMENTS:
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
    origin="实际报告中的写法",
    status="observed",
    fix="不影响发布；下次请直接填半角数字。",
)
def normalised_numbers(case: Case) -> Iterator[Judgement]:
    """Cells whose text had to be normalised before it was a number."""
    found = tuple(address for address, place, entry in _numbers(case) if not _DIRECT.fullmatch(entry.raw.strip()))
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


@rule(
    "T2-03",
    "上年现行有效加本年制发减本年废止不能是负数",
    scope="row",
    origin="数量关系",
    status="inferred",
    fix="核对制发、废止件数，以及上一年度的现行有效件数。",
    needs=(Need.PREVIOUS_YEAR,),
)
def balance_not_negative(case: Case) -> Iterator[Judgement]:
    """in_force(previous year) + issued − repealed ≥ 0, for both rows of the first block."""
    for row, before, issued, repealed in balances(case):
        addresses = (f"proactive.{row}.issued", f"proactive.{row}.repealed")
        words = case.filing.places[addresses[0]].row.words
        missing = case.filing.gaps(addresses)
        if before is None or issued is None or repealed is None:
            note = "上一年度现行有效件数不是数字" if before is None else "制发或废止件数没有数字"
            yield Judgement(Outcome.UNDECIDED, f"“{words}”的增减无法判断：{note}。", addresses, blocked_by=missing)
        elif before + issued - repealed < 0:
            places = tuple(str(case.filing.entries[a].origin) for a in addresses)
            message = (
                f"“{words}”上年现行有效 {before} 件，本年制发 {issued} 件，废止 {repealed} 件，"
                f"废止的比有的还多 {repealed - before - issued} 件。请核对 {spots(places)}。"
            )
            yield Judgement(Outcome.BROKEN, message, addresses)


def balances(case: Case) -> Iterator[tuple[str, int | None, int | None, int | None]]:
    """(row, in force last year, issued, repealed) of each row that both years' forms keep in force."""
    previous = case.previous
    if previous is None:
        return
    for address, place in case.filing.places.items():
        if place.column.id == "in_force" and address in previous.filing.places:
            row = address.removesuffix(".in_force")
            numbers = (
                previous.filing.number(address),
                *(case.filing.number(f"{row}.{c}") for c in ("issued", "repealed")),
            )
            before, issued, repealed = (int(n) if n is not None else None for n in numbers)
            yield place.row.id, before, issued, repealed


@rule(
    "T3-05",
    "新收和上年结转都是 0 的列，其余各行也应是 0",
    scope="column",
    origin="由 T3-01、T3-02 推得",
    status="inferred",
    fix="补填本年新收或上年结转，或把多填的办理结果改为 0。",
)
def nothing_received_nothing_done(case: Case) -> Iterator[Judgement]:
    """A column that says nothing came in cannot say that something was done."""
    table = case.filing.tables.get("applications")
    for column in dict.fromkeys(p.column for p in table.places.values()) if table else ():
        cells = {p.row.id: a for a, p in table.places.items() if p.column == column} if table else {}
        came_in = [case.filing.number(cells[row]) for row in ("new_received", "carried_in")]
        if came_in != [0, 0]:
            continue
        others = tuple(
            a for row, a in cells.items() if row not in ("new_received", "carried_in") and case.filing.number(a)
        )
        if others:
            addresses = (cells["new_received"], cells["carried_in"], *others)
            where = spots([str(case.filing.entries[a].origin) for a in addresses])
            message = f"{column.label}列新收和上年结转都是 0，其余行却有 {len(others)} 个数字不是 0。请核对 {where}。"
            yield Judgement(Outcome.BROKEN, message, addresses)


def _problems(case: Case, rule_id: str) -> Iterator[Judgement]:
    for problem in case.submission.problems:
        if problem.rule == rule_id:
            yield Judgement(
                Outcome.BROKEN,
                f"{problem.what}。{problem.fix}",
                problem.addresses,
                places=tuple(problem.where.split("；")),
            )


@rule("I-01", "文件能够读取", scope="file", origin=_FILES, status="verified", fix="按提示另存后重新报送。")
def files_readable(case: Case) -> Iterator[Judgement]:
    """Files that no reader could read."""
    yield from _problems(case, "I-01")


@rule(
    "I-02", "第二、三、四表能够识别", scope="table", origin=_FILES, status="verified", fix="行名、列名照格式原文填写。"
)
def tables_recognised(case: Case) -> Iterator[Judgement]:
    """Tables that were not found, or whose labels fit no form version."""
    yield from _problems(case, "I-02")


@rule("I-03", "几份文件的数字一致", scope="cell", origin=_FILES, status="verified", fix="只保留正确的一份。")
def files_agree(case: Case) -> Iterator[Judgement]:
    """Two files that give different numbers for one cell."""
    yield from _problems(case, "I-03")


@rule(
    "I-04",
    "文字中的占位符都指向表中的单元格",
    scope="section",
    origin=_FILES,
    status="verified",
    fix="改为正确的编号，或直接写数字。",
    needs=(Need.PROSE,),
)
def placeholders_known(case: Case) -> Iterator[Judgement]:
    """`{{ … }}` that is no address, with the nearest one."""
    # A table that is missing has its own finding; its addresses are known all the same.
    known = {**case.form.places, **case.filing.places}
    for written, paragraph in placeholders(case.submission):
        if written not in known:
            near = closest(written, list(known))
            fix = f"是不是“{near}”（{known[near].words}）？" if near else "请核对编号。"
            message = f"占位符“{{{{ {written} }}}}”没有对应的单元格，{fix}（{paragraph.origin}）"
            yield Judgement(Outcome.BROKEN, message, places=(str(paragraph.origin),))


@rule("I-05", "文件大小在限度以内", scope="file", origin=_FILES, status="verified", fix="删去与年度报告无关的内容。")
def within_limits(case: Case) -> Iterator[Judgement]:
    """Files, sheets or texts larger than any report."""
    yield from _problems(case, "I-05")
