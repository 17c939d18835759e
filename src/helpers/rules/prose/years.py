"""The years that the prose names must fit the report year (N-07)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..finding import Judgement, Outcome, Severity
from ..rule import Case, Need, rule
from .sentences import LEAD, Sentence

_NO_ENUMERATION = r"(?:[（(]?[一二三四五六七八九十0-9]{1,2}[）)、.]|[一二三四五六七八九十]是|其[一二三四五六])?"
# The time word that governs a sentence: 2022年，…；截至2022年底，…
_LEADING = re.compile(
    rf"^{_NO_ENUMERATION}(?P<to>截至|截止到?|在|于)?(?P<year>20[0-9]{{2}})年"
    r"(?P<part>度|全年|底|末|年底|年末|内|间|里|一年来|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月(?:[0-9]{1,2}[日号])?(?:底|末)?)?"
    r"(?P<stop>[，,])?(?P<rest>[^。]*)"
)
_PLAN = re.compile(
    r"(?P<year>20[0-9]{2})年(?:度)?[，,]?[^，,。；;0-9]{0,14}?(?:将|拟|计划)"
    r"(?:继续|进一步|着力|重点|不断|持续|切实|加大|加强|努力|积极|认真|深入|强化|完善|优化|推进|推动|从|围绕|以|按照|在)"
    r"|(?:将|拟|计划|打算|争取|力争)(?:在|于|到)(?P<then>20[0-9]{2})年"
)
_COMPARED = re.compile(
    r"(?:较|比|与)(?P<year>20[0-9]{2})年(?:度)?(?:同期|全年)?(?:相比)?[^，,。；;]{0,6}?[，,]?(?:增|减|上升|下降|多|少|提高|降)"
)
_OWN_REPORT = re.compile(
    r"(?:现将|本报告|编制(?:了|本)?|制作|公布|发布|如下|形成)[^。]{0,60}?(?P<year>20[0-9]{2})年度?政府信息公开(?:工作)?(?:年度)?(?:报告|情况|工作)"
    r"|(?P<then>20[0-9]{2})年度?政府信息公开(?:工作)?(?:年度)?(?:报告|情况|工作情况)[^。]{0,10}(?:如下|编制|公布|予以发布)"
)
_DEED = re.compile(
    r"收到|受理|新收|办理|办结|答复|(?<!政务|信息)公开|发布|召开|开展|组织|举办|举行|严格|认真|坚持|贯彻|落实|围绕|推进|持续|不断|深入|紧紧|未|没有|无"
    r"|加强|完善|制发|废止|制定|累计|共|取得|存在|做好|优化|强化|通过|始终|按照|根据|以"
)
_TITLES = re.compile(r"《[^《》]*》|“[^“”]*”|〔[^〔〕]*〕|[（(][^（）()]*[）)]")
# What marks a year as history, in the whole sentence or in what comes right after the year.
_HISTORY = re.compile(
    r"以来|起[，,至施实执试正]|首次|曾|历年|修订|施行|成立|组建|机构改革|当年|整改(?:完成|到位)|已[^。]{0,20}整改"
)
_OLD_MATTER = re.compile(
    r"^(?:国务院|国办|中央|中共|国家|省|上级|司法部)|同期|整改|遗留|结转|评为|获|表彰|被通报|荣|试点|年度报告|年报|决算|预算"
    r"|(?:考核|评估|评议)(?:工作)?(?:中|结果)"
    r"|(?:提出|确定|承诺|列出|存在|反映|发现|印发|出台|制定|发布|收到|受理)的|的(?:问题|不足|申请|文件|规划|计划|任务|措施)"
)
_THIS_YEAR = re.compile(r"本年|今年")
_WHOLE_YEAR = re.compile(r"一年来|全年")  # after 2022年9月… this year, after 2022年，… that one
_PAST_PLAN = re.compile(r"上年|去年|上一年|年初|曾|当时|已经|原计划")
_SUBJECT = re.compile(r"我[区市县局办委院所镇街]|本[区市县局办委院所镇街机单]|共|累计|未|没有|新收|收到|受理|主动公开")
_HEAD = 24
_CHAIN = 6  # sentences of a chronicle
_WORDED = (1, 5, 6)
_NEXT = re.compile(r"下一步|下步|今后|将|拟|计划|力争|争取|打算|要")


@rule(
    "N-07",
    "文字中的年份与报告年度相符",
    severity=Severity.WARNING,
    scope="sentence",
    formula="year of actions = report year; plan sentences = report year + 1; comparisons = report year - 1",
    origin="实际报告中的差错：沿用上年文字，年份没有改",
    status="observed",
    fix="改为报告年度；说的是以前或以后的事的，在句中写明。",
    needs=(Need.PROSE,),
)
def years_fit(case: Case) -> Iterator[Judgement]:
    """Old years where the sentence tells this year's work, its plans, its comparison or the report itself.

    Years in titles, of history, of documents and of goals are no matter; the statistics period has a rule of its own.
    """
    told = [sentence for sentence in case.sentences if not sentence.overlong]
    for index, sentence in enumerate(told):
        paragraph = [later for later in told[index + 1 : index + _CHAIN] if later.origin == sentence.origin]
        found = _wrong_year(sentence, paragraph, case.year)
        if found:
            year, due, what, severity = found
            message = (
                f"“{sentence.quote}”{what}写的是 {year} 年，报告年度是 {case.year} 年，应为 {due} 年。"
                f"请核对是否沿用了以前的文字（{sentence.origin}）。"
            )
            yield Judgement(Outcome.BROKEN, message, (), str(due), str(year), (sentence.origin,), severity=severity)


_Found = tuple[int, int, str, Severity | None]


def _wrong_year(sentence: Sentence, following: Iterable[Sentence], year: int) -> _Found | None:
    text = _TITLES.sub("", sentence.text)
    if sentence.section == LEAD:
        return _own_report(text, year)
    return _plan(text, year) or _deed(text, sentence, following, year) or _comparison(text, year)


def _own_report(text: str, year: int) -> _Found | None:
    found = _OWN_REPORT.search(text)
    named = int(found["year"] or found["then"]) if found else year
    return (named, year, "本报告的年度", None) if named != year else None


def _plan(text: str, year: int) -> _Found | None:
    """A plan for the report year or before: the plan of last year's report."""
    found = _PLAN.search(text)
    if not found or _PAST_PLAN.search(text):
        return None
    named = int(found["year"] or found["then"])
    return (named, year + 1, "所说的打算", None) if named <= year else None


