"""The statistics period: how reports write it, and the rule that it is stated and right (P-02)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...titles import arabic_years
from ..finding import Judgement, Outcome, Severity
from ..prose.sentences import LEAD, Sentence
from ..rule import Case, Need, rule

_FROM_TO = r"(?:[-—~～–－─]{1,2}|[,，]?(?:截?止?(?:至|到)|截止))"
_DAYS = re.compile(
    r"(?<![\d.])(?:(?P<y>20\d\d)(?:年度?|[-./]))?(?P<m>\d{1,2})(?:月|[-./])(?P<d>\d{1,2})[日号]?"
    rf"(?:零时|0时|0:00)?(?:起|开始|始)?{_FROM_TO}"
    r"(?:(?P<y2>20\d\d)(?:年度?|[-./])|[同当本该][一]?年度?)?(?P<m2>\d{1,2})(?:月|[-./])(?P<d2>\d{1,2})(?!\d)[日号]?"
)
_MONTHS = re.compile(
    r"(?<![\d.])(?:(?P<y>20\d\d)(?:年度?|[-./]))?(?P<m>0?1)(?:月份?)?(?:起|开始|始)?"
    rf"{_FROM_TO}(?:(?P<y2>20\d\d)(?:年度?|[-./])|[同当本该][一]?年度?)?(?P<m2>12)(?:月份?|(?=[^\d.]|$))(?![\d一二三]+[日号])"
)
# What calls a period that of the report's numbers.
_NAME = (
    r"(?:统计(?:数据|信息|工作)?的?(?:起止)?(?:期限|时限|时间|期间|区间|周期|年度|范围|时段|日期)(?:范围)?"
    r"|统计(?:起止|截止|截至)(?:期限|时间|日期)?"
    r"|数据的?(?:统计)?(?:起止)?(?:期限|时限|时间|期间|区间|周期|范围|时段|截止|截至)(?:范围)?"
    r"|(?:本|年度)报告的?(?:起止)?(?:期限|期间|时限|周期|时间|所属期)|报告期限?)"
)
_STATISTICS = re.compile(_NAME)
_DATA = "(?:所列|所涉|有关|各项|上述|以上|全部|统计)数据"
_NAMED_BEFORE = re.compile(rf"(?:{_NAME}|{_DATA})[均都是为系自从由：:（(“,，]{{0,4}}$")
_NAMED_AFTER = re.compile(rf"[)）”]?(?:为|是|作为|的)(?:本报告的?)?(?:所列)?(?:数据的?)?{_NAME}")
_NEAR = 30  # letters
_END_OF_YEAR = re.compile(r"(?P<y>20\d\d)(?:年度?|[-./])12(?:月|[-./])31")
_YEAR = re.compile(r"(?P<y>20\d\d)(?:年度|年(?!\d))")
_REPORT = re.compile(r"本报告|年度报告|本年报")
# An office that is new reports of the part of the year in which it was there.
_PART_OF_YEAR = re.compile(r"成立|组建|挂牌|新设|合并|改革|撤销|划转")
_NUMERALS = {numeral: number for number, numeral in enumerate("一二三四五六七八九", start=1)}
_CHINESE_MONTH = re.compile(r"[一二三四五六七八九十元]{1,2}(?=月)")
_CHINESE_DAY = re.compile(r"(?<=月)[一二三四五六七八九十]{1,3}(?=[日号])")


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another as written; `years` are those that are named, `whole` is 1 January to 31 December.

    `named` says that it is called the statistics period, `by_days` that it names days and not months only.
    """

    text: str
    years: frozenset[int]
    whole: bool
    named: bool
    by_days: bool

    def fits(self, year: int) -> bool:
        """Whether it is the whole of `year`, or of a year that is not named."""
        return self.whole and self.years <= {year}


def periods(text: str) -> Iterator[Period]:
    """Every stretch of days or months in `text`, whose dates are plain."""
    taken: list[range] = []
    for pattern in (_DAYS, _MONTHS):
        for found in pattern.finditer(text):
            if not any(found.start() in span for span in taken):
                taken.append(range(*found.span()))
                yield _period(found, text)


