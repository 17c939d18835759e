"""Headings and labels that were accepted though the form prints them otherwise, told letter by letter.

What differs in blanks, punctuation, width, numbering or bracketed hints is printed as in the form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from ...formspec import BlockSpec, FormSpec, RowSpec
from ...submission import Deviation, Section
from ..grid import GridCell, anchors
from ..radicals import fold_radicals
from .copies import UNLABELLED, Copy
from .labels import label_key, most_like
from .line import Line, Row

_NUMBERING = re.compile(
    r"^(?:第[一二三四五六](?:部分|章)|[ⅠⅡⅢⅣⅤⅥ壹贰叁肆伍陆]\s*[、.,:]?|\([一二三四五六七八九十\d]{1,3}\)|[①-⑳]"
    r"|[一二三四五六七八九十\d]{1,3}\s*[、.,:。\s]|\d(?=[^\W\d]))[、.,:。\s]*"
)
_BRACKETS = re.compile(r"\([^()]*\)?")
_SIGNS = re.compile(r"[\W_]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_CLAUSE = re.compile(r"[、，,；;（(]")
_NEAR = 0.6
_YEAR = re.compile(r"^20\d\d年度?")
_LONGEST = 80  # letters: what is longer is no label


@lru_cache(maxsize=8192)
def letters(text: str) -> str:
    """The letters of a label without its number and bracketed hints; a hint that is all of it counts."""
    # A circled number is one letter before NFKC makes a digit of it.
    plain = unicodedata.normalize("NFKC", fold_radicals(re.sub(r"[①-⑳]", "", text.strip())))
    plain = plain.replace("〔", "(").replace("〕", ")").strip()
    bare = _NUMBERING.sub("", _NUMBERING.sub("", plain))
    return _SIGNS.sub("", _BRACKETS.sub("", bare)) or _SIGNS.sub("", bare)


def heading_deviations(sections: Sequence[Section], form: FormSpec) -> Iterator[Deviation]:
    """The headings of `sections` in other words than the form's."""
    known = {spec.number: spec for spec in form.sections}
    for section in sections:
        spec = known.get(section.number)
        printed = letters(section.heading)
        if spec is None or printed == letters(spec.heading) or _goes_on(section, letters(spec.heading)):
            continue
        variant = printed in map(letters, spec.variants)
        yield Deviation(section.heading, spec.heading, section.origin, variant)


def _goes_on(section: Section, official: str) -> bool:
    """Whether a heading breaks off at the end of a line, and the text below begins with the rest of it."""
    printed = letters(section.heading)
    rest = official.removeprefix(printed) if printed else official
    below = _SIGNS.sub("", section.paragraphs[0].text) if section.paragraphs else ""
    return rest != official and below.startswith(rest)


def table_deviations(copy: Copy) -> tuple[Deviation, ...]:
    """The labels of a copy of a table in other words than those of the form version that it was read under."""
    found = [*_columns(copy), *_groups(copy), *_rows(copy)]
    once = {(deviation.printed, deviation.official): deviation for deviation in reversed(found)}
    return tuple(reversed(once.values()))


def _rows(copy: Copy) -> Iterator[Deviation]:
    for block in copy.table.blocks:
        for row in block.rows:
            line = copy.lines[row.id]
            cells = _words(line.row[: line.first])
            if cells and not _is_printed(row.label, cells) and letters(cells[-1].text) not in _shorts(row):
                yield _deviation(cells[-1], row.label, _is_short(row, cells[-1].text))


def _shorts(row: RowSpec) -> tuple[str, ...]:
    return (letters(row.short),) if row.short else ()


def _is_short(row: RowSpec, printed: str) -> bool:
    """Whether a label is a shorter one of a row that the form itself calls by a shorter name."""
    return bool(row.short) and len(letters(printed)) < len(letters(row.label))


def _groups(copy: Copy) -> Iterator[Deviation]:
    """The labels of groups of rows, which stand beside any of their rows; one that is left out is no deviation."""
    lines = [(row, copy.lines[row.id]) for block in copy.table.blocks for row in block.rows]
    for group in dict.fromkeys(label for row, _ in lines for label in row.path[:-1]):
        beside = [cell for row, line in lines if group in row.path for cell in _before_label(line)]
        if not _is_printed(group, beside):
            keys = {label for row, _ in lines for label in row.path}
            yield from (_deviation(cell, group) for cell in beside if _means(cell, group, keys))


def _before_label(line: Line) -> list[GridCell]:
    return _words(line.row[: line.first])[:-1]


def _columns(copy: Copy) -> Iterator[Deviation]:
    """The labels of columns and groups of columns, which may be divided among the cells of a header."""
    for block in copy.table.blocks:
        header = _header(copy, block)
        officials = tuple(dict.fromkeys(label for column in block.columns for label in column.path))
        cells = list(dict.fromkeys(cell for row in header for cell in _words(row)))
        joined = ["".join(letters(cell.text) for cell in _words(row)) for row in header] + _down(header)
        for official in officials:
            if cells and not _is_printed(official, cells) and not any(letters(official) in text for text in joined):
                others = {*officials, block.corner, block.caption} - {""}
                yield from (_deviation(cell, official) for cell in cells if _means(cell, official, others))


def _header(copy: Copy, block: BlockSpec) -> tuple[Row, ...]:
    """The first header above the lines of a block."""
    rows = [copy.lines[row.id] for row in block.rows] or [copy.lines[UNLABELLED]]
    return next((line.header for line in rows if line.header), ())


def _down(header: Sequence[Row]) -> list[str]:
    """The letters of the header above each position, read downwards."""
    width = max(map(len, header), default=0)
    columns = (dict.fromkeys(row[at] for row in header if at < len(row)) for at in range(width))
    return ["".join(letters(cell.text) for cell in column) for column in columns]


def _words(row: Sequence[GridCell]) -> list[GridCell]:
    """The distinct cells that hold words."""
    return [cell for cell in anchors(row) if letters(cell.text).strip("0123456789")]


def _is_printed(official: str, cells: Sequence[GridCell]) -> bool:
    """Whether a label stands in cells, with a hint or another label in the same cell, or divided between two."""
    wanted = letters(official)
    return wanted in "".join(letters(cell.text) for cell in cells) or any(wanted in _all(cell.text) for cell in cells)


def _all(text: str) -> str:
    """All letters, those of hints too."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", fold_radicals(text)))


def _means(cell: GridCell, official: str, known: Iterable[str]) -> bool:
    """Whether the words of a cell are most like `official`, and are none of the known labels."""
    key = label_key(cell.text)
    keys: Mapping[str, str] = {label_key(label): label for label in known}
    if len(letters(cell.text)) > _LONGEST or letters(cell.text) in map(letters, keys.values()):
        return False
    return keys.get(most_like(key, keys, _NEAR)) == official


def _deviation(cell: GridCell, official: str, variant: bool = False) -> Deviation:
    same = label_key(cell.text) == label_key(official)  # 合计 for 总计, 其它 for 其他
    clause = _CLAUSE.split(_NUMBERING.sub("", unicodedata.normalize("NFKC", official)))[0]
    this_year = _YEAR.sub("本年", letters(cell.text)) == letters(official)
    known = variant or same or this_year or letters(cell.text) == clause
    return Deviation(" ".join(cell.text.split()), official, cell.origin, known)
