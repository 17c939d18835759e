"""How alike texts are, and which of thousands are alike: exact, without comparing every pair letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

ALIKE = 0.85
_NUMBERS = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*|[〇零一二三四五六七八九十百千万亿两]+(?=[件条次份篇个期场名人项起宗年月日])"
)
_OTHERS = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]")
_BITS = 13
_BINS = 2**_BITS  # letter pairs are told apart by a hash: a clash only lets more pairs through to the comparison
_SPREAD, _SPREAD_AGAIN = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_ROWS, _TILE = 256, 512  # texts that are held as numbers at once
_MANY = 0.25


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts of a list by their places in it, and how alike they are (0 to 1)."""

    first: int
    second: int
    share: float


def bare(text: str, names: Sequence[str] = ()) -> str:
    """The text with `names` and numbers masked, without punctuation: what is compared."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, "某")
    return _NUMBERS.sub("0", _OTHERS.sub("", text))


def likeness(first: str, second: str) -> float:
    """How much of both texts is the same in the same order: twice the common letters over all letters."""
    return fuzz.ratio(first, second) / 100


def alike_pairs(texts: Sequence[str], least: float = ALIKE) -> Iterator[Alike]:
    """Every pair of `texts` whose likeness is at least `least`, in the order of the list.

    Of two texts of n and m letters that have L in common, the first loses n−L letters and gains m−L. A lost letter
    breaks at most two of its letter pairs and a gained one at most one, so that of its n−1 pairs all but
    2(n−L)+(m−L) stand in the second. Texts that share fewer cannot be alike; the others are compared in full.
    """
    counted = _Counted.of(texts)
    for start in range(0, len(texts), _ROWS):
        rows = counted.part(start, _ROWS)
        tiles = (counted.part(at, _TILE) for at in range(start, len(texts), _TILE))
        possible = np.triu(np.hstack([_possible(rows, tile, least) for tile in tiles]), 1)
        compared = _all_compared if possible.mean() > _MANY else _compared
        yield from compared(texts, start, possible, 100 * least)


@dataclass(frozen=True, slots=True)
class _Counted:
    """Texts as numbers: how many letters each has, its bins as bits in 64-bit words, and how many of them are 1."""

    sizes: NDArray[np.float64]
    bins: NDArray[np.uint64]
    filled: NDArray[np.float64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Counted:
        """The texts counted."""
        sizes = np.array([len(text) for text in texts], dtype=np.float64)
        bins = np.array([_pair_bins(text) for text in texts], dtype=np.uint64).reshape(len(texts), _BINS // 64)
        return cls(sizes, bins, np.bitwise_count(bins).sum(axis=1, dtype=np.float64))

    def part(self, start: int, count: int) -> _Counted:
        """Some of the texts, one after another."""
        part = slice(start, start + count)
        return _Counted(self.sizes[part], self.bins[part], self.filled[part])


def _pair_bins(text: str) -> NDArray[np.uint64]:
    """A bit a bin: 1 in that of each of its letter pairs, the second of the same pair in another bin."""
    letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    pairs = np.sort(letters[:-1].astype(np.uint64) << np.uint64(32) | letters[1:])
    first = np.maximum.accumulate(np.where(np.diff(pairs, prepend=pairs[:1] + 1) != 0, np.arange(len(pairs)), 0))
    again = np.arange(len(pairs), dtype=np.uint64) - first.astype(np.uint64)
    bins = np.zeros(_BINS, dtype=np.uint8)
    bins[(pairs * _SPREAD + again * _SPREAD_AGAIN) >> np.uint64(64 - _BITS)] = 1
    return np.packbits(bins).view(np.uint64)


def _possible(texts: _Counted, others: _Counted, least: float) -> NDArray[np.bool_]:
    """Whether each of the texts shares so many bins with each of the others that they may be alike."""
    shared = np.array([np.bitwise_count(bins & others.bins).sum(axis=1, dtype=np.uint16) for bins in texts.bins])
    possible: NDArray[np.bool_] = shared >= _least_shared(texts, others, least)
    return possible


def _least_shared(texts: _Counted, others: _Counted, least: float) -> NDArray[np.float64]:
    """For each pair the fewest shared bins that leave the likeness possible; more than there are where sizes forbid."""
    n, m = texts.sizes[:, None], others.sizes[None, :]
    common = np.ceil(least * (n + m) / 2 - 1e-3)
    lost, gained = n - common, m - common
    bound = np.maximum(texts.filled[:, None] - 2 * lost - gained, others.filled[None, :] - 2 * gained - lost)
    return np.where((lost < 0) | (gained < 0), _BINS + 1, bound)


def _compared(texts: Sequence[str], start: int, possible: NDArray[np.bool_], least: float) -> Iterator[Alike]:
    """The alike ones of the possible pairs, compared one by one; the block's rows begin with text `start`."""
    here, there = np.nonzero(possible)
    left, right = ([texts[start + int(i)] for i in side] for side in (here, there))
    scores = process.cpdist(left, right, scorer=fuzz.ratio, score_cutoff=least, workers=-1)
    for at in np.nonzero(scores >= least)[0]:
        yield Alike(start + int(here[at]), start + int(there[at]), float(scores[at]) / 100)


def _all_compared(texts: Sequence[str], start: int, possible: NDArray[np.bool_], least: float) -> Iterator[Alike]:
    """The same where most pairs of a block are possible: row by row is then faster than pair by pair."""
    rows = texts[start : start + len(possible)]
    scores = process.cdist(rows, texts[start:], scorer=fuzz.ratio, score_cutoff=least, workers=-1)
    for here, there in zip(*np.nonzero(possible & (scores >= least)), strict=True):
        yield Alike(start + int(here), start + int(there), float(scores[here, there]) / 100)
