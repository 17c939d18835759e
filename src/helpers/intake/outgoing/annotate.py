"""A copy of a clerk's own workbook with every finding marked at its cell and listed on a first sheet."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import TYPE_STRING, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from ...errors import IntakeError
from ...filing import COMPUTED, Origin

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LIST_SHEET = "校验结果"
COLORS = {"错误": "F8CBC6", "警告": "FFE9B3", "提示": "DCE9F7"}
_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding to show: its rule, its severity in words, what it says, and the origins of its cells."""

    rule: str
    severity: str
    message: str
    places: tuple[str, ...]


def annotate_workbook(source: Path, target: Path, marks: Sequence[Mark]) -> None:
    """Write `target`, a copy of `source` with red cells and comments; `source` stays as it is.

    Raises IntakeError where `source` cannot be loaded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(source.read_bytes()))
            results = load_workbook(io.BytesIO(source.read_bytes()), data_only=True)
    except Exception:  # openpyxl has no root exception
        raise IntakeError("工作簿打不开，无法标注", str(source), "请用 Excel 或 WPS 另存为 .xlsx 后再试。") from None
    if LIST_SHEET in book.sheetnames:
        del book[LIST_SHEET]
    listed = book.create_sheet(LIST_SHEET, 0)
    book.active = 0
    _head(listed)
    for row, mark in enumerate(marks, start=2):
        cells = [found for place in mark.places if (found := _cell_of(book, place))]
        for sheet, cell in cells:
            _mark(sheet, cell, mark)
        _list(listed, row, mark, cells)
    target.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    book.save(written)
    target.write_bytes(_with_results(written, book, results))


def _with_results(written: io.BytesIO, book: Workbook, results: Workbook) -> bytes:
    """The workbook with the stored results of its formulas, which openpyxl leaves out."""
    parts = {f"xl{sheet.path.removeprefix('/xl')}": sheet.title for sheet in book.worksheets}
    made = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            title = parts.get(item.filename)
            new.writestr(item, _fill_in(data, results[title]) if title in results.sheetnames else data)
    return made.getvalue()


def _fill_in(data: bytes, results: Worksheet) -> bytes:
    root: Any = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    for formula in root.iter(f"{_MAIN}f"):
        cell = formula.getparent()
        value = results[cell.get("r")].value
        if value is None or isinstance(value, bool):
            continue
        stored = cell.find(f"{_MAIN}v")
        stored = etree.SubElement(cell, f"{_MAIN}v") if stored is None else stored
        stored.text = repr(value) if isinstance(value, float) else str(value)
        if isinstance(value, int | float):
            cell.attrib.pop("t", None)
        else:
            cell.set("t", "str")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _cell_of(book: Workbook, place: str) -> tuple[Worksheet, str] | None:
    origin = Origin.parse(place)
    spot = origin.spot.removesuffix(COMPUTED)
    if origin.part in book.sheetnames and _CELL.fullmatch(spot):
        return book[origin.part], spot
    return None


def _mark(sheet: Worksheet, spot: str, mark: Mark) -> None:
    cell = sheet[spot]
    if isinstance(cell, MergedCell):
        return
    severities = [*COLORS]
    graver = severities[: severities.index(mark.severity)]
    if cell.fill.fgColor.rgb not in [f"00{COLORS[severity]}" for severity in graver]:
        cell.fill = PatternFill("solid", fgColor=COLORS[mark.severity])
    text = f"{mark.rule} {mark.message}"
    before = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(before + text, "nianbao", width=360, height=140)


def _head(listed: Worksheet) -> None:
    for column, (title, width) in enumerate((("规则", 9), ("级别", 9), ("单元格", 16), ("说明", 100)), start=1):
        cell = listed.cell(1, column, title)
        cell.font = Font(bold=True)
        listed.column_dimensions[cell.column_letter].width = width


def _list(listed: Worksheet, row: int, mark: Mark, cells: Sequence[tuple[Worksheet, str]]) -> None:
    listed.cell(row, 1, mark.rule)
    listed.cell(row, 2, mark.severity).fill = PatternFill("solid", fgColor=COLORS[mark.severity])
    _write(listed.cell(row, 4), mark.message).alignment = Alignment(wrap_text=True, vertical="top")
    if cells:
        sheet, spot = cells[0]
        link = _write(listed.cell(row, 3), f"{sheet.title}!{spot}")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"{quote_sheetname(sheet.title)}!{spot}")
        link.style = "Hyperlink"


def _write(cell: Any, text: str) -> Any:
    """Put words into a cell, which are never a formula, whatever the office calls its sheet."""
    cell.value = text
    cell.data_type = TYPE_STRING
    return cell
