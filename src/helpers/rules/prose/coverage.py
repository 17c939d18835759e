"""How much of the prose was laid beside the tables."""

from __future__ import annotations

from dataclasses import dataclass

from ..rule import Case
from .agreement import Agreement, agreement
from .applications import application_claims
from .disputes import dispute_claims
from .normative import decision_claims, document_claims
from .numerals import Numeral
from .results import result_claims
from .sentences import LEAD, Sentence

_NO_COUNT = ("", "%", "个百分点", "倍", "期", "字")
_SPELLED_COUNTS = ("件", "件次", "条", "条次", "宗", "起", "例", "份", "篇", "元", "万元", "亿元")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The numbers of the prose: given by placeholders, found equal to the tables, and the others."""

    bound: int
    matched: int
    free: int

    @property
    def line(self) -> str:
        """The one line shown."""
        total = self.bound + self.matched + self.free
        return (
            f"文字部分共 {total} 个数字：引用表格 {self.bound} 个，与表格核对一致 {self.matched} 个，"
            f"其余 {self.free} 个未核对。"
        )


def prose_coverage(case: Case) -> Coverage:
    """Count the numbers of the sections, without dates, numbers of documents, percentages and the lead."""
    looks = (application_claims, result_claims, dispute_claims, document_claims, decision_claims)
    claims = [claim for look in looks for claim in case.once(look)]
    agreed = {(c.index, c.start) for c in claims if agreement(c, case.filing) is Agreement.AGREED}
    counted = [
        (numeral.address is not None, (index, numeral.start) in agreed)
        for index, sentence in enumerate(case.sentences)
        if sentence.section != LEAD
        for numeral in sentence.numerals
        if _counts(numeral, sentence)
    ]
    bound = sum(is_bound for is_bound, _ in counted)
    matched = sum(is_agreed and not is_bound for is_bound, is_agreed in counted)
    return Coverage(bound, matched, len(counted) - bound - matched)


def _counts(numeral: Numeral, sentence: Sentence) -> bool:
    if numeral.address is not None:
        return True
    if numeral.is_date or numeral.unit in _NO_COUNT:
        return False
    # 一个窗口, 两次会议 are words rather than figures.
    return sentence.text[numeral.start].isdigit() or numeral.unit in _SPELLED_COUNTS
