"""Headings of the form's sections, found by number and wording however they are numbered."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ...formspec import FormSpec, SectionSpec
from ..matching.labels import label_key

_LONGEST = 45
_NEAR = 0.6
_MOST_HEADINGS = 20
_LEADER = re.compile(r"(?:[\s.．…·]{2,}|\t)\d{1,3}$")
# By rank: a document's headings are of the first style in which it has several.
_NUMBERINGS = (
    (re.compile(r"([一二三四五六七八九十])(?:\s*[、.．，,：:。]\s*|\s+)"), "一二三四五六七八九十"),
    (re.compile(r"第\s*([一二三四五六])\s*(?:部分|章)\s*[、.．：:]?\s*"), "一二三四五六"),
    (re.compile(r"([ⅠⅡⅢⅣⅤⅥ])\s*[、.．，：:]?\s*"), "ⅠⅡⅢⅣⅤⅥ"),
    (re.compile(r"([壹贰叁肆伍陆])\s*[、.．，：:]?\s*"), "壹贰叁肆伍陆"),
    (re.compile(r"([1-6])\s*[、.．，：:]\s*(?!\d)"), "123456"),
    (re.compile(r"[（(]\s*([一二三四五六])\s*[)）]\s*[、.．]?\s*"), "一二三四五六"),
)
_STRONG = 4  # styles that no sub-heading has
_BARE = len(_NUMBERINGS)
# What a section is about in whatever words, once its number is known.
_ABOUT: Mapping[int, re.Pattern[str]] = {
    1: re.compile(r"(?!.*(?:主动公开|申请|复议|问题)).*(?:总体|概[述况]|(?:工作|基本|开展)情况|主要做法)"),
    2: re.compile(r".*主动公开"),
    3: re.compile(r".*申请"),
    4: re.compile(r".*(?:复议|诉讼)"),
    5: re.compile(r".*(?:问题|不足|困难|改进|整改)"),
    6: re.compile(r".*其[他它]"),
}
_SENTENCE = re.compile(r"[，。；！？]\s*\S")
_FILLER = re.compile(r"^(?:20\d\d年度?|本年度?|(?:全|我|本)[市区县局镇委办]|政府信息公开(?:工作)?|工作)+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line read as a heading: of which section, in which style of numbering, and the text that follows on the line.

    An `exact` one has the form's words, another has words near them.
    """

    spec: SectionSpec
    words: str
    style: int
    exact: bool = True
    rest: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether it reads like a heading where no other line tells how this document numbers its own."""
        return self.exact or self.style < _STRONG


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a document by their line, and the lines of its table of contents."""

    headings: Mapping[int, Heading]
    contents: frozenset[int]


def read_heading(line: str, form: FormSpec) -> Heading | None:
    """The heading that a line may be by itself; whether it is one, the document's other headings tell."""
    bare = _LEADER.sub("", line.strip())
    for style, (numbering, ordinals) in enumerate(_NUMBERINGS):
        found = numbering.match(bare)
        if found:
            return _worded(bare, found.end(), ordinals.index(found[1]) + 1, style, form)
    key = label_key(bare) if len(bare) <= _LONGEST else ""
    spec = next((s for s in form.sections if key and key in _keys(s)), None)
    return Heading(spec, bare, _BARE) if spec else None


def outline(lines: Sequence[str], form: FormSpec) -> Outline:
    """The headings among `lines`, apart from those that only a table of contents repeats."""
    read = {index: found for index, line in enumerate(lines) if (found := read_heading(line, form))}
    listed = _contents(lines, read)
    left = {index: found for index, found in read.items() if index not in listed}
    style = _main_style(list(left.values()))
    same = {index: found for index, found in left.items() if found.style == style}
    exact = {found.spec.number for found in same.values() if found.exact}
    made: dict[int, Heading] = {}
    last = 0
    for index, found in same.items():
        # What is merely near must follow in order: an enumeration in the text begins at one again.
        if found.exact or (found.spec.number not in exact and found.spec.number > last):
            made[index] = found
            last = found.spec.number
    return Outline(_with_unnumbered(made, left), frozenset(listed))


def _with_unnumbered(made: Mapping[int, Heading], left: Mapping[int, Heading]) -> dict[int, Heading]:
    """Headings that lost their number among numbered ones: alone on their line, in the form's words, in order."""
    whole = dict(made)
    if not 2 < len(made) <= _MOST_HEADINGS:
        return whole
    has_tables = any(heading.spec.table for heading in made.values())
    for index, found in left.items():
        if found.style == _BARE and (has_tables or found.spec.table is None) and _in_order(index, found, whole):
            whole[index] = found
    return dict(sorted(whole.items()))


