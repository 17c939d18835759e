"""A rule of the catalogue: what it says, what it needs, and the function that judges a case by it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..filing import Filing
from ..form import FormSpec, form_for_year
from ..params import Campaign, Office, Register
from ..submission import Submission
from .finding import Judgement, Severity


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
) -> Callable[[Judge], Rule]:
    """Make a rule of a function that yields what is broken or undecided, and nothing if all holds."""

    def make(judge: Judge) -> Rule:
        return Rule(rule_id, title, severity, scope, stage, origin, status, needs, fix, judge)

    return make
