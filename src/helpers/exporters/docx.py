"""Word: the published blocks as an official document after GB/T 9704-2012, for offices that revise or file it so."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from docx.shared import Mm

from ..blocks import table_layout
from ..wordpage import (
    LETTER,
    add_line,
    add_table,
    describe,
    docx_bytes,
    new_document,
    number_pages,
    print_above,
    printable,
)
from .picture import png_picture
from .published import EXAMPLE, Published, ReportExporter, issue_sheet, signature_indents, signed

_FIGURE_WIDTH = Mm(133)


class ReportWordExporter(ReportExporter):
    """`jupyter nbconvert --to nianbao-docx`: the published Word document of an executed report."""

    export_from_notebook = "年报 Word"

    extension = ".docx"
    mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def render(self, report: Published) -> bytes:
        """The file, or the 问题单 of a report that may not be published."""
        return render_word(report if report.verdict["publishable"] else issue_sheet(report))


def render_word(report: Published) -> bytes:
    """The report as .docx; the same report gives the same bytes."""
    document = new_document()
    title = report.title
    describe(document, "".join(title["lines"]), title["office"], signed(title))
    number_pages(document)
    if title["example"]:
        print_above(document, EXAMPLE, "Example")
    for block in report.body:
        _PARTS[block["kind"]](document, block)
    return docx_bytes(document)


def _title(document: Any, block: Mapping[str, Any]) -> None:
    add_line(document, "\n".join(block["lines"]), "Title")


def _heading(document: Any, block: Mapping[str, Any]) -> None:
    add_line(document, block["text"], "Heading 1")


def _prose(document: Any, block: Mapping[str, Any]) -> None:
    for paragraph in block["paragraphs"]:
        text = "".join(run["text"] for run in paragraph["runs"])
        add_line(document, text, "Heading 2" if paragraph["level"] >= 2 else "Normal")


def _table(document: Any, block: Mapping[str, Any]) -> None:
    add_table(document, table_layout(block), block["title"])
    add_line(document, "", "Small Table Text")


def _figure(document: Any, block: Mapping[str, Any]) -> None:
    line = add_line(document, "", "Figure")
    drawn = line.add_run().add_picture(io.BytesIO(png_picture(block["svg"])), width=_FIGURE_WIDTH)
    properties = drawn._inline.docPr
    properties.set("name", "图")
    properties.set("descr", printable(block["alt"]))
    drawn._inline.graphic.graphicData.pic.nvPicPr.cNvPr.set("name", "图")
    add_line(document, block["caption"], "Caption")


def _signature(document: Any, block: Mapping[str, Any]) -> None:
    add_line(document, "")
    indents = signature_indents(block["office"], block["date"])
    for text, letters in zip(filter(None, (block["office"], block["date"])), indents, strict=False):
        add_line(document, text, "Signature").paragraph_format.right_indent = int(letters * LETTER)
    if block["date"]:
        document.paragraphs[-2].paragraph_format.keep_with_next = True


_PARTS: dict[str, Callable[[Any, Mapping[str, Any]], None]] = {
    "title": _title,
    "heading": _heading,
    "prose": _prose,
    "table": _table,
    "figure": _figure,
    "signature": _signature,
}
