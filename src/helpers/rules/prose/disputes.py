"""Rule about reviews and lawsuits in prose and table four (N-04)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...filing import Filing, format_number
from ..finding import Judgement, Outcome, Severity, spots
from ..rule import Case, Need, rule
from .agreement import judge
from .applications import Stated, about_applications, circle_of, claim_of
from .claims import Claim, Sum, Weight, known
from .mentions import Mention, Passage, of_year

REVIEW, DIRECT, AFTER = "review", "litigation_direct", "litigation_after_review"
_KIND = re.compile(
    r"(?P<direct>(?:未经|不经)(?:行政)?复议(?:程序)?[，而]?(?:直接)?(?:起诉|提起(?:行政)?诉讼|诉讼)|直接(?:起诉|提起(?:行政)?诉讼))"
    r"|(?P<after>(?<!未)(?<!不)(?:经)?(?:行政)?复议(?:程序)?后(?:[又再仍])?(?:不服)?(?:起诉|提起(?:行政)?诉讼|诉讼))"
    r"|(?P<litigation>行政诉讼|诉讼|行政应诉|被诉|起诉)"
    r"|(?P<review>行政复议|复议)(?!机关|机构|法|条例|意识|能力|体制|应诉|答复|答辩)"
)
_ROWS = {"direct": (DIRECT,), "after": (AFTER,), "litigation": (DIRECT, AFTER), "review": (REVIEW,)}
_NAMES = {"review": "行政复议", "litigation": "行政诉讼", "direct": "未经复议直接起诉", "after": "复议后起诉"}
_OUTCOMES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("corrected", "被纠正", re.compile(r"(?:被)?(?:结果)?纠正|纠错|败诉")),
    ("upheld", "结果维持", re.compile(r"维持|胜诉")),
    ("other", "其他结果", re.compile(r"其[他它]结果")),
    ("pending", "尚未审结", re.compile(r"(?:尚|仍)?未审结|正在审理|(?:尚|仍)在审理|未结案")),
)
_UNITS = ("件", "件次", "宗", "起", "例", "个")
# The ways in which a case ends are more than the columns of the table: 撤销 1 件、确认违法 1 件 are corrected together.
_ONE_WAY = re.compile(r"撤销|确认违法|责令|驳回|撤回|撤诉|终止|终结|准许|调解|和解|不予受理|移送")
# 行政诉讼 20 件（其中政府信息公开类 1 件） are lawsuits of all kinds.
_OF_ALL_KINDS = re.compile(r"[（(，,]?其中[^，。；0-9]{0,12}(?:信息公开|依申请)")
# An office that hears reviews counts other cases; so do training and documents about them.
_HEARING = re.compile(
    r"(?<!被)受理(?!依申请|(?:政府)?信息公开申请)|审理(?!中)|复议机关|审结(?<!未审结)|作为(?:行政)?复议|收到[^，。；]{0,12}复议申请|代理|出庭|旁听"
)
_OTHER_THING = re.compile(r"培训|决定书|建议书|意见书|答复|案例|文书|庭审|人员|律师|制度|办法|讲座|解读")
_OF_DISCLOSURE = re.compile(r"信息公开|依申请|公开申请|公开(?:答复|类|工作|领域|引发|引起)")
_FILL = re.compile(
    r"(?:的|案件|案|申请|情况|数量|共计|合计|总计|共|为|是|有|发生|引发|引起|产生|登记|立案|办理|新收|被|提起|申请人|件数|数|均|各|分别|、|和|及|与|其中|结果|了|政府|信息|公开|类|我局|人民法院|法院)*+"
)
_AMONG_THEM = re.compile(r"其中(?:涉及|涉|因)?(?:政府)?信息公开(?:类|方面)?(?:的)?(?:案件)?")
_ALL_UPHELD = re.compile(
    r"(?:均|全部|都|全)(?:已)?(?:被|获|获得|得到|为|予以|判决|裁定|决定|作出|结果|是|[^，。；、]{0,6}?)(?:维持|胜诉)"
)
_NEW = re.compile(r"新(?:发生|增|收|受)")
_SETTLED = re.compile(r"已审结|已结案|已办结|审结的|作出(?:决定|判决)的|审结案件")
_NONE = re.compile(
    r"(?:(?<![如若因应])未(?!来|经|按|能|及时|审结)|没有|没|均无|均未|(?<!有)无(?!法|效|论|须|需|正当)|零)"
    r"(?!维持|纠正)[^，。；：0-9“”]{0,30}?(?:行政复议|行政诉讼|复议|诉讼)"
    r"[^，。；：0-9]{0,20}"
)
_NONE_AFTER = re.compile(
    r"(?:行政复议|行政诉讼)(?:、|和|及|与|或)?(?:被?提起)?(?:行政复议|行政诉讼|诉讼)?(?:案件|情况|申请|件|数|方面|的)*+(?:：|，|均|都|全年|为|是|本年度?)*+"
    r"(?:无|没有发生|未发生|未收到|没有|为零|零(?:件)?)(?=$|[，。；])"
)
_OTHER_FAULT = re.compile(r"法(?:定|律)|风险|超期|逾期|培训|人员|机制|渠道|制度|权利|前置")
_NOT_AT_ALL = re.compile(r"[如若]|除|其[他它]|新的|新增|再")


@rule(
    "N-04",
    "文字所写行政复议、行政诉讼件数和结果与第四表一致",
    severity=Severity.WARNING,
    scope="cross",
    formula="复议 N = review.total; 诉讼 N = direct.total + after.total; 均维持 => corrected=other=pending=0",
    origin="所见报告：文字写复议 134 件、诉讼 57 件而表中 170 件、77 件；文字写均维持而表中有未审结的",
    status="observed",
    needs=(Need.PROSE,),
    fix="按第四表改正文字，或改正表格；文中所指不是政府信息公开案件的，写明是哪一类案件。",
)
def disputes_agree(case: Case) -> Iterator[Judgement]:
    """Numbers of reviews and lawsuits, their outcomes, and sentences that there were none or that all were upheld."""
    if "disputes" not in case.filing.tables:
        return
    yield from judge(case.once(dispute_claims), case.filing)
    for passage in case.passages:
        yield from _all_upheld(passage, case)


def dispute_claims(case: Case) -> Iterator[Claim]:
    """Every claim about reviews and lawsuits over disclosure."""
    for passage in case.passages:
        if not _KIND.search(passage.text):
            continue
        for mention in passage.mentions:
            stated = _stated(mention, case.year)
            if stated and mention.numeral.address is None:
                yield from claim_of(case, mention, "N-04", stated)
        yield from _none_claims(passage, case)


def _cells(kinds: tuple[str, ...], column: str) -> tuple[str, ...]:
    return tuple(f"disputes.{row}.{column}" for kind in kinds for row in _ROWS[kind])


def _stated(mention: Mention, year: int) -> Stated | None:
    words = mention.left + mention.right
    if mention.numeral.unit not in _UNITS or mention.compared or not mention.of_year(year):
        return None
    if _OTHER_THING.search(words) or _ONE_WAY.search(words):
        return None
    if _OF_ALL_KINDS.match(mention.after):
        return None
    here = _kinds(mention.left) or (_kinds(mention.right) if not mention.left or _FILL.fullmatch(mention.left) else ())
    if not here and _AMONG_THEM.fullmatch(mention.left):
        here = _last_kind(mention.before)
    outcome = next(((c, name) for c, name, pattern in _OUTCOMES if pattern.search(words)), None)
    weight = _weight(mention, words)
    if outcome:
        kinds = here or _last_kind(mention.before)
        return _outcome(kinds, *outcome, weight) if kinds else None
    if not here or not _ends_well(mention):
        return None
    named = "、".join(_NAMES[k] for k in here)
    readings = [Sum(_cells(here, "total"))]
    if len(here) > 1 and re.search("[均各]", mention.left):
        readings = [Sum(_cells((kind,), "total")) for kind in here]
    return Stated(named, tuple(readings), weight)


def _kinds(words: str) -> tuple[str, ...]:
    """What kinds words name, each once; 行政诉讼未经复议直接起诉 names one of the two lawsuits only."""
    found = dict.fromkeys(found.lastgroup or "" for found in _KIND.finditer(words))
    if found.keys() & {"direct", "after"}:
        found.pop("litigation", None)
    return tuple(found)


def _last_kind(words: str) -> tuple[str, ...]:
    """The kind that words named last; () where they named none."""
    return tuple(found.lastgroup or "" for found in _KIND.finditer(words))[-1:]


def _ends_well(mention: Mention) -> bool:
    """Whether nothing but the number stands after the last name of a review or lawsuit."""
    found = list(_KIND.finditer(mention.left))
    return not found or _FILL.fullmatch(mention.left[found[-1].end() :]) is not None


def _weight(mention: Mention, words: str) -> Weight:
    said = re.split("[；;。]", mention.before)[-1] + mention.right
    disclosure = _OF_DISCLOSURE.search(mention.before + words) or about_applications(mention)
    # The table has the cases pending from earlier years, too.
    if _HEARING.search(said) or _NEW.search(mention.left) or ("办理" in said and not disclosure):
        return Weight.HINT
    return Weight.FIRM if disclosure else Weight.VAGUE


def _outcome(kinds: tuple[str, ...], column: str, name: str, weight: Weight) -> Stated:
    readings = [Sum(_cells(kinds, column))]
    if kinds == ("litigation",):
        readings += [Sum(_cells((kind,), column)) for kind in ("direct", "after")]
    return Stated(name, tuple(readings), weight)


def _none_claims(passage: Passage, case: Case) -> Iterator[Claim]:
    """未发生行政复议、行政诉讼: every total that the words name is nought."""
    text = passage.text
    for found in (*_NONE.finditer(text), *_NONE_AFTER.finditer(text)):
        words, before = found[0], text[: found.start()]
        clause = re.split("[，,；;。：:]", before)[-1]
        if _OTHER_THING.search(words) or _OTHER_FAULT.search(words) or _NOT_AT_ALL.search(clause + words):
            continue
        if _HEARING.search(clause + words.replace("被受理", "")) or not of_year(before, case.year):
            continue
        outcome = next((c for c, _, pattern in _OUTCOMES if pattern.search(words)), None)
        readings = known(case.filing, [Sum(_cells(_kinds(words), outcome or "total"))])
        weight = Weight.FIRM if _OF_DISCLOSURE.search(before + words + passage.sentence.topic) else Weight.VAGUE
        if readings:
            what = "没有被纠正的" if outcome else "没有行政复议、行政诉讼"
            circle = circle_of(case, before + words)
            yield Claim("N-04", what, 0, readings, passage.index, passage.sentence, weight, circle=circle)


def _all_upheld(passage: Passage, case: Case) -> Iterator[Judgement]:
    """均维持 leaves nothing corrected, otherwise ended, or pending."""
    text = passage.text
    found = _ALL_UPHELD.search(text)
    if not found or not _KIND.search(text) or not of_year(text[: found.start()], case.year):
        return
    start = max(text.rfind(mark, 0, found.start()) for mark in "；;。") + 1
    said = text[start : found.end()]
    clause = re.split("[，,：:]", said)[-1]
    kinds = _kinds(clause) or _kinds(said) or _last_kind(text[: found.start()])
    columns = ("corrected", "other") if _SETTLED.search(said) else ("corrected", "other", "pending")
    cells = [a for column in columns for a in _cells(kinds, column) if a in case.filing.places]
    if _HEARING.sub("", said) != said and not _SETTLED.search(said):
        return
    wrong = [address for address in cells if case.filing.number(address)]
    if wrong:
        yield _not_all(passage, wrong, case.filing, circle_of(case, said))
    elif missing := case.filing.gaps(cells):
        message = f"“{passage.sentence.quote}”写全部维持，第四表有 {len(missing)} 格没有数字，无法判断是否一致。"
        yield Judgement(Outcome.UNDECIDED, message, missing, places=(passage.sentence.origin,), blocked_by=missing)


def _not_all(passage: Passage, wrong: list[str], filing: Filing, circle: str) -> Judgement:
    listed = "、".join(f"{filing.places[a].words}为 {format_number(filing.number(a) or 0)}" for a in wrong)
    places = (passage.sentence.origin, *(str(filing.entries[a].origin) for a in wrong))
    doubtful = circle or not _OF_DISCLOSURE.search(passage.text + passage.earlier + passage.sentence.topic)
    return Judgement(
        Outcome.BROKEN,
        f"“{passage.sentence.quote}”写全部维持，{listed}。请核对 {spots(places)}，改正填错的一处。",
        tuple(wrong),
        "0",
        format_number(sum((filing.number(a) or 0 for a in wrong), start=0)),
        places,
        severity=Severity.INFO if doubtful else None,
    )
