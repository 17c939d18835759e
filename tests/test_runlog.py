"""The log of a batch: what programs read in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from executed import ROOT
from helpers.cli.runlog import RunLog
from helpers.job import Job, Result, Started
from helpers.schemas.catalogue import SCHEMAS

VALID = Draft202012Validator(SCHEMAS["log"](), format_checker=Draft202012Validator.FORMAT_CHECKER)


def lines(path: Path) -> list[dict]:
    told = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [] == [error.message for line in told for error in VALID.iter_errors(line)]
    return told


@pytest.mark.kernel
def test_a_batch_appends_a_line_for_each_event(workspace: Path, nianbao):
    path = workspace / "经过.jsonl"
    command = ("build", "2023", "--office", "shili-ziran", "--to", "html", "--log-file", path)
    assert (0, "") == nianbao(*command)[::2]
    begun, started, ended, last = lines(path)
    assert (1, 0, []) == (begun["jobs"], begun["standing"], begun["missing"])
    assert "shili-ziran" == started["office"]
    receipt = json.loads((workspace / "output" / "2023" / "shili-ziran" / "receipt.json").read_text(encoding="utf-8"))
    told = {key: receipt[key] for key in ("office", "state", "reasons")} | {"cpu": receipt["timings"]["cpu"]}
    assert told | {"errors": 0, "warnings": 0, "message": ""} == {
        key: value for key, value in ended.items() if key not in ("event", "at", "year", "seconds")
    }
    assert (1, 0, 0, False) == (last["built"], last["refused"], last["failed"], last["interrupted"])
    assert 0 == nianbao(*command)[0]
    assert [("batch_started", 0, 1), ("batch_ended", None, None)] == [
        (line["event"], line.get("jobs"), line.get("standing")) for line in lines(path)[4:]
    ]


def test_a_log_that_cannot_be_written_is_told_before_anything_runs(workspace: Path, nianbao):
    code, out, err = nianbao("build", "2023", "--log-file", workspace)
    assert (2, "") == (code, out)
    assert ["日志写不进：应为文件的地方是文件夹", f"位置：{workspace}"] == err.splitlines()[:2]
    assert not (workspace / "output" / "2023" / "shili-ziran").exists()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_line_that_is_shown_is_one(name):
    shown = re.findall(r"```json\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    assert ([], 1) == ([e.message for line in shown for e in VALID.iter_errors(json.loads(line))], len(shown))


def job(office: str) -> Job:
    return Job(2023, office, {}, Path(), Path(), Path(), ("html",), reasons=("从未生成",))


def test_each_line_is_there_before_the_next(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    with RunLog(path, 2023, [job("a")]) as log:
        log.take(Started("a"))
        assert ["report_started"] == [line["event"] for line in lines(path)]
        log.take(Result("a", "failed", 1.5, message="进程意外退出"))
        assert ["从未生成"] == lines(path)[1]["reasons"]
        assert "进程意外退出" in path.read_text(encoding="utf-8")


def test_who_stops_a_batch_finds_it_in_the_log(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    with pytest.raises(KeyboardInterrupt), RunLog(path, 2023, [job("a")]):
        raise KeyboardInterrupt
    assert ("batch_ended", True) == (lines(path)[-1]["event"], lines(path)[-1]["interrupted"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有写满的设备")
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_full_disk_ends_the_log_and_not_the_batch():
    with RunLog(Path("/dev/full"), 2023, [job("a")]) as log:
        log.take(Started("a"))
        log.take(Result("a", "built", 1.0))
