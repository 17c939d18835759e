"""The pages of a PDF as letters and rules, turned upright and without watermarks."""

from __future__ import annotations

import logging
import math
import statistics
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, resolve1
from pdfplumber.utils.exceptions import PdfminerException

from ..memory import raise_shortage
from ..radicals import fold_radicals
from .drawn import drawn_pieces

# What pdfminer thinks of a damaged file is told in one message, not in a hundred log lines.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
_MAX_PAGES = 200
_MAX_CONTENT = 4 * 1024 * 1024  # bytes of drawing commands on a page
_MAX_CONTENTS = 20 * 1024 * 1024
_MAX_OBJECTS = 100_000
_FARTHEST = 20_000.0  # points from the corner of a page
_LEANING = 3.0  # degrees by which letters may lean and still stand in a line
_PALE = 0.6  # 0 is black, 1 is white
_BOUNDS = ("x0", "top", "x1", "bottom")
Box = tuple[float, float, float, float]
T = TypeVar("T")


class PdfError(Exception):
    """A PDF that cannot be read; `why` and `fix` are for the office that handed it in."""

    def __init__(self, why: str, fix: str, over_limit: bool = False) -> None:
        super().__init__(why)
        self.why, self.fix, self.over_limit = why, fix, over_limit


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as printed. A `turned` one does not stand upright.

    `mark` numbers the marked content that begins with it or that it is known to belong to: a cell, or part of one.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    mark: int | None
    shade: float
    turned: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, or the edge of a box. `at` is its height on the page if it runs `across`, else its distance."""

    across: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright; its letters in the order in which they are printed."""

    number: int
    width: float
    height: float
    letters: tuple[Letter, ...]
    rules: tuple[Rule, ...]
    has_picture: bool


def read_pages(path: Path) -> list[Page]:
    """All pages of a PDF. Raises PdfError where pdfminer fails on it or it is beyond what a report needs."""
    with path.open("rb") as file:  # closing a pdfplumber.PDF walks through its pages again
        pages = _guarded(lambda: pdfplumber.open(file).pages)
        if len(pages) > _MAX_PAGES:
            raise PdfError(f"有 {len(pages)} 页", "请只保留年度报告的内容。", over_limit=True)
        sizes = [_guarded(partial(_content, page)) for page in pages]
        if max(sizes, default=0) > _MAX_CONTENT or sum(sizes) > _MAX_CONTENTS:
            number = sizes.index(max(sizes)) + 1
            raise PdfError(f"第 {number} 页的图形过多", "请只保留年度报告的文字和表格。", over_limit=True)
        return [_page(page, number) for number, page in enumerate(pages, start=1)]


def _guarded(call: Callable[[], T]) -> T:
    """What a call into pdfminer gives; it meets damaged files with whatever its parsers raise."""
    try:
        return call()
    except PdfminerException as problem:
        raise_shortage(problem)
        if problem.args and isinstance(problem.args[0], PDFPasswordIncorrect):
            raise PdfError("文件有密码", "请去掉密码后重新报送。") from problem
        raise PdfError("不是完好的 PDF", "请重新导出 PDF，或报送 .docx。") from problem
    except Exception as problem:
        raise_shortage(problem)
        raise PdfError("不是完好的 PDF", "请重新导出 PDF，或报送 .docx。") from problem


def _page(page: Any, number: int) -> Page:
    objects: Mapping[str, Sequence[Mapping[str, Any]]] = _guarded(lambda: page.objects)
    box: Box = _guarded(lambda: page.bbox)
    found = sum(map(len, objects.values()))
    if found > _MAX_OBJECTS:
        raise PdfError(f"第 {number} 页有 {found} 个字和图形", "请只保留年度报告的文字和表格。", over_limit=True)
    drawn = _drawn(page, objects.get("char", ()))
    page.close()
    sound = {kind: [thing for thing in things if _is_sound(thing)] for kind, things in objects.items()}
    chars = [char for char in sound.get("char", ()) if char.get("mcid") not in drawn]
    quarter = _quarter(chars)
    turn = _turner(quarter, box)
    left, top, right, bottom = turn(box)
    letters = [_letter(char, turn, quarter) for char in chars if not _leans(char)]
    kept = _without_watermarks([letter for letter in letters if letter.size > 0], _dark_boxes(sound, turn))
    return Page(number, right - left, bottom - top, tuple(kept), tuple(_rules(sound, turn)), bool(sound.get("image")))


