"""Word: the published blocks as an official document after GB/T 9704-2012, for offices that revise or file it so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..blocks import table_layout
from ..wordtext import LETTER, line, table
from .picture import png_picture, prepare_pictures
from .published import EXAMPLE, Published, ReportExporter, issue_sheet, signature_indents, signed
from .wordfile import WordFile


class ReportWordExporter(ReportExporter):
    """`jupyter nbconvert --to nianbao-docx`: the published Word document of an executed report."""

    export_from_notebook = "年报 Word"

    extension = ".docx"
    mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def render(self, report: Published) -> bytes:
        """The file, or the 问题单 of a report that may not be published."""
        return render_word(report if report.verdict["publishable"] else issue_sheet(report))

    @classmethod
    def prepare(cls, report: Published) -> None:
        """Have the document ready, invented or not, and what draws its figures: a picture drawn would start threads."""
        prepare_pictures()
        words = tuple(block for block in report.body if block["kind"] != "figure")
        for example in (True, False):
            render_word(replace(report, title={**report.title, "example": example}, body=words))


def render_word(report: Published) -> bytes:
    """The report as .docx; the same report gives the same bytes."""
    title = report.title
    file = WordFile(EXAMPLE if title["example"] else "")
    file.describe("".join(title["lines"]), title["office"], signed(title))
    for block in report.body:
        _PARTS[block["kind"]](file, block)
    return file.to_bytes()


def _title(file: WordFile, block: Mapping[str, Any]) -> None:
    file.add(line("\n".join(block["lines"]), "Title"))


def _heading(file: WordFile, block: Mapping[str, Any]) -> None:
    file.add(line(block["text"], "Heading1"))


def _prose(file: WordFile, block: Mapping[str, Any]) -> None:
    for paragraph in block["paragraphs"]:
        text = "".join(run["text"] for run in paragraph["runs"])
        file.add(line(text, "Heading2" if paragraph["level"] >= 2 else ""))


def _table(file: WordFile, block: Mapping[str, Any]) -> None:
    file.add(table(table_layout(block), block["title"]))
    file.add(line("", "SmallTableText"))


def _figure(file: WordFile, block: Mapping[str, Any]) -> None:
    file.add_figure(png_picture(block["svg"]), block["alt"])
    file.add(line(block["caption"], "Caption"))


def _signature(file: WordFile, block: Mapping[str, Any]) -> None:
    file.add(line(""))
    indents = signature_indents(block["office"], block["date"])
    for text, letters in zip((block["office"], block["date"]), indents, strict=True):
        if text:
            kept = "<w:keepNext/>" if text is block["office"] and block["date"] else ""
            file.add(line(text, "Signature", f'{kept}<w:ind w:right="{int(letters * LETTER)}"/>'))


_PARTS: dict[str, Callable[[WordFile, Mapping[str, Any]], None]] = {
    "title": _title,
    "heading": _heading,
    "prose": _prose,
    "table": _table,
    "figure": _figure,
    "signature": _signature,
}
