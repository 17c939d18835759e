"""The report of one office and year: what the master notebook talks to."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .blocks import Block, heading_block, prose_block, table_block
from .errors import ParamsError, RefusedError
from .exceptions import AcceptedException, load_exceptions
from .figures.figure import Figure
from .filing import COMPUTED, Filing, Origin
from .form import form_for_year
from .formspec import FormSpec, SectionSpec
from .history import History
from .intake.folder import handed_in, read_folder
from .params import Campaign, ReportParams, check_decisions, find_workspace, load_campaign, report_params
from .places import place_of
from .previous import decided, last_year
from .register import Office, Register, load_register
from .rules import Case, Severity, Verdict, check
from .rules.documents.periods import states_period
from .rules.finding import OUTCOME_WORDS, SEVERITY_WORDS, Outcome, findings_json
from .rules.prose.sentences import each_sentence
from .spelling import did_you_mean
from .submission import Paragraph, Submission
from .titles import title_lines

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Report:
    """An office's report: its parts as blocks to display, its numbers as pandas, its findings."""

    params: ReportParams
    office: Office
    campaign: Campaign
    form: FormSpec
    submission: Submission
    verdict: Verdict
    history: History

    @property
    def filing(self) -> Filing:
        """Every number with its origin."""
        return self.submission.filing

    @cached_property
    def filings(self) -> Mapping[int, Filing]:
        """The numbers of this year and of up to four before it, by year; reads those years."""
        return {**self.history.filings(), self.params.year: self.filing}

    def frame(self, table: str) -> pd.DataFrame:
        """One table as pandas, with printed labels."""
        return self.filing.frame(table, labels=True)

    def title(self) -> Block:
        """The title, in the lines in which it is printed."""
        return Block(
            "title",
            {
                "office": self.office.name,
                "lines": list(title_lines(self.office.name, self.params.year)),
                "year": self.params.year,
                "date": self.submission.date.isoformat() if self.submission.date else None,
                "form": self.form.id,
                "example": self.office.example,
                "fonts": self.campaign.fonts,
                "site": self.campaign.site.model_dump(mode="json"),
                "index_number": self.campaign.index_number(self.office),
            },
        )

    def lead(self) -> Block:
        """The paragraphs before section one: as handed in, with the statistics period where nothing states it."""
        return prose_block("lead", (*self.submission.lead, *self._made_lead()), self.filing)

    def _made_lead(self) -> tuple[Paragraph, ...]:
        year = self.params.year
        if states_period(each_sentence(self.submission), year):
            return ()
        basis = f"本报告依照《中华人民共和国政府信息公开条例》和《{self.form.name}》（{self.form.document}）编制。"
        period = f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        text = period if self.submission.lead else basis + period
        return (Paragraph(text, Origin("（由格式生成）")),)

    def heading(self, section: str) -> Block:
        """The official heading of a section: overview, proactive, applications, disputes, problems, other_matters."""
        return heading_block(self._section(section).heading, section)

    def prose(self, section: str) -> Block:
        """The text of a section with its numbers filled in."""
        found = self.submission.section(self._section(section).number)
        return prose_block(section, found.paragraphs if found else (), self.filing)

    def table(self, table: str) -> Block:
        """A table as printed in the form; what has an open error stands out."""
        spec = self.filing.tables.get(table) or self.form.tables[table]
        return table_block(spec, self.filing, self._marked)

    @cached_property
    def _marked(self) -> frozenset[str]:
        """The cells that are named by an error, those of broken sums among them."""
        return frozenset(address for finding in self.verdict.errors for address in finding.addresses)

    def figure(self, name: str) -> Block | None:
        """A figure: outcomes, applicants or history, numbered in this order; nothing where there is nothing to see."""
        if name not in FIGURES:
            raise ParamsError(f"没有名为“{name}”的图", "", did_you_mean(name, FIGURES))
        upto = [make(self) for make in [*FIGURES.values()][: [*FIGURES].index(name) + 1]]
        drawn = upto[-1]
        if drawn is None:
            return None
        caption = f"图{sum(map(bool, upto))}　{drawn.caption}"
        return Block("figure", {"figure": name, "svg": drawn.draw(), "caption": caption, "alt": drawn.alt})

    def signature(self) -> Block:
        """The office's name, and the date of signature where one was handed in."""
        date = self.submission.date
        return Block("signature", {"office": self.office.name, "date": _chinese_date(date) if date else ""})

    def findings(self) -> Block:
        """Every open finding in words, and which rules were not applicable and why (for the reviewer)."""
        found = findings_json(self.verdict.findings, self.verdict.accepted)
        for item in (*found["findings"], *found["accepted"]):
            item["severity_words"] = SEVERITY_WORDS[Severity(item["severity"])]
            item["outcome_words"] = OUTCOME_WORDS[Outcome(item["outcome"])]
        return Block(
            "findings",
            {
                **found,
                "advice": list(self.verdict.advice),
                "coverage": self.verdict.coverage,
                "ran": list(self.verdict.ran),
                "not_applicable": dict(self.verdict.not_applicable),
            },
        )

    def sources(self) -> Block:
        """The files that were read with their checksums, where each table came from, and recorded decisions."""
        files = [{"name": s.name, "size": s.size, "sha256": s.sha256} for s in self.submission.sources]
        tables = [
            {"table": t.name, "title": t.title, "form": t.form, "cells": len(t.places), "where": _where(t.places, self)}
            for t in self.filing.tables.values()
        ]
        decision = self.campaign.blank_is_zero(self.office.id)
        words = f"空白按 0 计：{decision.reason}（{decision.by}）" if decision else ""
        filing = {**self.submission.to_json(), "office": self.office.id}
        return Block("sources", {"files": files, "tables": tables, "decision": words, "filing": filing})

    def conclude(self) -> Block:
        """Whether the report may be published. Raises RefusedError where it may not and `strict` is set."""
        errors = self.verdict.errors
        if errors and self.params.strict:
            raise RefusedError(f"不予发布：还有 {len(errors)} 个错误", errors[0].message, "改正后重新运行。")
        return Block(
            "verdict",
            {
                "publishable": self.verdict.publishable,
                "office": self.office.name,
                "year": self.params.year,
                "deadline": _chinese_date(self.campaign.deadline),
                "contact": self.office.contact,
                "example": self.office.example,
                "sections": [section.id for section in self.form.sections],
                "errors": len(errors),
                **findings_json(self.verdict.findings, self.verdict.accepted),
                "advice": list(self.verdict.advice),
            },
        )

    def _section(self, section: str) -> SectionSpec:
        found = next((s for s in self.form.sections if s.id == section), None)
        if found is None:
            raise ParamsError(f"没有部分“{section}”", "", did_you_mean(section, (s.id for s in self.form.sections)))
        return found


