"""A batch beside what a user would otherwise do: CPU seconds for a report, all processes counted, in one run.

`make bench` runs it, on 50 invented offices. R Markdown and ploomber-engine are measured where they are installed. All
are measured in turn several times, and the medians compared: the speed of a virtual machine changes by the minute.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent))

from province import YEAR, province

OFFICES, ROUNDS = 50, 3
ALL = "html,pdf,docx,xlsx"
LIBRARIES = ("papermill", "nbconvert", "nbclient", "ipykernel", "pandas", "matplotlib", "typst")
_BECOME_REAPER = 36  # prctl: orphans below this process become its children, so that their time is counted
_BIN = Path(sys.executable).parent

POOL = """
import sys
from concurrent.futures import ProcessPoolExecutor
def make(office):
    import papermill as pm
    from nbconvert import HTMLExporter
    out = f"{sys.argv[1]}/{office}"
    parameters = {"year": 2023, "office": office}
    pm.execute_notebook("notebooks/annual_report.ipynb", out + ".ipynb", parameters, progress_bar=False)
    open(out + ".html", "w").write(HTMLExporter().from_filename(out + ".ipynb")[0])
if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(make, sys.argv[2:]))
"""
PLOOMBER = """
import sys
from nbconvert import HTMLExporter
from ploomber_engine import execute_notebook
for office in sys.argv[2:]:
    out = f"{sys.argv[1]}/{office}"
    execute_notebook(
        "notebooks/annual_report.ipynb", out + ".ipynb", parameters={"year": 2023, "office": office}, progress_bar=False
    )
    open(out + ".html", "w").write(HTMLExporter().from_filename(out + ".ipynb")[0])
"""
FLOOR = """
import json, os, sys
from pathlib import Path
root = Path.cwd()
import helpers.preloaded
from helpers.execution import execute
from helpers.job import Job
from helpers.outputs import export
from helpers.store import write_outputs
import time
folder, formats = Path(sys.argv[1]), tuple(sys.argv[2].split(","))
def make(office):
    parameters = {"year": 2023, "office": office}
    job = Job(2023, office, parameters, root / "notebooks/annual_report.ipynb", root, folder / office, formats)
    write_outputs(job.folder, export(execute(job, "warm"), formats)[0], {})
make(sys.argv[3])
started = time.process_time()
for office in sys.argv[4:]:
    make(office)
print((time.process_time() - started) / len(sys.argv[4:]))
"""


def main() -> None:
    count_orphans()
    told = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}, {told}; {OFFICES} offices")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "workspace")
        province(root, OFFICES)
        offices = [f"shili-{number:05}" for number in range(1, OFFICES + 1)]
        report(root, offices)


def report(root: Path, offices: list[str]) -> None:
    """Print the table; each line is a way to make reports, with its ratio to the loop of commands."""
    ways = ways_of(root, offices)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    floors: dict[str, list[float]] = {ALL: [], "html": []}
    for number in range(1, ROUNDS + 1):
        print(f"round {number} of {ROUNDS}", file=sys.stderr, flush=True)
        for name, (_, reports, make) in ways.items():
            found[name].append(spent(make, reports))
        for formats, taken in floors.items():
            taken.append(floor_of(root, formats, offices))
    used = {name: median(cpu for cpu, _ in taken) for name, taken in found.items()}
    for name, (words, _, _) in ways.items():
        rate = median(rate for _, rate in found[name])
        ratio = f", {used['loop'] / used[name]:5.1f} x less than the loop" if name != "loop" else ""
        print(f"{words:<56} {used[name]:6.3f} s of CPU a report, {rate:5.0f} a minute{ratio}")
    for name, formats, words in (("many", ALL, "five formats"), ("few", "html", "ipynb and HTML")):
        floor = median(floors[formats])
        print(f"floor, {words}: {floor:.3f} s in one warm process, so {used[name] / floor:.2f} x the floor")
    to_pool = {name: f"{used['pool'] / used[name]:.1f}" for name in ("stock", "many", "few")}
    print("to the pool: stock {stock} x, five formats {many} x, HTML {few} x less".format_map(to_pool))


def ways_of(root: Path, offices: list[str]) -> dict[str, tuple[str, int, Callable[[], object]]]:
    """What each way is called, how many reports it makes when it is measured, and how; those that are installed."""
    some = offices[:16]
    ways: dict[str, tuple[str, int, Callable[[], object]]] = {
        "loop": ("papermill, then jupyter nbconvert --to html, in a loop", 5, lambda: commands(root, offices[:5])),
        "pool": ("two processes, papermill and HTMLExporter", 16, lambda: script(root, POOL, some)),
    }
    if importlib.util.find_spec("ploomber_engine"):
        words = "ploomber-engine and HTMLExporter, one process"
        ways["ploomber"] = (words, 16, lambda: script(root, PLOOMBER, some))
    if shutil.which("Rscript"):
        ways["r"] = ("R Markdown, one R process, HTML only", len(offices), lambda: r_markdown(offices))
    ways["stock"] = ("nianbao stock, five formats", 16, lambda: nianbao(root, "stock", ALL, some))
    ways["many"] = ("nianbao warm, five formats", len(offices), lambda: nianbao(root, "warm", ALL, offices))
    ways["few"] = ("nianbao warm, ipynb and HTML", len(offices), lambda: nianbao(root, "warm", "html", offices))
    return ways


def spent(make: Callable[[], object], reports: int) -> tuple[float, float]:
    """The CPU seconds for a report, the start of everything counted, and how many are made in a minute."""
    before, started = children(), time.perf_counter()
    make()
    wait_for_orphans()
    return (children() - before) / reports, 60 * reports / (time.perf_counter() - started)


def commands(root: Path, offices: list[str]) -> None:
    for office in offices:
        target = root / f"{office}.ipynb"
        chosen = ("-p", "year", YEAR, "-p", "office", office)
        run(root, _BIN / "papermill", "notebooks/annual_report.ipynb", target, *chosen)
        run(root, _BIN / "jupyter", "nbconvert", "--to", "html", target)


def script(root: Path, text: str, offices: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "ways.py").write_text(text, encoding="utf-8")
        run(root, sys.executable, Path(folder, "ways.py"), folder, *offices)


def nianbao(root: Path, engine: str, formats: str, offices: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        chosen = [word for office in offices for word in ("--office", office)]
        run(root, _BIN / "nianbao", "build", YEAR, "--output", folder, "--engine", engine, "--to", formats, *chosen)


def floor_of(root: Path, formats: str, offices: list[str]) -> float:
    """CPU seconds for a report by the same functions, one after another in one process that is warm."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "floor.py").write_text(FLOOR, encoding="utf-8")
        return float(run(root, sys.executable, Path(folder, "floor.py"), folder, formats, *offices))


def r_markdown(offices: list[str]) -> None:
    here = Path(__file__).parent / "rmarkdown"
    with tempfile.TemporaryDirectory() as folder:
        run(here, "Rscript", "render.R", folder, len(offices))


def run(root: Path, *words: object) -> str:
    settings = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
    environment = as_users_have_it() | settings
    done = subprocess.run([*map(str, words)], cwd=root, check=True, capture_output=True, env=environment)
    return done.stdout.decode()


def as_users_have_it() -> dict[str, str]:
    """The environment in which modules are compiled once, and not in each process."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def count_orphans() -> None:
    """Have the time of processes counted whose parent ends before them, as that of a batch's loaded process."""
    ctypes.CDLL(None).prctl(_BECOME_REAPER, 1, 0, 0, 0)


def wait_for_orphans() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
