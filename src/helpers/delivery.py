"""Files into the folder of their office as one delivery; what they replace is kept, and all is put on record."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .collect import RECORD, FileRole, Proposal
from .errors import IntakeError, said
from .intake.encoding import decode_text
from .intake.folder import handed_in
from .intake.pile.contents import Contents, look_into
from .intake.pile.drafts import draft_rank
from .intake.pile.pile import copy_file
from .register import Office
from .store import file_sha256, write_file

ATTACHMENTS = "附件"
_NUMBER = r"\d{1,4}(?:\.0*)?"
_AS_TEXT = "'"  # before what a spreadsheet would take for a formula
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", _AS_TEXT)
_COLUMNS = ("填报单位", "编号", "稿次", "收件时间", "文件", "来源", "类别", "校验码")


@dataclass(frozen=True, slots=True)
class Placed:
    """A file in an office's folder: as which delivery (1 is the first), and what it replaced."""

    proposal: Proposal
    path: Path
    delivery: int
    replaced: tuple[str, ...] = ()


def place(
    proposals: Sequence[Proposal],
    offices: Mapping[str, Office],
    data: Path,
    year: int,
    failed: Callable[[Office, str], None] = lambda office, why: None,
) -> list[Placed]:
    """Put files into the folders of their offices and write the year's record of what came in.

    Files of one office go in together as one delivery, earlier drafts of the same pile as earlier deliveries. What a
    delivery replaces moves to 第几稿/; scans beside readable files go to 附件/. Where the disk refuses, `failed` is
    told of the office and why, and the others go on.
    """
    by_office: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        by_office[proposal.office].append(proposal)
    record = read_record(data, year)
    try:
        placed: list[Placed] = []
        for office, its in by_office.items():
            try:
                placed += _Desk(offices[office], data / str(year) / office, year, record).take(its)
            except (OSError, IntakeError) as problem:
                failed(offices[office], said(problem))
        return placed
    finally:
        write_record(data, year, record)


