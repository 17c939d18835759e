"""Temporary files of a process: one folder for all of them, which the next one removes where this one is killed."""

from __future__ import annotations

import multiprocessing.util
import os
import platform
import re
import shutil
import tempfile
import zlib
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from .places import is_remote
from .processes import has_ended
from .store import PART

_SHORT = "/tmp"  # noqa: S108 - a folder of its own is made in it
_LONGEST = 48  # letters of folder and process number: sockets lie two folders deeper, and may have 107
_LAST = -1000  # the lower, the later; the folder of multiprocessing has -100
# Machines that share the folder for temporary files know nothing of each other's processes.
_OURS = f"nianbao-{zlib.crc32(platform.node().encode()):08x}-"
_NAME = re.compile(_OURS + "([0-9]+)-")


@cache
def scratch_folder() -> Path:
    """The temporary folder of this process and those that it starts, until it ends.

    What processes that are no more have left is removed.
    """
    base = _base()
    for left in Path(base).glob(f"{_OURS}*-*"):
        found = _NAME.match(left.name)
        if found and has_ended(int(found[1])):
            shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"{_OURS}{os.getpid()}-", dir=base)
    # After multiprocessing, which complains where the folder that it keeps in this one is gone.
    Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=_LAST)
    _settle_multiprocessing(folder)
    os.environ["TMPDIR"] = folder  # for those that it starts
    if not os.access(os.path.expanduser("~"), os.W_OK):  # noqa: PTH111 - which asks for no home that is there
        os.environ.setdefault("MPLCONFIGDIR", folder)  # where matplotlib would tell that it found no place
    return Path(folder)


def _base() -> str:
    """The folder for temporary files, or a short one where the names of sockets in it would be longer than allowed."""
    chosen = tempfile.gettempdir()
    long = len(os.fsencode(f"{chosen}{os.getpid()}")) > _LONGEST
    return _SHORT if long and os.access(_SHORT, os.W_OK | os.X_OK) else chosen


def _settle_multiprocessing(folder: str) -> None:
    """Let multiprocessing make its own temporary folder, which it keeps for good, in this one."""
    before, tempfile.tempdir = tempfile.tempdir, folder
    try:
        multiprocessing.util.get_temp_dir()
    finally:
        tempfile.tempdir = before


def remove_parts(folder: Path) -> None:
    """Remove what a killed run had half written into `folder` and those in it; in a store nothing is half written."""
    if is_remote(folder):
        return
    for left in [*folder.glob(".*.part"), *folder.glob("*/.*.part")]:
        found = PART.fullmatch(left.name)
        if found and has_ended(int(found[1])):
            left.unlink(missing_ok=True)
