"""Rules confront a case: every rule comes out as one of four outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType, ModuleType

from ..errors import ParamsError
from ..form import all_forms
from ..params import Campaign
from ..yamlfile import closest
from . import across, document, entries, files, wording
from .finding import Finding, Judgement, Severity
from .identities import identity_rules
from .rule import Case, Rule

_FAMILIES: tuple[ModuleType, ...] = (files, entries, document, wording, across)


@cache
def catalogue() -> Mapping[str, Rule]:
    """Every rule by id: the functions, and one for each identity stanza of the forms."""
    functions = [found for family in _FAMILIES for found in vars(family).values() if isinstance(found, Rule)]
    rules = {**identity_rules(all_forms()), **{rule.id: rule for rule in functions}}
    return MappingProxyType(dict(sorted(rules.items())))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a case came out: findings (broken and undecided), the rules that ran, and why others did not apply."""

    findings: tuple[Finding, ...]
    ran: tuple[str, ...]
    not_applicable: Mapping[str, str]

    @property
    def publishable(self) -> bool:
        """Whether nothing at error level is open."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop publication."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)


def check(case: Case) -> Verdict:
    """Let every rule of the catalogue judge `case`. Raises ParamsError where the campaign names an unknown rule."""
    changes = _severity_changes(case.campaign)
    judged: list[tuple[Rule, Judgement]] = []
    ran: list[str] = []
    skipped: dict[str, str] = {}
    for item in catalogue().values():
        severity, reason = changes.get(item.id, (item.severity.value, ""))
        missing = next((need for need in item.needs if not need.supplied(case)), None)
        if severity == "off":
            skipped[item.id] = f"本年度停用：{reason}"
        elif missing:
            skipped[item.id] = missing.value
        else:
            ran.append(item.id)
            level = replace(item, severity=Severity(severity))
            judged += [(level, judgement) for judgement in item.judge(case)]
    findings = sorted(
        (_finding(item, judgement, case) for item, judgement in _without_follow_ons(judged)), key=_reading_order
    )
    return Verdict(tuple(findings), tuple(ran), skipped)


def _severity_changes(campaign: Campaign | None) -> dict[str, tuple[str, str]]:
    changes: dict[str, tuple[str, str]] = {}
    for change in campaign.severities if campaign else ():
        changes[change.rule] = (change.severity, change.reason)
    known = list(catalogue())
    for name in changes:
        if name not in known:
            near = closest(name, known)
            fix = f"是不是“{near}”？" if near else "nianbao rules 列出全部规则。"
            raise ParamsError(f"没有规则“{name}”", "params 的 severities", fix)
    return changes


def _without_follow_ons(judged: list[tuple[Rule, Judgement]]) -> list[tuple[Rule, Judgement]]:
    """Leave out what is undecided only because of cells that an error of their own keeps from publication."""
    told = {
        address
        for item, j in judged
        if not j.blocked_by and (j.severity or item.severity) is Severity.ERROR
        for address in j.addresses
    }
    return [(item, j) for item, j in judged if not (j.blocked_by and set(j.blocked_by) <= told)]


def _finding(item: Rule, judgement: Judgement, case: Case) -> Finding:
    found = [case.filing.entries[address] for address in judgement.addresses if address in case.filing.entries]
    places = judgement.places or tuple(str(entry.origin) for entry in found)
    name = case.office.name if case.office else case.submission.office_name or ""
    return Finding(
        item.id,
        name,
        case.year,
        judgement.outcome,
        judgement.severity or item.severity,
        judgement.addresses,
        judgement.expected,
        judgement.actual,
        judgement.message,
        places,
    )


def _reading_order(finding: Finding) -> tuple[int, str]:
    return list(Severity).index(finding.severity), finding.rule
