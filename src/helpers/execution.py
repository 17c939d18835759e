"""The master notebook run for one office by papermill, and the executed one without traces of the run."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from .errors import RunError, is_message
from .job import EngineName, Job
from .outputs import FAILED_NOTEBOOK, NOTEBOOK
from .store import json_bytes, write_file


def execute(job: Job, engine: EngineName = "stock") -> dict[str, Any]:
    """Run the notebook by papermill and return it without times, absolute paths and random ids.

    The engine `warm` runs it in this process, but leaves to a kernel what would not come out the same without one.

    Raises RunError with what the notebook said where it stopped.
    """
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import raise_for_execution_errors

    try:
        node = _run(job, engine)
    except DeadKernelError:
        raise RunError("内核中途退出，可能是内存不足，或笔记本中有单元格让它退出", job.office) from None
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / NOTEBOOK
        try:
            raise_for_execution_errors(node, str(target))
        except PapermillExecutionError as problem:
            # It opens at the cell that failed; the earlier report beside it stays.
            write_file(job.folder / FAILED_NOTEBOOK, json_bytes(_without_run_traces(json.loads(target.read_bytes()))))
            raise RunError(_said(problem), job.office) from None
    return _without_run_traces(_document(node))


def _run(job: Job, engine: EngineName) -> Any:
    """The executed notebook. These are the steps of `papermill.execute_notebook` but for the file that it writes last.

    Nobody reads that file, and to write it takes as long as a table.
    """
    from papermill.engines import papermill_engines
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook
    from papermill.utils import chdir

    from .engine import KERNEL_ENGINE
    from .warm import ENGINE

    name = ENGINE if engine == "warm" else KERNEL_ENGINE
    node = load_notebook_node(str(job.notebook))
    node = parameterize_notebook(node, dict(job.parameters), engine_name=name)
    with chdir(job.root):
        return papermill_engines.execute_notebook_with_engine(
            name,
            node,
            kernel_name=papermill_engines.nb_kernel_name(name, node),
            progress_bar=False,
            log_output=False,
            shutdown_kernel="immediate",  # a report leaves nothing behind that a kernel would have to save
        )


def _document(node: Any) -> dict[str, Any]:
    """A notebook as its file holds it: texts in lines, keys sorted."""
    from nbformat.v4.rwbase import split_lines, strip_transient

    document: dict[str, Any] = json.loads(json.dumps(strip_transient(split_lines(node)), sort_keys=True))
    return document


def _said(problem: Any) -> str:
    first = str(problem.evalue).splitlines()[:1]
    # Of other errors than the kit's own the kind is told, too: a KeyError says nothing but the key.
    ours = is_message(problem.ename, str(problem.evalue), problem.traceback)
    words = first if ours else [problem.ename, *first]
    return f"笔记本第 {problem.exec_count} 个单元格停止：{'：'.join(words)}"


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
