"""Excel workbooks (.xlsx, .xlsm): every sheet a grid, merged cells spread, formulas kept where they matter."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from ..filing import Origin
from .document import MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, Document, over_limit, unreadable
from .grid import Grid, GridCell

_MERGED = re.compile(rb"""<mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"""")
_RESAVE = "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。"


def read_xlsx(path: Path) -> Document:
    """Read all sheets of a workbook. A damaged, encrypted or oversized one gives a document that says so."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                return over_limit(path.name, "工作簿解开后太大", "请只保留年度报告的几张表。")
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
            if any(_is_vast(archive.read(name)) for name in sheets):
                return over_limit(path.name, "工作表的行数或合并范围太大", "请删去多余的行和合并单元格。")
        with warnings.catch_warnings():
            # What openpyxl would not write again (validation lists, pictures) is nothing to a reader.
            warnings.simplefilter("ignore")
            # From bytes: openpyxl would refuse a file that is named otherwise than it is.
            formulas = load_workbook(io.BytesIO(path.read_bytes()))
            results = load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    except Exception:  # openpyxl has no root exception: a damaged file raises whatever its XML leads to
        return unreadable(path.name, "不是完好的 .xlsx 工作簿", _RESAVE)
    grids = []
    for sheet in formulas.worksheets:
        if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
            return over_limit(
                path.name, f"工作表“{sheet.title}”有 {sheet.max_row} 行 {sheet.max_column} 列", "请删去多余的行和列。"
            )
        grids.append(_grid(path.name, sheet, results[sheet.title]))
    return Document(path.name, tuple(grids))


def _is_vast(sheet: bytes) -> bool:
    """Whether a sheet would take openpyxl minutes to load: it builds every row and every cell of a merged range."""
    merged = 0
    for reference in _MERGED.findall(sheet):
        left, top, right, bottom = range_boundaries(reference.decode("ascii"))
        merged += (int(right or 0) - int(left or 0) + 1) * (int(bottom or 0) - int(top or 0) + 1)
    return merged > MAX_ROWS * MAX_COLUMNS // 10 or sheet.count(b"<row ") > 4 * MAX_ROWS


def _grid(file: str, sheet: Worksheet, results: Any) -> Grid:
    cells = {
        (row, column): _cell(file, sheet, results, row, column)
        for row in range(1, sheet.max_row + 1)
        for column in range(1, sheet.max_column + 1)
    }
    for merged in sheet.merged_cells.ranges:
        left, top, right, bottom = merged.bounds
        anchor = cells[top, left]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cells[row, column] = anchor
    rows = tuple(
        tuple(cells[row, column] for column in range(1, sheet.max_column + 1)) for row in range(1, sheet.max_row + 1)
    )
    return Grid(f"{file} · {sheet.title}", rows)


def _cell(file: str, sheet: Worksheet, results: Any, row: int, column: int) -> GridCell:
    written, result = sheet.cell(row, column), results.cell(row, column)
    origin = Origin(file, sheet.title, f"{get_column_letter(column)}{row}")
    formula = str(getattr(written.value, "text", written.value)) if written.data_type == "f" else ""
    return GridCell(cell_text(result.value), origin, formula)


def cell_text(value: object) -> str:
    """A cell's value as a person sees it; a float to the 15 digits a spreadsheet keeps."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(value, ".15g") if abs(value) < 1e15 else str(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)
