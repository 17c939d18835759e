"""Rules about the build of tables two and four (T2-01, T4-02)."""

from __future__ import annotations

from collections.abc import Iterator

from ...filing import EntryKind
from ...formspec import BlockSpec
from ..finding import Judgement, Outcome
from ..rule import Case, rule

_NUMERALS = "零一二三四五六七八九十"


@rule(
    "T2-01",
    "第二表各块、各行齐全（现行格式四块六行）",
    scope="table",
    formula="structure equals the form of the report year",
    origin="格式第二表",
    status="verified",
    fix="照格式补全各块各行，没有的填 0；nianbao template 可以生成空表。",
)
def second_table_whole(case: Case) -> Iterator[Judgement]:
    """Table two was found, but lacks rows of the form; a table that is not there at all is told by I-02 alone."""
    table = case.form.tables["proactive"]
    for problem in case.submission.problems:
        of_table = problem.missing and set(problem.addresses) <= set(table.places)
        if of_table and table.id in case.submission.unrecognised:
            lacking = "、".join(f"“{label}”" for label in problem.missing)
            rows = sum(len(block.rows) for block in table.blocks)
            parts = "；".join(map(_block_words, table.blocks))
            message = (
                f"{table.name}缺{lacking}。格式是{_NUMERALS[len(table.blocks)]}块{_NUMERALS[rows]}行：{parts}。"
                "请补全，没有的填 0。"
            )
            yield Judgement(Outcome.BROKEN, message, problem.addresses, places=tuple(problem.where.split("；")))


def _block_words(block: BlockSpec) -> str:
    return f"{block.caption}{'、'.join(row.label for row in block.rows)}"


@rule(
    "T4-02",
    "第四表 15 个数字都有各自的列",
    scope="table",
    formula="15 cells under the columns of the form",
    origin="格式第四表",
    status="verified",
    fix="照格式补全三组各五列，没有的填 0；nianbao template 可以生成空表。",
)
def fourth_table_whole(case: Case) -> Iterator[Judgement]:
    """Table four was found, but none of its numbers could be put under a column; I-02 tells of one not found."""
    table = case.filing.tables.get("disputes")
    read = {case.filing.entries[address] for address in table.places} if table else set()
    if table is None or len(read) != 1:
        return
    (entry,) = read
    if entry.kind is EntryKind.UNREADABLE:
        groups = dict.fromkeys(place.row.words for place in table.places.values())
        columns = dict.fromkeys(place.column.label for place in table.places.values())
        message = (
            f"{table.name}的列与格式对不上：{entry.reason}（{entry.origin}）。格式是 {len(table.places)} 个数字："
            f"{'、'.join(groups)}{_NUMERALS[len(groups)]}组，各有{'、'.join(columns)}。请补全，没有的填 0。"
        )
        yield Judgement(Outcome.BROKEN, message, tuple(table.places))
