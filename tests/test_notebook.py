"""The master notebook: readable as a document, and one program on every route."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.blocks import collect_blocks
from helpers.params import ReportParams

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "annual_report.ipynb"
PARAMETERS = ["year", "office", "data_dir", "params_dir", "strict"]


def source() -> dict:
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))


def code_cells() -> list[str]:
    return ["".join(cell["source"]) for cell in source()["cells"] if cell["cell_type"] == "code"]


def papermill(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)


def test_notebook_is_committed_without_outputs():
    cells = [cell for cell in source()["cells"] if cell["cell_type"] == "code"]
    assert [([], None)] * len(cells) == [(cell["outputs"], cell["execution_count"]) for cell in cells]


def test_code_cells_are_short_and_plain():
    forbidden = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.With)
    for cell in code_cells():
        assert len(cell.splitlines()) <= 5, cell
        assert not [node for node in ast.walk(ast.parse(cell)) if isinstance(node, forbidden)], cell


def test_only_the_first_cell_after_the_parameters_imports():
    importing = [
        index
        for index, cell in enumerate(code_cells())
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(ast.parse(cell)))
    ]
    assert [1] == importing


def test_parameters_are_the_five_and_each_has_a_chinese_comment():
    lines = code_cells()[0].splitlines()
    assert PARAMETERS == [line.partition(":")[0] for line in lines]
    assert list(ReportParams.model_fields) == PARAMETERS
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in line.partition("#")[2]) for line in lines)


def test_prose_comes_first_and_explains_the_notebook():
    assert "markdown" == source()["cells"][0]["cell_type"]


@pytest.mark.kernel
def test_help_notebook_explains_each_parameter_in_chinese():
    shown = papermill("--help-notebook", str(NOTEBOOK), cwd=ROOT).stdout
    assert [True] * 4 == [words in shown for words in ("报告年度", "填报单位编号", "报送材料所在文件夹", "有错误时")]


@pytest.mark.kernel
def test_plain_papermill_makes_the_sample_report(workspace: Path):
    done = papermill("notebooks/annual_report.ipynb", "out.ipynb", "-p", "office", "xigong-shequ", cwd=workspace)
    assert 0 == done.returncode, done.stderr
    blocks = collect_blocks(json.loads((workspace / "out.ipynb").read_text(encoding="utf-8")))
    kinds = [block["kind"] for block in blocks]
    assert 6 == kinds.count("heading")
    assert 3 == kinds.count("table")
    assert 0 == kinds.count("figure")  # nothing to see in an all-zero year
    numbers = [
        cell["text"] for b in blocks if b["kind"] == "table" for row in b["rows"] for cell in row if cell["address"]
    ]
    assert ["0"] * 200 == numbers
    prose = "".join(run["text"] for b in blocks if b["kind"] == "prose" for p in b["paragraphs"] for run in p["runs"])
    text = prose.replace(" ", "")
    facts = ["党务信息15条", "政务信息3条", "11月1日", "1次", "信息处理费", "精彩西工", "智慧西工", "周王城广场"]
    assert [] == [fact for fact in facts if fact not in text]
    topics = ["主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障"]
    headings = [
        "".join(run["text"] for run in p["runs"])
        for b in blocks
        if b["kind"] == "prose"
        for p in b["paragraphs"]
        if p["level"]
    ]
    assert [True] * 5 == [topic in heading for topic, heading in zip(topics, headings, strict=True)]


@pytest.mark.kernel
def test_run_all_with_the_defaults_works_from_the_notebooks_folder(workspace: Path):
    # JupyterLab runs a notebook in the folder it lies in.
    code = (
        "import nbformat, sys; from nbclient import NotebookClient;"
        "nb = nbformat.read('annual_report.ipynb', 4); NotebookClient(nb).execute(); nbformat.write(nb, 'run.ipynb')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=workspace / "notebooks", check=True, timeout=300)
    blocks = collect_blocks(json.loads((workspace / "notebooks" / "run.ipynb").read_text(encoding="utf-8")))
    assert [True] == [block["publishable"] for block in blocks if block["kind"] == "verdict"]


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-p", "offce", "xigong-shequ"), ("不认识参数“offce”", "是不是“office”")),
        (("-p", "year", "abc"), ("year 应为整数年度", "-p year 2023")),
        (("-p", "office", "shili-jiaoyv"), ("没有填报单位“shili-jiaoyv”", "是不是“shili-jiaoyu”")),
        (("-p", "year", "2031"), ("没有 2031 年度的参数文件",)),
    ],
)
def test_wrong_parameters_are_refused_by_the_notebook_in_chinese(workspace: Path, arguments, words):
    # Not by the kit's engine, which refuses some of them before the notebook runs.
    done = papermill("notebooks/annual_report.ipynb", "out.ipynb", *arguments, "--engine", "nbclient", cwd=workspace)
    assert 1 == done.returncode
    shown = (workspace / "out.ipynb").read_text(encoding="utf-8")
    assert [] == [word for word in words if word not in shown]


@pytest.mark.kernel
def test_a_refused_report_is_still_written_and_says_so(workspace: Path):
    done = papermill(
        "notebooks/annual_report.ipynb",
        "out.ipynb",
        "-p",
        "year",
        "2024",
        "-p",
        "office",
        "shili-shuiwu",
        cwd=workspace,
    )
    assert 0 == done.returncode, done.stderr
    assert "不予发布" in (workspace / "out.ipynb").read_text(encoding="utf-8")


@pytest.mark.kernel
def test_strict_makes_a_refused_report_fail(workspace: Path):
    wrong = ("-p", "year", "2024", "-p", "office", "shili-shuiwu", "-p", "strict", "True")
    done = papermill("notebooks/annual_report.ipynb", "out.ipynb", *wrong, cwd=workspace)
    assert 1 == done.returncode
    assert "不予发布" in (workspace / "out.ipynb").read_text(encoding="utf-8")
