"""What is built again and why: content decides, and nothing else does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from executed import ROOT
from helpers.basis import LIBRARIES, Materials, versions
from helpers.digests import Remembered
from helpers.exceptions import load_exceptions
from helpers.job import Job
from helpers.outputs import wanted_outputs
from helpers.params import load_campaign
from helpers.plan import MEMORY, REASONS, Plan, plan_jobs
from helpers.register import load_register
from helpers.store import RECEIPT, json_bytes, sha256, write_file

YEAR, FORMATS = 2023, ("html", "pdf")
OFFICES = ("shili-jiaoyu", "shili-ziran", "xigong-shequ")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("data", "params", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def jobs(root: Path, offices: tuple[str, ...] = OFFICES) -> list[Job]:
    notebook = root / "notebooks" / "annual_report.ipynb"
    return [Job(YEAR, o, {}, notebook, root, root / "output" / str(YEAR) / o, FORMATS) for o in offices]


def materials(root: Path) -> Materials:
    register = load_register(root / "params")
    exceptions = load_exceptions(root / "params", register)
    notebook = root / "notebooks" / "annual_report.ipynb"
    return Materials(load_campaign(root / "params", YEAR), register, exceptions, root / "data", notebook)


def planned(root: Path, **options: bool) -> Plan:
    return plan_jobs(jobs(root), materials(root), **options)


def run(root: Path, state: str = "built") -> None:
    """Leave what a run of each planned job would leave."""
    for job in planned(root).jobs:
        outputs = {name: f"{job.office} {name}".encode() for name in wanted_outputs(state, job.formats)}
        for name, data in outputs.items():
            write_file(job.folder / name, data)
        receipt = {
            "state": state,
            "basis": dict(job.basis),
            "outputs": {name: sha256(data) for name, data in outputs.items()},
            "findings": {"error": 0, "warning": 0},
        }
        (job.folder / RECEIPT).write_bytes(json_bytes(receipt))


def reasons(root: Path, **options: bool) -> dict[str, tuple[str, ...]]:
    return {job.office: job.reasons for job in planned(root, **options).jobs}


def append(path: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        with (root / path).open("ab") as file:
            file.write(b"\n")

    return change


def pipe(path: str) -> Callable[[Path], None]:
    """To read it would wait for ever."""

    def change(root: Path) -> None:
        (root / path).unlink()
        os.mkfifo(root / path)

    return change


def in_receipt(part: str) -> Callable[[Path], None]:
    """As if the report had been made of something else."""

    def change(root: Path) -> None:
        path = root / "output" / str(YEAR) / "shili-jiaoyu" / RECEIPT
        receipt = json.loads(path.read_text(encoding="utf-8"))
        receipt["basis"][part] = sha256(b"other")
        path.write_bytes(json_bytes(receipt))

    return change


def settings(root: Path) -> None:
    path = root / "params" / f"{YEAR}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("overview_limit", "#").replace("01-31", "01-30"), "utf-8")


def test_a_new_report_is_built_and_then_stands(root: Path):
    assert dict.fromkeys(OFFICES, ("从未生成",)) == reasons(root)
    run(root)
    assert {} == reasons(root)
    assert dict.fromkeys(OFFICES, "built") == {o: left["state"] for o, left in planned(root).standing.items()}


def told_by(root: Path, processes: int) -> tuple[list[tuple[str, ...]], list[str], str]:
    """The jobs with their reasons, what stands, and what is remembered, as a new process decides."""
    memory = root / "output" / str(YEAR) / MEMORY
    memory.unlink(missing_ok=True)
    place = f"Path({str(root)!r})"
    decide = f"plan = plan_jobs(jobs({place}), materials({place}), processes={processes})"
    show = "print(json.dumps([[(job.office, *job.reasons) for job in plan.jobs], list(plan.standing)]))"
    code = "\n".join(["from test_plan import *", "from helpers import forked", "forked._WORTH = 1", decide, show])
    told = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True)
    assert "" == told.stderr
    return *json.loads(told.stdout), memory.read_text(encoding="utf-8")


def test_several_processes_decide_the_same(root: Path):
    run(root)
    append("data/2023/shili-jiaoyu/tables.xlsx")(root)
    time.sleep(2.1)  # fresh files are not remembered
    alone = told_by(root, 1)
    assert [["shili-jiaoyu", "报送的数据变了"]] == alone[0]
    assert ["shili-ziran", "xigong-shequ"] == alone[1]
    assert alone == told_by(root, 3)


@pytest.mark.parametrize(
    ("change", "offices", "words"),
    [
        (append("data/2023/shili-jiaoyu/tables.xlsx"), ["shili-jiaoyu"], "报送的数据变了"),
        (append("data/2023/shili-jiaoyu/~补充.txt"), ["shili-jiaoyu"], "报送的数据变了"),
        (append("data/2023/shili-jiaoyu/narrative.md"), ["shili-jiaoyu"], "报送的文字变了"),
        (append("data/2022/shili-jiaoyu/tables.xlsx"), ["shili-jiaoyu"], "以前年度的材料变了"),
        (append("data/2019/shili-jiaoyu/tables.xlsx"), ["shili-jiaoyu"], "以前年度的材料变了"),
        (append("notebooks/annual_report.ipynb"), [*OFFICES], "主笔记本变了"),
        (settings, [*OFFICES], "参数、登记表或放行变了"),
        (in_receipt("form"), ["shili-jiaoyu"], "格式变了"),
        (in_receipt("code"), ["shili-jiaoyu"], "程序变了"),
        (in_receipt("template"), ["shili-jiaoyu"], "模板变了"),
        (in_receipt("fonts"), ["shili-jiaoyu"], "字体变了"),
        (in_receipt("libraries"), ["shili-jiaoyu"], "依赖的版本变了"),
        (lambda r: (r / "output/2023/shili-jiaoyu/report.pdf").unlink(), ["shili-jiaoyu"], "输出缺少或被改动"),
        (append("output/2023/shili-jiaoyu/report.html"), ["shili-jiaoyu"], "输出缺少或被改动"),
        (pipe("output/2023/shili-jiaoyu/report.html"), ["shili-jiaoyu"], "输出缺少或被改动"),
    ],
)
def test_what_changed_is_the_reason_for_exactly_the_offices_it_concerns(root: Path, change, offices, words):
    run(root)
    change(root)
    assert dict.fromkeys(offices, (words,)) == reasons(root)
    run(root)
    assert {} == reasons(root)


def test_other_fonts_are_a_reason_for_all_offices(root: Path, tmp_path: Path, monkeypatch):
    run(root)
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "NotoSansSC-Regular.otf").write_bytes(b"another")
    monkeypatch.setattr("helpers.basis.bundled_folder", lambda: tmp_path / "fonts")
    assert dict.fromkeys(OFFICES, ("字体变了",)) == reasons(root)


@pytest.mark.parametrize("name", ["Thumbs.db", "desktop.ini", "~$tables.xlsx", ".DS_Store"])
def test_what_systems_leave_in_a_folder_is_no_reason(root: Path, name):
    run(root)
    append(f"data/2023/shili-jiaoyu/{name}")(root)
    assert {} == reasons(root)


def test_of_every_dependency_it_is_known_whether_a_report_hangs_on_it():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    fonts, through_papermill = "pylopdf-fonts-zh-cn", "nbclient"
    carriers = {"click", "psutil", "rich", "universal-pathlib", fonts}
    named = {re.match(r"[a-z0-9-]+", line)[0] for line in declared}
    assert named == {*LIBRARIES, *carriers} - {through_papermill}


def test_the_versions_are_those_that_are_installed():
    told = versions("bundled")
    assert {name: version(name) for name in LIBRARIES} == told["libraries"]
    assert version("nianbao") == told["kit"]


def test_an_accepted_exception_concerns_its_office_alone(root: Path):
    run(root)
    with (root / "params" / "exceptions.csv").open("a", encoding="utf-8") as file:
        file.write("shili-ziran,2023,X-02,集中清理,区政务公开办,2025-12-31\n")
    assert {"shili-ziran": ("参数、登记表或放行变了",)} == reasons(root)


def test_a_file_that_cannot_be_read_is_a_matter_of_its_office_alone(root: Path, monkeypatch):
    run(root)
    opened, closed = Path.open, root / "data" / "2023" / "shili-ziran" / "tables.xlsx"

    def refuse(path: Path, *how: object, **more: object) -> object:
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", refuse)
    closed.chmod(0)
    assert {"shili-ziran": ("报送的数据变了",)} == {job.office: job.reasons for job in planned(root).jobs}


def test_a_child_that_hands_in_again_is_a_reason_for_its_parent(root: Path):
    register = root / "params" / "offices.csv"
    text = register.read_text(encoding="utf-8-sig")
    register.write_text(text.replace("区教育局,district_office,", "区教育局,district_office,xigong-shequ"), "utf-8")
    run(root)
    append("data/2023/shili-jiaoyu/tables.xlsx")(root)
    assert {"shili-jiaoyu": ("报送的数据变了",), "xigong-shequ": ("下属单位的材料变了",)} == reasons(root)


def test_a_failed_run_other_formats_and_force_are_reasons(root: Path):
    run(root)
    assert dict.fromkeys(OFFICES, ("要求重新生成",)) == reasons(root, forced=True)
    other = [replace(job, formats=("html",)) for job in jobs(root)]
    assert {("要的输出格式变了",)} == {job.reasons for job in plan_jobs(other, materials(root)).jobs}
    path = jobs(root)[0].folder / RECEIPT
    path.write_bytes(json_bytes(json.loads(path.read_text(encoding="utf-8")) | {"state": "failed"}))
    assert {"shili-jiaoyu": ("上次运行失败",)} == reasons(root)


def test_a_refused_report_stands_too(root: Path):
    run(root, "refused")
    assert {} == reasons(root)


def test_a_touched_file_with_the_same_content_is_no_reason(root: Path):
    run(root)
    for path in (root / "data" / "2023" / "shili-jiaoyu").iterdir():
        os.utime(path, (1, 1))
    (root / "params" / f"{YEAR}.yaml").touch()
    assert {} == reasons(root)


def test_other_content_of_the_same_size_and_time_is_a_reason(root: Path, monkeypatch):
    run(root)
    settle(monkeypatch)
    assert {} == reasons(root)  # remembered from here on
    path = root / "data" / "2023" / "shili-jiaoyu" / "narrative.md"
    before, data = path.stat(), path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert {"shili-jiaoyu": ("报送的文字变了",)} == reasons(root)


def settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time pass, so that what lies there is trusted to be told from what comes."""
    later = time.time_ns() + 10**10
    monkeypatch.setattr("helpers.digests.time.time_ns", lambda: later)


