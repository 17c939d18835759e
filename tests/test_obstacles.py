"""What may not be read in an office's folder, or in its place, concerns that office alone, and never hangs."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from helpers.errors import IntakeError
from helpers.intake.folder import read_document, read_folder
from helpers.intake.pile.pile import open_pile
from helpers.schemas.findings import findings_schema
from helpers.store import file_sha256

OFFICE, OTHER = "shili-caizheng", "shili-qinghe"
BOTH = ("--office", OFFICE, "--office", OTHER)
Obstacle = Callable[[Path], None]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and links as others have them")


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def file(path: Path) -> None:
    path.touch()


FILES = {circle: "符号链接绕成了圈", dangling: "没有这个文件或文件夹", pipe: "不是普通文件", endless: "不是普通文件"}
FOLDERS = {
    circle: "符号链接绕成了圈",
    dangling: "没有这个文件或文件夹",
    pipe: "应为文件夹的地方是文件",
    file: "应为文件夹的地方是文件",
}
in_folder = pytest.mark.parametrize(("put", "words"), FILES.items())


def in_place_of(folder: Path, put: Obstacle) -> None:
    shutil.rmtree(folder)
    put(folder)


@in_folder
def test_a_file_that_may_not_be_read_is_told_with_its_folder(workspace: Path, put: Obstacle, words: str):
    folder = workspace / "data" / "2023" / OFFICE
    put(folder / "a.xlsx")
    with pytest.raises(IntakeError, match=f"读不了“2023/{OFFICE}/a.xlsx”：.*{words}"):
        read_folder(folder, 2023, OFFICE)
    (told,) = read_document(folder / "a.xlsx").problems
    assert ("I-01", True) == (told.rule, words in told.what)
    with pytest.raises(OSError, match=r"a\.xlsx"):
        file_sha256(folder / "a.xlsx")


@pytest.mark.parametrize(("put", "words"), FOLDERS.items())
def test_what_stands_for_a_folder_is_told(workspace: Path, put: Obstacle, words: str):
    folder = workspace / "data" / "2023" / OFFICE
    in_place_of(folder, put)
    with pytest.raises(IntakeError, match=f"读不了“2023/{OFFICE}”：{words}"):
        read_folder(folder, 2023, OFFICE)


@pytest.mark.parametrize(
    ("year", "spoil", "words"),
    [
        ("2023", lambda folder: circle(folder / "a.xlsx"), "读不了“2023/shili-caizheng/a.xlsx”：符号链接绕成了圈"),
        ("2023", lambda folder: in_place_of(folder, dangling), "读不了“2023/shili-caizheng”：没有这个文件或文件夹"),
        ("2022", lambda folder: in_place_of(folder, circle), "读不了“2022/shili-caizheng”：符号链接绕成了圈"),
    ],
)
def test_the_year_goes_on_without_the_office(workspace: Path, nianbao, year: str, spoil: Obstacle, words: str):
    spoil(workspace / "data" / year / OFFICE)
    code, out, err = nianbao("check", 2023, *BOTH)
    assert (3, "错误 0，警告 0，提示 0，未报送 0，没有校验 1。\n") == (code, out)
    assert err.startswith(f"没有校验：示例区财政局，{words}\n处理办法：")
    code, out, _ = nianbao("build", 2023, *BOTH, "--to", "html")
    assert (3, "已生成 1，运行失败 1。") == (code, out.splitlines()[0])
    assert f"示例区财政局：笔记本第 3 个单元格停止：{words}" in out


@pytest.mark.parametrize("put", [dangling, circle, file])
def test_where_the_whole_year_cannot_be_seen_nothing_is_taken_for_missing(workspace: Path, nianbao, put: Obstacle):
    nianbao("build", 2023, *BOTH, "--to", "html")
    in_place_of(workspace / "data" / "2023", put)
    for words in (("build", 2023, *BOTH), ("build", 2023), ("check", 2023), ("index", 2023)):
        code, out, err = nianbao(*words)
        assert (2, "", True) == (code, out, f"位置：{workspace / 'data' / '2023'}" in err)
    assert (workspace / "output" / "2023" / OFFICE / "report.html").exists()


@pytest.mark.parametrize(("put", "words"), [(circle, "符号链接绕成了圈"), (pipe, "不是普通文件")])
def test_a_single_file_that_cannot_be_read_is_told(tmp_path: Path, nianbao, put: Obstacle, words: str):
    put(tmp_path / "a.xlsx")
    code, out, err = nianbao("read", tmp_path / "a.xlsx")
    assert (2, "", True) == (code, out, f"读不了文件：{words}" in err.replace("是管道、设备一类，", ""))


def test_a_pipe_is_no_pile(workspace: Path, nianbao):
    pipe(workspace / "收件.zip")
    assert "不是文件夹，也不是完好的 zip 压缩包" in nianbao("collect", workspace / "收件.zip", "--year", 2023)[2]


@pytest.mark.parametrize(
    ("name", "near"),
    [("Shili-Caizheng", "是不是“shili-caizheng”？"), ("附件", "请改为登记表中的单位编号，不用的移走。")],
)
def test_a_folder_that_is_no_offices_is_told(workspace: Path, nianbao, name: str, near: str):
    year = workspace / "data" / "2023"
    (year / name).mkdir()
    (year / ".git").mkdir()
    told = f"注意：2023 年度没有编号为“{name}”的单位，这个文件夹没有读；{near}\n"
    assert told == nianbao("check", 2023)[2] == nianbao("build", 2023, "--dry-run")[2]
    assert "" == nianbao("check", 2023, *BOTH)[2]


def test_an_office_that_was_not_checked_is_named_in_json(workspace: Path, nianbao):
    pipe(workspace / "data" / "2023" / OFFICE / "a.xlsx")
    code, out, _ = nianbao("check", 2023, *BOTH, "--format", "json")
    told = json.loads(out)
    jsonschema.validate(told, findings_schema())
    assert (3, [OFFICE], []) == (code, told["failed"], told["missing"])


def test_a_folder_without_permission_is_no_office_that_handed_in_nothing(workspace: Path, nianbao, monkeypatch):
    shut, scandir = str(workspace / "data" / "2023" / OFFICE), os.scandir

    def refuse(folder: str) -> object:
        if str(folder) == shut:
            raise PermissionError(13, "Permission denied", shut)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    code, out, err = nianbao("check", 2023, *BOTH)
    assert (3, True) == (code, "读不了“2023/shili-caizheng”：没有权限" in err)
    code, out, _ = nianbao("build", 2023, *BOTH, "--dry-run")
    assert (0, "要生成 2，没有变化 0。") == (code, out.splitlines()[-1])
    _, out, _ = nianbao("collect", workspace / "data" / "2022" / OTHER, "--year", 2023, "--dry-run")
    assert "未报送单位 0。" == out.splitlines()[-1].partition("；")[2]


@in_folder
def test_the_same_office_is_planned_again_when_the_file_can_be_read(
    workspace: Path, nianbao, put: Obstacle, words: str
):
    nianbao("build", 2023, *BOTH, "--to", "html")
    odd = workspace / "data" / "2023" / OFFICE / "a.xlsx"
    put(odd)
    assert "示例区财政局：报送的数据变了\n" in nianbao("build", 2023, *BOTH, "--to", "html", "--dry-run")[1]
    odd.unlink()
    assert "要生成 0，没有变化 2。\n" == nianbao("build", 2023, *BOTH, "--to", "html", "--dry-run")[1]


@in_folder
def test_the_other_files_of_a_pile_are_taken(tmp_path: Path, put: Obstacle, words: str):
    (tmp_path / "1.txt").write_text("1", encoding="utf-8")
    put(tmp_path / "2.xlsx")
    with open_pile(tmp_path) as pile:
        (told,) = pile.problems
        assert (["1.txt"], "2.xlsx", True) == ([f.name for f in pile.files], told.where, words in told.what)


def test_a_folder_of_a_pile_without_permission_is_told(tmp_path: Path, monkeypatch):
    (tmp_path / "甲").mkdir()
    scandir = os.scandir

    def refuse(folder: str) -> object:
        if str(folder).endswith("甲"):
            raise PermissionError(13, "Permission denied", str(folder))
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    with open_pile(tmp_path) as pile:
        assert [("甲", "文件夹打不开（没有权限）")] == [(p.where, p.what) for p in pile.problems]


def test_where_files_cannot_be_placed_the_others_are(workspace: Path, nianbao, tmp_path: Path):
    pile = tmp_path / "收件"
    for office in (OFFICE, OTHER, "shili-jiaoyu"):
        shutil.copytree(workspace / "data" / "2023" / office, pile / office, ignore=shutil.ignore_patterns("*.md"))
        shutil.rmtree(workspace / "data" / "2023" / office)
    circle(workspace / "data" / "2023" / OFFICE)
    (workspace / "data" / "2023" / OTHER).mkdir()
    circle(workspace / "data" / "2023" / OTHER / "旧.docx")
    _, out, err = nianbao("collect", pile, "--year", 2023, "--yes")
    assert "没有放成：示例区财政局的文件（读不了“2023/shili-caizheng”：符号链接绕成了圈）" in err
    assert "没有放成：示例区青禾街道办事处的文件（符号链接绕成了圈）" in err
    assert ["旧.docx"] == [path.name for path in (workspace / "data" / "2023" / OTHER).iterdir()]
    assert "放入：shili-jiaoyu/tables.xlsx（示例区教育局，第1稿）" in out
