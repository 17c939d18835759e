"""Printed labels compared as a reader would: blanks, brackets, numbering and width of characters do not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from .radicals import fold_radicals

_NUMBERING = re.compile(r"^(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十\d]{1,3}[、.,:])+")
_NOTE = re.compile(r"\([^()]*\)$")
_NOISE = re.compile(r"[^\w\u3400-\u9fff]+")


@lru_cache(maxsize=4096)
def label_key(text: str) -> str:
    """What is left of a label without numbering, trailing bracketed note, blanks and punctuation."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", fold_radicals(text))).replace("〔", "(").replace("〕", ")")
    bare = _NUMBERING.sub("", plain)
    without_note = bare
    while _NOTE.search(without_note):
        without_note = _NOTE.sub("", without_note)
    return _NOISE.sub("", without_note) or _NOISE.sub("", bare)
