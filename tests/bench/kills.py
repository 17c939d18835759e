"""Kill a batch at random moments, go on each time, and see that what it leaves is what an undisturbed one leaves.

`make kills` runs it; a number after it is the seed. Mostly the batch itself is killed, else one of its processes. After
each kill every file that is there must be whole, and no process may be left; in the end no file of any other kind.
"""

from __future__ import annotations

import os
import platform
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from batches import Batch
from executed import ROOT

KILLS = 50
# Enough for a batch to have reports under way most of the time: first of all it loads.
_NAMES = ("jiaoyu", "ziran", "weijian", "minzheng", "caizheng", "huanjing", "jiaotong", "zhujian")
OFFICES = tuple(f"shili-{name}" for name in _NAMES)
ONE_OF_ITS_PROCESSES = 0.5  # of the kills, as far as it has any
GONE_ON = 0.25  # of the kills; else the next run is killed, too


def main() -> None:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(10**6)
    print(f"seed {seed}, {os.cpu_count()} processors, Python {platform.python_version()}", flush=True)
    faults = [fault for engine in ("warm", "stock") for fault in endure(engine, random.Random(seed))]
    print("\n".join(faults) or "no fault")
    sys.exit(bool(faults))


def endure(engine: str, chance: random.Random) -> list[str]:
    """Kill a batch again and again; returns what was wrong afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        batch = prepared(Path(folder), engine)
        started = time.monotonic()
        assert batch.run() == 0, batch.said
        lasts = time.monotonic() - started
        expected, begun, faults = batch.outputs(), time.monotonic(), list[str]()
        tally = Counter[str]()
        anew(batch)
        while (number := tally["batch"] + tally["process"]) < KILLS:
            what = killed(batch, chance.uniform(0, lasts), chance)
            tally[what] += 1
            faults += [f"{engine} {number}, {what}: {fault}" for fault in broken(batch, expected)]
            if what == "ended before" or chance.random() < GONE_ON:
                tally["gone on to the end"] += 1
                faults += [f"{engine} {number}, then: {fault}" for fault in gone_on(batch, expected)]
                anew(batch)
        faults += [f"{engine} at the end: {fault}" for fault in gone_on(batch, expected)]
        print(
            f"{engine:<5} a run of {lasts:.1f} s; {dict(tally)}; {time.monotonic() - begun:.0f} s for all", flush=True
        )
        return faults


def prepared(folder: Path, engine: str) -> Batch:
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, folder / "w" / name)
    (folder / "t").mkdir()
    chosen = [word for office in OFFICES for word in ("--office", office)]
    return Batch(folder / "w", folder / "t", (*chosen, "--to", "html,pdf", "-j", "2", "--engine", engine))


def anew(batch: Batch) -> None:
    shutil.rmtree(batch.workspace / "output")


def killed(batch: Batch, moment: float, chance: random.Random) -> str:
    """Kill a batch at that moment, or one of its processes; returns what was killed."""
    process = batch.start()
    time.sleep(moment)
    others = [other for other in batch.processes() if other.pid != process.pid]
    if process.poll() is not None:
        return "ended before"
    if others and chance.random() < ONE_OF_ITS_PROCESSES:
        with suppress(psutil.Error):
            chance.choice(others).kill()
        process.wait()
        return "process"
    process.kill()
    process.wait()
    return "batch"


def broken(batch: Batch, expected: dict[str, str]) -> list[str]:
    """What no kill may leave: a process, or a file of a report that is not whole."""
    _, alive = psutil.wait_procs(batch.processes(), timeout=20)
    made = batch.outputs() if batch.folder.exists() else {}
    return [
        *(f"{process} is left" for process in alive if process.is_running()),
        *(
            f"{name} is not whole"
            for name, found in made.items()
            if name.count("/") and found != expected.get(name, found)
        ),
    ]


def gone_on(batch: Batch, expected: dict[str, str]) -> list[str]:
    """What is wrong after the batch has gone on to its end."""
    code = batch.run()
    made = batch.outputs()
    return [
        *([f"exit {code}: {batch.said}"] if code or batch.said else []),
        *(f"{name} differs" for name in sorted({*made, *expected}) if made.get(name) != expected.get(name)),
        *(f"{name} is left" for name in batch.left()),
    ]


if __name__ == "__main__":
    main()
