"""Where temporary files lie."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from helpers import scratch


@pytest.mark.skipif(os.name == "nt", reason="没有这样的套接字")
@pytest.mark.parametrize(("name", "base"), [("t", "{chosen}"), ("t" * 60, "/tmp")])  # noqa: S108
def test_they_lie_where_they_are_wanted_unless_a_socket_could_not_have_so_long_a_name(monkeypatch, name, base):
    chosen = str(Path("/", name))
    monkeypatch.setattr(tempfile, "tempdir", chosen)
    assert base.format(chosen=chosen) == scratch._base()


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 靠 /proc")
def test_what_another_process_is_at_stays_where_no_processes_are_told(tmp_path, hidden_processes):
    part = tmp_path / f".report.html.{os.getppid()}.part"
    part.touch()
    scratch.remove_parts(tmp_path)
    assert part.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 靠 /proc")
def test_what_was_half_written_goes_once_its_process_has_ended_though_nobody_has_heard_of_that(tmp_path):
    at_work, ended = (subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) for _ in range(2))
    try:
        ended.kill()
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        for process in (at_work, ended):
            (tmp_path / f".report.html.{process.pid}.part").touch()
        scratch.remove_parts(tmp_path)
        assert [f".report.html.{at_work.pid}.part"] == [path.name for path in tmp_path.iterdir()]
    finally:
        for process in (at_work, ended):
            process.kill()
            process.communicate()
