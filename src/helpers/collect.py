"""A pile of files into the offices' folders: a proposal for each file, then its place, earlier deliveries kept."""

from __future__ import annotations

import csv
import datetime as dt
import enum
import io
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from .intake.folder import handed_in
from .intake.pile.attribution import OfficeNames, attribute
from .intake.pile.contents import Contents, look_into
from .intake.pile.pile import Pile, PileFile, copy_file
from .params import Office
from .store import sha256, write_file

ATTACHMENTS = "附件"
RECORD = "收件记录.csv"
_COLUMNS = ("填报单位", "编号", "稿次", "收件时间", "文件", "来源", "类别", "校验码")
_PARALLEL_FROM = 24  # files: below that, starting processes takes longer than reading
_SCAN_NAME = re.compile(r"年报|报告|盖章|扫描|公开|签字|印章")
_NAME_YEAR = re.compile(
    r"(20\d{2})(?=年?度?(?:政府|政务|信息|年报|工作|报告|年度|年报|年$|年[^0-9月]|$|[^0-9年.\-_月]))"
)


class Role(enum.StrEnum):
    """What a file is to its office."""

    MATERIAL = "报送材料"
    SCAN = "盖章扫描件"
    UNREADABLE = "读不出来"
    OTHER = "不是年报"


class Step(enum.StrEnum):
    """What is to be done with a file."""

    PLACE = "放入"
    ASK = "待确认"
    KNOWN = "已收过"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a file should go and why. `office` is an id, "" where none is likely; `candidates` are for asking."""

    file: PileFile
    contents: Contents
    year: int
    office: str
    candidates: tuple[str, ...]
    role: Role
    step: Step
    reasons: tuple[str, ...]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A file in an office's folder: as which delivery (1 is the first), and what it replaced."""

    proposal: Proposal
    path: Path
    delivery: int
    replaced: tuple[str, ...] = ()


def propose(
    pile: Pile, names: OfficeNames, data: Path, year: int, seen: Callable[[PileFile], None] = lambda file: None
) -> list[Proposal]:
    """A proposal for every file of a pile, in the order of their names; `seen` is told of each file that was read."""
    known = {row["校验码"] for row in read_record(data, year)} | _checksums(data / str(year))
    contents = _look_into_all([file for file in pile.files if file.sha256 not in known], year, seen)
    made: list[Proposal] = []
    for file in pile.files:
        if file.sha256 in known:
            made.append(Proposal(file, Contents(), year, "", (), Role.MATERIAL, Step.KNOWN, ("内容与已收的文件相同",)))
            continue
        known.add(file.sha256)
        made.append(_proposal(file, contents[file.sha256], names, year))
    return _settle_unreadable(_settle_versions(made), data)


def _proposal(file: PileFile, contents: Contents, names: OfficeNames, year: int) -> Proposal:
    *folders, base = file.name.split("/")
    found = attribute(names, contents.office, contents.lines, base.rpartition(".")[0] or base, folders)
    role = _role(contents)
    doubts = [doubt for doubt in (_year_doubt(contents, base, year), _role_doubt(role, base)) if doubt]
    step = Step.PLACE if found.sure and not doubts else Step.ASK
    reasons = (*found.reasons, *doubts, *filter(None, [contents.problem]))
    return Proposal(file, contents, year, found.office, found.candidates, role, step, reasons, found.disputed)


def _role(contents: Contents) -> Role:
    if contents.scan:
        return Role.SCAN
    if contents.problem:
        return Role.UNREADABLE
    return Role.MATERIAL if contents.is_report else Role.OTHER


def _role_doubt(role: Role, base: str) -> str:
    if role is Role.OTHER:
        return "没有认出年度报告的表格或各部分文字"
    if role is Role.SCAN and not _SCAN_NAME.search(base):
        return "是图片，不知道是不是年度报告"
    return ""


def _year_doubt(contents: Contents, base: str, year: int) -> str:
    """Why the file may be of another year, "" where it is not; content counts more than the file name."""
    if contents.years:
        others = [found for found in contents.years if found != year]
        return f"内容写的是 {others[0]} 年度" if others else ""
    named = [int(found) for found in _NAME_YEAR.findall(base.rpartition(".")[0])]
    return f"文件名写的是 {named[0]} 年" if named and year not in named else ""


