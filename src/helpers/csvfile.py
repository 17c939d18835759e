"""A CSV file that people edit: UTF-8 or GB18030, comma, semicolon or tab; every complaint names the file and line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from .errors import NianbaoError, said
from .spelling import did_you_mean


def csv_bytes(path: Path, error: type[NianbaoError], what: str) -> bytes:
    """What the file holds; `what` is the file in words. Raises `error` where it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise error(f"没有找到{what}", str(path), f"请在 {path.parent.name} 文件夹中放 {path.name}。") from None
    except OSError as problem:
        raise error(f"{what}打不开（{said(problem)}）", str(path), "请核对文件和权限。") from None


def csv_rows(
    data: bytes, path: Path, known: Sequence[str], required: Sequence[str], error: type[NianbaoError], what: str
) -> list[tuple[str, dict[str, str]]]:
    """The rows of `path`, which holds `data`, by column name, each with the place to name in a message.

    `what` is the file in words. Raises `error` for a file that is empty or in an unknown encoding, and for columns
    that are unknown, repeated or lacking.
    """
    rows = _rows(data, path, error, what)
    if not rows:
        raise error(f"{what}是空的", str(path), f"第一行写列名：{'、'.join(known)}。")
    header = rows[0][1]
    while header and not header[-1]:
        header.pop()
    _check_header(header, path, known, required, error)
    made: list[tuple[str, dict[str, str]]] = []
    for line, cells in rows[1:]:
        where = f"{path} 第 {line} 行"
        if any(cells[len(header) :]):
            raise error(f"这一行比列名多出“{cells[len(header)]}”", where, "含逗号的内容请用双引号括起来。")
        made.append((where, {name: cell for name, cell in zip(header, cells, strict=False) if cell}))
    return made


def wrong_cell(
    problem: ValidationError, row: Mapping[str, str], where: str, fixes: Mapping[str, str], error: type[NianbaoError]
) -> NianbaoError:
    """The complaint about the first cell of a row that does not fit; `fixes` say by column how to mend one."""
    column = str(problem.errors()[0]["loc"][0])
    return error(f"列“{column}”的内容“{row.get(column, '')}”不对", where, fixes.get(column, "请补上这一格。"))


def _rows(data: bytes, path: Path, error: type[NianbaoError], what: str) -> list[tuple[int, list[str]]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise error(f"{what}的编码无法识别", str(path), "请另存为“CSV UTF-8”。")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    return [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))]


def _check_header(
    header: Sequence[str], path: Path, known: Sequence[str], required: Sequence[str], error: type[NianbaoError]
) -> None:
    where = f"{path} 第 1 行"
    for name in header:
        if name not in known:
            fix = did_you_mean(name, known, f"可用的列：{'、'.join(known)}。")
            raise error(f"不认识的列“{name}”", where, fix)
        if list(header).count(name) > 1:
            raise error(f"列“{name}”写了两次", where, "请只保留一列。")
    for name in required:
        if name not in header:
            raise error(f"缺少列“{name}”", where, f"可用的列：{'、'.join(known)}。")
