"""Whether the words before a table say that it is another year's, or an example."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...titles import arabic_years

# A date is when a page was published or a form filled in; 〔2021〕30号 is a notice.
_DATE = re.compile(
    r"20\d\d\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|20\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?|[〔\[]20\d\d[〕\]]"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_LAST_YEARS = re.compile(
    r"^(?:附[件表]?\d?[:：]?)?(?:上年度?|上一年度?|去年|往年|历年)(?!结转)|填[报表]示例|示例表|样[表例]$"
)
_NO_MARK = re.compile(r"格式|较上|相比|同期|比20|自20|以来|见附|[。；，]$|增加|增长|减少|下降")
_LONGEST = 40  # letters


def is_of_other_year(titles: Iterable[str], year: int) -> bool | None:
    """True for another year or an example, False for `year` itself, None where the words say nothing of it.

    The last words that say something count.
    """
    found: bool | None = None
    for word in (word for title in titles for word in title.split()):
        plain = _DATE.sub("", arabic_years(word))
        if len(plain) > _LONGEST or _NO_MARK.search(plain):
            continue
        years = {int(digits) for digits in _YEAR.findall(plain)}
        if years:
            found = year not in years
        elif _LAST_YEARS.search(plain):
            found = True
    return found
