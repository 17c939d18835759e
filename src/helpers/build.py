"""Running the master notebook for many offices: execute, export, receipt."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

from .basis import versions
from .blocks import collect_blocks
from .errors import RunError
from .filing import Filing
from .longtable import OFFICE_TABLE, long_table
from .nursery import Ended, NoForkError, can_fork, run_forked
from .scratch import scratch_folder
from .store import json_bytes, read_receipt, sha256, supersede, write_file, write_outputs

EngineName = Literal["warm", "stock"]
REPORT_FILES = {"html": "report.html", "pdf": "report.pdf", "docx": "report.docx", "xlsx": "tables.xlsx"}
# What goes with report.html: the same for a portal's editor, and the report's card for its catalogue.
FRAGMENT, CARD, CARD_DATA = "report.fragment.html", "card.txt", "card.json"
PUBLISHED_FILES = (*REPORT_FILES.values(), FRAGMENT, CARD, CARD_DATA, OFFICE_TABLE)
ISSUES = "issues.html"
NOTEBOOK = "report.ipynb"
FAILED_NOTEBOOK = "failed.ipynb"
_CELL_SECONDS = 600
_REPORT_SECONDS = 900
_LONGEST_SOCKET = 100  # letters that the path of a socket may have, less its number


@dataclass(frozen=True, slots=True)
class Job:
    """One report to make: `parameters` go to the notebook, which runs in the workspace `root`.

    `basis` are the digests of what it is made of, and `reasons` the words why it is made.
    """

    year: int
    office: str
    parameters: Mapping[str, Any]
    notebook: Path
    root: Path
    folder: Path
    formats: tuple[str, ...]
    basis: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """How a job ended: built, refused or failed, with a line for the summary."""

    office: str
    state: str
    seconds: float
    errors: int = 0
    warnings: int = 0
    message: str = ""


def build_reports(
    jobs: Sequence[Job], workers: int, fail_fast: bool = False, engine: EngineName = "stock"
) -> Iterator[Result]:
    """Run all jobs in processes and yield each result as it comes; a job that fails stops no other.

    The engine `warm` forks a process with everything loaded for each report, and `stock` starts a kernel for each; the
    files are the same. With `fail_fast` the jobs that have not begun when one fails are left out.
    """
    results = _warm_results(jobs, workers) if engine == "warm" else _stock_results(jobs, workers)
    for result in results:
        yield result
        if fail_fast and result.state == "failed":
            results.close()


def default_engine() -> EngineName:
    """The engine that is chosen where nobody chooses."""
    return "warm" if can_fork() else "stock"


def _warm_results(jobs: Sequence[Job], workers: int) -> Generator[Result, None, None]:
    make = partial(_make_in_fork, str(scratch_folder()))
    left = {job.office: job for job in jobs}
    try:
        for job, came in run_forked(make, jobs, workers, _REPORT_SECONDS):
            del left[job.office]
            yield _failed(job, RunError(came.reason, job.office), _now(), 0.0) if isinstance(came, Ended) else came
    except NoForkError:
        yield from _stock_results([*left.values()], workers)


def _make_in_fork(scratch: str, job: Job) -> Result:
    own = _prepare_worker(scratch)
    try:
        return run_job(job, "warm")
    except OSError as problem:
        return _unwritten(job, problem)
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _stock_results(jobs: Sequence[Job], workers: int) -> Generator[Result, None, None]:
    spawn = multiprocessing.get_context("spawn")
    settings = (max(1, min(workers, len(jobs))), spawn, _prepare_worker, (str(scratch_folder()),))
    with ProcessPoolExecutor(*settings) as pool:
        pending: dict[Future[Result], Job] = {pool.submit(run_job, job): job for job in jobs}
        try:
            for future in as_completed(pending):
                yield _result(future, pending[future])
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[Result], job: Job) -> Result:
    try:
        return future.result()
    except BrokenProcessPool:
        return Result(job.office, "failed", 0.0, message="工作进程意外退出")
    except OSError as problem:
        return _unwritten(job, problem)


def _unwritten(job: Job, problem: OSError) -> Result:
    """The end of a job of which not even the receipt could be written."""
    return Result(job.office, "failed", 0.0, message=f"结果写不进 {job.folder.name}：{problem.strerror}")


def _prepare_worker(scratch: str) -> str:
    """Settle in a folder of its own, and go when the parent goes, however that ends; a kernel does so by itself."""
    # A user's own IPython profile and other runs' sockets stay out of the reports.
    own = tempfile.mkdtemp(prefix="", dir=scratch)
    os.environ |= {"IPYTHONDIR": own, "JUPYTER_RUNTIME_DIR": own, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    os.environ["TMPDIR"] = tempfile.tempdir = own
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    return own


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


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
    return Result(job.office, state, time.perf_counter() - clock, summary["error"], summary["warning"])


def execute(job: Job, engine: EngineName = "stock") -> dict[str, Any]:
    """Run the notebook by papermill and return it without times, absolute paths and random ids.

    The engine `warm` runs it in this process, but leaves to a kernel what would not come out the same without one.

    Raises RunError with what the notebook said where it stopped.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="") as scratch:
        target = Path(scratch) / NOTEBOOK
        # Sockets of our own: two runs that choose TCP ports at once take each other's, and so do the default ipc names.
        sockets = {"transport": "ipc", "ip": str(Path(scratch) / "kernel")}
        local = os.name != "nt" and len(sockets["ip"]) < _LONGEST_SOCKET
        transport = {"config": Config({"KernelManager": sockets})} if local else {}
        here = engine == "warm" and _runs_here(job.notebook)
        try:
            papermill.execute_notebook(
                str(job.notebook),
                str(target),
                dict(job.parameters),
                cwd=str(job.root),
                progress_bar=False,
                log_output=False,
                execution_timeout=_CELL_SECONDS,
                request_save_on_cell_execute=False,
                shutdown_kernel="immediate",  # a report leaves nothing behind that a kernel would have to save
                **({"engine_name": "nianbao-warm"} if here else transport),
            )
        except PapermillExecutionError as problem:
            # It opens at the cell that failed; the earlier report beside it stays.
            stopped = _without_run_traces(json.loads(target.read_text(encoding="utf-8")))
            write_file(job.folder / FAILED_NOTEBOOK, json_bytes(stopped))
            raise RunError(_said(problem), job.office) from None
        return _without_run_traces(json.loads(target.read_text(encoding="utf-8")))


