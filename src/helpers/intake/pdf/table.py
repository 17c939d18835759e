"""The words of a page in the cells of its ruled tables; a number that crosses a rule is never split."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .lattice import OUTSIDE, Lattice
from .word import BAR, Word, joined, text_lines

_HAIR = 0.12  # of a word's size: by so much its box is wider than what is seen of it
_HALF_HEIGHT = 0.2  # of a word's size, from its middle
_MOST = 0.6  # of a word that lies in the cell to which it belongs
_CENTRED = 0.1  # of the cell's width
_LAST_GAP = 1.8  # letters that a full line may leave free at its end, the padding of the cell included
_PADDING = 5.5  # points that Word keeps free at each side of a cell
_DIGITS = re.compile(r"\d[\d,.]*|[.,]\d[\d,.]*")
CROSSED = "跨格："
_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,2}\s*[、.．]|\s*[（(][一二三四五六七八九十]{1,2}[)）]")


def is_heading(text: str) -> bool:
    """Whether a line begins like a heading, 一、 or （一）."""
    return _HEADING.match(text) is not None


@dataclass(frozen=True, slots=True, eq=False)
class PageCell:
    """A cell on a page. It is `full` if its text fills its last line. Compared by identity."""

    text: str
    page: int
    row: int
    column: int
    tall: bool = False
    full: bool = False

    @property
    def is_label(self) -> bool:
        """Whether it holds words."""
        return any(map(str.isalpha, self.text.removeprefix(CROSSED)))

    @property
    def is_value(self) -> bool:
        """Whether it holds a number, certain or not, or a dash."""
        return bool(self.text) and not self.is_label


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table of one page. `heights` are the tops of its rows, `prose` the words that are text with a frame around."""

    page: int
    xs: tuple[float, ...]
    top: float
    bottom: float
    rows: tuple[tuple[PageCell, ...], ...]
    heights: tuple[float, ...]
    prose: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Claim:
    """The faces that a word lies on, and the one it belongs to, for `certain` or as far as can be told."""

    word: Word
    touched: frozenset[int]
    owner: int
    certain: bool


