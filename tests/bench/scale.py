"""Batches of 50, 1,000 and 5,000 offices: does a report cost the same, and does memory stay as it is?

`python tests/bench/scale.py [OFFICES …]` runs it, with five formats; 5,000 offices take half an hour, so that `make
bench` leaves them out. Memory is what parent and workers take together, shared pages counted once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import psutil
from batch import ALL, OFFICES, as_users_have_it, children, count_orphans, floor_of, wait_for_orphans
from province import YEAR, province

SIZES = (50, 1000)
_LOOK = 2.0  # seconds
MB = 1 << 20


def main() -> None:
    count_orphans()
    for offices in [int(word) for word in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            province(root, offices)
            wait_for_orphans()
            measure(root, offices)


def measure(root: Path, offices: int) -> None:
    before, started = children(), time.perf_counter()
    command = [str(Path(sys.executable).with_name("nianbao")), "build", str(YEAR)]
    batch = subprocess.Popen(command, cwd=root, env=as_users_have_it())
    taken: list[float] = []
    watch = threading.Thread(target=watch_memory, args=(batch.pid, taken))
    watch.start()
    code = batch.wait()
    wall = time.perf_counter() - started
    wait_for_orphans()
    watch.join()
    used = (children() - before) / offices
    floor = floor_of(root, ALL, [f"shili-{number:05}" for number in range(1, OFFICES + 1)])
    parts = [max(taken[at : at + len(taken) // 4 + 1]) for at in range(0, len(taken), len(taken) // 4 + 1)]
    print(
        f"{offices:>5} offices: {used:.3f} s of CPU a report, {used / floor:.2f} x the floor, "
        f"{60 * offices / wall:4.0f} a minute, exit {code}, memory "
        + ", ".join(f"{part:.0f}" for part in parts)
        + " MB at most in each quarter",
        flush=True,
    )


def watch_memory(pid: int, taken: list[float]) -> None:
    """Look every while at what a process and all that it started take, until it ends."""
    while True:
        try:
            tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        if tree[0].status() == psutil.STATUS_ZOMBIE:
            return
        total = 0
        for process in tree:
            with suppress(psutil.Error):
                total += process.memory_full_info().pss
        taken.append(total / MB)
        time.sleep(_LOOK)


if __name__ == "__main__":
    main()
