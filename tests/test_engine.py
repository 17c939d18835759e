"""papermill with the kit installed: strict and readable with the kit's notebook, as ever with those of others."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from executed import ROOT
from helpers.engine import KERNEL_ENGINE, KernelEngine, LegibleTranslator, ParametersRefusedError
from helpers.errors import ParamsError
from helpers.params import ReportParams, check_parameters

NOTEBOOK = ROOT / "notebooks" / "annual_report.ipynb"
OFFICE = ("-p", "year", "2023", "-p", "office", "xigong-shequ")


def papermill(notebook: Path, target: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", str(notebook), str(target), "--no-progress-bar", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def injected(notebook: Path) -> str:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    (found,) = [c for c in cells if "injected-parameters" in c["metadata"].get("tags", ())]
    return "".join(found["source"])


def of_others(path: Path, *cells: str) -> Path:
    parameters = nbformat.v4.new_code_cell("name = ''", metadata={"tags": ["parameters"]})
    made = nbformat.v4.new_notebook(
        cells=[parameters, *map(nbformat.v4.new_code_cell, cells)],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
    )
    nbformat.write(made, path)
    return path


# The kit's notebook -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("-p", "offcie", "xigong-shequ"), "不认识参数“offcie”\n位置：命令行或参数文件\n处理办法：是不是“office”？"),
        (("-p", "colour", "red"), "不认识参数“colour”\n位置：命令行或参数文件\n处理办法：可用：year、office、data_dir"),
        (("-p", "year", "二〇二三"), "参数 year 应为整数年度，给的是 '二〇二三'\n"),
        (("-p", "year", "2023.5"), "参数 year 应为整数年度，给的是 2023.5\n"),
        (("-p", "strict", "是"), "参数 strict 应为 True 或 False，给的是 '是'\n"),
        (("-y", "{office: [1]}"), "参数 office 应为填报单位编号"),
    ],
)
def test_wrong_parameters_are_refused_in_one_message_before_anything_runs_or_is_written(tmp_path, given, told):
    target = tmp_path / "report.ipynb"
    target.write_text("从前的", encoding="utf-8")
    done = papermill(NOTEBOOK, target, *given)
    assert 2 == done.returncode
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "Executing" not in done.stderr
    assert "从前的" == target.read_text(encoding="utf-8")


@pytest.mark.kernel
@pytest.mark.parametrize("engine", [(), ("--engine", "nianbao")])
def test_what_the_kit_says_in_a_cell_ends_the_command_and_the_notebook_opens_at_it(tmp_path, engine):
    done = papermill(NOTEBOOK, tmp_path / "report.ipynb", "-p", "office", "nobody", *engine)
    told = done.stderr[done.stderr.index("登记表中没有") :]
    place = ROOT / "params" / "offices.csv"
    message = f"登记表中没有填报单位“nobody”\n位置：{place}\n处理办法：请核对编号，或在登记表中加一行。\n"
    assert (1, message, False) == (done.returncode, told, "Traceback" in done.stderr)
    cells = nbformat.read(tmp_path / "report.ipynb", as_version=4).cells
    assert ["papermill-error-cell-tag"] == cells[0].metadata["tags"]


@pytest.mark.kernel
@pytest.mark.parametrize("engine", [(), ("--engine", "nianbao")])
def test_for_a_program_what_the_kit_says_in_a_cell_is_an_error_of_papermill(tmp_path, engine):
    with pytest.raises(PapermillExecutionError) as told:
        execute_notebook(NOTEBOOK, tmp_path / "report.ipynb", {"office": "nobody"}, *engine[1:], progress_bar=False)
    assert ("ParamsError", told.value.args) == (told.value.ename, pickle.loads(pickle.dumps(told.value)).args)  # noqa: S301


@pytest.mark.kernel
@pytest.mark.parametrize("engine", [(), ("--engine", "nianbao")])
def test_parameters_stand_in_the_record_as_a_person_would_write_them(tmp_path, engine):
    (tmp_path / "材料").mkdir()
    data = os.path.relpath(tmp_path / "材料", ROOT)
    papermill(NOTEBOOK, tmp_path / "report.ipynb", *OFFICE, "-p", "data_dir", data, *engine)
    expected = f'# Parameters\nyear = 2023\noffice = "xigong-shequ"\ndata_dir = "{data}"\n'
    assert expected == injected(tmp_path / "report.ipynb")


@pytest.mark.kernel
def test_both_engines_leave_the_same_outputs(tmp_path):
    def outputs(name: str, *engine: str) -> list[Any]:
        done = papermill(NOTEBOOK, tmp_path / name, *OFFICE, *engine)
        assert 0 == done.returncode, done.stderr
        return [cell.get("outputs") for cell in json.loads((tmp_path / name).read_text(encoding="utf-8"))["cells"]]

    assert outputs("kernel.ipynb") == outputs("here.ipynb", "--engine", "nianbao")


@pytest.mark.kernel
@pytest.mark.skipif(os.name == "nt", reason="没有 ipc")
def test_messages_go_over_sockets_of_its_own(tmp_path):
    asked = "from ipykernel.connect import get_connection_info\nprint(get_connection_info(unpack=True)['transport'])"
    notebook = of_others(tmp_path / "in.ipynb", asked)
    made = nbformat.read(notebook, as_version=4)
    made.metadata["nianbao"] = {"parameters": "report"}
    nbformat.write(made, notebook)
    assert 0 == papermill(notebook, tmp_path / "out.ipynb").returncode
    outputs = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].outputs
    assert ["ipc\n"] == [output.text for output in outputs]


@given(st.text())
def test_a_text_that_is_written_is_read_back(text):
    written = LegibleTranslator.translate_str(text)
    assert text == eval(written)  # noqa: S307 - it is what a notebook does with it
    assert all(letter.isprintable() for letter in written)


def test_chinese_is_written_as_it_is_and_what_cannot_be_seen_is_escaped():
    assert '"示例区“某”局\\u202e\\n"' == LegibleTranslator.translate_str("示例区“某”局\u202e\n")


def test_right_parameters_pass_and_those_that_are_not_given_are_not_missed():
    for given_ in ({}, {"year": 2023}, {"office": "xigong-shequ", "strict": True}, {"data_dir": "s3://桶/数据"}):
        check_parameters(given_)


@pytest.mark.parametrize("name", ReportParams.model_fields)
def test_every_parameter_has_its_type(name):
    with pytest.raises(ParamsError) as told:
        check_parameters({name: [1.5]})
    assert f"参数 {name} 应为" in told.value.what


def test_the_refusal_travels_between_processes():
    told = pickle.loads(pickle.dumps(ParametersRefusedError("甲", "乙", "丙")))  # noqa: S301 - our own
    assert ("甲", "乙", "丙", "甲\n位置：乙\n处理办法：丙") == (told.what, told.where, told.fix, str(told))


def test_the_engines_have_the_names_that_are_documented():
    from papermill.engines import papermill_engines

    from helpers.warm import ENGINE, WarmEngine

    assert ("nianbao", "nianbao-stock") == (ENGINE, KERNEL_ENGINE)
    assert (WarmEngine, KernelEngine) == tuple(map(papermill_engines.get_engine, (ENGINE, KERNEL_ENGINE)))


# Notebooks of others ------------------------------------------------------------------------------------------------


@pytest.mark.kernel
def test_others_notebooks_take_any_parameter_and_are_written_as_papermill_writes(tmp_path):
    notebook = of_others(tmp_path / "in.ipynb", "print(name, offcie)")
    done = papermill(notebook, tmp_path / "out.ipynb", "-p", "name", "某", "-p", "offcie", "1")
    assert (0, '# Parameters\nname = "\\u67d0"\noffcie = 1\n') == (done.returncode, injected(tmp_path / "out.ipynb"))
    outputs = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].outputs
    assert ["某 1\n"] == [output.text for output in outputs]


def test_for_others_the_kit_loads_nothing_heavy():
    asked = "import papermill, sys; print([m for m in ('pandas', 'matplotlib', 'helpers.report') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert "[]\n" == done.stdout


def test_it_does_not_matter_what_is_imported_first():
    for first in ("helpers.engine", "helpers.warm", "helpers", "papermill", "papermill.engines"):
        asked = f"import {first}, papermill; print(papermill.engines.papermill_engines.get_engine('nianbao').__name__)"
        done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
        assert done.stdout.strip() in ("NianbaoEngine", "WarmEngine")
