"""Row headers in a tagged PDF: Typst marks the headers of columns, and leaves those of rows plain cells.

A few words in the elements of cells change, and nothing else: to read and write the whole file with a library takes
ten times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .pdfobjects import PdfObjects, reference

_KIND = re.compile(rb"\d+ 0 obj\s+<</Type/StructElem/S/(\w+)/")
_KIDS = re.compile(rb"/K\[([^]]*)\](/Pg \d+ 0 R)?>>\s+endobj\s+\Z")  # at the end: words of an office cannot stand there
_OF_TABLES = re.compile(rb"<</O/Table([^<>]*)>>")
_HEADERS = re.compile(rb"/Headers\[([^]]*)\]")
_NAMED, _REFERRED = re.compile(rb"(\([^)]*\))(\d+) 0 R"), re.compile(rb"(\d+) 0 R")
_NAMES = re.compile(rb"/IDTree<</Names\[([^]]*)\]>>")


def mark_row_headers(pdf: bytes, tables: Sequence[Mapping[str, Any]]) -> bytes:
    """`pdf` with the row labels of its `tables` (blocks, in order) as headers that every number of the row names.

    The same input gives the same bytes.
    """
    if not tables:
        return pdf
    objects = PdfObjects(pdf)
    root = reference(objects[reference(objects.trailer, "Root")], "StructTreeRoot")
    found = _elements(objects, reference(objects[root], "K"), b"Table")
    ids: dict[bytes, int] = {}
    for number, (table, block) in enumerate(zip(found, tables, strict=True)):
        ids |= _mark_table(objects, table, block, f"row{number}")
    objects[root] = _NAMES.sub(lambda names: b"/IDTree<</Names[%s]>>" % _with_ids(names[1], ids), objects[root])
    return objects.to_bytes()


def _mark_table(objects: PdfObjects, table: int, block: Mapping[str, Any], prefix: str) -> dict[bytes, int]:
    """Mark the row labels of a table; returns their ids."""
    ids: dict[bytes, int] = {}
    spanning: list[tuple[int, bytes]] = []  # the row before which a label ends, and its id
    for index, (row, cells) in enumerate(zip(_elements(objects, table, b"TR"), block["rows"], strict=True)):
        spanning = [label for label in spanning if label[0] > index]
        for position, (cell, data) in enumerate(zip(_kids(objects, row), cells, strict=True)):
            labels = b"".join(name for _, name in spanning)  # a group's label stands above those of its rows
            if data["role"] == "row_header":
                name = f"({prefix}-{index}-{position})".encode()
                header = objects[cell].replace(b"/S/TD/", b"/S/TH/", 1).replace(b"/A[", b"/ID%s/A[" % name, 1)
                objects[cell] = _headed(header, labels, b"/Scope/Row")
                ids[name] = cell
                spanning.append((index + data["row_span"], name))
            elif data["role"] == "number":
                above = _HEADERS.search(objects[cell])
                objects[cell] = _headed(objects[cell], (above[1] if above else b"") + labels)
    return ids


def _headed(cell: bytes, headers: bytes, more: bytes = b"") -> bytes:
    """The cell with these headers instead of its own; its spans stay."""
    found = _OF_TABLES.search(cell)
    spans = _HEADERS.sub(b"", found[1]) if found else b""
    own = b"<</O/Table%s/Headers[%s]%s>>" % (more, headers, spans)
    return _OF_TABLES.sub(b"", cell, 1).replace(b"/A[", b"/A[%s" % own, 1)


def _with_ids(names: bytes, ids: Mapping[bytes, int]) -> bytes:
    """The names of elements in their order, with those of others."""
    known = {name: int(number) for name, number in _NAMED.findall(names)}
    return b"".join(b"%s%d 0 R" % named for named in sorted({**known, **ids}.items()))


def _elements(objects: PdfObjects, element: int, kind: bytes) -> Iterator[int]:
    """The elements of a kind below an element in reading order, those inside each other left out."""
    for kid in _kids(objects, element):
        found = _KIND.match(objects[kid])
        if found and found[1] == kind:
            yield kid
        else:
            yield from _elements(objects, kid, kind)


def _kids(objects: PdfObjects, element: int) -> list[int]:
    found = _KIDS.search(objects[element])
    kids = map(int, _REFERRED.findall(found[1])) if found else ()
    return [kid for kid in kids if _KIND.match(objects[kid])]
