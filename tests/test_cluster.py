"""Reports on a dask cluster: the same bytes, whatever becomes of its workers; nothing left; what is unfit is told."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from batches import Batch
from clusters import Cluster, cluster
from helpers import cluster as noun
from helpers import crew
from helpers.crew import Standard
from helpers.errors import ParamsError
from helpers.job import Job

pytest.importorskip("distributed")
pytestmark = [pytest.mark.kernel, pytest.mark.skipif(os.name == "nt", reason="没有这些信号")]
OFFICES = ("shili-jiaoyu", "shili-ziran", "shili-weijian", "shili-minzheng")
_END_WORKER = """
import psutil
line = [p for p in psutil.Process().parents() if "forkserver" in " ".join(p.cmdline())]
line[-1].parent().kill() if office == "shili-ziran" else None
"""
_HANG = "import time; time.sleep(600)"


@pytest.fixture
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers: one of a nanny, which makes it a daemon, and one with two threads."""
    with cluster(tmp_path_factory.mktemp("c")) as made:
        made.work(threads=1, nanny=True)
        made.work(threads=2, nanny=False)
        yield made


@pytest.fixture
def lone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One worker that is started again when it ends."""
    with cluster(tmp_path_factory.mktemp("c")) as made:
        made.work(threads=1, nanny=True)
        yield made


@pytest.fixture
def batch(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Batch]:
    def make(*options: str, offices: tuple[str, ...] = OFFICES) -> Batch:
        chosen = [word for office in offices for word in ("--office", office)]
        return Batch(workspace, tmp_path_factory.mktemp("t"), (*chosen, "--to", "html,pdf", *options))

    return make


def change_notebook(workspace: Path, code: str) -> None:
    """Have the master notebook do this when it has its parameters."""
    path = workspace / "notebooks" / "annual_report.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "id": "added", "metadata": {}, "source": code, "outputs": [], "execution_count": None}
    place = next(n for n, c in enumerate(notebook["cells"]) if "parameters" in c["metadata"].get("tags", ()))
    notebook["cells"].insert(place + 1, cell)
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def eventually(found: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not found():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_cluster_makes_the_same_bytes_though_a_worker_is_killed_in_the_middle(crowd: Cluster, batch):
    alone = batch()
    assert 0 == alone.run(), alone.said
    expected = alone.outputs()
    (alone.workspace / "output").rename(alone.workspace / "alone")
    alone.log.unlink()

    spread = batch("--scheduler", crowd.address)
    process = spread.start()
    spread.wait_for("report_ended")
    eventually(lambda: len(crowd.parents()) == 2 and crowd.forks())
    parents = {parent.pid: parent.num_threads() for parent in crowd.parents()}
    assert [1, 1] == [*parents.values()]
    victim = crowd.processes[2]
    orphans = psutil.Process(victim.pid).children(recursive=True)
    victim.kill()
    assert 0 == process.wait(), spread.said + crowd.said()
    assert expected == spread.outputs()
    ended = [told["office"] for told in spread.events() if told["event"] == "report_ended"]
    assert sorted(OFFICES) == sorted(ended)
    assert "" == spread.said
    _, alive = psutil.wait_procs(orphans, timeout=20)
    assert [] == alive
    assert [] == spread.left()


def test_a_job_that_ends_its_workers_again_and_again_fails_and_stops_no_other(lone: Cluster, batch):
    spread = batch("--scheduler", lone.address, offices=OFFICES[1:3])
    change_notebook(spread.workspace, _END_WORKER)
    assert 3 == spread.run(), spread.said
    ended = {told["office"]: told for told in spread.events() if told["event"] == "report_ended"}
    assert {"shili-ziran": "failed", "shili-weijian": "built"} == {o: told["state"] for o, told in ended.items()}
    said = "在集群上试了 3 次都没有做完：工作进程中途退出；请查工作进程的内存和这个单位的材料"
    assert said == ended["shili-ziran"]["message"]
    begun = [told["office"] for told in spread.events() if told["event"] == "report_started"]
    assert 3 == begun.count("shili-ziran")


@pytest.mark.parametrize("stop", ["client stopped", "client killed", "scheduler killed"])
def test_nothing_runs_on_where_nobody_waits_for_it(lone: Cluster, batch, stop):
    spread = batch("--scheduler", lone.address, offices=OFFICES[:2])
    change_notebook(spread.workspace, _HANG)
    process = spread.start()
    eventually(lone.forks)
    if stop == "scheduler killed":
        lone.scheduler.kill()
        assert 3 == process.wait(60), spread.said
        assert f"与 dask 调度器的连接断了\n位置：{lone.address}\n" in spread.said
    elif stop == "client stopped":
        os.killpg(process.pid, signal.SIGINT)
        assert 130 == process.wait(30), spread.said
        assert ["已中断：完成 0 份，还有 2 份没有做。再次运行同样的命令就接着做。"] == spread.said.splitlines()
        assert [] == spread.left()
    else:
        process.kill()
        process.wait()
    eventually(lambda: not lone.forks())


def test_a_failure_lets_no_other_begin_where_the_first_is_to_end_all(lone: Cluster, batch):
    spread = batch("--scheduler", lone.address, "--fail-fast", offices=OFFICES[:3])
    change_notebook(spread.workspace, "1 / 0")
    assert 3 == spread.run(), spread.said
    assert ["shili-jiaoyu"] == [told["office"] for told in spread.events() if told["event"] == "report_started"]


_OLD_PANDAS = """
import importlib.metadata as m
class Old:
    def read_text(self, name):
        return "Name: pandas\\nVersion: 0.0.1\\n"
