"""What is wrong with a year as a whole: copied texts, missing offices; from what the offices' runs left."""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterator, Mapping, Sequence

from .exceptions import AcceptedException
from .params import Campaign
from .receipts import YearFolder
from .register import Register
from .rules import Year, YearVerdict, check_year
from .rules.finding import findings_json
from .store import json_bytes, write_file
from .submission import Submission

FINDINGS = "findings.json"
RECORD = "filing.json"


def judge_year(
    year: YearFolder,
    campaign: Campaign,
    register: Register,
    exceptions: Sequence[AcceptedException],
    missing: Sequence[str],
) -> YearVerdict:
    """Judge the year by the filing.json of every office that has one, and write findings.json into its folder."""
    verdict = check_year(Year(campaign, register, _Filed(year), frozenset(missing), tuple(exceptions)))
    write_file(year.path / FINDINGS, json_bytes(findings_json(verdict.findings, verdict.accepted)))
    return verdict


class _Filed(Mapping[str, Submission]):
    """What the offices filed, by office, read whenever it is asked for: that of a province does not fit into memory."""

    def __init__(self, year: YearFolder) -> None:
        self._year = year
        self._offices = [office for office, ending in year.endings.items() if RECORD in ending.files]

    def __len__(self) -> int:
        return len(self._offices)

    def __iter__(self) -> Iterator[str]:
        return iter(self._offices)

    def __getitem__(self, office: str) -> Submission:
        if RECORD in self._year.endings[office].files:
            for _, found in self.read([office]):
                return found
        raise KeyError(office)

    def items(self) -> ItemsView[str, Submission]:
        """One after another, in a store many at once."""
        return _Records(self)

    def read(self, offices: Sequence[str]) -> Iterator[tuple[str, Submission]]:
        """What these offices filed."""
        records = self._year.each(RECORD, offices)
        return ((office, Submission.from_json(json.loads(record))) for office, record in records)


class _Records(ItemsView[str, Submission]):
    _mapping: _Filed

    def __iter__(self) -> Iterator[tuple[str, Submission]]:
        return self._mapping.read([*self._mapping])
