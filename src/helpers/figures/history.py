"""How applications and disputes went over the last years."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from ..filing import Filing
from .drawing import BLUE, GREY, HALF_LETTER, ORANGE, SIZE, WIDTH, Drawing, Pen, room, settled
from .figure import Figure, count

_LEAST_YEARS = 3
_NOTHING = "—"
_PLOT, _ROW, _GAP, _FOOT = 112.0, 1.5 * SIZE, 8.0, 4.0

_Kinds = Mapping[str, tuple[tuple[str, ...], Pen]]
# What a series adds up, in both forms; the marks are so large that each is seen where two lines lie on each other.
_APPLICATIONS: _Kinds = {
    "新收申请": (("applications.new_received.total",), Pen(BLUE, "o", 8)),
    "办结": (("applications.total_processed.total",), Pen(ORANGE, "s", 4, (5, 2))),
}
_DISPUTED = ("review", "litigation_direct", "litigation_after_review")
_DISPUTES: _Kinds = {"复议诉讼": (tuple(f"disputes.{kind}.total" for kind in _DISPUTED), Pen(GREY, "^", 5, (1.5, 1.5)))}


@dataclass(frozen=True, slots=True)
class Series:
    """A line: one count a year, None where that year has none."""

    name: str
    pen: Pen
    counts: tuple[int | None, ...]

    def __bool__(self) -> bool:
        return any(self.counts)


def history_figure(filings: Mapping[int, Filing]) -> Figure | None:
    """What came in, was done and was disputed from the first of `filings` to the last, in 件.

    None where fewer than three years have a count of what came in, or the last has none. A year without a count leaves
    a gap that is told.
    """
    received, *_ = _APPLICATIONS["新收申请"][0]
    known = [year for year, filing in filings.items() if count(filing, received) is not None]
    if len(known) < _LEAST_YEARS or max(known) < max(filings):
        return None
    years = range(min(known), max(known) + 1)
    applied, disputed = (_series(filings, years, kinds) for kinds in (_APPLICATIONS, _DISPUTES))
    if not any(applied + disputed):
        return None
    disputed = [line for line in disputed if line]
    shown = [line for line in applied + disputed if set(line.counts) != {None}]
    subject = "申请与复议诉讼情况" if disputed else "申请情况"
    caption = f"{years[0]}—{years[-1]}年度政府信息公开{subject}（件）"
    return Figure(caption, f"{caption}：{_words(years, shown)}。", partial(_draw, years, shown))


def _series(filings: Mapping[int, Filing], years: Sequence[int], kinds: _Kinds) -> list[Series]:
    return [
        Series(name, pen, tuple(_total(filings[year], addresses) if year in filings else None for year in years))
        for name, (addresses, pen) in kinds.items()
    ]


def _total(filing: Filing, addresses: Sequence[str]) -> int | None:
    found = [count(filing, address) for address in addresses]
    known = [number for number in found if number is not None]
    return sum(known) if len(known) == len(found) else None


def _words(years: Sequence[int], lines: Sequence[Series]) -> str:
    return "；".join(
        f"{line.name} " + "，".join(_word(year, number) for year, number in zip(years, line.counts, strict=True))
        for line in lines
    )


def _word(year: int, number: int | None) -> str:
    return f"{year}年没有数据" if number is None else f"{year}年 {number}"


@settled
def _draw(years: Sequence[int], lines: Sequence[Series]) -> str:
    """The lines over the years, each named at its end, and below every number in the column of its year."""
    names = max(room(line.name) for line in lines)
    left, last = names + _GAP, WIDTH - names - _GAP - 2
    step = (last - left) / (len(years) - 0.5)
    xs = [last - step * (len(years) - 1 - place) for place in range(len(years))]
    base = _ROW * (len(lines) + 1) + 2 * _FOOT
    scale = _PLOT / max(number or 0 for line in lines for number in line.counts)
    drawing = Drawing(base + _PLOT + _GAP)
    drawing.axis((left, last + _GAP / 2), (base, base))
    for x, year in zip(xs, years, strict=True):
        drawing.text(x, base - _ROW - _FOOT, f"{year}年", "center")
    for place, line in enumerate(lines, start=2):
        drawing.line(xs, [math.nan if n is None else base + n * scale for n in line.counts], line.pen)
        row = base - _ROW * place - _FOOT
        drawing.text(0, row, line.name, colour=line.pen.colour)
        for x, number in zip(xs, line.counts, strict=True):
            drawing.text(x, row, _NOTHING if number is None else str(number), "center")
    ends = [base + scale * next(n for n in reversed(line.counts) if n is not None) for line in lines]
    for line, y in zip(lines, spread(ends, SIZE * 1.25, base), strict=True):
        drawing.text(last + _GAP, y - HALF_LETTER, line.name, colour=line.pen.colour)
    return drawing.svg()


def spread(heights: Sequence[float], apart: float, floor: float) -> list[float]:
    """The heights moved until any two are `apart` and none is below `floor`; the first of equals stands highest."""
    order = sorted(range(len(heights)), key=lambda place: -heights[place])
    made = [*heights]
    for above, place in pairwise(order):
        made[place] = min(made[place], made[above] - apart)
    # What was pushed below the axis goes up again, and what stands above it in its turn.
    for place in reversed(order):
        made[place] = max(made[place], floor)
        floor = made[place] + apart
    return made
