"""A batch as a process of its own, what it leaves, and what still runs of it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from helpers.plan import MEMORY

_COMMAND = "import sys; from helpers.cli import main; sys.argv[0] = 'nianbao'; main()"
_PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Batch:
    """A build in a workspace, with a folder for temporary files that nobody else uses."""

    workspace: Path
    scratch: Path
    options: tuple[str, ...]

    @property
    def folder(self) -> Path:
        return self.workspace / "output" / "2023"

    @property
    def log(self) -> Path:
        return self.workspace / "log.jsonl"

    @property
    def said(self) -> str:
        """Standard error of the last one."""
        return (self.workspace / "said.txt").read_text(encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        """Start it in a session of its own, as a terminal does."""
        with (self.workspace / "said.txt").open("wb") as said:
            return subprocess.Popen(
                [sys.executable, "-c", _COMMAND, "build", "2023", "--log-file", str(self.log), *self.options],
                cwd=self.workspace,
                env={**os.environ, "TMPDIR": str(self.scratch)},
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )

    def run(self) -> int:
        return self.start().wait()

    def events(self) -> list[dict]:
        """What the log tells."""
        text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        return [json.loads(line) for line in text.splitlines() if line.endswith("}")]

    def wait_for(self, event: str) -> None:
        """Come back when the log tells of such an event."""
        until = time.monotonic() + _PATIENCE
        while not any(told["event"] == event for told in self.events()):
            assert time.monotonic() < until, self.said
            time.sleep(0.02)

    def outputs(self) -> dict[str, str]:
        """The checksums of all files but those that tell of a single run."""
        return {
            str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name not in ("receipt.json", MEMORY)
        }

    def processes(self) -> list[psutil.Process]:
        """Those of it that run."""
        return [process for process in psutil.process_iter() if self._belongs(process)]

    def _belongs(self, process: psutil.Process) -> bool:
        try:
            return process.status() != psutil.STATUS_ZOMBIE and process.environ().get("TMPDIR", "").startswith(
                str(self.scratch)
            )
        except psutil.Error:
            return False

    def left(self) -> list[str]:
        """What is still there of it a while after its end: processes, temporary files, half files, locks."""
        _, alive = psutil.wait_procs(self.processes(), timeout=20)
        return [
            *(f"{process.pid} {process.name()}" for process in alive if self._belongs(process)),
            *(path.name for path in self.scratch.iterdir()),
            *(path.name for path in self.folder.rglob(".*") if path.name != MEMORY),
        ]
