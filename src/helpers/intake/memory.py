"""How much memory the reading of a document may take: a few kilobytes can unpack to more than a machine has."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

_NO_MEMORY = 2  # the code of libxml2 for it


@contextmanager
def limited(room: int) -> Iterator[None]:
    """Have what runs within fail with MemoryError where it takes `room` bytes more than this process has.

    On Linux only: other systems count no such memory. The limit is the whole process's, so that one thread alone reads.
    """
    if sys.platform != "linux":
        yield
        return
    import resource

    before = soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    try:
        most = psutil.Process().memory_info().data + room
    except (OSError, psutil.Error):  # no /proc tells
        most = resource.RLIM_INFINITY
    allowed = [limit for limit in (most, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min(allowed, default=resource.RLIM_INFINITY), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


def raise_shortage(problem: Exception) -> None:
    """Raise MemoryError where that is what lies behind a problem that a library tells in its own way."""
    behind = (problem, *problem.args)
    if getattr(problem, "code", None) == _NO_MEMORY or any(isinstance(each, MemoryError) for each in behind):
        raise MemoryError
