"""Rules about table three inside one year, beside its identities (T3)."""

from __future__ import annotations

from collections.abc import Iterator

from ...filing import Number, format_number
from ...formspec import ColumnSpec
from ..finding import Judgement, Outcome, Severity, spots
from ..rule import Case, help_rule, rule
from .gap import unfilled

_MISC, _DONE, _OUT = (f"applications.{row}.total" for row in ("other_misc", "total_processed", "carried_out"))
_CAME_IN = ("applications.new_received.total", "applications.carried_in.total")
_FEW_MISC = 10
# Twenty working days are a twelfth of the year. Of so few applications that one or two are a quarter, as many come in
# its last weeks by chance in more than one office of twenty.
_FEW_CARRIED = 2


@rule(
    "T3-05",
    "新收和上年结转都是 0 的列，其余各行也应是 0",
    scope="column",
    formula="new_received + carried_in = 0 => every row of the column = 0",
    origin="由 T3-01、T3-02 推得",
    status="inferred",
    fix="补填本年新收或上年结转，或把多填的办理结果改为 0。",
)
def nothing_received_nothing_done(case: Case) -> Iterator[Judgement]:
    """A column that says nothing came in cannot say that something was done."""
    table = case.filing.tables.get("applications")
    columns: dict[ColumnSpec, dict[str, str]] = {}
    for address, place in table.places.items() if table else ():
        columns.setdefault(place.column, {})[place.row.id] = address
    for column, cells in columns.items():
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


partial_answers = help_rule(
    "T3-06",
    "区分处理的只计“部分公开”，不再计入“不予公开”",
    severity=Severity.INFO,
    scope="row",
    formula="a divided answer counts once, under partially_granted",
    origin="格式第三表（二）：区分处理的，只计这一情形，不计其他情形",
    status="verified",
    fix="一件答复中有的公开、有的不公开，只在（二）部分公开计一次。",
)


@rule(
    "T3-08",
    "“3.其他”不超过办结总数的五分之一",
    severity=Severity.WARNING,
    scope="row",
    formula="other_misc <= 20% of total_processed or other_misc <= 10",
    origin="填报质量；市、县汇总报告一般在 20% 以内",
    status="inferred",
    fix="逐件核对能否归入（一）至（六）的其他各项；撤回申请等计入这里，确实较多的在文字部分说明。",
    first_year=2021,
)
def few_left_to_other(case: Case) -> Iterator[Judgement]:
    """Results put under “other” are no more than a fifth of all, unless they are ten or fewer."""
    if _MISC not in case.filing.places:
        return
    misc, done = case.filing.number(_MISC), case.filing.number(_DONE)
    if misc is None or done is None:
        yield unfilled(case, "“3.其他”所占的比例", (_MISC, _DONE))
    elif misc > _FEW_MISC and 5 * misc > done > 0:
        message = (
            f"“（六）其他处理 3.其他”有 {format_number(misc)} 件，占办结总数 {format_number(done)} 件的"
            f" {_percent(misc, done)}，超过五分之一。撤回申请等才计入这里，请核对能否归入其他各项"
            f"（{case.filing.entries[_MISC].origin}）。"
        )
        yield Judgement(Outcome.BROKEN, message, (_MISC,), None, format_number(misc))


@rule(
    "T3-09",
    "结转下年度不超过全年应办申请的四分之一",
    severity=Severity.INFO,
    scope="row",
    formula="carried_out <= (new_received + carried_in) / 4 or carried_out <= 2",
    origin="《条例》第三十三条：二十个工作日内答复",
    status="inferred",
    fix="核对是否有超过期限没有答复的申请，或把已办结的计入了结转。",
)
def few_carried_out(case: Case) -> Iterator[Judgement]:
    """With an answer due in twenty working days, no more than a quarter of a year's applications go on to the next."""
    addresses = (*_CAME_IN, _OUT)
    if _OUT not in case.filing.places:
        return
    new, before, left = (case.filing.number(address) for address in addresses)
    if new is None or before is None or left is None:
        yield unfilled(case, "结转下年度所占的比例", addresses)
    elif left > _FEW_CARRIED and 4 * left > new + before > 0:
        message = (
            f"结转下年度继续办理 {format_number(left)} 件，占全年应办 {format_number(new + before)} 件"
            f"（新收 {format_number(new)}、上年结转 {format_number(before)}）的 {_percent(left, new + before)}。"
            f"答复期限是二十个工作日，请核对 {spots([str(case.filing.entries[a].origin) for a in addresses])}。"
        )
        yield Judgement(Outcome.BROKEN, message, (_OUT,), None, format_number(left))


def _percent(part: Number, whole: Number) -> str:
    return f"{100 * part / whole:.1f}%"
