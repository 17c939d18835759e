"""What a file of a pile holds, as far as it tells whose it is and which other file it replaces."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ...filing import Entry
from ...form import form_for_year
from ...titles import arabic_years, office_in_title, period_years, years_in
from ..document import Document, titles_in_cells, top_cells
from ..folder import read_document
from ..matching.match import match_tables
from ..prose.sections import split_sections

_OWN_LINE = 40  # letters: longer lines are sentences
_LABEL = re.compile(r"^(?:填报|报送|填表|编制|报告)?(?:单位|机关|部门)(?:名称)?(?:[(（](?:盖章|公章)[)）])?[:：]\s*")
_YEAR_BESIDE = re.compile(r"\s*20\d{2}\s*年度?\s*")
_YEAR_LINE = re.compile(r"\D{0,40}(20\d{2})\s*年(?!\s*\d)\D{0,40}")
_BEHIND = re.compile(
    r"\s{2,}.*$|\u3000.*$|\s*(?:填[报表]人|联系人|电话|日期).*$|[(（](?:盖章|公章|签章|章)[)）]|\s*20\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日$"
)
_NOTICE = re.compile(r"通知|方案|会议|培训")
_FIRST_LINES = 5


@dataclass(frozen=True, slots=True)
class Contents:
    """A file in brief. `tables` and `prose` are checksums of what was read: equal content, equal checksum.

    `years` are those that the title and the statistics period name; `problem` says why nothing can be read.
    """

    title: str = ""
    office: str | None = None
    lines: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)
    prose: str = ""
    scan: bool = False
    problem: str = ""

    @property
    def is_report(self) -> bool:
        """Whether a table or the prose of a report was recognised."""
        return bool(self.tables or self.prose)

    def covers(self, other: Contents) -> bool:
        """Whether nothing of `other` is needed beside this one."""
        return set(other.tables) <= set(self.tables) and bool(self.prose or not other.prose)

    def contradicts(self, other: Contents) -> bool:
        """Whether both hold the same table or prose, and not with the same content."""
        same = set(self.tables) & set(other.tables)
        differ = any(self.tables[table] != other.tables[table] for table in same)
        return differ or bool(self.prose and other.prose and self.prose != other.prose)


def look_into(path: Path, year: int) -> Contents:
    """Read a file in brief; `year` says which form to look for first."""
    document = read_document(path)
    matches, _ = match_tables(document.grids, year)
    tables = {match.table.id: _checksum(map(_shown, match.entries.values())) for match in matches}
    split = split_sections(document.paragraphs or (), form_for_year(year), year)
    numbers = {section.number for section in split.sections} - {0}
    prose = [p.text for s in split.sections for p in s.paragraphs] if len(numbers) >= 2 else []
    first = [p.text for p in (document.paragraphs or ())[:_FIRST_LINES]]
    if not tables and any(_NOTICE.search(text) and len(text) <= _OWN_LINE for text in first):
        prose = []
    title = document.title or split.title or next(titles_in_cells(document), "")
    text = "\n".join(p.text for p in document.paragraphs or ())
    years = [*years_in(arabic_years(title)), *period_years(arabic_years(text))]
    years += [int(found[1]) for cell in top_cells(document) if (found := _YEAR_LINE.fullmatch(cell.text.strip()))]
    date = document.date or split.date
    if not years and date:
        years = [date.year - 1]
    return Contents(
        title,
        office_in_title(title) if title else None,
        tuple(dict.fromkeys(_own_lines(document))),
        tuple(dict.fromkeys(years)),
        tables,
        _checksum(prose) if prose else "",
        document.scan,
        document.problems[0].what if document.problems and not tables and not prose else "",
    )


def _own_lines(document: Document) -> Iterator[str]:
    """What stands alone in a line or cell, without a label 填报单位： before it and a year beside it."""
    texts = [p.text for p in document.paragraphs or ()] + [cell.text for cell in top_cells(document)]
    for text in texts:
        for line in text.split("\n"):
            if len(line) <= _OWN_LINE:
                bare = _YEAR_BESIDE.sub("", _BEHIND.sub("", _LABEL.sub("", line.strip()))).strip()
                if bare:
                    yield bare


def _shown(entry: Entry) -> str:
    return f"{entry.kind} {entry.raw if entry.value is None else entry.value}"


def _checksum(parts: Iterable[str]) -> str:
    letters = (re.sub(r"\s+", "", part) for part in parts)
    return hashlib.sha256("\n".join(letters).encode()).hexdigest()
