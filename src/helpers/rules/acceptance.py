"""Exceptions meet findings: what a person has accepted no longer stops publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from ..exceptions import AcceptedException
from .finding import Accepted, Finding

NEVER_ACCEPTED = ("P-04", "P-06")


def accept(
    findings: Sequence[Finding], exceptions: Sequence[AcceptedException], day: dt.date | None
) -> tuple[tuple[Finding, ...], tuple[Accepted, ...]]:
    """The findings that stay open, and those that an exception in force on `day` accepts.

    A finding that has an exception which does not count says why: it is expired, or personal data and classification
    marks are never accepted.
    """
    by_rule = {exception.rule: exception for exception in sorted(exceptions, key=lambda e: e.expires)}
    still_open: list[Finding] = []
    accepted: list[Accepted] = []
    for finding in findings:
        exception = by_rule.get(finding.rule)
        if exception is None:
            still_open.append(finding)
        elif why := objection(exception, day):
            still_open.append(replace(finding, message=f"{finding.message}（{why}）"))
        else:
            accepted.append(Accepted(finding, exception))
    return tuple(still_open), tuple(accepted)


def objection(exception: AcceptedException, day: dt.date | None) -> str:
    """Why an exception does not count on `day`; "" where it does."""
    if exception.rule in NEVER_ACCEPTED:
        return "这一条不能放行，放行登记不起作用"
    if day is not None and exception.expires < day:
        return f"放行已于 {exception.expires:%Y-%m-%d} 到期"
    return ""
