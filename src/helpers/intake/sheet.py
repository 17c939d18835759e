"""Older and open workbooks (.xls, .xlsb, .ods): the stored values of every sheet, merged cells spread."""

from __future__ import annotations

import io
from pathlib import Path

from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from ..filing import Origin
from .document import MAX_COLUMNS, MAX_ROWS, Document, over_limit, unreadable
from .grid import Grid, GridCell
from .xlsx import cell_text


def read_sheet(path: Path) -> Document:
    """Read a workbook by its stored results. A damaged or encrypted one gives a document that says so."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        grids = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
                size = f"工作表“{name}”有 {sheet.total_height} 行 {sheet.total_width} 列"
                return over_limit(path.name, size, "请删去多余的行和列。")
            grids.append(_grid(path.name, sheet))
        return Document(path.name, tuple(grids))
    except PasswordError:
        return unreadable(path.name, "文件有密码", "请去掉密码后重新报送。")
    except (CalamineError, OSError, ValueError):
        return unreadable(path.name, "不是完好的工作簿", "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。")


def _grid(file: str, sheet: CalamineSheet) -> Grid:
    rows = [
        [
            GridCell(cell_text(value), Origin(file, sheet.name, f"{get_column_letter(c)}{r}"))
            for c, value in enumerate(line, start=1)
        ]
        for r, line in enumerate(sheet.to_python(skip_empty_area=False), start=1)
    ]
    merged = sheet.merged_cell_ranges
    for (top, left), (bottom, right) in merged or ():
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    # Of an .ods the merged ranges are not told, so that covered cells look blank.
    return Grid(f"{file} · {sheet.name}", tuple(map(tuple, rows)), ragged=merged is None)
