"""What to build and why: a report is made again when something it is made of is not what its receipt names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from .basis import PARTS, Materials
from .digests import Remembered
from .forked import in_forks
from .job import Job
from .outputs import wanted_outputs
from .places import contents, place_of
from .store import read_receipts, sha256

MEMORY = ".seen.jsonl"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a report stands: what it would be made of now, and the receipt of its last run, None where there was none."""

    job: Job
    basis: Mapping[str, str]
    receipt: Mapping[str, Any] | None
    altered: bool
    forced: bool

    @property
    def failed(self) -> bool:
        """Whether the last run did not come to its end."""
        return self.receipt is not None and self.receipt["state"] == "failed"

    def differs(self, part: str) -> bool:
        """Whether this part is not what the report was made of."""
        return self.receipt is not None and self.receipt.get("basis", {}).get(part) != self.basis[part]


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to build a report: what people read, and when it holds."""

    id: str
    words: str
    holds: Callable[[Standing], bool]


def _changed(part: str, words: str) -> Reason:
    return Reason(part, words, lambda standing: standing.differs(part))


REASONS = (
    Reason("forced", "要求重新生成", lambda s: s.forced),
    Reason("never_built", "从未生成", lambda s: s.receipt is None),
    Reason("last_run_failed", "上次运行失败", lambda s: s.failed),
    _changed("source", "报送的数据变了"),
    _changed("narrative", "报送的文字变了"),
    _changed("previous_year", "以前年度的材料变了"),
    _changed("children", "下属单位的材料变了"),
    _changed("params", "参数、登记表或放行变了"),
    _changed("form", "格式变了"),
    _changed("notebook", "主笔记本变了"),
    _changed("code", "程序变了"),
    _changed("template", "模板变了"),
    _changed("fonts", "字体变了"),
    _changed("libraries", "依赖的版本变了"),
    Reason(
        "formats",
        "要的输出格式变了",
        lambda s: s.receipt is not None and not s.failed and not _is_wanted(s.receipt, s.job),
    ),
    Reason("output", "输出缺少或被改动", lambda s: s.altered),
)


@dataclass(frozen=True)
class Plan:
    """The jobs to run, each with its reasons, and by office what the last run left of those that stand as they are."""

    jobs: tuple[Job, ...]
    standing: Mapping[str, Mapping[str, Any]]


def plan_jobs(jobs: Sequence[Job], materials: Materials, forced: bool = False, processes: int = 1) -> Plan:
    """Decide which jobs of a year are to be run, many at once in so many `processes`.

    Content decides; what `stat` says only saves hashing.
    """
    if not jobs:
        return Plan((), {})
    seen = Remembered(jobs[0].folder.parent / MEMORY, len(jobs))
    materials.shared(seen)  # once for all
    decided = in_forks(partial(_decide, materials, forced, seen), jobs, processes)
    for part in decided:
        seen.learn(part.news)
    seen.save()
    standing = {office: left for part in decided for office, left in part.standing.items()}
    return Plan(tuple(job for part in decided for job in part.jobs), standing)


@dataclass(frozen=True, slots=True)
class _Decided:
    """The same of a part of the jobs, and what was found out about files for it."""

    jobs: Sequence[Job]
    standing: Mapping[str, Mapping[str, Any]]
    news: Mapping[str, Any]


def _decide(materials: Materials, forced: bool, seen: Remembered, jobs: Sequence[Job]) -> _Decided:
    chosen: list[_Chosen] = []
    standing: dict[str, Mapping[str, Any]] = {}
    every = seen.about_each({f"output/{job.office}": str(job.folder) for job in jobs}, _left)
    for job, left in zip(jobs, every, strict=True):
        basis = materials.basis(materials.register.office(job.office, materials.campaign.year), seen)
        if left is not None and not forced and _is_done(left, job, basis):
            standing[job.office] = left
        else:
            chosen.append(_Chosen(job, basis, left))
    return _Decided([*_with_reasons(chosen, forced)], standing, seen.news)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A job to run, what it would be made of, and the gist of what its last run left, if any."""

    job: Job
    basis: Mapping[str, str]
    left: Mapping[str, Any] | None


def _is_done(left: Mapping[str, Any], job: Job, basis: Mapping[str, str]) -> bool:
    """Whether what the last run left is what this one would make, without reading its receipt again."""
    return left["made_of"] == _made_of(basis) and not left["altered"] and _is_wanted(left, job)


def _with_reasons(chosen: Sequence[_Chosen], forced: bool) -> Iterator[Job]:
    receipts = read_receipts([one.job.folder for one in chosen if one.left])
    for one in chosen:
        receipt = next(receipts) if one.left else None
        altered = one.left is not None and one.left["altered"]
        standing = Standing(one.job, one.basis, receipt, altered, forced)
        reasons = tuple(reason.words for reason in REASONS if reason.holds(standing))
        yield replace(one.job, basis=one.basis, reasons=reasons)


def _left(folders: Sequence[str]) -> Iterator[dict[str, Any] | None]:
    """The gist of what the last run left in each of the folders."""
    places = [place_of(folder) for folder in folders]
    receipts = [*read_receipts(places)]
    outputs = [(receipt or {}).get("outputs", {}) for receipt in receipts]
    paths = (place / name for place, names in zip(places, outputs, strict=True) for name in names)
    sums = (None if data is None else sha256(data) for data in contents(paths, strict=False))
    for receipt, told in zip(receipts, outputs, strict=True):
        # An output cannot be read, or is not what the receipt says.
        altered = [*islice(sums, len(told))] != [*told.values()]
        yield _gist(receipt, altered) if receipt else None


def _gist(receipt: Mapping[str, Any], altered: bool) -> dict[str, Any]:
    return {
        "state": receipt["state"],
        "findings": receipt.get("findings", {}),
        "outputs": list(receipt.get("outputs", {})),
        "made_of": _made_of(receipt.get("basis", {})),
        "altered": altered,
    }


def _made_of(basis: Mapping[str, str]) -> str:
    return sha256(" ".join([basis.get(part, "") for part in PARTS]).encode())


def _is_wanted(left: Mapping[str, Any], job: Job) -> bool:
    """Whether a run came to its end and made the formats that are asked for."""
    return left["state"] != "failed" and set(left.get("outputs", ())) == wanted_outputs(left["state"], job.formats)