def _drawn(page: Any, chars: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    """The marked pieces of a page that are drawings; none where its tags are damaged."""
    if not any(char.get("mcid") is not None for char in chars):
        return frozenset()
    try:
        return drawn_pieces(page.structure_tree, chars)
    except Exception:  # pdfminer meets damaged tags with whatever its parsers raise, and the text is sound without them
        return frozenset()


def _is_sound(thing: Mapping[str, Any]) -> bool:
    """Whether something lies where a page can be; a damaged file may put it anywhere."""
    return all(isinstance(thing[name], (int, float)) and abs(thing[name]) < _FARTHEST for name in _BOUNDS)


def _content(page: Any) -> int:
    return sum(map(_unpacked, page.page_obj.contents))


def _unpacked(content: Any) -> int:
    """The size of a content stream, counted no further than a byte beyond the limit."""
    stream = resolve1(content)
    packed: bytes | None = stream.rawdata
    if packed is None:
        return len(stream.get_data())
    if [name for name, _ in stream.get_filters()][:1] not in [[name] for name in LITERALS_FLATE_DECODE]:
        return len(packed)
    try:
        return len(zlib.decompressobj().decompress(packed, _MAX_CONTENT + 1))
    except zlib.error:  # an encrypted stream, or one that pdfminer may yet mend
        return len(packed)


# Turning upright -----------------------------------------------------------------------------------------------------


def _angle(char: Mapping[str, Any]) -> float:
    a, b, *_ = char["matrix"]
    return math.degrees(math.atan2(b, a))


def _leans(char: Mapping[str, Any]) -> bool:
    angle = _angle(char)
    return abs(angle - 90 * round(angle / 90)) > _LEANING


def _quarter(chars: Iterable[Mapping[str, Any]]) -> int:
    """By how many quarters, anticlockwise, most letters of a page are turned."""
    found = Counter(round(_angle(char) / 90) % 4 for char in chars if not _leans(char))
    return found.most_common(1)[0][0] if found else 0


def _turner(quarter: int, page: Box) -> Callable[[Box], Box]:
    """How a box lies once the page is turned so that its text stands upright."""
    left, top, right, bottom = page
    match quarter:
        case 1:
            return lambda box: (bottom - box[3], box[0] - left, bottom - box[1], box[2] - left)
        case 2:
            return lambda box: (right - box[2], bottom - box[3], right - box[0], bottom - box[1])
        case 3:
            return lambda box: (box[1] - top, right - box[2], box[3] - top, right - box[0])
    return lambda box: (box[0] - left, box[1] - top, box[2] - left, box[3] - top)


def _bounds(thing: Mapping[str, Any]) -> Box:
    x0, top, x1, bottom = (float(thing[name]) for name in _BOUNDS)
    return x0, top, x1, bottom


# Letters -------------------------------------------------------------------------------------------------------------


def _letter(char: Mapping[str, Any], turn: Callable[[Box], Box], quarter: int) -> Letter:
    left, top, right, bottom = turn(_bounds(char))
    turned = round(_angle(char) / 90) % 4 != quarter
    size = (right - left) if turned else (bottom - top)
    shade = _shade(char)
    return Letter(fold_radicals(str(char["text"])), left, top, right, bottom, size, char.get("mcid"), shade, turned)


def _shade(thing: Mapping[str, Any]) -> float:
    """How light a thing is filled; black where its colour is not given in grey, RGB or CMYK."""
    colour = thing.get("non_stroking_color")
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    space = str(thing.get("ncs") or "Device")
    if not space.startswith(("Device", "Cal", "ICC")) or not all(isinstance(part, (int, float)) for part in parts):
        return 0.0
    match parts:
        case [grey]:
            return float(grey)
        case [red, green, blue]:
            return float(0.3 * red + 0.59 * green + 0.11 * blue)
        case [cyan, magenta, yellow, black]:
            return float((1 - 0.3 * cyan - 0.59 * magenta - 0.11 * yellow) * (1 - black))
    return 0.0


def _dark_boxes(objects: Mapping[str, Sequence[Mapping[str, Any]]], turn: Callable[[Box], Box]) -> list[Box]:
    """Filled boxes on which light letters can be read."""
    return [
        turn(_bounds(rect))
        for rect in objects.get("rect", ())
        if rect.get("fill") and _shade(rect) < _PALE and float(rect["height"]) > _THIN
    ]


def _without_watermarks(letters: Sequence[Letter], dark: Sequence[Box]) -> Sequence[Letter]:
    """The letters that are not pale; a page printed in nothing but pale letters keeps them."""
    if not letters:
        return letters
    usual = statistics.median(letter.size for letter in letters)
    kept = [
        letter
        for letter in letters
        if letter.shade < (0.75 * _PALE if letter.size > 2.5 * usual else _PALE)
        or any(
            x0 < (letter.left + letter.right) / 2 < x1 and top < (letter.top + letter.bottom) / 2 < bottom
            for x0, top, x1, bottom in dark
        )
    ]
    return kept if len(kept) > len(letters) / 5 else letters


# Rules ---------------------------------------------------------------------------------------------------------------

_THIN = 3.5  # points: a box no wider is drawn as a line


def _rules(objects: Mapping[str, Sequence[Mapping[str, Any]]], turn: Callable[[Box], Box]) -> Iterator[Rule]:
    for line in objects.get("line", ()):
        yield from _strokes(turn(_bounds(line)))
    for rect in objects.get("rect", ()):
        box = turn(_bounds(rect))
        # On white paper a white box is not seen: it lies behind paragraphs, not around cells.
        hidden = not rect.get("stroke") and _shade(rect) > 0.98
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            yield from _strokes(box)
        elif not hidden:
            yield from _sides(box)
    for curve in objects.get("curve", ()):
        box = turn(_bounds(curve))
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            yield from _strokes(box)
        else:
            points = [turn((x, y, x, y))[:2] for x, y in curve["pts"]]
            for (x0, y0), (x1, y1) in pairwise(points):
                if x0 == x1 or y0 == y1:
                    yield from _strokes((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _strokes(box: Box) -> Iterator[Rule]:
    """The rule that a thin box is; a dot may be part of one in either direction."""
    left, top, right, bottom = box
    if bottom - top <= _THIN:
        yield Rule(True, (top + bottom) / 2, left, right)
    if right - left <= _THIN:
        yield Rule(False, (left + right) / 2, top, bottom)


def _sides(box: Box) -> Iterator[Rule]:
    left, top, right, bottom = box
    yield Rule(True, top, left, right)
    yield Rule(True, bottom, left, right)
    yield Rule(False, left, top, bottom)
    yield Rule(False, right, top, bottom)
