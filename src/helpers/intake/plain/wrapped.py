"""Labels of the form that a line end or a comma has divided, put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..matching.glued import split_labels
from ..matching.vocabulary import vocabulary
from .separated import TAB, Field, Record

_MOST_LINES = 4
_LONGEST_PART = 60
_NOTE = re.compile(r"[（(〔][^（()）〔〕\d]*[）)〕]")
_NUMBERS = re.compile(r"(?:^|\s)\d+(?:\s|$)")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}、0\d\d")
_COMMAS = ",;，；、"
_MOST_PARTS = 5


def unwrapped(records: Sequence[Record]) -> Iterator[Record]:
    """The records with labels whole that were divided. Numbers stay on the line where they stand."""
    at = 0
    while at < len(records):
        sizes = range(2, min(_MOST_LINES, len(records) - at) + 1)
        joined = next(((made, size) for size in sizes if (made := _joined(records[at : at + size]))), None)
        record, taken = joined or (records[at], 1)
        yield _whole(record) if record.sign and record.sign in _COMMAS else record
        at += taken


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
        is_rest = _NOTE.fullmatch(last.text.strip()) or not known.knows(last.text)
        if len(parts) > 2 or len(parts[-1].fields) > 1 or not is_rest or not known.knows(whole):
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
