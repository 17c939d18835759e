"""A batch that is killed leaves no process, and the next one goes on where it was and clears up."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from helpers.plan import MEMORY

pytestmark = [pytest.mark.kernel, pytest.mark.skipif(os.name == "nt", reason="没有 SIGKILL")]
OFFICES = ("shili-jiaoyu", "shili-ziran", "shili-weijian")
_COMMAND = "import sys; from helpers.cli import main; sys.argv[0] = 'nianbao'; main()"


@pytest.fixture(params=["warm", "stock"])
def batch(request: pytest.FixtureRequest, workspace: Path, tmp_path_factory: pytest.TempPathFactory):
    """Starts the batch as a process of its own, with a folder for temporary files that nobody else uses."""
    scratch = tmp_path_factory.mktemp("t")
    chosen = [word for office in OFFICES for word in ("--office", office)]

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable,
                "-c",
                _COMMAND,
                "build",
                "2023",
                *chosen,
                "--to",
                "html,pdf",
                "-j",
                "2",
                "--engine",
                request.param,
            ],
            cwd=workspace,
            env={**os.environ, "TMPDIR": str(scratch)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    return start, scratch


def outputs(workspace: Path) -> dict[str, str]:
    folder = workspace / "output" / "2023"
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("receipt.json", MEMORY)
    }


def killed_after(process: subprocess.Popen[bytes], seconds: float) -> list[psutil.Process]:
    """Kill the batch at that moment; returns the processes that it had started."""
    time.sleep(seconds)
    try:
        started = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        started = []
    process.kill()
    process.wait()
    return started


def test_a_killed_batch_leaves_no_process_and_goes_on_where_it_was(workspace: Path, batch):
    start, scratch = batch
    assert 0 == start().wait()
    undisturbed = outputs(workspace)
    (workspace / "output").rename(workspace / "undisturbed")
    assert [] == list(scratch.iterdir())
    for moment in (random.Random(number).uniform(1, 6) for number in range(3)):
        _, alive = psutil.wait_procs(killed_after(start(), moment), timeout=20)
        assert [] == alive
    assert 0 == start().wait()
    assert undisturbed == outputs(workspace)
    assert [] == list(scratch.iterdir())
    assert [] == [path.name for path in workspace.rglob(".*.part")]