class _Desk:
    """Takes the files of one office and year, and notes them in the record."""

    def __init__(self, office: Office, folder: Path, year: int, record: list[dict[str, str]]) -> None:
        self.office, self.folder, self.year, self.record = office, folder, year, record
        self.of_office = [row for row in record if row["编号"] == office.id]

    def take(self, proposals: Sequence[Proposal]) -> list[Placed]:
        placed: list[Placed] = []
        for group in _deliveries([p for p in proposals if p.role is not FileRole.SCAN]):
            placed += self._deliver(group)
        for scan in (p for p in proposals if p.role is FileRole.SCAN):
            placed.append(self._attach(scan))
        return placed

    def _deliver(self, group: Sequence[Proposal]) -> list[Placed]:
        replaced = self._outdated(group)
        staged = [self.folder / f".{index}-{p.file.base[-40:]}" for index, p in enumerate(group)]
        placed = []
        try:
            # All copies are there before anything is moved: what fails leaves the folder as it was.
            for proposal, copy in zip(group, staged, strict=True):
                copy_file(proposal.file.path, copy)
            for path in replaced:
                self._put_away(path)
            number = self._last_delivery(0) + 1
            for proposal, copy in zip(group, staged, strict=True):
                path = copy.rename(_free(self.folder / proposal.file.base))
                self._note(path, proposal, number)
                placed.append(Placed(proposal, path, number, tuple(p.name for p in replaced)))
        finally:
            for copy in staged:
                copy.unlink(missing_ok=True)
        return placed

    def _outdated(self, group: Sequence[Proposal]) -> list[Path]:
        """The files in the folder that a delivery makes useless."""
        names = {proposal.file.base for proposal in group}
        together = Contents(
            tables={table: "" for p in group for table in p.contents.tables},
            prose="".join(p.contents.prose for p in group),
        )
        return [
            path
            for path in handed_in(self.folder)
            if _is_replaced(look_into(path, self.year), together, path.name in names)
        ]

    def _put_away(self, path: Path) -> None:
        """Move a file of an earlier delivery into the folder of that delivery; a scan to the attachments."""
        row = next((r for r in self.of_office if r["文件"] == path.name and r["校验码"] == file_sha256(path)), None)
        if row is None:
            number = self._last_delivery(0) + 1
            modified = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            row = self._row(path, "直接放入文件夹", number, FileRole.MATERIAL, modified, file_sha256(path))
        if row["类别"] == FileRole.SCAN:
            target = _free(self.folder / ATTACHMENTS / path.name)
        else:
            number = int(float(row["稿次"])) if re.fullmatch(_NUMBER, row["稿次"]) else self._last_delivery(1)
            target = _free(self.folder / f"第{number}稿" / path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        row["文件"] = f"{target.parent.name}/{target.name}"

    def _attach(self, proposal: Proposal) -> Placed:
        """Put a scan beside a readable file to the attachments; alone it is what the office handed in."""
        beside = [path for path in handed_in(self.folder) if look_into(path, self.year).is_report]
        path = _free((self.folder / ATTACHMENTS if beside else self.folder) / proposal.file.base)
        copy_file(proposal.file.path, path)
        number = self._last_delivery(1)
        self._note(path, proposal, number)
        return Placed(proposal, path, number)

    def _last_delivery(self, none: int) -> int:
        """The number of the last delivery; the record may have been edited by hand."""
        return max((int(float(n)) for row in self.of_office if re.fullmatch(_NUMBER, n := row["稿次"])), default=none)

    def _note(self, path: Path, proposal: Proposal, number: int) -> None:
        file = proposal.file
        self._row(path, file.name, number, proposal.role, dt.datetime.now().astimezone(), file.sha256)

    def _row(
        self, path: Path, source: str, number: int, role: FileRole, time: dt.datetime, checksum: str
    ) -> dict[str, str]:
        name = path.relative_to(self.folder).as_posix()
        when = time.isoformat(sep=" ", timespec="seconds")
        cells = (self.office.name, self.office.id, str(number), when, name, source, role, checksum)
        row = dict(zip(_COLUMNS, cells, strict=True))
        self.record.append(row)
        self.of_office.append(row)
        return row


def _is_replaced(held: Contents, delivery: Contents, same_name: bool) -> bool:
    if held.is_report:
        return delivery.covers(held)
    return same_name or bool(delivery.tables and (held.scan or held.problem))


def _deliveries(proposals: Sequence[Proposal]) -> list[list[Proposal]]:
    """Files that belong together, the earliest draft first."""
    groups: list[list[Proposal]] = []
    for proposal in sorted(proposals, key=lambda p: (draft_rank(p.file.name), p.file.name)):
        rank = draft_rank(proposal.file.name)
        later = groups and any(
            proposal.contents.contradicts(other.contents) and rank != draft_rank(other.file.name)
            for other in groups[-1]
        )
        if groups and not later:
            groups[-1].append(proposal)
        else:
            groups.append([proposal])
    return groups


def _free(path: Path) -> Path:
    """`path`, or with a number where another file has that name."""
    taken = path
    number = 2
    while taken.exists():
        taken = path.with_name(f"{path.stem}（{number}）{path.suffix}")
        number += 1
    return taken


def read_record(data: Path, year: int) -> list[dict[str, str]]:
    """The year's record of what came in, a dict a file; empty where there is none. Raises IntakeError.

    A spreadsheet program may have saved it again in another encoding, with other separators or further columns.
    """
    path = data / str(year) / RECORD
    if not path.exists():
        return []
    try:
        text = decode_text(path.read_bytes()) or ""
    except OSError as problem:
        raise IntakeError(f"收件记录打不开（{said(problem)}）", str(path), "请关闭正在使用它的程序。") from None
    first = text.partition("\n")[0]
    rows = list(csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count)))
    if rows and not set(_COLUMNS) <= set(rows[0]):
        missing = "、".join(name for name in _COLUMNS if name not in rows[0])
        raise IntakeError(f"收件记录缺少列：{missing}", str(path), "请恢复第一行的列名，或把这个文件改名后再收。")
    return [{name: (row.get(name) or "").removeprefix(_AS_TEXT) for name in _COLUMNS} for row in rows]


def write_record(data: Path, year: int, rows: Iterable[Mapping[str, str]]) -> None:
    """Write the record, readable by spreadsheets."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    writer.writerows({name: _as_text(cell) for name, cell in row.items()} for row in rows)
    write_file(data / str(year) / RECORD, text.getvalue().encode("utf-8-sig"))


def _as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: whoever sends a file gives it its name."""
    return _AS_TEXT + cell if cell.startswith(_FORMULAS) else cell
