"""Trees of processes: what memory each takes, and their end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
import time
from collections.abc import Collection, Iterator
from functools import cache

import psutil

_SUBREAPER = 36  # of prctl, which asks for it
_PATIENCE, _MOMENT = 1.0, 0.001  # seconds
_LARGEST, _SMALLEST = 1 << 16, 32  # bytes: what is much larger lies outside the heap, and nothing is smaller


class Heap(ctypes.Structure):
    """What glibc tells of its heap (mallinfo2), in bytes: `fordblks` are free, `keepcost` of them at its end."""

    _fields_ = (("others", ctypes.c_size_t * 8), ("fordblks", ctypes.c_size_t), ("keepcost", ctypes.c_size_t))


@cache
def are_told() -> bool:
    """Whether this system tells of processes; Linux does in /proc, which may be hidden."""
    try:
        psutil.Process()
    except psutil.Error:
        return False
    return True


def is_single_threaded() -> bool:
    """Whether this process has one thread only; False where the system does not tell."""
    try:
        return psutil.Process().num_threads() == 1
    except psutil.Error:
        return False


def has_ended(pid: int) -> bool:
    """Whether a process is known to be no more; one that waits for its parent to hear of its end does nothing more."""
    if not are_told():
        return False
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


def memory(pids: Collection[int], worth_knowing: int) -> dict[int, int]:
    """By process: the bytes of memory of its own that it takes with all that it started.

    Shared memory does not count. To tell it apart costs more, so those that take less than `worth_knowing` with it are
    left out; all are where the system tells of none.
    """
    if not are_told():
        return {}
    trees: dict[int, list[psutil.Process]] = {pid: [] for pid in pids}
    for root, process in _trees(pids):
        trees[root].append(process)
    held = {pid: sum(map(_resident, tree)) for pid, tree in trees.items()}
    return {pid: sum(map(_own, tree)) for pid, tree in trees.items() if held[pid] > worth_knowing}


def _trees(pids: Collection[int]) -> Iterator[tuple[int, psutil.Process]]:
    """Each of these processes that this one started, at any remove, and what it started, with the one it belongs to."""
    belongs = {pid: pid for pid in pids}
    for process in psutil.Process().children(recursive=True):  # parents come before what they started
        with contextlib.suppress(psutil.Error):
            root = belongs.get(process.pid) or belongs.get(process.ppid())
            if root:
                belongs[process.pid] = root
                yield root, process


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _own(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().uss)
    except psutil.Error:
        return 0


def end_tree(pid: int | None = None) -> None:
    """Kill a process and what it started, at any remove; without `pid`, only what this process started."""
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        if pid is not None:
            _hold(root)
        for process in [*root.children(recursive=True), *([] if pid is None else [root])]:
            with contextlib.suppress(psutil.Error):
                process.kill()


def _hold(process: psutil.Process) -> None:
    """Stop a process, so that it does not start another while those that it has started are ended."""
    process.suspend()
    until = time.monotonic() + _PATIENCE
    while process.status() not in (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE) and time.monotonic() < until:
        time.sleep(_MOMENT)


def adopt_orphans() -> None:
    """Have what this process starts stay below it, even where the one that started it has ended; on Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1)


def has_children() -> bool:
    """Whether this process has started others that are still there; where that is dear to find out, it may have."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    except AttributeError:  # not on Windows
        return True
    return True


def fill_gaps() -> None:
    """Take for good what memory is free between what is loaded, so that forks have theirs side by side, at the end.

    In the gaps each would copy the pages around it, and look for one that fits. With glibc only, from 2.33 on.
    """
    library = ctypes.CDLL(None)
    try:
        library.mallinfo2.restype = Heap
    except AttributeError:
        return
    library.malloc.argtypes, library.malloc.restype = [ctypes.c_size_t], ctypes.c_void_p
    library.sbrk.argtypes, library.sbrk.restype = [ctypes.c_ssize_t], ctypes.c_void_p
    library.free.argtypes = [ctypes.c_void_p]
    size = _LARGEST
    while size >= _SMALLEST:
        heap = library.mallinfo2()
        end = library.sbrk(0) - heap.keepcost
        for _ in range((heap.fordblks - heap.keepcost) // size):  # wherever the system puts what is no gap
            piece = library.malloc(size)
            if not piece or piece >= end:
                library.free(piece)
                break
        size = size * 7 // 8