def _deed(text: str, sentence: Sentence, following: Iterable[Sentence], year: int) -> _Found | None:
    """What was done, told under another year than the report's."""
    found = _LEADING.match(text)
    if not found or int(found["year"]) == year:
        return None
    named, rest = int(found["year"]), found["rest"]
    head = rest[:_HEAD]
    if f"{year}年" in text or _THIS_YEAR.search(rest) or _HISTORY.search(rest) or _OLD_MATTER.search(head):
        return None
    if not _DEED.search(head) or not (found["stop"] or _SUBJECT.match(rest)):
        return None
    if found["part"] and _WHOLE_YEAR.search(rest):
        return None
    month = bool(found["part"] and "月" in found["part"] and not (found["to"] and "12月31" in found["part"]))
    if named > year:
        plain = sentence.section == 1 and found["stop"] and not (month or found["to"] or _NEXT.search(rest))
        return (named, year, "所说的工作", None) if plain and named == year + 1 else None
    if sentence.section not in _WORDED or _chronicle(following, year):
        return None
    return named, year, "所说的工作", Severity.INFO if month or named < year - 1 else None


def _chronicle(following: Iterable[Sentence], year: int) -> bool:
    """Whether the next sentences lead, year by year, to the report year."""
    for sentence in following:
        led = _LEADING.match(sentence.text)
        if re.match(r"今年|本年", sentence.text) or (led and int(led["year"]) == year):
            return True
        if not led:
            return False
    return False


def _comparison(text: str, year: int) -> _Found | None:
    """This year compared with itself, or with the year before last while last year is not named."""
    years: Sequence[int] = [int(found["year"]) for found in _COMPARED.finditer(text)]
    if year - 1 in years or f"{year - 1}年" in text:
        return None
    for named in years:
        if named == year and not re.match(rf"{_NO_ENUMERATION}{year + 1}年", text):
            return named, year - 1, "相比的年份", None
        if named == year - 2:
            return named, year - 1, "相比的年份", Severity.INFO
    return None
