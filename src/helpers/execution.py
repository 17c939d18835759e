"""The master notebook run for one office by papermill, and the executed one without traces of the run."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from .errors import RunError
from .job import EngineName, Job
from .outputs import FAILED_NOTEBOOK, NOTEBOOK
from .store import json_bytes, write_file

_CELL_SECONDS = 600


def execute(job: Job, engine: EngineName = "stock") -> dict[str, Any]:
    """Run the notebook by papermill and return it without times, absolute paths and random ids.

    The engine `warm` runs it in this process, but leaves to a kernel what would not come out the same without one.

    Raises RunError with what the notebook said where it stopped.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from .engine import KERNEL_ENGINE
    from .warm import ENGINE

    with tempfile.TemporaryDirectory(prefix="") as scratch:
        target = Path(scratch) / NOTEBOOK
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
                engine_name=ENGINE if engine == "warm" else KERNEL_ENGINE,
            )
        except PapermillExecutionError as problem:
            # It opens at the cell that failed; the earlier report beside it stays.
            stopped = _without_run_traces(json.loads(target.read_text(encoding="utf-8")))
            write_file(job.folder / FAILED_NOTEBOOK, json_bytes(stopped))
            raise RunError(_said(problem), job.office) from None
        return _without_run_traces(json.loads(target.read_text(encoding="utf-8")))


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
