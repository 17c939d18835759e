"""A notebook run warm is the document that a kernel leaves; what could not be the same is handed to a kernel."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from executed import ROOT
from helpers.errors import RunError
from helpers.execution import execute
from helpers.job import Job
from helpers.outputs import export
from helpers.plan import MEMORY
from helpers.warm import needs_kernel

pytestmark = pytest.mark.kernel
NOTEBOOK = ROOT / "notebooks" / "annual_report.ipynb"
FORMATS = ("html", "pdf", "docx", "xlsx")

# Cells that are run here, each in a notebook of its own.
WARM = {
    "print": ["print('一', 2)\nprint('三')", "print('四')"],
    "value": ["1 + 1", "'文字'", "[1, {'a': None}]", "None"],
    "history": ["1 + 1", "_ + 1", "Out[1], len(In)"],
    "pandas": [
        "from helpers import open_report\nreport = open_report({'year': 2023, 'office': 'xigong-shequ'})",
        "report.frame('applications')",
        "report.frame('disputes').sum(numeric_only=True)",
    ],
    "error": ["print('前')", "1 / 0", "print('后')"],
    "error in a library": ["import json", "json.loads('{')"],
    "name error": ["undefined"],
    "own error": ["from helpers import open_report", "open_report({'year': 2023, 'office': 'none-such'})"],
    "long": ["print('字' * 100_000)", "list(range(3000))"],
    "unicode": ["print('瀍㎡\\u2028😀')", "'\\x1b[31m红'"],
    "decimal and dates": [
        "from decimal import Decimal\nfrom datetime import date",
        "Decimal('1.10'), date(2024, 1, 31)",
    ],
    "empty": ["", "  ", "# 只有注释"],
    "blank lines": ["\n\n1 + 1\n", "\n\nprint(1)\n\nundefined"],
    "carriage return": ["print('一\\r二')"],
    "no line end": ["print('一', end='')", "print('二', end='')"],
}
# Cells that need a kernel.
COLD = {
    "magic": ["%time 1 + 1"],
    "cell magic": ["%%capture\nprint(1)"],
    "shell": ["!echo 你好"],
    "subprocess": ["import subprocess", "subprocess.run(['echo', '一'])"],
    "descriptor": ["import os", "os.write(1, b'x')"],
    "warnings": ["import warnings", "warnings.warn('注意')"],
    "await": ["import asyncio", "await asyncio.sleep(0)"],
    "threads": ["import threading", "threading.Thread(target=print, args=('一',)).start()"],
    "exit": ["import sys", "sys.exit(3)"],
    "exit by name": ["exit()"],
    "input": ["input('？')"],
    "display": ["from IPython.display import display, HTML", "display(HTML('<b>粗</b>'), display_id='a')"],
    "interleaved": ["import sys", "print(1); print(2, file=sys.stderr); print(3)"],
    "syntax error": ["1 +"],
    "indented": ["  1 + 1", "    print(1)\n    2"],
    "prompts": [">>> 1 + 1"],
    "definition": ["def f():\n    return 1", "f()"],
    "loop": ["for i in range(3):\n    print(i)"],
    "figure": ["import matplotlib.pyplot as plt", "plt.plot([1, 2])"],
    "file": ["open('x', 'w')"],
    "evaluated": ["eval('1')"],
    "dunder": ["().__class__.__base__.__subclasses__()"],
}


def notebook(path: Path, cells: list[str]) -> Path:
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"c{number}") for number, cell in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
    )
    nbformat.write(made, path)
    return path


def run(job: Job, engine: str) -> dict:
    """The document that a run leaves, also where a cell fails."""
    try:
        return execute(job, engine)
    except RunError:
        return json.loads((job.folder / "failed.ipynb").read_text(encoding="utf-8"))


def both(job: Job) -> list[dict]:
    made = []
    for engine in ("stock", "warm"):
        shutil.rmtree(job.folder, ignore_errors=True)
        made.append(run(job, engine))
    return made


def job_of(path: Path, folder: Path, parameters: dict | None = None) -> Job:
    return Job(2023, "shili-jiaoyu", parameters or {}, path, ROOT, folder / "made", FORMATS)


@pytest.mark.parametrize("name", WARM)
def test_a_plain_notebook_is_the_same_without_a_kernel(tmp_path: Path, name: str):
    path = notebook(tmp_path / "n.ipynb", WARM[name])
    assert None is needs_kernel(json.loads(path.read_text(encoding="utf-8")))
    stock, warm = both(job_of(path, tmp_path))
    assert stock == warm


@pytest.mark.parametrize("name", COLD)
def test_what_could_come_out_otherwise_is_handed_to_a_kernel(tmp_path: Path, name: str):
    path = notebook(tmp_path / "n.ipynb", COLD[name])
    assert needs_kernel(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("office", "year"), [("shili-jiaoyu", 2023), ("xigong-shequ", 2023), ("shili-shuiwu", 2024), ("none-such", 2023)]
)
def test_the_master_notebook_is_the_same_without_a_kernel(tmp_path: Path, office: str, year: int):
    assert None is needs_kernel(json.loads(NOTEBOOK.read_text(encoding="utf-8")))
    stock, warm = both(job_of(NOTEBOOK, tmp_path, {"year": year, "office": office}))
    assert stock == warm
    if office != "none-such":
        assert export(stock, FORMATS) == export(warm, FORMATS)


@pytest.mark.parametrize("engine", ["warm", "stock"])
@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["{}['坏']"], "KeyError：'坏'"),
        (["assert 1 > 2"], "AssertionError"),
        (["from helpers.errors import ParamsError", "raise ParamsError('写错了', '某处', '请改')"], "写错了"),
        (["from helpers.engine import ParametersRefusedError", "raise ParametersRefusedError('写错了')"], "写错了"),
    ],
    ids=["of Python", "without words", "own", "own, of a kind of its own"],
)
def test_of_the_kits_own_errors_the_words_are_told_and_of_others_the_kind_too(tmp_path: Path, cells, told, engine):
    with pytest.raises(RunError) as stopped:
        execute(job_of(notebook(tmp_path / "n.ipynb", cells), tmp_path), engine)
    assert told == stopped.value.what.partition("个单元格停止：")[2]


def test_another_kernel_is_left_to_its_kernel():
    assert needs_kernel({"metadata": {"kernelspec": {"name": "ir", "language": "R"}}, "cells": []})


def test_every_file_of_the_sample_year_is_the_same_with_both_engines(workspace: Path, nianbao):
    # All formats: the pictures in Word and the figures in PDF and HTML among them.
    made = {}
    for engine in ("stock", "warm"):
        assert 0 == nianbao("build", 2023, "--engine", engine, "--output", engine)[0]
        files = [path for path in Path(engine).rglob("*") if path.is_file()]
        made[engine] = {
            path.relative_to(engine).as_posix(): path.read_bytes()
            for path in files
            if path.name not in ("receipt.json", MEMORY)
        }
    assert 12 == len([name for name in made["warm"] if name.endswith("report.pdf")])
    assert made["stock"] == made["warm"]
