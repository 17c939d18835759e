"""A report that takes too long or too much memory is ended and named, and stops no other."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from helpers.worker import can_fork

ENGINES = [pytest.param("warm", marks=pytest.mark.skipif(not can_fork(), reason="此系统不分出进程")), "stock"]
pytestmark = [pytest.mark.kernel, pytest.mark.parametrize("engine", ENGINES)]
# Both hold on to the interpreter, so that no other thread of the process gets a turn.
_FOR_EVER = 're.match("(a+)+$", "a" * 60 + "b")'
_HANGING = f'import re\nfound = {_FOR_EVER} if office == "shili-jiaoyu" else None'
_MUCH = 'bytearray(b"x") * (700 << 20)'
_GROWING = f'import re\ngrown = {_MUCH} if office == "shili-jiaoyu" else b""\n{_FOR_EVER} if grown else 0'


def build(workspace: Path, nianbao, source: str, *options: object) -> tuple[int, str, str]:
    """Build two offices, with a cell put in front of the last one of the notebook."""
    path = workspace / "notebooks" / "annual_report.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells.insert(-1, new_code_cell(source))
    nbformat.write(notebook, path)
    chosen = ("--office", "shili-jiaoyu", "--office", "shili-ziran", "--to", "html")
    return nianbao("build", "2023", *chosen, *options)


def states(workspace: Path) -> dict[str, str]:
    receipts = (workspace / "output" / "2023").glob("*/receipt.json")
    return {path.parent.name: json.loads(path.read_text(encoding="utf-8"))["state"] for path in receipts}


def test_one_that_hangs_is_ended(workspace: Path, nianbao, engine):
    began = time.monotonic()
    assert 0 == nianbao("build", "2023", "--office", "shili-ziran", "--to", "html", "--engine", engine)[0]
    seconds = 6 + round(3 * (time.monotonic() - began))  # as long as a report takes, however busy this machine is
    code, out, err = build(workspace, nianbao, _HANGING, "--engine", engine, "--timeout", seconds)
    told = f"运行超过 {seconds} 秒，已终止；请查这个单位的材料，确需更久的加 --timeout"
    assert (3, f"运行失败：示例区教育局（{told}）\n") == (code, err)
    assert f"  示例区教育局：{told}" in out.splitlines()
    assert {"shili-jiaoyu": "failed", "shili-ziran": "built"} == states(workspace)


def test_one_that_grows_is_ended(workspace: Path, nianbao, engine):
    code, _, err = build(workspace, nianbao, _GROWING, "--engine", engine, "--memory", "500")
    told = "占用内存 … MB，超过每份 500 MB 的限度，已终止；请查这个单位的材料，确需更多的加 --memory"
    assert (3, f"运行失败：示例区教育局（{told}）\n") == (code, re.sub(r"内存 \d+ MB，", "内存 … MB，", err))
    assert {"shili-jiaoyu": "failed", "shili-ziran": "built"} == states(workspace)
