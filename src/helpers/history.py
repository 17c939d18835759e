"""What an office reported over the years, for what is shown over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .filing import Filing
from .previous import offices_before, report_of
from .register import Office, Register
from .submission import Submission

YEARS = 5


@dataclass(frozen=True)
class History:
    """The years before `year` of an office, of which `last` is already read and the others are read when asked for."""

    data_dir: Path
    office: Office
    register: Register
    year: int
    last: Submission | None

    def filings(self) -> Mapping[int, Filing]:
        """Each earlier year of the last five, with its predecessors' numbers; what nobody handed in is left out.

        Reading a year costs as much as reading the report's own material; a year without a folder costs nothing.
        """
        found: dict[int, Filing] = {}
        offices: tuple[Office, ...] = (self.office,)
        for year in range(self.year - 1, self.year - YEARS, -1):
            offices = offices_before(offices, self.register, year + 1)
            read = self.last if year == self.year - 1 else self._read(year, offices)
            found |= {year: read.filing} if read else {}
        return dict(sorted(found.items()))

    def _read(self, year: int, offices: tuple[Office, ...]) -> Submission | None:
        # The one place where an earlier year is read: a store of what was read before belongs here.
        return report_of(self.data_dir, year, self.office, offices, self.register)
