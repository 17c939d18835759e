"""Older and open workbooks (.xls, .xlsb, .ods): the stored values of every sheet, merged cells spread."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from ...filing import Origin
from ..document import MAX_COLUMNS, MAX_ROWS, Document, over_limit, unreadable
from ..grid import Grid, GridCell
from .ooxml import cell_text

_PROCESS = Path(__file__).with_name("sheet_process.py")
_SECONDS = 60
_EXTENSIONS = {b"PK": ".ods", b"\xd0\xcf": ".xls"}


def read_sheet(path: Path) -> Document:
    """Read a workbook by its stored results. A damaged or encrypted one gives a document that says so."""
    found = _sheets(path)
    if found is None:
        return unreadable(path.name, "不是完好的工作簿", "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。")
    if "password" in found:
        return unreadable(path.name, "文件有密码", "请去掉密码后重新报送。")
    if "vast" in found:
        name, rows, columns = found["vast"]
        return over_limit(path.name, f"工作表“{name}”有 {rows} 行 {columns} 列", "请删去多余的行和列。")
    return Document(path.name, tuple(_grid(path.name, sheet) for sheet in found["sheets"]))


def _sheets(path: Path) -> dict[str, Any] | None:
    """What the reading process printed; None where it ended without an answer."""
    with tempfile.TemporaryDirectory(prefix="nianbao-") as scratch:
        # The reader goes by the extension, which offices get wrong.
        with path.open("rb") as file:
            extension = _EXTENSIONS.get(file.read(2), path.suffix)
        copy = shutil.copyfile(path, Path(scratch) / f"book{path.suffix if path.suffix == '.xlsb' else extension}")
        command = [sys.executable, "-I", str(_PROCESS), str(copy), str(MAX_ROWS), str(MAX_COLUMNS)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603 - ours
            answer = json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError):
            return None
    return answer if isinstance(answer, dict) else None


def _grid(file: str, sheet: Mapping[str, Any]) -> Grid:
    name = sheet["name"]
    rows = [
        [
            GridCell(cell_text(value), Origin(file, name, f"{get_column_letter(c)}{r}"))
            for c, value in enumerate(line, start=1)
        ]
        for r, line in enumerate(sheet["rows"], start=1)
    ]
    merged = sheet["merged"]
    for (top, left), (bottom, right) in merged or ():
        for row in rows[top : bottom + 1]:
            # A damaged file may name ranges beyond its cells: then there is nothing to spread.
            row[left : right + 1] = rows[top][left : left + 1] * len(row[left : right + 1])
    # Of an .ods the merged ranges are not told, so that covered cells look blank.
    return Grid(
        f"{file} · {name}", tuple(map(tuple, rows)), ragged=merged is None, caption=name, hidden=sheet["hidden"]
    )
