"""Where a number of the prose stands: the words on both sides of it, and what the passage is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from .numerals import Numeral
from .sentences import LEAD, Sentence

PROBLEMS = 5  # the section that speaks of shortcomings and plans
_BOUNDARY = "，,；;：:。！？!?（）()"
_BOOK = re.compile(r"《[^《》]*》")
_CONTEXT = 400  # letters that a number is read with
_LONGEST = 3_000  # what has no full stop for so long is no sentence
_SORTED = re.compile(
    r"(?:公文|文件|发文|印发|制文)[^。]*主动公开[^，,。；;]{0,8}?[0-9一二三四五六七八九十百]+[件份个条篇]"
)
_CARRIED = r"(?!度?末?(?:的|尚|仍|未|跨年|收到的|受理的)*(?:结转|转入|转来|遗留|办结|办完|办理完))"
_YEAR_MARK = re.compile(
    rf"(?<![较比与同至到入转—\-~])(?:(?P<year>20[0-9]{{2}})年{_CARRIED}"
    rf"|(?P<other>(?:上年|去年|上一年|往年|前年|明年|来年){_CARRIED}|历年|近[一二两三四五六七八九十几0-9]+年|年来)"
    r"|(?P<this>本年|今年|全年|年内|当年|报告年度))"
)
_COMPARED = re.compile(
    r"较|同比|环比|相比|比[上去前往20]|增加|减少|增长|下降|上升|降低|增幅|[多少]了?$|平均|人均|月均|日均|每"
)
_PLANNED = re.compile(r"计划|力争|预计|下一步|下阶段|目标|拟(?=[^定]|$)|明年")
_MONTH = re.compile(r"季度|半年|月份|月底|(?<![0-9])[0-9]{1,2}月|[一二三四五六七八九十]月|[单当个]月|最[多少高]")
_WHOLE_YEAR = re.compile(r"1月1日[^，。；]{0,4}(?:至|到|起|—|-|~)|12月31日|12月底|年底|十二月")
_CHANNEL = re.compile(
    "网络|网上|网站|在线|线上|线下|平台|信函|邮寄|邮政|邮件|快递|信件|来信|来函|当面|现场|窗口|传真|电子|口头|电话|微信|门户|一体机"
)
_ALL_CHANNELS = re.compile(
    r"等(?:多种|各种|各类|不同)?(?:渠道|方式|形式|途径)|(?:各种|各类|各|多种|多|所有)(?:渠道|途径|方式)"
)
_MATTER = re.compile(
    r"涉及|关于|针对|方面|领域|有关|涉[^，。；]{1,6}类|首次|首件|协助|配合|协办|会办|转办|代办|转[^，。；0-9年]{1,8}(?:办理|处理|答复)|指导|逾期|超期|补正|工作日|当场|当日"
)
_WIDER = re.compile(
    r"代表[^，。；]{0,12}(?:政府|[省市区县州])|以[^，。；]{0,10}名义|(?:机关|局|委|办|厅|街道|镇)本级|(?:局|委|厅)机关"
    r"|全[省市区县州旗盟系](?!面)|各(?:街道|镇|乡|部门|单位|科室|市|区|县|委办局|级)|[省市区县州]本?级"
    r"|[省市区县州旗](?:人民)?政府(?!信息|网|门户|办公[室厅]网|公报|规章|令)|下属|所属|直属|局属|系统内"
)
_SELF = re.compile(r"[我本](?:局|办|委|厅|街道|镇|乡|单位|机关|部门|中心|院|队|会|社)|全(?:局|镇|乡|街道|委)")


@dataclass(frozen=True)
class Mention:
    """One number of the prose that no placeholder gives.

    `left` are the words between it and the number or comma before, `right` those up to the next, `before` the sentence
    up to it, and `earlier` what the paragraph said before the sentence. `index` is the place among the sentences.
    """

    index: int
    sentence: Sentence
    numeral: Numeral
    left: str
    right: str
    before: str
    earlier: str

    @cached_property
    def clause(self) -> str:
        """The words since the last comma, with any number among them."""
        return re.split(f"[{_BOUNDARY}]", self.before)[-1]

    @property
    def after(self) -> str:
        """The sentence behind the number."""
        return self.sentence.text[self.numeral.end :]

    @property
    def compared(self) -> bool:
        """Whether it is a difference, an average or a plan and no count of the year."""
        return bool(_COMPARED.search(self.left) or _PLANNED.search(self.before))

    @property
    def partial(self) -> bool:
        """Whether the words tell of one channel, some months or one subject only."""
        return partial(self.clause)

    def of_year(self, year: int) -> bool:
        """Whether the year that the sentence last named is the report year, or it named none."""
        return of_year(self.before, year)


def of_documents(text: str) -> bool:
    """Whether a sentence sorts documents by how they are open: 发文 40 份，主动公开 25 份，依申请公开 10 份."""
    return bool(_SORTED.search(text)) and "申请公开" in text


def partial(words: str) -> bool:
    """Whether words speak of one channel, some months or one subject only."""
    months = _MONTH.search(words) and not _WHOLE_YEAR.search(words)
    channel = _CHANNEL.search(words) and not _ALL_CHANNELS.search(words)
    return bool(
        months
        or channel
        or _MATTER.search(re.sub(r"依申请公开(?:工作)?方面|有关政府信息|政府信息公开(?:工作)?方面", "", words))
    )


def of_year(words: str, year: int) -> bool:
    """Whether the last year that words name is `year`, or they name none."""
    marks = list(_YEAR_MARK.finditer(words))
    if not marks or marks[-1]["this"]:
        return True
    return not marks[-1]["other"] and int(marks[-1]["year"]) == year


def circle(words: str, office: str, adds_up: bool) -> str:
    """The words that name another circle of offices than the tables may count; "" where there are none.

    我局 is the office itself, unless the report `adds_up` the numbers of others, as a government's does.
    """
    found = next(reversed(list(_WIDER.finditer(words))), None)
    if found is None and (adds_up or office.endswith("政府") or not office):
        found = _SELF.search(words)
    return found[0] if found else ""


def plain(text: str) -> str:
    """Text without the titles of books and documents."""
    return _BOOK.sub("", text)


@dataclass(frozen=True)
class Passage:
    """A sentence that may state numbers of the year, and what its paragraph said before."""

    index: int
    sentence: Sentence
    earlier: str

    @cached_property
    def text(self) -> str:
        """The sentence without the titles of documents."""
        return plain(self.sentence.text)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Its numbers, without dates."""
        return tuple(self._mentions())

    def _mentions(self) -> Iterator[Mention]:
        text = self.sentence.text
        found = [n for n in self.sentence.numerals if not n.is_date]
        for i, numeral in enumerate(found):
            start = max((text.rfind(mark, 0, numeral.start) + 1 for mark in _BOUNDARY), default=0)
            previous = found[i - 1].end if i else 0
            left = text[max(start, previous) : numeral.start]
            if previous >= start and i:
                head, pause, rest = left.partition("、")
                left = rest if pause else head
            following = found[i + 1].start if i + 1 < len(found) else len(text)
            right = re.split(f"[{_BOUNDARY}、]", text[numeral.end : following], maxsplit=1)[0]
            before = plain(text[max(0, numeral.start - _CONTEXT) : numeral.start])
            yield Mention(self.index, self.sentence, numeral, plain(left), right, before, self.earlier)


def passages(found: Iterable[Sentence]) -> Iterator[Passage]:
    """The sentences that report on the year: not the lead, and not the section about shortcomings and plans."""
    place, earlier = ("", ""), ""
    for index, sentence in enumerate(found):
        here = (sentence.origin, sentence.topic)
        earlier = earlier[-_CONTEXT:] if here == place else ""
        place = here
        if sentence.section not in (LEAD, PROBLEMS) and len(sentence.text) <= _LONGEST:
            yield Passage(index, sentence, earlier)
        earlier += sentence.text
