"""Rules about what was handed in: files, tables found in them, placeholders (I)."""

from __future__ import annotations

from collections.abc import Iterator

from ..prose import bare_addresses, placeholders
from ..spelling import closest
from ..submission import NOWHERE
from .finding import Judgement, Outcome
from .rule import Case, Need, rule

_FILES = "报送材料"


def _problems(case: Case, rule_id: str) -> Iterator[Judgement]:
    for problem in case.submission.problems:
        if problem.rule == rule_id:
            where = "" if problem.where == NOWHERE else f"（{problem.where}）"
            yield Judgement(
                Outcome.BROKEN,
                f"{problem.what}。{problem.fix}{where}",
                problem.addresses,
                places=tuple(problem.where.split("；")),
            )


@rule(
    "I-01",
    "文件能够读取",
    scope="file",
    formula="每个文件都有读法",
    origin=_FILES,
    status="verified",
    fix="按提示另存后重新报送。",
)
def files_readable(case: Case) -> Iterator[Judgement]:
    """Files that no reader could read."""
    yield from _problems(case, "I-01")


@rule(
    "I-02",
    "第二、三、四表能够识别",
    scope="table",
    formula="表头、行名与格式相符",
    origin=_FILES,
    status="verified",
    fix="行名、列名照格式原文填写。",
)
def tables_recognised(case: Case) -> Iterator[Judgement]:
    """Tables that were not found, or whose labels fit no form version."""
    yield from _problems(case, "I-02")


@rule(
    "I-03",
    "几份文件的数字一致",
    scope="cell",
    formula="同一单元格在各文件中相等",
    origin=_FILES,
    status="verified",
    fix="只保留正确的一份。",
)
def files_agree(case: Case) -> Iterator[Judgement]:
    """Two files that give different numbers for one cell."""
    yield from _problems(case, "I-03")


@rule(
    "I-04",
    "文字中的占位符都指向表中的单元格",
    scope="section",
    formula="占位符是格式中的编号",
    origin=_FILES,
    status="verified",
    fix="改为正确的编号，或直接写数字。",
    needs=(Need.PROSE,),
)
def placeholders_known(case: Case) -> Iterator[Judgement]:
    """`{{ … }}` that is no address, with the nearest one; an address in braces of another kind, or in none."""
    # A table that is missing has its own finding; its addresses are known all the same.
    known = {**case.form.places, **case.filing.places}
    for written, paragraph in placeholders(case.submission):
        if written not in known:
            near = closest(written, known)
            fix = f"是不是“{near}”（{known[near].words}）？" if near else "请核对编号。"
            message = f"占位符“{{{{ {written} }}}}”没有对应的单元格，{fix}（{paragraph.origin}）"
            yield Judgement(Outcome.BROKEN, message, places=(str(paragraph.origin),))
    for address, paragraph in bare_addresses(case.submission, case.form.tables):
        message = f"编号“{address}”不在两对半角花括号里，请写成“{{{{ {address} }}}}”（{paragraph.origin}）"
        yield Judgement(Outcome.BROKEN, message, places=(str(paragraph.origin),))


@rule(
    "I-05",
    "文件大小在限度以内",
    scope="file",
    formula="大小、行数、字数在限度内",
    origin=_FILES,
    status="verified",
    fix="删去与年度报告无关的内容。",
)
def within_limits(case: Case) -> Iterator[Judgement]:
    """Files, sheets or texts larger than any report."""
    yield from _problems(case, "I-05")
