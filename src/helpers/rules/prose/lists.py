"""Lists of parts in a sentence: a total, and the numbers of the same unit that are named as its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise

from ...filing import Number
from .numerals import Numeral
from .sentences import Sentence

# Money is another rule's matter; dates, shares and multiples are no parts.
_UNCOUNTED = {"", "年", "月", "日", "号", "%", "‰", "个百分点", "元", "万元", "亿元", "倍", "字"}
_REACH = 40  # from a total to the word that opens its list
_COLON_REACH = 6
NEAR = Decimal("0.85")  # a list of highlights seldom comes as near to the total as a slip of the pen does

_OPENING = re.compile(
    r"其中|分别(?:为|是|有)|具体(?:为|是)|按[^，,。；：:、0-9]{1,8}(?:分类?|划分|看)(?=[，,：:])|包括|包?含|[：:]"
)
# 18 篇（文字 12 篇、图解 6 篇）: a bracket right behind the total opens a list, unless it compares or tells the years.
_BRACKETED = re.compile(r"[（(](?!其中|分别|具体|包?含|包括)(?=[^（）()，,、；;：:]{1,12}[0-9一二三四五六七八九十])")
_NO_PART = re.compile(r"年|较|比|同期|增|减|多|少|上升|下降|累计|超|不足")
_PARTIAL = re.compile(r"包括|含")
_EXHAUSTIVE = re.compile(r"分别|具体|按.*分")
_REST = re.compile(r"其[他它余]")
_OPEN_END = re.compile(r"[^，,。；;、]{0,4}等")
_CLOSING = re.compile(
    r"[，,、；;](?:以上|两项|三项)?(?P<word>合计|共计|总计|总共|共)(?:新收|收到|发布|公开|推送|刊发)?(?:政府)?(?:信息|申请)?$"
)
# A part stands close after the one before: one stop, then its name.
_CLOSE = re.compile(r"[^，,、；;。：:和及与以]{0,3}[、，,；;和及与以]?[^，,；;：:。]*")
_NEW_STATEMENT = re.compile(
    r"收到|受理|办理|办结|答复|开展|召开|举办|组织|制发|制定|印发|回应|新增|更新|报送|上报|另|同时|此外|还|又|全年|累计"
    r"|合计|共计|较|同比|比上年|增加|减少|以上|上述|同期|结转|转载|阅读|采纳|废止|有效|涉及|解决|下载"
)
_CHANGE = re.compile(
    r"(?:增加|减少|增长|下降|上升|增多|多|少|增|减|降)了?$|(?:较|比)[^，,。；;]{0,10}$|(?:上年|去年|同期)(?!度?结转)[^，,。；;]{0,6}$"
)
_OVERLAP = re.compile(
    r"同时|重复|交叉|重叠|不含|不包括|除外|但不限于|既有|又有|有的|不等|各(?=[0-9]|发布|公开|推送|有|占)"
)
_SHARE = re.compile(r"[，,（(]?(?:分别)?占?[^，,、；;。0-9（(]{0,8}[0-9.]+%[）)]?")
_STOP = re.compile(r"[，,、；;。：:]")
_DEPTH = 8
_BRACKETS = {"（": "）", "(": ")"}
# A list across these classes names properties, not parts: 网上申请 18 件，予以公开 15 件.
_CLASSES = {
    "渠道": re.compile(
        r"网站|网上|网络|微信|微博|公众号|新媒体|公开栏|公示栏|橱窗|平台|抖音|头条|报纸|报刊|电视|电台"
        r"|客户端|小程序|信函|邮寄|当面|现场|电子邮件|邮箱|传真|线上|线下"
    ),
    "申请人": re.compile(r"自然人|公民|法人|企业|科研机构|公益组织|律师|法律服务"),
    "结果": re.compile(r"予以公开|部分公开|不予公开|无法提供|不予处理|其他处理|不存在|不掌握|同意公开"),
    "进度": re.compile(r"办结|答复|按时|按期|结转|在办|已办|办理中|逾期"),
}


@dataclass(frozen=True, slots=True)
class PartList:
    """A total, its parts as named, and other totals that may be meant.

    `whole` says that the list claims to be all, `open_end` that it does not; `doubtful` that the parts may overlap.
    """

    total: Numeral
    parts: tuple[Numeral, ...]
    also: tuple[Number, ...] = ()
    whole: bool = False
    open_end: bool = False
    doubtful: bool = False
    leads: bool = True

    @property
    def named(self) -> Number:
        """All parts together."""
        return _sum([part.value for part in self.parts])

    @property
    def holds(self) -> bool:
        """Whether the parts, or those that stand next to the total, give one of the totals that may be meant.

        A part may be followed by its own parts: 网站 80 条，政策 50 条、动态 30 条，微信 40 条.
        """
        values = [part.value for part in (self.parts if self.leads else reversed(self.parts))]
        totals = {self.total.value, *self.also}
        layered = (v for i, v in enumerate(values) if v in accumulate(values[i + 1 :]))
        return any(total in totals for total in accumulate(values)) or any(self.named - v in totals for v in layered)


def part_lists(sentence: Sentence, before: Sentence | None = None) -> tuple[PartList, ...]:
    """The lists of a sentence; one that opens the sentence may have its total in the sentence `before`."""
    opening = _OPENING.match(sentence.text)
    if opening and before and before.origin == sentence.origin:
        shift = len(before.text)
        moved = tuple((start + shift, end + shift, address) for start, end, address in sentence.bound)
        sentence = replace(sentence, text=before.text + sentence.text, bound=(*before.bound, *moved))
        return _Reader(sentence, shift).lists()
    return _Reader(sentence).lists()


class _Reader:
    """Reads the lists of one sentence from the character `begin` on."""

    def __init__(self, sentence: Sentence, begin: int = 0) -> None:
        self.sentence, self.begin = sentence, begin
        self.text, self.numerals = sentence.text, sentence.numerals

    @cached_property
    def rooms(self) -> list[tuple[int, ...]]:
        """For each character the brackets that it stands in; a bracket belongs to the room inside it."""
        made, open_at = list[tuple[int, ...]](), list[tuple[int, str]]()
        for index, character in enumerate(self.text):
            if character in _BRACKETS and len(open_at) < _DEPTH:
                open_at.append((index, _BRACKETS[character]))
            made.append(tuple(start for start, _ in open_at))
            if open_at and character == open_at[-1][1]:
                open_at.pop()
        return made

    def lists(self) -> tuple[PartList, ...]:
        """Those after their total, then those before it."""
        found: list[PartList] = []
        openings = [*_OPENING.finditer(self.text), *_BRACKETED.finditer(self.text)]
        for opening in sorted(openings, key=re.Match.start):
            made = self._after(opening, found)
            if made:
                found.append(made)
        listed = {part for made in found for part in made.parts}
        return (*found, *(made for total in self.numerals if total not in listed and (made := self._before(total))))

    def _after(self, opening: re.Match[str], earlier: Sequence[PartList]) -> PartList | None:
        total = self._total(opening)
        if opening.start() < self.begin or total is None or self._one_of_several(total):
            return None
        parts = self._parts(opening, total.unit)
        if not parts or self._unsure(total, parts, total.end, parts[-1].end):
            return None
        labels = self._labels(opening.end(), parts)
        if opening[0] in _BRACKETS and (total.end != opening.start() or any(map(_NO_PART.search, labels))):
            return None
        if _crossed(labels) or self._nested(opening, total, earlier):
            return None
        room = self.rooms[opening.start()]
        later = any(
            n.unit == total.unit and n.start >= parts[-1].end and self.rooms[n.start] == room and not self._is_change(n)
            for n in self.numerals
        )
        partial = _PARTIAL.search(opening[0]) or "主要" in self.text[total.end : parts[0].start]
        return PartList(
            total,
            parts,
            self._also(total),
            whole=bool(_EXHAUSTIVE.search(opening[0]) or _REST.search(labels[-1])),
            open_end=bool(later or partial or _OPEN_END.match(self.text, parts[-1].end)),
            doubtful=_mixed(labels),
        )

    def _before(self, total: Numeral) -> PartList | None:
        """Parts named before their total: 微博 5 条、微信 8 条，共 13 条."""
        closing = _CLOSING.search(self.text, max(0, total.start - 14), total.start)
        if not closing or total.unit in _UNCOUNTED or total.start < self.begin:
            return None
        begin = max(self.begin, *(self.text.rfind(stop, 0, total.start) + 1 for stop in "；。：:"))
        room = self.rooms[total.start]
        ahead = [n for n in self.numerals if begin <= n.start < total.start and self.rooms[n.start] == room]
        parts = tuple(n for n in ahead if not n.is_date and n.unit != "%")
        if len(parts) < 2 or {n.unit for n in parts} != {total.unit} or self._unsure(total, parts, begin, total.start):
            return None
        labels = self._labels(begin, parts)
        if _OPENING.search(self.text, begin, total.start) or not all(map(_CLOSE.fullmatch, labels[1:])):
            return None
        if _crossed(labels):
            return None
        doubtful = _mixed(labels) or any(_NEW_STATEMENT.search(label) for label in labels[1:])
        near = closing["word"] != "共" or _sum([n.value for n in parts]) >= total.value * NEAR
        return PartList(total, parts, whole=near, doubtful=doubtful, leads=False)

    def _one_of_several(self, total: Numeral) -> bool:
        """Whether the sentence before counts several things of one unit, so that it is open which is divided."""
        before = [n for n in self.numerals if n.end <= self.begin and n.unit == total.unit]
        return total in before and len(before) > 1

    def _nested(self, opening: re.Match[str], total: Numeral, earlier: Sequence[PartList]) -> bool:
        """Whether the list stands in another one that it may end: 其中网站 80 条，其中政策 50 条，微信 40 条."""
        room, start = self.rooms[opening.start()], opening.start()
        return any(
            made.total.unit == total.unit
            and not made.holds
            and self.rooms[made.parts[0].start] == room
            and "；" not in self.text[made.total.end : start]
            for made in earlier
        )

    def _total(self, opening: re.Match[str]) -> Numeral | None:
        """The last thing counted before the list; a change against last year is none."""
        start = opening.start()
        room = self.rooms[start]
        for numeral in reversed(self.numerals):
            if numeral.end > start or room[: len(self.rooms[numeral.start])] != self.rooms[numeral.start]:
                continue
            if numeral.is_date or numeral.unit in ("%", "个百分点", "倍") or self._is_change(numeral):
                continue
            reach = _COLON_REACH if opening[0] in "：:" else _REACH
            near = start - numeral.end <= reach and "；" not in self.text[numeral.end : start]
            return numeral if near and numeral.unit not in _UNCOUNTED else None
        return None

    def _is_change(self, numeral: Numeral) -> bool:
        """Whether it says by how much more or less than last year."""
        return _CHANGE.search(self.text, max(0, numeral.start - 14), numeral.start) is not None

    def _parts(self, opening: re.Match[str], unit: str) -> tuple[Numeral, ...]:
        """The numbers of `unit` that follow closely upon one another; a new statement ends the list."""
        room, found, end = self.rooms[opening.start()], list[Numeral](), opening.end()
        inside = [n for n in self.numerals if n.start >= end and self.rooms[n.start] == room]
        for numeral, following in zip(inside, [*inside[1:], None], strict=False):
            gap = self.text[end : numeral.start]
            if _OPENING.search(gap):
                break
            if numeral.unit in ("%", "个百分点") or numeral.is_date or self._names(numeral, following, unit):
                continue
            gap = _SHARE.sub("", self._outside(end, numeral.start))
            anew = found and (not _CLOSE.fullmatch(gap) or _starts_anew(gap, self.text[opening.end() : found[0].start]))
            if numeral.unit != unit or anew:
                break
            found.append(numeral)
            end = numeral.end
        return self._to_semicolon(found)

    def _to_semicolon(self, found: Sequence[Numeral]) -> tuple[Numeral, ...]:
        """The parts up to a semicolon, unless semicolons part them all."""
        ends = ["；" in self.text[a.end : b.start] for a, b in pairwise(found)]
        return tuple(found) if len(ends) > 1 and all(ends) else tuple(found[: (*ends, True).index(True) + 1])

    def _names(self, numeral: Numeral, following: Numeral | None, unit: str) -> bool:
        # 3 个镇发布 50 条: the first number belongs to the name of the part.
        if numeral.unit == unit or following is None or following.unit != unit:
            return False
        return not _STOP.search(self.text, numeral.end, following.start)

    def _outside(self, start: int, end: int) -> str:
        """The text without what stands in brackets of its own."""
        depth = min((len(room) for room in self.rooms[start:end]), default=0)
        return "".join(
            c for c, room in zip(self.text[start:end], self.rooms[start:end], strict=True) if len(room) == depth
        )

    def _labels(self, begin: int, parts: Sequence[Numeral]) -> list[str]:
        return [self.text[begin : parts[0].start], *(self.text[a.end : b.start] for a, b in pairwise(parts))]

    def _also(self, total: Numeral) -> tuple[Number, ...]:
        """A number named before, or two of them together: 新收 15 件、结转 2 件，其中……"""
        same = [n.value for n in self.numerals if n.unit == total.unit and n.start <= total.start]
        return (*same, *(a + b for a, b in pairwise(same)))

    def _unsure(self, total: Numeral, parts: Sequence[Numeral], start: int, end: int) -> bool:
        return total.vague or any(part.vague for part in parts) or bool(_OVERLAP.search(self.text, start, end))


def _crossed(labels: Sequence[str]) -> bool:
    return len({_class(label) for label in labels} - {""}) > 1


def _mixed(labels: Sequence[str]) -> bool:
    # 网站、微信分别发布 120 条、100 条: a label without words says nothing else than the one before.
    return len({_class(label) for label in labels if re.search(r"\w", label)}) > 1


def _class(label: str) -> str:
    return next((name for name, words in _CLASSES.items() if words.search(label)), "")


def _starts_anew(gap: str, first: str) -> bool:
    return any(word not in first for word in _NEW_STATEMENT.findall(gap))


def _sum(values: Sequence[Number]) -> Number:
    total: Number = 0
    for value in values:
        total += value
    return total
