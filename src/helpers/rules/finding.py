"""What a rule finds: a judgement about cells or passages, and the finding made of it for the reader."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..exceptions import AcceptedException
from ..filing import COMPUTED, Number, format_number


class Outcome(enum.StrEnum):
    """How a rule came out."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not_applicable"


class Severity(enum.StrEnum):
    """What a finding means for publication: only an error stops it."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


SEVERITY_WORDS: Mapping[Severity, str] = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.HOLDS: "通过",
    Outcome.BROKEN: "不符合",
    Outcome.UNDECIDED: "无法判断",
    Outcome.NOT_APPLICABLE: "不适用",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing that is broken or undecided. `blocked_by` names the cells that leave an identity undecided.

    `places` replaces the origins of `addresses` where the fault lies in the prose or in a file.
    """

    outcome: Outcome
    message: str
    addresses: tuple[str, ...] = ()
    expected: str | None = None
    actual: str | None = None
    places: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    severity: Severity | None = None


class RepairKind(enum.StrEnum):
    """What slip of the pen a repair undoes, where it is recognised."""

    CHANGED = "changed"
    DIGITS = "digits"
    SWAPPED = "swapped"
    SHIFTED = "shifted"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell and what it would be instead."""

    address: str
    before: Number
    after: Number

    def to_json(self) -> dict[str, str]:
        """The change as in findings.json."""
        return {"address": self.address, "from": format_number(self.before), "to": format_number(self.after)}


@dataclass(frozen=True, slots=True)
class Repair:
    """A smallest set of changes that makes every identity hold, and the slip that it undoes.

    `carries_over` is False where only the form's own identities hold then, and last year's carry-over does not;
    `blanks_are_zero` says that they hold once blank cells are filled with 0.
    """

    changes: tuple[Change, ...]
    kind: RepairKind = RepairKind.CHANGED
    carries_over: bool = True
    blanks_are_zero: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken or undecided rule as users and programs see it. `repairs` are advice, the likeliest first."""

    rule: str
    office: str
    year: int
    outcome: Outcome
    severity: Severity
    addresses: tuple[str, ...]
    expected: str | None
    actual: str | None
    message: str
    places: tuple[str, ...]
    repairs: tuple[Repair, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The finding as in findings.json."""
        return {
            "rule": self.rule,
            "office": self.office,
            "year": self.year,
            "outcome": self.outcome.value,
            "severity": self.severity.value,
            "addresses": list(self.addresses),
            "expected": _number(self.expected),
            "actual": _number(self.actual),
            "message": self.message,
            "places": list(self.places),
            "repairs": [[change.to_json() for change in repair.changes] for repair in self.repairs],
        }


_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _number(text: str | None) -> str | None:
    """The canonical number; None for words, which stand in the message."""
    return format_number(Decimal(text) or 0) if text and _PLAIN_NUMBER.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that a person answers for: it no longer stops publication, and is shown to the reviewer."""

    finding: Finding
    exception: AcceptedException

    def to_json(self) -> dict[str, Any]:
        """The accepted finding with reason, who and expiry."""
        told = self.exception
        why = {"reason": told.reason, "by": told.by, "expires": told.expires.isoformat()}
        return {**self.finding.to_json(), "accepted": why}


def summarise_json(findings: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Counts of findings by severity, and how many of them are undecided."""
    counts = {severity.value: sum(f["severity"] == severity.value for f in findings) for severity in Severity}
    return counts | {"undecided": sum(f["outcome"] == Outcome.UNDECIDED.value for f in findings)}


def findings_json(findings: Sequence[Finding], accepted: Sequence[Accepted] = ()) -> dict[str, Any]:
    """The shape of findings.json and `nianbao check --format json`."""
    found = [finding.to_json() for finding in findings]
    return {"findings": found, "accepted": [a.to_json() for a in accepted], "summary": summarise_json(found)}


def repairs_of(findings: Sequence[Finding]) -> tuple[Repair, ...]:
    """The repairs that the findings propose, each once, the likeliest first."""
    return tuple(dict.fromkeys(repair for finding in findings for repair in finding.repairs))


def spots(places: Sequence[str]) -> str:
    """Origins grouped for a sentence: tables.xlsx「申请」D4、D5；narrative.md 第 12 行."""
    grouped: dict[tuple[str, ...], list[str]] = {}
    for place in dict.fromkeys(places):
        *where, spot = place.removesuffix(COMPUTED).split(" · ")
        grouped.setdefault(tuple(where), []).append(spot)
    return "；".join(_group(where, found) for where, found in grouped.items())


def _group(where: tuple[str, ...], found: Sequence[str]) -> str:
    listed = "、".join(found[:12]) + (f" 等 {len(found)} 处" if len(found) > 12 else "")
    if len(where) < 2:
        return " ".join((*where, listed))
    return f"{where[0]}「{where[1]}」{listed}"
