"""Plain text: pages copied with their tables as tab-separated lines, and narrative.md."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Sequence
from pathlib import Path

import yaml

from ...filing import INVISIBLE
from ...submission import Paragraph, Problem
from ..document import MAX_LETTERS, Document, over_limit, unreadable
from ..encoding import decode_text
from ..prose.sections import paragraph
from ..radicals import fold_radicals
from .barred import rows_of_bars
from .line import Where, in_file, line_of
from .printed import relabelled
from .separated import PIPE, TAB, Record, declared_sign, likely_sign, records
from .stacked import unrolled, unstacked
from .table import Page, page_of
from .wrapped import unwrapped

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
_HALF_FRONT = re.compile(r"\s*(?:---|(?:title|date)\s*[:：])")
_TEXTS = (".txt", ".md", ".csv", ".tsv", "")
_HEADING = re.compile(r"^([#＃]{1,6})\s*(\S.*?)\s*[#＃]*$")
_BOLD = re.compile(r"^\*\*(.+)\*\*$")
_LIST_ITEM = re.compile(r"^(?:[-*+•]\s+|[0-9]{1,2}[.、)）])")
# A heading typed without #: clerks write it as in Word.
_STANDS_ALONE = re.compile(
    r"[一二三四五六七八九十]、[^。；]{1,40}$|[（(][一二三四五六七八九十][)）][^。；，]{1,28}$"
    r"|[0-9]{4}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日$"
)
_FRONT_KEYS = {key: re.compile(rf"^{key}\s*:", re.MULTILINE) for key in ("title", "date")}
# What Markdown writes for a blank or line end within a cell, and before a sign that it would take for its own.
_BLANK = re.compile(r"<br\s*/?>|&nbsp;", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?=[-.+*_#|()\[\]])")
_MARKS = re.compile(r"^#{1,6}[ \t]+|\*\*", re.MULTILINE)
_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")


def read_text(path: Path) -> Document:
    """A text file: rows of its tables, divided by tabs, pipes, commas or blanks, are grids; all else is prose."""
    text = _decoded(path)
    if isinstance(text, Document):
        return text
    return _document(page_of_text(text, path.name), path.name)


def read_csv(path: Path) -> Document:
    """Values separated by commas, semicolons, tabs or pipes: rows of tables are grids, all else is prose."""
    text = _decoded(path)
    if isinstance(text, Document):
        return text
    declared = declared_sign(text)
    sign = declared or likely_sign(text) or ","
    found = list(records(text, (sign,), all_quoted=True))[1 if declared else 0 :]
    page = _page(found, path.name, sign if sign.isascii() else "", in_file(path.name))
    return _document(page, path.name)


def read_narrative(path: Path) -> Document:
    """narrative.md: optional front matter (title, date), headings #, paragraphs divided by blank lines, pipe tables."""
    text = _decoded(path)
    if isinstance(text, Document):
        return text
    found = _FRONT_MATTER.match(text)
    title, date, problems = _front_matter(found[1] or "", path.name) if found else (None, None, ())
    if found is None and _HALF_FRONT.match(text):
        where = "文件开头的 --- 没有成对"
        problems = (Problem("I-01", where, path.name, "在 date: 2024-01-15 的上一行和下一行各写一行 ---。"),)
    start = text[: found.end()].count("\n") + 1 if found else 1
    body = text[found.end() :] if found else text
    lines = [line_of(r, in_file(path.name), TAB + PIPE, loose=False) for r in records(body, (TAB, PIPE), start)]
    page = page_of(lines, path.name)
    prose = {number for number, _ in page.prose}
    rows = {number for line in lines if line.number not in prose for number in range(line.number, line.last + 1)}
    paragraphs = tuple(_markdown(body, path.name, start, rows))
    return Document(path.name, page.grids, paragraphs, title, date, problems)


def page_of_text(text: str, name: str, where: Where | None = None) -> Page:
    """The tables in lines of text from a file of this name, whatever divides their cells, and the prose.

    `where` tells the origins of cells that are not to be found by the lines of that file.
    """
    text = rows_of_bars(_MARKS.sub("", text))
    sign = likely_sign(text.replace("\u3000", " "), (" ", ",", ";", "，", "；"), least=3)
    signs = (TAB, PIPE, *([sign] if sign and sign != " " else []))
    return _page(list(records(text, signs)), name, TAB + PIPE, where or in_file(name))


