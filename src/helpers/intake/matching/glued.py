"""Labels of the form that run into what follows them: 规章1000, 行政许可：12, 信息内容本年制发件数."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from .labels import label_key
from .vocabulary import vocabulary

# What still belongs to a label: its closing quote, notes in brackets that hold no number, its colon.
_TAIL = re.compile(r"\s*[”\"’]?(?:\s*[（(〔][^（()）〔〕\d]*[）)〕])*(?:\s*[：:])?\s*")
_OPENING, _CLOSING = re.compile(r"[（(〔]"), re.compile(r"[）)〕]")
_LONGEST_LINE = 120  # letters
_MOST_NOISE = 40  # letters of numbering, blanks and signs beside a label's own


def split_glued(text: str, labels: Collection[str]) -> tuple[str, str] | None:
    """The longest of `labels` that `text` begins with, as printed there, and what follows it.

    `labels` are keys as `label_key` makes them. None where the text begins with none of them.
    """
    key = label_key(text)
    for label in sorted((label for label in labels if key.startswith(label)), key=len, reverse=True):
        for cut in range(len(label), min(len(text), len(label) + _MOST_NOISE) + 1):
            if label_key(text[:cut]) == label:
                end = _end(text, cut)
                return text[:end].rstrip(" \t\u3000：:"), text[end:].rstrip()
    return None


def _end(text: str, cut: int) -> int:
    """Where a label ends whose last letter stands before `cut`."""
    is_open = len(_OPENING.findall(text[:cut])) > len(_CLOSING.findall(text[:cut]))
    if is_open and _CLOSING.match(text, cut):
        cut += 1
    tail = _TAIL.match(text, cut)
    return tail.end() if tail else cut


@lru_cache(maxsize=4096)
def split_labels(text: str, labels: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """All `labels` that `text` begins with, one after the other, and what is left."""
    found: list[str] = []
    rest = text.strip()
    while rest and (split := split_glued(rest, labels)):
        found.append(split[0])
        rest = split[1]
    return tuple(found), rest


def parted(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The labels of a cell and the numbers after them; a cell of another kind is a number, as it stands."""
    known = vocabulary()
    if len(text) > _LONGEST_LINE or known.knows(text) or known.is_number(text):
        return (), (text,)
    labels, rest = split_labels(text, known.words)
    if not rest and labels:
        return labels, ()
    numbers = rest.split()
    if labels and known.widths_of(labels[-1]) and all(map(known.is_number, numbers)):
        return labels, zeros(numbers, known.widths_of(labels[-1]), text)
    return (), (text,)


def zeros(numbers: Sequence[str], widths: frozenset[int], text: str) -> tuple[str, ...]:
    """000 after the label of three columns is three zeros; otherwise figures that begin with 0 stay as the `text`."""
    if len(numbers) > 1 or not re.match(r"0\d", numbers[0]):
        return tuple(numbers)
    return tuple(numbers[0]) if len(numbers[0]) in widths and not numbers[0].strip("0") else (text,)
