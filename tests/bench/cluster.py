"""100 reports on a dask cluster of two worker processes, undisturbed and with one killed half-way, beside no cluster.

`make bench` runs it, or `python tests/bench/cluster.py OFFICES`. All must be done, with the same bytes; and from the
numbers that it prints the READMEs plan 60,000 offices.
"""

from __future__ import annotations

import os
import pickle
import platform
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from province import YEAR, province

import helpers.cluster
from batches import Batch
from clusters import Cluster, cluster
from helpers.cli.workspace import Workspace
from helpers.crew import Work
from helpers.job import Job, Result
from helpers.nursery import Limits

OFFICES = 100
TASKS = 2000
MB = 1 << 20


def main(offices: int) -> None:
    print(
        f"{os.cpu_count()} processors, Python {platform.python_version()}, {offices} offices, all formats", flush=True
    )
    with tempfile.TemporaryDirectory() as folder:
        root, scratch = Path(folder, "workspace"), Path(folder, "t")
        scratch.mkdir()
        province(root, offices)
        expected = made("no cluster, -j 2", Batch(root, scratch, ("-j", "2", "--force")))
        print(f"  {sum(path.stat().st_size for path in files(root)) / offices / 1000:.0f} KB a report")
        for killed in (False, True):
            with cluster(Path(tempfile.mkdtemp(dir=folder))) as workers:
                for _ in range(2):
                    workers.work(threads=1, nanny=False)
                batch = Batch(root, scratch, ("--scheduler", workers.address, "--force"))
                victim = workers.processes[1].pid if killed else None
                what = f"two workers{', one killed half-way' if killed else ''}"
                found = made(what, batch, victim, None if killed else workers)
                different = [name for name in {*expected, *found} if expected.get(name) != found.get(name)]
                print(f"  {len(found)} files, {len(different)} different from those without a cluster", flush=True)
                if different:
                    sys.exit(f"different: {different[:5]}")
                if not killed:
                    print(f"  {memory(workers) / MB:.0f} MB a worker with its warm parent, before a report")
                    print_overhead(workers, root)


def made(what: str, batch: Batch, victim: int | None = None, watched: Cluster | None = None) -> dict[str, str]:
    """Run a batch, print what it took, and return the checksums of what it made."""
    batch.log.unlink(missing_ok=True)
    most = 0
    process = batch.start()
    while process.poll() is None:
        time.sleep(0.1)
        most = max(most, memory(watched) if watched else 0)
        events = batch.events()
        ended = sum(event["event"] == "report_ended" for event in events)
        if victim and events and 2 * ended >= events[0]["jobs"]:
            psutil.Process(victim).kill()
            victim = None
    if process.returncode:
        sys.exit(batch.said)
    events = batch.events()
    ends = [event for event in events if event["event"] == "report_ended"]
    begun = sum(event["event"] == "report_started" for event in events)
    cpu = statistics.mean(event["cpu"] for event in ends)
    print(
        f"{what}: {len(ends)} done ({begun} begun) in {events[-1]['seconds']:.1f} s, one each {pace(ends):.3f} s once "
        f"the first is there, {cpu:.3f} s of CPU a report",
        flush=True,
    )
    if watched:
        print(f"  {most / MB:.0f} MB at most a worker with its warm parent and a report in hand")
    return batch.outputs()


def pace(ends: list[dict]) -> float:
    """Seconds between the ends of two reports."""
    first, last = (datetime.fromisoformat(ends[at]["at"]) for at in (0, -1))
    return (last - first).total_seconds() / (len(ends) - 1)


def files(root: Path) -> list[Path]:
    return [path for path in root.glob(f"output/{YEAR}/*/*") if path.is_file()]


def memory(workers: Cluster) -> int:
    """What a worker and what it has started take, shared pages counted once."""
    worker = psutil.Process(workers.processes[1].pid)
    taken = 0
    for process in [worker, *worker.children(recursive=True)]:
        with suppress(psutil.Error):
            taken += process.memory_full_info().pss
    return taken


def nothing(job: Job, _: Work) -> Result:
    return Result(job.office, "built", 0.0)


def print_overhead(workers: Cluster, root: Path) -> None:
    """What a report costs that takes no time itself."""
    space = Workspace(root, root / "data", root / "params", root / "notebooks" / "annual_report.ipynb", root / "output")
    folder, basis = space.output / str(YEAR), {f"part {n}": f"{n:064}" for n in range(11)}
    job = Job(YEAR, "shili", {"year": YEAR, "office": "shili"}, space.notebook, root, folder / "x", ("html",), basis)
    helpers.cluster.make = nothing
    scheduler = psutil.Process(workers.scheduler.pid)
    before, used, started = sum(scheduler.cpu_times()[:2]), time.process_time(), time.perf_counter()
    jobs = [replace(job, office=f"shili-{number}") for number in range(TASKS)]
    ended = sum(
        isinstance(event, Result)
        for event in helpers.cluster.build_on_cluster(workers.address, jobs, Work("stock", Limits()))
    )
    wall = (time.perf_counter() - started) / ended
    print(
        f"  a task that makes nothing: {wall * 1000:.1f} ms, "
        f"of CPU {(time.process_time() - used) / ended * 1000:.1f} ms "
        f"here and {(sum(scheduler.cpu_times()[:2]) - before) / ended * 1000:.1f} ms in the scheduler; "
        f"a job is {len(pickle.dumps(job))} bytes"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else OFFICES)
