"""Letters of a tagged PDF that belong to a drawing and not to the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_Node = Mapping[str, Any]  # of pdfplumber's structure tree


def drawn_pieces(tree: Sequence[_Node], chars: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """The numbers of the marked pieces of a page that are drawn: words in a figure, and the figure's caption.

    Only a figure whose alternate text tells all that stands in it is a drawing: a text box is tagged as a figure, too.
    """
    letters: dict[int, set[str]] = defaultdict(set)
    for char in chars:
        if char.get("mcid") is not None:
            letters[char["mcid"]] |= set(char["text"].strip())
    return frozenset(piece for node in tree for piece in _drawn(node, letters))


def _drawn(node: _Node, letters: Mapping[int, set[str]]) -> Iterator[int]:
    if node["type"] == "Figure":
        told = set(node.get("alt_text", ""))
        pieces = [*_pieces(node)]
        yield from pieces if all(letters.get(piece, set()) <= told for piece in pieces) else ()
        return
    children = node.get("children", ())
    below = [[*_drawn(child, letters)] for child in children]
    for child, found in zip(children, below, strict=True):
        yield from _pieces(child) if child["type"] == "Caption" and any(below) else found


def _pieces(node: _Node) -> Iterator[int]:
    yield from node.get("mcids", ())
    for child in node.get("children", ()):
        yield from _pieces(child)
