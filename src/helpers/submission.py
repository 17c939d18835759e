"""What an office handed in, as read: numbers, prose, title, dates, and what was wrong with the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .filing import Filing, Origin

NOWHERE = "报送的全部文件"  # where a table is missing of which nothing was found


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of prose; `level` 2 is a sub-heading （一）, 0 is plain text."""

    text: str
    origin: Origin
    level: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A section as handed in: its number on the form, the heading as printed, and its paragraphs."""

    number: int
    heading: str
    paragraphs: tuple[Paragraph, ...]
    origin: Origin

    @property
    def text(self) -> str:
        """All paragraphs, one a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file itself, under a rule I-01 … I-05.

    `missing` are the rows that a table lacks which was found but does not fit the form.
    """

    rule: str
    what: str
    where: str
    fix: str
    addresses: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came in."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Deviation:
    """A label or heading printed otherwise than in the form; `variant` says that the form knows this wording, too."""

    printed: str
    official: str
    origin: Origin
    variant: bool = False


@dataclass(frozen=True)
class Submission:
    """One office's material of one year. `sections` is None where no prose was handed in at all.

    Of a saved page `published` is the day that it names, and `downloads` are the files it offers (None of other files).
    """

    filing: Filing
    title: str | None = None
    office_name: str | None = None
    date: dt.date | None = None
    lead: tuple[Paragraph, ...] = ()
    sections: tuple[Section, ...] | None = None
    problems: tuple[Problem, ...] = ()
    sources: tuple[Source, ...] = ()
    unrecognised: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    published: dt.date | None = None
    downloads: tuple[str, ...] | None = None

    def section(self, number: int) -> Section | None:
        """The first section with this number on the form."""
        return next((s for s in self.sections or () if s.number == number), None)

    def to_json(self) -> dict[str, Any]:
        """The shape of `nianbao read --format json`."""
        filing = self.filing.to_json()
        missing: Mapping[str, Any] = {t: {"form": None, "recognised": False} for t in self.unrecognised}
        return {
            "office": self.office_name,
            "year": self.filing.year,
            "title": self.title,
            "tables": {**filing["tables"], **missing},
            "entries": filing["entries"],
            "sections": self._texts(),
            "problems": [{"what": p.what, "where": p.where, "fix": p.fix} for p in self.problems],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Submission:
        """The submission that `to_json` wrote, as far as it goes: numbers, title and the text of the sections."""
        sections = tuple(
            Section(int(number), "", tuple(Paragraph(line, Origin("")) for line in text.splitlines()), Origin(""))
            for number, text in data["sections"].items()
        )
        return cls(Filing.from_json(data), title=data["title"], sections=sections or None)

    def _texts(self) -> dict[str, str]:
        """The text of each section by its number; of sections with the same number the first that has any."""
        made: dict[str, str] = {}
        for section in self.sections or ():
            made[str(section.number)] = made.get(str(section.number)) or section.text
        return made
