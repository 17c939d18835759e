"""What the runs of a year left: how each office's last one ended, and the names of its files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .places import contents, files_in
from .store import RECEIPT, read_receipts


@dataclass(frozen=True, slots=True)
class Ending:
    """How the last run of an office ended, and the names of all files that lie in its folder."""

    state: str
    errors: int
    warnings: int
    message: str
    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class YearFolder:
    """The folder of a year's outputs, with the endings of those offices of which there is a receipt."""

    path: Path
    endings: Mapping[str, Ending]

    @classmethod
    def read(cls, path: Path, offices: Sequence[str]) -> YearFolder:
        """Look for these offices; in a store that takes a listing of the year and many receipts at once."""
        files = files_in(path, offices)
        run = [office for office in offices if RECEIPT in files.get(office, ())]
        receipts = zip(run, read_receipts(path / office for office in run), strict=True)
        return cls(path, {office: _ending(told, files[office]) for office, told in receipts if told is not None})

    def each(self, name: str, offices: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The file of this name of each of the offices that has one, read as it is asked for."""
        having = [office for office in offices if name in self.endings[office].files]
        found = zip(having, contents(self.path / office / name for office in having), strict=True)
        return ((office, data) for office, data in found if data is not None)


def _ending(receipt: Mapping[str, Any], files: Collection[str]) -> Ending:
    found = receipt.get("findings", {})
    errors, warnings = found.get("error", 0), found.get("warning", 0)
    return Ending(receipt["state"], errors, warnings, receipt.get("message", ""), frozenset(files))
