"""Outputs and receipts on disk: written beside, then renamed, so that no half file is ever seen."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from .places import contents, files_of, is_remote, plain

RECEIPT = "receipt.json"
SUPERSEDED = "superseded"
_PARTS = ("basis", "outputs", "findings")  # of a receipt
PART = re.compile(r"\..+\.([0-9]+)\.part")  # a file that the process of this number writes


def write_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Put `data`, whole or in pieces, at `path`: written beside it, flushed to disk, then renamed.

    In a store it is there whole or not at all by itself.
    """
    if is_remote(path):
        path.write_bytes(data if isinstance(data, bytes) else b"".join(data))
        return
    with beside(path) as part, part.open("wb") as file:
        file.writelines([data] if isinstance(data, bytes) else data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Where to write what takes the place of `path` once it is whole; nothing is left of it otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(path)
    except OSError as problem:
        problem.filename, problem.filename2 = str(path), None  # a full disk does not say what it had no room for
        raise
    finally:
        part.unlink(missing_ok=True)


def write_outputs(folder: Path, outputs: Mapping[str, bytes], receipt: Mapping[str, Any]) -> None:
    """Write a report's files and, last, its receipt, which says that all of them are there."""
    for name, data in outputs.items():
        write_file(folder / name, data)
    write_file(folder / RECEIPT, json_bytes(receipt))


def supersede(folder: Path, names: Iterable[str]) -> list[str]:
    """Move outdated files of an earlier run to superseded/, so that they cannot be published by mistake."""
    there = files_of(folder)
    moved = [name for name in names if name in there]
    for name in moved:
        _move(folder / name, folder / SUPERSEDED / name)
    return moved


def _move(source: Path, target: Path) -> None:
    if is_remote(source):
        target.write_bytes(source.read_bytes())
        source.unlink()
    else:
        target.parent.mkdir(exist_ok=True)
        source.replace(target)


def read_receipt(folder: Path) -> dict[str, Any] | None:
    """The receipt of an office's last run, None where there is none that can be read."""
    return next(read_receipts([folder]))


def read_receipts(folders: Iterable[Path]) -> Iterator[dict[str, Any] | None]:
    """The receipts of offices' last runs in turn, None for each where there is none that can be read."""
    return map(_receipt, contents((folder / RECEIPT for folder in folders), strict=False))


def _receipt(data: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(data or b"")
    except ValueError:
        return None
    whole = isinstance(found, dict) and isinstance(found.get("state"), str)
    return found if whole and all(isinstance(found.get(part, {}), dict) for part in _PARTS) else None


def json_bytes(data: object) -> bytes:
    """JSON as the kit writes it: UTF-8, indented, keys in the order given."""
    return to_json(data, indent=1) + b"\n"


def sha256(data: bytes) -> str:
    """The checksum 校验码 of a file."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """The checksum of a file of this machine, however large that is. Raises OSError where it is no plain file."""
    plain(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums(folder: Path, names: Iterable[str]) -> Iterator[str | None]:
    """The checksum of each file of a folder in turn, None where it cannot be read."""
    paths = (folder / name for name in names)
    if is_remote(folder):
        yield from (None if data is None else sha256(data) for data in contents(paths, strict=False))
        return
    for path in paths:
        try:
            yield file_sha256(path)
        except OSError:
            yield None