def _period(found: re.Match[str], text: str) -> Period:
    parts = found.groupdict()
    first, last = (int(parts["m"]), int(parts.get("d") or 1)), (int(parts["m2"]), int(parts.get("d2") or 31))
    years = frozenset(int(parts[name]) for name in ("y", "y2") if parts[name])
    named = bool(
        _NAMED_BEFORE.search(text[max(0, found.start() - _NEAR) : found.start()])
        or _NAMED_AFTER.match(text, found.end())
    )
    return Period(found[0], years, (first, last) == ((1, 1), (12, 31)), named, "d" in parts)


def plain_dates(text: str) -> str:
    """`text` with dates such as 二〇二三年十二月三十一日 in digits."""
    made = arabic_years(text)
    for pattern in (_CHINESE_MONTH, _CHINESE_DAY):
        made = pattern.sub(lambda found: str(_number(found[0])), made)
    return made


def _number(words: str) -> int:
    """A month or day in words: 元, 九, 十二, 三十一."""
    tens, ten, ones = words.rpartition("十")
    return (_NUMERALS.get(tens, 1) if ten else 0) * 10 + _NUMERALS.get(ones, int(words == "元"))


def states_period(told: Iterable[Sentence], year: int) -> bool:
    """Whether sentences state the statistics period of `year`, or of the part of it in which the office was there."""
    return any(_states(sentence, year) for sentence in told)


def _states(sentence: Sentence, year: int) -> bool:
    text = plain_dates(sentence.text)
    found = list(periods(text))
    for period in found:
        # 1月至12月发布稿件 in section one tells of one thing.
        if period.fits(year) and (period.named or period.by_days or sentence.section == LEAD):
            return True
    if _PART_OF_YEAR.search(text) and any(period.named and period.years <= {year} for period in found):
        return True
    # 统计期限为2023年度; 数据统计截至2023年12月31日.
    ends = (int(end["y"]) for pattern in (_END_OF_YEAR, _YEAR) for end in pattern.finditer(text))
    return not found and _STATISTICS.search(text) is not None and year in ends


@rule(
    "P-02",
    "写明统计期限，为报告年度的 1 月 1 日至 12 月 31 日",
    scope="document",
    severity=Severity.WARNING,
    formula="regex of the two dates, year = Y",
    origin="通行写法；规范的年度报告都写明统计期限",
    status="inferred",
    fix="在报告开头写“本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止”。",
    needs=(Need.PROSE,),
)
def period_stated(case: Case) -> Iterator[Judgement]:
    """A period of another year or of a part of the year, or none at all.

    The kit writes the period into the reports that it makes, so that one missing in an office's material is no fault.
    """
    told = case.sentences
    wrong = next((found for sentence in told if (found := _wrong(sentence, case.year))), None)
    is_stated = states_period(told, case.year)
    begin, end = f"{case.year}年1月1日", f"{case.year}年12月31日"
    right = f"{begin}至{end}"
    if wrong and (wrong.is_explicit or not is_stated):
        message = (
            f"“{wrong.sentence.quote}”写的统计期限是“{wrong.text}”，应为“{right}”，请改正（{wrong.sentence.origin}）。"
        )
        yield Judgement(Outcome.BROKEN, message, (), right, wrong.text, (wrong.sentence.origin,))
    elif not is_stated and told and not case.prose_due:
        yield Judgement(Outcome.BROKEN, f"没有写明统计期限，请在报告开头写明“统计期限自{begin}起至{end}止”。")


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A period that is not the report year's; an `explicit` one is called the statistics period."""

    sentence: Sentence
    text: str
    is_explicit: bool


def _wrong(sentence: Sentence, year: int) -> _Wrong | None:
    text = plain_dates(sentence.text)
    found = list(periods(text))
    if any(period.fits(year) for period in found) or _PART_OF_YEAR.search(text):
        return None
    for period in found:
        if period.named:
            return _Wrong(sentence, period.text, True)
        if period.whole and (sentence.section == LEAD or _REPORT.search(text)):
            return _Wrong(sentence, period.text, False)
    end = _END_OF_YEAR.search(text) if _STATISTICS.search(text) and not found else None
    return _Wrong(sentence, end[0] + "日", True) if end and int(end["y"]) != year else None