def _in_order(index: int, found: Heading, known: Mapping[int, Heading]) -> bool:
    before = max((heading.spec.number for at, heading in known.items() if at < index), default=0)
    after = min((heading.spec.number for at, heading in known.items() if at > index), default=_MOST_HEADINGS)
    return before < found.spec.number < after


def _contents(lines: Sequence[str], read: Mapping[int, Heading]) -> set[int]:
    """The lines of a table of contents: with page numbers, or headings in a row that all come again."""
    listed = {index for index in read if _LEADER.search(lines[index].strip())}
    left = {index: found for index, found in read.items() if index not in listed}
    copies = Counter([found.spec.number for found in left.values()])
    for run in _runs(left):
        numbers = [read[index].spec.number for index in run]
        if len(run) > 2 and numbers[0] == 1 and all(copies[number] > 1 for number in numbers):
            listed |= set(run)
            copies.subtract(numbers)
    return listed


def _runs(read: Mapping[int, Heading]) -> Iterator[list[int]]:
    """Headings on lines that follow each other, their numbers rising, without text on them."""
    run: list[int] = []
    for index, found in read.items():
        if run and (index != run[-1] + 1 or found.spec.number <= read[run[-1]].spec.number):
            yield run
            run = []
        if not found.rest:
            run.append(index)
    yield run


def _main_style(found: Sequence[Heading]) -> int:
    """The numbering in which most sections are found; one heading alone must be numbered as no sub-heading is."""
    numbers: dict[int, set[int]] = {}
    for heading in found:
        numbers.setdefault(heading.style, set()).add(heading.spec.number)
    fit = [style for style, known in numbers.items() if len(known) > 1 or style < _STRONG]
    return max(fit, key=lambda style: (len(numbers[style]), -style), default=-1)


def _worded(line: str, start: int, number: int, style: int, form: FormSpec) -> Heading | None:
    """The heading whose words follow the number; another number than the form's is told from the words."""
    text = line[start:]
    key = label_key(text)
    of_number = next((spec for spec in form.sections if spec.number == number), None)
    if len(line) <= _LONGEST:
        for spec in form.sections:
            if key in _keys(spec) and (spec is of_number or style < _STRONG):
                return Heading(spec, line, style)
    if of_number is None:
        return None
    run_on = _run_on(text, of_number)
    if run_on:
        return Heading(of_number, line[:start] + text[: run_on[0]], style, rest=text[run_on[1] :])
    may_be = len(line) <= _LONGEST and style < _STRONG
    near = may_be and (_is_near(key, of_number) or _is_about(text, of_number))
    return Heading(of_number, line, style, exact=False) if near else None


def _run_on(text: str, spec: SectionSpec) -> tuple[int, int] | None:
    """Where the form's words end in `text` and where the sentences begin that follow them on the same line."""
    for words in (spec.heading, *spec.variants):
        bare = words.partition("、")[2]
        found = _followed(bare).match(text) if _begins(text, bare) else None
        if found and not (spec.table and found[1].isspace()):
            return found.start(1), found.end()
    return None


def _begins(text: str, words: str) -> bool:
    """Whether the letters of a text begin with those of `words`; nearly none does, and looking is cheap."""
    letters = filter(str.isalnum, text)
    return all(next(letters, "") == letter for letter in words if letter.isalnum())


@lru_cache
def _followed(words: str) -> re.Pattern[str]:
    """Words of a heading, however they are spaced, with a stop or a sentence after them."""
    letters = [re.escape(letter) if letter.isalnum() else "[、，,]?" for letter in words]
    return re.compile(r"\s*".join(letters) + r"(\s*[。：:；;，,]\s*|\s+|(?=.{10,}。))(?=\S)")


def _is_near(key: str, spec: SectionSpec) -> bool:
    if _FILLER.sub("", key) in {_FILLER.sub("", known) for known in _keys(spec)}:
        return True
    return max(difflib.SequenceMatcher(None, key, known).ratio() for known in _keys(spec)) >= _NEAR


def _is_about(text: str, spec: SectionSpec) -> bool:
    """Whether a line is no sentence, and has the word for what the section is about."""
    about = _ABOUT.get(spec.number)
    plain = "".join(text.split())
    return about is not None and about.match(plain) is not None and not _SENTENCE.search(plain)


@lru_cache
def _keys(spec: SectionSpec) -> tuple[str, ...]:
    return tuple(label_key(words) for words in (spec.heading, *spec.variants))
