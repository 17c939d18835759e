"""A pile of files as they came in: a folder or a zip, with any names, folders and further zips in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...errors import IntakeError, said
from ...places import is_litter, plain
from ...submission import Problem
from ..kind import kind_of

MAX_FILES = 20_000
MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_PILE_BYTES = 8 * 1024 * 1024 * 1024
_LARGE_FILE = (f"文件超过 {MAX_FILE_BYTES >> 20} MB", "请去掉图片等多余内容。")
_LARGE_PILE = (f"全部文件解开后超过 {MAX_PILE_BYTES >> 30} GB，没有取出", "请分几次收。")
_MAX_DEPTH = 3  # of zips in zips
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz")
_LONGEST_NAME = 200  # bytes, with room for a number behind it
_LONGEST_SUFFIX = 8
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # what a terminal would obey
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class PileFile:
    """A file of a pile: its name there with all folders, where it can be read now, and when it was last changed."""

    name: str
    path: Path
    modified: dt.datetime
    sha256: str

    @property
    def base(self) -> str:
        """The name without folders, safe and short enough to use on any system."""
        stem, dot, suffix = _UNSAFE.sub("_", self.name.rpartition("/")[2]).strip(" .").rpartition(".")
        if not dot or len(suffix) > _LONGEST_SUFFIX:
            stem, dot, suffix = f"{stem}{dot}{suffix}", "", ""
        while len(f"{stem}{dot}{suffix}".encode()) > _LONGEST_NAME:
            stem = stem[:-1]
        return f"{stem}{dot}{suffix}" or "未命名"


@dataclass(frozen=True, slots=True)
class Pile:
    """All files of a pile in the order of their names, and what could not be taken out of it."""

    files: tuple[PileFile, ...]
    problems: tuple[Problem, ...]


@contextmanager
def open_pile(source: Path) -> Iterator[Pile]:
    """Make the files of a folder or zip readable for as long as the context lasts. Raises IntakeError."""
    if not source.exists():
        raise IntakeError("没有找到文件夹或压缩包", str(source), "请核对路径。")
    with tempfile.TemporaryDirectory(prefix="nianbao-") as scratch:
        opened = _Opened(Path(scratch))
        if source.is_dir():
            opened.add_folder(source)
        elif source.is_file() and zipfile.is_zipfile(source) and kind_of(source) == "zip":
            opened.add_zip(source, "", 1)
        else:
            raise IntakeError("不是文件夹，也不是完好的 zip 压缩包", str(source), "其他压缩包请先解压，再指定文件夹。")
        files = sorted(opened.files, key=lambda file: file.name)
        yield Pile(tuple(files), tuple(opened.problems))


class _Opened:
    """What has been found so far, and the room that is left."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.files: list[PileFile] = []
        self.problems: list[Problem] = []
        self.bytes_left = MAX_PILE_BYTES
        self.taken = 0

    def add_folder(self, folder: Path) -> None:
        shut: list[OSError] = []
        found = [Path(around, name) for around, _, names in os.walk(folder, onerror=shut.append) for name in names]
        for path in sorted(found):
            name = _readable(path.relative_to(folder).as_posix())
            if not _is_litter(name):
                try:
                    self._add(name, path, dt.datetime.fromtimestamp(plain(path).st_mtime).astimezone(), 1)
                except OSError as problem:
                    self._problem(name, f"文件打不开（{said(problem)}）", "请核对权限和链接。")
        for told in shut:
            name = _readable(Path(told.filename).relative_to(folder).as_posix())
            self._problem(name, f"文件夹打不开（{said(told)}）", "请核对权限。")

    def add_zip(self, path: Path, prefix: str, depth: int) -> None:
        try:
            archive = zipfile.ZipFile(path)
        except Exception:  # zipfile meets a damaged directory with whatever its parser raises
            self._problem(prefix.rstrip("/") or path.name, "压缩包已损坏", "请重新打包，或解压后再收。")
            return
        with archive:
            for item in archive.infolist():
                name = prefix + _name_of(item)
                if not name.endswith("/") and not _is_litter(name):
                    self._extract(archive, item, name, depth)

    def _extract(self, archive: zipfile.ZipFile, item: zipfile.ZipInfo, name: str, depth: int) -> None:
        if item.flag_bits & _ENCRYPTED_FLAG:
            self._problem(name, "压缩包有密码", "请解压后再收。")
            return
        self.taken += 1
        target = self.scratch / f"{self.taken:06d}"
        try:
            with archive.open(item) as packed, target.open("wb") as file:
                taken = 0
                while chunk := packed.read(1 << 20):
                    taken += len(chunk)
                    if taken > min(MAX_FILE_BYTES, self.bytes_left):
                        self._problem(name, *(_LARGE_FILE if taken > MAX_FILE_BYTES else _LARGE_PILE))
                        target.unlink()
                        return
                    file.write(chunk)
        except Exception:  # zipfile meets damage with whatever its decompressors raise
            target.unlink(missing_ok=True)
            self._problem(name, "在压缩包里已损坏", "请重新打包，或单独发送。")
            return
        self.bytes_left -= taken
        self._add(name, target, _moment(*item.date_time).astimezone(), depth)

    def _add(self, name: str, path: Path, modified: dt.datetime, depth: int) -> None:
        if len(self.files) >= MAX_FILES:
            raise IntakeError(f"文件超过 {MAX_FILES} 个", name, "请分几次收。")
        if name.lower().endswith(_OTHER_ARCHIVES):
            self._problem(name, "是压缩包", "请解压后再收。")
        elif depth < _MAX_DEPTH and path.stat().st_size <= MAX_FILE_BYTES and kind_of(path) == "zip":
            self.add_zip(path, f"{name}/", depth + 1)
        else:
            with path.open("rb") as file:
                self.files.append(PileFile(name, path, modified, hashlib.file_digest(file, "sha256").hexdigest()))

    def _problem(self, name: str, what: str, fix: str) -> None:
        self.problems.append(Problem("I-01", what, name, fix))


def _is_litter(name: str) -> bool:
    """Whether a system or an office program left the file, or a folder around it."""
    return any(map(is_litter, name.split("/")))


def _name_of(item: zipfile.ZipInfo) -> str:
    """The name in a zip; archives made on Chinese systems hold GB18030 without saying so."""
    name = item.filename
    if not item.flag_bits & _UTF8_FLAG:
        name = _decoded(item.orig_filename.encode("cp437", errors="replace"))
    return _UNSEEN.sub("_", name.replace("\\", "/"))


def _decoded(raw: bytes) -> str:
    """A name in UTF-8 if it is Chinese or plain in it; a short one in GB18030 can be valid UTF-8 by chance."""
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")
    odd = [letter for letter in name if not letter.isascii() and not "\u2e80" <= letter <= "\uffef"]
    return raw.decode("gb18030", errors="replace") if odd else name


def _readable(name: str) -> str:
    """The name of a file on disk, whose bytes may be GB18030 where the system expects UTF-8."""
    try:
        name.encode()
    except UnicodeEncodeError:
        name = _decoded(os.fsencode(name))
    return _UNSEEN.sub("_", name)


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int) -> dt.datetime:
    """A zip's time stamp, or its first possible one where it names no real day, e.g. month 0."""
    try:
        return dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return dt.datetime(1980, 1, 1)


def copy_file(source: Path, target: Path) -> Path:
    """Copy a file whole, beside its place first and then renamed, and return where it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, beside)
        return beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