def test_what_is_remembered_is_not_found_out_again_and_what_is_fresh_is(tmp_path: Path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    (here / "a").write_text("1", encoding="utf-8")
    asked: list[list[str]] = []
    for _ in range(2):
        seen = Remembered(tmp_path / MEMORY)
        seen.about("here", str(here), lambda names: asked.append([*names]))
        seen.save()
    assert [["a"]] * 2 == asked  # so fresh a file is not trusted
    settle(monkeypatch)
    for _ in range(2):
        seen = Remembered(tmp_path / MEMORY)
        seen.about("here", str(here), lambda names: asked.append([*names]))
        seen.save()
    assert [["a"]] * 3 == asked


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[]",
        "{",
        '{"data/2023/shili-jiaoyu": 3}',
        '{"data/2023/shili-jiaoyu":3}',
        '{"output/shili-jiaoyu":{"touched":1}}',
        '{"output/shili-jiaoyu":{"touched":{"report.html":1}}}',
        '{"output/shili-jiaoyu":',
        '["output/shili-jiaoyu":',
    ],
)
def test_a_broken_memory_costs_time_and_nothing_else(root: Path, monkeypatch, broken):
    run(root)
    settle(monkeypatch)
    assert {} == reasons(root)
    path = root / "output" / str(YEAR) / MEMORY
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    for memory in ([broken], [head, broken], [head, *lines, broken], [head, *(line[:-9] for line in lines)]):
        path.write_text("\n".join(memory), encoding="utf-8")
        assert {} == reasons(root)


def test_what_another_version_remembered_costs_time_and_nothing_else(root: Path, monkeypatch):
    run(root)
    settle(monkeypatch)
    assert {} == reasons(root)
    path = root / "output" / str(YEAR) / MEMORY
    memory = path.read_text(encoding="utf-8")
    wrong = memory.replace('"altered":false', '"altered":true')
    path.write_text(wrong, encoding="utf-8")
    assert dict.fromkeys(OFFICES, ("输出缺少或被改动",)) == reasons(root)
    path.write_text(wrong.replace(version("nianbao"), "0.0.1", 1), encoding="utf-8")
    assert {} == reasons(root)


def test_every_reason_has_words_of_its_own():
    assert len(REASONS) == len({reason.id for reason in REASONS}) == len({reason.words for reason in REASONS})
