"""Digests of what lies in folders. They are remembered by what `stat` says, which only saves hashing again."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json

from .places import Listings, files_of, is_litter, is_remote
from .store import sha256, write_file

_KIT = "nianbao"
_SETTLED = 2_000_000_000  # ns: within so short a time a file system may not tell two changes apart


def digest(*parts: str) -> str:
    """One digest of several texts, whose borders count."""
    return hashlib.sha256("\0".join([f"{len(part)}:{part}" for part in parts]).encode()).hexdigest()


class Remembered:
    """What was found out about folders, each as long as no file in it was touched.

    Kept in one file, a line for each folder, which is read when it is asked for; what is missing or broken is found out
    again. About `many` folders that lie together something is wanted. `news` is what was found out since, None of what
    cannot be remembered.
    """

    def __init__(self, path: Path, many: int = 1) -> None:
        self._path = path
        self._listings = Listings(many)
        self._lines = _lines(path)
        self.news: dict[str, Any] = {}

    def about(self, key: str, folder: str, find_out: Callable[[Sequence[str]], Any]) -> Any:
        """What `find_out` told of the files of a folder, given their names, when one of them last was touched."""
        known = self._known_of(key, folder)
        if known is not None:
            return known["found"]
        touched = self._touched(folder)
        settled = _settled(touched)
        return self._keep(key, settled, find_out([name for name in touched if name]))

    def about_each(self, folders: Mapping[str, str], find_out: Callable[[Sequence[str]], Iterable[Any]]) -> list[Any]:
        """What `find_out` told of each of these folders, named by their keys, when a file in it last was touched.

        It is given at once all of which it is to tell. It does not matter whether files were added since.
        """
        found: dict[str, Any] = {}
        settled: dict[str, Mapping[str, int | str]] = {}
        for key, folder in folders.items():
            known = self._known_of(key, folder)
            if known is not None:
                found[key] = known["found"]
            else:
                touched = self._touched(folder)
                touched.pop("", None)
                settled[key] = _settled(touched)
        for key, told in zip(settled, find_out([folders[key] for key in settled]), strict=True):
            found[key] = self._keep(key, settled[key], told)
        return [found[key] for key in folders]

    def learn(self, news: Mapping[str, Any]) -> None:
        """Remember the news of another that began with the same."""
        self.news |= news

    def save(self) -> None:
        """Write what is remembered, where anything is new and there is room for it."""
        if self.news:
            lines = self._lines | {key: to_json({key: told}) if told else b"" for key, told in self.news.items()}
            with suppress(OSError):
                write_file(self._path, b"\n".join([_head(), *filter(None, lines.values())]))

    def _known_of(self, key: str, folder: str) -> dict[str, Any] | None:
        """What is remembered of a folder, None where that is nothing, or the folder was touched since."""
        known = self.news[key] if key in self.news else _told(self._lines.get(key, b""), key)
        return known if known and self._is_untouched(folder, known["touched"]) else None

    def _is_untouched(self, folder: str, touched: Mapping[str, int | str]) -> bool:
        """Whether the folder has the same files, and each was touched last when it was before."""
        if is_remote(folder):
            return self._touched(folder) == touched  # none without a mark is remembered
        try:
            for name, mark in touched.items():
                if os.stat(f"{folder}/{name}").st_ctime_ns != mark:  # noqa: PTH116
                    return False
        except OSError:
            return False
        return True

    def _touched(self, folder: str) -> dict[str, int | str]:
        """When each of the files in a folder was touched, or its mark; the hidden are left out."""
        if not is_remote(folder):
            return _touched(folder)
        return {name: mark for name, mark in sorted(self._listings.of(folder).items()) if not is_litter(name)}

    def _keep(self, key: str, settled: Mapping[str, int | str], found: Any) -> Any:
        self.learn({key: {"touched": settled, "found": found} if settled else None})
        return found


def tree_digest(root: Path, name: str, seen: Remembered, without: Collection[str] = ()) -> str:
    """The digest of the names and contents of the files in a folder and below; folders `without` are left out."""
    found = []
    for folder, folders, _ in os.walk(root):
        folders[:] = sorted(inner for inner in folders if inner not in without)
        inside = Path(folder).relative_to(root).as_posix()
        found.append(f"{inside} {seen.about(f'{name}/{inside}', folder, partial(_hashed, folder))}")
    return digest(*found)


def _hashed(folder: str, files: Sequence[str]) -> str:
    return digest(*(f"{name} {sha256(Path(folder, name).read_bytes())}" for name in files))


def _head() -> bytes:
    """The first line: another version of the kit may have found out other things."""
    return to_json({_KIT: version(_KIT)})


def _lines(path: Path) -> dict[str, bytes]:
    """The lines of a memory by their keys; none of one that is missing, or another version's."""
    try:
        head, *lines = path.read_bytes().split(b"\n")
        return {line[2 : line.index(b'":')].decode(): line for line in lines} if head == _head() else {}
    except (OSError, ValueError):
        return {}


def _told(line: bytes, key: str) -> dict[str, Any] | None:
    try:
        told: Any = from_json(line)[key]
    except (ValueError, LookupError, TypeError):
        return None
    return told if isinstance(told, dict) and isinstance(told.get("touched"), dict) and "found" in told else None


def _settled(touched: Mapping[str, int | str]) -> Mapping[str, int | str]:
    """The same where the next change of these files would be seen, which is to be known before they are read; or none.

    The next change of a very fresh file could look the same; in a store it does only where that gives no marks.
    """
    latest = time.time_ns() - _SETTLED
    seen = all(mark < latest if isinstance(mark, int) else mark != "" for mark in touched.values())
    return touched if seen else {}


def _touched(folder: str) -> dict[str, int | str]:
    """When the folder itself (under the empty name) and each of its files was touched, the hidden left out.

    That is the time of change of the inode: the time of the content can be set back.
    """
    try:
        names = sorted(name for name in files_of(Path(folder)) if not is_litter(name))
    except OSError:  # who reads it tells why
        return {}
    return {name: _mark(f"{folder}/{name}") for name in ("", *names)}


def _mark(path: str) -> int | str:
    try:
        return os.stat(path).st_ctime_ns  # noqa: PTH116
    except OSError:  # a link that leads nowhere
        return ""