def _runs_here(notebook: Path) -> bool:
    from .warm import needs_kernel

    return needs_kernel(json.loads(notebook.read_text(encoding="utf-8"))) is None


def _said(problem: Any) -> str:
    lines = str(problem.evalue or problem.ename).splitlines()
    return f"笔记本第 {problem.exec_count} 个单元格停止：{lines[0] if lines else problem.ename}"


def _without_run_traces(notebook: dict[str, Any]) -> dict[str, Any]:
    run = notebook["metadata"].pop("papermill", {})
    notebook["metadata"]["papermill"] = {"parameters": run.get("parameters", {})}
    for cell in notebook["cells"]:
        for trace in ("papermill", "execution"):
            cell["metadata"].pop(trace, None)
    for tag in ("injected-parameters", "papermill-error-cell-tag"):
        tagged = [cell for cell in notebook["cells"] if tag in cell["metadata"].get("tags", ())]
        for number, cell in enumerate(tagged):
            cell["id"] = f"{tag}-{number}" if number else tag
    return notebook


def export(notebook: dict[str, Any], formats: Sequence[str]) -> tuple[dict[str, bytes], str]:
    """All files of a report from its executed notebook, and whether it is built or refused."""
    import nbformat

    blocks = {block["kind"]: block for block in collect_blocks(notebook)}
    node = nbformat.from_dict(notebook)
    publishable = bool(blocks["verdict"]["publishable"])
    found = {name: blocks["verdict"][name] for name in ("findings", "accepted", "summary")}
    outputs = {
        NOTEBOOK: json_bytes(notebook),
        "filing.json": json_bytes(blocks["sources"]["filing"]),
        "findings.json": json_bytes(found),
    }
    outputs |= _published(node, formats) if publishable else {ISSUES: _made("html", node)}
    if publishable:
        outputs[OFFICE_TABLE] = long_table(Filing.from_json(blocks["sources"]["filing"]))
    return outputs, "built" if publishable else "refused"


def wanted_outputs(state: str, formats: Sequence[str]) -> set[str]:
    """The names of the files that a run leaves beside its receipt."""
    always = {NOTEBOOK, "filing.json", "findings.json"}
    if state == "refused":
        return always | {ISSUES}
    page = {FRAGMENT, CARD, CARD_DATA} if "html" in formats else set()
    return always | page | {OFFICE_TABLE} | {REPORT_FILES[name] for name in formats}


def _published(node: Any, formats: Sequence[str]) -> dict[str, bytes]:
    """The report in its formats; with the page, which links to the others, what a portal needs beside it."""
    from .exporters.metadata import card, card_text

    downloads = [REPORT_FILES[name] for name in formats if name != "html"]
    settings = {"html": {"downloads": downloads}}
    outputs = {REPORT_FILES[name]: _made(name, node, **settings.get(name, {})) for name in formats}
    if "html" in formats:
        found = card(next(block for block in collect_blocks(node) if block["kind"] == "title"))
        outputs |= {FRAGMENT: _made("fragment", node), CARD: card_text(found).encode(), CARD_DATA: json_bytes(found)}
    return outputs


@cache
def exporter(name: str) -> Any:
    """The exporter class of a format; looking through all entry points takes 10 ms."""
    from nbconvert.exporters import get_exporter

    return get_exporter(f"nianbao-{name}")


def _made(name: str, node: Any, **settings: Any) -> bytes:
    made, _ = exporter(name)(**settings).from_notebook_node(node)
    return made if isinstance(made, bytes) else made.encode()


def _receipt(job: Job, notebook: dict[str, Any], outputs: Mapping[str, bytes], state: str) -> dict[str, Any]:
    blocks = {block["kind"]: block for block in collect_blocks(notebook)}
    return {
        "office": job.office,
        "year": job.year,
        "state": state,
        "inputs": {file["name"]: file["sha256"] for file in blocks["sources"]["files"]},
        "basis": dict(job.basis),
        "outputs": {name: sha256(data) for name, data in outputs.items()},
        "versions": versions(blocks["title"]["fonts"]) | {"form": blocks["title"]["form"]},
        "findings": blocks["findings"]["summary"],
        "rules": blocks["findings"]["ran"],
        "not_applicable": blocks["findings"]["not_applicable"],
    }


def _failed(job: Job, problem: Exception, started: str, seconds: float) -> Result:
    """Say that a run failed, and leave the files of the earlier run where they are."""
    what = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
    earlier = read_receipt(job.folder) or {}
    receipt = {
        "office": job.office,
        "year": job.year,
        "state": "failed",
        "message": what,
        "inputs": earlier.get("inputs", {}),
        "outputs": earlier.get("outputs", {}),
        "versions": versions(),
        "findings": earlier.get("findings", {}),
        "started": started,
        "finished": _now(),
        "timings": {"execute": round(seconds, 3)},
    }
    write_outputs(job.folder, {}, receipt)
    return Result(job.office, "failed", seconds, message=what)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
