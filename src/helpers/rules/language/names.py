"""Rules about names: offices and places spelled as in the register, no other office's name left in (C-01)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from ...register import Office, Register
from ..finding import Judgement, Outcome, Severity
from ..prose.sentences import LEAD, Sentence
from ..rule import Case, Need, rule
from .lexicon import lexicon

_CITY = r"[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|省|市|州|盟)"
_PLACES = re.compile(rf"(?:{_CITY})?[\u4e00-\u9fff]{{1,8}}?(?:自治县|市|区|县|旗)")
_PLACE = re.compile(rf"{_CITY}|[\u4e00-\u9fff]{{2,8}}?(?:自治县|区|县|旗)")
# Towns and streets have names of their own that no list holds: 青山街道 may lie beside 青禾街道.
_OWN_NAMED = re.compile(r"街道|镇|乡|社区|村|管理委员会|管委会")
_BEFORE_PLACE = re.compile(r"[^\u4e00-\u9fff]?$|[在由与和及对向按经是赴到市省州]")
_ZONES = ("高新区", "开发区", "经开区", "新区", "园区", "城区", "郊区", "市区", "矿区", "示范区")
_SHORTEST = 4
_CERTAIN = 6  # letters from which a name with one wrong letter is hardly another office's
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HANS = re.compile(r"[\u4e00-\u9fff]+")
# What follows a place where it is surely one: 示列区人民政府, 示列区民政局.
_AFTER_PLACE = re.compile(r"(?:人民政府|委员会|人民法院|人民检察院|[\u4e00-\u9fff]{2,12}(?:局|委|办公室|街道))")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name to look for. `own` is the office's own or the district's: a slip in it is certain to be one."""

    text: str
    own: bool
    place: bool = False


@rule(
    "C-01",
    "单位名称、地名与登记表一致，没有留下别的单位的名称",
    scope="document",
    formula="与登记表的名称只差一个字、又不是另一个真实名称的，是错字",
    origin="实际报告中的错字（沭阳写成沐阳）；从别的单位报告改写时没有改名",
    status="observed",
    fix="照登记表改正名称；登记表有误的，改登记表。",
    needs=(Need.REGISTER,),
)
def names_as_registered(case: Case) -> Iterator[Judgement]:
    """One letter of a registered name typed wrong, and a lead or first sentence that speaks as another office."""
    if case.office is None:
        return
    told: set[str] = set()
    names = _Names(
        _Index(_own_names(case, case.office)), registered_names(case.register) if case.register else _Index(())
    )
    for text in case.texts:
        for wrong, name, sure in names.misspelt(text.folded):
            if wrong not in told:
                told.add(wrong)
                place = f"（{text.origin}）" if text.origin else ""
                message = f"{text.where}的“{wrong}”应为“{name.text}”，有一个字不同，请核对{place}。"
                severity = None if sure else Severity.WARNING
                places = (text.origin,) if text.origin else ()
                yield Judgement(Outcome.BROKEN, message, (), name.text, wrong, places, severity=severity)
    yield from _another_office(case, case.office, case.register.offices if case.register else ())


@lru_cache(maxsize=1)
def registered_names(register: Register) -> _Index:
    """The names of all offices: looked through once for the reports of all, for they may be many."""
    return _Index(_Name(name, own=False) for office in register.offices for name in _spellings(office))


def _own_names(case: Case, office: Office) -> Iterator[_Name]:
    """The places of the office, then its own names."""
    district = case.campaign.district if case.campaign else ""
    for place in (*_places(office.name), *_PLACE.findall(district)):
        if len(place) > 2 and not place.endswith(_ZONES):
            yield _Name(place, own=True, place=True)
    yield from (_Name(name, own=True) for name in _spellings(office))


def _spellings(office: Office) -> Iterator[str]:
    tail = office.name[_head(office.name) :]
    yield from (name for name in (office.name, office.short_name) if len(name) >= _SHORTEST)
    if len(tail) > _SHORTEST and tail != office.name:
        yield tail


def _head(name: str) -> int:
    found = _PLACES.match(name)
    return found.end() if found else 0


def _places(name: str) -> list[str]:
    return _PLACE.findall(name[: _head(name)])


