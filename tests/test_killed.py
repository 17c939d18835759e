"""A batch that is killed or stopped leaves no process, and the next one goes on where it was and clears up."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import psutil
import pytest

from batches import Batch

pytestmark = [pytest.mark.kernel, pytest.mark.skipif(os.name == "nt", reason="没有这些信号")]
OFFICES = ("shili-jiaoyu", "shili-ziran", "shili-weijian")

_UNDISTURBED: dict[tuple[str, ...], dict[str, str]] = {}


@pytest.fixture(params=["warm", "stock"])
def batch(request: pytest.FixtureRequest, workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    chosen = [word for office in OFFICES for word in ("--office", office)]
    options = (*chosen, "--to", "html,pdf", "-j", "2", "--engine", request.param)
    return Batch(workspace, tmp_path_factory.mktemp("t"), options)


def undisturbed(batch: Batch) -> dict[str, str]:
    """What a run leaves that nobody stops; it is as if it had not been. It is the same in every workspace."""
    if batch.options in _UNDISTURBED:
        return _UNDISTURBED[batch.options]
    assert 0 == batch.run(), batch.said
    outputs = batch.outputs()
    assert "" == batch.said
    assert [] == batch.left()
    (batch.workspace / "output").rename(batch.workspace / "undisturbed")
    batch.log.unlink()
    _UNDISTURBED[batch.options] = outputs
    return outputs


def test_a_killed_batch_leaves_no_process_and_goes_on_where_it_was(batch: Batch):
    expected = undisturbed(batch)
    for moment in (random.Random(number).uniform(1, 6) for number in range(3)):
        process = batch.start()
        time.sleep(moment)
        process.kill()
        process.wait()
        _, alive = psutil.wait_procs(batch.processes(), timeout=20)
        assert [] == alive
    assert 0 == batch.run(), batch.said
    assert expected == batch.outputs()
    assert [] == batch.left()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("event", ["report_started", "report_ended"])
def test_a_batch_that_is_stopped_says_how_far_it_is_and_leaves_nothing_half_done(batch: Batch, number, code, event):
    expected = undisturbed(batch)
    process = batch.start()
    batch.wait_for(event)
    # Ctrl-C goes to all processes of the terminal, `kill` to the one that was named.
    (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    assert code == process.wait(), batch.said
    done = sum(told["event"] == "report_ended" for told in batch.events())
    assert [
        f"已中断：完成 {done} 份，还有 {3 - done} 份没有做。再次运行同样的命令就接着做。"
    ] == batch.said.splitlines(), batch.said
    assert ("batch_ended", True) == (batch.events()[-1]["event"], batch.events()[-1]["interrupted"])
    assert [] == batch.left()
    made = {name: digest for name, digest in batch.outputs().items() if name in expected}
    assert made == {name: expected[name] for name in made}
    assert 0 == batch.run(), batch.said
    assert expected == batch.outputs()
    ended = [told["office"] for told in batch.events() if told["event"] == "report_ended"]
    assert sorted(set(ended)) == sorted(ended)  # none is made twice


def test_a_second_batch_is_told_who_writes_and_since_when(batch: Batch):
    first = batch.start()
    batch.wait_for("report_started")
    holder = (batch.folder / ".building.lock").read_text(encoding="utf-8")
    assert 2 == batch.run()
    assert [f"另一个程序正在写入这个文件夹（{holder}）", "位置", "处理办法"] == [
        line if number == 0 else line.partition("：")[0] for number, line in enumerate(batch.said.splitlines())
    ]
    assert f" 上的进程 {first.pid}，2" in holder
    first.kill()
    first.wait()
    assert 0 == batch.run(), batch.said
    assert [] == batch.left()
