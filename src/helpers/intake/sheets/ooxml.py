"""The parts of an .xlsx file, as far as the reader of its tables needs them: what a cell shows, and its formula.

One pass over each part. openpyxl tells a formula or its result, so that with it every workbook is loaded twice, with
all its styles; that is eight times as slow.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from ...wordtext import printable
from ..encoding import DAMAGED
from ..raised import raised
from .number_format import displayed, plain_number

_RELATION = re.compile(r"\{http://(?:schemas\.openxmlformats|purl\.oclc)\.org/[^}]*relationships\}id")
_FRACTION = re.compile(r"[.Ee]")
_LONGEST_FORMAT = 255  # letters; Excel keeps no more
_LAST_COLUMN = 16384  # of Excel; a file may claim any
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, and the formula behind it."""

    text: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its cells by row and column, its merged ranges as (left, top, right, bottom), what is hidden.

    A cell without text or formula is left out; all numbers count from 1.
    """

    title: str
    is_shown: bool
    cells: Mapping[Spot, Cell]
    merged: Sequence[tuple[int, int, int, int]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Style:
    """What the style of a cell does to what it shows."""

    number_format: str = "General"
    struck: bool = False
    date: bool = False
    duration: bool = False


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share."""

    strings: Sequence[str]
    styles: Sequence[_Style]
    epoch: dt.datetime
    shared: dict[str, Translator] = field(default_factory=dict)  # formulas, of the sheet that is read


def read_sheets(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    """Every worksheet of a workbook in its order. Raises whatever a damaged file leads to."""
    documents = (target for kind, target in _related(archive, "").values() if kind == "officeDocument")
    start = next(documents, "xl/workbook.xml")
    related = _related(archive, start)
    parts = dict(related.values())
    workbook = _parsed(archive, start)
    settings = _child(workbook, "workbookPr")
    is_mac = settings is not None and _is_on(settings.get("date1904", "0"))
    strings = _strings(_parsed(archive, parts["sharedStrings"])) if "sharedStrings" in parts else []
    styles = _styles(_parsed(archive, parts["styles"])) if "styles" in parts else []
    for entry in _children(_child(workbook, "sheets"), "sheet"):
        name = next(value for key, value in entry.attrib.items() if _RELATION.fullmatch(str(key)))
        kind, target = related[str(name)]
        if kind == "worksheet":
            book = _Book(strings, styles, CALENDAR_MAC_1904 if is_mac else CALENDAR_WINDOWS_1900)
            yield _sheet(_parsed(archive, target), entry, book)


def _parsed(archive: zipfile.ZipFile, part: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(archive.read(part), parser)


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part names: by id the kind and where it lies."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    if relations not in archive.namelist():
        return {}
    return {
        entry.get("Id"): (
            entry.get("Type").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, entry.get("Target"))).lstrip("/"),
        )
        for entry in _children(_parsed(archive, relations), "Relationship")
    }


def _children(element: Any, name: str) -> Iterator[Any]:
    return () if element is None else element.iterchildren(f"{{*}}{name}")  # type: ignore[return-value]


def _child(element: Any, name: str) -> Any:
    return next(iter(_children(element, name)), None)


def _is_on(text: str) -> bool:
    return text not in ("0", "false", "off")


def _flag(element: Any, name: str) -> bool:
    """Whether a property such as <strike/> is there and not switched off."""
    found = _child(element, name)
    return found is not None and _is_on(found.get("val", "1"))


def _strings(table: Any) -> list[str]:
    return [_string(item) for item in _children(table, "si")]


def _string(item: Any) -> str:
    """A text as it is seen: without what is struck out, and ¹ where a digit is raised."""
    runs = [*_children(item, "r")]
    text = "".join(map(_run, runs)) if runs else _own_text(item)
    return _ESCAPED.sub(lambda found: printable(chr(int(found[1], 16))) or DAMAGED, text)


def _own_text(item: Any) -> str:
    found = _child(item, "t")
    return "" if found is None else found.text or ""


def _run(run: Any) -> str:
    look = _child(run, "rPr")
    if _flag(look, "strike"):
        return ""
    place = _child(look, "vertAlign")
    text = _own_text(run)
    return raised(text) if place is not None and place.get("val") == "superscript" else text


