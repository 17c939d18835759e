"""A proposal for every file of a pile: whose it is, of which year, and whether that is sure."""

from __future__ import annotations

import enum
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from .errors import IntakeError
from .intake.folder import handed_in
from .intake.pile.attribution import OfficeNames, attribute
from .intake.pile.contents import Contents, look_into
from .intake.pile.drafts import draft_rank
from .intake.pile.pile import Pile, PileFile
from .store import checksums

RECORD = "收件记录.csv"
_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et", ".csv")
_PARALLEL_FROM = 24  # files: below that, starting processes takes longer than reading
_SCAN_NAME = re.compile(r"年报|报告|盖章|扫描|公开|签字|印章")
_NAME_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{2})年(?!\d)")
_LAST_YEAR = re.compile(r"去年|上年(?!结转)|往年")
# 20240115, 2024年1月, 2024-1-15 say when a file was made.
_DATE = re.compile(r"20\d{6}|20\d{2}\s*年\s*\d{1,2}\s*月|20\d{2}[-._]\d{1,2}[-._]\d{1,2}")


class FileRole(enum.StrEnum):
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
    role: FileRole
    step: Step
    reasons: tuple[str, ...]
    disputed: bool = False


def propose(
    pile: Pile, names: OfficeNames, data: Path, year: int, seen: Callable[[PileFile], None] = lambda file: None
) -> list[Proposal]:
    """A proposal for every file of a pile, in the order of their names; `seen` is told of each file that was read.

    Raises IntakeError where reading takes a process down.
    """
    here = _checksums(data / str(year))
    before = _checksums(data / str(year - 1))
    contents = _look_into_all([file for file in pile.files if file.sha256 not in here], year, seen)
    made: list[Proposal] = []
    for file in pile.files:
        if file.sha256 in here:
            made.append(_known(file, year, f"与{here[file.sha256]}完全相同"))
            continue
        proposal = _proposal(file, contents[file.sha256], names, year)
        same = before.get(file.sha256)
        made.append(_ask(proposal, f"与 {year - 1} 年度的{same}完全相同") if same else proposal)
    return _settle_unreadable(_settle_versions(_settle_drafts(_settle_twins(made), data)), data)


def _known(file: PileFile, year: int, reason: str) -> Proposal:
    return Proposal(file, Contents(), year, "", (), FileRole.MATERIAL, Step.KNOWN, (reason,))


