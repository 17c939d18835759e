"""Rules that cross each other as lattices, and the faces between them: the cells of ruled tables."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from .page import Page, PdfError, Rule

_SAME = 0.6  # points: rules no further apart are one
_CLOSE = 2.0  # points: rules no further apart are the two sides of a thick or double one …
_THICK = 3.5  # … which is no thicker than this
_GAP = 3.0  # points by which a rule may miss the one it meets, and dots of one rule stand apart
_SHORTEST = 3.0
_NARROWEST = 3.6  # points: no cell is narrower, but the space between boxes is
_SPACING = 8.0  # points between boxes that are cells of one table
_MAX_RULES = 6_000
_MAX_FIELDS = 200_000
OUTSIDE = -1


@dataclass(frozen=True, slots=True)
class Lattice:
    """The edges of columns and rows, and for every field between them the number of its face, or OUTSIDE.

    It is `open` if no rule closes it all along its lower end, as where the page ends within a table.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    faces: tuple[tuple[int, ...], ...]
    open: bool = False

    @property
    def is_table(self) -> bool:
        """Whether some row has several cells; else it is a frame around text."""
        return any(len(set(row) - {OUTSIDE}) > 1 for row in self.faces)

    @property
    def area(self) -> float:
        """The size of the box around it."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def face_at(self, x: float, y: float) -> int:
        """The face at a point of the page."""
        column, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.faces[row][column]
        return OUTSIDE

    def spans(self, left: float, right: float, y: float) -> dict[int, float]:
        """The faces that a stretch of a line of text lies on, from left to right, and how much of it on each."""
        found: dict[int, float] = defaultdict(float)
        cuts = [left, *self.xs[bisect_right(self.xs, left) : bisect_left(self.xs, right)], right]
        for start, end in pairwise(cuts):
            found[self.face_at((start + end) / 2, y)] += end - start
        return found


def lattices(page: Page) -> list[Lattice]:
    """The ruled tables of a page from top to bottom, left to right."""
    rules = [rule for rule in joined_rules(page) if rule.end - rule.start >= _SHORTEST]
    if len(rules) > _MAX_RULES:
        fix = "请只保留年度报告的文字和表格。"
        raise PdfError(f"第 {page.number} 页有 {len(rules)} 条线", fix, over_limit=True)
    groups = _crossing(rules)
    made = [lattice_of(group) for group in groups]
    boxes = [(group, found) for group, found in zip(groups, made, strict=True) if found and _faces(found) == 1]
    spaced = [lattice_of(group) for group in _spaced(boxes)]
    tables = [found for found in (*made, *spaced) if found and found.is_table]
    return sorted(tables, key=lambda table: (table.ys[0], table.xs[0]))


def _faces(lattice: Lattice) -> int:
    return len({face for row in lattice.faces for face in row} - {OUTSIDE})


def joined_rules(page: Page) -> Iterator[Rule]:
    """The rules of a page, of which those that lie in one line, end to end or nearly so, are one."""
    lines: dict[tuple[bool, float], list[Rule]] = {}
    key, first = (True, 0.0), float("-inf")
    for rule in sorted(page.rules, key=lambda r: (r.across, r.at)):
        if (rule.across, True) != (key[0], rule.at - first <= _SAME):
            key, first = (rule.across, rule.at), rule.at
        lines.setdefault(key, []).append(rule)
    for (across, _), found in lines.items():
        at = sum(rule.at for rule in found) / len(found)
        for start, end in _merged((rule.start, rule.end) for rule in found):
            yield Rule(across, at, start, end)


def _merged(stretches: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    made: list[tuple[float, float]] = []
    for start, end in sorted(stretches):
        if made and start <= made[-1][1] + _GAP:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _crossing(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules in groups of those that meet each other, directly or by others."""
    across = sorted((rule for rule in rules if rule.across), key=lambda rule: rule.at)
    heights = [rule.at for rule in across]
    groups = _Groups(len(rules))
    place = {id(rule): index for index, rule in enumerate(rules)}
    for down in (rule for rule in rules if not rule.across):
        first, last = bisect_left(heights, down.start - _GAP), bisect_right(heights, down.end + _GAP)
        for rule in across[first:last]:
            if rule.start - _GAP <= down.at <= rule.end + _GAP:
                groups.join(place[id(rule)], place[id(down)])
    found = [[rules[index] for index in group] for group in groups.all()]
    tables, alone = [g for g in found if len(g) > 2], [g[0] for g in found if len(g) == 1 and not g[0].across]
    return [[*table, *_beside(table, alone)] for table in tables]


