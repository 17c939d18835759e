"""Plain text: pages copied with their tables as tab-separated lines, and narrative.md."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from ..filing import Origin
from ..submission import Paragraph, Problem
from .document import MAX_LETTERS, Document, over_limit, unreadable
from .grid import Grid, GridCell
from .sections import paragraph

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^([#＃]{1,6})\s*(\S.*?)\s*[#＃]*$")
_BOLD = re.compile(r"^\*\*(.+)\*\*$")
_LIST_ITEM = re.compile(r"^(?:[-*+•]\s+|[0-9]{1,2}[.、)）])")
# A heading typed without #: clerks write it as in Word.
_STANDS_ALONE = re.compile(
    r"[一二三四五六七八九十]、[^。；]{1,40}$|[（(][一二三四五六七八九十][)）][^。；，]{1,28}$"
    r"|[0-9]{4}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日$"
)
_SENTENCE = re.compile(r"[。；]")
_FRONT_KEYS = ("title", "date")


def read_text(path: Path) -> Document:
    """A text file: lines with tabs are table rows, the others paragraphs."""
    text = _decode(path)
    if isinstance(text, Document):
        return text
    rows: list[tuple[GridCell, ...]] = []
    paragraphs: list[Paragraph] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line.strip(" \r"):
            rows.append(_row(line.rstrip("\r").split("\t"), path.name, number))
        elif line.strip():
            paragraphs.append(paragraph(line, path.name, number))
    grids = (Grid(path.name, tuple(rows), ragged=True),) if rows else ()
    return Document(path.name, grids, tuple(paragraphs))


def read_csv(path: Path) -> Document:
    """Comma, semicolon or tab separated values: rows of several cells are table rows, the others prose."""
    text = _decode(path)
    if isinstance(text, Document):
        return text
    delimiter = max(",;\t", key=text.count)
    rows: list[tuple[GridCell, ...]] = []
    paragraphs: list[Paragraph] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    for cells in reader:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) == 1 or _SENTENCE.search(delimiter.join(filled)):
            paragraphs.append(paragraph(delimiter.join(filled), path.name, reader.line_num))
        if len(cells) > 1 and filled:
            rows.append(_row(cells, path.name, reader.line_num))
    return Document(path.name, (Grid(path.name, tuple(rows), ragged=True),) if rows else (), tuple(paragraphs))


def read_narrative(path: Path) -> Document:
    """narrative.md: optional front matter (title, date), headings #, paragraphs divided by blank lines."""
    text = _decode(path)
    if isinstance(text, Document):
        return text
    found = _FRONT_MATTER.match(text)
    title, date, problems = _front_matter(found[1] or "", path.name) if found else (None, None, ())
    if found is None and text.lstrip().startswith("---"):
        where = "文件开头的 --- 没有成对"
        problems = (Problem("I-01", where, path.name, "在 date: 2024-01-15 的下一行再写一行 ---。"),)
    start = text[: found.end()].count("\n") + 1 if found else 1
    body = text[found.end() :] if found else text
    return Document(path.name, (), tuple(_markdown(body, path.name, start)), title, date, problems)


def _decode(path: Path) -> str | Document:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MAX_LETTERS:
            return over_limit(path.name, f"文字超过 {MAX_LETTERS} 字", "请只保留年度报告的内容。")
        return text
    return unreadable(path.name, "不是文本文件，或编码无法识别", "请另存为 UTF-8 文本。")


def _row(cells: Sequence[str], file: str, number: int) -> tuple[GridCell, ...]:
    return tuple(
        GridCell(cell.strip(), Origin(file, f"第 {number} 行", f"第 {index} 格"))
        for index, cell in enumerate(cells, start=1)
    )


def _markdown(body: str, file: str, start: int) -> list[Paragraph]:
    """Paragraphs of Markdown: lines that run on are joined, headings and list items stand alone."""
    made: list[Paragraph] = []
    runs_on = False
    for number, line in enumerate(body.split("\n"), start=start):
        text = _BOLD.sub(r"\1", line.strip())
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
        if not isinstance(value, str) or len(re.findall(rf"^{key}\s*:", text, re.MULTILINE)) > 1:
            problems.append(Problem("I-01", f"文件开头的“{key}”写了不止一项", file, "只写一行，如 date: 2024-01-15。"))
            return None, None, tuple(problems)
    date = _date(values["date"]) if "date" in values else None
    if "date" in values and date is None:
        problems.append(Problem("I-01", f"落款日期“{values['date']}”不是日期", file, "写成 2024-01-15。"))
    return values.get("title", "").strip() or None, date, tuple(problems)


def _date(text: str) -> dt.date | None:
    found = re.fullmatch(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?", text.strip())
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
