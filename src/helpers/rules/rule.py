"""A rule of the catalogue: what it says, what it needs, and the function that judges a case by it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Required, TypedDict, TypeVar, Unpack

from ..exceptions import AcceptedException
from ..filing import Filing
from ..form import form_for_year
from ..formspec import FormSpec
from ..params import Campaign
from ..register import Office, Register
from ..submission import Submission
from .finding import Judgement, Severity
from .language.texts import Text, texts
from .prose.mentions import Passage, passages
from .prose.sentences import Sentence, sentences

T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """All that an office's rules may look at. What was not supplied is None, and the rules that need it do not apply.

    `prose_due` says that the office owes prose (its folder does; a lone workbook does not). `children` are the offices
    whose numbers this office's report adds up, None for one that has not handed in.
    """

    submission: Submission
    office: Office | None = None
    campaign: Campaign | None = None
    register: Register | None = None
    previous: Submission | None = None
    prose_due: bool = False
    children: Mapping[str, Submission | None] = field(default_factory=dict)
    exceptions: tuple[AcceptedException, ...] = ()
    _found: dict[Callable[[Case], Any], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

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

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The prose as sentences, split once for all rules."""
        return sentences(self.submission)

    @cached_property
    def previous_sentences(self) -> tuple[Sentence, ...]:
        """Last year's prose as sentences; none where last year was not supplied."""
        return sentences(self.previous) if self.previous else ()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The sentences that report on the year."""
        return tuple(passages(self.sentences))

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text as it was handed in, its numbers filled in."""
        return tuple(texts(self.submission))

    def once(self, look: Callable[[Case], Iterable[T]]) -> tuple[T, ...]:
        """What `look` finds in the case; several rules ask for it, and it is looked for once."""
        if look not in self._found:
            self._found[look] = tuple(look(self))
        found: tuple[T, ...] = self._found[look]
        return found

    @property
    def published(self) -> dt.date | None:
        """The day of publication, where the document says it."""
        return self.submission.published


@dataclass(frozen=True)
class Year:
    """What the rules about a whole year look at: the register, what was read of the offices, and who is `missing`.

    `filed` gives each office with what it filed, one after another: those of a province do not fit into memory.
    An office may be in neither: it has handed in, and its report has not been made yet.
    """

    campaign: Campaign
    register: Register
    filed: Callable[[], Iterable[tuple[str, Submission]]]
    missing: frozenset[str] = frozenset()
    exceptions: tuple[AcceptedException, ...] = ()

    @property
    def offices(self) -> tuple[Office, ...]:
        """The offices that owe a report of this year."""
        return self.register.of_year(self.campaign.year)


class Need(enum.Enum):
    """What a rule needs beyond the tables, with the reason shown where it was not supplied."""

    PROSE = "没有文字部分"
    PREVIOUS_YEAR = "没有上一年度的数据"
    PREVIOUS_PROSE = "没有上一年度的文字部分"
    REGISTER = "没有登记表"
    OFFICE = "不知道填报单位"
    POWERS = "登记表没有写明职权（powers）"
    CHILDREN = "登记表中没有下属填报单位"
    PUBLICATION_DATE = "没有发布日期"
    PAGE = "不是网页"
    OVERVIEW_LIMIT = "参数文件没有规定总体情况的字数（overview_limit）"

    def supplied(self, case: Case) -> bool:
        """Whether the case has it."""
        return _SUPPLIED[self](case)


_SUPPLIED: Mapping[Need, Callable[[Case], bool]] = {
    Need.PROSE: lambda case: case.submission.sections is not None or case.prose_due,
    Need.PREVIOUS_YEAR: lambda case: case.previous is not None,
    Need.PREVIOUS_PROSE: lambda case: case.previous is not None and bool(case.previous.sections),
    Need.REGISTER: lambda case: case.office is not None,
    Need.OFFICE: lambda case: case.office is not None or bool(case.submission.office_name),
    Need.POWERS: lambda case: case.office is not None and bool(case.office.powers),
    Need.CHILDREN: lambda case: bool(case.children),
    Need.PUBLICATION_DATE: lambda case: case.published is not None,
    Need.PAGE: lambda case: case.submission.downloads is not None,
    Need.OVERVIEW_LIMIT: lambda case: case.campaign is not None and case.campaign.overview_limit is not None,
}


class _Told(TypedDict, total=False):
    severity: Severity
    scope: Required[str]
    stage: str
    formula: Required[str]
    origin: Required[str]
    status: Required[str]
    needs: tuple[Need, ...]
    fix: Required[str]
    first_year: int
    last_year: int


Judge = Callable[[Case], Iterable[Judgement]]
YearJudge = Callable[[Year], Iterable[tuple[str, Judgement]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the catalogue. `status` says how well its origin is known; `fix` what an office should do.

    `judge` looks at one office, `judge_year` at all of them and tells whose the fault is; a rule with neither is help
    for who fills in the form. It is in force for the report years `first_year` to `last_year`.
    """

    id: str
    title: str
    severity: Severity = Severity.ERROR
    scope: str
    stage: str = "office"
    formula: str
    origin: str
    status: str
    needs: tuple[Need, ...] = ()
    fix: str
    first_year: int | None = None
    last_year: int | None = None
    judge: Judge | None = None
    judge_year: YearJudge | None = None

    def excused(self, case: Case) -> str:
        """Why the rule is not applicable to `case`; "" where it is."""
        if self.judge is None:
            return "在全年汇总时判断" if self.judge_year else "填报说明，不作自动判断"
        if not (self.first_year or case.year) <= case.year <= (self.last_year or case.year):
            return f"适用于 {self.years}年度"
        return next((need.value for need in self.needs if not need.supplied(case)), "")

    @property
    def years(self) -> str:
        """The report years it is in force for, as in 2021 及以后; "" for all."""
        if self.first_year is None and self.last_year is None:
            return ""
        if self.first_year is None:
            return f"{self.last_year} 及以前"
        return f"{self.first_year} 至 {self.last_year}" if self.last_year else f"{self.first_year} 及以后"


def rule(rule_id: str, title: str, **told: Unpack[_Told]) -> Callable[[Judge], Rule]:
    """Make a rule of a function that yields what is broken or undecided, and nothing if all holds."""
    return lambda judge: Rule(id=rule_id, title=title, judge=judge, **told)


def year_rule(rule_id: str, title: str, **told: Unpack[_Told]) -> Callable[[YearJudge], Rule]:
    """Make a rule of a function over a whole year that yields the office at fault with each judgement."""
    return lambda judge: Rule(id=rule_id, title=title, judge_year=judge, **told)


def help_rule(rule_id: str, title: str, **told: Unpack[_Told]) -> Rule:
    """A rule that nothing can compute: help text for who fills in the form."""
    return Rule(id=rule_id, title=title, **told)
