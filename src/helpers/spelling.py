"""A name that is not known, beside those that are: which of them may be meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def closest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name most like `name`, or "" when none is near."""
    by_letters = {other.lower(): other for other in known}
    near = difflib.get_close_matches(name.lower(), by_letters, n=1, cutoff=cutoff)
    return by_letters[near[0]] if near else ""


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """How to mend a name that is not known: by the nearest one; where none is near, `otherwise` or all there are."""
    names = list(known)
    near = closest(name, names)
    return f"是不是“{near}”？" if near else otherwise or f"可用：{'、'.join(names)}。"