def _settle_twins(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Of identical files take the one whose office is sure; ask where they are sure of different offices."""
    twins: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        twins[proposal.file.sha256].append(proposal)
    made: list[Proposal] = []
    for proposal in proposals:
        same = twins[proposal.file.sha256]
        sure = [p for p in same if p.step is Step.PLACE]
        kept = (sure or same)[0]
        if len({p.office for p in sure}) > 1:
            made.append(_ask(proposal, "另有内容完全相同、却是别的单位的文件") if proposal in sure else proposal)
        elif proposal is kept or proposal.step is Step.KNOWN:
            made.append(proposal)
        else:
            made.append(_known(proposal.file, proposal.year, f"与{kept.file.base}完全相同"))
    return made


def _settle_drafts(proposals: Sequence[Proposal], data: Path) -> list[Proposal]:
    """Ask about a file that its name calls an earlier stage than what the office has already."""
    made: list[Proposal] = []
    for proposal in proposals:
        stages = [draft_rank(path.name)[0] for path in _held(proposal, data)]
        earlier = proposal.step is Step.PLACE and proposal.role is FileRole.MATERIAL
        is_behind = earlier and stages and draft_rank(proposal.file.name)[0] < min(2, max(stages))
        made.append(_ask(proposal, "文件夹里已有更晚的一稿") if is_behind else proposal)
    return made


def _proposal(file: PileFile, contents: Contents, names: OfficeNames, year: int) -> Proposal:
    *folders, base = file.name.split("/")
    found = attribute(names, contents.office, contents.lines, base.rpartition(".")[0] or base, folders)
    role = _role(contents)
    doubts = [doubt for doubt in (_year_doubt(contents, file.name, year), _role_doubt(role, base)) if doubt]
    doubts += ["文件是空的"] if not file.path.stat().st_size else []
    step = Step.PLACE if found.sure and not doubts else Step.ASK
    reasons = (*found.reasons, *doubts, *filter(None, [contents.problem]))
    return Proposal(file, contents, year, found.office, found.candidates, role, step, reasons, found.disputed)


def _role(contents: Contents) -> FileRole:
    if contents.scan:
        return FileRole.SCAN
    if contents.problem:
        return FileRole.UNREADABLE
    return FileRole.MATERIAL if contents.is_report else FileRole.OTHER


def _role_doubt(role: FileRole, base: str) -> str:
    if role is FileRole.OTHER:
        return "没有认出年度报告的表格或各部分文字"
    if role is FileRole.SCAN and not _SCAN_NAME.search(base):
        return "是图片，不知道是不是年度报告"
    return ""


def _year_doubt(contents: Contents, name: str, year: int) -> str:
    """Why the file may be of another year, "" where it is not; content counts more than names."""
    if contents.years:
        others = [found for found in contents.years if found != year]
        return f"内容写的是 {others[0]} 年度" if others else ""
    plain = _DATE.sub("", unicodedata.normalize("NFKC", name.rpartition(".")[0]))
    named = [int(found) for found in _NAME_YEAR.findall(plain)]
    named += [2000 + int(found) for found in _SHORT_YEAR.findall(plain)]
    # A report is handed in and published in the year after.
    others = [found for found in named if found not in (year, year + 1)]
    if others and year not in named:
        return f"文件名写的是 {others[0]} 年"
    return "所在文件夹或文件名写着上年" if _LAST_YEAR.search(plain) else ""


def _settle_versions(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Ask about files of one office that contradict each other, unless their names tell which is the later.

    A workbook and a Word file that differ go in together: that is for the office to mend (I-03).
    """
    made = list(proposals)
    by_office: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.step is Step.PLACE and proposal.role is FileRole.MATERIAL:
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
    same_kind = _is_workbook(proposal) == _is_workbook(rival)
    return same_kind and draft_rank(proposal.file.name) == draft_rank(rival.file.name)


def _is_workbook(proposal: Proposal) -> bool:
    return Path(proposal.file.base).suffix.lower() in _WORKBOOKS


def _settle_unreadable(proposals: Sequence[Proposal], data: Path) -> list[Proposal]:
    """Ask about an unreadable file where a readable one of the same office is there."""
    readable = {p.office for p in proposals if p.step is Step.PLACE and p.contents.is_report}
    return [
        _ask(p, "这个单位另有能读的文件")
        if p.role is FileRole.UNREADABLE and p.step is Step.PLACE and (p.office in readable or _held(p, data))
        else p
        for p in proposals
    ]


def _held(proposal: Proposal, data: Path) -> list[Path]:
    """What the office of a proposal has already; nothing where that may not be seen, which who places files is told."""
    with suppress(IntakeError):
        return handed_in(data / str(proposal.year) / proposal.office) if proposal.office else []
    return []


def _ask(proposal: Proposal, reason: str) -> Proposal:
    return replace(proposal, step=Step.ASK, reasons=(*proposal.reasons, reason))


def _look_into_all(files: Sequence[PileFile], year: int, seen: Callable[[PileFile], None]) -> dict[str, Contents]:
    """Read each distinct file, many of them in several processes. Raises IntakeError where one of those dies."""
    distinct = list({file.sha256: file for file in files}.values())
    made: dict[str, Contents] = {}
    if len(distinct) < _PARALLEL_FROM:
        for file in distinct:
            made[file.sha256] = look_into(file.path, year)
            seen(file)
        return made
    try:
        with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
            results = pool.map(look_into, [file.path for file in distinct], [year] * len(distinct), chunksize=4)
            for file, contents in zip(distinct, results, strict=True):
                made[file.sha256] = contents
                seen(file)
    except BrokenProcessPool:
        fix = "请分几次收；单独收时仍然这样的文件，请让单位重新报送。"
        raise IntakeError("读取文件的进程意外退出，可能是内存不足", f"读完 {len(made)} 个之后", fix) from None
    return made


def _checksums(folder: Path) -> dict[str, str]:
    """Where each file in the folders of a year lies, by its checksum; what cannot be read was never collected."""
    found = (Path(around, name) for around, _, names in os.walk(folder) for name in names if name != RECORD)
    names = sorted(path.relative_to(folder).as_posix() for path in found)
    told = zip(names, checksums(folder, names), strict=True)
    return {checksum: name for name, checksum in told if checksum}
