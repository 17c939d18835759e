"""What a header says of the order of its columns: whether it is the form's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby

from ...formspec import BlockSpec
from ..grid import anchors
from .labels import label_key, most_like
from .line import Row

NEAR_COLUMN = 0.6


def has_official_order(header: Sequence[Row], block: BlockSpec) -> bool:
    """Whether a header names columns and groups in the form's order, and none that the form does not have.

    Each row is for itself; those of one cell, one below the other, are one.
    """
    rows = [[key for cell in anchors(row) if (key := label_key(cell.text))] for row in header]
    for alone, together in groupby(filter(None, rows), key=lambda keys: len(keys) == 1):
        if not all(_is_in_order(keys, block) for keys in ([list(chain(*together))] if alone else together)):
            return False
    return True


def _is_in_order(keys: Sequence[str], block: BlockSpec) -> bool:
    labels = [label_key(column.label) for column in block.columns]
    groups = {label_key(label) for column in block.columns for label in column.path[:-1]}
    beside = {label_key(block.corner), label_key(block.caption)}
    named = [key if key in labels or key in groups else most_like(key, labels, NEAR_COLUMN) for key in keys]
    if any(not name and key not in beside for name, key in zip(named, keys, strict=True)):
        return False
    for depth in range(max(len(column.path) for column in block.columns) - 1):
        printed = [column.path[depth] for column in block.columns if len(column.path) > depth + 1]
        official = [label_key(label) for label, _ in groupby(printed)]
        if not _is_run([name for name in named if name in official], official):
            return False
    leaves = [name for name in named if name in labels]
    return _is_run(leaves, labels) or (bool(set(named) & groups) and _is_level_by_level(leaves, block))


def names_all(header: Sequence[Row], block: BlockSpec) -> bool:
    """Whether a header has the label of every column."""
    keys = {label_key(cell.text) for row in header for cell in row}
    return all(label_key(column.label) in keys for column in block.columns)


def names_ends(header: Sequence[Row], block: BlockSpec) -> bool:
    """Whether a header has the labels of the first and the last column, so that none can stand before or behind it."""
    keys = {label_key(cell.text) for row in header for cell in row}
    return {label_key(column.label) for column in (block.columns[0], block.columns[-1])} <= keys


def runs_on(header: Sequence[Row], block: BlockSpec) -> bool:
    """Whether a row of a header has all columns and what stands above them: its cells stand above no cells of a row."""
    labels = {label_key(column.label) for column in block.columns}
    above = {label_key(label) for column in block.columns for label in column.path[:-1]} | {label_key(block.caption)}
    keys = ([label_key(cell.text) for cell in row if cell.text.strip()] for row in header)
    return any(sum(key in labels for key in row) >= len(block.columns) and above & {*row} for row in keys)


def _is_level_by_level(leaves: Sequence[str], block: BlockSpec) -> bool:
    """Whether labels stand as a header of several rows has them when its rows are written one after the other."""
    labels = [label_key(column.label) for column in block.columns]
    depth = {label_key(column.label): len(column.path) for column in block.columns}
    levels = [[name for name in leaves if depth[name] == level] for level in sorted(set(depth.values()))]
    runs = all(_is_run(level, labels) for level in levels)
    return len(set(labels)) == len(labels) and runs and list(leaves) == [name for level in levels for name in level]


def _is_run(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether `part` stands in `whole` in this order."""
    left = iter(whole)
    return all(any(key == other for other in left) for key in part)
