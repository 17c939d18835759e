"""What to build and why: a report is made again when something it is made of is not what its receipt names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from .basis import PARTS, Materials
from .digests import Remembered
from .job import Job
from .outputs import wanted_outputs
from .places import contents
from .store import RECEIPT, read_receipt, read_receipts, sha256

MEMORY = ".seen.json"


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


def plan_jobs(jobs: Sequence[Job], materials: Materials, forced: bool = False) -> Plan:
    """Decide which jobs of a year are to be run. Content decides; what `stat` says only saves hashing."""
    chosen: list[_Chosen] = []
    standing: dict[str, Mapping[str, Any]] = {}
    if jobs:
        seen = Remembered(jobs[0].folder.parent / MEMORY, len(jobs))
        for job in jobs:
            basis = materials.basis(materials.register.office(job.office, materials.campaign.year), seen)
            left = seen.about(f"output/{job.office}", str(job.folder), partial(_left, job.folder), added=False)
            if left is not None and not forced and _is_done(left, job, basis):
                standing[job.office] = left
            else:
                chosen.append(_Chosen(job, basis, left))
        seen.save()
    return Plan(tuple(_with_reasons(chosen, forced)), standing)


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


def _left(folder: Path, names: Sequence[str]) -> dict[str, Any] | None:
    """The gist of what the last run left in a folder of files with these names."""
    receipt = read_receipt(folder) if RECEIPT in names else None
    if receipt is None:
        return None
    return {
        "state": receipt["state"],
        "findings": receipt.get("findings", {}),
        "outputs": list(receipt.get("outputs", {})),
        "made_of": _made_of(receipt.get("basis", {})),
        "altered": _is_altered(folder, receipt),
    }


def _made_of(basis: Mapping[str, str]) -> str:
    return sha256(" ".join([basis.get(part, "") for part in PARTS]).encode())


def _is_altered(folder: Path, receipt: Mapping[str, Any]) -> bool:
    """Whether an output is missing, or is not what the receipt says."""
    outputs = receipt.get("outputs", {})
    found = contents(folder / name for name in outputs)
    return any(data is None or sha256(data) != told for data, told in zip(found, outputs.values(), strict=True))


def _is_wanted(left: Mapping[str, Any], job: Job) -> bool:
    """Whether a run came to its end and made the formats that are asked for."""
    return left["state"] != "failed" and set(left["outputs"]) == wanted_outputs(left["state"], job.formats)
