"""Rules confront a case: every rule says what it needs, and comes out as one of four outcomes."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ..errors import ParamsError
from ..filing import Filing
from ..form import FormSpec, all_forms, form_for_year
from ..params import Campaign, Office, Register
from ..submission import Submission
from ..yamlfile import closest
from .finding import Finding, Judgement, Severity


@dataclass(frozen=True)
class Case:
    """All that a rule may look at. What was not supplied is None, and the rules that need it do not apply.

    `prose_due` says that the office owes prose (its folder does; a lone workbook does not).
    """

    submission: Submission
    office: Office | None = None
    campaign: Campaign | None = None
    register: Register | None = None
    previous: Submission | None = None
    prose_due: bool = False
    published: dt.date | None = None

    @property
    def filing(self) -> Filing:
        """This year's numbers."""
        return self.submission.filing

    @property
    def year(self) -> int:
        """The report year."""
        return self.filing.year

    @property
    def form(self) -> FormSpec:
        """The form in force for the report year."""
        return form_for_year(self.year)


class Need(enum.Enum):
    """What a rule needs beyond the tables, with the reason shown where it was not supplied."""

    PROSE = "没有文字部分"
    PREVIOUS_YEAR = "没有上一年度的数据"
    REGISTER = "没有登记表"
    PUBLICATION_DATE = "没有发布日期"

    def supplied(self, case: Case) -> bool:
        """Whether the case has it."""
        return {
            Need.PROSE: case.submission.sections is not None or case.prose_due,
            Need.PREVIOUS_YEAR: case.previous is not None,
            Need.REGISTER: case.office is not None,
            Need.PUBLICATION_DATE: case.published is not None,
        }[self]


Judge = Callable[[Case], Iterable[Judgement]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue. `status` says how well its origin is known; `fix` what an office should do."""

    id: str
    title: str
    severity: Severity
    scope: str
    stage: str
    origin: str
    status: str
    needs: tuple[Need, ...]
    fix: str
    judge: Judge


_RULES: dict[str, Rule] = {}


def rule(
    rule_id: str,
    title: str,
    *,
    severity: Severity = Severity.ERROR,
    scope: str,
    origin: str,
    status: str,
    fix: str,
    needs: tuple[Need, ...] = (),
    stage: str = "office",
) -> Callable[[Judge], Judge]:
    """Register a function as the judge of a rule: it yields what is broken or undecided, and nothing if all holds."""

    def register(judge: Judge) -> Judge:
        if rule_id in _RULES:
            raise ValueError(f"rule {rule_id} is registered twice")
        _RULES[rule_id] = Rule(rule_id, title, severity, scope, stage, origin, status, needs, fix, judge)
        return judge

    return register


def catalogue() -> Mapping[str, Rule]:
    """Every rule by id: the functions, and one for each identity stanza of the forms."""
    from .identities import identity_rules

    return dict(sorted({**_RULES, **identity_rules(all_forms())}.items()))


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
    """Leave out what is undecided only because of cells that have a finding of their own."""
    told = {address for _, j in judged if not j.blocked_by for address in j.addresses}
    return [(item, j) for item, j in judged if not (j.blocked_by and set(j.blocked_by) <= told)]


def _finding(item: Rule, judgement: Judgement, case: Case) -> Finding:
    entries = case.filing.entries
    places = judgement.places or tuple(str(entries[a].origin) for a in judgement.addresses if a in entries)
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
