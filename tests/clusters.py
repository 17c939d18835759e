"""A dask cluster on this machine: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_RUN = "from distributed.cli.dask_{0} import main; main()"
_PATIENCE = 60  # seconds


@dataclass
class Cluster:
    """`folder` takes the logs and, as TMPDIR, marks the processes."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def _file(self) -> Path:
        return self.folder / "scheduler.json"

    @property
    def address(self) -> str:
        return json.loads(self._file.read_text(encoding="utf-8"))["address"]

    @property
    def scheduler(self) -> subprocess.Popen[bytes]:
        return self.processes[0]

    def start(self) -> None:
        self._run("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        until = time.monotonic() + _PATIENCE
        while not (self._file.exists() and self._file.read_text(encoding="utf-8").endswith("}")):
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)

    def work(self, threads: int, nanny: bool, before: str = "") -> subprocess.Popen[bytes]:
        """Start a worker; a nanny starts it again when it ends. Before all it runs the line `before`."""
        words = ("--host", "127.0.0.1", "--nthreads", str(threads), "--no-dashboard", "--death-timeout", "60")
        return self._run("worker", *words, "--nanny" if nanny else "--no-nanny", before=before)

    def _run(self, command: str, *words: str, before: str = "") -> subprocess.Popen[bytes]:
        code = f"{before}\nif __name__ == '__main__':\n    {_RUN.format(command)}"
        program = self.folder / f"{command}{len(self.processes)}.py"
        program.write_text(code, encoding="utf-8")
        with program.with_suffix(".log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, str(program), "--scheduler-file", str(self._file), *words],
                env={**os.environ, "TMPDIR": str(self.folder)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def said(self) -> str:
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.log")))

    def left(self) -> list[psutil.Process]:
        """Its processes that run, and all that they started."""
        return [process for process in psutil.process_iter() if self._belongs(process)]

    def _belongs(self, process: psutil.Process) -> bool:
        try:
            return process.status() != psutil.STATUS_ZOMBIE and process.environ().get("TMPDIR", "").startswith(
                str(self.folder)
            )
        except psutil.Error:
            return False

    def parents(self) -> list[psutil.Process]:
        """The processes of its workers that reports are forked from."""
        return [
            process for process in self.left() if "forkserver" in " ".join(_words(process)) and not _forked(process)
        ]

    def forks(self) -> list[psutil.Process]:
        """The processes that make reports."""
        return [process for process in self.left() if _forked(process)]

    def stop(self) -> None:
        scheduler, *workers = self.processes
        for leaving in (workers, [scheduler]):
            for process in leaving:
                process.terminate()
            for process in leaving:
                process.wait(_PATIENCE)


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _forked(process: psutil.Process) -> bool:
    """Whether it was forked of one that is loaded: it has the words of its parent."""
    try:
        parent = process.parent()
        return parent is not None and "forkserver" in " ".join(_words(parent))
    except psutil.Error:
        return False


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster without workers, which ends with all that is of it."""
    made = Cluster(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        _, alive = psutil.wait_procs(made.left(), timeout=20)
        for process in alive:
            process.kill()
    assert [] == [process for process in alive if made._belongs(process)], made.said()
