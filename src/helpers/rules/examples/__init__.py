"""Examples of every rule: cases in which it holds, is broken or cannot be decided; they are tests and explanation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ...errors import FormError
from ...filing import Entry, EntryKind, Filing, Origin, parse_entry
from ...form import form_for_year, load_form
from ...formspec import TableSpec
from ...params import Campaign
from ...register import Office, Register
from ...submission import Deviation, Paragraph, Problem, Section, Submission
from ...tables import lay_out
from ...titles import office_in_title
from ...yamlfile import load_yaml
from ..rule import Case, Year

FOLDER = Path(__file__).parent
OFFICE = {"id": "shili-wenlv", "name": "示例区文化和旅游局", "short_name": "区文旅局", "kind": "district_office"}


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PrintedLabel(_Data):
    """A label printed otherwise than in the form."""

    printed: str
    official: str
    variant: bool = False


class FileProblem(_Data):
    """What a reader found wrong with a file, under a rule I-01 … I-05."""

    rule: str
    what: str
    where: str
    fix: str
    addresses: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Material(_Data):
    """What an invented office handed in: cells that are not named hold 0, sections that are not named are missing.

    A section's text may have sub-headings: lines that begin with （一） to （十）. `headings` replaces official ones.
    `unread` are tables whose numbers the reader could put under no column, with the reason.
    """

    form: str = ""
    cells: Mapping[str, int | str] = {}
    without: tuple[str, ...] = ()
    unread: Mapping[str, str] = {}
    title: str | None = None
    lead: str = ""
    sections: Mapping[int, str] | None = None
    headings: Mapping[int, str] = {}
    date: dt.date | None = None
    published: dt.date | None = None
    downloads: tuple[str, ...] | None = None
    printed: tuple[PrintedLabel, ...] = ()
    problems: tuple[FileProblem, ...] = ()

    def submission(self, year: int, office: str = OFFICE["id"]) -> Submission:
        """The material as the readers would hand it on."""
        form = load_form(self.form) if self.form else form_for_year(year)
        tables = [table for table in form.tables.values() if table.id not in self.without]
        entries = {address: entry for table in tables for address, entry in self._entries(table).items()}
        return Submission(
            Filing(office, year, {table.id: form.id for table in tables}, entries),
            title=self.title,
            office_name=office_in_title(self.title) if self.title else None,
            date=self.date,
            lead=_paragraphs(self.lead, 1),
            sections=self._sections(year),
            unrecognised=self.without,
            deviations=tuple(Deviation(d.printed, d.official, Origin("年报.docx"), d.variant) for d in self.printed),
            problems=tuple(Problem(**p.model_dump()) for p in self.problems),
            published=self.published,
            downloads=self.downloads,
        )

    def _entries(self, table: TableSpec) -> dict[str, Entry]:
        spots = _spots(table)
        if table.id in self.unread:
            row = Origin("年报.docx", "表 4", "第 4 行")
            return dict.fromkeys(table.places, Entry(EntryKind.UNREADABLE, "", row, None, self.unread[table.id]))
        return {
            address: parse_entry(
                str(self.cells.get(address, 0)), place, Origin("tables.xlsx", table.sheet, spots[address])
            )
            for address, place in table.places.items()
        }

    def _sections(self, year: int) -> tuple[Section, ...] | None:
        if self.sections is None:
            return None
        official = {section.number: section.heading for section in form_for_year(year).sections}
        made, line = [], 3
        for number, text in self.sections.items():
            paragraphs = _paragraphs(text, line + 1)
            heading = self.headings.get(number, official.get(number, ""))
            made.append(Section(number, heading, paragraphs, Origin("narrative.md", "", f"第 {line} 行")))
            line += len(paragraphs) + 2
        return tuple(made)


class Example(_Data):
    """A case, and what the rule must say of it: every piece of `says` stands in the first finding's message."""

    about: str
    year: int = 2023
    of: Material = Material()
    previous: Material | None = None
    office: Mapping[str, Any] | None = {}
    offices: tuple[Mapping[str, Any], ...] = ()
    children: Mapping[str, Material | None] = {}
    filed: Mapping[str, Material] = {}
    campaign: Mapping[str, Any] = {}
    prose_due: bool = False
    severity: Literal["error", "warning", "info", ""] = ""
    addresses: tuple[str, ...] = ()
    expected: str | None = None
    actual: str | None = None
    says: tuple[str, ...] = ()

    def case(self) -> Case:
        """The case for the rules about one office; `office: null` is a document without a register."""
        office = None if self.office is None else Office.model_validate({**OFFICE, **self.office})
        return Case(
            self.of.submission(self.year),
            office,
            self._campaign(),
            self._register(office),
            self.previous.submission(self.year - 1) if self.previous else None,
            self.prose_due,
            {name: child.submission(self.year, name) if child else None for name, child in self.children.items()},
        )

    def whole_year(self) -> Year:
        """The case for the rules about a whole year."""
        filed = {name: material.submission(self.year, name) for name, material in self.filed.items()}
        register = self._register(None)
        missing = frozenset(office.id for office in register.of_year(self.year)) - set(filed)
        return Year(self._campaign(), register, filed.items, missing)

    def _campaign(self) -> Campaign:
        given = {"year": self.year, "district": "示例区", "deadline": dt.date(self.year + 1, 1, 31), **self.campaign}
        return Campaign.model_validate(given)

    def _register(self, office: Office | None) -> Register:
        others = (Office.model_validate(row) for row in self.offices)
        return Register((*filter(None, [office]), *others), Path("offices.csv"))


class RuleExamples(_Data):
    """The examples of one rule; the first that holds and the first that is broken explain it."""

    holds: Annotated[tuple[Example, ...], Field(min_length=1)]
    broken: Annotated[tuple[Example, ...], Field(min_length=1)]
    undecided: tuple[Example, ...] = ()


@cache
def rule_examples() -> Mapping[str, RuleExamples]:
    """The examples by rule id, out of the files of this folder."""
    made: dict[str, RuleExamples] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        made |= load_yaml(path, _File, FormError).rules
    return MappingProxyType(made)


class _File(_Data):
    rules: Mapping[str, RuleExamples]


def _paragraphs(text: str, line: int) -> tuple[Paragraph, ...]:
    lines = [part.strip() for part in text.splitlines() if part.strip()]
    made = []
    for number, part in enumerate(lines, start=line):
        level = 2 if part.startswith("（") and part[2:3] == "）" and len(part) < 20 else 0
        made.append(Paragraph(part, Origin("narrative.md", "", f"第 {number} 行"), level))
    return tuple(made)


@cache
def _spots(table: TableSpec) -> Mapping[str, str]:
    from openpyxl.utils import get_column_letter  # takes longer to load than all rules

    return {c.address: f"{get_column_letter(c.column + 1)}{c.row + 1}" for c in lay_out(table).cells if c.address}
