"""Titles among the lines of a document: put together from several, with what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...titles import Title, is_office, is_title, parse_title, squeezed

_YEAR_AT_END = re.compile(r".{0,40}20\d\d年度?")
_BRACKETED_YEAR = re.compile(r"[（(〔\[]20\d\d年?度?[）)〕\]]")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}[省市区县州旗盟]")
_PLACE_LETTERS = re.compile(r"[省市区县州旗盟镇乡]")
_SITE = re.compile(r"\s*[-_|—–－｜]+\s*")
_MOST_LINES = 5


def title_in_page(text: str) -> str | None:
    """The title within what the window's title bar shows, which names the site too."""
    return next(filter(is_title, (text, *_SITE.split(text))), None)


def find_title(lines: Sequence[str], year: int | None = None) -> Title | None:
    """The title among the lines above the first heading: that of `year`, then one that names an office, then the last.

    A title may be printed on several lines: the office, the year, the words.
    """

    def rank(title: Title) -> tuple[bool, bool, bool, int]:
        wanted = year is not None and title.year == year
        return wanted, title.office is not None, title.year is not None, title.after

    return max(_titles(lines), key=rank, default=None)


def _titles(lines: Sequence[str]) -> Iterator[Title]:
    for last in range(len(lines)):
        for first in range(last, max(-1, last - _MOST_LINES), -1):
            if first < last and is_title(lines[first]):
                break
            if parse_title("".join(lines[first : last + 1])):
                made = _extended(lines, first, last + 1)
                # Lines that are a title only when joined, like two entries of a menu, must be dated.
                if made and (first == last or made.year):
                    yield made
                break


def _extended(lines: Sequence[str], first: int, after: int) -> Title | None:
    """The title in these lines, with the year, office and place that stand in the lines around it."""
    title = parse_title("".join(lines[first:after]))
    if title and title.year is None and after < len(lines) and _BRACKETED_YEAR.fullmatch(squeezed(lines[after])):
        after += 1
        title = parse_title("".join(lines[first:after]))
    while title and first and after - first < _MOST_LINES and _belongs(lines[first - 1], title):
        first -= 1
        title = parse_title("".join(lines[first:after]))
    return title and Title(title.text, title.office, title.year, first, after)


def _belongs(above: str, title: Title) -> bool:
    """Whether the line above a title is a part of it that it lacks."""
    line = squeezed(above)
    if title.year is None and _YEAR_AT_END.fullmatch(line) and not is_title(line):
        return True
    if title.office is None:
        return is_office(line)
    return bool(_PLACE.fullmatch(line)) and not _PLACE_LETTERS.search(title.office)
