"""Titles of reports: told from other text, taken apart into office and year."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = dict(zip("〇○零OoＯ０一二三四五六七八九", "0000000123456789", strict=True))
_CHINESE_YEAR = re.compile(r"二\s*[〇○零OoＯ0０]((?:\s*[〇○零OoＯ0０一二三四五六七八九]){2})(?=\s*年)")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_WORDS = (
    r"(?:政府信息|政务信息|(?<!政府)(?<!政务)信息|政务)公开(?:工作)?(?:情况)?的?"
    r"(?:年度(?:工作)?(?:情况)?的?报告|年度?报告|年报|(?P<plain>工作报告|情况的?报告|报告))"
)
_TITLE = re.compile(
    rf"[《“\"]?(?P<before>[^。；：！？，>＞»|]{{0,60}}){_WORDS}(?P<bracket>[（(〔\[]20\d\d年?度?[）)〕\]])?"
    r"[》”\"]?(?:的通知|的公告)?(?P<rest>(?:发布(?:日期|时间)[:：]?)?[（(\[]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}.*)?"
)
_NO_TITLE = re.compile(
    r"^(?:上一[篇条]|下一[篇条]|附件|首页|当前位置|根据|按照|依据|现将|现公布)|做好|编制(?!委|办)|报送|要求"
)
_YEAR = re.compile(r"[（(〔\[]?(20\d\d)(?:年度?[）)〕\]]?|[）)〕\]])")
_OFFICE_END = "局委办府院厅处心所道镇乡司部署会队站馆校学团室区县市州盟旗台社组库联"
_OFFICE = re.compile(rf"[^。；：，！？\d]{{2,40}}[{_OFFICE_END}](?:[（(][^（()）]{{1,20}}[）)])?(?:关于)?")
_LINE = 20  # letters of size two in a line of 156 mm
_WHOLE_WORD = re.compile(r"人民政府|管理委员会|街道|(?<!城)[省区县旗州盟镇乡市](?![政村场域划级直])")
_PERIOD = re.compile(r"(20\d\d)年度?0?1月0?1日.{0,12}?12月31日")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed, and of those found in a document the lines that it fills, from `first` to before `after`."""

    text: str
    office: str | None
    year: int | None
    first: int = 0
    after: int = 0


def is_title(text: str) -> bool:
    """Whether a line reads like the title of a report."""
    return parse_title(text) is not None


def title_lines(office: str, year: int) -> tuple[str, ...]:
    """The title as it is set: the office, over two lines where it is too long for one, then what it publishes."""
    return (*_broken(office), f"{year}年政府信息公开工作年度报告")


def _broken(name: str) -> tuple[str, ...]:
    """A long name broken after a place or a body, as near to the middle as such a word ends."""
    if len(name) <= _LINE:
        return (name,)
    ends = [found.end() for found in _WHOLE_WORD.finditer(name) if len(name) - _LINE <= found.end() <= _LINE]
    cut = min(ends, key=lambda end: abs(2 * end - len(name)), default=(len(name) + 1) // 2)
    return (name[:cut], name[cut:])


def office_in_title(title: str) -> str | None:
    """The office that a title names, as printed."""
    found = parse_title(title)
    return found.office if found else _office(squeezed(title).partition("政府信息公开")[0])


def arabic_years(text: str) -> str:
    """`text` with years such as 二〇二三年 and full-width digits written in plain digits."""
    plain = text.translate(_FULL_WIDTH)
    return _CHINESE_YEAR.sub(lambda found: "20" + "".join(_DIGITS.get(c, c) for c in found[1] if c.strip()), plain)


def years_in(text: str) -> list[int]:
    """The years of reports that a title names."""
    return [int(year) for year in _YEAR.findall(squeezed(text))]


def period_years(text: str) -> list[int]:
    """The years whose first to last day a text names as the statistics period."""
    return [int(year) for year in _PERIOD.findall(squeezed(text))]


def is_office(line: str) -> bool:
    """Whether a line is nothing but the name of an office."""
    return _OFFICE.fullmatch("".join(line.split())) is not None


def parse_title(text: str) -> Title | None:
    """The title that `text` is, apart from what a page prints behind it; None where it reads like none."""
    plain = squeezed(text)
    found = _TITLE.fullmatch(plain)
    if not found or _NO_TITLE.search(found["before"]):
        return None
    words = plain[: len(plain) - len(found["rest"] or "")]
    years = years_in(words)
    if found["plain"] and not years:
        return None
    office = _office(found["before"], plain[found.end("before") :])
    return Title(_printed(text, len(words)), office, years[0] if years else None)


def _office(before: str, words: str = "") -> str | None:
    name = _YEAR.sub("", before.translate(_FULL_WIDTH))
    name = re.sub(r"^(?:关于)?(?:印发|公布|发布)?[《“\"]?", "", name)
    name = re.sub(r"(?:关于|的)$", "", name.strip('《》“”"'))
    if name.endswith("人民") and words.startswith("政府信息"):
        name += "政府"  # 某镇人民政府信息公开…: the word is printed once for both
    return name or None


def squeezed(text: str) -> str:
    """`text` without blanks and line breaks, its years in plain digits."""
    return "".join(arabic_years("".join(text.split())).split())


def _printed(text: str, letters: int) -> str:
    """The first `letters` of a text as printed; where blanks stand between all letters, without them."""
    bare = "".join(text.split())
    if letters < len(bare) or len(text.split()) * 2 > len(bare):
        return bare[:letters]
    return text.strip()