def _styles(sheet: Any) -> list[_Style]:
    formats = _children(_child(sheet, "numFmts"), "numFmt")
    own = {int(e.get("numFmtId")): e.attrib["formatCode"][:_LONGEST_FORMAT] for e in formats}
    struck = [_flag(font, "strike") for font in _children(_child(sheet, "fonts"), "font")]
    return [_style(entry, own, struck) for entry in _children(_child(sheet, "cellXfs"), "xf")]


def _style(entry: Any, own: Mapping[int, str], struck: Sequence[bool]) -> _Style:
    number, font = int(entry.get("numFmtId", 0)), int(entry.get("fontId", 0))
    code = str(own.get(number) or BUILTIN_FORMATS.get(number, "General"))
    return _Style(code, font < len(struck) and struck[font], is_date_format(code), is_timedelta_format(code))


def _sheet(worksheet: Any, entry: Any, book: _Book) -> Sheet:
    cells: dict[Spot, Cell] = {}
    hidden = set()
    row = 0
    for line in _children(_child(worksheet, "sheetData"), "row"):
        row, column = int(line.get("r", row + 1)), 0
        if _is_on(line.get("hidden", "0")):
            hidden.add(row)
        for element in _children(line, "c"):
            place = element.get("r")
            row, column = _spot(place) if place else (row, column + 1)
            made = _cell(element, book) if len(element) else None
            if made and (made.text or made.formula):
                cells[row, column] = made
    merged = [_bounds(area.get("ref")) for area in _children(_child(worksheet, "mergeCells"), "mergeCell")]
    is_shown = entry.get("state", "visible") == "visible"
    return Sheet(
        entry.attrib["name"], is_shown, cells, merged, frozenset(hidden), frozenset(_hidden_columns(worksheet))
    )


def _hidden_columns(worksheet: Any) -> Iterator[int]:
    for columns in _children(_child(worksheet, "cols"), "col"):
        if _is_on(columns.get("hidden", "0")):
            yield from range(int(columns.get("min")), min(int(columns.get("max")), _LAST_COLUMN) + 1)


_spot = lru_cache(maxsize=4096)(coordinate_to_tuple)  # every sheet has an A1


def _bounds(reference: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(reference)
    return left or 1, top or 1, right or 1, bottom or 1


def _cell(element: Any, book: _Book) -> Cell:
    number = int(element.get("s", 0))
    style = book.styles[number] if number < len(book.styles) else _Style()
    if style.struck:
        return Cell("")
    held = {child.tag.rpartition("}")[2]: child for child in reversed(element)}
    formula = _formula(held["f"], element.get("r"), book) if "f" in held else ""
    return Cell(_shown(element.get("t", "n"), held, style, book), formula)


def _shown(kind: str, held: Mapping[str, Any], style: _Style, book: _Book) -> str:
    if kind == "inlineStr":
        return _string(held["is"]) if "is" in held else ""
    value = held["v"].text if "v" in held else None
    if not value:
        return ""
    if kind == "s":
        return book.strings[int(value)]
    if kind == "b":
        return "TRUE" if _is_on(value) else "FALSE"
    return _number(value, style, book) if kind == "n" else str(value)


def _number(value: str, style: _Style, book: _Book) -> str:
    number = float(value) if _FRACTION.search(value) else int(value)
    return _date(number, style, book) if style.date else displayed(number, style.number_format)


def _date(number: float, style: _Style, book: _Book) -> str:
    try:
        return cell_text(from_excel(number, book.epoch, timedelta=style.duration))
    except (OverflowError, ValueError):
        return "#VALUE!"


def _formula(element: Any, place: str, book: _Book) -> str:
    """A formula with its =; one that is shared as it reads in this cell."""
    own = f"={element.text or ''}"
    if element.get("t") != "shared":
        return own
    if element.text:
        book.shared[element.get("si")] = Translator(own, place)
        return own
    origin = book.shared.get(element.get("si"))
    return own if origin is None else str(origin.translate_formula(place))


def cell_text(value: object) -> str:
    """A stored value as a person sees it; a float to the 15 digits a spreadsheet keeps."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return plain_number(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)
