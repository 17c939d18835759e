"""What is read from and written to an object store: a real S3 server on this machine, which the tests start."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.build import unfinished
from helpers.digests import Remembered
from helpers.errors import ParamsError, said
from helpers.job import Job
from helpers.places import Listings, file_failure, is_remote, make_sure_of, near, place_of, store_failure
from helpers.store import supersede, write_file
from stores import tree, upload

pytestmark = pytest.mark.kernel
OFFICES = ("--office", "xigong-shequ", "--office", "shili-caizheng")
_RUN = "import sys; from helpers.cli import main; sys.argv[0] = 'nianbao'; main()"


def run_apart(workspace: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _RUN, *words]
    return subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False)


def test_outputs_in_a_store_are_those_of_this_machine_and_stand_until_one_is_altered(workspace: Path, bucket):
    assert 0 == run_apart(workspace, "build", "2023", *OFFICES).returncode
    first = run_apart(workspace, "build", "2023", *OFFICES, "--output", str(bucket / "报告"))
    assert (0, f"全部结果：{bucket / '报告'}/2023/index.html") == (first.returncode, first.stdout.splitlines()[-1])
    assert tree(workspace / "output" / "2023") == tree(bucket / "报告" / "2023")

    planned = ("build", "2023", *OFFICES, "--output", str(bucket / "报告"), "--dry-run")
    assert "要生成 0，没有变化 2。\n" == run_apart(workspace, *planned).stdout
    (bucket / "报告" / "2023" / "xigong-shequ" / "report.html").write_text("改过", encoding="utf-8")
    told = run_apart(workspace, *planned).stdout
    assert "洛阳市西工区社区治理和服务创新办公室：输出缺少或被改动\n要生成 1，没有变化 1。\n" == told


def test_what_lies_in_a_store_is_read_as_what_lies_here(workspace: Path, bucket):
    upload(workspace / "data", bucket / "data")
    assert 0 == run_apart(workspace, "build", "2023", *OFFICES).returncode
    done = run_apart(
        workspace, "build", "2023", *OFFICES, "--data", str(bucket / "data"), "--output", str(bucket / "out")
    )
    assert 0 == done.returncode, done.stderr
    # The record says where the data lay; and so does the data package, with the checksum of each record.
    without = ("receipt.json", ".seen.jsonl", "report.ipynb")
    assert tree(workspace / "output" / "2023", without) == tree(bucket / "out" / "2023", without)
    assert str(bucket / "data") in (bucket / "out" / "2023" / "xigong-shequ" / "report.ipynb").read_text(
        encoding="utf-8"
    )


def test_what_is_outdated_in_a_store_is_moved_aside(workspace: Path, bucket):
    chosen = ("build", "2023", "--office", "xigong-shequ", "--to", "html", "--output", str(bucket / "out"))
    assert 0 == run_apart(workspace, *chosen).returncode
    page = (bucket / "out" / "2023" / "xigong-shequ" / "report.html").read_bytes()
    (workspace / "data" / "2023" / "xigong-shequ" / "tables.xlsx").unlink()
    assert 1 == run_apart(workspace, *chosen).returncode
    folder = bucket / "out" / "2023" / "xigong-shequ"
    assert page == (folder / "superseded" / "report.html").read_bytes()
    assert (False, True) == ((folder / "report.html").exists(), (folder / "issues.html").exists())


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("s3://no-such-bucket/out", "没有存储桶“no-such-bucket”，或没有权限查看"),
        ("nowhere://bucket/out", "不认识 nowhere:// 这种地址"),
    ],
)
def test_a_store_that_is_not_there_is_told_in_one_message(workspace: Path, bucket, place, told):
    done = run_apart(workspace, "build", "2023", "--output", place)
    assert (2, told) == (done.returncode, done.stderr.splitlines()[0])
    assert f"位置：{place}" == done.stderr.splitlines()[1]


def test_what_comes_in_is_placed_on_this_machine_alone(workspace: Path, bucket):
    done = run_apart(workspace, "collect", "data/2023", "--year", "2023", "--data", str(bucket / "data"))
    assert (2, "收件只能放进本机的文件夹") == (done.returncode, done.stderr.splitlines()[0])


def test_a_store_that_does_not_answer_is_told(bucket, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    bucket.fs.clear_instance_cache()
    with pytest.raises(ParamsError, match="存储没有响应"):
        make_sure_of(place_of(str(bucket / "out")))


def test_a_store_that_is_lost_on_the_way_fails_the_report_with_one_message(workspace: Path, bucket, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    bucket.fs.clear_instance_cache()
    lost = place_of(str(bucket / "out"))
    job = Job(2023, "xigong-shequ", {}, Path(), Path(), lost, ("html",))
    made = unfinished(job, "进程意外退出", 1.0)
    assert ("failed", True) == (made.state, made.message.startswith("结果写不进 out："))


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (OSError(28, os.strerror(28)), "磁盘满了"),
        (OSError(28, "超过了存储的限额"), "超过了存储的限额"),
        (OSError(errno.ECONNREFUSED, "Connect call failed"), "对方拒绝连接"),
        (socket.gaierror(-2, "Name or service not known"), "没有找到这台主机"),
        (OSError("坏"), "坏"),
        (KeyError(), "KeyError"),
    ],
)
def test_what_a_system_says_is_told_in_chinese_and_what_a_store_says_as_it_is(problem, told):
    assert told == said(problem)


def test_what_a_store_says_while_nobody_uses_one_is_left_alone(monkeypatch):
    assert store_failure(OSError(5, "坏")) is None
    monkeypatch.setenv("NIANBAO_STORES", "s3")
    told = store_failure(OSError(5, "坏"))
    assert ("存储没有响应：坏", "s3") == (told and told.what, told and told.where)
    assert store_failure(KeyError("坏")) is None


@pytest.mark.parametrize(
    ("file", "is_of_store"), [("/数据/a.xlsx", False), ("zhengwu/data/a.xlsx", True), (None, True)]
)
def test_a_file_of_this_machine_is_no_failure_of_a_store(monkeypatch, file, is_of_store):
    monkeypatch.setenv("NIANBAO_STORES", "s3")
    problem = OSError(13, "没有权限", file)
    assert is_of_store == (store_failure(problem) is not None)
    told = file_failure(problem)
    assert ("文件读写不了：没有权限", file or "") == (told and told.what, told and told.where)


def test_a_full_disk_is_no_failure_of_a_store(monkeypatch):
    monkeypatch.setenv("NIANBAO_STORES", "s3")
    assert store_failure(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) is None


def test_a_protocol_whose_library_is_missing_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(ParamsError) as told:
        place_of("s3a://bucket/out")
    assert ("没有安装读写 s3a:// 的程序", '请安装：pip install "nianbao[s3]"。') == (told.value.what, told.value.fix)


def test_paths_of_this_machine_stay_paths(tmp_path: Path):
    assert (type(tmp_path), False) == (type(place_of(str(tmp_path))), is_remote(tmp_path))
    with near(tmp_path) as here:
        assert tmp_path == here


def test_a_mark_changes_with_its_file_alone(bucket):
    write_file(bucket / "a" / "一.txt", [b"1", b"2"])
    write_file(bucket / "a" / "二.txt", b"2")
    before = Listings().of(str(bucket / "a"))
    write_file(bucket / "a" / "一.txt", b"13")
    after = Listings().of(str(bucket / "a"))
    assert (["一.txt", "二.txt"], ["一.txt"]) == (
        list(before),
        [name for name in before if before[name] != after[name]],
    )


def test_what_is_remembered_of_a_store_is_found_out_again_only_when_it_changes(bucket):
    write_file(bucket / "a" / "一.txt", b"1")
    asked: list[list[str]] = []
    for content in (b"1", b"1", b"2"):
        if content != (bucket / "a" / "一.txt").read_bytes():
            write_file(bucket / "a" / "一.txt", content)
        seen = Remembered(bucket / ".seen.jsonl")
        seen.about("a", str(bucket / "a"), lambda names: asked.append([*names]))
        seen.save()
    assert [["一.txt"], ["一.txt"]] == asked


def test_superseding_in_a_store_keeps_the_content(bucket):
    write_file(bucket / "a" / "report.pdf", b"pdf")
    assert ["report.pdf"] == supersede(bucket / "a", ["report.pdf", "report.html"])
    assert b"pdf" == (bucket / "a" / "superseded" / "report.pdf").read_bytes()
    assert not (bucket / "a" / "report.pdf").exists()
