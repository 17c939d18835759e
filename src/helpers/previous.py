"""Earlier reports of an office: its own, and those of the offices that were merged into it or renamed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from .filing import Entry, EntryKind, Filing, Number, Origin, format_number
from .form import all_forms
from .intake.folder import handed_in, read_folder
from .params import Campaign, load_campaign
from .register import Office, Register
from .submission import Submission

_Part = tuple[str, Filing | None]  # an office's name, and its numbers where it handed in


def last_year(data_dir: Path, year: int, office: Office, register: Register) -> Submission | None:
    """What stands for the office's report of `year` − 1, None where nothing was handed in.

    Offices that ended with that year and whose successor it is count with it: their numbers are added up, and a number
    that one of them lacks is unreadable, so that nothing is compared with a part of the sum. Where one of them was
    divided among several offices nothing tells whose its numbers are, so there is no last year.
    """
    return report_of(data_dir, year - 1, office, offices_before((office,), register, year), register)


def offices_before(offices: Sequence[Office], register: Register, year: int) -> tuple[Office, ...]:
    """The offices whose reports of `year` − 1 stand for what `offices` report for `year`; none where nothing tells."""
    if not any(office.predecessors for office in offices):
        return tuple(offices)
    found: dict[str, Office] = {}
    for office in offices:
        ended = [o for o in _merged(office, register, year) if o.in_register(year - 1)]
        if any(_is_divided(o, register, year) for o in ended):
            return ()
        own = [office] if office.in_register(year - 1) or not ended else []
        found |= {o.id: o for o in (*own, *ended)}
    return tuple(found.values())


def report_of(
    data_dir: Path, year: int, office: Office, offices: Sequence[Office], register: Register
) -> Submission | None:
    """What `offices` handed in for `year`, as one report under the name of `office`; None where nothing was."""
    if not any(form.fits(year) for form in all_forms()):
        return None
    campaign = _campaign(register, year)
    parts = [(o.name, _read(data_dir, year, o.id, campaign)) for o in offices]
    handed = [part for _, part in parts if part]
    if not handed:
        return None
    if len(parts) == 1:
        # One report under one name, perhaps another: its cells keep their own places.
        only = handed[0].filing
        return replace(handed[0], filing=Filing(office.id, year, only.forms, only.entries))
    return replace(handed[0], filing=_sum(year, office.id, [(name, p.filing if p else None) for name, p in parts]))


def _campaign(register: Register, year: int) -> Campaign | None:
    """What was decided in that year, where its parameters are still there."""
    params_dir = register.path.parent
    return load_campaign(params_dir, year) if (params_dir / f"{year}.yaml").is_file() else None


def _merged(office: Office, register: Register, year: int) -> Sequence[Office]:
    """The predecessors whose numbers go on in this office.

    They are those no longer in the register, and where this office is new also those of whom it says no last year.
    """
    if not office.predecessors:
        return []
    predecessors = [o for o in register.offices if o.id in office.predecessors]
    is_new = office.from_year == year
    return [o for o in predecessors if not o.in_register(year) or (is_new and o.to_year is None)]


def _is_divided(ended: Office, register: Register, year: int) -> bool:
    return sum(ended.id in office.predecessors for office in register.of_year(year)) > 1


def decided(submission: Submission, campaign: Campaign) -> Submission:
    """Blank cells as 0 where that is decided for this office; the raw text and the origin stay."""
    filing = submission.filing
    if campaign.blank_is_zero(filing.office) is None:
        return submission
    zeros = {
        address: Entry(EntryKind.NUMBER, entry.raw, entry.origin, 0)
        for address, entry in filing.entries.items()
        if entry.kind is EntryKind.BLANK
    }
    return replace(submission, filing=filing.with_entries(zeros))


def _read(data_dir: Path, year: int, office: str, campaign: Campaign | None) -> Submission | None:
    folder = data_dir / str(year) / office
    if not handed_in(folder):
        return None
    submission = read_folder(folder, year, office)
    return decided(submission, campaign) if campaign else submission


def _sum(year: int, office: str, parts: Sequence[_Part]) -> Filing:
    forms: dict[str, str] = {}
    for _, filing in parts:
        forms = {**(filing.forms if filing else {}), **forms}
    made = Filing(office, year, forms)
    entries = {address: _added(address, parts) for address in made.places}
    return Filing(office, year, forms, entries)


def _added(address: str, parts: Sequence[_Part]) -> Entry:
    origin = Origin("、".join(name for name, _ in parts), "", "合计")
    total: Number = 0
    for name, filing in parts:
        number = filing.number(address) if filing else None
        if number is None:
            reason = f"“{name}”没有这个数字" if filing else f"“{name}”那一年没有报送"
            return Entry(EntryKind.UNREADABLE, "", origin, None, reason)
        total += number
    return Entry(EntryKind.NUMBER, format_number(total), origin, total)
