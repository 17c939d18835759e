"""Where files lie: folders of this machine as paths, and folders of an object store by their address, s3://bucket/2023.

An address is a UPath, which has the methods of a path. Keys and endpoints come from where the store's own library takes
them, such as AWS_ACCESS_KEY_ID and AWS_ENDPOINT_URL.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, cast

from .errors import ParamsError, said

_LIBRARIES = ("botocore", "aiobotocore", "aiohttp", "s3fs", "fsspec")
_MARKS = ("ETag", "md5Hash", "content_md5", "generation")
_NAMED = "NIANBAO_STORES"  # tells processes that are started later which libraries to load
_EXTRAS = {"s3": "s3", "s3a": "s3"}  # the extra of the kit that brings the library of a protocol
_OF_S3: dict[str, Any] = {"max_concurrency": 1}  # a file is fetched without asking first how large it is
_FEW = 4  # folders of a store that are listed one by one, before all beside them are listed at once
_LITTER = re.compile(r"\.(?!\.?$)|~\$|~.*\.tmp$|(?:Thumbs\.db|desktop\.ini|@eaDir|__MACOSX)$", re.IGNORECASE)
_OF_DISKS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # what only this machine's disks say
_PORTION = 32  # files of a store that are read at once, and are in memory together


def is_remote(place: Path | str) -> bool:
    """Whether something lies in a store and not on this machine."""
    return "://" in str(place)


def place_of(text: str | Path) -> Path:
    """A path of this machine, or what stands for the address of a store. Raises ParamsError where none can read it."""
    if not is_remote(text):
        return Path(text)
    from upath import UPath

    protocol = str(text).partition("://")[0]
    os.environ[_NAMED] = " ".join(sorted({*os.environ.get(_NAMED, "").split(), protocol}))
    try:
        # What other processes write is to be seen at once.
        found = UPath(str(text).rstrip("/"), use_listings_cache=False, **_OF_S3 if protocol in _EXTRAS else {})
        _ = found.fs
    except ImportError:
        extra = _EXTRAS.get(protocol)
        fix = f'请安装：pip install "nianbao[{extra}]"。' if extra else f"请安装 fsspec 的 {protocol} 支持。"
        raise ParamsError(f"没有安装读写 {protocol}:// 的程序", str(text), fix) from None
    except ValueError:
        raise ParamsError(f"不认识 {protocol}:// 这种地址", str(text), "可用 s3:// 等 fsspec 支持的地址。") from None
    return cast("Path", found)


@lru_cache(maxsize=1024)  # the same few names in thousands of folders
def is_litter(name: str) -> bool:
    """Whether systems and office programs leave files of this name behind: hidden and lock files, thumbnails."""
    return _LITTER.match(name) is not None


def load_stores() -> None:
    """Import the libraries of the stores that this process and those before it named, without talking to any."""
    from fsspec import get_filesystem_class

    for protocol in os.environ.get(_NAMED, "").split():
        get_filesystem_class(protocol)


def make_sure_of(place: Path) -> Path:
    """The same place. Raises ParamsError where it lies in a store that does not answer, or lets nobody in."""
    if is_remote(place):
        store: Any = place
        bucket = store.path.lstrip("/").partition("/")[0]
        try:
            _look_at(store, bucket)
        except FileNotFoundError:
            fix = "请先建好存储桶，并核对访问密钥。"
            raise ParamsError(f"没有存储桶“{bucket}”，或没有权限查看", str(place), fix) from None
        except Exception as problem:  # each store's library has its own
            raise _failure(problem, str(place)) from None
    return place


def store_failure(problem: Exception) -> ParamsError | None:
    """What to tell of a problem where a store is in use and may be the cause; None where none is."""
    stores = os.environ.get(_NAMED)
    file = str(problem.filename or "") if isinstance(problem, OSError) else ""
    if isinstance(problem, OSError) and problem.errno in _OF_DISKS:
        return None
    theirs = isinstance(problem, OSError) or type(problem).__module__.partition(".")[0] in _LIBRARIES
    # A library names what lies in a store by bucket and key, without a slash before them.
    return _failure(problem, stores) if stores and theirs and not Path(file).is_absolute() else None


def file_failure(problem: Exception) -> ParamsError | None:
    """What to tell of a file of this machine that cannot be read or written; None of any other problem."""
    if not isinstance(problem, OSError):
        return None
    # Who asks for the current folder names none.
    if isinstance(problem, FileNotFoundError) and problem.filename is None:
        return ParamsError("当前文件夹已被移走、改名或删除", fix="请换到工作区的文件夹再运行。")
    return ParamsError(f"文件读写不了：{said(problem)}", str(problem.filename or ""), "请核对路径、权限和磁盘空间。")


def _failure(problem: Exception, where: str) -> ParamsError:
    fix = "请核对地址、网络和访问密钥（如环境变量 AWS_ACCESS_KEY_ID、AWS_ENDPOINT_URL），再运行就接着做。"
    return ParamsError(f"存储没有响应：{said(problem)}", where, fix)


def _look_at(store: Any, bucket: str) -> None:
    """Look at a place that may not be there yet, in a bucket that must; keys may be good for the place alone."""
    try:
        store.fs.ls(store.path)
    except FileNotFoundError:
        with suppress(PermissionError):
            store.fs.ls(bucket)


@contextmanager
def near(folder: Path) -> Iterator[Path]:
    """The folder itself, or a copy of its files on this machine for as long as it is needed."""
    if not is_remote(folder):
        yield folder
        return
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, folder.parent.name, folder.name)
        copy.mkdir(parents=True)
        names = [*_listed(str(folder))]
        for name, data in zip(names, contents(folder / name for name in names), strict=True):
            if data is not None:
                (copy / name).write_bytes(data)
        yield copy


def contents(paths: Iterable[Path], strict: bool = True) -> Iterator[bytes | None]:
    """The content of each file in turn, None where there is no file; a store is asked for many at once.

    A file of this machine that cannot be read raises ParamsError, or is None, too, where that need not be `strict`;
    what else a store answers is raised as its library does.
    """
    left = iter(paths)
    while portion := list(islice(left, _PORTION)):
        yield from _fetched(portion) if is_remote(portion[0]) else (_content(path, strict) for path in portion)


def _fetched(paths: Sequence[Any]) -> Iterator[bytes | None]:
    # Not `cat`, which takes a name with brackets for a pattern.
    for found in paths[0].fs.cat_ranges([path.path for path in paths], None, None):
        if isinstance(found, Exception) and not isinstance(found, FileNotFoundError):
            raise found
        yield found if isinstance(found, bytes) else None


def _content(path: Path, strict: bool) -> bytes | None:
    try:
        plain(path)
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as problem:
        if not strict:
            return None
        raise ParamsError(f"读不了文件：{said(problem)}", str(path), "请检查权限和磁盘，再运行就接着做。") from None


def plain(path: Path) -> os.stat_result:
    """What the system says of a file of this machine. Raises OSError where it is not there or not a plain file.

    To open a pipe is to wait for whoever writes into it, and some devices have no end.
    """
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "是管道、设备一类，不是普通文件", str(path))
    return found


def names_in(folder: Path) -> list[str]:
    """The names of the files and folders in a folder; none where there is no such folder.

    Raises OSError where it may not be looked into, is a file, or a link that leads nowhere.
    """
    if is_remote(folder):
        return [entry["name"].rstrip("/").rpartition("/")[2] for entry in _entries(str(folder))]
    try:
        return os.listdir(folder)  # noqa: PTH208 - twice as fast as paths
    except (FileNotFoundError, NotADirectoryError):
        if os.path.lexists(folder):
            raise
        return []


def files_of(folder: Path) -> Collection[str]:
    """The names of all in a folder that is no folder itself; none where there is no such folder, as in `names_in`."""
    return Listings().of(str(folder)) if is_remote(folder) else _files(str(folder))


def files_in(folder: Path, inner: Collection[str]) -> dict[str, Collection[str]]:
    """The same of each of the `inner` folders of a folder, without those of this machine that may not be looked into.

    Raises OSError where the folder around them may not.
    """
    if is_remote(folder):
        listings = Listings(len(inner))
        return {name: listings.of(f"{folder}/{name}") for name in inner}
    names_in(folder)
    found: dict[str, Collection[str]] = {}
    for name in inner:
        with suppress(OSError):
            found[name] = _files(f"{folder}/{name}")
    return found


def _files(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if not _is_folder(entry)]
    except (FileNotFoundError, NotADirectoryError):
        if os.path.lexists(folder):
            raise
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle, which is told where it is read
        return False


class Listings:
    """The files in folders of a store, as they are when each folder is first asked for.

    A few are listed one by one. Where more that lie together are `wanted`, or are asked for, the folder around them is
    listed with all below it.
    """

    def __init__(self, wanted: int = 1) -> None:
        self._wanted: dict[str, int] = defaultdict(lambda: wanted)  # by the folder around
        self._whole: set[str] = set()
        self._found: dict[str, dict[str, str]] = {}

    def of(self, folder: str) -> Mapping[str, str]:
        """Of each file in a folder a mark of its content, "" where the store gives none."""
        around = folder.rpartition("/")[0]
        if folder not in self._found and around not in self._whole:
            if self._wanted[around] > _FEW:
                self._whole.add(around)
                self._found = _listed_below(around) | self._found
            else:
                self._wanted[around] += 1
                self._found[folder] = _listed(folder)
        return self._found.get(folder, {})


def _listed(folder: str) -> dict[str, str]:
    """The files in a folder."""
    files = {e["name"].rpartition("/")[2]: _mark(e) for e in _entries(folder) if e["type"] == "file"}
    return {name: mark for name, mark in files.items() if name}


def _entries(folder: str) -> list[dict[str, Any]]:
    store: Any = place_of(folder)
    try:
        return list(store.fs.ls(store.path, detail=True))
    except FileNotFoundError:
        return []


def _listed_below(folder: str) -> dict[str, dict[str, str]]:
    """The files in each folder of a folder."""
    store: Any = place_of(folder)
    found: dict[str, dict[str, str]] = {}
    with suppress(FileNotFoundError):
        for key, entry in store.fs.find(store.path, detail=True).items():
            around, _, name = key.rpartition("/")
            before, _, inner = around.rpartition("/")
            if name and before == store.path.rstrip("/"):
                found.setdefault(f"{folder}/{inner}", {})[name] = _mark(entry)
    return found


def _mark(entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry[mark]) for mark in _MARKS if mark in entry)
