"""Row headers in a tagged PDF: Typst marks the headers of columns, and leaves those of rows plain cells."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, String

_LABELS = ("row_header", "caption", "corner", "column_header")


def mark_row_headers(pdf: bytes, tables: Sequence[Mapping[str, Any]]) -> bytes:
    """`pdf` with the row labels of its `tables` (blocks, in order) as headers that every number of the row names.

    The same input gives the same bytes.
    """
    if not tables:
        return pdf
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        ids = NameTree(root.IDTree) if "/IDTree" in root else NameTree.new(document)
        root.IDTree = ids.obj
        for number, (element, block) in enumerate(zip(_elements(root, Name.Table), tables, strict=True)):
            _mark_table(element, block, f"row{number}", ids)
        written = io.BytesIO()
        document.save(written, deterministic_id=True)
    return written.getvalue()


def _mark_table(element: Any, block: Mapping[str, Any], prefix: str, ids: Any) -> None:
    spanning: list[tuple[int, str]] = []  # the row before which a label ends, and its id
    for index, (row, cells) in enumerate(zip(_elements(element, Name.TR), block["rows"], strict=True)):
        spanning = [label for label in spanning if label[0] > index]
        for position, (cell, data) in enumerate(zip(_children(row), cells, strict=True)):
            if data["role"] == "row_header":
                name = f"{prefix}-{index}-{position}"
                _make_header(cell, name, [label for _, label in spanning])
                ids[name] = cell
                spanning.append((index + data["row_span"], name))
            elif data["role"] == "number":
                attributes = _table_attributes(cell)
                attributes.Headers = Array([*attributes.get("/Headers", ()), *(String(name) for _, name in spanning)])


def _make_header(cell: Any, name: str, above: Sequence[str]) -> None:
    """A row label; a group's label stands above those of its rows."""
    cell.S, cell.ID = Name.TH, String(name)
    attributes = _table_attributes(cell)
    attributes.Scope = Name.Row
    attributes.Headers = Array([String(label) for label in above])


def _table_attributes(cell: Any) -> Any:
    found = cell.get("/A", Array())
    owned = next((a for a in (found if isinstance(found, Array) else [found]) if a.get("/O") == Name.Table), None)
    if owned is None:
        owned = Dictionary(O=Name.Table)
        cell.A = Array([*(found if isinstance(found, Array) else [found]), owned])
    return owned


def _elements(element: Any, kind: Name) -> Iterator[Any]:
    """The elements of a kind below an element in reading order, those inside each other left out."""
    for child in _children(element):
        if child.get("/S") == kind:
            yield child
        else:
            yield from _elements(child, kind)


def _children(element: Any) -> list[Any]:
    found = element.get("/K")
    listed = found if isinstance(found, Array) else [found]
    return [child for child in listed if isinstance(child, Dictionary) and "/S" in child]
