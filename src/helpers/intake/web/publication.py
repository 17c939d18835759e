"""What a saved page says of its own publication: the day, and the files that it offers for download."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ...titles import arabic_years

_META = re.compile(
    r"(?:dc\.?)?(?:(?:pub(?:lish|lication)?[-_.]?(?:date|time|day))|date\.?(?:issued|published))"
    r"|(?:article|og):published_time|datepublished",
    re.IGNORECASE,
)
_META_NAMES = ("name", "property", "itemprop")
_DAY = r"(?P<y>20\d\d)\s*(?:年|[-/.])\s*(?P<m>\d{1,2})\s*(?:月|[-/.])\s*(?P<d>\d{1,2})(?!\d)"
_ISO = re.compile(_DAY)
# From the surest word to the vaguest; 成文日期 and 更新时间 are of other days.
_LABELS = ("发布", "公[开布]", "(?:信息)?生成|发文", "")
_LABELLED = tuple(
    re.compile(rf"(?:^|[^\u4e00-\u9fff])(?:{label})(?:日期|时间)[】\]]?(?:\s*[:：]\s*[\[\]【】(（]?\s*|\s+){_DAY}")
    for label in _LABELS
)
_FILE = re.compile(r"[^/\\?&=#]{0,200}\.(?:docx?|pdf|wps|xlsx?|et|ofd|rtf|zip)", re.IGNORECASE)
_OFFERED = re.compile(
    r"下载.{0,10}(?:word|pdf|文[档件本]|附件|全文|年报|报告)|(?:word|pdf|ofd|附件|文[档件]|全文|年报|报告).{0,4}下载",
    re.IGNORECASE,
)
_LONGEST = 60  # letters of a link
_TOP_LINES = 120


def published_in_head(root: Any) -> dt.date | None:
    """The day that the <meta> elements of a page name."""
    for element in root.iter("meta"):
        if any(_META.fullmatch((element.get(name) or "").strip()) for name in _META_NAMES):
            day = _date(_ISO.search(element.get("content") or ""))
            if day:
                return day
    return None


def published_in_text(lines: Sequence[str]) -> dt.date | None:
    """The day that stands behind 发布日期 and the like in the lines of a page above its report."""
    top = [arabic_years(line) for line in lines[:_TOP_LINES]]
    for label in _LABELLED:
        for line in top:
            day = _date(label.search(line[:400]))
            if day:
                return day
    return None


def downloads(root: Any) -> tuple[str, ...]:
    """The names of the files that a page links to, or what its links call them, each once."""
    return tuple(dict.fromkeys(name for element in root.iter("a") if (name := _file(element))))


def _file(element: Any) -> str:
    named = list(_names(element.get("href") or ""))
    text = "".join(element.text_content().split())[:_LONGEST]
    # What opens by a script has its name only in the link's words.
    words = [text] if _OFFERED.search(text) else []
    return next((found[0] for name in (*named, text) if (found := _FILE.fullmatch(name))), "") or next(iter(words), "")


def _names(target: str) -> Iterator[str]:
    """The file names in a link: at the end of its path, or a value of its query."""
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return
    yield PurePosixPath(unquote(parts.path)).name
    for _, value in parse_qsl(parts.query):
        yield PurePosixPath(value).name


def _date(found: re.Match[str] | None) -> dt.date | None:
    if found is None:
        return None
    try:
        return dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None
