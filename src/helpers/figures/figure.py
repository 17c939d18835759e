"""A figure before it is drawn: what it says, and how to draw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..filing import Filing


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its caption, all its numbers in words, and the drawing of it as one `<svg>` element."""

    caption: str
    alt: str
    draw: Callable[[], str]


def count(filing: Filing, address: str) -> int | None:
    """The count at `address`; None where there is none, or what stands there cannot be one."""
    number = filing.number(address)
    return int(number) if number is not None and number >= 0 and number == int(number) else None
