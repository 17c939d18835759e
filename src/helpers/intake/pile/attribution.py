"""Whose report a file is: offices of the register found in its title, in lines of its text and in its file name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...register import Office, Register
from ..radicals import fold_radicals

_ENDINGS = (
    ("街道办事处", ("街道办", "街道")),
    ("镇人民政府", ("镇政府", "镇")),
    ("乡人民政府", ("乡政府", "乡")),
    ("人民政府", ("政府",)),
    ("管理委员会", ("管委会",)),
    ("委员会", ("委",)),
)
# What may follow an office's name in a file name; anything else may make it another office, 民政局婚姻登记处.
_AFTER = re.compile(
    r"[^\u4e00-\u9fff]|$|年|关于|政府信息|政务公开|信息公开|年报|报[告送表]?|上报|表|数据|文字|正文|附|[初终定草]稿|最终|最新|"
    r"第[一二三四五六七八九十\d]|改|修|新[表版]|送审|盖章|扫描|签|版|的|word|一稿|二稿|三稿|补|更正|正式|填"
)
_BEFORE = re.compile(r"(?:^|[^\u4e00-\u9fff]|年|度|份)$")
# Another office or a part of one beside the name: 民政局→财政局, 教育局附属幼儿园.
_OFFICE_LIKE = re.compile(
    r"[\u4e00-\u9fff](?:局|委员会|委(?!托)|办公室|街道|镇|乡|中心|大队|支队|医院|学校|小学|中学|幼儿园|馆|站|所|公司|集团|协会)"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """An answer: `office` is an id or "", the likely others come first in `candidates`, `reasons` are for people.

    `disputed` says that the file name speaks of another office than the content.
    """

    office: str
    sure: bool
    candidates: tuple[str, ...]
    reasons: tuple[str, ...]
    disputed: bool = False


def plain(text: str) -> str:
    """A name as it is compared: no blanks, half-width signs, ideographs for radicals."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", fold_radicals(text)))