def _settle_versions(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Ask about files of one office that contradict each other, unless their names tell which is the later.

    A workbook and a Word file that differ go in together: that is for the office to mend (I-03).
    """
    made = list(proposals)
    by_office: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.step is Step.PLACE and proposal.role is Role.MATERIAL:
            by_office[proposal.office].append(proposal)
    for index, proposal in enumerate(proposals):
        if proposal not in by_office[proposal.office]:
            continue
        rivals = [p for p in by_office[proposal.office] if p.contents.contradicts(proposal.contents)]
        rival = next((p for p in rivals if _undecided(proposal, p)), None)
        if rival:
            made[index] = _ask(proposal, f"另有一份内容不同的材料：{rival.file.base}")
    return made


def _undecided(proposal: Proposal, rival: Proposal) -> bool:
    """Whether nothing tells that `proposal` may go in beside or before its rival.

    A file whose name speaks of another office may be that office's, written over this one's report.
    """
    if proposal.disputed != rival.disputed:
        return proposal.disputed
    return _suffix(proposal) == _suffix(rival) and draft_rank(proposal.file.name) == draft_rank(rival.file.name)


def _suffix(proposal: Proposal) -> str:
    return Path(proposal.file.base).suffix.lower()


def _settle_unreadable(proposals: Sequence[Proposal], data: Path) -> list[Proposal]:
    """Ask about an unreadable file where a readable one of the same office is there."""
    readable = {p.office for p in proposals if p.step is Step.PLACE and p.contents.is_report}
    year = proposals[0].year if proposals else 0
    return [
        _ask(p, "这个单位另有能读的文件")
        if p.role is Role.UNREADABLE
        and p.step is Step.PLACE
        and (p.office in readable or handed_in(data / str(year) / p.office))
        else p
        for p in proposals
    ]


def _ask(proposal: Proposal, reason: str) -> Proposal:
    return replace(proposal, step=Step.ASK, reasons=(*proposal.reasons, reason))


_NUMERALS = "零一二三四五六七八九十"
_STAGES = (
    (re.compile(r"初稿|草稿|征求意见"), 1),
    (re.compile(r"修改稿|修订稿"), 3),
    (re.compile(r"送审稿|报送稿|上报稿"), 4),
    (re.compile(r"终稿|定稿|最终|正式|最新"), 5),
)


def draft_rank(name: str) -> tuple[int, int, int]:
    """How late a file comes among the drafts of one report, by the words of its name: stage, 第几稿, 改几."""
    base = name.rpartition("/")[2].rpartition(".")[0]
    stage = max((rank for pattern, rank in _STAGES if pattern.search(base)), default=2)
    numbered = re.search(r"第?([一二三四五六七八九十]|\d{1,2})稿", base) or re.search(r"[稿版](\d{1,2})", base)
    changed = re.search(r"(?:修?改|更正|[vV])(\d{0,2})", base.replace("修改稿", ""))
    return stage, _numeral(numbered[1]) if numbered else 0, int(changed[1] or 1) if changed else 0


def _numeral(text: str) -> int:
    return int(text) if text.isdigit() else _NUMERALS.index(text)


def place(proposals: Sequence[Proposal], offices: Mapping[str, Office], data: Path, year: int) -> list[Placed]:
    """Put files into the folders of their offices and write the year's record of what came in.

    Files of one office go in together as one delivery, earlier drafts of the same pile as earlier deliveries. What a
    delivery replaces moves to 第几稿/; scans beside readable files go to 附件/.
    """
    by_office: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        by_office[proposal.office].append(proposal)
    record = read_record(data, year)
    try:
        return [
            placed
            for office, its in by_office.items()
            for placed in _Desk(offices[office], data / str(year) / office, year, record).take(its)
        ]
    finally:
        write_record(data, year, record)


class _Desk:
    """Takes the files of one office and year, and notes them in the record."""

    def __init__(self, office: Office, folder: Path, year: int, record: list[dict[str, str]]) -> None:
        self.office, self.folder, self.year, self.record = office, folder, year, record
        self.of_office = [row for row in record if row["编号"] == office.id]

    def take(self, proposals: Sequence[Proposal]) -> list[Placed]:
        placed: list[Placed] = []
        for group in _deliveries([p for p in proposals if p.role is not Role.SCAN]):
            placed += self._deliver(group)
        for scan in (p for p in proposals if p.role is Role.SCAN):
            placed.append(self._attach(scan))
        return placed

    def _deliver(self, group: Sequence[Proposal]) -> list[Placed]:
        replaced = self._outdated(group)
        for path in replaced:
            self._put_away(path)
        number = max((int(row["稿次"]) for row in self.of_office), default=0) + 1
        placed = []
        for proposal in group:
            path = _free(self.folder / proposal.file.base)
            copy_file(proposal.file.path, path)
            self._note(path, proposal, number)
            placed.append(Placed(proposal, path, number, tuple(p.name for p in replaced)))
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
            if path.name in names or _is_replaced(look_into(path, self.year), together)
        ]

    def _put_away(self, path: Path) -> None:
        """Move a file of an earlier delivery into the folder of that delivery; a scan to the attachments."""
        row = next(
            (r for r in self.of_office if r["文件"] == path.name and r["校验码"] == sha256(path.read_bytes())), None
        )
        if row is None:
            number = max((int(r["稿次"]) for r in self.of_office), default=0) + 1
            modified = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            row = self._row(path, "直接放入文件夹", number, Role.MATERIAL, modified, sha256(path.read_bytes()))
        if row["类别"] == Role.SCAN:
            target = _free(self.folder / ATTACHMENTS / path.name)
        else:
            target = _free(self.folder / f"第{row['稿次']}稿" / path.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        row["文件"] = f"{target.parent.name}/{target.name}"

    def _attach(self, proposal: Proposal) -> Placed:
        """Put a scan beside a readable file to the attachments; alone it is what the office handed in."""
        beside = [path for path in handed_in(self.folder) if look_into(path, self.year).is_report]
        path = _free((self.folder / ATTACHMENTS if beside else self.folder) / proposal.file.base)
        copy_file(proposal.file.path, path)
        number = max((int(row["稿次"]) for row in self.of_office), default=1)
        self._note(path, proposal, number)
        return Placed(proposal, path, number)

    def _note(self, path: Path, proposal: Proposal, number: int) -> None:
        file = proposal.file
        self._row(path, file.name, number, proposal.role, dt.datetime.now().astimezone(), file.sha256)

    def _row(
        self, path: Path, source: str, number: int, role: Role, time: dt.datetime, checksum: str
    ) -> dict[str, str]:
        name = path.relative_to(self.folder).as_posix()
        when = time.isoformat(sep=" ", timespec="seconds")
        cells = (self.office.name, self.office.id, str(number), when, name, source, role, checksum)
        row = dict(zip(_COLUMNS, cells, strict=True))
        self.record.append(row)
        self.of_office.append(row)
        return row


def _is_replaced(held: Contents, delivery: Contents) -> bool:
    if held.is_report:
        return delivery.covers(held)
    return bool(delivery.tables and (held.scan or held.problem))


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


def _look_into_all(files: Sequence[PileFile], year: int, seen: Callable[[PileFile], None]) -> dict[str, Contents]:
    distinct = list({file.sha256: file for file in files}.values())
    made: dict[str, Contents] = {}
    if len(distinct) < _PARALLEL_FROM:
        for file in distinct:
            made[file.sha256] = look_into(file.path, year)
            seen(file)
        return made
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        results = pool.map(look_into, [file.path for file in distinct], [year] * len(distinct), chunksize=4)
        for file, contents in zip(distinct, results, strict=True):
            made[file.sha256] = contents
            seen(file)
    return made


def _checksums(folder: Path) -> set[str]:
    """The checksums of all files in the folders of a year."""
    return {sha256(path.read_bytes()) for path in folder.rglob("*") if path.is_file() and path.name != RECORD}


def read_record(data: Path, year: int) -> list[dict[str, str]]:
    """The year's record of what came in, a dict a file; empty where there is none."""
    path = data / str(year) / RECORD
    if not path.exists():
        return []
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def write_record(data: Path, year: int, rows: Iterable[Mapping[str, str]]) -> None:
    """Write the record, readable by spreadsheets."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    write_file(data / str(year) / RECORD, text.getvalue().encode("utf-8-sig"))
