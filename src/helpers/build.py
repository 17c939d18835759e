"""The reports of many offices at once: who makes which, and what each leaves."""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import Any

from .basis import versions
from .blocks import collect_blocks
from .errors import ParamsError, RunError, said
from .execution import execute
from .job import EngineName, Job, Result, Started
from .nursery import Begun, Ended, Limits, run_apart
from .outputs import FAILED_NOTEBOOK, ISSUES, PUBLISHED_FILES, export
from .processes import adopt_orphans, end_tree, has_children
from .scratch import scratch_folder
from .store import read_receipt, sha256, supersede, write_outputs
from .wanted import Wanted
from .worker import NoForkError, can_fork

_LIMITS = Limits()
_LOG = logging.getLogger(__name__)


def build_reports(
    jobs: Sequence[Job],
    workers: int,
    fail_fast: bool = False,
    engine: EngineName = "stock",
    limits: Limits = _LIMITS,
    stopped: Callable[[], bool] = lambda: False,
) -> Generator[Started | Result | None, None, None]:
    """Run all jobs in processes and tell of each that it starts and how it ends; a job that fails stops no other.

    It tells None where nothing is to be told for a moment. The engine `warm` forks a process with everything loaded for
    each report, and `stock` starts a kernel for each; the files are the same. With `fail_fast` the jobs that have not
    begun when one fails are left out; where `stopped` says so, those that run are given up, too. Raises RunError where
    no process can be started at all, ParamsError where the workspace is moved away meanwhile.
    """
    left = {job.office: job for job in jobs}
    if jobs and engine == "warm":
        Wanted.by(jobs).announce()
    try:
        for event in _events(jobs, workers, fail_fast, engine, limits, stopped):
            if isinstance(event, Result):
                del left[event.office]
            yield event
    except NoForkError as problem:
        if engine == "stock":
            fix = "请用 -j 减少同时运行的份数，或查内存和进程数的限制。"
            raise RunError(f"启动不了新的进程：{problem}", fix=fix) from None
        _LOG.warning("分不出已载入程序的进程（%s），改为每份报告启动一个内核，会慢一些。", problem)
        yield from build_reports([*left.values()], workers, fail_fast, "stock", limits, stopped)


def _events(
    jobs: Sequence[Job],
    workers: int,
    fail_fast: bool,
    engine: EngineName,
    limits: Limits,
    stopped: Callable[[], bool],
) -> Iterator[Started | Result | None]:
    """The same in one way alone. Raises NoForkError where no process can be started."""
    make = partial(_make, str(scratch_folder()), engine)
    failed: list[Result] = []
    begun: dict[str, float] = {}
    # Taken one by one, so that none begins after a failure.
    wanted = takewhile(lambda _: not (fail_fast and failed), map(_at_hand, jobs))
    for told in run_apart(make, wanted, workers, limits, engine == "warm", stopped):
        if told is None:
            yield None
            continue
        job, came = told
        if isinstance(came, Begun):
            begun[job.office] = time.monotonic()
            yield Started(job.office)
            continue
        seconds = time.monotonic() - begun[job.office]
        result = unfinished(job, came.reason, seconds) if isinstance(came, Ended) else came
        failed += [result] if result.state == "failed" else []
        yield result


def _at_hand(job: Job) -> Job:
    """The job itself, where its notebook is still there: else each would fail, in folders made anew."""
    if not job.notebook.is_file():
        raise ParamsError(
            "主笔记本不见了，工作区在编制时被移走、改名或删除", str(job.notebook), "请放回原处，再运行就接着做。"
        )
    return job


def default_engine() -> EngineName:
    """The engine that is chosen where nobody chooses."""
    return "warm" if can_fork() else "stock"


def _make(scratch: str, engine: EngineName, job: Job) -> Result:
    """Make a report in a process that was started for such."""
    own = _prepare_worker(scratch)
    try:
        return run_job(job, engine)
    except Exception as problem:  # each store's library has its own
        return _unwritten(job, problem)
    finally:
        if has_children():  # what a notebook started and did not wait for
            end_tree()
        shutil.rmtree(own, ignore_errors=True)