def _page(found: Sequence[Record], name: str, firm: str, where: Where) -> Page:
    """What records hold; `firm` signs divide nothing but cells."""
    whole = unstacked(list(unwrapped(relabelled(list(unrolled(found))))))
    return page_of([line_of(record, where, firm) for record in whole], name)


def _document(page: Page, name: str) -> Document:
    paragraphs = (
        paragraph(part, name, number)
        for first, text in page.prose
        for number, part in enumerate(text.split("\n"), start=first)
        if part.strip()
    )
    return Document(name, page.grids, tuple(paragraphs))


def _decoded(path: Path) -> str | Document:
    """The text of a file without what nobody sees in it, and with the letters that it looks to have."""
    text = decode_text(path.read_bytes())
    if text is None:
        if path.suffix.lower() in _TEXTS:
            return unreadable(path.name, "不是文本文件，或编码无法识别", "请另存为 UTF-8 文本。")
        fix = "请核对是不是报送的文件；是的，用 WPS 打开后另存为 .docx 或 .xlsx。"
        return unreadable(path.name, "内容不是能读的任何一种文件", fix)
    if not text.strip():
        return unreadable(path.name, "文件是空的", "请核对后重新报送。")
    text = _BLANK.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).translate(INVISIBLE)
    text = _ESCAPE.sub("", text)
    if len(text) > MAX_LETTERS:
        return over_limit(path.name, f"文字超过 {MAX_LETTERS} 字", "请只保留年度报告的内容。")
    return fold_radicals(text)


def _markdown(body: str, file: str, start: int, rows: Container[int]) -> list[Paragraph]:
    """Paragraphs of Markdown without the `rows` of its tables: lines that run on are joined, headings stand alone."""
    made: list[Paragraph] = []
    runs_on = False
    for number, line in enumerate(body.split("\n"), start=start):
        text = "" if number in rows else _BOLD.sub(r"\1", line.strip())
        heading = _HEADING.match(text)
        alone = bool(_STANDS_ALONE.match(text))
        if heading:
            made.append(paragraph(heading[2], file, number, len(heading[1])))
        elif text and runs_on and not alone and not _LIST_ITEM.match(text):
            last = made[-1]
            blank = " " if last.text[-1:].isascii() and text[0].isascii() else ""
            made[-1] = Paragraph(last.text + blank + text, last.origin, last.level)
        elif text:
            made.append(paragraph(re.sub(r"^[-*+•]\s+", "", text), file, number))
        runs_on = bool(text) and heading is None and not alone
    return made


def _front_matter(text: str, file: str) -> tuple[str | None, dt.date | None, tuple[Problem, ...]]:
    try:
        data = yaml.load(text, Loader=yaml.CBaseLoader) or {}  # noqa: S506 - makes nothing but strings
    except yaml.YAMLError:
        data = None
    if not isinstance(data, dict):
        colon = "请把全角冒号“：”改为半角冒号加空格“: ”。" if "：" in text else "写成“date: 2024-01-15”这样的行。"
        return None, None, (Problem("I-01", "文件开头两条 --- 之间的内容读不出来", file, colon),)
    unknown = [str(key) for key in data if key not in _FRONT_KEYS]
    problems = [Problem("I-01", f"文件开头不认识“{key}”", file, "可用：title、date。") for key in unknown]
    values = {key: data[key] for key in _FRONT_KEYS if data.get(key)}
    for key, value in values.items():
        if not isinstance(value, str) or len(_FRONT_KEYS[key].findall(text)) > 1:
            problems.append(Problem("I-01", f"文件开头的“{key}”写了不止一项", file, "只写一行，如 date: 2024-01-15。"))
            return None, None, tuple(problems)
    date = _date(values["date"]) if "date" in values else None
    if "date" in values and date is None:
        problems.append(Problem("I-01", f"落款日期“{values['date']}”不是日期", file, "写成 2024-01-15。"))
    return values.get("title", "").strip() or None, date, tuple(problems)


def _date(text: str) -> dt.date | None:
    found = _DATE.fullmatch(text.strip())
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
