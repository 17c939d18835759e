"""The batch: every office of the year, whatever happens to one of them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import psutil
import pytest

from batches import Batch
from executed import OTHER_LOCALE
from helpers.blocks import MIME
from helpers.build import default_engine
from helpers.errors import RunError
from helpers.intake.folder import read_file
from helpers.outputs import export
from helpers.plan import MEMORY
from helpers.worker import NoForkError, can_fork, start_worker

PAGE = {"report.html", "report.fragment.html", "card.txt", "card.json"}
BESIDE = {"report.pdf", "report.docx", "tables.xlsx"}
PUBLISHED = {"report.ipynb", "filing.csv", "filing.json", "findings.json", "receipt.json"} | PAGE | BESIDE
REFUSED = {"report.ipynb", "issues.html", "filing.json", "findings.json", "receipt.json"}
# What may differ between two equal runs.
RUN_ONLY = ("reasons", "started", "finished", "timings")

pytestmark = pytest.mark.kernel


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def receipt(folder: Path) -> dict:
    return json.loads((folder / "receipt.json").read_text(encoding="utf-8"))


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "receipt.json"
    }


def spoil(workspace: Path, office: str, cell: str, value: object) -> None:
    path = workspace / "data" / "2023" / office / "tables.xlsx"
    book = openpyxl.load_workbook(path)
    book["申请"][cell] = value
    book.save(path)


def test_sample_year_is_built_for_all_twelve_offices(workspace: Path, nianbao):
    code, out, err = nianbao("build", "2023")
    assert (0, "已生成 12。") == (code, out.splitlines()[0]), err
    offices = [path for path in (workspace / "output" / "2023").iterdir() if path.is_dir()]
    assert [PUBLISHED] * 12 == [names(folder) for folder in offices]
    for folder in offices:
        told = receipt(folder)
        made = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in told["outputs"]}
        assert made == told["outputs"]
        warned = int(folder.name == "xigong-shequ")  # its paragraph about platforms tells of something else
        assert {"error": 0, "warning": warned, "info": 0, "undecided": 0} == told["findings"]
    page = (workspace / "output" / "2023" / "index.html").read_text(encoding="utf-8")
    assert [] == [folder.name for folder in offices if f'href="{folder.name}/report.html"' not in page]
    example = [folder.name for folder in offices if "示例：" in (folder / "report.html").read_text(encoding="utf-8")]
    assert sorted(folder.name for folder in offices if folder.name.startswith("shili-")) == sorted(example)


def test_same_input_gives_same_bytes_in_another_folder_time_zone_and_locale(
    workspace: Path, nianbao, tmp_path: Path, monkeypatch
):
    chosen = ("--office", "shili-jiaoyu", "--office", "shili-ziran")
    assert 0 == nianbao("build", "2023", *chosen)[0]
    other = tmp_path / "elsewhere"
    shutil.copytree(workspace, other, ignore=shutil.ignore_patterns("output"))
    monkeypatch.chdir(other)
    for name, value in {"TZ": "America/New_York", "LC_ALL": OTHER_LOCALE, "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    # A kernel for each, which sees these settings: the parent of warm runs was started before them.
    assert 0 == nianbao("build", "2023", *chosen, "-j", "1", "--engine", "stock")[0]
    assert digests(workspace / "output") == digests(other / "output")
    for office in ("shili-jiaoyu", "shili-ziran"):
        kept = [
            {key: value for key, value in receipt(root / "output" / "2023" / office).items() if key not in RUN_ONLY}
            for root in (workspace, other)
        ]
        assert kept[0] == kept[1]


def test_outputs_tell_nothing_of_the_machine(workspace: Path, nianbao):
    nianbao("build", "2023", "--office", "shili-jiaoyu")
    folder = workspace / "output" / "2023" / "shili-jiaoyu"
    found = [
        p.name for p in folder.iterdir() if str(workspace).encode() in p.read_bytes() or b"/tmp/" in p.read_bytes()
    ]
    assert [] == found


def test_one_refused_office_stops_no_other(workspace: Path, nianbao):
    spoil(workspace, "shili-jiaoyu", "D4", 5)
    code, out, _ = nianbao("build", "2023", "--office", "shili-jiaoyu", "--office", "shili-ziran")
    assert 1 == code
    assert "已生成 1，退回修改 1。" == out.splitlines()[0]
    output = workspace / "output" / "2023"
    assert REFUSED == names(output / "shili-jiaoyu")
    assert PUBLISHED == names(output / "shili-ziran")
    assert "「申请」D4、D5、D27、D28" in (output / "shili-jiaoyu" / "issues.html").read_text(encoding="utf-8")


def test_a_report_that_is_now_refused_moves_the_published_files_away(workspace: Path, nianbao):
    folder = workspace / "output" / "2023" / "shili-jiaoyu"
    nianbao("build", "2023", "--office", "shili-jiaoyu")
    spoil(workspace, "shili-jiaoyu", "D4", 5)
    nianbao("build", "2023", "--office", "shili-jiaoyu")
    assert REFUSED | {"superseded"} == names(folder)
    assert PAGE | BESIDE | {"filing.csv"} == names(folder / "superseded") == set(receipt(folder)["superseded"])


def test_a_failed_run_leaves_the_earlier_files_and_says_failed(workspace: Path, nianbao):
    folder = workspace / "output" / "2023" / "shili-jiaoyu"
    nianbao("build", "2023", "--office", "shili-jiaoyu")
    before = digests(folder)
    notebook = workspace / "notebooks" / "annual_report.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace("report.title()", "report.titel()"), encoding="utf-8"
    )
    code, out, _ = nianbao("build", "2023", "--office", "shili-jiaoyu")
    assert 3 == code
    assert "运行失败 1" in out
    after = digests(folder)
    stopped = json.loads((folder / "failed.ipynb").read_text(encoding="utf-8"))
    del after["failed.ipynb"]
    assert before == after
    assert ["error"] == [o["output_type"] for c in stopped["cells"] for o in c.get("outputs", ()) if "ename" in o]
    assert "failed" == receipt(folder)["state"]
    _, why = receipt(folder)["message"].split("停止：")
    assert "AttributeError：'Report' object has no attribute 'titel'" == why


def test_an_office_that_handed_in_nothing_is_named(workspace: Path, nianbao):
    shutil.rmtree(workspace / "data" / "2023" / "shili-jiaoyu")
    code, out, _ = nianbao("build", "2023", "--office", "shili-jiaoyu", "--office", "shili-ziran")
    assert 1 == code
    assert "填报单位要报（未报送，请催报）：\n  示例区教育局\n" in out
    assert "未报送" in (workspace / "output" / "2023" / "index.html").read_text(encoding="utf-8")


def test_offices_that_handed_in_and_are_not_built_yet_are_not_told_as_missing(workspace: Path, nianbao):
    shutil.rmtree(workspace / "data" / "2023" / "shili-jiaoyu")
    assert 0 == nianbao("index", "2023")[0]
    output = workspace / "output" / "2023"
    found = json.loads((output / "findings.json").read_text(encoding="utf-8"))["findings"]
    assert [("X-08", "示例区教育局")] == [(f["rule"], f["office"]) for f in found]
    page = (output / "index.html").read_text(encoding="utf-8")
    assert "尚未编制 11，未报送 1。" in page


def test_last_year_that_is_missing_is_not_applicable_and_refuses_nothing(workspace: Path, nianbao):
    shutil.rmtree(workspace / "data" / "2022" / "shili-jiaoyu")
    assert 0 == nianbao("build", "2023", "--office", "shili-jiaoyu")[0]
    told = receipt(workspace / "output" / "2023" / "shili-jiaoyu")["not_applicable"]
    assert "没有上一年度的数据" == told["X-01"]


def test_formats_can_be_chosen_for_one_run(workspace: Path, nianbao):
    nianbao("build", "2023", "--office", "shili-jiaoyu", "--to", "html")
    folder = workspace / "output" / "2023" / "shili-jiaoyu"
    assert PUBLISHED - BESIDE == names(folder)
    assert () == read_file(folder / "report.html").downloads


def test_the_page_offers_the_formats_that_were_made_with_it(workspace: Path, nianbao):
    nianbao("build", "2023", "--office", "shili-jiaoyu", "--to", "html,pdf,xlsx")
    folder = workspace / "output" / "2023" / "shili-jiaoyu"
    assert ("report.pdf", "tables.xlsx") == read_file(folder / "report.html").downloads
    page = (workspace / "output" / "2023" / "index.html").read_text(encoding="utf-8")
    assert [] == [name for name in PAGE if f'href="shili-jiaoyu/{name}"' not in page]
    assert "P-05" not in nianbao("check", "--file", folder / "report.html", "--year", "2023")[1]


def test_an_office_that_handed_in_nothing_keeps_no_page_and_no_card(workspace: Path, nianbao):
    folder = workspace / "output" / "2023" / "shili-jiaoyu"
    nianbao("build", "2023", "--office", "shili-jiaoyu", "--to", "html")
    shutil.rmtree(workspace / "data" / "2023" / "shili-jiaoyu")
    nianbao("build", "2023", "--office", "shili-jiaoyu", "--to", "html")
    assert set() == PAGE & names(folder)


def test_word_and_excel_are_made_where_they_are_asked_for(workspace: Path, nianbao):
    folder = workspace / "output" / "2023" / "shili-jiaoyu"
    assert 0 == nianbao("build", "2023", "--office", "shili-jiaoyu", "--to", "docx,xlsx")[0]
    office_files = {"report.docx", "tables.xlsx"}
    assert PUBLISHED - PAGE - {"report.pdf"} | office_files == names(folder)
    assert office_files <= set(receipt(folder)["outputs"])
    page = (workspace / "output" / "2023" / "index.html").read_text(encoding="utf-8")
    assert [] == [name for name in office_files if f'href="shili-jiaoyu/{name}"' not in page]
    nianbao("build", "2023", "--office", "shili-jiaoyu", "--to", "html")
    assert ["report.docx", "tables.xlsx"] == receipt(folder)["superseded"]


def test_a_recorded_decision_makes_blanks_zero(workspace: Path, nianbao):
    path = workspace / "params" / "2023.yaml"
    item = "{office: xigong-shequ, decision: blank_is_zero, reason: 来函说明空白均为零, by: 区政务公开办}"
    decision = f"decisions:\n  - {item}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("decisions: []\n", decision), encoding="utf-8")
    book_path = workspace / "data" / "2023" / "xigong-shequ" / "tables.xlsx"
    book = openpyxl.load_workbook(book_path)
    for row in book["申请"].iter_rows(min_row=4, min_col=4, max_col=9):
        for cell in row:
            cell.value = None if cell.row != 27 else cell.value
    book.save(book_path)
    assert 0 == nianbao("build", "2023", "--office", "xigong-shequ")[0]
    notebook = (workspace / "output" / "2023" / "xigong-shequ" / "report.ipynb").read_text(encoding="utf-8")
    assert "来函说明空白均为零" in notebook
    assert 1 == nianbao("check", "2023", "--office", "xigong-shequ", "--params", _without_decision(workspace, path))[0]


def _without_decision(workspace: Path, path: Path) -> Path:
    other = workspace / "other" / "params"
    shutil.copytree(path.parent, other)
    text = path.read_text(encoding="utf-8")
    (other / path.name).write_text(text[: text.index("decisions:")] + "severities: []\n", encoding="utf-8")
    shutil.copytree(workspace / "data", workspace / "other" / "data")
    return other


def test_an_office_whose_files_cannot_be_written_stops_no_other(workspace: Path, nianbao):
    output = workspace / "output" / "2023"
    output.mkdir(parents=True)
    (output / "shili-jiaoyu").write_text("a file where the folder should be", encoding="utf-8")
    code, out, err = nianbao("build", "2023", "--office", "shili-jiaoyu", "--office", "shili-ziran")
    assert (3, "已生成 1，运行失败 1。") == (code, out.splitlines()[0])
    assert "Traceback" not in out + err
    assert PUBLISHED == names(output / "shili-ziran")


def test_a_second_build_makes_only_what_has_a_reason(workspace: Path, nianbao):
    chosen = ("--office", "shili-jiaoyu", "--office", "shili-ziran", "--to", "html")
    assert 0 == nianbao("build", "2023", *chosen)[0]
    output = workspace / "output" / "2023"
    assert ["从未生成"] == receipt(output / "shili-ziran")["reasons"]
    before = {office: (output / office / "receipt.json").read_bytes() for office in ("shili-jiaoyu", "shili-ziran")}
    spoil(workspace, "shili-ziran", "D4", 5)
    code, out, _ = nianbao("build", "2023", *chosen, "--dry-run")
    assert (0, ["示例区自然资源局：报送的数据变了", "要生成 1，没有变化 1。"]) == (code, out.splitlines())
    assert before == {office: (output / office / "receipt.json").read_bytes() for office in before}
    code, out, _ = nianbao("build", "2023", *chosen)
    assert (1, ["已生成 1，退回修改 1。", "其中 1 个没有变化，没有重新生成。"]) == (code, out.splitlines()[:2])
    assert before["shili-jiaoyu"] == (output / "shili-jiaoyu" / "receipt.json").read_bytes()
    assert ["报送的数据变了"] == receipt(output / "shili-ziran")["reasons"]
    # What was refused and has not changed is still refused.
    assert 1 == nianbao("build", "2023", *chosen)[0]


def test_force_makes_the_same_again(workspace: Path, nianbao):
    chosen = ("--office", "shili-ziran", "--to", "html")
    nianbao("build", "2023", *chosen)
    before = digests(workspace / "output" / "2023" / "shili-ziran")
    nianbao("build", "2023", *chosen, "--force")
    assert before == digests(workspace / "output" / "2023" / "shili-ziran")
    assert ["要求重新生成"] == receipt(workspace / "output" / "2023" / "shili-ziran")["reasons"]


def test_where_no_fork_can_be_made_a_kernel_makes_the_report_and_that_is_told(
    workspace: Path, nianbao, monkeypatch, caplog
):
    def start(context: Any, function: Any, item: Any) -> object:
        if context.get_start_method() != "spawn":
            raise NoForkError("no process")
        return start_worker(context, function, item)

    monkeypatch.setattr("helpers.nursery.start_worker", start)
    assert 0 == nianbao("build", "2023", "--office", "shili-ziran", "--to", "html", "--engine", "warm")[0]
    assert "built" == receipt(workspace / "output" / "2023" / "shili-ziran")["state"]
    told = ["分不出已载入程序的进程（no process），改为每份报告启动一个内核，会慢一些。"]
    assert told == [record.getMessage() for record in caplog.records if record.name.startswith("helpers")]


_OTHER_FONTS = """
from helpers import fonts
fonts._SHA256 = dict.fromkeys(fonts._SHA256, "")
from helpers.cli import main
main()
"""


@pytest.mark.skipif(not can_fork(), reason="此系统不分出进程")
def test_other_fonts_than_the_pinned_ones_are_told_before_any_report(workspace: Path):
    command = [sys.executable, "-c", _OTHER_FONTS, "build", "2023", "--office", "shili-ziran", "--engine", "warm"]
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False)
    first, where, fix = done.stderr.splitlines()
    assert (2, "") == (done.returncode, done.stdout)
    assert "字体文件与规定的版本不同" == first
    assert where.startswith("位置：Noto")
    assert fix.startswith("处理办法：请重新安装：pip install --force-reinstall")
    assert not (workspace / "output" / "2023" / "shili-ziran").exists()


def test_where_no_process_can_be_started_at_all_that_is_told(workspace: Path, nianbao, monkeypatch):
    def start(*_: object) -> object:
        raise NoForkError("Resource temporarily unavailable")

    monkeypatch.setattr("helpers.nursery.start_worker", start)
    code, out, err = nianbao("build", "2023", "--office", "shili-ziran", "--to", "html")
    assert (3, "") == (code, out)
    assert [
        "启动不了新的进程：Resource temporarily unavailable",
        "处理办法：请用 -j 减少同时运行的份数，或查内存和进程数的限制。",
    ] == err.splitlines()


def add_cell(workspace: Path, source: str) -> None:
    path = workspace / "notebooks" / "annual_report.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
    notebook["cells"].insert(-1, cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_kernel_that_ends_is_told_and_stops_no_other(workspace: Path, nianbao, tmp_path_factory):
    add_cell(workspace, "import os\nif office == 'shili-ziran': os._exit(5)")
    chosen = ("--office", "shili-ziran", "--office", "shili-jiaoyu", "--to", "html")
    batch = Batch(workspace, tmp_path_factory.mktemp("t"), chosen)
    told = "运行失败：示例区自然资源局（内核中途退出，可能是内存不足，或笔记本中有单元格让它退出）\n"
    assert (3, told) == (batch.run(), batch.said)
    assert "built" == receipt(batch.folder / "shili-jiaoyu")["state"]
    assert "示例区自然资源局：上次运行失败\n" in nianbao("build", "2023", "--office", "shili-ziran", "--dry-run")[1]


@pytest.mark.skipif(os.name == "nt", reason="Windows 不让移走正在用的文件夹")
@pytest.mark.parametrize("engine", [default_engine(), "stock"])
def test_a_workspace_that_is_moved_away_meanwhile_is_told_and_nothing_runs_on(
    workspace: Path, tmp_path_factory, engine
):
    add_cell(workspace, "import time\nopen('running', 'w').close()\ntime.sleep(2)")
    chosen = ("--office", "shili-ziran", "--office", "shili-jiaoyu", "--to", "html", "-j", "1", "--engine", engine)
    batch = Batch(workspace, tmp_path_factory.mktemp("t"), chosen)
    process = batch.start()
    while not (workspace / "running").exists():
        assert process.poll() is None
        time.sleep(0.05)
    moved = workspace.rename(workspace.with_name("移走"))
    assert 2 == process.wait()
    said = (moved / "said.txt").read_text(encoding="utf-8")
    assert [
        "主笔记本不见了，工作区在编制时被移走、改名或删除",
        f"位置：{workspace / 'notebooks' / 'annual_report.ipynb'}",
        "处理办法：请放回原处，再运行就接着做。",
    ] == said.splitlines()[-3:]
    assert "Traceback" not in said
    assert [] == batch.left()


@pytest.mark.skipif(not can_fork(), reason="只有 Linux 靠 /proc")
def test_a_system_that_tells_of_no_processes_makes_the_same_by_kernels(workspace: Path, nianbao, hidden_processes):
    chosen = ("--office", "shili-ziran", "--to", "html")
    told = "此系统看不到进程占用的内存（没有 /proc），--memory 不起作用。\n"
    for engine in ((), ("--engine", "warm")):
        code, out, err = nianbao("build", "2023", *chosen, "--force", *engine)
        assert (0, "已生成 1。", told) == (code, out.splitlines()[0], err)


@pytest.mark.skipif(not can_fork(), reason="只有 Linux 能收养进程")
@pytest.mark.parametrize("engine", ["warm", "stock"])
def test_what_a_notebook_starts_ends_with_its_report(workspace: Path, nianbao, engine):
    started = "subprocess.Popen(['sleep', '600'], start_new_session=True)"
    add_cell(workspace, f"import subprocess\nopen('started', 'w').write(str({started}.pid))")
    code, _, err = nianbao("build", "2023", "--office", "shili-ziran", "--to", "html", "--engine", engine)
    pid = int((workspace / "started").read_text())
    ended = not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert (0, True) == (code, ended), err


def test_a_page_that_cannot_be_written_is_told(workspace: Path, nianbao):
    page = workspace / "output" / "2023" / "index.html"
    page.mkdir(parents=True)
    code, out, err = nianbao("build", "2023", "--office", "shili-ziran", "--to", "html")
    fix = "处理办法：请核对路径、权限和磁盘空间。"
    assert (2, "", ["文件读写不了：应为文件的地方是文件夹", f"位置：{page}", fix]) == (code, out, err.splitlines())
    page.rmdir()
    assert "其中 1 个没有变化" in nianbao("build", "2023", "--office", "shili-ziran", "--to", "html")[1]


def test_no_room_for_what_a_plan_remembers_ends_nothing(workspace: Path, nianbao):
    (workspace / "output" / "2023" / MEMORY).mkdir(parents=True)
    assert 0 == nianbao("build", "2023", "--office", "shili-ziran", "--to", "html")[0]


def test_a_notebook_that_lost_a_cell_which_every_report_needs_says_which():
    title = {"output_type": "display_data", "data": {MIME: {"kind": "title"}}, "metadata": {}}
    with pytest.raises(RunError) as refused:
        export({"cells": [{"cell_type": "code", "outputs": [title]}]}, ("html",))
    assert "主笔记本没有单元格显示 report.findings()、report.sources()、report.conclude()" == refused.value.what
