"""What a process that is loaded for many reports will be wanted for: its environment tells it, before it starts."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from pydantic import TypeAdapter

from .intake.folder import READERS
from .job import Job
from .outputs import REPORT_FILES
from .places import files_in, is_remote

_VARIABLE = "NIANBAO_WANTED"
# The kind that a file's name says it is; another is found when it is read, and its reader loaded then.
_KINDS = {
    ".csv": "csv",
    ".docx": "docx",
    ".htm": "html",
    ".html": "html",
    ".md": "markdown",
    ".pdf": "pdf",
    ".txt": "text",
    ".xlsx": "xlsx",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The formats and kinds of files to come, whether notebooks look at tables as frames, and the register's folder.

    That is "" where there is none, or none on this machine.
    """

    formats: tuple[str, ...] = tuple(REPORT_FILES)
    kinds: tuple[str, ...] = tuple(READERS)
    frames: bool = True
    params: str = ""

    @classmethod
    def by(cls, jobs: Sequence[Job]) -> Wanted:
        """What the jobs of a batch will need."""
        job = jobs[0]
        params = job.place("params")
        # Asking a store would start threads, which no fork has.
        local = "" if is_remote(params) else str(params)
        return cls(job.formats, _kinds(jobs), _looks_at_frames(job.notebook), local)

    def announce(self) -> None:
        """Tell processes that are started from now on."""
        os.environ[_VARIABLE] = _JSON.dump_json(self).decode()

    @classmethod
    def announced(cls) -> Wanted:
        """What this process was told; everything where it was told nothing."""
        told = os.environ.get(_VARIABLE)
        return _JSON.validate_json(told) if told else cls()


_JSON = TypeAdapter(Wanted)


def _kinds(jobs: Sequence[Job]) -> tuple[str, ...]:
    """The kinds of files that the offices handed in, for the year and the one before; all where that is not told."""
    data, year = jobs[0].place("data"), jobs[0].year
    if is_remote(data):
        return tuple(READERS)
    named: set[str] = set()
    for folder in (data / str(year), data / str(year - 1)):
        with suppress(OSError):
            for names in files_in(folder, [job.office for job in jobs]).values():
                named |= {PurePath(name).suffix.lower() for name in names}
    return tuple(sorted({_KINDS[suffix] for suffix in named if suffix in _KINDS}))


def _looks_at_frames(notebook: Path) -> bool:
    """Whether a cell shows a table as a frame; a notebook that cannot be read fails where it is run."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        return any(cell["cell_type"] == "code" and "frame(" in "".join(cell["source"]) for cell in cells)
    except (OSError, ValueError, KeyError, TypeError):
        return False