@dataclass(frozen=True)
class OfficeNames:
    """By which names the offices of one year are known; `full` are official names, `short` what people write."""

    full: Mapping[str, frozenset[str]]
    short: Mapping[str, frozenset[str]]
    ids: frozenset[str] = frozenset()

    @cached_property
    def _longest(self) -> int:
        return max(map(len, (*self.full, *self.short)), default=0)

    @classmethod
    def of_year(cls, register: Register, year: int, district: str) -> OfficeNames:
        """The names of a year's offices and of their predecessors that are no longer in the register."""
        by_id = {office.id: office for office in register.offices}
        full: dict[str, set[str]] = {}
        short: dict[str, set[str]] = {}
        for office in register.of_year(year):
            old = [by_id[p] for p in office.predecessors if not by_id[p].in_register(year)]
            for named in (office, *old):
                full.setdefault(plain(named.name), set()).add(office.id)
                for name in _short_names(named, plain(district)):
                    short.setdefault(name, set()).add(office.id)
        ids = frozenset(office.id for office in register.of_year(year))
        return cls(_frozen(full), _frozen({name: found for name, found in short.items() if name not in full}), ids)

    def called(self, text: str) -> frozenset[str]:
        """The offices whose name, official or short, is exactly `text`."""
        return self.full.get(plain(text)) or self.short.get(plain(text)) or frozenset()

    def near(self, text: str) -> frozenset[str]:
        """The offices whose name `text` may abbreviate or misspell."""
        name = plain(text)
        found = {i for full, ids in self.full.items() if _abbreviates(name, full) for i in ids}
        return frozenset(found or {i for full, ids in self.full.items() if _one_letter_off(name, full) for i in ids})

    def named_in(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """The offices that `text` names without doubt, and those that it may name."""
        name = plain(text)
        if text.strip() in self.ids:
            return frozenset({text.strip()}), frozenset()
        sure: set[str] = set()
        maybe: set[str] = set()
        left = name
        at = 0
        while at < len(name):
            known = self._longest_at(name, at)
            if known is None:
                at += 1
                continue
            alias, ids = known
            (sure if len(ids) == 1 and self._stands_alone(name, at, alias) else maybe).update(ids)
            left = left.replace(alias, "，", 1)
            at += len(alias)
        if _OFFICE_LIKE.search(left):
            return frozenset(), frozenset(sure | maybe)
        return frozenset(sure), frozenset(maybe - sure)

    def _longest_at(self, text: str, at: int) -> tuple[str, frozenset[str]] | None:
        for end in range(min(len(text), at + self._longest), at + 1, -1):
            ids = self.full.get(text[at:end]) or self.short.get(text[at:end])
            if ids:
                return text[at:end], ids
        return None

    def _stands_alone(self, text: str, at: int, alias: str) -> bool:
        before = alias in self.full or _BEFORE.search(text[:at]) is not None
        return before and _AFTER.match(text, at + len(alias)) is not None


def attribute(
    names: OfficeNames, title_office: str | None, lines: Iterable[str], file: str, folders: Sequence[str]
) -> Attribution:
    """Whose file it is. A title or a line of its own that names one office counts more than any file name.

    Not sure: where the content names several offices or one that is not registered, where only a file name speaks and
    it can be understood in more than one way.
    """
    by_name, maybe = names.named_in(file)
    said = _Said(
        title_office or "",
        names.called(title_office) if title_office else frozenset(),
        frozenset(i for line in lines for i in names.called(line)),
        by_name,
        maybe,
        next((found for part in reversed(folders) if (found := names.named_in(part)[0])), frozenset()),
    )
    if said.by_title | said.by_line:
        return _by_content(said)
    likely = names.near(title_office) if title_office else frozenset(_meant(names, file))
    return _by_names(said, likely)


@dataclass(frozen=True, slots=True)
class _Said:
    """The offices that a file, its name and its folders name."""

    title: str
    by_title: frozenset[str]
    by_line: frozenset[str]
    by_name: frozenset[str]
    maybe: frozenset[str]
    by_folder: frozenset[str]

    @property
    def reasons(self) -> tuple[str, ...]:
        told = (
            (f"标题的单位是“{self.title}”", self.title),
            ("正文或表中单独写了单位名称", self.by_line - self.by_title),
            ("文件名有单位名称", self.by_name),
            ("所在文件夹有单位名称", self.by_folder),
        )
        return tuple(words for words, holds in told if holds)


def _by_content(said: _Said) -> Attribution:
    content = said.by_title | said.by_line
    if len(content) > 1:
        return Attribution("", False, tuple(sorted(content)), (*said.reasons, "内容里有不止一个单位"))
    (office,) = content
    outside = said.by_name | said.by_folder
    disputed = bool(outside) and office not in outside
    reasons = said.reasons + (("文件名写的是别的单位",) if disputed else ())
    sure = bool(said.by_title) or (not said.title and not disputed)
    return Attribution(office, sure, (office,), reasons, disputed)


def _by_names(said: _Said, likely: frozenset[str]) -> Attribution:
    """By the names of file and folders alone; `likely` are the offices that an unknown name may mean."""
    agreed = (said.by_name & said.by_folder) or said.by_name or said.by_folder
    if said.title:
        likely = (agreed & likely) or agreed or likely
        return Attribution("", False, tuple(sorted(likely)), (*said.reasons, "登记表中没有标题所写的单位"))
    if not agreed:
        likely |= said.maybe
        return Attribution("", False, tuple(sorted(likely)), (*said.reasons, "文件里和文件名中都没有登记的单位名称"))
    several = said.maybe - agreed or (said.by_name and said.by_folder and not said.by_name & said.by_folder)
    if len(agreed) > 1 or several:
        named = said.by_name | said.by_folder | said.maybe
        return Attribution("", False, tuple(sorted(named)), (*said.reasons, "文件名和文件夹写了不止一个单位"))
    (office,) = agreed
    return Attribution(office, True, (office,), said.reasons)


def _short_names(office: Office, district: str) -> Iterable[str]:
    """What an office is called where its district is understood: 示例区教育局 is 区教育局 and 教育局."""
    at = plain(office.name).find(district) if district else -1
    stems = {plain(office.short_name)} - {""}
    if 0 <= at <= 8:
        stem = plain(office.name)[at + len(district) :]
        stems |= {stem}
    for name in list(stems) if district else ():
        bare = name.removeprefix(district).removeprefix(district[-1])
        stems |= {bare, district + bare, district[-1] + bare}
    for name in list(stems):
        ending, shorter = next(((e, s) for e, s in _ENDINGS if name.endswith(e)), ("", ()))
        stems |= {name.removesuffix(ending) + other for other in shorter}
    # 政府 stands in every title, and 委办公室 in the name of many an office.
    return (name for name in stems if len(name) > 2 and not name.startswith("委"))


def _abbreviates(short: str, full: str) -> bool:
    """Whether the letters of `short` stand in `full` in this order and both end alike: 人社局, 住建局, 卫健委."""
    if len(short) < 3 or (short[-1] != full[-1] and not (short[-1] == "委" and full.endswith("委员会"))):
        return False
    letters = iter(full)
    return short[0] in full and all(letter in letters for letter in short)


def _one_letter_off(text: str, name: str) -> bool:
    return len(text) == len(name) and sum(a != b for a, b in zip(text, name, strict=True)) == 1


def _meant(names: OfficeNames, file: str) -> Iterable[str]:
    """The offices that an abbreviation in a file name may mean."""
    for part in re.findall(r"(?:^|[^\u4e00-\u9fff])([\u4e00-\u9fff]{2,9}?[局委办院厅处])", plain(file)):
        yield from names.near(part)


def _frozen(names: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(ids) for name, ids in names.items()}
