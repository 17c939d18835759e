"""Rule about the results of applications in prose and table three (N-03)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...filing import Filing
from ..finding import Judgement, Severity
from ..rule import Case, Need, rule
from .agreement import judge
from .applications import Stated, about_applications, claim_of
from .claims import Claim, Sum, Weight, rows_of
from .mentions import Mention, of_documents
from .phrases import APPLICATION, RIVAL, UNITS

# The order is that of looking: 不予公开 before 予以公开, a detail row before its group.
_GROUPS: tuple[tuple[str, str, str], ...] = (
    ("partially_granted", "部分公开", r"部分(?:予以)?公开|区分处理|部分(?:予以)?提供|公开部分信息"),
    ("denied_", "不予公开", r"不予(?:以)?公开|(?<!无法)拒绝公开|不同意公开"),
    ("unavailable_", "无法提供", r"无法(?:予以)?提供|不能提供"),
    ("declined_", "不予处理", r"不予(?:以)?处理"),
    ("other_", "其他处理", r"其[他它](?:方式|情形|类|情况)?处理|作其[他它]处理"),
    (
        "granted",
        "予以公开",
        r"(?<![不应分])(?:予以|全部|完全|同意|全文)公开|(?<![不应分])予公开|(?<![不分以])公开(?:和|及|与|或|或者|、)部分公开",
    ),
)
_DETAILS: tuple[tuple[str, str], ...] = (
    ("denied_state_secret", r"(?:属于|涉及|因|为)?国家秘密"),
    ("denied_other_law", r"法律、?(?:行政)?法规禁止"),
    ("denied_public_safety", r"三安全一稳定"),
    ("denied_third_party", r"第三方合法权益"),
    ("denied_internal_affairs", r"内部事务"),
    ("denied_process_info", r"过程性信息"),
    ("denied_enforcement_file", r"执法案卷"),
    ("denied_admin_inquiry", r"行政查询事项"),
    ("unavailable_not_held", r"不掌握"),
    ("unavailable_needs_creation", r"(?:没有|无)现成信息|另行制作"),
    ("unavailable_unclear", r"补正后[^，。；]{0,8}不明确"),
    ("declined_petition", r"信访(?:、?举报、?投诉)?类"),
    ("declined_duplicate", r"重复(?:申请|提出|提交)(?!的?答复|人)"),
    ("declined_publication", r"公开出版物"),
    ("declined_excessive", r"大量反复申请"),
    ("declined_reconfirm", r"确认或(?:者)?重新出具"),
    ("other_not_corrected", r"逾期[不未]补正"),
    ("other_fee_unpaid", r"逾期未(?:按[^，。；]{0,8})?缴(?:纳|费)"),
)
_GROUP_PATTERNS = tuple((prefix, name, re.compile(pattern)) for prefix, name, pattern in _GROUPS)
_DETAIL_PATTERNS = tuple((prefix, re.compile(pattern)) for prefix, pattern in _DETAILS)
# 逾期不补正 2 件，其他处理 8 件: the second may be the row 3.其他 alone.
_OTHER_ROW = re.compile("|".join(pattern for prefix, pattern in _DETAILS if prefix.startswith("other_")))
_PUBLIC = re.compile(r"(?:其中)?(?:答复|给予|已)?公开")
_ANOTHER_RESULT = re.compile(r"部分公开|不予公开|无法提供|不予处理")
_JOINED = re.compile(r"[和及与、或含并同]")
_OTHER_THING = re.compile(r"主动公开|许可|处罚|建议|提案|留言|咨询|文件|政策|预算|决算|栏目|条目|目录|答复书|文书|并案")
_OF_OTHERS = re.compile(r"复议|诉讼|上级|公开前|审查|审核|研判|会商|典型案例|涉诉")
_WITH_PARTS = re.compile(r"[（(，]?(?:其中)?(?:含|包括|包含)[^，。；（）]{0,6}部分公开")
_COLUMN = re.compile(r"自然人|法人|企业|组织|机构|公民")


@dataclass(frozen=True)
class Label:
    """The rows that words name, and whether they are a whole group."""

    name: str
    rows: tuple[str, ...]
    group: bool


def labels(words: str, filing: Filing) -> tuple[Label, ...]:
    """The groups and the detail rows that words name."""
    made = []
    for prefix, name, pattern in _GROUP_PATTERNS:
        if pattern.search(words):
            made.append(Label(name, rows_of(filing, prefix), True))
    for prefix, pattern in _DETAIL_PATTERNS:
        found = pattern.search(words)
        if found and rows_of(filing, prefix):
            made.append(Label(found[0], rows_of(filing, prefix), False))
    return tuple(made)


@rule(
    "N-03",
    "文字所写的办理结果与第三表一致",
    severity=Severity.WARNING,
    scope="cross",
    formula="予以公开/部分公开/不予公开/无法提供/不予处理/其他处理 N = group sum (总计), sums of two allowed",
    origin="所见报告：文字写予以公开和部分公开 258 件而表中合计 275 件",
    status="observed",
    needs=(Need.PROSE,),
    fix="按第三表各项的“总计”列改正文字；一句里合写两项的，写两项之和。",
)
def results_agree(case: Case) -> Iterator[Judgement]:
    """Numbers of results, by group or by row, laid beside the column 总计."""
    yield from judge(case.once(result_claims), case.filing)


def result_claims(case: Case) -> Iterator[Claim]:
    """Every claim about how applications came out."""
    if "applications" not in case.filing.tables:
        return
    for passage in case.passages:
        behind = ""
        for mention in passage.mentions:
            left = "" if mention.left == behind else mention.left
            stated, behind = _stated(mention, left, case)
            if stated and mention.numeral.address is None:
                yield from claim_of(case, mention, "N-03", stated)


def _stated(mention: Mention, left: str, case: Case) -> tuple[Stated | None, str]:
    """What result a number counts, and the words after it where they say so."""
    if mention.numeral.unit not in UNITS or not mention.numeral.unit:
        return None, ""
    found = labels(left, case.filing) or _plainly_public(mention, left, case.filing)
    after = not found and not APPLICATION.search(left)
    if after:
        found = labels(mention.right, case.filing)
    words = mention.right if after else left
    if not found:
        return None, ""
    if mention.compared or not mention.of_year(case.year) or not _of_applications(mention, words):
        return None, words if after else ""
    return _meant(mention, found, words, case), words if after else ""


def _plainly_public(mention: Mention, left: str, filing: Filing) -> tuple[Label, ...]:
    """办结 12 件，其中公开 6 件、部分公开 2 件: among other results 公开 is 予以公开."""
    if not _PUBLIC.fullmatch(left) or not _ANOTHER_RESULT.search(mention.sentence.text):
        return ()
    return (Label("予以公开", rows_of(filing, "granted"), True),)


def _of_applications(mention: Mention, words: str) -> bool:
    clean = words
    for _, pattern in _DETAIL_PATTERNS:
        clean = pattern.sub("", clean)
    if _OTHER_THING.search(clean) or RIVAL.search(clean) or _OF_OTHERS.search(mention.clause):
        return False
    if of_documents(mention.sentence.text):
        return False
    return bool(APPLICATION.search(mention.before + words)) or about_applications(mention)


def _meant(mention: Mention, found: tuple[Label, ...], words: str, case: Case) -> Stated:
    groups = [label for label in found if label.group]
    details = [label for label in found if not label.group]
    everything = Sum(tuple(row for label in found for row in label.rows if label.group or not groups))
    weight = Weight.HINT if _COLUMN.search(words) else Weight.FIRM
    name = "、".join(label.name for label in found)
    if details and groups:
        # 因不掌握相关信息而无法提供: the row, or else the group that is named with it.
        rows = Sum(tuple(row for label in details for row in label.rows))
        vague = len(details) > 1 or len(groups) > 1 or "等" in words
        return Stated(name, (rows, everything), Weight.VAGUE if vague and weight is Weight.FIRM else weight)
    if len(found) > 1 and ("等" in words or not _JOINED.search(words)):
        weight = Weight.HINT
    readings = [everything]
    if [label.name for label in found] == ["其他处理"] and _OTHER_ROW.search(mention.sentence.text):
        readings.append(Sum(rows_of(case.filing, "other_misc")))
    if [label.name for label in found] == ["予以公开"] and (
        "部分" not in mention.earlier + mention.sentence.text or _WITH_PARTS.match(mention.after)
    ):
        readings.append(Sum((*everything.plus, everything.plus[0].replace(".granted.", ".partially_granted."))))
    return Stated(name, tuple(readings), weight)
