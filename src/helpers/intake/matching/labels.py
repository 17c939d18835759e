"""Printed labels compared as a reader would: blanks, brackets, numbering and width of characters do not matter."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from ..radicals import fold_radicals

_NUMBERING = re.compile(r"^(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十\d]{1,3}[、.,:])+")
_NOTE = re.compile(r"\([^()]*\)$")
_NOISE = re.compile(r"[^\w\u3400-\u9fff]+")
_FOOTNOTE = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+$")
_SAME = (("其它", "其他"), ("法人和其他组织", "法人或其他组织"))
_SAME_WHOLE = {"合计": "总计", "共计": "总计"}
# Words that make it another thing, however like the rest is: 行政许可撤销 is no 行政许可.
_OTHER_THING = (
    "准予",
    "不予",
    "撤销",
    "草案",
    "金额",
    "项目",
    "事项",
    "减免",
    "备案",
    "占比",
    "本月",
    "半年",
    "季度",
    "拟",
    "失效",
    "修订",
    "计划",
    "条款",
    "建议",
    "率",
    "平均",
)
_LONGEST = 80  # letters
_APART = 0.05  # the likeness by which one label must be ahead of any other
_CONTAINED = 4  # letters: a shorter label says too little to be known again inside a longer text


def label_key(text: str) -> str:
    """What is left of a label without numbering, trailing bracketed note, blanks and punctuation."""
    return text if text.isdecimal() and text.isascii() else _label_key(text)


@lru_cache(maxsize=8192)
def _label_key(text: str) -> str:
    unmarked = _FOOTNOTE.sub("", text.strip())
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", fold_radicals(unmarked)))
    plain = plain.replace("〔", "(").replace("〕", ")")
    bare = _NUMBERING.sub("", plain)
    without_note = bare
    while _NOTE.search(without_note):
        without_note = _NOTE.sub("", without_note)
    key = _NOISE.sub("", without_note) or _NOISE.sub("", bare)
    for written, printed in _SAME:
        key = key.replace(written, printed)
    return _SAME_WHOLE.get(key, key)


def may_be_like(text: str, label: str, least: float) -> bool:
    """Whether the letters that they have in common, in whatever order, allow so much likeness."""
    short, long = (text, label) if len(text) <= len(label) else (label, text)
    needed = least * (len(text) + len(label))
    return (2 * len(short) >= needed and 2 * sum(letter in long for letter in short) >= needed) or short in long


@lru_cache(maxsize=65536)
def likeness(text: str, label: str) -> float:
    """How much a key is like a label's key, from 0 to 1; 0.9 where one holds the other whole."""
    if text == label:
        return 1.0
    if len(text) > _LONGEST or any((word in text) != (word in label) for word in _OTHER_THING):
        return 0.0
    if min(len(text), len(label)) >= _CONTAINED and (text in label or label in text):
        return 0.9
    return difflib.SequenceMatcher(None, text, label).ratio()


def most_like(text: str, labels: Iterable[str], least: float) -> str:
    """The label that a key is like, if it is at least so much, and more so than any other; "" where none is."""
    # Most cells of a table are numbers, and no label of a form has a digit.
    return "" if text.isdecimal() else _most_like(text, frozenset(labels), least)


@lru_cache(maxsize=65536)
def _most_like(text: str, labels: frozenset[str], least: float) -> str:
    may_be = (label for label in labels if may_be_like(text, label, least - _APART))
    ranked = sorted(((likeness(text, label), label) for label in may_be), reverse=True)
    if not ranked or ranked[0][0] < least or (len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _APART):
        return ""
    return ranked[0][1]