there = m.distribution
m.distribution = lambda name: Old() if name == "pandas" else there(name)
"""


def test_workers_without_the_kit_or_with_other_versions_are_refused(tmp_path_factory, workspace, nianbao):
    with cluster(tmp_path_factory.mktemp("c")) as made:
        made.work(1, nanny=False, before="import sys; sys.modules['helpers'] = sys")
        made.work(1, nanny=False, before=_OLD_PANDAS)
        eventually(lambda: made.said().count("Register worker") == 2)
        address = made.address
        code, out, err = nianbao("build", 2023, "--scheduler", address)
    assert (2, "") == (code, out)
    first, *workers, where, fix = err.splitlines()
    assert "集群里有不能用的工作进程：" == first
    assert {"没有安装同样版本的 nianbao", "pandas 是 0.0.1"} == {
        line.split("：", 1)[1].split("，应为")[0] for line in workers
    }
    assert f"位置：{address}" == where
    assert fix.startswith("处理办法：各机器要装同样版本的 nianbao 和依赖")


def test_a_worker_that_does_not_see_the_workspace_says_what(tmp_path):
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    (root / "params").mkdir(parents=True)
    job = Job(2023, "shili-jiaoyu", {"data_dir": "../data"}, elsewhere / "n.ipynb", root, elsewhere / "o", ("html",))
    with pytest.raises(ParamsError) as told:
        Standard(job, elsewhere / "probe").met()
    words = f"看不到报送材料 {root}/../data、主笔记本 {elsewhere}/n.ipynb、输出文件夹 {elsewhere}"
    assert words == told.value.what


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "127.0.0.1:port"])
def test_a_scheduler_that_cannot_be_reached_is_told(workspace, nianbao, monkeypatch, address):
    monkeypatch.setattr(noun, "_ANSWER", 0.5)
    code, out, err = nianbao("build", 2023, "--scheduler", address)
    assert (2, "") == (code, out)
    first, where, fix = err.splitlines()
    assert first.startswith("连不上 dask 调度器（")
    assert f"位置：{address}" == where
    assert "处理办法：请核对地址，如 tcp://主机:8786，并查 dask scheduler 在不在运行。" == fix


def test_without_dask_it_is_told_what_to_install(workspace, nianbao, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    expected = "没有安装 dask\n位置：--scheduler\n处理办法：请安装 nianbao[dask]：pip install 'nianbao[dask]'\n"
    assert (2, "", expected) == nianbao("build", 2023, "--scheduler", "tcp://127.0.0.1:1")


def test_a_cluster_without_workers_is_told(tmp_path_factory, workspace, nianbao, monkeypatch):
    monkeypatch.setattr(crew, "_PATIENCE", 0.5)
    with cluster(tmp_path_factory.mktemp("c")) as made:
        address = made.address
        code, _, err = nianbao("build", 2023, "--scheduler", address)
    assert 2 == code
    assert f"集群里没有工作进程\n位置：{address}\n处理办法：请先用 dask worker 启动。\n" == err