def _beside(table: Sequence[Rule], alone: Sequence[Rule]) -> list[Rule]:
    """Rules as high as a table: beyond them lie cells that go on above and below, so that no other rule meets them."""
    down = [rule for rule in table if not rule.across]
    if not down:
        return []
    top, bottom = min(rule.start for rule in down), max(rule.end for rule in down)
    return [rule for rule in alone if abs(rule.start - top) <= _GAP and abs(rule.end - bottom) <= _GAP]


def _spaced(boxes: Sequence[tuple[list[Rule], Lattice]]) -> list[list[Rule]]:
    """The rules of single boxes that stand so near to each other that they are cells of one table."""
    kept = [
        (rules, box) for rules, box in boxes if not any(other is not box and _holds(box, other) for _, other in boxes)
    ]
    groups = _Groups(len(kept))
    for (i, (_, a)), (j, (_, b)) in combinations(enumerate(kept), 2):
        if _distance(a.xs, b.xs) <= _SPACING and _distance(a.ys, b.ys) <= _SPACING:
            groups.join(i, j)
    return [[rule for index in group for rule in kept[index][0]] for group in groups.all() if len(group) > 1]


def _holds(outer: Lattice, inner: Lattice) -> bool:
    return (
        outer.xs[0] <= inner.xs[0]
        and inner.xs[-1] <= outer.xs[-1]
        and outer.ys[0] <= inner.ys[0]
        and inner.ys[-1] <= outer.ys[-1]
    )


def _distance(a: Sequence[float], b: Sequence[float]) -> float:
    return max(a[0], b[0]) - min(a[-1], b[-1])


