"""Sentences about applications read into claims: received, carried over, answered, and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..rule import Case
from .agreement import Agreement, agreement
from .claims import Claim, Sum, Weight, in_columns, known, step_of
from .mentions import Mention, circle, of_documents, partial
from .phrases import (
    ALL_WAYS,
    APPLICATION,
    BARE_FILL,
    COLUMN_FILL,
    COLUMNS,
    EVERYBODY,
    FILL,
    FREE_AFTER,
    QUIET,
    RESULT,
    RIVAL,
    SUM_WORD,
    UNITS,
    VERB,
    VERB_AFTER,
)


@dataclass(frozen=True)
class Stated:
    """What verb a number stands with, the sums it may mean, and how surely."""

    what: str
    readings: tuple[Sum, ...]
    weight: Weight = Weight.FIRM


def total(row: str) -> tuple[str, ...]:
    """The 总计 cell of a row of table three."""
    return (f"applications.{row}.total",)


RECEIVED, IN, OUT, DONE = total("new_received"), total("carried_in"), total("carried_out"), total("total_processed")
_BY_VERB: Mapping[str, tuple[str, tuple[Sum, ...]]] = {
    "in": ("上年结转", (Sum(IN),)),
    "out": ("结转下年度", (Sum(OUT),)),
    "carried": ("结转", (Sum(OUT), Sum(IN))),
    "sum": ("收办的申请", (Sum(RECEIVED + IN),)),
    "received": ("收到的申请", (Sum(RECEIVED), Sum(RECEIVED + IN))),
    # 办结 may leave out what was carried in from last year.
    "finished": ("办结的申请", (Sum(DONE), Sum(RECEIVED, OUT))),
    "handled": ("办理的申请", (Sum(DONE), Sum(RECEIVED + IN), Sum(RECEIVED))),
}
_VERBLESS = (
    "依申请公开",
    (
        Sum(RECEIVED),
        Sum(RECEIVED + IN),
        Sum(DONE),
        Sum((*total("granted"), *total("partially_granted"))),
        Sum(total("granted")),
    ),
)


def about_applications(mention: Mention) -> bool:
    """Whether the passage has spoken of applications for information, and of nothing else since."""
    text = mention.earlier + mention.before
    found = list(APPLICATION.finditer(text))
    if found:
        return RIVAL.search(text[found[-1].end() :]) is None
    named = "依申请" in mention.sentence.topic or APPLICATION.search(mention.sentence.text)
    return bool(named) and RIVAL.search(mention.before) is None


def application_claims(case: Case) -> Iterator[Claim]:
    """Every claim about the numbers of applications."""
    for passage in case.passages:
        last: tuple[Sum, ...] = ()
        told, narrow = False, False
        for mention in passage.mentions:
            stated, last = _stated(mention, case.year, last)
            # 网上受理 65 件，办结 62 件，…: the second goes on about the first, where no sum was told before.
            narrow = narrow or (not told and _of_a_part(mention))
            if stated is None or mention.numeral.address is not None:
                continue
            going_on = narrow and stated.readings[0] != Sum(RECEIVED)
            if going_on or _by_another(mention, case):
                stated = replace(stated, weight=Weight.HINT)
            for claim in claim_of(case, mention, "N-01", stated):
                told = told or agreement(claim, case.filing) is Agreement.AGREED
                narrow = narrow and not told
                yield claim


_SUBJECT = re.compile(
    r"([^，。；：、0-9年月]{2,12}(?:局|委|办|院|中心|街道|[镇乡]|[支大]队|所))(?:共计?|累计|全年|新|依法|分别|已)*$"
)


def _by_another(mention: Mention, case: Case) -> bool:
    """Whether an office other than the report's does what is counted: 区民政局收到 9 件 in the district's report."""
    verbs = list(VERB.finditer(mention.left))
    subject = _SUBJECT.search(mention.left[: verbs[-1].start()]) if verbs else None
    own = _own_names(case)
    return subject is not None and own != "" and subject[1][-3:] not in own


def _own_names(case: Case) -> str:
    office, printed = case.office, case.submission.office_name or case.submission.title or ""
    return f"{office.name} {office.short_name}" if office else printed


def _of_a_part(mention: Mention) -> bool:
    """Whether the number counts what came in one way, in some months or about one matter."""
    return partial(mention.clause) and bool(APPLICATION.search(mention.clause) or VERB.search(mention.clause))


def claim_of(case: Case, mention: Mention, rule: str, stated: Stated) -> Iterator[Claim]:
    """The claim of a number, none where the tables have no such cells."""
    readings = known(case.filing, stated.readings)
    if readings:
        yield Claim(
            rule,
            stated.what,
            mention.numeral.value,
            readings,
            mention.index,
            mention.sentence,
            stated.weight,
            mention.numeral.start,
            step_of(mention),
            circle_of(case, mention.before + mention.right),
        )


def circle_of(case: Case, words: str) -> str:
    """The words of another circle of offices, for the office of the case."""
    title = (case.submission.title or "").partition("政府信息公开")[0]
    office = case.office.name if case.office else case.submission.office_name or title
    adds_up = bool(case.children) or (case.office is not None and case.office.is_government)
    return circle(words, re.sub(r"20[0-9]{2}年度?", "", office), adds_up)


def _stated(mention: Mention, year: int, last: tuple[Sum, ...]) -> tuple[Stated | None, tuple[Sum, ...]]:
    """What the number counts, and the sums of the last total that the sentence named."""
    left, right, numeral = mention.left, mention.right, mention.numeral
    zero = numeral.value == 0 and left.endswith(("为", "是", "数", "数量", "申请"))
    if numeral.unit not in UNITS or (not numeral.unit and not zero):
        return None, last
    if mention.compared or not mention.of_year(year) or RIVAL.search(left) or RIVAL.search(right[:12]):
        return None, last
    if RESULT.search(left) or of_documents(mention.sentence.text) or _NONE_AFTER_ALL.search(mention.after):
        return None, last
    # 公民、法人和其他组织 are all who can apply.
    bare = ALL_WAYS.sub("", EVERYBODY.sub("", left))
    columns = [(found, words, weight) for pattern, found, words, weight in COLUMNS if pattern.search(bare)]
    for pattern, *_ in COLUMNS:
        bare = pattern.sub("", bare)
    made = _by_verb(mention, bare, year) or _verbless(mention, bare) or _by_right(mention)
    if made and partial(mention.clause):
        made = replace(made, weight=Weight.HINT)
    if columns:
        return _in_column(mention, bare, made, last or _BY_VERB["received"][1], columns[0]), last
    return made, (made.readings if made else last)


_NONE_AFTER_ALL = re.compile(r"(?:不属于|不是|并非|均非)[^，。；]{0,6}信息公开申请")
_DENIED = re.compile("[不未待][^，。；]{0,3}$")


_NAMED_YEAR = re.compile(r"20[0-9]{2}(?=年)")


def _direction(verb: re.Match[str], year: int) -> str:
    """The verb's name; 结转2024年 is carried in or out as the year that it names is before or after the report's."""
    name, named = verb.lastgroup or "", _NAMED_YEAR.search(verb[0])
    if name not in ("in", "out") or not named or int(named[0]) == year:
        return name
    return "in" if int(named[0]) < year else "out"


def _by_verb(mention: Mention, left: str, year: int) -> Stated | None:
    verbs = list(VERB.finditer(left))
    if not verbs:
        return None
    verb = verbs[-1]
    head, tail = left[: verb.start()], left[verb.end() :]
    named = APPLICATION.search(tail) or (APPLICATION.search(head) and BARE_FILL.fullmatch(tail))
    if not FILL.fullmatch(tail) or (verb.lastgroup in ("received", "finished", "handled") and _DENIED.search(head)):
        return None
    if not named and not APPLICATION.match(mention.right.removeprefix("的")):
        free = FREE_AFTER.match(mention.right) and BARE_FILL.fullmatch(tail)
        if not free or not about_applications(mention):
            return None
    what, readings = _BY_VERB[_direction(verb, year)]
    if len(verbs) > 1:
        return _two_verbs(verbs[-2], verb, left)
    return Stated(what, readings)


def _two_verbs(first: re.Match[str], second: re.Match[str], left: str) -> Stated:
    """受理并办结 means both, 新收和上年结转 their sum, 答复上年结转 a part."""
    between, names = left[first.end() : second.start()], (first.lastgroup or "", second.lastgroup or "")
    what, readings = _BY_VERB[names[1]]
    if names == ("received", "in") and re.search("[和及加与、]", between):
        return Stated("收到和上年结转的申请", (Sum(RECEIVED + IN),))
    if names[1] in ("in", "out", "carried"):
        return Stated(what, readings, Weight.HINT if names[0] in ("finished", "handled") else Weight.FIRM)
    return Stated(what, (*readings, *_BY_VERB[names[0]][1]), Weight.FIRM if names[0] == names[1] else Weight.VAGUE)


def _verbless(mention: Mention, left: str) -> Stated | None:
    """政府信息公开申请共 12 件, 12 件政府信息公开申请, 两项合计 12 件."""
    if VERB.search(left):
        return None
    found = list(APPLICATION.finditer(left))
    if found and FILL.fullmatch(left[found[-1].end() :]):
        firm = "依申请公开" not in found[-1][0] or mention.numeral.value == 0
        return Stated(_VERBLESS[0], _VERBLESS[1], Weight.FIRM if firm else Weight.VAGUE)
    if APPLICATION.match(mention.right) and QUIET.fullmatch(left):
        return Stated(*_VERBLESS, Weight.HINT)
    if SUM_WORD.search(left) and about_applications(mention):
        return Stated(*_VERBLESS, Weight.HINT)
    return None


def _by_right(mention: Mention) -> Stated | None:
    """余下 2 件结转下年度, 其中 8 件已办结."""
    found = VERB_AFTER.match(mention.right)
    if not found or not QUIET.fullmatch(mention.left) or not about_applications(mention):
        return None
    what, readings = _BY_VERB[found.lastgroup or ""]
    weights = {"out": Weight.FIRM, "carried": Weight.VAGUE}
    return Stated(what, readings, weights.get(found.lastgroup or "", Weight.HINT))


def _in_column(
    mention: Mention,
    left: str,
    made: Stated | None,
    last: tuple[Sum, ...],
    column: tuple[tuple[str, ...], str, Weight],
) -> Stated | None:
    """The same rows in the column of an applicant: 其中自然人 9 件."""
    columns, words, weight = column
    if made is None and not (COLUMN_FILL.fullmatch(left) and about_applications(mention)):
        return None
    if partial(mention.clause) or (made and made.weight is Weight.HINT):
        weight = Weight.HINT
    rows = (*(made.readings if made else last), *_BY_VERB["received"][1])
    return Stated(f"{words}申请", tuple(in_columns(reading, columns) for reading in rows), weight)
