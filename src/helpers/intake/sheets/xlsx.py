"""Excel workbooks (.xlsx, .xlsm): every sheet a grid, merged cells spread, formulas kept where they matter."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl.utils import get_column_letter

from ...filing import Origin
from ...submission import Paragraph
from ..document import MAX_COLUMNS, MAX_ROWS, MAX_UNPACKED, Document, over_limit, unreadable
from ..grid import Grid, GridCell
from ..memory import raise_shortage
from ..prose.framed import framed_text
from ..prose.sections import section_of
from .ooxml import Cell, Sheet, read_sheets

_MOST_MERGED = MAX_ROWS * MAX_COLUMNS // 10  # cells of merged ranges, each of which is looked at
_MOST_TAGS = 10 * MAX_ROWS * MAX_COLUMNS  # in all sheets
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
            parts = [part for part in archive.namelist() if part.startswith("xl/worksheets/sheet")]
            # More would take minutes to read.
            counts = [(text.count(b"<row "), text.count(b"<")) for text in map(archive.read, parts)]
            if any(rows > 4 * MAX_ROWS for rows, _ in counts):
                return over_limit(name, "工作表的行数太多", "请删去多余的行。")
            if sum(tags for _, tags in counts) > _MOST_TAGS:
                return over_limit(name, "工作簿里的单元格太多", "请删去多余的行、列和工作表。")
            sheets = [*read_sheets(archive)]
    except Exception as problem:  # a damaged file raises whatever its parts lead to
        raise_shortage(problem)
        return unreadable(name, "不是完好的 .xlsx 工作簿", _RESAVE)
    if not sheets:
        return unreadable(name, "工作簿里没有工作表", _RESAVE)
    grids = []
    for sheet in sheets:
        rows, columns = _used(sheet)
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            return over_limit(name, f"工作表“{sheet.title}”有 {rows} 行 {columns} 列", "请删去多余的行和列。")
        if _merged_cells(sheet) > _MOST_MERGED:
            return over_limit(name, f"工作表“{sheet.title}”合并的单元格太多", "请取消多余的合并。")
        grids.append(_grid(name, sheet, rows, columns))
    return Document(name, tuple(grids), _text(grids))


def _text(grids: Sequence[Grid]) -> tuple[Paragraph, ...] | None:
    """What stands in the sheets beside the tables; None where no part of the form that is text has a heading."""
    shown = [line for grid in grids if not grid.hidden for line in framed_text(grid.rows)]
    found = [Paragraph(text.strip(), cell.origin) for text, cell in shown if text.strip()]
    headings = filter(None, (section_of(paragraph.text) for paragraph in found))
    return tuple(found) if any(heading.table is None for heading in headings) else None


def _merged_cells(sheet: Sheet) -> int:
    """How many cells the merged ranges of a sheet cover; one that is covered twice counts twice."""
    return sum((right - left + 1) * (bottom - top + 1) for left, top, right, bottom in sheet.merged)


def _used(sheet: Sheet) -> tuple[int, int]:
    """The last row and column that hold text or are merged; cells that are only formatted do not count."""
    ends = [*sheet.cells, *((bottom, right) for _, _, right, bottom in sheet.merged)]
    return max((row for row, _ in ends), default=0), max((column for _, column in ends), default=0)


def _grid(file: str, sheet: Sheet, height: int, width: int) -> Grid:
    letters = [get_column_letter(column) for column in range(1, width + 1)]
    cells = {
        (row, column): _cell(sheet.cells.get((row, column)), Origin(file, sheet.title, f"{letters[column - 1]}{row}"))
        for row in range(1, height + 1)
        for column in range(1, width + 1)
    }
    for left, top, right, bottom in sheet.merged:
        anchor = cells[top, left]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cells[row, column] = anchor
    shown = [row for row in range(1, height + 1) if row not in sheet.hidden_rows]
    left_out = _side_calculations(sheet)
    columns = [column for column in range(1, width + 1) if column not in left_out]
    rows = tuple(tuple(cells[row, column] for column in columns) for row in shown)
    return Grid(f"{file} · {sheet.title}", rows, caption=sheet.title, hidden=not sheet.is_shown)


def _side_calculations(sheet: Sheet) -> frozenset[int]:
    """The hidden columns that hold no words; one with words may be a column of the form that is all zero."""
    if not sheet.hidden_columns:
        return frozenset()
    return sheet.hidden_columns - {
        column for (_, column), cell in sheet.cells.items() if any(map(str.isalpha, cell.text))
    }


def _cell(found: Cell | None, origin: Origin) -> GridCell:
    return GridCell(found.text, origin, found.formula) if found else GridCell("", origin)
