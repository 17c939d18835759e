"""Last year's report of an office: its own, and those of the offices that were merged into it or renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from .filing import Entry, EntryKind, Filing, Number, Origin, format_number
from .form import all_forms
from .intake.folder import handed_in, read_folder
from .params import Office, Register
from .submission import Submission


def last_year(data_dir: Path, year: int, office: Office, register: Register) -> Submission | None:
    """What stands for the office's report of `year` − 1, None where nothing was handed in.

    Offices that ended with that year and whose successor it is count with it: their numbers are added up, and a number
    that one of them lacks is unreadable, so that nothing is compared with a part of the sum.
    """
    before = year - 1
    if not any(form.fits(before) for form in all_forms()):
        return None
    merged = [o for o in _merged(office, register, year) if o.in_register(before)]
    own = _read(data_dir, before, office.id) if office.in_register(before) or not merged else None
    if not merged:
        return own
    parts = {o.name: _read(data_dir, before, o.id) for o in merged}
    if office.in_register(before):
        parts = {office.name: own, **parts}
    if not any(parts.values()):
        return None
    first = next(part for part in parts.values() if part)
    return replace(
        first, filing=_sum(before, office.id, {name: part.filing if part else None for name, part in parts.items()})
    )


def _merged(office: Office, register: Register, year: int) -> Sequence[Office]:
    """The predecessors whose numbers go on in this office: they end with last year, or the office is new."""
    predecessors = [o for o in register.offices if o.id in office.predecessors]
    return [o for o in predecessors if not o.in_register(year) or office.from_year == year]


def _read(data_dir: Path, year: int, office: str) -> Submission | None:
    folder = data_dir / str(year) / office
    return read_folder(folder, year, office) if handed_in(folder) else None


def _sum(year: int, office: str, parts: Mapping[str, Filing | None]) -> Filing:
    filings = [part for part in parts.values() if part]
    forms: dict[str, str] = {}
    for filing in filings:
        forms = {**filing.forms, **forms}
    made = Filing(office, year, forms)
    entries = {address: _added(address, parts) for address in made.places}
    return Filing(office, year, forms, entries)


def _added(address: str, parts: Mapping[str, Filing | None]) -> Entry:
    origin = Origin("、".join(parts), "", "合计")
    total: Number = 0
    for name, filing in parts.items():
        number = filing.number(address) if filing else None
        if number is None:
            return Entry(EntryKind.UNREADABLE, "", origin, None, f"“{name}”没有这个数字")
        total += number
    return Entry(EntryKind.NUMBER, format_number(total), origin, total)
