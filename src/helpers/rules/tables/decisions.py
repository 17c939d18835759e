"""Rules about table two inside one year: documents and decisions (T2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...filing import Number, format_number
from ..finding import Judgement, Outcome, Severity, spots
from ..rule import Case, Need, help_rule, rule
from .gap import filled, unfilled
from .mandate import regulations_barred

_PUBLIC = ("newly_public", "public_total")  # columns that may count documents which others made
_COINCIDENCE = 10  # below this, decisions may well be as many as items by chance
_POWERS: Mapping[str, str] = {
    "administrative_license": "licence",
    "administrative_penalty": "penalty",
    "administrative_coercion": "coercion",
}
_POWER_WORDS: Mapping[str, str] = {
    "licence": "licence",
    "license": "licence",
    "许可": "licence",
    "行政许可": "licence",
    "penalty": "penalty",
    "处罚": "penalty",
    "行政处罚": "penalty",
    "coercion": "coercion",
    "强制": "coercion",
    "行政强制": "coercion",
    "none": "",
    "无": "",
}


@rule(
    "T2-02",
    "现行有效件数不少于本年制发减本年废止",
    severity=Severity.WARNING,
    scope="row",
    formula="in_force >= issued - repealed",
    origin="数量关系",
    status="inferred",
    fix="核对制发、废止、现行有效三个数；制发后当年失效的，计入废止。",
)
def in_force_covers_issued(case: Case) -> Iterator[Judgement]:
    """What was issued this year and not repealed is in force at its end, for both rows of the 2021 form."""
    for words, cells in _rows(case, "in_force", "issued", "repealed"):
        now, issued, repealed = (case.filing.number(address) for address in cells)
        if now is None or issued is None or repealed is None:
            yield unfilled(case, f"“{words}”现行有效件数是否包括本年制发的，", cells)
        elif now < issued - repealed:
            message = (
                f"“{words}”本年制发 {format_number(issued)} 件、废止 {format_number(repealed)} 件，"
                f"现行有效至少应有 {format_number(issued - repealed)} 件，填的是 {format_number(now)} 件。"
                f"请核对 {_where(case, cells)}。"
            )
            yield Judgement(Outcome.BROKEN, message, cells, None, format_number(now))


@rule(
    "T2-04",
    "县区、乡镇、街道和部门没有规章，填 0",
    scope="row",
    formula="office_kind not in allowed => issued = repealed = in_force = 0",
    origin="《立法法》：规章由国务院部门，省、自治区、直辖市和设区的市、自治州的人民政府制定",
    status="inferred (law from general knowledge)",
    needs=(Need.OFFICE,),
    fix="改为 0；行政规范性文件填在下一行。市、省的部门只在代本级政府填报规章时可以不为 0。",
)
def regulations_by_makers_only(case: Case) -> Iterator[Judgement]:
    """Regulations 规章 of an office that the register's kind, or else its name, tells to make none."""
    level = regulations_barred(case)
    cells = tuple(a for a, p in case.filing.places.items() if (p.table, p.row.id) == ("proactive", "regulations"))
    if level is None or not cells:
        return
    found = tuple(a for a in cells if case.filing.number(a))
    if found:
        told = "、".join(f"{case.filing.places[a].column.label} {format_number(_number(case, a))}" for a in found)
        surely = any(case.filing.places[a].column.id not in _PUBLIC for a in found)
        who = "县区、乡镇、街道及其部门" if level is Severity.ERROR else "部门"
        message = (
            f"“规章”填了{told}。规章只能由国务院部门、省、设区的市、自治州人民政府制定，{who}应填 0；"
            f"行政规范性文件请填在下一行。请核对 {_where(case, found)}。"
        )
        actual = format_number(_number(case, found[0])) if len(found) == 1 else None
        lowered = level if surely else Severity.WARNING
        yield Judgement(Outcome.BROKEN, message, found, "0" if actual else None, actual, severity=lowered)
    elif not filled(case, cells):
        yield unfilled(case, "“规章”是否为 0，", cells)


@rule(
    "T2-05",
    "本年新公开不超过对外公开总数，一般也不超过本年新制作；制作了的应当公开",
    severity=Severity.WARNING,
    scope="row",
    formula="newly_public <= public_total and newly_public <= made and (made = 0 or public_total > 0)",
    origin="数量关系；规章和规范性文件属于应当主动公开的政府信息",
    status="inferred",
    fix="核对三个数；补公开以前年度文件的，在文字部分说明。",
    last_year=2020,
)
def made_documents_are_public(case: Case) -> Iterator[Judgement]:
    """Documents made, newly public and public in all, for both rows of the first block of the 2019 form."""
    for words, cells in _rows(case, "made", "newly_public", "public_total"):
        made, newly, public = (case.filing.number(address) for address in cells)
        if made is None or newly is None or public is None:
            yield unfilled(case, f"“{words}”的制作和公开件数是否相符，", cells)
            continue
        problem = _unlikely(made, newly, public)
        if problem:
            yield Judgement(Outcome.BROKEN, f"“{words}”{problem}请核对 {_where(case, cells)}。", cells)


