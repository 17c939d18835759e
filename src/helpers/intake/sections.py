"""Prose into the sections of the form: headings found by their wording, title, lead, date and period."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..filing import Origin
from ..form import FormSpec, SectionSpec
from ..submission import Paragraph, Section
from .labels import label_key

_ORDINALS = "一二三四五六七八九十"
_HEADING = re.compile(rf"^\s*([{_ORDINALS}])\s*[、.．]\s*(\S.*)$")
_SUB_HEADING = re.compile(rf"^[（(]\s*[{_ORDINALS}]\s*[)）]")
_TITLE = re.compile(r"[^。；：]{0,60}政府信息公开(?:工作)?(?:年度?报告|年报)\s*")
_NAME_LINE = re.compile(r"[^。；：，\d]{3,30}")
_DATE = re.compile(r"^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日$")
_DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_CHINESE_YEAR = re.compile(r"二[〇○零]([〇○零一二三四五六七八九]{2})(?=\s*年)")
_LONGEST_HEADING = 45
_NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Prose:
    """What a document says in words."""

    title: str | None
    lead: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    date: dt.date | None = None


def split_sections(paragraphs: Sequence[Paragraph], form: FormSpec) -> Prose:
    """Sort paragraphs under the headings of `form`; a paragraph of level 1 opens a section whatever it says.

    The text before the first heading is the title, if it reads like one, and the lead.
    """
    lead: list[Paragraph] = []
    sections: list[Section] = []
    for paragraph in paragraphs:
        spec = match_heading(paragraph.text, form)
        if not sections and paragraph.level == 1 and _TITLE.fullmatch(paragraph.text):
            lead.append(paragraph)
        elif spec or paragraph.level == 1:
            number = spec.number if spec else 0
            sections.append(Section(number, paragraph.text.strip(), (), paragraph.origin))
        elif sections:
            found = replace(paragraph, level=paragraph.level or _level(paragraph.text))
            sections[-1] = replace(sections[-1], paragraphs=(*sections[-1].paragraphs, found))
        else:
            lead.append(paragraph)
    title, rest = _title(lead)
    sections, date = _signature(sections)
    return Prose(title, rest, tuple(sections), date)


def _title(lead: Sequence[Paragraph]) -> tuple[str | None, tuple[Paragraph, ...]]:
    """The title and what is left; the office's name may stand on a line of its own above the year."""
    at = next((index for index, found in enumerate(lead) if _TITLE.fullmatch(found.text)), None)
    if at is None:
        return None, tuple(lead)
    title, first = lead[at].text.strip(), at
    if at and title[:2] == "20" and _NAME_LINE.fullmatch(lead[at - 1].text):
        title, first = lead[at - 1].text.strip() + title, at - 1
    return title, (*lead[:first], *lead[at + 1 :])


def is_title(text: str) -> bool:
    """Whether a line reads like the title of a report."""
    return _TITLE.fullmatch(text) is not None


def office_in_title(title: str) -> str | None:
    """The office that a title names, as printed."""
    name = re.sub(r"\s+", "", arabic_years(title)).partition("政府信息公开")[0]
    name = re.sub(r"20\d{2}年(?:度)?", "", name).removeprefix("关于").removesuffix("关于")
    return name or None


def arabic_years(text: str) -> str:
    """`text` with years such as 二〇二三年 written in digits."""
    return _CHINESE_YEAR.sub(lambda found: "20" + "".join(_DIGITS[letter] for letter in found[1]), text)


def match_heading(text: str, form: FormSpec) -> SectionSpec | None:
    """The section that a line opens: numbered 一、…六、 and worded like its heading, or exactly its wording."""
    line = text.strip()
    if len(line) > _LONGEST_HEADING:
        return None
    found = _HEADING.match(line)
    key = label_key(line)
    for spec in form.sections:
        keys = [label_key(heading) for heading in (spec.heading, *spec.variants)]
        if found is None:
            continue
        if key in keys:
            return spec
        same_number = _ORDINALS.index(found[1]) + 1 == spec.number
        if same_number and max(difflib.SequenceMatcher(None, key, k).ratio() for k in keys) >= _NEAR:
            return spec
    return None


def _level(text: str) -> int:
    """2 for a sub-heading （一）… that stands alone on its line, else 0."""
    return 2 if _SUB_HEADING.match(text) and len(text) <= 30 and not re.search(r"[。；;]", text) else 0


def _signature(sections: list[Section]) -> tuple[list[Section], dt.date | None]:
    """Take the date of signature, and the name above it, from the end of the last section."""
    if not sections or not sections[-1].paragraphs:
        return sections, None
    last = sections[-1]
    found = _DATE.match(last.paragraphs[-1].text.strip())
    if not found:
        return sections, None
    try:
        date = dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        return sections, None
    kept = last.paragraphs[:-1]
    if kept and len(kept[-1].text) <= 30 and not kept[-1].text.rstrip().endswith(("。", "；", ".")):
        kept = kept[:-1]
    return [*sections[:-1], replace(last, paragraphs=kept)], date


def paragraph(text: str, file: str, line: int, level: int = 0) -> Paragraph:
    """A paragraph read from line `line` (from 1) of `file`."""
    return Paragraph(re.sub(r"[ \t\u3000]+$", "", text).strip(), Origin(file, "", f"第 {line} 行"), level)
