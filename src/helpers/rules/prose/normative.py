"""Rule about regulations and normative documents in prose and table two (N-09), and decisions counted beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..finding import Judgement, Severity
from ..rule import Case, Need, rule
from .agreement import judge
from .applications import Stated, claim_of
from .claims import Claim, Sum, Weight
from .mentions import Mention

_UNITS = ("件", "部", "份", "个", "项", "条", "篇", "件次")
_KIND = re.compile(r"(?P<normative_documents>(?:行政)?规范性文件)|(?P<regulations>(?:政府|部门)?规章)(?!制度)")
_VERBS: tuple[tuple[str, str, re.Pattern[str], Weight], ...] = (
    ("repealed", "废止", re.compile(r"废止|宣布失效|失效"), Weight.FIRM),
    ("in_force", "现行有效", re.compile(r"现行有效"), Weight.FIRM),
    ("in_force", "继续有效", re.compile(r"继续有效|保留|有效"), Weight.HINT),
    ("issued", "制发", re.compile(r"制发|印发|制定|出台"), Weight.FIRM),
    ("issued", "发布", re.compile(r"发布|公布|下发"), Weight.VAGUE),
    ("public", "公开", re.compile(r"公开"), Weight.HINT),
)
_COLUMNS = {
    "issued": ("issued", "made", "newly_public"),
    "public": ("issued", "in_force", "newly_public", "public_total"),
    "repealed": ("repealed",),
    "in_force": ("in_force", "public_total"),
}
_OTHER_THING = re.compile(
    "解读|征求意见|草案|备案|审查|审核|清理|目录|汇编|评估|栏目|专栏|专题|库|修改|修订|起草|代拟|拟|转发|学习|宣传|听证"
    "|政策文件|其[他它]文件|公文|普通文件|通知|方案|措施"
)
# 修订 2 件、废止 3 件: what was done with others beside them does not make these other documents.
_REPEALED = re.compile(r"(?:依法)?废止$")
_OF_OTHERS = re.compile(r"审查|备案")  # an office that looks through the documents of others
_CLEARED = re.compile("修改|修订|清理")
_FILL = re.compile(
    r"(?:的|了|共计|合计|累计|总计|共|为|是|有|本年度?|本年|全年|件数|数量|数|其中|新|行政|政府|部门|达|均|年[末底]|依法|12月31日|方面|截至|截止|目前|以来|我局|本级|(?:[省市区县旗州镇乡]|本级)?(?:人民)?政府(?:办公[室厅])?|和|、|及|以|等|，)*+"
)
_DECISIONS = re.compile(r"行政(?P<kind>许可|处罚|强制)")
_FEE = re.compile(r"行政事业性收费")
_DECISION_ROWS = {"许可": "license", "处罚": "penalty", "强制": "coercion"}


@rule(
    "N-09",
    "文字所写规章、规范性文件的制发、废止、现行有效件数与第二表一致",
    severity=Severity.WARNING,
    scope="cross",
    formula="制发/发布 N = issued; 废止 N = repealed; 现行有效 N = in_force",
    origin="武威市通知要求在文字中写明这几项件数",
    status="verified (city notice)",
    needs=(Need.PROSE,),
    fix="与司法行政部门核对件数，改正文字或第二表中填错的一处。",
)
def documents_agree(case: Case) -> Iterator[Judgement]:
    """Numbers of documents issued, repealed and in force, laid beside table two."""
    yield from judge(case.once(document_claims), case.filing)


def document_claims(case: Case) -> Iterator[Claim]:
    """Every claim about regulations and normative documents."""
    for passage in case.passages:
        if not _KIND.search(passage.text):
            continue
        for mention in passage.mentions:
            stated = _stated(mention, case.year)
            if stated and mention.numeral.address is None:
                yield from claim_of(case, mention, "N-09", stated)


def decision_claims(case: Case) -> Iterator[Claim]:
    """Numbers of licences, penalties, coercion and fees that may be those of table two: prose often counts others."""
    for passage in case.passages:
        for mention in passage.mentions:
            stated = _decision(mention)
            if stated and mention.numeral.address is None and mention.of_year(case.year):
                yield from claim_of(case, mention, "T2", stated)


def _stated(mention: Mention, year: int) -> Stated | None:
    left, right = mention.left, mention.right
    if mention.numeral.unit not in _UNITS or mention.compared or not mention.of_year(year):
        return None
    since = _since_kind(mention)
    if _REPEALED.match(left) and _OF_OTHERS.search(mention.before):
        return None
    if _REPEALED.match(left):
        since = _CLEARED.sub("", since)
    if any(map(_OTHER_THING.search, (left, right, since))):
        return None
    verb = next(((c, name, p, w) for c, name, p, w in _VERBS if p.search(left)), None)
    kinds = [found.lastgroup or "" for found in _KIND.finditer(left)]
    after = _KIND.match(right.removeprefix("的")) if not kinds else None
    rest = _KIND.sub("", verb[2].sub("", left) if verb else left)
    if not _FILL.fullmatch(re.sub(r"20[0-9]{2}年度?", "", rest)):
        return None
    inherited = [found.lastgroup or "" for found in _KIND.finditer(mention.before)][-1:]
    rows = kinds or ([after.lastgroup or ""] if after else inherited if verb else [])
    if not rows or (right and not after and not right.startswith(("，", "、", "均", "的", "全部", "已"))):
        return None
    if verb is None:
        return Stated("规范性文件", _readings(rows, "public"), Weight.HINT)
    column, name, _, weight = verb
    # 失效 2 件、废止 4 件: the column has both together.
    both = column == "repealed" and all(word in mention.sentence.text for word in ("废止", "失效"))
    if both or len(_verbs_of(left)) > 1 or mention.numeral.unit in ("条", "篇", "项", "件次"):
        weight = Weight.HINT
    return Stated(f"{name}的{'规章' if rows == ['regulations'] else '规范性文件'}", _readings(rows, column), weight)


def _verbs_of(left: str) -> set[str]:
    return {column for column, _, pattern, _ in _VERBS if pattern.search(left)}


def _since_kind(mention: Mention) -> str:
    """What was said since the sentence last named the documents."""
    found = list(_KIND.finditer(mention.before))
    return mention.before[found[-1].end() :] if found else ""


def _readings(rows: list[str], column: str) -> tuple[Sum, ...]:
    return tuple(Sum(tuple(f"proactive.{row}.{c}" for row in dict.fromkeys(rows))) for c in _COLUMNS[column])


def _decision(mention: Mention) -> Stated | None:
    words = mention.left or mention.right
    found = _DECISIONS.search(words)
    if found and mention.numeral.unit in ("件", "条", "项", "起", "宗", "例", "件次", "个"):
        row = f"proactive.administrative_{_DECISION_ROWS[found['kind']]}.decisions"
        return Stated(found[0], (Sum((row,)),), Weight.HINT)
    if mention.numeral.unit == "万元" and _FEE.search(mention.clause + mention.right):
        return Stated("行政事业性收费", (Sum(("proactive.administrative_fee.amount_10k_yuan",)),), Weight.HINT)
    return None