class _Groups:
    """Things counted from 0, in groups that grow together."""

    def __init__(self, count: int) -> None:
        self._up = list(range(count))

    def _top(self, thing: int) -> int:
        while self._up[thing] != thing:
            self._up[thing] = self._up[self._up[thing]]
            thing = self._up[thing]
        return thing

    def join(self, a: int, b: int) -> None:
        self._up[self._top(a)] = self._top(b)

    def all(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for thing in range(len(self._up)):
            found[self._top(thing)].append(thing)
        return list(found.values())


# One lattice ---------------------------------------------------------------------------------------------------------


def lattice_of(rules: Sequence[Rule]) -> Lattice | None:
    """The lattice of rules that meet each other; None if they close no field."""
    closed = [*rules, *_closing(rules, True), *_closing(rules, False)]
    down, across = [r for r in closed if not r.across], [r for r in closed if r.across]
    xs, ys = _edges(r.at for r in down), _edges(r.at for r in across)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MAX_FIELDS:
        return None
    faces = _flooded(_walls(down, xs, ys), _walls(across, ys, xs))
    gaps = {face for face, (width, height) in _sizes(faces, xs, ys).items() if min(width, height) < _NARROWEST}
    cells = tuple(tuple(OUTSIDE if face in gaps else face for face in row) for row in faces)
    lowest = [(rule.start, rule.end) for rule in rules if rule.across and ys[-1] - rule.at <= _GAP]
    ends = [(start, end) for start, end in _merged(lowest) if start <= xs[0] + _GAP and end >= xs[-1] - _GAP]
    return Lattice(tuple(xs), tuple(ys), cells, not ends)


def _sizes(faces: Sequence[Sequence[int]], xs: Sequence[float], ys: Sequence[float]) -> dict[int, tuple[float, float]]:
    """The width and the height of the box around each face."""
    boxes: dict[int, tuple[float, float, float, float]] = {}
    for row, line in enumerate(faces):
        for column, face in enumerate(line):
            left, top, right, bottom = boxes.get(face, (xs[column], ys[row], xs[column + 1], ys[row + 1]))
            boxes[face] = (min(left, xs[column]), top, max(right, xs[column + 1]), max(bottom, ys[row + 1]))
    return {face: (right - left, bottom - top) for face, (left, top, right, bottom) in boxes.items()}


def _closing(rules: Sequence[Rule], across: bool) -> Iterator[Rule]:
    """The rules that close a table which a page's end left open, or which has no outer rules on its sides.

    Where rules reach over all that cross them, cells lie beyond these, up to the sides of the whole table.
    """
    ending = [rule for rule in rules if rule.across != across]
    ends = [rule for rule in rules if rule.across == across]
    if not ends or len(ending) < 2 - any(_reaches_over(rule, ends) for rule in ending):
        return
    for end, which in ((min(r.start for r in ending), "start"), (max(r.end for r in ending), "end")):
        reaching = [r.at for r in ending if abs(getattr(r, which) - end) <= _GAP]
        at = min((rule.at for rule in ends), key=lambda at: abs(at - end))
        if abs(at - end) > _NARROWEST:
            sides = [*reaching, *(side for rule in ends for side in (rule.start, rule.end))]
            yield Rule(across, end, min(sides), max(sides))
        elif len(reaching) > 1:
            yield Rule(across, at if abs(at - end) <= _GAP else end, min(reaching), max(reaching))


def _reaches_over(rule: Rule, ends: Sequence[Rule]) -> bool:
    """Whether a rule goes on by more than a cell beyond all that cross it."""
    places = [end.at for end in ends]
    return rule.start < min(places) - _NARROWEST or rule.end > max(places) + _NARROWEST


def _edges(values: Iterable[float]) -> list[float]:
    """The places of rules, the two sides of a thick or double one as one."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _CLOSE and value - groups[-1][0] <= _THICK:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [(group[0] + group[-1]) / 2 for group in groups]


def _walls(rules: Sequence[Rule], places: Sequence[float], stops: Sequence[float]) -> list[list[bool]]:
    """For every place, between which stops a rule stands there."""
    stretches: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for rule in rules:
        index = min(range(len(places)), key=lambda i: abs(places[i] - rule.at))
        stretches[index].append((rule.start, rule.end))
    made = [[False] * (len(stops) - 1) for _ in places]
    for index, found in stretches.items():
        for start, end in _merged(found):
            for number, (first, last) in enumerate(pairwise(stops)):
                slack = min(_GAP, (last - first) / 3)
                made[index][number] |= start <= first + slack and end >= last - slack
    return made


def _flooded(down: Sequence[Sequence[bool]], across: Sequence[Sequence[bool]]) -> tuple[tuple[int, ...], ...]:
    """The number of every field's face: fields with no wall between them are one; what is open is OUTSIDE."""
    width, height = len(down) - 1, len(across) - 1
    faces = [[-2] * width for _ in range(height)]
    number = 0
    for row in range(height):
        for column in range(width):
            if faces[row][column] == -2:
                number += _flood(faces, down, across, (row, column), number)
    return tuple(map(tuple, faces))


def _flood(
    faces: list[list[int]],
    down: Sequence[Sequence[bool]],
    across: Sequence[Sequence[bool]],
    start: tuple[int, int],
    number: int,
) -> bool:
    """Number the face around `start`; whether it is closed on all sides."""
    width, height = len(down) - 1, len(across) - 1
    found, waiting, closed = {start}, [start], True
    while waiting:
        row, column = waiting.pop()
        for wall, (r, c) in (
            (down[column][row], (row, column - 1)),
            (down[column + 1][row], (row, column + 1)),
            (across[row][column], (row - 1, column)),
            (across[row + 1][column], (row + 1, column)),
        ):
            if wall or (r, c) in found:
                continue
            if 0 <= r < height and 0 <= c < width:
                found.add((r, c))
                waiting.append((r, c))
            else:
                closed = False
    for row, column in found:
        faces[row][column] = number if closed else OUTSIDE
    return closed
