"""Prose into the sections of the form: under its headings, with the title, lead, date and signature set apart."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ...filing import Origin
from ...form import all_forms
from ...formspec import FormSpec, SectionSpec
from ...submission import Paragraph, Section
from ...titles import Title, is_title
from .ending import is_footer, sign_off, signed_date
from .headings import Heading, outline, read_heading
from .titles import find_title

_SUB_HEADING = re.compile(r"^[（(]\s*[一二三四五六七八九十]\s*[)）]")
# A mark of classification stands in the corner above the title.
_MARK = re.compile(
    r"(?:[0-9]{1,6}\s*)?[（(【\[]?\s*(?:密级[：:]\s*)?(?:[绝机秘]\s*密|工作秘密|内部(?:资料|文件|材料)).{0,16}$"
)
_SENTENCE = re.compile(r"[。；！]")
# What a page prints under a title.
_PAGE_LINE = re.compile(
    r"^(?:目\s*录$|(?:发布|成文|公开|更新|生成|发文)?(?:日期|时间)\s*[:：]|(?:信息)?来源\s*[:：]|作者\s*[:：]|浏览|阅读|点击|字[号体]"
    r"|【?(?:打印|分享|关闭)|(?:您|你)?(?:现在|当前)?的?位置|索引号|文号|发布机构|首页)"
)


@dataclass(frozen=True, slots=True)
class Prose:
    """What a document says in words."""

    title: str | None
    lead: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    date: dt.date | None = None


def split_sections(paragraphs: Sequence[Paragraph], form: FormSpec, year: int | None = None) -> Prose:
    """Sort paragraphs under the headings of `form`; a paragraph of level 1 opens a section whatever it says.

    The text before the first heading is the title, if it reads like one, and the lead. Of several titles, as in a list
    of reports, that of `year` is taken.
    """
    found = outline([p.text for p in paragraphs], form)
    kept = [(index, p) for index, p in enumerate(paragraphs) if index not in found.contents]
    at = next((i for i, (index, p) in enumerate(kept) if _opens(index, p, found.headings)), len(kept))
    before = [p for _, p in kept[:at]]
    title = find_title([p.text for p in before], year)
    sections = _without_empty_copies(_sections(kept[at:], found.headings, form))
    date = None
    if sections:
        own, date = sign_off(sections[-1].paragraphs)
        sections[-1] = replace(sections[-1], paragraphs=own)
    return Prose(title.text if title else None, _lead(before, title), tuple(sections), date)


def is_prose(line: str) -> bool:
    """Whether a line that stands in a table belongs to the text: a sentence, a heading, a title or a date."""
    return bool(holds_sentence(line) or section_of(line) or is_title(line) or signed_date(line))


def holds_sentence(line: str) -> bool:
    """Whether a sentence ends in a line."""
    return _SENTENCE.search(line) is not None


def section_of(line: str) -> SectionSpec | None:
    """The section of the newest form that a line by itself opens."""
    found = read_heading(line, all_forms()[0])
    return found.spec if found and found.is_sure else None


def paragraph(text: str, file: str, line: int, level: int = 0) -> Paragraph:
    """A paragraph read from line `line` (from 1) of `file`."""
    return Paragraph(re.sub(r"[ \t\u3000]+$", "", text).strip(), Origin(file, "", f"第 {line} 行"), level)


def _opens(index: int, found: Paragraph, known: Mapping[int, Heading]) -> bool:
    return index in known or (found.level == 1 and not is_title(found.text))


def _sections(kept: Sequence[tuple[int, Paragraph]], known: Mapping[int, Heading], form: FormSpec) -> list[Section]:
    made: list[Section] = []
    starts = [at for at, (index, found) in enumerate(kept) if _opens(index, found, known)]
    for start, end in pairwise([*starts, len(kept)]):
        index, opening = kept[start]
        heading = known.get(index) or read_heading(opening.text, form)
        number, words = (heading.spec.number, heading.words) if heading else (0, opening.text)
        rest = [replace(opening, text=heading.rest, level=0)] if heading and heading.rest else []
        text = [replace(found, level=found.level or _level(found.text)) for _, found in kept[start + 1 : end]]
        made.append(Section(number, words.strip(), (*rest, *text), opening.origin))
    return made


def _without_empty_copies(sections: Sequence[Section]) -> list[Section]:
    """Of sections that occur more than once those with text; of empty ones, the first after the section before it."""
    kept: list[int] = []
    last = -1
    for number in sorted({section.number for section in sections}):
        same = [index for index, section in enumerate(sections) if section.number == number]
        full = [index for index in same if sections[index].text.strip()]
        after = [index for index in same if index > last] or same
        chosen = same if number == 0 else full or after[:1]
        last = max(last, chosen[0]) if number else last
        kept += chosen
    return [sections[index] for index in sorted(kept)]


def _lead(before: Sequence[Paragraph], title: Title | None) -> tuple[Paragraph, ...]:
    """What is left before the first heading: above the title sentences and marks, below it no lines of the page."""
    first, after = (title.first, title.after) if title else (0, 0)
    above = [p for p in before[:first] if holds_sentence(p.text) or _MARK.match(p.text)]
    below = [p for p in before[after:] if holds_sentence(p.text) or not _is_page_line(p.text)]
    return (*above, *below)


def _is_page_line(line: str) -> bool:
    return bool(_PAGE_LINE.match(line) or is_footer(line) or signed_date(line))


def _level(text: str) -> int:
    """2 for a sub-heading （一）… that stands alone on its line, else 0."""
    return 2 if _SUB_HEADING.match(text) and len(text) <= 30 and not re.search(r"[。；;]", text) else 0
