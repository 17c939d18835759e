"""Saved web pages and fragments: tables as grids with their spans, the text between them as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from ..filing import Origin
from ..submission import Paragraph
from .document import MAX_COLUMNS, MAX_LETTERS, MAX_ROWS, Document, over_limit, unreadable
from .grid import Grid, GridCell
from .sections import paragraph

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_SKIPPED = {"script", "style", "noscript", "template", "head", "button", "select", "textarea", "svg", "object"}
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "td", "th", "table", "section", "article", "br"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_html(path: Path) -> Document:
    """Read a page: every table that holds no other is a grid, all text outside tables is prose."""
    text = _decode(path.read_bytes())
    if text is None:
        return unreadable(path.name, "编码无法识别", "请用浏览器打开，另存为“网页，仅 HTML”。")
    if not text.strip():
        return unreadable(path.name, "文件是空的", "请重新保存网页。")
    try:
        root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=False, remove_comments=True))
    except (etree.LxmlError, ValueError):
        return unreadable(path.name, "不是完好的网页", "请用浏览器打开，另存为“网页，仅 HTML”。")
    tables = [table for table in root.iter("table") if next(table.iterdescendants("table"), None) is None]
    grids = []
    for number, table in enumerate(tables, start=1):
        rows = _rows(table, path.name, number)
        if len(rows) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
            return over_limit(path.name, f"第 {number} 个表格太大", "请只保留年度报告的内容。")
        grids.append(Grid(f"{path.name} · 表 {number}", rows))
    lines = list(_lines(root, set(tables)))
    if sum(map(len, lines)) > MAX_LETTERS:
        return over_limit(path.name, f"文字超过 {MAX_LETTERS} 字", "请只保留年度报告的内容。")
    paragraphs = tuple(_paragraphs(lines, path.name))
    return Document(path.name, tuple(grids), paragraphs)


def _decode(data: bytes) -> str | None:
    declared = _CHARSET.search(data[:4096])
    names = [declared[1].decode("ascii")] if declared else []
    for name in (*names, "utf-8-sig", "gb18030"):
        try:
            # gb2312 and gbk pages hold characters of the larger set.
            text = data.decode("gb18030" if name.lower() in ("gb2312", "gbk") else name)
        except (UnicodeDecodeError, LookupError):
            continue
        return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff"))
    return None


def _rows(table: lxml_html.HtmlElement, file: str, number: int) -> tuple[tuple[GridCell, ...], ...]:
    """The table with every spanning cell at all positions that it covers."""
    lines = list(table.iter("tr"))
    placed: list[dict[int, GridCell]] = [{} for _ in lines]
    for index, row in enumerate(lines):
        column = 0
        for position, cell in enumerate((c for c in row if c.tag in ("td", "th")), start=1):
            while column in placed[index]:
                column += 1
            made = GridCell(_text(cell), Origin(file, f"表 {number}", f"第 {index + 1} 行第 {position} 格"))
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for r in range(index, min(index + high, len(lines))):
                for c in range(column, column + wide):
                    placed[r].setdefault(c, made)
            column += wide
    width = max((max(row, default=-1) + 1 for row in placed), default=0)
    return tuple(
        tuple(row.get(c) or GridCell("", Origin(file, f"表 {number}", f"第 {r} 行")) for c in range(width))
        for r, row in enumerate(placed, start=1)
    )


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", cell.get(name) or "1")
    return min(max(1, int(digits[1])), MAX_COLUMNS) if digits else 1


def _text(element: lxml_html.HtmlElement) -> str:
    return "\n".join(line for line in (part.strip() for part in _lines(element, set())) if line)


def _lines(root: lxml_html.HtmlElement, tables: set[lxml_html.HtmlElement]) -> Iterator[str]:
    """The visible text of an element, a line for each block, without what stands in `tables`."""
    buffer: list[str] = []
    for kind, text in _pieces(root, tables):
        if kind == "break":
            yield "".join(buffer)
            buffer.clear()
        else:
            buffer.append(text)
    yield "".join(buffer)


def _pieces(root: lxml_html.HtmlElement, tables: set[lxml_html.HtmlElement]) -> Iterator[tuple[str, str]]:
    skipping: lxml_html.HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and skipping is None:
            if tag in _SKIPPED or element in tables or _HIDDEN.search(element.get("style") or "") or not tag:
                skipping = element
            elif element.text:
                yield from [("break", "")] * (tag in _BLOCKS)
                yield "text", re.sub(r"[\r\n\t ]+", " ", element.text)
            elif tag in _BLOCKS:
                yield "break", ""
        elif event == "end" and element is not root:
            if skipping is element:
                skipping = None
            if skipping is None:
                yield from [("break", "")] * (tag in _BLOCKS)
                if element.tail:
                    yield "text", re.sub(r"[\r\n\t ]+", " ", element.tail)


def _paragraphs(lines: list[str], file: str) -> Iterator[Paragraph]:
    for number, line in enumerate((text for text in lines if text.strip()), start=1):
        made = paragraph(line, file, number)
        yield Paragraph(made.text, Origin(file, "", f"第 {number} 段"))
