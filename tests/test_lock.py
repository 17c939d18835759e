"""One writer at a time for a folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.errors import BusyError, ParamsError
from helpers.lock import LOCK, held

_HOLD = """
import sys
from pathlib import Path
from helpers.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path):
    """Another process that holds the lock of the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert "held\n" == process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


def test_nobody_else_gets_it_and_is_told_who_has_it(tmp_path: Path, holder):
    with (
        pytest.raises(BusyError, match=rf"正在写入这个文件夹（.+，.+ 上的进程 {holder.pid}，20.+ 起）"),
        held(tmp_path),
    ):
        pass
    assert 2 == BusyError.exit_code


def test_one_that_is_killed_leaves_it_to_the_next(tmp_path: Path, holder):
    holder.kill()
    holder.wait()
    assert (tmp_path / LOCK).exists()
    with held(tmp_path):
        assert f" 上的进程 {os.getpid()}，" in (tmp_path / LOCK).read_text(encoding="utf-8")


def test_nothing_is_left_of_it(tmp_path: Path):
    with held(tmp_path / "output" / "2023"):
        pass
    with pytest.raises(ZeroDivisionError), held(tmp_path / "output" / "2023"):
        raise ZeroDivisionError
    assert [] == list((tmp_path / "output" / "2023").iterdir())


def test_a_folder_that_cannot_be_is_told(tmp_path: Path):
    (tmp_path / "output").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ParamsError, match="写不进输出文件夹"), held(tmp_path / "output" / "2023"):
        pass
    with pytest.raises(ParamsError, match="写不进输出文件夹"), held(tmp_path / "output"):
        pass


@pytest.mark.skipif(os.name == "nt", reason="没有 flock")
def test_where_there_are_no_locks_it_goes_on_without(tmp_path: Path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("fcntl.flock", refuse)
    with held(tmp_path), held(tmp_path):
        pass
    assert [] == list(tmp_path.iterdir())


_FORK = """
import os, sys, time
from pathlib import Path
from helpers.lock import held
with held(Path(sys.argv[1])):
    if not os.fork():
        print(os.getpid(), flush=True)
        time.sleep(600)
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="没有 fork")
def test_what_was_forked_meanwhile_does_not_hold_it(tmp_path: Path):
    with subprocess.Popen([sys.executable, "-c", _FORK, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        fork = int(process.stdout.readline())
        process.wait()
        try:
            with held(tmp_path):
                os.kill(fork, 0)  # it is still there
        finally:
            os.kill(fork, signal.SIGKILL)
