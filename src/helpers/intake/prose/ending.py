"""The end of a report: what a page prints below it is cut off, the office's name and the date are taken from it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from ...submission import Paragraph
from ...titles import arabic_years, is_office, is_title

_SENTENCE = re.compile(r"[。；！？]")
_DATE = re.compile(
    r"(?P<name>.*?)[（(]?(?P<y>20\d\d)(?:年|[-/.])(?P<m>\d{1,2}|元|[一二三四五六七八九十]{1,2})(?:月|[-/.])"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})日?[）)]?"
)
_SMALL = {**{letter: number for number, letter in enumerate("零一二三四五六七八九")}, "元": 1}
_FOOTER = re.compile(
    r"版权所有|版权归|主办(?:单位)?[:：]|承办(?:单位)?[:：]|主管(?:单位)?[:：]|ICP备|公网安备|网站标识码|网站地图|技术支持"
    r"|^【?(?:打印|关闭|分享|收藏|返回|纠错|扫一扫|字号|字体|我要|相关(?:链接|文档|附件|信息)|友情链接|附件下载|上一[篇条页]|下一[篇条页])"
    r"|^[【（(]?(?:此件|附件\s*\d{0,2}\s*[:：]|(?:文件)?下载|(?:政策|相关|文件)解读|关联(?:文件|稿件)|Produced\s+by)"
    r"|^(?:信息|稿件|文章)?(?:来源|作者|编辑|审核|供稿|签发)(?:单位|人)?\s*[:：]"
    r"|^首页\s*[>＞»]|当前位置|责任编辑|浏览次数|阅读次数|访问量|您是第|手机(?:版|扫)|二维码|无障碍|Copyright|©",
    re.IGNORECASE,
)
_SEAL = re.compile(r"[（(]?(?:代章|盖章|公章|印章|章)[）)]?$")
_LONGEST_NAME = 40
_NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]")


def sign_off(paragraphs: Sequence[Paragraph]) -> tuple[tuple[Paragraph, ...], dt.date | None]:
    """The last section's own text, without the page below it, the name and the date; and the date."""
    tail = _tail(paragraphs)
    for index in range(tail, len(paragraphs)):
        date = signed_date(paragraphs[index].text)
        if date:
            return _without_name(paragraphs[:index]), date
    footer = next((i for i in range(tail, len(paragraphs)) if is_footer(paragraphs[i].text)), len(paragraphs))
    return _without_name(paragraphs[:footer]), None


def is_footer(line: str) -> bool:
    """Whether a line belongs to the page around a report: its owner, its buttons, links to other reports."""
    return bool(_FOOTER.search(line)) or is_title(line)


def signed_date(line: str) -> dt.date | None:
    """The date of signature on a line of its own, or behind the office's name."""
    found = _DATE.fullmatch(_plain(line))
    if not found or not (found["name"] == "" or _is_name(found["name"])):
        return None
    try:
        return dt.date(int(found["y"]), _number(found["m"]), _number(found["d"]))
    except (KeyError, ValueError):  # 十十日 is no numeral, 2月30日 no day
        return None


def _tail(paragraphs: Sequence[Paragraph]) -> int:
    """Where the lines begin after which no sentence stands."""
    start = len(paragraphs)
    while start and not _SENTENCE.search(paragraphs[start - 1].text):
        start -= 1
    return start


def _without_name(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Without the name that stands above the date, on one line or two."""
    kept = list(paragraphs)
    for _ in range(2):
        if kept and _is_name(kept[-1].text):
            kept.pop()
    return tuple(kept)


def _is_name(line: str) -> bool:
    bare = _SEAL.sub("", _plain(line))
    return len(bare) <= _LONGEST_NAME and not _NUMBERED.match(bare) and is_office(bare)


def _plain(line: str) -> str:
    return "".join(arabic_years("".join(line.split())).split())


def _number(text: str) -> int:
    """A day or month in digits or in words: 5, 十五, 三十一."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_SMALL[tens or "一"] if ten else 0) * 10 + (_SMALL[ones] if ones else 0)
