"""What every published format shares: the blocks that are published, and the refusal where a report is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from traitlets import List
from traitlets.config import Application

from ..blocks import collect_blocks

# For the reviewer alone: these stay in the executed notebook.
_REVIEW_ONLY = ("findings", "sources", "verdict")
EXAMPLE = "示例：本单位及全部数字均为虚构，仅供演示"


class NotAReportError(ConversionException):
    """The notebook is not an executed annual report, or could not be set."""


@dataclass(frozen=True)
class Published:
    """The parts of an executed notebook: its title, its published body, and whether it may be published."""

    title: Mapping[str, Any]
    body: tuple[Mapping[str, Any], ...]
    verdict: Mapping[str, Any]


class ReportExporter(Exporter):
    """What the published formats share: an executed report comes in, `render` makes the file of it."""

    extension: ClassVar[str]
    mimetype: ClassVar[str]
    # Outputs are taken as they are. To make nbconvert's own preprocessors, all unused, takes longer than to render.
    default_preprocessors = List()

    def _file_extension_default(self) -> str:
        return self.extension

    @property
    def output_mimetype(self) -> str:  # noqa: D102 - as in the base class
        return self.mimetype

    def from_notebook_node(
        self, nb: Mapping[str, Any], resources: Any | None = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """The file, which is a 问题单 where the report may not be published, and nbconvert's resources."""
        made = self._init_resources(resources)
        made["output_extension"] = self.extension
        try:
            return self.render(published(nb)), made
        except NotAReportError as problem:
            if _is_command():
                raise SystemExit(str(problem)) from None
            raise

    def render(self, report: Published) -> str | bytes:
        """The report, or the 问题单 of one that is refused."""
        raise NotImplementedError

    @classmethod
    def prepare(cls, report: Published) -> None:
        """Have ready what files of this format need, in a process that is forked for each: no thread may be started."""
        cls().render(report)


def published(notebook: Mapping[str, Any]) -> Published:
    """Sort the blocks of a notebook. Raises NotAReportError for one that did not run to its end, or is no report."""
    blocks = collect_blocks(notebook)
    by_kind = {block["kind"]: block for block in blocks}
    if "title" not in by_kind or "verdict" not in by_kind:
        stopped = next((str(output["evalue"]) for output in _outputs(notebook) if output["output_type"] == "error"), "")
        raise NotAReportError(
            f"这个笔记本没有运行完，停在出错处：{stopped}"
            if stopped
            else "这不是运行完毕的年度报告笔记本：没有标题或结论。请先用 papermill 或 nianbao build 运行。"
        )
    shown = {block.get("section") or block.get("table") for block in blocks if block["kind"] in ("prose", "table")}
    missing = [section for section in by_kind["verdict"]["sections"] if section not in shown]
    if missing:
        raise NotAReportError(f"笔记本缺少这些部分的输出：{'、'.join(missing)}。请从头运行全部单元格。")
    body = tuple(block for block in blocks if block["kind"] not in _REVIEW_ONLY)
    return Published(by_kind["title"], body, by_kind["verdict"])


def _outputs(notebook: Mapping[str, Any]) -> Iterator[Any]:
    for cell in notebook["cells"]:
        yield from cell.get("outputs", ())


def _is_command() -> bool:
    """Whether this is `jupyter nbconvert`, which would print a traceback before the message."""
    return Application.initialized() and type(Application.instance()).__module__ == "nbconvert.nbconvertapp"


def signed(title: Mapping[str, Any]) -> dt.datetime:
    """The day of signature; that after its year for an unsigned report, never the day of the run."""
    return dt.datetime.fromisoformat(title["date"]) if title["date"] else dt.datetime(title["year"] + 1, 1, 1)


def signature_indents(office: str, date: str) -> tuple[float, float]:
    """How many letters the office's name and the date below it stand from the right edge.

    GB/T 9704-2012, 7.3.5.2: the name two letters from the edge, the date's first letter two right of the name's; a date
    that would come nearer to the edge keeps the two letters, and the name gives way.
    """
    name, day = _letters(office), _letters(date)
    date_indent = max(2.0, name - day)
    return (date_indent + day + 2 - name if date else 2.0), date_indent


def _letters(text: str) -> float:
    """The width of a text in letters; what is no Chinese is half as wide."""
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)


def issue_sheet(report: Published) -> Published:
    """The 问题单 in the blocks of a report, in the order of the page."""
    verdict = report.verdict
    contact = f"（联系方式：{verdict['contact']}）" if verdict["contact"] else ""
    errors = [f["message"] for f in verdict["findings"] if f["severity"] == "error"]
    others = [f["message"] for f in verdict["findings"] if f["severity"] != "error"]
    lines = [
        f"{report.title['office']}：贵单位报送的{report.title['lines'][-1]}未通过校验，暂不发布。"
        f"请于{verdict['deadline']}前逐条改正，并重新报送全部文件{contact}。",
        *_listed(f"必须改正（{len(errors)} 条）：", errors),
        *_listed("最小改动建议（只取其一，请对照原始登记核实后再改）：", verdict["advice"]),
        *_listed(f"建议核对（{len(others)} 条）：", others),
    ]
    paragraphs = [{"level": 0, "runs": [{"text": line, "address": None}]} for line in lines]
    title = {**report.title, "lines": ["问题单"]}
    return Published(title, (title, {"kind": "prose", "size": "small", "paragraphs": paragraphs}), verdict)


def _listed(heading: str, items: Sequence[str]) -> list[str]:
    """The numbered items below their heading; nothing where there are none."""
    return [heading, *(f"{number}. {item}" for number, item in enumerate(items, start=1))] if items else []
