"""Excel workbooks (.xlsx, .xlsm): every sheet a grid, merged cells spread, formulas kept where they matter."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

from ...filing import Origin
from ..document import MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, Document, over_limit, unreadable
from ..grid import Grid, GridCell
from ..raised import raised
from .number_format import displayed, plain_number

_MERGED = re.compile(rb"""<mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"""")
_RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。"


def read_xlsx(path: Path) -> Document:
    """Read all sheets of a workbook. A damaged, encrypted or oversized one gives a document that says so."""
    return read_workbook(path.name, path.read_bytes())


def read_workbook(name: str, data: bytes) -> Document:
    """Read a workbook that lies in memory; `name` is what its cells' origins call it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                return over_limit(name, "工作簿解开后太大", "请只保留年度报告的几张表。")
            sheets = [part for part in archive.namelist() if part.startswith("xl/worksheets/sheet")]
            if any(_is_vast(archive.read(part)) for part in sheets):
                return over_limit(name, "工作表的行数或合并范围太大", "请删去多余的行和合并单元格。")
        with warnings.catch_warnings(), _borders_left_alone():
            # What openpyxl would not write again (validation lists, pictures) is nothing to a reader.
            warnings.simplefilter("ignore")
            # From bytes: openpyxl would refuse a file that is named otherwise than it is.
            formulas = load_workbook(io.BytesIO(data))
            results = load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
    except Exception:  # openpyxl has no root exception: a damaged file raises whatever its XML leads to
        return unreadable(name, "不是完好的 .xlsx 工作簿", _RESAVE)
    grids = []
    for sheet in formulas.worksheets:
        rows, columns = _used(sheet)
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            return over_limit(name, f"工作表“{sheet.title}”有 {rows} 行 {columns} 列", "请删去多余的行和列。")
        grids.append(_grid(name, sheet, results[sheet.title], rows, columns))
    return Document(name, tuple(grids))


@contextmanager
def _borders_left_alone() -> Iterator[None]:
    """openpyxl copies the border of a merged cell to all its parts: half of the time of reading, and nobody looks."""
    copying = MergedCellRange.format
    MergedCellRange.format = lambda self: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        MergedCellRange.format = copying  # type: ignore[method-assign]


def _used(sheet: Worksheet) -> tuple[int, int]:
    """The last row and column that hold text or are merged; cells that are only formatted do not count."""
    # iter_rows would make a cell at every place up to the last that is formatted.
    filled = [(cell.row, cell.column) for cell in sheet._cells.values() if cell.value is not None]
    merged = [(area.max_row, area.max_col) for area in sheet.merged_cells.ranges]
    ends = filled + merged
    return max((row for row, _ in ends), default=0), max((column for _, column in ends), default=0)


def _is_vast(sheet: bytes) -> bool:
    """Whether a sheet would take openpyxl minutes to load: it builds every row and every cell of a merged range."""
    merged = 0
    for reference in _MERGED.findall(sheet):
        left, top, right, bottom = range_boundaries(reference.decode("ascii"))
        merged += (int(right or 0) - int(left or 0) + 1) * (int(bottom or 0) - int(top or 0) + 1)
    return merged > MAX_ROWS * MAX_COLUMNS // 10 or sheet.count(b"<row ") > 4 * MAX_ROWS


def _grid(file: str, sheet: Worksheet, results: Any, height: int, width: int) -> Grid:
    cells = {
        (row, column): _cell(file, sheet, results, row, column)
        for row in range(1, height + 1)
        for column in range(1, width + 1)
    }
    for merged in sheet.merged_cells.ranges:
        left, top, right, bottom = merged.bounds
        anchor = cells[top, left]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cells[row, column] = anchor
    shown = [row for row in range(1, height + 1) if not sheet.row_dimensions[row].hidden]
    rows = tuple(tuple(cells[row, column] for column in range(1, width + 1)) for row in shown)
    return Grid(f"{file} · {sheet.title}", rows, caption=sheet.title, hidden=sheet.sheet_state != "visible")


def _cell(file: str, sheet: Worksheet, results: Any, row: int, column: int) -> GridCell:
    written, result = sheet.cell(row, column), results.cell(row, column)
    origin = Origin(file, sheet.title, f"{get_column_letter(column)}{row}")
    if written.font is not None and written.font.strike:
        return GridCell("", origin)
    formula = str(getattr(written.value, "text", written.value)) if written.data_type == "f" else ""
    value = result.value
    if isinstance(value, CellRichText):
        return GridCell("".join(map(_part, value)), origin, formula)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return GridCell(displayed(value, str(written.number_format or "")), origin, formula)
    return GridCell(cell_text(value), origin, formula)


def _part(part: object) -> str:
    """A piece of rich text as it is seen: nothing where it is struck out, ¹ where it is raised."""
    if not isinstance(part, TextBlock):
        return str(part)
    if part.font.strike:
        return ""
    return raised(part.text) if part.font.vertAlign == "superscript" else part.text


def cell_text(value: object) -> str:
    """A cell's value as a person sees it; a float to the 15 digits a spreadsheet keeps."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return plain_number(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)
