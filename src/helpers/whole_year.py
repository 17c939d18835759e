"""What is wrong with a year as a whole: copied texts, missing offices; from what the offices' runs left."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial

from .exceptions import AcceptedException
from .outputs import FILING, FINDINGS
from .params import Campaign
from .receipts import YearFolder
from .register import Register
from .rules import Year, YearVerdict, check_year
from .rules.finding import findings_json
from .store import json_bytes, write_file
from .submission import Submission


def judge_year(
    year: YearFolder,
    campaign: Campaign,
    register: Register,
    exceptions: Sequence[AcceptedException],
    missing: Sequence[str],
) -> YearVerdict:
    """Judge the year by the filing.json of every office that has one, and write findings.json into its folder."""
    verdict = check_year(Year(campaign, register, partial(_filed, year), frozenset(missing), tuple(exceptions)))
    write_file(year.path / FINDINGS, json_bytes(findings_json(verdict.findings, verdict.accepted)))
    return verdict


def _filed(year: YearFolder) -> Iterator[tuple[str, Submission]]:
    """Each office with what it filed, read as it is asked for."""
    for office, filing in year.each(FILING, year.endings):
        yield office, Submission.from_json(json.loads(filing))
