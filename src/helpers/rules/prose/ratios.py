"""What a percentage of the prose may stand for: a share of what is counted, or a change against last year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...filing import Filing, Number, format_number
from .numerals import Numeral
from .sentences import Sentence

_TABLE = "applications"
_PROCESSED, _NEW, _ALL = ("total_processed",), ("new_received",), ("new_received", "carried_in")
# The results by the names that the form gives them, and how their rows begin.
_RESULTS = {
    "予以公开": "granted",
    "部分公开": "partially_granted",
    "不予公开": "denied_",
    "无法提供": "unavailable_",
    "不予处理": "declined_",
    "其他处理": "other_",
}
_RESULT = re.compile("|".join(_RESULTS))
_ELSEWHERE = re.compile(r"热线|12345|建议|提案|信访|留言|咨询|信箱|工单|来信|投诉|诉求|复议|诉讼|许可|处罚|满意")
_SHARE = re.compile(
    r"(?<!分别)占(?:比|总(?:数|量|件数)|全部(?:申请)?|申请总?(?:数|量)|其中"
    r"|(?:已|全年)?(?:办结|答复|办理|处理|收到|受理|新收|公开|发布)(?:的)?(?:申请|信息|件)?的?总?(?:数|量|件数)?)?"
    r"(?:的)?(?:比例|比重)?(?:为|约|达)?$"
)
_BRACKET = re.compile(r"[（(]$")
_RATE = re.compile(r"(?P<before>.{0,4})(?:(?P<granted>(?:予以|同意)公开)|办结|答复)率(?:为|达到?|是)?$")
_IN_TIME = re.compile(r"按时|按期|及时|限时|期限|依法|限期")
_GROWTH = re.compile(r"(?:增长|增加|上升|上涨|提高|增幅|下降|减少|降低|回落|降幅)(?:了|为|达)?$")
_DOWN = re.compile(r"(?:下降|减少|降低|回落|降幅)(?:了|为|达)?$")
_COMPARING = re.compile(
    r"(?:申请|信息)?[，,（(]?(?:数量|总量|申请量)?(?:同比|(?:较|比|与)(?:上一?年度?|去年|20[0-9]{2}年)(?:度|同期|全年)?(?:相比)?)"
    r"[，,]?[^，,；;。0-9]{2,6}"
)
_COMPARES = re.compile(r"^[^，,；;。0-9]{0,4}[，,]?(?:同比)?[^，,；;。0-9]{2,6}$")
_AFTER_CHANGE = re.compile(r"[，,、（(]?(?:同比|增幅|降幅|约|[^，,；;。0-9]{2,6})")
_BY = re.compile(r"(?:增加|增长|减少|下降|上升|多|少|增|减)了?$")
_OLD = re.compile(r"(?:上一?年度?|去年|20[0-9]{2}年)(?:度|同期)?(?:为|的|是)?$")
_AMOUNT = re.compile(r"申请(?:数量|总量|量|件数|总数)")
_STATED = re.compile(r"其中|共|总")
_SHARE_OF = re.compile(r"占[^，,；;。（()）0-9]{0,12}")  # 占办结总数的 names a whole and states none
_STOPS = "，,；;。、："
_NEAR = 16
_MOST = 30  # numbers of a sentence that are looked at
_RELATIVE = ("", "%", "‰", "个百分点", "倍")


@dataclass(frozen=True, slots=True)
class Ratio:
    """Two numbers that make a percentage: a share, or the change of `part` against `whole`."""

    part: Number
    whole: Number
    change: bool = False

    @property
    def percent(self) -> Decimal:
        """In points; a fall is negative."""
        above = self.part - self.whole if self.change else self.part
        return Decimal(above) / Decimal(self.whole) * 100

    @property
    def words(self) -> str:
        """The sum as one would write it."""
        part, whole = format_number(self.part), format_number(self.whole)
        return f"({part}-{whole})÷{whole}" if self.change else f"{part}÷{whole}"


@dataclass(frozen=True)
class Percentage:
    """A percentage in its sentence, with the tables of its year and of the year before.

    `earlier` is the sentence before it in the paragraph.
    """

    numeral: Numeral
    sentence: Sentence
    filing: Filing
    previous: Filing | None = None
    earlier: str = ""

    def ratios(self) -> Sequence[Ratio]:
        """All that it may stand for, the likeliest first; nothing where that is not known."""
        ahead = self._ahead
        rate = _RATE.search(ahead[-16:])
        if _GROWTH.search(ahead[-6:]):
            found: Sequence[Ratio] = self._changes()
        elif rate:
            found = () if _IN_TIME.search(rate["before"]) else self._rates(bool(rate["granted"]))
        elif _SHARE.search(ahead[-24:]) or (_BRACKET.search(ahead) and self._behind in ("）", ")")):
            found = self._shares()
        else:
            found = ()
        return [ratio for ratio in found if ratio.whole > 0]

    @property
    def points(self) -> Decimal:
        """As written; a fall is negative."""
        return Decimal(self.numeral.value) * (-1 if _DOWN.search(self._ahead[-6:]) else 1)

    @property
    def gaps(self) -> tuple[str, ...]:
        """The cells of the result that it speaks of in words alone, where they hold no number."""
        share = _SHARE.search(self._ahead[-24:])
        return self.filing.gaps(self._results) if share and self._about_applications and not self._part else ()

    @property
    def _ahead(self) -> str:
        return self.sentence.text[: self.numeral.start]

    @property
    def _behind(self) -> str:
        return self.sentence.text[self.numeral.end : self.numeral.end + 1]

    @property
    def _counted(self) -> list[Numeral]:
        """What is counted before it."""
        before = (n for n in self.sentence.numerals if n.end <= self.numeral.start)
        return [n for n in before if n.unit not in _RELATIVE and not n.is_date][-_MOST:]

    @property
    def _clause(self) -> str:
        return self._clause_before(self.numeral.start)

    def _clause_before(self, end: int) -> str:
        return self.sentence.text[max(self.sentence.text.rfind(stop, 0, end) for stop in _STOPS) + 1 : end]

    @property
    def _part(self) -> Numeral | None:
        """The number that stands close before it."""
        counted = self._counted
        return counted[-1] if counted and self.numeral.start - counted[-1].end <= _NEAR else None

    @property
    def _about_applications(self) -> bool:
        text = self.sentence.text
        named = "申请" in text or "申请" in self.sentence.topic
        told_before = "申请" in self.earlier and not _ELSEWHERE.search(self.earlier)
        return (named or told_before) and not _ELSEWHERE.search(text)

    def _shares(self) -> Sequence[Ratio]:
        """M of the N that the sentence counts itself, or that table three counts."""
        part, bases = self._part, self._bases() if self._about_applications else []
        if part is None:
            group = self._sum(self._results)
            return [] if group is None else [Ratio(group, base) for base in bases]
        if self._names_another(part):
            return []
        same = [n for n in self.sentence.numerals if n.unit == part.unit][:_MOST]
        if part.vague or any(n.vague for n in same):
            return []
        earlier = [n for n in same if n.end <= part.start and n.value >= part.value]
        among = self.sentence.text.rfind("其中", 0, part.start)
        earlier.sort(key=lambda n: (n.start > among, -n.start))
        tabular = part.unit == "件" and bases and _RESULT.search(self._clause_before(part.end) + self._clause)
        stated = _STATED.search(_SHARE_OF.sub("", self.sentence.text[: part.start]))
        if not tabular and not (earlier and stated):
            return []
        sums = (
            []
            if among >= 0
            else [_total(n.value for n in same), _total(n.value for n in same if n.start <= part.start)]
        )
        parts = [part.value, *(a.value + part.value for a in same if a.end <= part.start)]
        wholes = [*(n.value for n in earlier), *bases, *sums]
        # Of results the likeliest whole is one of the table's: stated in the sentence, or where it states none.
        likely = [w for w in bases if not stated or w in {n.value for n in earlier}] if tabular else []
        wholes.sort(key=lambda whole: whole not in likely)
        return [Ratio(p, whole) for p in parts for whole in wholes]

    def _names_another(self, part: Numeral) -> bool:
        """Whether the words of the share count another thing than the part: 兼职 44 名，35 岁以下占 62.5%."""
        gap, share = self.sentence.text[part.end : self.numeral.start], _SHARE.search(self._ahead[-24:])
        if not share or not any(stop in gap for stop in _STOPS):
            return False
        own = self._clause.removesuffix(share[0])
        return share[0] in self._clause and re.search(r"\w{2}", own) is not None

    def _rates(self, granted: bool) -> Sequence[Ratio]:
        """A rate of table three; 100% says only that all was done that was due."""
        if not self._about_applications or self.numeral.value >= 100:
            return []
        rows = [("granted",), ("granted", "partially_granted")] if granted else [_PROCESSED]
        parts = [part for row in rows if (part := self._total_of(row)) is not None]
        made = [Ratio(part, base) for base in self._bases()[:: 1 if granted else -1] for part in parts]
        counted = [n.value for n in self._counted]
        return [*made, *(Ratio(a, b) for a in counted for b in counted if a < b)] if made else []

    def _changes(self) -> Sequence[Ratio]:
        """N against N−d, against a number of last year in the sentence, or against last year's report."""
        text, counted = self.sentence.text, self._counted
        if not counted:
            return self._since_last_year(None) if _AMOUNT.search(self._clause) else []
        last = counted[-1]
        same = [n for n in counted if n.unit == last.unit]
        by = [n for n in same if _BY.search(text, max(0, n.start - 4), n.start)]
        old = [n for n in same if n not in by and _OLD.search(text, max(0, n.start - 12), n.start)]
        now = [n for n in same if n not in by and n not in old]
        if not now or any(n.vague for n in same) or "；" in text[now[-1].end : self.numeral.start]:
            return []
        gap = text[last.end : self.numeral.start]
        if last in by and _AFTER_CHANGE.fullmatch(gap):
            return [
                Ratio(now[-1].value, now[-1].value + (last.value if _DOWN.search(gap) else -last.value), change=True)
            ]
        if old and self.numeral.start - last.end <= _NEAR and last in (old[-1], now[-1]):
            return [Ratio(now[-1].value, old[-1].value, change=True)] if _COMPARES.search(gap) else []
        return self._since_last_year(last) if last is now[-1] and _COMPARING.fullmatch(gap) else []

    def _since_last_year(self, now: Numeral | None) -> Sequence[Ratio]:
        if self.previous is None or not self._about_applications or (now and now.unit != "件"):
            return []
        made = []
        for rows in (_NEW, _ALL, _PROCESSED) if now else (_NEW, _ALL):
            value, before = self._total_of(rows), self._total_of(rows, self.previous)
            if value is not None and before is not None and (now is None or value == now.value):
                made.append(Ratio(value, before, change=True))
        return made

    def _bases(self) -> list[Number]:
        totals = (self._total_of(rows) for rows in (_PROCESSED, _NEW, _ALL))
        return [value for value in totals if value]

    def _total_of(self, rows: Iterable[str], filing: Filing | None = None) -> Number | None:
        return self._sum([f"{_TABLE}.{row}.total" for row in rows], filing)

    def _sum(self, addresses: Sequence[str], filing: Filing | None = None) -> Number | None:
        numbers = [(filing or self.filing).number(address) for address in addresses]
        known = [number for number in numbers if number is not None]
        return _total(known) if known and len(known) == len(numbers) else None

    @property
    def _results(self) -> list[str]:
        """The 总计 cells of the results that the words before it name: 予以公开和部分公开占."""
        words = re.split("[，,；;。：:0-9]", self._ahead)[-1]
        rows = tuple(_RESULTS[name] for name in _RESULT.findall(words))
        return [
            address
            for address, place in self.filing.places.items()
            if rows and place.table == _TABLE and place.column.id == "total" and place.row.id.startswith(rows)
        ]


def _total(values: Iterable[Number]) -> Number:
    total: Number = 0
    for value in values:
        total += value
    return total
