"""matplotlib charts of a filing, drawn only where there is something to see, each with its numbers as alt text."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib import font_manager, rc_context
from matplotlib.figure import Figure as Canvas

from .filing import Filing
from .fonts import bundled_fonts
from .form import TableSpec

_RESULTS, _NEXT_YEAR = "applications.total_processed.total", "applications.carried_out.total"
_BAR = "#1f5fa8"
_RC: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "nianbao",
    "axes.unicode_minus": False,
    "font.size": 10,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn chart: one `<svg>` element, its caption, and its numbers in words."""

    svg: str
    caption: str
    alt: str


def outcome_figure(filing: Filing) -> Figure | None:
    """How the year's applications came out, as bars in 件; None where there was none, or a total is no number."""
    table = filing.tables.get("applications")
    bars = _outcomes(table, filing) if table else {}
    if not any(bars.values()):
        return None
    caption = f"{filing.year}年度政府信息公开申请办理结果（件）"
    alt = f"{caption}：" + "，".join(f"{label} {count}" for label, count in bars.items()) + "。"
    return Figure(_draw_bars(bars), caption, alt)


def _outcomes(table: TableSpec, filing: Filing) -> dict[str, int]:
    """Counts of the total column by group of results, in printed order, then what goes on to next year."""
    results = next(i.right for i in table.identities if i.computes == _RESULTS and i.right[0].endswith(".total"))
    bars: dict[str, int] = {}
    for address in (*results, _NEXT_YEAR):
        count, row = filing.number(address), table.places[address].row
        if count is None:
            return {}
        words = row.path[1] if len(row.path) > 2 else row.short or row.label
        label = re.sub(r"^（.）|^.、", "", words)
        bars[label] = bars.get(label, 0) + int(count)
    return bars


def _draw_bars(bars: dict[str, int]) -> str:
    rc: Any = _RC | {"font.family": [_family()]}
    with rc_context(rc), warnings.catch_warnings():
        # A glyph that the font lacks would be published as an empty box.
        warnings.filterwarnings("error", message="Glyph .* missing")
        canvas = Canvas(figsize=(6.2, 0.42 * len(bars) + 0.3), layout="constrained")
        axes = canvas.add_subplot()
        drawn = axes.barh(range(len(bars)), list(bars.values()), color=_BAR, height=0.62)
        axes.bar_label(drawn, [f"{count}" for count in bars.values()], padding=3)
        axes.set_yticks(range(len(bars)), list(bars))
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.xaxis.set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        text = io.StringIO()
        canvas.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()[text.getvalue().index("<svg") :].strip()


@cache
def _family() -> str:
    font = bundled_fonts()["figure"]
    font_manager.fontManager.addfont(font.path)
    return font.family
