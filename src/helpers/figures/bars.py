"""Horizontal bars, each with its label before it and its value behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .drawing import HALF_LETTER, SIZE, WIDTH, Drawing, room, settled

_PITCH, _THICKNESS, _GAP = 21.0, 12.0, 5.0
_LINE = 1.2 * SIZE
_LONG = 10  # letters from which a label takes two lines
_LEAST = 1.0  # what is not zero is to be seen


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled count with the words printed behind it; `hollow` where it is of another kind than the others."""

    label: str
    count: int
    value: str
    hollow: bool = False


@settled
def draw_bars(bars: Sequence[Bar]) -> str:
    """The bars from top to bottom on one scale from zero, as `<svg>`."""
    labels = [_lines(bar.label) for bar in bars]
    left = max(room(line) for lines in labels for line in lines) + _GAP
    longest = WIDTH - left - max(room(bar.value) for bar in bars) - 2 * _GAP
    scale = longest / max(1, *(bar.count for bar in bars))
    pitch = _PITCH if all(len(lines) == 1 for lines in labels) else _PITCH + _LINE
    height = pitch * len(bars)
    drawing = Drawing(height)
    for place, (bar, lines) in enumerate(zip(bars, labels, strict=True)):
        middle = height - (place + 0.5) * pitch
        width = max(_LEAST, bar.count * scale) if bar.count else 0.0
        if width:
            drawing.bar(left, middle - _THICKNESS / 2, width, _THICKNESS, bar.hollow)
        for row, line in enumerate(lines):
            down = (row - (len(lines) - 1) / 2) * _LINE
            drawing.text(left - _GAP, middle - HALF_LETTER - down, line, "right")
        drawing.text(left + width + _GAP, middle - HALF_LETTER, bar.value)
    drawing.axis((left, left), (0, height))
    return drawing.svg()


def _lines(label: str) -> tuple[str, ...]:
    half = (len(label) + 1) // 2
    return (label[:half], label[half:]) if len(label) > _LONG else (label,)