class PageTable:
    """A lattice that takes in the words of its page."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice
        self._claims: list[_Claim] = []

    def take(self, word: Word, standing: bool) -> bool:
        """Take in a word that lies on a cell. One that is `standing` on every page over several cells is dropped."""
        claim = _claim(self.lattice, word)
        if not claim.touched or (claim.owner == OUTSIDE and not word.numeric):
            return False
        if not (standing and len(claim.touched) > 1):
            self._claims.append(claim)
        return True

    def take_overhang(self, words: Sequence[Word]) -> list[Word]:
        """Take in the text of cells that hangs over the end of a table, where the page ends; returns the other words.

        Nothing else is printed below such a table. What looks like a number there leaves its cell in doubt.
        """
        end = self.lattice.ys[-1]
        below = [word for word in words if end <= word.middle] if self.lattice.open else []
        near = [word for word in below if word.middle - end <= (1.2 if word.numeric else 4) * word.size]
        inside = (self.lattice.ys[-2] + end) / 2
        claims = [_claim(self.lattice, replace(word, top=inside, bottom=inside)) for word in near]
        if any(word not in near for word in below if not word.numeric) or any(len(c.touched) != 1 for c in claims):
            return list(words)
        self._claims += [
            replace(claim, word=word, certain=not word.numeric) for word, claim in zip(near, claims, strict=True)
        ]
        return [word for word in words if word not in near]

    def read(self, page: int, spacing: float) -> RuledTable:
        """The table with the words taken in, spaced out by `spacing` of their size."""
        doubtful = _doubtful(self._claims)
        inside: dict[int, list[Word]] = {}
        for claim in self._claims:
            for face in claim.touched if claim.word.numeric and claim.touched & doubtful else (claim.owner,):
                inside.setdefault(face, []).append(claim.word)
        faces = self.lattice.faces
        columns, rows = _distinct(tuple(zip(*faces, strict=True))), _distinct(faces)
        kept = [[faces[row][column] for column in columns] for row in rows]
        cells = {face: self._cell(face, kept, inside.get(face, ()), doubtful, page, spacing) for face in _all(kept)}
        return RuledTable(
            page,
            (*(self.lattice.xs[column] for column in columns), self.lattice.xs[-1]),
            self.lattice.ys[0],
            self.lattice.ys[-1],
            tuple(tuple(cells[face] for face in row) for row in kept),
            tuple(self.lattice.ys[row] for row in rows),
            tuple(word for row in kept for word in _framed(row, inside, cells)),
        )

    def _cell(
        self,
        face: int,
        kept: Sequence[Sequence[int]],
        found: Sequence[Word],
        doubtful: frozenset[int],
        page: int,
        spacing: float,
    ) -> PageCell:
        if face == OUTSIDE:
            return PageCell("", page, 0, 0)
        rows = [number for number, row in enumerate(kept, start=1) if face in row]
        column = kept[rows[0] - 1].index(face) + 1
        lines = text_lines(found)
        end = "" if self._is_broken_number(face, lines) else "\n"
        text = end.join(joined(line, spacing) for line in lines)
        if face in doubtful:
            text = CROSSED + BAR.join(word.text for line in lines for word in line)
        full = (
            bool(lines) and self._sides(face)[1] - lines[-1][-1].right <= (_LAST_GAP + 2 * spacing) * lines[-1][-1].size
        )
        return PageCell(text.strip(), page, rows[0], column, len(rows) > 1, full)

    def _is_broken_number(self, face: int, lines: Sequence[Sequence[Word]]) -> bool:
        """Whether a cell holds digits alone that fill every line but the last: a number that is wider than its cell."""
        if len(lines) < 2 or any(len(line) > 1 or not _DIGITS.fullmatch(line[0].text) for line in lines):
            return False
        left, right = self._sides(face)
        widths = [line[0].right - line[0].left for line in lines]
        lengths = [len(line[0].text) for line in lines]
        digit = max(width / length for width, length in zip(widths, lengths, strict=True))
        full = all(width + digit > right - left - 2 * _PADDING for width in widths[:-1])
        return full and lengths[-1] <= min(lengths)

    def _sides(self, face: int) -> tuple[float, float]:
        columns = [column for row in self.lattice.faces for column, other in enumerate(row) if other == face]
        return self.lattice.xs[min(columns)], self.lattice.xs[max(columns) + 1]


def _claim(lattice: Lattice, word: Word) -> _Claim:
    hair = min(_HAIR * word.size, (word.right - word.left) / 3)
    left, right = word.left + hair, word.right - hair
    shares = lattice.spans(left, right, word.middle)
    touched = set(shares)
    for height in (-_HALF_HEIGHT, _HALF_HEIGHT) if word.numeric else ():
        touched |= set(lattice.spans(left, right, word.middle + height * word.size))
    first, best = lattice.face_at(left, word.middle), max(shares, key=lambda face: shares[face])
    most = shares[best] >= _MOST * (right - left)
    placed = best == first or _is_centred(lattice, best, word)
    owner = best if most or not _begins(lattice, first, word) else first
    certain = len(touched) == 1 or (touched == set(shares) and most and placed and best != OUTSIDE)
    return _Claim(word, frozenset(touched - {OUTSIDE}), owner, certain)


def _begins(lattice: Lattice, face: int, word: Word) -> bool:
    """Whether a word begins at the left edge of a cell, as a text does that is wider than its cell."""
    return face != OUTSIDE and word.left - _extent(lattice, face, word.middle)[0] <= word.size


def _is_centred(lattice: Lattice, face: int, word: Word) -> bool:
    if face == OUTSIDE:
        return False
    left, right = _extent(lattice, face, word.middle)
    return abs((word.left + word.right) - (left + right)) / 2 <= _CENTRED * (right - left)


def _extent(lattice: Lattice, face: int, y: float) -> tuple[float, float]:
    row = lattice.faces[min(max(bisect_right(lattice.ys, y) - 1, 0), len(lattice.faces) - 1)]
    columns = [column for column, other in enumerate(row) if other == face]
    return lattice.xs[columns[0]], lattice.xs[columns[-1] + 1]


def _doubtful(claims: Sequence[_Claim]) -> frozenset[int]:
    """The faces of which it is not certain what number stands in them.

    A number that lies on several is certain in one of them only if that holds no other and each of the others holds
    something of its own; doubt about one number is doubt about those that it touches.
    """
    crossing = [claim for claim in claims if claim.word.numeric and len(claim.touched) > 1]
    numbers = Counter(claim.owner for claim in claims if claim.word.numeric)
    filled = {claim.owner for claim in claims if claim.certain}
    doubtful = {face for c in claims if c.word.numeric and not c.certain for face in c.touched}
    for claim in crossing:
        if numbers[claim.owner] > 1 or claim.touched - {claim.owner} - filled:
            doubtful |= claim.touched
    size = -1
    while size != len(doubtful):
        size = len(doubtful)
        doubtful |= {face for claim in crossing if claim.touched & doubtful for face in claim.touched}
    return frozenset(doubtful)


def _all(rows: Iterable[Iterable[int]]) -> set[int]:
    return {face for row in rows for face in row}


def _distinct(lines: Sequence[Sequence[int]]) -> list[int]:
    """The columns, or rows, that remain when those are left out whose every cell reaches into another."""
    kept = list(range(len(lines)))
    for line in range(len(lines)):
        others = [lines[other] for other in kept if other != line]
        if all(face == OUTSIDE or any(o[at] == face for o in others) for at, face in enumerate(lines[line])):
            kept.remove(line)
    return kept


def _framed(row: Sequence[int], inside: Mapping[int, Sequence[Word]], cells: Mapping[int, PageCell]) -> Sequence[Word]:
    """The words of a row of one cell, if they are a heading or whole sentences; else they are the table's own."""
    faces = set(row) - {OUTSIDE}
    if len(faces) != 1:
        return ()
    face = faces.pop()
    return inside.get(face, ()) if is_heading(cells[face].text) or "。" in cells[face].text else ()
