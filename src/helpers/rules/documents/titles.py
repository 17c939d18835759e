"""The rule about the report's title (S-07)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ...titles import is_office, office_in_title, squeezed, years_in
from ..finding import Judgement, Outcome, Severity
from ..rule import Case, Need, rule

_ENDING = "政府信息公开工作年度报告"
_QUOTED = re.compile(r"《([^《》]*(?:年度报告|年报|工作报告)[^《》]*)》")
_NOTICE = re.compile(r"(?:的|之)?(?:通知|公告|公示|函|请示|通报)$")
_REMARK = re.compile(r"[（(〔\[][^（()）]{1,12}[）)〕\]]$")
_ABOUT = re.compile(
    r"关于(?:印发|公布|发布|报送|上报|呈报|呈送|公开|转发|提交)?|^(?:印发|公布|发布|报送|上报|呈报|附件\d*[:：])"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,10}[〔\[（(]20\d\d[〕\]）)]第?\d+号")
_BRACKETED_YEAR = re.compile(r"[（(〔\[](20\d\d)年?度?[）)〕\]]")
_LIKE_ENDING = re.compile(r"(?:信息|政务)公开.{0,8}(?:年报|报告)$")
_OTHER_KIND = re.compile(
    r"[^。；！？，：]{0,30}20\d\d年[^。；！？，：]{0,30}公开[^。；！？，：]{0,12}(?:总结|汇报|报告|情况|年报)"
)
_BARE_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
# What stands behind a title: the day of the document, or the office in brackets.
_DAY = re.compile(r"[（(]?20\d\d(?:年|[-/.])\d{1,2}(?:月|[-/.])?(?:\d{1,2}日?)?[)）]?$")
_OFFICE_BEHIND = re.compile(rf"(.*{_ENDING})[（(]([^（()）]{{3,40}})[)）]")
_LEFT_OUT = re.compile(r"(?<=.)(?:政府|(?<=街道)办(?:事处)?|管理委员会|管委会)$")
_PLACES = ("省", "市", "区", "县", "旗", "州", "盟")


@rule(
    "S-07",
    "标题由单位名称、年度和“政府信息公开工作年度报告”组成，年度与报告年度一致",
    scope="document",
    formula="office + year + 政府信息公开工作年度报告",
    origin="各地年度报告的标题写法",
    status="inferred",
    fix="写成“某某局2023年政府信息公开工作年度报告”。",
    needs=(Need.PROSE,),
)
def title_complete(case: Case) -> Iterator[Judgement]:
    """A title that was handed in: its wording, its year, and the office's name where the register tells it.

    The words of a notice around it (关于报送…的函) are no fault; an ending that only says it shorter is a warning.
    """
    title = _bare(case.submission.title or _untitled(case))
    if not title:
        return
    words = _BRACKETED_YEAR.sub("", title)
    if not words.endswith(_ENDING):
        is_like = _ENDING in words or _LIKE_ENDING.search(_REMARK.sub("", words))
        severity = Severity.WARNING if is_like else None
        yield Judgement(Outcome.BROKEN, f"标题“{title}”应以“{_ENDING}”结尾。", severity=severity)
    years = [str(year) for year in years_in(title)] or _BARE_YEAR.findall(title)
    if set(years) != {str(case.year)}:
        found = "没有写年度" if not years else f"写的是 {'、'.join(years)} 年"
        actual = "、".join(years) or None
        message = f"标题{found}，报告年度是 {case.year} 年，请改正。"
        yield Judgement(Outcome.BROKEN, message, (), str(case.year), actual)
    name = _BARE_YEAR.sub("", office_in_title(title) or "")
    if _OTHER_KIND.fullmatch(title) and not _LIKE_ENDING.search(words):
        return  # where the name ends in other words is not known
    if not name:
        yield Judgement(Outcome.BROKEN, f"标题“{title}”没有写填报单位名称。")
    elif case.office and not _names(name, case.office.name, case.office.short_name):
        message = f"标题里的单位名称“{name}”与登记表的“{case.office.name}”不同。"
        severity = Severity.WARNING if _abbreviates(_bare_name(name), _bare_name(case.office.name)) else None
        yield Judgement(Outcome.BROKEN, message, (), case.office.name, name, severity=severity)


def _untitled(case: Case) -> str:
    """The first line of the lead where it reads like a title of another kind: 某某局2023年政务公开工作总结."""
    first = squeezed(case.submission.lead[0].text) if case.submission.lead else ""
    return first if _OTHER_KIND.fullmatch(first) else ""


def _bare(printed: str) -> str:
    """The report's own title: without blanks, dates and the notice that sends it, the office before the rest."""
    title = _own(_DAY.sub("", squeezed(printed)))
    behind = _OFFICE_BEHIND.fullmatch(title)
    return behind[2] + behind[1] if behind and is_office(behind[2]) else title


def _own(title: str) -> str:
    quoted = _QUOTED.search(title)
    if quoted:
        return quoted[1]
    title = _NUMBER.sub("", title).strip("《》“”\"'")
    about = _ABOUT.search(title)
    if not about:
        return title
    # 关于报送…年度报告的报告: what follows the title's own last word belongs to the notice.
    end = title.rfind("年度报告")
    own = title[: end + len("年度报告")] if end > about.end() else _NOTICE.sub("", title)
    before, after = own[: about.start()], own[about.end() :]
    return after if before and _starts_with_name(after) else before + after


def _starts_with_name(title: str) -> bool:
    """Whether a title names an office by itself, so that the one before 关于 is the sender's."""
    return office_in_title(title) is not None


def _names(name: str, full: str, short: str) -> bool:
    """Whether a title's name is the office's, with more or fewer of the places in front of it."""
    found, own, called = _bare_name(name), _bare_name(full), _bare_name(short)
    if found in (own, called) or _tail_of(found, own) or _tail_of(own, found):
        return True
    return bool(called) and found.endswith(called) and own.startswith(found.removesuffix(called))


def _bare_name(name: str) -> str:
    """The name without what titles leave out: 示例县 for 示例县人民政府, 示例街道 for 示例街道办事处."""
    folded = unicodedata.normalize("NFKC", "".join(name.split()))
    return _LEFT_OUT.sub("", folded.replace("人民政府", "政府"))


def _tail_of(name: str, full: str) -> bool:
    # 示例区某办公室 or 区某办公室 for 示例市示例区某办公室: only places in front may be left out.
    front = full.removesuffix(name)
    return bool(name) and full.endswith(name) and (front.endswith(_PLACES) or name.startswith(_PLACES))


def _abbreviates(one: str, other: str) -> bool:
    """Whether the shorter name has all its letters in the longer one, in order, and both name the same places."""
    short, long = sorted((one, other), key=len)
    if not short or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    letters, places = iter(long), [[letter for letter in name if letter in _PLACES] for name in (short, long)]
    return all(letter in letters for letter in short) and places[0] == places[1]
