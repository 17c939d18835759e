"""Rules about text that was copied: from last year's report, between offices (X-03, X-06)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ...form import form_for_year
from ...formspec import FormSpec
from ...register import Office
from ..finding import Judgement, Outcome, Severity
from ..prose.sentences import Sentence, sentences
from ..rule import Case, Need, Year, rule, year_rule
from .likeness import ALIKE, Alike, alike_pairs, bare, likeness

_SHORTEST = 100  # letters: of an office that has nothing to tell there is one way to say so
_SHOWN = 3
_COMPARED = (1, 5)
_PLACES = re.compile(r"(?:[\u4e00-\u9fff]{2,8}?(?:省|市|州|盟))?[\u4e00-\u9fff]{1,8}?(?:市|区|县|旗)")
_ORIGIN = "条例年度报告格式通知“明确责任”部分所说的“内容雷同、敷衍塞责”"


@rule(
    "X-03",
    "第一、五部分不是照抄上一年度",
    severity=Severity.WARNING,
    scope="cross-year",
    formula=f"去掉数字和年度后，与上一年度相同的文字少于 {ALIKE:.0%}",
    origin=_ORIGIN,
    status="verified",
    fix="写本年的做法、本年的问题和改进安排。",
    needs=(Need.PROSE, Need.PREVIOUS_PROSE),
)
def not_last_years_text(case: Case) -> Iterator[Judgement]:
    """Section one or five that is last year's but for numbers and years; texts under 100 letters are not compared."""
    if case.previous is None:
        return
    for number in _COMPARED:
        now, then = _prose(case.sentences, number), _prose(case.previous_sentences, number)
        if min(len(now), len(then)) < _SHORTEST:
            continue
        share = likeness(now, then)
        if share >= ALIKE:
            heading = _heading(case.form, number)
            section = case.submission.section(number)
            origin = str(section.origin) if section else ""
            message = (
                f"“{heading}”与 {case.previous.filing.year} 年度报告的文字有 {_percent(share)} 相同（数字和年度不计），"
                f"请写 {case.year} 年的情况（{origin}）。"
            )
            yield Judgement(Outcome.BROKEN, message, places=(origin,))


@year_rule(
    "X-06",
    "各单位第一、五部分互不雷同",
    severity=Severity.WARNING,
    scope="cross-office",
    stage="year",
    formula=f"去掉数字、年度、单位名称和地名后，两个单位相同的文字少于 {ALIKE:.0%}",
    origin=_ORIGIN,
    status="verified",
    fix="退回写得雷同的单位，请各写各的做法和问题。",
)
def not_each_others_text(year: Year) -> Iterator[tuple[str, Judgement]]:
    """Offices whose section one or five is another's but for names and numbers: one finding each."""
    offices = {office.id: office for office in year.offices}
    like: dict[str, list[str]] = {}
    for number, texts in _compared(year, offices).items():
        ids = [*texts]
        heading = _heading(form_for_year(year.campaign.year), number)
        for index, found in _partners(alike_pairs([*texts.values()])).items():
            named = "、".join(f"{offices[ids[o]].name}（{_percent(share)}）" for o, share in found.nearest)
            more = f"等 {found.count} 个单位" if found.count > len(found.nearest) else ""
            like.setdefault(ids[index], []).append(f"“{heading}”与{named}{more}雷同")
    for office, told in like.items():
        message = f"{'；'.join(told)}（名称、数字和年度不计），请各写各的做法和问题。"
        yield office, Judgement(Outcome.BROKEN, message)


def _compared(year: Year, offices: Mapping[str, Office]) -> dict[int, dict[str, str]]:
    """By section the texts that are long enough to be compared; nothing else of the offices is kept."""
    made: dict[int, dict[str, str]] = {number: {} for number in _COMPARED}
    for office, submission in year.filed():
        if office not in offices:
            continue
        said, names = sentences(submission), _own_names(offices[office], year.campaign.district)
        for number, texts in made.items():
            if len(text := _prose(said, number, names)) >= _SHORTEST:
                texts[office] = text
    return made


@dataclass(slots=True)
class _Partners:
    """The texts that are alike one: how many, and the nearest of them."""

    count: int = 0
    nearest: list[tuple[int, float]] = field(default_factory=list)

    def add(self, text: int, share: float) -> None:
        """One more; of equally near ones the first stay."""
        self.count += 1
        if len(self.nearest) < _SHOWN or share > self.nearest[-1][1]:
            self.nearest = sorted([*self.nearest, (text, share)], key=lambda item: -item[1])[:_SHOWN]


def _partners(pairs: Iterable[Alike]) -> dict[int, _Partners]:
    """Thousands of copies of one text are millions of pairs, of which only a few are kept."""
    made: dict[int, _Partners] = {}
    for pair in pairs:
        made.setdefault(pair.first, _Partners()).add(pair.second, pair.share)
        made.setdefault(pair.second, _Partners()).add(pair.first, pair.share)
    return dict(sorted(made.items()))


def _prose(said: Iterable[Sentence], number: int, names: tuple[str, ...] = ()) -> str:
    """What a section says, without its sub-headings."""
    return bare("".join(s.text for s in said if s.section == number and not _run_in(s.text)), names)


_RUN_IN = re.compile(r"[（(][一二三四五六七八九十][)）][^。；，,：:]{2,20}[。：:]?")


def _run_in(text: str) -> bool:
    return bool(_RUN_IN.fullmatch(text))


def _own_names(office: Office, district: str) -> tuple[str, ...]:
    place = _PLACES.match(office.name)
    tail = office.name[place.end() :] if place else ""
    return tuple(filter(None, (office.name, office.short_name, tail, place[0] if place else "", district)))


def _heading(form: FormSpec, number: int) -> str:
    return next((section.heading for section in form.sections if section.number == number), f"第{number}部分")


def _percent(share: float) -> str:
    return f"{int(share * 100 + 1e-9)}%"
