"""Rules about applications in prose and table: how many were received and answered (N-01), and whether any (N-02)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...filing import format_number
from ..finding import Judgement, Outcome, Severity
from ..rule import Case, Need, rule
from .agreement import Agreement, agreement, contradiction, judge
from .applications import IN, RECEIVED, Stated, application_claims, circle_of
from .claims import Claim, Sum, Weight, known, least
from .mentions import Passage, of_year, partial
from .phrases import APPLICATION, EVERYBODY, RIVAL, UNITS

OVERVIEW = 1
_ACCOUNT = 50  # letters from which section one is an account and no stub
_WHO = (
    r"(?:公民|自然人|法人|其[他它]组织|社会公众|公众|群众|单位|个人|企业|有关|相关|任何(?!形式)|各类|申请人|或者|以及"
    r"|[、，和及或与者])*+"
)
_ASKED = (
    r"(?:任何形式的|通过任何(?:渠道|方式)|向(?:我|本)(?:局|办|街道|镇|乡|委|单位|机关)|当面|提出|提交|递交|要求|申请|的"
    r"|书面|政府|政务|信息|公开)*?"
)
_NONE_WORDS = r"(?:(?<![如若因应逾])未(?!来|经|按|能|及时|予|再)|没有|没|均未|(?<!有)无(?!法|效|论|须|需)|零)"
_VERB = r"(?:收到|接到|受理|接收|新收|收办|收悉|发生|产生|出现|办理|有|涉及|接受)?(?:过|到)?"
_END = (
    r"(?:事项|业务|情况|情形|件次|件|案件|办件|事宜|申请|的|受理|发生|工作|数量|需求|政府信息|内容)*+"
    r"(?=$|[，,。；;、：:（(!！和及或也且])"
)
_SUBJECT_END = r"(?:情况|方面|事项|件|数量|总数|数|工作|业务|的)*+(?:[：:，]|为|是)?(?:本年度?|全年|20[0-9]{2}年度?)?"
_NOTHING = re.compile(
    rf"{_NONE_WORDS}{_VERB}{_WHO}{_ASKED}(?:{APPLICATION.pattern}|公开政府信息的申请){_END}"
    rf"|(?:{APPLICATION.pattern}){_SUBJECT_END}暂?(?:无|没有|为零|零件|零)(?=$|[，。；（])"
)
_NOTHING_ELSE = re.compile(
    r"其[他它](?:类|的)?(?:政府信息|信息|申请)|除此|此外|再(?:次)?收到|[如若]未|申请人未|因未|逾期|超期|不服"
)
_KIND = re.compile(r"自然人|法人|企业|组织")
_ANYBODY = re.compile(r"公民|个人|公众|群众|单位|自然人.*(?:法人|企业|组织)")
# （二）依申请公开。 in front of a sentence, as a heading on its own line, tells of no application.
_HEADED = re.compile(r"^[（(][一二三四五六七八九十][)）][^。；，,：:]{2,20}(?:[。：:，,]|$)")
_OTHERS_ASKED = re.compile(r"(?:复议|仲裁|许可|登记|救助|补贴|资金)申请|依申请类|申请类事项|申请材料")
_SHORT = re.compile(r"(?:20[0-9]{2}年度?|本年度?|我[局办委]|，)*(?:暂)?(?:无|没有)[。]?")


@rule(
    "N-01",
    "文字所写收到、办结、结转的申请件数与第三表一致",
    severity=Severity.WARNING,
    scope="cross",
    formula="收到/新收/受理 N in {new_received, new_received+carried_in}; 收办 N = sum; 办结/答复 N = total_processed",
    origin="所见报告：文字写受理 2 件而表中 3 件；“收办”合计新收与上年结转",
    status="observed",
    needs=(Need.PROSE,),
    fix="核对文字和第三表，改正填错的一处；范围不同的，在文中写明各指什么范围。",
)
def applications_agree(case: Case) -> Iterator[Judgement]:
    """Numbers of applications received, carried over and answered, in all and by kind of applicant."""
    claims = [claim for claim in case.once(application_claims) if _any_at_all(case, claim) is None]
    yield from judge(claims, case.filing)


@rule(
    "N-02",
    "文字说没有收到申请的，第三表新收应为 0；表中有的，文字应当写到",
    severity=Severity.ERROR,
    scope="cross",
    formula="zero-sentence xor new_received = 0",
    origin="所见报告：第三表新收 1 件，总体情况对申请只字未提",
    status="observed",
    needs=(Need.PROSE,),
    fix="核对第三表“本年新收”和文字，改正填错的一处；表中有申请的，在总体情况里写明件数和办理结果。",
)
def applications_mentioned(case: Case) -> Iterator[Judgement]:
    """None in the prose and some in the table, some in the prose and none in the table, or not a word of them."""
    if not known(case.filing, [Sum(RECEIVED)]):
        return
    told = case.once(application_claims)
    counted = {claim.index for claim in told if _counts_received(claim, case)}
    claims = [*_no_applications(case), *told]
    # 收到 5 件，下半年未收到申请: beside the number that the table has, a denial is of a part.
    whole = [claim for claim in claims if claim.value or claim.index not in counted]
    stated = [found for claim in whole if (found := _any_at_all(case, claim))]
    for claim in {(c.index, c.value): c for c in stated}.values():
        severity = Severity.ERROR if claim.weight is Weight.FIRM and not claim.circle else Severity.INFO
        yield contradiction(replace(claim, readings=(Sum(RECEIVED),)), case.filing, severity)
    if not claims:
        yield from _silence(case)


def _any_at_all(case: Case, claim: Claim) -> Claim | None:
    """The claim, where it denies all applications that the table has, or tells of some that the table has not."""
    received = RECEIVED[0]
    if claim.weight is Weight.HINT or received not in claim.readings[0].addresses + claim.readings[-1].addresses:
        return None
    if agreement(claim, case.filing) is not Agreement.CONTRADICTED:
        return None
    low, exact = least(case.filing, Sum(RECEIVED))
    denied = claim.value == 0 and low > 0
    invented = claim.value > 0 and low == 0 and exact and least(case.filing, Sum(IN)) == (0, True)
    return claim if denied or invented else None


def _counts_received(claim: Claim, case: Case) -> bool:
    """Whether the claim is the number received that the table has, and not nought."""
    named = claim.value > 0 and RECEIVED[0] in claim.readings[0].addresses
    return named and agreement(claim, case.filing) is Agreement.AGREED


def _no_applications(case: Case) -> Iterator[Claim]:
    for passage in case.passages:
        text = passage.text
        for found in _NOTHING.finditer(text):
            before = text[: found.start()]
            clause = re.split("[，,；;。：:]", before)[-1]
            if RIVAL.search(clause) or _NOTHING_ELSE.search(clause + found[0]) or not of_year(before, case.year):
                continue
            if _of_one_kind(found[0]):
                continue
            narrow = partial(clause + found[0]) or RIVAL.search(text[found.end() : found.end() + 4])
            yield _none(case, passage, Weight.VAGUE if narrow else Weight.FIRM, before + found[0])
        if "依申请" in passage.sentence.topic and _SHORT.fullmatch(text) and not passage.earlier:
            yield _none(case, passage, Weight.FIRM, "")


def _of_one_kind(words: str) -> bool:
    """Whether they name some kind of applicant only: 未收到法人或其他组织的申请."""
    rest = EVERYBODY.sub("", words)
    return bool(_KIND.search(rest)) and not _ANYBODY.search(words)


def _none(case: Case, passage: Passage, weight: Weight, words: str) -> Claim:
    stated = Stated("没有收到申请", (Sum(RECEIVED),), weight)
    return Claim(
        "N-02", stated.what, 0, stated.readings, passage.index, passage.sentence, weight, circle=circle_of(case, words)
    )


def _silence(case: Case) -> Iterator[Judgement]:
    """Section one has text and no word of applications, while the table has some."""
    section = case.submission.section(OVERVIEW)
    low, exact = least(case.filing, Sum(RECEIVED))
    told = [s for s in case.sentences if s.section == OVERVIEW]
    text = "".join(_OTHERS_ASKED.sub("", _HEADED.sub("", s.text)) for s in told)
    counted = any(n.unit in UNITS[:6] for s in told if "申请" in s.topic for n in s.numerals)
    if (
        section is None
        or not text
        or low == 0
        or counted
        or re.search("申请|依申公开|要求公开|公开(?:需求|请求|诉求)|索取", text)
    ):
        return
    entry = case.filing.entries[RECEIVED[0]]
    shown = format_number(low) if exact else f"至少 {format_number(low)}"
    places = (str(section.paragraphs[0].origin), str(entry.origin))
    message = (
        f"“{section.heading}”没有一句写到政府信息公开申请，而{case.filing.places[RECEIVED[0]].words}为 {shown}。"
        f"请补写收到和办理申请的情况（{places[0]}），或核对 {entry.origin}。"
    )
    headed = any("申请" in sentence.topic for sentence in told)
    severity = Severity.ERROR if len(text) >= _ACCOUNT and not headed else Severity.WARNING
    yield Judgement(Outcome.BROKEN, message, RECEIVED, format_number(low), None, places, severity=severity)
