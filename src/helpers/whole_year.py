"""What is wrong with a year as a whole: copied texts, missing offices; from what the offices' runs left."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from .exceptions import AcceptedException
from .params import Campaign
from .register import Register
from .rules import Year, YearVerdict, check_year
from .rules.finding import findings_json
from .store import json_bytes, read_receipt, write_file
from .submission import Submission

FINDINGS = "findings.json"


def judge_year(
    output: Path,
    campaign: Campaign,
    register: Register,
    exceptions: Sequence[AcceptedException],
    missing: Sequence[str],
) -> YearVerdict:
    """Judge the year by the filing.json of every office but the missing, and write `output`/<year>/findings.json."""
    folder = output / str(campaign.year)
    filed: dict[str, Submission] = {}
    for office in register.of_year(campaign.year):
        record = folder / office.id / "filing.json"
        if office.id not in missing and read_receipt(record.parent) and record.exists():
            filed[office.id] = Submission.from_json(json.loads(record.read_text(encoding="utf-8")))
    verdict = check_year(Year(campaign, register, filed, frozenset(missing), tuple(exceptions)))
    write_file(folder / FINDINGS, json_bytes(findings_json(verdict.findings, verdict.accepted)))
    return verdict
