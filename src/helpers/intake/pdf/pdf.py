"""PDF with a text layer: ruled tables as grids with their spans, the lines between them joined to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

from ...filing import Origin
from ...submission import Paragraph, Problem
from ..document import MAX_LETTERS, Document, over_limit, unreadable
from ..grid import Grid, GridCell, anchors
from ..matching.labels import label_key
from ..matching.vocabulary import vocabulary
from ..plain.text import page_of_text
from .joint import JointTable, grid
from .lattice import OUTSIDE, Lattice, lattices
from .lines import Spot, TextLine, page_lines, page_number, paragraphs, standing_words, without_furniture
from .page import Page, PdfError, read_pages
from .table import PageTable, RuledTable
from .unparted import unparted_lattices
from .word import Word, tracking, words

_SCAN_LETTERS = 20
_LONGEST_CAPTION = 60
_UNRULED_TOLD = "有的表格没有完整的框线，分不清各格的数字"
_ORIGINAL = "请报送 Word 或 Excel 原件；扫描件可作附件。"
_CONTINUED = re.compile(r"[（(]?\s*(?:续\s*上?\s*表|[上下][接转].{0,6}|[接转][上下]页).{0,4}[)）]?")
_LETTERS = re.compile(r"[^\W\d]+")
_FEWEST_BARE = 3  # numbers of a row without rules
# Rows of the form's tables as they look where no rules part their cells.
_UNRULED = {
    label: re.compile(rf"{label}\s*\d+\s+\d+")
    for label in ("规章", "行政规范性文件", "上年结转政府信息公开申请数量", "结转下年度继续办理")
} | {"结果维持": re.compile(r"结果\s*维持\s+结果\s*纠正|(?:结果\s+){2}")}


def read_pdf(path: Path) -> Document:
    """Read a text PDF. A scan, an encrypted or a damaged file gives a document that says so."""
    try:
        pages = read_pages(path)
        if sum(len(page.letters) for page in pages) < _SCAN_LETTERS:
            return unreadable(path.name, "是扫描件，没有文字", _ORIGINAL, scan=True)
        return _read(pages, path.name)
    except PdfError as problem:
        told = over_limit if problem.over_limit else unreadable
        return told(path.name, problem.why, problem.fix)


def _read(pages: Sequence[Page], file: str) -> Document:
    ruled = [lattices(page) for page in pages]
    document = _document(pages, ruled, file)
    if not _has_unruled(document):
        return document
    unparted = unparted_lattices(pages, ruled, [spoken for spoken, _ in _printed(pages, ruled)])
    parted = [[*found, *more] for found, more in zip(ruled, unparted, strict=True)]
    document = _document(pages, parted, file)
    return _document(pages, parted, file, bare=True) if _has_unruled(document) else document


def _document(pages: Sequence[Page], ruled: Sequence[Sequence[Lattice]], file: str, bare: bool = False) -> Document:
    """The tables of all pages and the prose around them; `bare` tables are looked for in its lines, too."""
    tables: list[RuledTable] = []
    lines: list[TextLine] = []
    for page, (found, outside) in zip(pages, _parted(pages, ruled), strict=True):
        tables += found
        lines += page_lines(outside, page.number)
    lines = _without_clipped(without_furniture(lines, pages), tables)
    if sum(len(line.text) for line in lines) > MAX_LETTERS:
        return over_limit(file, f"文字超过 {MAX_LETTERS} 字", "请只保留年度报告的内容。")
    more, lines = _bare_tables(lines, file) if bare else ((), lines)
    breaks = [(t.page, top) for t in tables for row, top in zip(t.rows, t.heights, strict=True) if len(set(row)) > 1]
    prose = list(paragraphs(lines, breaks, pages))
    joint = [_with_bare(table, tables, lines) for table in _joint(tables, lines)]
    starts = [(0, 0.0), *((table.last.page, table.last.bottom) for table in joint)]
    ruled_grids = (
        grid(table, file, number, _caption(start, (table.first.page, table.first.top), prose))
        for number, (start, table) in enumerate(zip(starts, joint, strict=False), start=1)
    )
    grids = (*ruled_grids, *more)
    spoken = tuple(Paragraph(p.text, Origin(file, f"第 {p.page} 页", p.text[:12])) for p in prose)
    return Document(file, grids, spoken, problems=(*_pictures(pages, file), *_unruled(grids, lines, file)))


def _bare_tables(lines: Sequence[TextLine], file: str) -> tuple[Sequence[Grid], list[TextLine]]:
    """The tables whose rows are lines of text, with the page of each as origin, and all other lines."""

    def where(number: int, place: int) -> Origin:
        line = lines[number - 1]
        return Origin(file, f"第 {line.page} 页", f"“{line.text[:12]}”一行第 {place} 格")

    found = page_of_text("\n".join(line.text for line in lines), file, where)
    prose = {number for number, _ in found.prose}
    return found.grids, [line for number, line in enumerate(lines, start=1) if number in prose]


def _has_unruled(document: Document) -> bool:
    return any(problem.what == _UNRULED_TOLD for problem in document.problems)


def _printed(pages: Sequence[Page], ruled: Sequence[Sequence[Lattice]]) -> list[tuple[list[Word], float]]:
    """The words of every page without its number, and by how much of their size they are spaced out."""
    spacing = [tracking(page.letters, partial(_is_inside, found)) for page, found in zip(pages, ruled, strict=True)]
    printed = [words(page.letters, by) for page, by in zip(pages, spacing, strict=True)]
    numbers = [page_number(page, text) for page, text in zip(pages, printed, strict=True)]
    spoken = [[w for w in text if w not in gone] for text, gone in zip(printed, numbers, strict=True)]
    return list(zip(spoken, spacing, strict=True))


def _parted(pages: Sequence[Page], ruled: Sequence[Sequence[Lattice]]) -> Iterator[tuple[list[RuledTable], list[Word]]]:
    """The tables of every page, and the words of its prose."""
    printed = _printed(pages, ruled)
    standing = standing_words(pages, [text for text, _ in printed])
    for page, found, (text, by) in zip(pages, ruled, printed, strict=True):
        # A table within a cell of another is the smaller one, and is asked first.
        tables = {id(lattice): PageTable(lattice) for lattice in sorted(found, key=lambda lattice: lattice.area)}
        outside = [w for w in text if not any(t.take(w, w in standing) for t in tables.values())]
        outside = [w for w in outside if w not in standing]
        for table in tables.values():
            outside = table.take_overhang(outside)
        read = [tables[id(lattice)].read(page.number, by) for lattice in found]
        yield read, [*outside, *(word for table in read for word in table.prose)]


def _is_inside(found: Sequence[Lattice], x: float, y: float) -> bool:
    return any(lattice.face_at(x, y) != OUTSIDE for lattice in found)


def _without_clipped(lines: Sequence[TextLine], tables: Sequence[RuledTable]) -> list[TextLine]:
    """The lines without pieces of labels alone between two pages of a table.

    A merged cell that goes over the end of a page has its text on both, where what is beyond the table is not seen.
    """
    gone: list[TextLine] = []
    for above, table in pairwise(tables):
        between = [line for line in lines if (above.page, above.bottom) < _middle(line) < (table.page, table.top)]
        if table.page == above.page + 1 and all(map(_is_piece, between)):
            gone += between
    return [line for line in lines if line not in gone]


def _middle(thing: TextLine | RuledTable) -> Spot:
    return thing.page, (thing.top + thing.bottom) / 2


def _is_piece(line: TextLine) -> bool:
    """Whether a line is nothing but pieces of labels of the form."""
    known = vocabulary().words
    return all(any(label_key(word) in label for label in known) for word in line.text.split())


def _joint(tables: Sequence[RuledTable], lines: Sequence[TextLine]) -> list[JointTable]:
    """Tables, those that go on at the top of the next page put together."""
    made: list[JointTable] = []
    for table in tables:
        if made and _goes_on(made[-1].last, table, tables, lines) and made[-1].fits(table):
            made[-1] = made[-1].with_piece(table)
        else:
            made.append(JointTable.of(table))
    return made


def _with_bare(table: JointTable, tables: Sequence[RuledTable], lines: Sequence[TextLine]) -> JointTable:
    """A table with the line right below it, if that is a row of numbers without rules."""
    end = (table.last.page, table.last.bottom)
    ends = [(other.page, other.top) for other in tables]
    next_table = min((spot for spot in ends if spot > end), default=(end[0] + 2, 0.0))
    below = next((line for line in lines if end < line.spot < next_table), None)
    return table.with_bare(_LETTERS.sub("", below.text)) if below and _is_bare_row(below.text) else table


def _goes_on(above: RuledTable, table: RuledTable, tables: Sequence[RuledTable], lines: Sequence[TextLine]) -> bool:
    """Whether nothing stands between the table above, on the page before, and this one."""
    spots = [_middle(line) for line in lines if not _CONTINUED.fullmatch(line.text)]
    spots += [_middle(other) for other in tables if other not in (above, table)]
    between = any((above.page, above.bottom) < spot < (table.page, table.top) for spot in spots)
    return table.page == above.page + 1 and not between


def _caption(start: Spot, end: Spot, prose: Sequence[TextLine]) -> str:
    """The last short paragraphs between the table before and this one, and no rows of numbers."""
    found = [line.text for line in prose if start <= line.spot < end and len(line.text) <= _LONGEST_CAPTION]
    return " ".join([text for text in found if not _is_bare_row(text)][-3:])


def _is_bare_row(text: str) -> bool:
    numbers = text.split()
    return len(numbers) >= _FEWEST_BARE and sum(map(vocabulary().is_number, numbers)) >= len(numbers) - 1


def _pictures(pages: Sequence[Page], file: str) -> Iterator[Problem]:
    numbers = [str(page.number) for page in pages if page.has_picture and not page.letters]
    if numbers:
        yield Problem("I-01", f"第 {'、'.join(numbers)} 页是图片，没有文字", file, _ORIGINAL)


def _unruled(grids: Sequence[Grid], lines: Sequence[TextLine], file: str) -> Iterator[Problem]:
    """A problem if rows of the form's tables are there, but not in cells of their own, or not all of their numbers."""
    whole = [grid for grid in grids if not grid.ragged or all(map(_is_whole, grid.rows))]
    keys = {label_key(cell.text) for grid in whole for row in grid.rows for cell in anchors(row)}
    wanted = [pattern for label, pattern in _UNRULED.items() if label not in keys]
    rows = (" ".join(cell.text for cell in anchors(row)) for grid in grids for row in grid.rows)
    if any(pattern.search(text) for text in (*(line.text for line in lines), *rows) for pattern in wanted):
        fix = "请报送 Word 或 Excel 原件；或给表格加上全部框线，再导出 PDF。"
        yield Problem("I-01", _UNRULED_TOLD, file, fix)


def _is_whole(row: Sequence[GridCell]) -> bool:
    """Whether a row of numbers has as many cells after its label as the form."""
    known = vocabulary()
    if not any(known.is_number(cell.text) for cell in row):
        return True
    widths = [(len(row) - at, known.widths_of(cell.text)) for at, cell in enumerate(row, 1) if known.knows(cell.text)]
    return not widths or not widths[-1][1] or widths[-1][0] in widths[-1][1]
