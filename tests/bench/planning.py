"""Planning: milliseconds to decide what to build of 1,000 offices, of which nothing or one file has changed.

`make bench` runs it. The files are invented and small: what counts is their number. The first look hashes them all.
Each decision is that of a process of its own which has loaded the command, and nothing else: so it has one thread.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from helpers.basis import Materials
from helpers.cli import nianbao
from helpers.digests import Remembered
from helpers.job import Job
from helpers.outputs import wanted_outputs
from helpers.params import load_campaign
from helpers.plan import MEMORY, plan_jobs
from helpers.register import Register, load_register
from helpers.store import RECEIPT, json_bytes, sha256

ROOT = Path(__file__).resolve().parents[2]
OFFICES, YEAR = 1000, 2023
SETTLE = 2.1  # seconds after which the kit trusts what `stat` says of a fresh file


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        jobs, materials = asked(root)
        hand_in(root, jobs)
        leave(jobs, materials)
        time.sleep(SETTLE)
        print(f"{OFFICES} offices, {sum(path.is_file() for path in root.rglob('*'))} files")
        report("first look, all hashed", root)
        for _ in range(5):
            report("nothing changed", root)
        bare(root)
        changed = root / "data" / str(YEAR) / jobs[7].office / "narrative.md"
        changed.write_text("……", encoding="utf-8")
        assert [jobs[7].office] == report("one file changed", root)


def report(words: str, root: Path) -> list[str]:
    """Decide in a new process; prints how long that took, and returns the offices to build."""
    took, *offices = subprocess.check_output([sys.executable, __file__, str(root)], text=True).split()
    print(f"{words:<24} {took:>7} ms, {len(offices)} to build")
    return offices


def decide(root: Path) -> None:
    """Print the milliseconds that it takes, and the offices to build."""
    nianbao.get_command(None, "build")  # as the command loads it
    jobs, materials = asked(root)
    started = time.perf_counter()
    plan = plan_jobs(jobs, materials, processes=os.cpu_count() or 1)
    print(f"{(time.perf_counter() - started) * 1000:.1f}", *(job.office for job in plan.jobs))


def bare(root: Path) -> None:
    """What it takes to ask when each of the files was touched, and nothing else."""
    paths = [str(path) for path in root.rglob("*")]
    started = time.perf_counter()
    for path in paths:
        os.stat(path)  # noqa: PTH116
    print(f"{'bare stat of each':<24} {(time.perf_counter() - started) * 1000:7.1f} ms")


def asked(root: Path) -> tuple[list[Job], Materials]:
    """What the command asks for."""
    sample = load_register(ROOT / "params")
    offices = tuple(
        sample.offices[1].model_copy(update={"id": f"shili-{n:04}", "name": f"示例区第{n}局"}) for n in range(OFFICES)
    )
    jobs = [
        Job(YEAR, o.id, {}, root, root, root / "output" / str(YEAR) / o.id, ("html", "pdf", "docx", "xlsx"))
        for o in offices
    ]
    campaign = load_campaign(ROOT / "params", YEAR)
    notebook = ROOT / "notebooks" / "annual_report.ipynb"
    return jobs, Materials(campaign, Register(offices, sample.path), (), root / "data", notebook)


def hand_in(root: Path, jobs: list[Job]) -> None:
    """Data of this year and the last."""
    for job in jobs:
        for year in (YEAR - 1, YEAR):
            place = root / "data" / str(year) / job.office
            place.mkdir(parents=True)
            for name in ("tables.xlsx", "narrative.md"):
                (place / name).write_text(f"{job.office} {year} {name}" * 100, encoding="utf-8")


def leave(jobs: list[Job], materials: Materials) -> None:
    """What runs would have left: files and receipts."""
    seen = Remembered(jobs[0].folder.parent / MEMORY)
    for job in jobs:
        job.folder.mkdir(parents=True)
        outputs = {name: f"{job.office} {name}".encode() * 2000 for name in wanted_outputs("built", job.formats)}
        for name, data in outputs.items():
            (job.folder / name).write_bytes(data)
        receipt = {
            "state": "built",
            "basis": materials.basis(materials.register.office(job.office, YEAR), seen),
            "outputs": {name: sha256(data) for name, data in outputs.items()},
            "findings": {"error": 0, "warning": 0},
        }
        (job.folder / RECEIPT).write_bytes(json_bytes(receipt))


if __name__ == "__main__":
    decide(Path(sys.argv[1])) if len(sys.argv) > 1 else main()