class _Index:
    """Names by their first two letters and by their last two, and those of three letters by the outer two."""

    def __init__(self, names: Iterable[_Name]) -> None:
        self.names: set[str] = set()
        self.begin: dict[str, list[_Name]] = {}
        self.end: dict[str, list[_Name]] = {}
        self.around: dict[str, list[_Name]] = {}
        for name in names:
            if name.text in self.names:
                continue
            self.names.add(name.text)
            self.begin.setdefault(name.text[:2], []).append(name)
            self.end.setdefault(name.text[-2:], []).append(name)
            if len(name.text) == 3:
                self.around.setdefault(name.text[0] + name.text[2], []).append(name)


class _Names:
    """An office's own names to look for, and those of others that are not among them.

    They are found by their first or last two letters: one wrong letter leaves one of these pairs. Of a place of three
    letters the middle one may be wrong.
    """

    def __init__(self, own: _Index, others: _Index) -> None:
        self._own, self._others = own, others

    def misspelt(self, text: str) -> list[tuple[str, _Name, bool]]:
        """Stretches of `text` that differ from a name in one letter and are no other name; the longest of each slip.

        Sure are the office's own full name, and its names and places with a letter that is often typed for the other.
        """
        found = {slip: name for at in self._near(text) for name, slip in self._at(text, at)}
        return [
            (text[start:end], name, _is_sure(text[start:end], name))
            for (start, end), name in found.items()
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in found)
        ]

    def _near(self, text: str) -> Iterator[int]:
        """The places of pairs that a name has, too."""
        own, others = self._own, self._others
        for at, (first, second, third) in enumerate(zip(text, text[1:], f"{text[2:]} ", strict=False)):
            pair, around = first + second, first + third
            if (
                pair in own.begin
                or pair in others.begin
                or pair in own.end
                or pair in others.end
                or around in own.around
                or around in others.around
            ):
                yield at

    def _at(self, text: str, at: int) -> Iterator[tuple[_Name, tuple[int, int]]]:
        pair, around = text[at : at + 2], text[at] + text[at + 2 : at + 3]
        near = [(at, name) for name in self._of("begin", pair)]
        near += [(at, name) for name in self._of("around", around)]
        near += [(at + 2 - len(name.text), name) for name in self._of("end", pair)]
        for start, name in near:
            if start >= 0 and self._is_slip(text, start, name):
                yield name, (start, start + len(name.text))

    def _of(self, place: Literal["begin", "end", "around"], pair: str) -> list[_Name]:
        others = getattr(self._others, place).get(pair, ())
        return [*getattr(self._own, place).get(pair, ()), *(n for n in others if n.text not in self._own.names)]

    def _is_slip(self, text: str, start: int, name: _Name) -> bool:
        wrong = text[start : start + len(name.text)]
        half = len(wrong) // 2
        if len(wrong) < len(name.text) or (wrong[:half] != name.text[:half]) == (wrong[half:] != name.text[half:]):
            return False
        differing = [index for index, letter in enumerate(wrong) if letter != name.text[index]]
        if len(differing) != 1 or wrong in self._own.names or wrong in self._others.names:
            return False
        # A longer registered name may begin in the same place: 青禾街道办事处 beside 青禾街道.
        longer = (other.text for other in self._of("begin", wrong[:2]) if len(other.text) > len(wrong))
        return _is_slip(text, start, differing[0], name) and not any(text.startswith(other, start) for other in longer)


def _is_slip(text: str, start: int, at: int, name: _Name) -> bool:
    """Whether the letter that stands in the place of the name's letter `at` can only be a slip."""
    typed, meant = text[start + at], name.text[at]
    if at == len(name.text) - 1 or not _HAN.fullmatch(typed) or {typed, meant} & set(lexicon().distinguishing):
        return False
    mistaken = typed in lexicon().mistaken.get(meant, "")
    if not name.place:
        # The place in front is looked for by itself, so that it is told once.
        unlike = not _OWN_NAMED.search(name.text) and not _is_word(text, start + at)
        return at >= _head(name.text) and (mistaken or unlike)
    end = start + len(name.text)
    if text[start:end] in _real_places():
        return False
    alone = _BEFORE_PLACE.match(text[start - 1] if start else "")
    return mistaken or bool(alone and _AFTER_PLACE.match(text, end) and not _is_word(text, start + at))