def _unlikely(made: Number, newly: Number, public: Number) -> str:
    told = [format_number(number) for number in (made, newly, public)]
    if newly > public:
        return f"本年新公开 {told[1]} 件，对外公开总数只有 {told[2]} 件，总数应包括本年新公开的。"
    if made and not public:
        return f"本年新制作 {told[0]} 件，公开的却是 0 件，应当主动公开的文件要计入公开数。"
    if newly > made:
        return f"本年新公开 {told[1]} 件，多于本年新制作的 {told[0]} 件；补公开以前年度文件的请在文字部分说明。"
    return ""


@rule(
    "T2-06",
    "处理决定数量不是“上一年项目数量”加“本年增/减”",
    severity=Severity.INFO,
    scope="row",
    formula="decisions != previous_items + change",
    origin="实际报告中把事项数当作决定数填写的情形",
    status="observed",
    fix="“项目数量”是事项的个数，“处理决定数量”是全年作出的决定，分别统计。",
    last_year=2020,
)
def decisions_are_counted(case: Case) -> Iterator[Judgement]:
    """Decisions of the 2019 form that are just last year's items and their change added up."""
    for words, cells in _rows(case, "previous_items", "change", "decisions"):
        before, change, decisions = (case.filing.number(address) for address in cells)
        if before is None or change is None or decisions is None:
            yield unfilled(case, f"“{words}”处理决定数量是怎么得来的，", cells)
        elif decisions and decisions == before + change and ((before and change) or decisions >= _COINCIDENCE):
            sign, size = ("-", -change) if change < 0 else ("+", change)
            message = (
                f"“{words}”处理决定数量 {format_number(decisions)} 正好是上一年项目数量加本年增减"
                f"（{format_number(before)}{sign}{format_number(size)}）。处理决定数量是全年作出的决定件数，"
                f"不是事项的个数，请核对 {_where(case, cells[2:])}。"
            )
            yield Judgement(Outcome.BROKEN, message, (cells[2],), None, format_number(decisions))


@rule(
    "T2-07",
    "没有许可、处罚、强制职权的单位，处理决定数量填 0",
    severity=Severity.WARNING,
    scope="row",
    formula="office profile says no power and value > 0",
    origin="数量关系；职权以登记表 powers 为准",
    status="inferred",
    needs=(Need.POWERS,),
    fix="核对数字；确有职权的，在登记表 powers 补写 licence、penalty、coercion（许可、处罚、强制），都没有的写 none。",
)
def decisions_within_powers(case: Case) -> Iterator[Judgement]:
    """Decisions by an office whose powers in the register are others; a word that is no power leaves it undecided."""
    words = case.office.powers if case.office else ()
    unknown = [word for word in words if word.lower() not in _POWER_WORDS]
    powers = {_POWER_WORDS.get(word.lower(), "") for word in words}
    for row, power in _POWERS.items():
        address = f"proactive.{row}.decisions"
        if power in powers or address not in case.filing.places:
            continue
        number, name = case.filing.number(address), case.filing.places[address].row.words
        if number is None:
            yield unfilled(case, f"“{name}”是否超出职权，", (address,))
        elif number > 0 and unknown:
            message = (
                f"“{name}”是否超出职权无法判断：登记表 powers 写的“{'、'.join(unknown)}”不认识，"
                "请写 licence、penalty、coercion 或 none。"
            )
            yield Judgement(Outcome.UNDECIDED, message, (address,))
        elif number > 0:
            message = (
                f"{case.filing.places[address].words}是 {format_number(number)}，"
                f"登记表里这个单位没有{name}的职权（powers 没有 {power}）。请核对 {_where(case, (address,))}。"
            )
            yield Judgement(Outcome.BROKEN, message, (address,), "0", format_number(number))


unpublished_decisions = help_rule(
    "T2-08",
    "许可、处罚、强制的处理决定，公开的和依法不公开的都计入",
    severity=Severity.INFO,
    scope="row",
    formula="decisions = published + lawfully unpublished",
    origin="武政办发〔2025〕54号对各栏的说明",
    status="verified (city notice)",
    fix="按全年作出的处理决定统计，不能只计网上公示的件数。",
)


def _rows(case: Case, *columns: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The rows of table two that have all these columns: in words, with their cells in this order."""
    rows = dict.fromkeys(place.row for place in case.filing.places.values() if place.table == "proactive")
    for row in rows:
        cells = tuple(f"proactive.{row.id}.{column}" for column in columns)
        if all(address in case.filing.places for address in cells):
            yield row.words, cells


def _where(case: Case, addresses: tuple[str, ...]) -> str:
    return spots([str(case.filing.entries[address].origin) for address in addresses])


def _number(case: Case, address: str) -> Number:
    return case.filing.number(address) or 0
