"""A case with a different number in every cell that prose speaks of, and what the rules about prose say of a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from helpers.register import Office
from helpers.rules import catalogue
from helpers.rules.examples import OFFICE, Material
from helpers.rules.rule import Case

PROSE_RULES = ("N-01", "N-02", "N-03", "N-04", "N-09")
RECEIVED = "全年收到政府信息公开申请44件。\n"


def table(prefix: str, column: str, **rows: int) -> dict[str, int]:
    """Cells of one column, or of one row where `column` is empty."""
    return {f"{prefix}.{name}.{column}" if column else f"{prefix}.{name}": value for name, value in rows.items()}


CELLS: Mapping[str, int] = {
    **table(
        "applications.new_received",
        "",
        natural_person=29,
        business=5,
        research=2,
        public_interest=1,
        legal_service=3,
        other_org=4,
        total=44,
    ),
    **table("applications", "total", carried_in=6, total_processed=47, carried_out=3, granted=20, partially_granted=8),
    **table("applications", "total", denied_state_secret=1, denied_process_info=4, unavailable_not_held=6),
    **table("applications", "total", unavailable_needs_creation=3, declined_duplicate=2, other_misc=3),
    **table("disputes.review", "", upheld=11, corrected=2, pending=1, total=14),
    **table("disputes.litigation_direct", "", upheld=5, pending=2, total=7),
    **table("disputes.litigation_after_review", "", upheld=9, corrected=1, total=10),
    **table("proactive.normative_documents", "", issued=12, repealed=13, in_force=85),
    **table("proactive", "decisions", administrative_license=210),
}
NOTHING: Mapping[str, int] = {}


def prose_case(
    text: str, cells: Mapping[str, int | str] = CELLS, *, year: int = 2023, form: str = "", **office: str
) -> Case:
    """A case whose section one is `text`."""
    material = Material(cells=cells, sections={1: text}, form=form)
    return Case(material.submission(year), Office.model_validate({**OFFICE, **office}))


def told(case: Case, rules: Iterable[str] = PROSE_RULES) -> list[tuple[str, str, str, str | None, str | None]]:
    """Rule, severity, outcome, expected and actual of all that the rules about prose say."""
    return [
        (rule, str(j.severity or catalogue()[rule].severity), str(j.outcome), j.expected, j.actual)
        for rule in rules
        for j in catalogue()[rule].judge(case)
    ]