def _is_sure(wrong: str, name: _Name) -> bool:
    letters = zip(wrong, name.text, strict=True)
    mistaken = any(typed in lexicon().mistaken.get(meant, "") for typed, meant in letters if typed != meant)
    return name.own and (mistaken or (not name.place and len(name.text) >= _CERTAIN))


def _is_word(text: str, at: int) -> bool:
    """Whether the letter makes a word of office names with its neighbour: 水利局 is no slip for 水务局."""
    words = lexicon().office_words
    return text[at - 1 : at + 1] in words or text[at : at + 2] in words


@cache
def _real_places() -> frozenset[str]:
    """The provinces, cities, districts and counties of the country, those of former years too."""
    listed = (resources.files("stdnum") / "cn" / "loc.dat").read_text(encoding="utf-8")
    quoted = re.findall(r'(?:province|county)="([^"]*)"', listed)
    return frozenset(name for entry in quoted for name in _HANS.findall(entry))


_CONDITION = (
    r"(?:严格|认真|坚决)?(?:依照|按照|根据|依据)《[^》]{0,12}政府信息公开条例》"
    r".{0,60}?(?:[我本](?:局|办|委|镇|街道|中心|机关|单位)|编制|公布|发布|本报告)"
)
_REPORT = r"(?:[0-9]{4}年度?)?(?:的)?政府信息公开(?:工作)?年度报告"
_DOING = (
    r"(?:认真|坚持|严格|高度重视|深入|全面|始终|持续|紧紧|紧扣|以习近平|切实|积极|不断|着力|扎实|贯彻"
    r"|在[^，]{2,20}(?:领导|指导)下)"
)
_GOVERNMENT = ("人民政府", "人民政府办公室", "人民政府办公厅", "委员会")
_WHEN = r"(?:[0-9]{4}年(?:度|以来)?，?|一年来，?|本年度，?)?"
_QUOTED = re.compile(r"《[^》]{0,80}》|“[^”]{0,80}”")


def _another_office(case: Case, office: Office, known: Iterable[Office]) -> Iterator[Judgement]:
    """The lead or section one's first sentence with another office as the one that reports."""
    found = case.sentences
    lead = [s for s in found if s.section == LEAD]
    first = next((s for s in found if s.section == 1 and len(s.text) > 12), None)
    for sentence in (*lead, *([first] if first else [])):
        named = (other.name for other in known if other.name in sentence.text and _is_apart(other, office))
        other = max(named, key=len, default="")
        if other and not _says(sentence.text, office) and _speaks_as(other, sentence):
            message = (
                f"“{sentence.quote}”以“{other}”的口气写，本报告是“{office.name}”的，"
                f"请核对是否从别的单位的报告改写而漏改（{sentence.origin}）。"
            )
            yield Judgement(Outcome.BROKEN, message, (), office.name, other, (sentence.origin,))


def _is_apart(other: Office, office: Office) -> bool:
    """Whether it is neither this one nor its parent, child or predecessor, nor does one name hold the other's."""
    related = other.id in (office.id, office.parent, *office.predecessors)
    succeeds = other.parent == office.id or office.id in other.predecessors
    return not related and not succeeds and other.name not in office.name and office.name not in other.name


def _says(text: str, office: Office) -> bool:
    tail = office.name[_head(office.name) :]
    return any(name and name in text for name in (office.name, office.short_name, tail))


def _speaks_as(other: str, sentence: Sentence) -> bool:
    text = _QUOTED.sub(lambda m: m[0] if "政府信息公开条例" in m[0] else "", sentence.text)
    name = re.escape(other)
    if sentence.section == LEAD:
        return bool(
            re.match(rf"{_WHEN}(?:现将)?{name}{_REPORT}", text)
            or re.match(rf"{_WHEN}{name}{_CONDITION}", text)
            or re.search(rf"[，。]由?{name}(?:组织)?编制(?:了|完成)?(?:本|《?[0-9]{{4}}年)", text)
        )
    # What the government does may well open the report of one of its offices.
    return not other.endswith(_GOVERNMENT) and bool(re.match(rf"{_WHEN}{name}{_DOING}", text))
