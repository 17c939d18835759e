"""Temporary files of a run: one folder for all of them, which the next run removes if this one is killed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from .store import PART

_OURS = re.compile(r"nianbao-([0-9]+)-")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A temporary folder for this process and those it starts. Those of processes that are no more are removed."""
    for left in Path(tempfile.gettempdir()).glob("nianbao-*-*"):
        found = _OURS.match(left.name)
        if found and not psutil.pid_exists(int(found[1])):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"nianbao-{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def remove_parts(folder: Path) -> None:
    """Remove what a killed run had half written into the folders below `folder`."""
    for left in folder.glob("*/.*.part"):
        found = PART.fullmatch(left.name)
        if found and not psutil.pid_exists(int(found[1])):
            left.unlink(missing_ok=True)
