"""Who applied."""

from __future__ import annotations

from functools import partial

from ..filing import Filing
from ..formspec import ColumnSpec
from .bars import Bar, draw_bars
from .figure import Figure, count

_RECEIVED = "applications.new_received."


def applicant_figure(filing: Filing) -> Figure | None:
    """The kinds of applicants of the year with their shares; None where there are not two, or a count is missing."""
    counts: dict[str, int] = {}
    for address, place in filing.places.items():
        if address.startswith(_RECEIVED) and place.column.id != "total":
            found = count(filing, address)
            if found is None:
                return None
            counts[_label(place.column)] = found
    if sum(map(bool, counts.values())) < 2:
        return None
    total = sum(counts.values())
    bars = tuple(Bar(label, found, f"{found}（{share(found, total)}）") for label, found in counts.items())
    caption = f"{filing.year}年度新收政府信息公开申请的申请人情况（件）"
    alt = f"{caption}：" + "，".join(f"{bar.label} {bar.value}" for bar in bars) + "。"
    return Figure(caption, alt, partial(draw_bars, bars))


def share(part: int, whole: int) -> str:
    """A part in per cent with one decimal, rounded half up; what is there is never said to be nothing."""
    tenths = (2000 * part + whole) // (2 * whole)
    return "不足0.1%" if part and not tenths else f"{tenths // 10}.{tenths % 10}%"


def _label(column: ColumnSpec) -> str:
    # Out of its heading 其他 would be neither a person nor an organisation.
    return "其他组织" if column.label == "其他" else column.label
