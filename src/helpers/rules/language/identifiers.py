"""Numbers and addresses that belong to a person: found in running text, and masked so that no message repeats them."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import luhn
from stdnum.cn import ric


class IdentifierKind(enum.StrEnum):
    """What belongs to a person."""

    IDENTITY_CARD = "身份证号码"
    MOBILE = "手机号码"
    BANK_CARD = "银行卡号"
    MAILBOX = "个人邮箱"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One of them in a text, from `start` to `end`; `sure` says that it can hardly be anything else."""

    kind: IdentifierKind
    text: str
    start: int
    end: int
    sure: bool = True

    @property
    def masked(self) -> str:
        """What may be shown of it."""
        if self.kind is IdentifierKind.MAILBOX:
            name, _, host = self.text.partition("@")
            return f"{name[:1]}***@{host}"
        plain = re.sub(r"[^0-9Xx]", "", self.text)
        return plain[:3] + "*" * (len(plain) - 7) + plain[-4:]


# One character for one, so that places in the text stay what they are.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\xad"
_GAPS = rf" \t\xa0\u2002\u2003\u2009\u3000\u2010-\u2015\-{_UNSEEN}"
_RUN = re.compile(rf"(?<![0-9A-Za-z.])[0-9](?:[{_GAPS}]?[0-9])*(?:[{_GAPS}]?[Xx])?(?![A-Za-z]|\.[0-9A-Za-z])")
_GROUP = re.compile(rf"[0-9Xx{_UNSEEN}]+")
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)[\x21-\x7e]+")
_MAILBOX = re.compile(r"(?<![A-Za-z0-9._%+-])([A-Za-z0-9._%+-]{1,64})@([A-Za-z0-9.-]{3,64})")
_PRIVATE_HOSTS: tuple[str, ...] = ("qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "188.com", "263.net")
_PRIVATE_HOSTS += ("sina.com", "sina.cn", "sina.com.cn", "sohu.com", "139.com", "189.cn", "wo.cn", "aliyun.com")
_PRIVATE_HOSTS += ("gmail.com", "hotmail.com", "outlook.com", "live.com", "live.cn", "msn.com", "icloud.com")
_PRIVATE_HOSTS += ("yahoo.com", "yahoo.cn", "yahoo.com.cn", "21cn.com", "tom.com")
# Mailboxes there may be named after a mobile number; an eleven-digit name at qq.com is the number of an account.
_NAMED_BY_MOBILE = ("139.com", "189.cn", "wo.cn", "163.com", "126.com")
_DIGIT = re.compile(r"[0-9０-９]")
_FEWEST = 10  # digits, of whatever is looked for but a mailbox
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_WRITTEN_MOBILE = ((3, 4, 4), (3, 3, 5), (1,) * 11)
_COUNTRY = ("86", "086", "0086")
_PROVINCES = frozenset(map(str, (*range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55))))
_PROVINCES |= frozenset(map(str, (*range(61, 66), 71, 81, 82, 83)))
_CARD = re.compile(r"62[0-9]{14,17}|(?:4[0-9]|5[1-5])[0-9]{14}|9558[0-9]{15}")
_COUNTED = re.compile(r"\s*(?:元|万|亿|千|百|余|多|件|条|次|人|份|个|篇|项|户|吨|%|％|‰|平方|公里|亩|号文)")
_BEFORE = 24
_OTHER_NUMBER = re.compile(
    r"(?:索引|信用代码|机构代码|备案|文号|字号|编号|代码|序列|登记|受理|案号|流水|注册|许可证|证书|标识|识别|档号|ICP|公网安备|条形码"
    r"|工单|发票|订单|项目|合同|书号|ISBN|QQ|群号|税号|单号|批次|〕|\])[^0-9，。；,;\n]{0,10}$",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"(?:身份证|身份号|公民身份|证件号)[^0-9，。；,;\n]{0,10}$")
_CARD_WORD = re.compile(r"(?:银行卡|储蓄卡|借记卡|信用卡|社保卡|工资卡|一卡通|卡号)[^0-9，。；,;\n]{0,12}$")

_PHONE = re.compile(r"(?:电话|手机|联系|拨打|热线|微信)[^0-9，。；,;\n]{0,10}$")


