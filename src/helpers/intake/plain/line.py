"""Whether a line of text is a row of a table or prose, told by its shape and by the words of the form."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...filing import Origin
from ..grid import GridCell
from ..matching.glued import parted, split_labels, zeros
from ..matching.vocabulary import Vocabulary, vocabulary
from .separated import Field, Record

_SENTENCE = re.compile(r"[。；]")
_LONG = 20  # letters of one cell that say a sentence rather than a label
_LONGEST_LINE = 200
_SHORT_ANSWER = 4  # letters that stand in place of a number: 无, 不详
Where = Callable[[int, int], Origin]  # of a cell, by the number of its line and its place there


class Standing(enum.Enum):
    """What a line is. One that `MAY_BE` a row is one where it stands among rows."""

    ROW = enum.auto()
    MAY_BE = enum.auto()
    PROSE = enum.auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or lines `number` to `last` that are one: as prose, and as the cells of a row."""

    number: int
    text: str
    cells: tuple[GridCell, ...]
    standing: Standing
    last: int

    @property
    def filled(self) -> tuple[str, ...]:
        """What stands in its cells, without the blank ones."""
        return tuple(cell.text for cell in self.cells if cell.text.strip())

    @property
    def has_numbers(self) -> bool:
        """Whether a number or a dash stands in one of its cells."""
        return any(map(vocabulary().is_number, self.filled))


def in_file(name: str) -> Where:
    """The origins of cells in a file of text."""
    return lambda line, place: Origin(name, f"第 {line} 行", f"第 {place} 格")


def line_of(record: Record, where: Where, firm: str, loose: bool = True) -> Line:
    """A record as a line, `where` telling the origins of its cells.

    `firm` signs are written to divide cells; any other may also stand in a sentence. Where no sign divides it, the
    cells of a `loose` line are told by the labels that it begins with.
    """
    first = record.fields[0]
    if record.sign:
        cells = _expanded(record.fields)
        standing = _standing([cell.text for cell in cells], record.sign in firm)
    elif loose:
        texts, standing = _loose(record.text)
        cells = [Field(text, first.line, place) for place, text in enumerate(texts, start=1)]
    else:
        cells, standing = [Field(record.text, first.line)], Standing.PROSE
    made = (GridCell(cell.text, where(cell.line, cell.place)) for cell in cells)
    return Line(record.number, record.text, tuple(made), standing, record.fields[-1].line)


def _standing(texts: Sequence[str], firm: bool) -> Standing:
    known = vocabulary()
    filled = [text for text in texts if text]
    numbers = sum(map(known.is_number, filled))
    words = sum(map(known.knows, filled))
    others = [text for text in filled if not known.knows(text) and not known.is_number(text)]
    says = any(_SENTENCE.search(text) for text in others) and numbers < 3
    long = any(len(re.sub(r"\s+", "", text)) >= _LONG for text in others) and numbers < 2
    if says or (long and not words):
        return Standing.PROSE
    if len(filled) < 2:
        return Standing.MAY_BE if words or (firm and not others) else Standing.PROSE
    if words and not long and (firm or not others):
        return Standing.ROW
    return Standing.MAY_BE if firm or words or numbers else Standing.PROSE


def _expanded(fields: Sequence[Field]) -> list[Field]:
    """The cells of a divided line, labels parted from what they run into."""
    known = vocabulary()
    cells: list[Field] = []
    glued = False
    for field in fields:
        labels, numbers = parted(field.text.strip())
        cells += [replace(field, text=text) for text in (*labels, *numbers)]
        glued |= bool(labels and numbers)
    return _exact(cells, known) if glued else cells


def _exact(cells: list[Field], known: Vocabulary) -> list[Field]:
    """A row whose label ran into a number: its numbers apart only where they are as many as the columns."""
    last = max(at for at, cell in enumerate(cells) if known.widths_of(cell.text))
    numbers = [cell for cell in cells[last + 1 :] if cell.text]
    if len(numbers) in known.widths_of(cells[last].text):
        return cells[: last + 1] + numbers
    return [*cells[: last + 1], replace(numbers[0], text="、".join(cell.text for cell in numbers))]


def _loose(text: str) -> tuple[tuple[str, ...], Standing]:
    """The cells of a line that blanks divide, if anything does."""
    known = vocabulary()
    if len("".join(text.split())) > _LONGEST_LINE:
        return (text,), Standing.PROSE
    if known.knows(text):
        return (text,), Standing.MAY_BE
    labels, rest = split_labels(text, known.words)
    numbers = rest.split()
    if not labels:
        return _unknown(text, known)
    if not rest:
        return labels, Standing.ROW
    widths = known.widths_of(labels[-1])
    if not widths:
        return (text,), Standing.PROSE
    if all(map(known.is_number, numbers)):
        # 1 057 may be one number.
        is_doubtful = len(numbers) > 1 and any(re.fullmatch(r"0\d+", number) for number in numbers)
        cells = ("、".join(numbers),) if is_doubtful else zeros(numbers, widths, text)
        return (*labels, *cells), Standing.ROW if len(cells) in widths else Standing.MAY_BE
    if _SENTENCE.search(rest) or not _is_answer(numbers, text[: -len(rest)][-1:].isspace(), known):
        return (text,), Standing.PROSE
    several = sum(map(known.is_number, numbers)) > 1
    return (*labels, "、".join(numbers) if several else rest), Standing.MAY_BE


def _is_answer(words: Sequence[str], apart: bool, known: Vocabulary) -> bool:
    """Whether what follows a label is meant for its number cells, though it is more or else than numbers."""
    letters = sum(map(len, words))
    return letters < _LONG and (known.is_number(words[0]) or (apart and letters <= _SHORT_ANSWER))


def _unknown(text: str, known: Vocabulary) -> tuple[tuple[str, ...], Standing]:
    """A line that begins with no label: numbers only, or those after a label that is mistyped."""
    words = text.split()
    first = next((at for at in range(len(words)) if all(map(known.is_number, words[at:]))), len(words))
    if first == 0 and len(words) == 1 and not text.strip("0") and len(text) in known.unlabelled:
        return tuple(text), Standing.MAY_BE
    if (first == 0 and len(words) > 1) or (len(words) - first >= 3 and not _SENTENCE.search(text)):
        return (*([" ".join(words[:first])] if first else []), *words[first:]), Standing.MAY_BE
    return (text,), Standing.PROSE
