"""Where files lie: folders of this machine as paths, and folders of an object store by their address, s3://bucket/2023.

An address is a UPath, which has the methods of a path. Keys and endpoints come from where the store's own library takes
them, such as AWS_ACCESS_KEY_ID and AWS_ENDPOINT_URL.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from .errors import ParamsError

_LIBRARIES = ("botocore", "aiobotocore", "aiohttp", "s3fs", "fsspec")
_MARKS = ("ETag", "md5Hash", "content_md5", "generation")
_NAMED = "NIANBAO_STORES"  # tells processes that are started later which libraries to load
_EXTRAS = {"s3": "s3", "s3a": "s3"}  # the extra of the kit that brings the library of a protocol


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
        found = UPath(str(text).rstrip("/"), use_listings_cache=False)
        _ = found.fs
    except ImportError:
        extra = _EXTRAS.get(protocol)
        fix = f'请安装：pip install "nianbao[{extra}]"。' if extra else f"请安装 fsspec 的 {protocol} 支持。"
        raise ParamsError(f"没有安装读写 {protocol}:// 的程序", str(text), fix) from None
    except ValueError:
        raise ParamsError(f"不认识 {protocol}:// 这种地址", str(text), "可用 s3:// 等 fsspec 支持的地址。") from None
    return cast("Path", found)


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
            raise ParamsError(f"没有存储桶“{bucket}”，或不许查看", str(place), fix) from None
        except Exception as problem:  # each store's library has its own
            raise _failure(problem, str(place)) from None
    return place


def store_failure(problem: Exception) -> ParamsError | None:
    """What to tell of a problem where a store is in use and may be the cause; None where none is."""
    stores = os.environ.get(_NAMED)
    ours = isinstance(problem, OSError) or type(problem).__module__.partition(".")[0] in _LIBRARIES
    return _failure(problem, stores) if stores and ours else None


def _failure(problem: Exception, where: str) -> ParamsError:
    fix = "请核对地址、网络和访问密钥（如环境变量 AWS_ACCESS_KEY_ID、AWS_ENDPOINT_URL），再运行就接着做。"
    return ParamsError(f"存储没有答应：{said(problem)}", where, fix)


def said(problem: Exception) -> str:
    """What a problem says of itself, in one line."""
    told = (problem.strerror if isinstance(problem, OSError) else None) or str(problem)
    return told.splitlines()[0] if told else type(problem).__name__


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
    with tempfile.TemporaryDirectory(prefix="") as scratch:
        copy = Path(scratch, folder.parent.name, folder.name)
        copy.mkdir(parents=True)
        for file in folder.iterdir():
            if file.is_file():
                (copy / file.name).write_bytes(file.read_bytes())
        yield copy


def stamps(folder: str) -> dict[str, str]:
    """Of each file in a folder of a store: a mark of its content, "" where the store gives none.

    Hidden files are left out.
    """
    store: Any = place_of(folder)
    try:
        found = store.fs.ls(store.path, detail=True)
    except FileNotFoundError:
        return {}
    files = {entry["name"].rpartition("/")[2]: entry for entry in found if entry["type"] == "file"}
    return {
        name: " ".join(str(entry[mark]) for mark in _MARKS if mark in entry)
        for name, entry in sorted(files.items())
        if name and name[0] not in ".~"
    }