# In the order in which the notebook shows them; the one that reads other years comes last.
def _outcomes(report: Report) -> Figure | None:
    from .figures.outcomes import outcome_figure  # matplotlib takes a third of a second to load: only to draw

    return outcome_figure(report.filing)


def _applicants(report: Report) -> Figure | None:
    from .figures.applicants import applicant_figure

    return applicant_figure(report.filing)


def _history(report: Report) -> Figure | None:
    from .figures.history import history_figure

    return history_figure(report.filings)


FIGURES: Mapping[str, Callable[[Report], Figure | None]] = {
    "outcomes": _outcomes,
    "applicants": _applicants,
    "history": _history,
}


def open_report(names: Mapping[str, Any]) -> Report:
    """Open the report that the parameters among `names` (a notebook's globals) ask for, read and checked.

    Raises ParamsError for wrong parameters, register or campaign, and IntakeError where nothing was handed in.
    """
    params, foreign = report_params(names)
    for name in foreign:
        print(f"注意：没有名为“{name}”的参数，已忽略。", file=sys.stderr)
    root = Path() if params.data_dir and params.params_dir else find_workspace(Path.cwd())
    params_dir = place_of(params.params_dir) if params.params_dir else root / "params"
    data_dir = place_of(params.data_dir) if params.data_dir else root / "data"
    campaign, register = load_campaign(params_dir, params.year), load_register(params_dir)
    check_decisions(campaign, register)
    return read_report(params, campaign, register, data_dir, load_exceptions(params_dir, register))


def read_report(
    params: ReportParams,
    campaign: Campaign,
    register: Register,
    data_dir: Path,
    exceptions: Sequence[AcceptedException] = (),
) -> Report:
    """Read and check one office's material of `params.year` in `data_dir`. Raises ParamsError, IntakeError."""
    office = register.office(params.office, params.year)
    submission = read_folder(data_dir / str(params.year) / office.id, params.year, office.id)
    submission = decided(submission, campaign)
    case = Case(
        submission,
        office,
        campaign,
        register,
        last_year(data_dir, params.year, office, register),
        prose_due=True,
        children=_children(office, campaign, register, data_dir),
        exceptions=tuple(e for e in exceptions if (e.office, e.year) == (office.id, params.year)),
    )
    verdict = check(case)
    history = History(data_dir, office, register, params.year, case.previous)
    return Report(params, office, campaign, form_for_year(params.year), submission, verdict, history)


def _children(office: Office, campaign: Campaign, register: Register, data_dir: Path) -> dict[str, Submission | None]:
    """What the offices below this one handed in, with the decisions about them; None for one that did not."""
    made: dict[str, Submission | None] = {}
    for child in register.of_year(campaign.year):
        if child.parent == office.id:
            folder = data_dir / str(campaign.year) / child.id
            made[child.id] = (
                decided(read_folder(folder, campaign.year, child.id), campaign) if handed_in(folder) else None
            )
    return made


def _where(places: Mapping[str, Any], report: Report) -> str:
    """From the first to the last cell of a table, as in 「tables.xlsx · 申请 · D4 至 J28」."""
    first, *_, last = (report.filing.entries[address].origin for address in places)
    same = (first.file, first.part) == (last.file, last.part)
    return f"{first} 至 {last.spot if same else last}".replace(COMPUTED, "")


def _chinese_date(date: dt.date) -> str:
    return f"{date.year}年{date.month}月{date.day}日"
