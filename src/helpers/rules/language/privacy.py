"""Rules about what must not be published at all: personal data, marks of classification (P)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...filing import EntryKind
from ..finding import Judgement, Outcome, Severity
from ..prose.sentences import LEAD, folded
from ..rule import Case, rule
from .identifiers import IdentifierKind, identifiers
from .texts import TITLE

_REMEDY = {
    IdentifierKind.IDENTITY_CARD: "公开的报告不能有个人信息，请删去",
    IdentifierKind.MOBILE: "公开的报告不能有个人信息，请删去，或改为办公室的固定电话",
    IdentifierKind.BANK_CARD: "公开的报告不能有个人信息，请删去",
    IdentifierKind.MAILBOX: "如果是个人使用的邮箱，请改为单位的政务邮箱",
}


@rule(
    "P-04",
    "没有公民身份号码、手机号码、银行卡号等个人信息",
    scope="document",
    formula="身份证号 15/18 位（日期、校验码）；手机 1[3-9]\\d{9}；银行卡 16—19 位（Luhn）；个人邮箱只提示",
    origin="政府网站个人信息保护检查的要求",
    status="inferred",
    fix="删去个人信息；联系方式写办公室的固定电话和政务邮箱。",
)
def no_personal_data(case: Case) -> Iterator[Judgement]:
    """Personal data in title, lead, sections and unreadable cells; what is found is masked in the message."""
    for text in case.texts:
        yield from _personal(text.text, text.where, text.origin)
    for address, entry in case.filing.entries.items():
        if entry.kind is EntryKind.UNREADABLE and not entry.computed:
            words = case.filing.places[address].words if address in case.filing.places else "表格"
            yield from _personal(entry.raw, words, str(entry.origin))


def _personal(text: str, where: str, origin: str) -> Iterator[Judgement]:
    told: set[tuple[str, str]] = set()
    for item in identifiers(text):
        if (item.kind, item.masked) in told:
            continue
        told.add((item.kind, item.masked))
        seems = "有" if item.sure else "疑似有"
        spot = f"（{origin}）" if origin else ""
        message = f"{where}{seems}{item.kind}“{item.masked}”，{_REMEDY[item.kind]}{spot}。"
        severity = None if item.sure else Severity.WARNING
        if item.kind is IdentifierKind.MAILBOX:
            severity = Severity.INFO
        yield Judgement(Outcome.BROKEN, message, places=(origin,) if origin else (), severity=severity)


_LEVEL = r"(?:绝密|机密|秘密|工作秘密)级?"
_TERM = r"(?:长期|永久|[0-9]{1,3}(?:年|个月|月|天|日)|[一二三五十]{1,3}(?:年|个月)|解密前)"
_STAR = r"[★☆✩✭✮✯⭐]"
_OPEN, _CLOSE = r"[（(【\[]?", r"[）)】\]]?"
# With a star it is a mark wherever a line begins with it, or stands at the end after a gap.
_STARS = rf"(?:{_STAR}|[*＊](?={_TERM})){_TERM}?{_CLOSE}"
_STARRED = re.compile(rf"^(?:[0-9]{{1,6}})?{_OPEN}(?:密级[：:]?)?{_LEVEL}{_CLOSE}{_STARS}")
_STARRED_LAST = re.compile(rf"[\s　]{_LEVEL}(?:{_STAR}|[*＊](?={_TERM}))\s*{_TERM}?\s*$")
_WITH_TERM = re.compile(rf"(?:[0-9]{{1,6}})?{_OPEN}(?:密级[：:])?{_LEVEL}[·．.—-]?{_TERM}{_CLOSE}")
_LABELLED = re.compile(rf"密级[：:]{_LEVEL}(?:{_STAR}|[*＊])?{_TERM}?{_CLOSE}")
_LONE = re.compile(rf"{_OPEN}(?:绝密|机密|秘密)(?:级|件|文件)?{_CLOSE}|{_OPEN}工作秘密{_CLOSE}")
_CARE = "注意保存|注意保密|妥善保管|妥善保存|严禁复制|请勿复制|严禁扩散|请勿扩散|(?:请勿|严禁|切勿|禁止)外传"
_CARE = f"(?:{_CARE})"
_WORD = r"(?:内部资料|内部文件|内部材料|内部事项|内部刊物|内部参阅|工作秘密|(?:仅供|仅限)内部(?:使用|参考|参阅|传阅))"
# With a full stop it is a sentence's end on a line of its own, unless it says what to do.
_INTERNAL = re.compile(rf"{_OPEN}{_WORD}(?:(?:[，,、。.！!：:；;—-]*{_CARE})+[。！!]?)?{_CLOSE}[！!]?")
_INTERNAL_BEFORE_GAP = re.compile(rf"^\s*{_OPEN}(?:内部资料|内部文件|内部材料)[\s　，,、]*{_CARE}[！!]?{_CLOSE}[\s　]")


@rule(
    "P-06",
    "没有“秘密★1年”“内部资料 注意保存”之类的密级和内部标志",
    scope="document",
    formula="一行开头或单独成行的 绝密/机密/秘密（★、期限）、内部资料、内部文件、工作秘密",
    origin="政府信息公开前的保密审查",
    status="inferred",
    fix="核对文稿是否经过保密审查；确认可以公开后删去标志。",
)
def no_classification_mark(case: Case) -> Iterator[Judgement]:
    """A mark that stands for itself; the words 国家秘密, 工作秘密, 内部资料 in a sentence are none."""
    for text in case.texts:
        for line in text.text.splitlines():
            if mark := _mark(line, text.section):
                spot = f"（{text.origin}）" if text.origin else ""
                message = (
                    f"{text.where}有密级或内部标志“{mark}”，带有这类标志的文稿不能公开，"
                    f"请先作保密审查，可以公开的删去标志{spot}。"
                )
                yield Judgement(Outcome.BROKEN, message, places=(text.origin,) if text.origin else ())


def _mark(line: str, section: int) -> str:
    """The mark on a line; "" where there is none."""
    text = folded(line).strip("*#＊ ") if line.strip().startswith(("**", "#")) else folded(line)
    if found := _STARRED.match(text):
        return found[0]
    for last in (_STARRED_LAST, _INTERNAL_BEFORE_GAP):
        if found := last.search(line):
            return found[0].strip()
    alone: tuple[re.Pattern[str], ...] = (_WITH_TERM, _LABELLED, _INTERNAL)
    # In a section the lone word may be left over from a table's label (属于国家 / 秘密).
    if section in (TITLE, LEAD):
        alone += (_LONE,)
    return text if any(pattern.fullmatch(text) for pattern in alone) else ""