def identifiers(text: str) -> tuple[Identifier, ...]:
    """Identity cards, mobile numbers, bank cards and private mailboxes in `text`, in order.

    Digits may be full-width or set apart by blanks and hyphens. Web addresses hold none, and neither do numbers that
    the words before call something else (索引号, 信用代码, 备案号 …).
    """
    if "@" not in text and "＠" not in text and len(_DIGIT.findall(text)) < _FEWEST:
        return ()
    plain = text.translate(_FULL_WIDTH)
    numbers = _ADDRESS.sub(_blanks, _MAILBOX.sub(_blanks, plain))
    found = [*_mailboxes(plain)]
    for run in _RUN.finditer(numbers):
        before = numbers[max(0, run.start() - _BEFORE) : run.start()]
        groups = [(m.start() + run.start(), m.end() + run.start()) for m in _GROUP.finditer(run[0])]
        found += _in_run(numbers, groups, before)
    return tuple(sorted(found, key=lambda item: item.start))


def masked(text: str) -> str:
    """The text with what belongs to a person masked."""
    made, end = "", 0
    for item in identifiers(text):
        if item.start >= end:
            made += text[end : item.start] + item.masked
            end = item.end
    return made + text[end:]


def _blanks(found: re.Match[str]) -> str:
    return "\n" * len(found[0])


def _mailboxes(text: str) -> Iterator[Identifier]:
    for found in _MAILBOX.finditer(text):
        name, host = found[1], found[2].rstrip(".").lower()
        if not f".{host}".endswith(tuple(f".{private}" for private in _PRIVATE_HOSTS)):
            continue
        end = found.start(2) + len(host)
        yield Identifier(IdentifierKind.MAILBOX, text[found.start() : end], found.start(), end)
        if _MOBILE.fullmatch(name) and host in _NAMED_BY_MOBILE:
            yield Identifier(IdentifierKind.MOBILE, name, found.start(), found.end(1))


def _in_run(text: str, groups: list[tuple[int, int]], before: str) -> Iterator[Identifier]:
    """What one run of digits holds: the longest first, nothing twice."""
    taken = 0
    for first in range(len(groups)):
        if first < taken:
            continue
        for last in range(min(len(groups), first + 19), first, -1):
            item = _judged(text, groups[first:last], before, whole=last - first == len(groups))
            if item:
                yield item
                taken = last
                break


def _judged(text: str, groups: list[tuple[int, int]], before: str, whole: bool) -> Identifier | None:
    parts = [re.sub(f"[{_UNSEEN}]", "", text[start:end]) for start, end in groups]
    digits, start, end = "".join(parts).upper(), groups[0][0], groups[-1][1]
    if not 11 <= len(digits) <= 19 or _COUNTED.match(text, end):
        return None
    shape = tuple(len(part) for part in parts)
    if _OTHER_NUMBER.search(before) and not any(named.search(before) for named in (_IDENTITY, _CARD_WORD, _PHONE)):
        return None
    kind, sure = _kind(digits, shape, before, whole, hyphens=text[start:end].count("-") == len(parts) - 1)
    return Identifier(kind, text[start:end], start, end, sure) if kind else None


def _kind(
    digits: str, shape: tuple[int, ...], before: str, whole: bool, hyphens: bool
) -> tuple[IdentifierKind | None, bool]:
    identity = bool(_IDENTITY.search(before))
    if _identity_card(digits, identity):
        return IdentifierKind.IDENTITY_CARD, len(digits) == 18 or identity
    if _CARD.fullmatch(digits) and luhn.is_valid(digits):
        fours = len(shape) > 3 and set(shape[:-1]) == {4}
        if fours or len(shape) == 1:
            return IdentifierKind.BANK_CARD, fours or bool(_CARD_WORD.search(before))
    return (IdentifierKind.MOBILE, True) if _mobile(digits, shape, whole or hyphens) else (None, False)


def _identity_card(digits: str, named: bool) -> bool:
    """18 digits with date and check digit (where the words before name it, a wrong one will do), or 15 with a date."""
    if digits[:2] not in _PROVINCES or not digits[:-1].isdigit():
        return False
    if len(digits) == 18:
        checked = named or digits[-1] == ric.calc_check_digit(digits)
        return checked and _is_day(digits[6:14])
    return len(digits) == 15 and digits.isdigit() and _is_day(f"19{digits[6:12]}")


def _is_day(text: str) -> bool:
    try:
        day = dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return 1900 <= day.year < 2050


def _mobile(digits: str, shape: tuple[int, ...], set_apart: bool) -> bool:
    if not digits.isdigit():
        return False
    country = next((code for code in _COUNTRY if digits.startswith(code) and len(digits) == 11 + len(code)), "")
    if country:
        digits = digits.removeprefix(country)
        shape = tuple(size for size in (shape[0] - len(country), *shape[1:]) if size)
    if not _MOBILE.fullmatch(digits):
        return False
    return shape == (11,) or (set_apart and shape in _WRITTEN_MOBILE)
