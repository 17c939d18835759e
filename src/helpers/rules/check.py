"""Rules confront a case: every rule comes out as one of four outcomes."""

from __future__ import annotations

import datetime as dt
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from ..errors import ParamsError
from ..form import all_forms
from ..params import Campaign
from ..spelling import did_you_mean
from .acceptance import NEVER_ACCEPTED, accept
from .finding import Accepted, Finding, Judgement, Outcome, Severity, repairs_of
from .identities import identity_rules
from .language.identifiers import masked
from .prose.coverage import prose_coverage
from .repairs.repair import advice_words, with_repairs
from .rule import Case, Rule, Year

# Where last year is known, it says exactly what this year's numbers alone can only bound.
_TOLD_BY: Mapping[str, str] = {"T2-02": "X-02"}
_ABOUT_YEARS = ("district", "language.copied")  # the modules with rules about a whole year


@cache
def catalogue() -> Mapping[str, Rule]:
    """Every rule by id: those of this package's modules, and one for each identity stanza of the forms."""
    rules = {**identity_rules(all_forms()), **{rule.id: rule for rule in defined_rules()}}
    return MappingProxyType(dict(sorted(rules.items())))


def defined_rules() -> Iterator[Rule]:
    """The rules that the modules of this package define, wherever they stand in it."""
    for found in pkgutil.walk_packages([str(Path(__file__).parent)], f"{__package__}."):
        yield from _rules_in(found.name)


def year_rules() -> Iterator[Rule]:
    """The rules about a whole year, in the order of their ids; the modules of the others are not loaded for them."""
    found = (rule for module in _ABOUT_YEARS for rule in _rules_in(f"{__package__}.{module}") if rule.judge_year)
    yield from sorted(found, key=lambda rule: rule.id)


def _rules_in(module: str) -> Iterator[Rule]:
    return (item for item in vars(import_module(module)).values() if isinstance(item, Rule))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a case came out: findings (broken and undecided), those a person accepted, the rules that ran or did not.

    `advice` are the likeliest of the smallest repairs in words.
    """

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]
    ran: tuple[str, ...]
    not_applicable: Mapping[str, str]
    advice: tuple[str, ...] = ()
    coverage: str = ""

    @property
    def publishable(self) -> bool:
        """Whether nothing at error level is open."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop publication."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class YearVerdict:
    """How a whole year came out: the open findings, and those that a person accepted."""

    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def check(case: Case) -> Verdict:
    """Let every rule of the catalogue judge `case`.

    Raises ParamsError where the campaign or an exception names an unknown rule, or lowers one that must stay.
    """
    for exception in case.exceptions:
        _require_known(exception.rule, exception.where)
    changes = _severity_changes(case.campaign)
    judged: list[tuple[Rule, Judgement]] = []
    ran: list[str] = []
    skipped: dict[str, str] = {}
    for item in catalogue().values():
        severity, reason = changes.get(item.id, (item.severity.value, ""))
        excuse = f"本年度停用：{reason}" if severity == "off" else item.excused(case)
        if excuse or item.judge is None:
            skipped[item.id] = excuse
            continue
        ran.append(item.id)
        level = replace(item, severity=Severity(severity)) if item.id in changes else item
        judged += [(level, _at_most(judgement, level, item.id in changes)) for judgement in item.judge(case)]
    found = sorted(
        (_finding(item, judgement, case) for item, judgement in _without_follow_ons(judged)), key=_reading_order
    )
    findings, accepted = accept(with_repairs(found, case), case.exceptions, _day(case.campaign))
    advice = advice_words(repairs_of(findings), case.filing.places)
    coverage = prose_coverage(case).line if case.submission.sections else ""
    return Verdict(findings, accepted, tuple(ran), skipped, advice, coverage)


def check_year(year: Year) -> YearVerdict:
    """Let every rule about a whole year judge it; the offices' own reports are checked by `check`."""
    changes = _severity_changes(year.campaign)
    still_open: list[Finding] = []
    accepted: list[Accepted] = []
    for item in year_rules():
        severity, _ = changes.get(item.id, (item.severity.value, ""))
        if item.judge_year is None or severity == "off":
            continue
        names = {office.id: office.name for office in year.offices}
        for office, judgement in item.judge_year(year):
            told = _at_most(judgement, replace(item, severity=Severity(severity)), item.id in changes)
            level = told.severity or Severity(severity)
            finding = _made(item.id, names[office], year.campaign.year, level, told)
            own = [e for e in year.exceptions if (e.office, e.year) == (office, year.campaign.year)]
            left, agreed = accept([finding], own, _day(year.campaign))
            still_open += left
            accepted += agreed
    return YearVerdict(tuple(sorted(still_open, key=_reading_order)), tuple(accepted))


def _at_most(judgement: Judgement, item: Rule, changed: bool) -> Judgement:
    """The judgement, no sharper than the campaign wants its rule where it `changed` that."""
    if not changed or judgement.severity is None:
        return judgement
    return replace(judgement, severity=max(judgement.severity, item.severity, key=list(Severity).index))


def _day(campaign: Campaign | None) -> dt.date | None:
    # The day on which exceptions must still be in force: not today, or a rebuilt report would come out otherwise.
    return campaign.deadline if campaign else None


def _severity_changes(campaign: Campaign | None) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    for change in campaign.severities if campaign else ():
        where = f"params/{campaign.year}.yaml 的 severities" if campaign else ""
        _require_known(change.rule, where)
        if change.rule in NEVER_ACCEPTED and change.severity != Severity.ERROR.value:
            raise ParamsError(f"{change.rule} 不能停用或降低级别", where, "个人信息和密级标志要先处理，请删去这一项。")
        changes[change.rule] = (change.severity, change.reason)
    return changes


def _require_known(rule: str, where: str) -> None:
    known = catalogue()
    if rule not in known:
        raise ParamsError(f"没有规则“{rule}”", where, did_you_mean(rule, known, "nianbao rules 列出全部规则。"))


def _without_follow_ons(judged: list[tuple[Rule, Judgement]]) -> list[tuple[Rule, Judgement]]:
    """Leave out what is undecided only for cells that have an error of their own, and what is told more closely."""
    told = {
        address
        for item, j in judged
        if not j.blocked_by and (j.severity or item.severity) is Severity.ERROR
        for address in j.addresses
    }
    closer = [(item.id, j.addresses) for item, j in judged if j.outcome is Outcome.BROKEN]
    return [
        (item, j)
        for item, j in judged
        if not (j.blocked_by and set(j.blocked_by) <= told) and (_TOLD_BY.get(item.id), j.addresses) not in closer
    ]


def _finding(item: Rule, judgement: Judgement, case: Case) -> Finding:
    found = [case.filing.entries[address] for address in judgement.addresses if address in case.filing.entries]
    name = case.office.name if case.office else case.submission.office_name or ""
    made = _made(item.id, name, case.year, judgement.severity or item.severity, judgement)
    return replace(made, places=judgement.places or tuple(str(entry.origin) for entry in found))


def _made(rule: str, office: str, year: int, severity: Severity, judgement: Judgement) -> Finding:
    return Finding(
        rule=rule,
        office=office,
        year=year,
        outcome=judgement.outcome,
        severity=severity,
        addresses=judgement.addresses,
        expected=judgement.expected,
        # A sentence or a cell that is quoted may hold a person's number; findings go onto pages.
        actual=None if judgement.actual is None else masked(judgement.actual),
        message=masked(judgement.message),
        places=judgement.places,
    )


def _reading_order(finding: Finding) -> tuple[int, str]:
    return list(Severity).index(finding.severity), finding.rule
