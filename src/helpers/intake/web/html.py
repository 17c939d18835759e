"""Saved web pages and fragments: tables as grids with their spans, the text between them as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from ...filing import Origin
from ...form import all_forms
from ...submission import Paragraph, Problem
from ...titles import is_title, office_in_title, years_in
from ..document import MAX_LETTERS, Document, over_limit, unreadable
from ..encoding import decode_text
from ..grid import Grid, anchors
from ..matching.vocabulary import vocabulary
from ..plain.text import page_of_text
from ..prose.framed import framed_text
from ..prose.sections import section_of, split_sections
from ..prose.titles import title_in_page
from .page import FLATTENED, Page, parse_page
from .publication import published_in_text
from .table import Survey, TableKind, place_cells, survey
from .text import lines, pieces, text_of

_RESAVE = "请用浏览器打开，另存为“网页，仅 HTML”。"
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_MOST_TAGS = 1_000_000
_CAPTION_LINES = 3
_CAPTION_LETTERS = 60
_TOP_ROWS = 8
# Word and Excel write pages under the names of their own files.
_OFFICE_FILES = (".doc", ".docx", ".wps", ".rtf", ".xls", ".xlsx", ".et")


def read_html(path: Path) -> Document:
    """Read a page: what it shows, tables as grids, all else as prose."""
    return read_page(path.read_bytes(), path.name)


def read_page(data: bytes, name: str, declared: Sequence[str] = ()) -> Document:
    """Read a page that was found as bytes; `declared` are the encodings that were named for it elsewhere."""
    text = _decode(data, declared)
    if text is None:
        return unreadable(name, "编码无法识别", _RESAVE)
    if not text.strip():
        return unreadable(name, "文件是空的", "请重新保存网页。")
    if text.count("<") > _MOST_TAGS:
        return over_limit(name, "网页太大", "请只保留年度报告的内容。")
    page = parse_page(text)
    if page is None:
        return unreadable(name, "不是完好的网页", _RESAVE)
    return _Reader(name, survey(page.root)).read(page)


def _decode(data: bytes, declared: Sequence[str]) -> str | None:
    # Zero bytes are letters in UTF-16 only, where they are many; a few of them are damage.
    if data.count(0) * 100 < len(data):
        data = data.replace(b"\0", b"")
    found = _CHARSET.search(data)
    text = decode_text(data, [*declared, *([found[1].decode("ascii")] if found else [])])
    return None if text is None else re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


class _Reader:
    """One pass over what a page shows, collecting grids and lines in reading order."""

    def __init__(self, file: str, found: Survey) -> None:
        self.file = file
        self.survey = found
        self.grids: list[Grid] = []
        self.lines: list[str] = []
        self.before: list[str] = []  # since the last grid
        self.top: list[str] = []  # what stands above the report, a line for each row of a table
        self.begun = False

    def read(self, page: Page) -> Document:
        """Everything under the root, as a document."""
        for piece in lines(pieces(page.root, self._skips)):
            if isinstance(piece, str):
                self.lines.append(piece)
                self.before.append(piece)
                self._note([piece])
            elif self._is_data(piece) and not self._add_grid(piece):
                what = f"第 {len(self.grids) + 1} 个表格太大"
                return over_limit(self.file, what, "请只保留年度报告的内容。")
        if sum(map(len, self.lines)) > MAX_LETTERS:
            return over_limit(self.file, f"文字超过 {MAX_LETTERS} 字", "请只保留年度报告的内容。")
        self._find_tables_in_text()
        made = Document(self.file, tuple(self.grids), self._paragraphs(page), problems=self._problems(page))
        if PurePath(self.file).suffix.lower() in _OFFICE_FILES:
            return made
        return replace(made, published=page.published or published_in_text(self.top), downloads=page.downloads)

    def _find_tables_in_text(self) -> None:
        """Where no table holds a row of the form, the rows of its tables may stand in lines of text."""
        cells = (cell.text for grid in self.grids for row in grid.rows for cell in row)
        if not any(map(vocabulary().widths_of, cells)):
            page = page_of_text("\n".join(self.lines), self.file)
            self.grids += page.grids
            self.lines = [text for _, text in page.prose]

    def _note(self, lines: Sequence[str]) -> None:
        """Keep lines until the report's first heading."""
        self.begun = self.begun or any(map(section_of, lines))
        self.top += [] if self.begun else lines

    def _is_data(self, element: Any) -> bool:
        return self.survey.kinds.get(element) is TableKind.DATA

    def _skips(self, element: Any) -> bool:
        return self._is_data(element) or element in self.survey.beside

    def _add_grid(self, table: Any) -> bool:
        number = len(self.grids) + 1
        rows = place_cells(table, self.file, number)
        if rows is None:
            return False
        above = [*self.before, *(text_of(caption) for caption in table.iterchildren("caption"))]
        caption = [line for line in above if len(line) <= _CAPTION_LETTERS][-_CAPTION_LINES:]
        ragged = table.get(FLATTENED) is not None
        self.grids.append(Grid(f"{self.file} · 表 {number}", rows, ragged, "\n".join(caption)))
        self.lines += (line for line, _ in framed_text(rows))
        self._note([" ".join(cell.text for cell in anchors(row)) for row in rows[:_TOP_ROWS]])
        self.before = []
        return True

    def _paragraphs(self, page: Page) -> tuple[Paragraph, ...]:
        """The lines; before them the title, where it stands only in a table or in the window's title bar."""
        made = _numbered(self.lines, self.file)
        found = split_sections(made, all_forms()[0]).title or ""
        if office_in_title(found) or years_in(found):
            return made
        in_cells = (cell.text for grid in self.grids for row in grid.rows[:_TOP_ROWS] for cell in row)
        title = next(filter(is_title, in_cells), None) or title_in_page(page.title)
        return _numbered([title, *self.lines], self.file) if title else made

    def _problems(self, page: Page) -> tuple[Problem, ...]:
        if not page.cut:
            return ()
        return over_limit(self.file, "网页嵌套太深，后面的内容没有读到", _RESAVE).problems


def _numbered(found: Sequence[str], file: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text, Origin(file, "", f"第 {number} 段")) for number, text in enumerate(found, start=1))
