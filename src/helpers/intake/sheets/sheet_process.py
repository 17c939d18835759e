"""Run as a program of its own: print the sheets of a workbook as JSON.

The reader is native code, which a damaged file can make panic, abort or ask for all memory.
Here it can only end itself.
Nothing of this package is imported, so that the process starts in some 50 ms.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

_MEMORY = 1 << 30


def main(path: str, max_rows: int, max_columns: int) -> None:
    """Print {"sheets": [...]}, {"vast": [name, rows, columns]} or {"password": true}."""
    with suppress(ImportError, ValueError):  # not on Windows; the system may allow less than that
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        print(json.dumps({"password": True}))
        return
    sheets = []
    for data in book.sheets_metadata:
        if data.typ != SheetTypeEnum.WorkSheet:
            continue
        name, hidden = data.name, data.visible != SheetVisibleEnum.Visible
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > max_rows or sheet.total_width > max_columns:
            print(json.dumps({"vast": [name, sheet.total_height, sheet.total_width]}))
            return
        rows = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        sheets.append({"name": name, "rows": rows, "merged": sheet.merged_cell_ranges, "hidden": hidden})
    print(json.dumps({"sheets": sheets}))


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) else str(value)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