def unfinished(job: Job, reason: str, seconds: float) -> Result:
    """The end of a job whose process told none: a failure, with its receipt."""
    started = _time(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=seconds))
    try:
        return _failed(job, RunError(reason, job.office), started, seconds)
    except Exception as problem:  # each store's library has its own
        return _unwritten(job, problem)


def _unwritten(job: Job, problem: Exception) -> Result:
    """The end of a job of which not even the receipt could be written."""
    return Result(job.office, "failed", 0.0, message=f"结果写不进 {job.folder.name}：{said(problem)}")


def _prepare_worker(scratch: str) -> str:
    """Settle in a folder of its own."""
    # A user's own IPython profile and other runs' sockets stay out of the reports.
    own = tempfile.mkdtemp(prefix="", dir=scratch)
    os.environ |= {"IPYTHONDIR": own, "JUPYTER_RUNTIME_DIR": own, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    os.environ["TMPDIR"] = tempfile.tempdir = own
    logging.getLogger("papermill").addHandler(logging.NullHandler())  # what became of a kernel stands in the result
    adopt_orphans()
    return own


def run_job(job: Job, engine: EngineName = "stock") -> Result:
    """Make one report and put its files in place; whatever goes wrong is a result, not an exception."""
    started, clock, used = _now(), time.perf_counter(), time.process_time()
    try:
        notebook = execute(job, engine)
        executed = time.perf_counter()
        outputs, state = export(notebook, job.formats)
        run = {
            "reasons": list(job.reasons),
            "started": started,
            "finished": _now(),
            "timings": {
                "execute": round(executed - clock, 3),
                "export": round(time.perf_counter() - executed, 3),
                "cpu": round(time.process_time() - used, 3),  # without a kernel's, where there is one
            },
        }
        # Formats that this run did not make are outdated, whether it was refused or asked for fewer.
        outdated = supersede(job.folder, [n for n in (*PUBLISHED_FILES, ISSUES, FAILED_NOTEBOOK) if n not in outputs])
        receipt = _receipt(job, notebook, outputs, state) | {"superseded": outdated} | run
        write_outputs(job.folder, outputs, receipt)
    except Exception as problem:  # one report must not end the batch
        return _failed(job, problem, started, time.perf_counter() - clock)
    summary = receipt["findings"]
    seconds, cpu = time.perf_counter() - clock, receipt["timings"]["cpu"]
    return Result(job.office, state, seconds, summary["error"], summary["warning"], cpu=cpu)


def _receipt(job: Job, notebook: dict[str, Any], outputs: Mapping[str, bytes], state: str) -> dict[str, Any]:
    blocks = {block["kind"]: block for block in collect_blocks(notebook)}
    return {
        "office": job.office,
        "year": job.year,
        "state": state,
        "inputs": {file["name"]: file["sha256"] for file in blocks["sources"]["files"]},
        "basis": dict(job.basis),
        "outputs": {name: sha256(data) for name, data in outputs.items()},
        "versions": {**versions(blocks["title"]["fonts"]), "form": blocks["title"]["form"]},
        "findings": blocks["findings"]["summary"],
        "rules": blocks["findings"]["ran"],
        "not_applicable": blocks["findings"]["not_applicable"],
    }


def _failed(job: Job, problem: Exception, started: str, seconds: float) -> Result:
    """Say that a run failed, and leave the files of the earlier run where they are."""
    what = said(problem)
    earlier = read_receipt(job.folder) or {}
    receipt = {
        "office": job.office,
        "year": job.year,
        "state": "failed",
        "message": what,
        "inputs": earlier.get("inputs", {}),
        "basis": dict(job.basis),
        "outputs": earlier.get("outputs", {}),
        "versions": versions("bundled"),
        "findings": earlier.get("findings", {}),
        "started": started,
        "finished": _now(),
        "timings": {"execute": round(seconds, 3)},
    }
    write_outputs(job.folder, {}, receipt)
    return Result(job.office, "failed", seconds, message=what)


def _now() -> str:
    return _time(dt.datetime.now(dt.UTC))


def _time(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")
