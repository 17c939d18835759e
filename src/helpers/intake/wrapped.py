"""Labels of the form that a line end or a comma has divided, put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .glued import split_labels
from .separated import TAB, Field, Record
from .vocabulary import vocabulary

_MOST_LINES = 4
_LONGEST_PART = 60
_NOTE = re.compile(r"[（(〔][^（()）〔〕]*[）)〕]")
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
    if not above.text.strip() or any(record.sign for record in parts[1:-1]):
        return None
    texts = [above.text, *(record.text for record in parts[1:-1]), last.text]
    whole = "".join(text.strip() for text in texts)
    labels, rest = split_labels(whole, known.words)
    numbers = rest.split()
    begun, unfinished = split_labels(above.text, known.words)
    if begun and not unfinished:
        is_note = len(parts) == 2 and len(parts[-1].fields) == 1 and _NOTE.fullmatch(last.text.strip())
        if not is_note or not known.knows(whole):
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
    """A record whose labels hold the sign that divides it, each of them in one field."""
    known = vocabulary()
    fields: list[Field] = []
    at = 0
    while at < len(record.fields):
        taken = 1
        for size in range(2, min(_MOST_PARTS, len(record.fields) - at) + 1):
            texts = [field.text.strip() for field in record.fields[at : at + size]]
            if all(texts) and not known.knows(texts[0]) and known.knows(record.sign.join(texts)):
                taken = size
        text = record.sign.join(field.text for field in record.fields[at : at + taken])
        fields.append(replace(record.fields[at], text=text))
        at += taken
    return Record(tuple(fields), record.sign)
