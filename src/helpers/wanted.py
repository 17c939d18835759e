"""What a process that is loaded for many reports will be wanted for: its environment tells it, before it starts."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from .job import Job
from .outputs import REPORT_FILES
from .places import is_remote

_VARIABLE = "NIANBAO_WANTED"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The formats to come, whether notebooks look at tables as frames, and the folder of the register ("" for none)."""

    formats: tuple[str, ...] = tuple(REPORT_FILES)
    frames: bool = True
    params: str = ""

    @classmethod
    def by(cls, job: Job) -> Wanted:
        """What the job, and others of its batch, will need."""
        params = job.place("params")
        # Asking a store would start threads, which no fork has.
        local = "" if is_remote(params) else str(params)
        return cls(job.formats, _looks_at_frames(job.notebook), local)

    def announce(self) -> None:
        """Tell processes that are started from now on."""
        os.environ[_VARIABLE] = _JSON.dump_json(self).decode()

    @classmethod
    def announced(cls) -> Wanted:
        """What this process was told; everything where it was told nothing."""
        told = os.environ.get(_VARIABLE)
        return _JSON.validate_json(told) if told else cls()


_JSON = TypeAdapter(Wanted)


def _looks_at_frames(notebook: Path) -> bool:
    """Whether a cell shows a table as a frame; a notebook that cannot be read fails where it is run."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        return any(cell["cell_type"] == "code" and "frame(" in "".join(cell["source"]) for cell in cells)
    except (OSError, ValueError, KeyError, TypeError):
        return False
