"""Raised and lowered digits, which mark a note or a formula and are no part of the number before them."""

from __future__ import annotations

_DIGITS = "0123456789０１２３４５６７８９"
RAISED = str.maketrans(_DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2)
LOWERED = str.maketrans(_DIGITS, "₀₁₂₃₄₅₆₇₈₉" * 2)


def raised(text: str) -> str:
    """`text` with its digits as ¹²³, which no reading takes for a number's."""
    return text.translate(RAISED)
