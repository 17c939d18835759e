"""How the year's applications came out."""

from __future__ import annotations

import re
from functools import partial

from ..filing import Filing
from ..formspec import RowSpec
from .bars import Bar, draw_bars
from .figure import Figure, count

_RESULTS, _NEXT_YEAR = "applications.total_processed.total", "applications.carried_out.total"


def outcome_figure(filing: Filing) -> Figure | None:
    """The results of the year in 件, by their groups; None where there was none, or a count is missing."""
    bars = _outcomes(filing)
    if not any(bar.count for bar in bars):
        return None
    caption = f"{filing.year}年度政府信息公开申请办理结果（件）"
    alt = f"{caption}：" + "，".join(f"{bar.label} {bar.count}" for bar in bars) + "。"
    return Figure(caption, alt, partial(draw_bars, bars))


def _outcomes(filing: Filing) -> tuple[Bar, ...]:
    """The groups of results in printed order, and what goes on to next year, which is no result."""
    table = filing.tables.get("applications")
    if table is None:
        return ()
    results = next(i.right for i in table.identities if i.computes == _RESULTS and i.right[0].endswith(".total"))
    counts: dict[str, int] = {}
    for address in (*results, _NEXT_YEAR):
        found = count(filing, address)
        if found is None:
            return ()
        label = _label(table.places[address].row)
        counts[label] = counts.get(label, 0) + found
    last = _label(table.places[_NEXT_YEAR].row)
    return tuple(Bar(label, found, str(found), label == last) for label, found in counts.items())


def _label(row: RowSpec) -> str:
    """The group of a result, or the row itself, without its number."""
    return re.sub(r"^（.）|^.、", "", row.path[1] if len(row.path) > 2 else row.short or row.label)
