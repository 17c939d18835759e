"""One writer at a time for a folder: the lock goes with the process that holds it, however that ends."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from .errors import BusyError, ParamsError, said
from .places import is_remote
from .processes import are_told

LOCK = ".building.lock"
_HELD: set[int] = set()
_FAR = 1 << 20  # Windows lets nobody read what is locked, so that lies far behind what is written


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which is made where it is missing.

    A store has no locks. Raises BusyError where another process holds it, ParamsError where nothing can be written.
    """
    if is_remote(folder):
        yield
        return
    path = folder / LOCK
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = _opened(path)
    except BlockingIOError:
        raise BusyError(
            f"另一个程序正在写入这个文件夹{_holder(path)}", str(folder), "请等它结束后再运行，或用 --output 另写一处。"
        ) from None
    except OSError as problem:
        raise ParamsError(
            f"写不进输出文件夹：{said(problem)}", str(folder), "请检查权限和磁盘空间，或用 --output 另写一处。"
        ) from None
    _HELD.add(file)
    try:
        os.ftruncate(file, 0)
        os.write(file, _me().encode())
        yield
    finally:
        if sys.platform != "win32":
            path.unlink(missing_ok=True)
        _HELD.discard(file)
        os.close(file)
        if sys.platform == "win32":
            with contextlib.suppress(OSError):
                path.unlink()


def _let_go() -> None:
    """In a fork: leave the locks to the process that took them, or they would outlast it."""
    while _HELD:
        os.close(_HELD.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def _opened(path: Path) -> int:
    """The lock file, open and locked. Raises BlockingIOError where it is held."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(file)
        except OSError:
            os.close(file)
            raise
        if _is_at(path, file):
            return file
        os.close(file)  # the one who held it has removed it meanwhile


def _is_at(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False


def _lock(file: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as problem:
            raise BlockingIOError from problem
        os.lseek(file, 0, os.SEEK_SET)
    else:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:
            return  # a file system that knows no locks: better without one than not at all


def _me() -> str:
    since = dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    user = f"{psutil.Process().username()}，" if are_told() else ""
    return f"{user}{platform.node()} 上的进程 {os.getpid()}，{since} 起"


def _holder(path: Path) -> str:
    try:
        found = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        found = ""
    return f"（{found}）" if found else ""
