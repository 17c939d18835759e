"""What every published format shares: the blocks that are published, and the refusal where a report is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbconvert.utils.exceptions import ConversionException

from ..blocks import collect_blocks

# For the reviewer alone: these stay in the executed notebook.
_REVIEW_ONLY = ("findings", "sources", "verdict")


class NotAReportError(ConversionException):
    """The notebook is not an executed annual report, or could not be set."""


@dataclass(frozen=True)
class Published:
    """The parts of an executed notebook: its title, its published body, and whether it may be published."""

    title: Mapping[str, Any]
    body: tuple[Mapping[str, Any], ...]
    verdict: Mapping[str, Any]


def published(notebook: Mapping[str, Any]) -> Published:
    """Sort the blocks of a notebook. Raises NotAReportError for one that did not run to its end, or is no report."""
    blocks = collect_blocks(notebook)
    by_kind = {block["kind"]: block for block in blocks}
    if "title" not in by_kind or "verdict" not in by_kind:
        raise NotAReportError(
            "这不是运行完毕的年度报告笔记本：没有标题或结论。请先用 papermill 或 nianbao build 运行。"
        )
    shown = {block.get("section") or block.get("table") for block in blocks if block["kind"] in ("prose", "table")}
    missing = [section for section in by_kind["verdict"]["sections"] if section not in shown]
    if missing:
        raise NotAReportError(f"笔记本缺少这些部分的输出：{'、'.join(missing)}。请从头运行全部单元格。")
    body = tuple(block for block in blocks if block["kind"] not in _REVIEW_ONLY)
    return Published(by_kind["title"], body, by_kind["verdict"])
