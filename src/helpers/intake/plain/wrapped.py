"""Labels of the form that a line end or a comma has divided, put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..matching.glued import split_labels
from ..matching.labels import label_key
from ..matching.vocabulary import vocabulary
from .separated import TAB, Field, Record

_MOST_LINES = 12  # a label that stands upright has one letter on each
_LONGEST_PART = 60
_FEWEST = 4  # letters that tell a label from its numbering
_NOTE = re.compile(r"[（(〔][^（()）〔〕\d]*[）)〕]")
_NUMBERS = re.compile(r"(?:^|\s)\d+(?:\s|$)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}、0\d\d")
_COMMAS = ",;，；、"
_MOST_PARTS = 5


def unwrapped(records: Sequence[Record]) -> Iterator[Record]:
    """The records with labels whole that were divided. Numbers stay on the line where they stand."""
    at = 0
    while at < len(records):
        record, taken = _next_joined([records[at]], records[at + 1 : at + _MOST_LINES])
        while taken > 1:
            at += taken - 1
            record, taken = _next_joined([record], records[at + 1 : at + _MOST_LINES])
        yield _whole(record) if record.sign and record.sign in _COMMAS else record
        at += 1


def _next_joined(first: Sequence[Record], below: Sequence[Record]) -> tuple[Record, int]:
    """The record `first` with so many of the lines `below` as its last label needs, and of how many it is made."""
    for size in range(1, len(below) + 1 if _may_run_on(first[0].fields[-1].text) else 0):
        if made := _joined([*first, *below[:size]]):
            return made, size + 1
    return first[0], 1


def _may_run_on(text: str) -> bool:
    """Whether a label begins with what `text` ends with; of a few letters that need not show."""
    known = vocabulary()
    begun, _ = split_labels(text, known.words)
    key = label_key(text)
    return bool(begun) or len(key) < _FEWEST or any(word.startswith(key) for word in known.words)


def _joined(parts: Sequence[Record]) -> Record | None:
    """The row whose label runs over the end of its line: neither its beginning nor its end is one."""
    known = vocabulary()
    above, last = parts[0].fields[-1], parts[-1].fields[0]
    if len(above.text) > _LONGEST_PART or any(known.is_number(field.text) for field in parts[0].fields):
        return None
    if not above.text.strip() or any(record.sign or _NUMBERS.search(record.text) for record in parts[1:-1]):
        return None
    texts = [above.text, *(record.text for record in parts[1:-1]), last.text]
    whole = "".join(text.strip() for text in texts)
    labels, rest = split_labels(whole, known.words)
    numbers = rest.split()
    begun, unfinished = split_labels(above.text, known.words)
    if any(map(known.is_number, unfinished.split())):
        return None
    if begun and not unfinished:
        # A note below its label, or 结果 below 其他.
        is_note = len(parts) == 2 and len(parts[-1].fields) == 1 and _NOTE.fullmatch(texts[-1].strip())
        is_rest = not known.knows(texts[-1]) and label_key(whole) != label_key(above.text)
        if not (is_note or is_rest) or not known.knows(whole):
            return None
    elif not labels or not all(map(known.is_number, numbers)) or len(rest) >= len(last.text.strip()):
        return None
    fields = (
        *parts[0].fields[:-1],
        *(replace(above, text=label) for label in labels),
        *(replace(last, text=number) for number in numbers),
        *parts[-1].fields[1:],
    )
    return Record(fields, (parts[0].sign or parts[-1].sign or TAB) if len(fields) > 1 else "")


def _whole(record: Record) -> Record:
    """A record whose labels hold the sign that divides it, each of them in one field; so are the parts of 1,057."""
    fields: list[Field] = []
    at = 0
    while at < len(record.fields):
        text, taken = _first_whole([field.text.strip() for field in record.fields[at : at + _MOST_PARTS]], record.sign)
        fields.append(replace(record.fields[at], text=text))
        at += taken
    return Record(tuple(fields), record.sign)


def _first_whole(texts: Sequence[str], sign: str) -> tuple[str, int]:
    """What the first field was before it was divided, and of how many fields it is made; a divided number is none."""
    known = vocabulary()
    for size in range(len(texts), 1, -1):
        if all(texts[:size]) and not known.knows(texts[0]) and known.knows(sign.join(texts[:size])):
            return sign.join(texts[:size]), size
    if _THOUSANDS.fullmatch("、".join(texts[:2])):
        return "、".join(texts[:2]), 2
    return texts[0], 1
