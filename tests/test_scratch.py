"""Where temporary files lie."""

from __future__ import annotations

import os
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
