"""Word: the published blocks as an official document after GB/T 9704-2012, for offices that revise or file it so."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from docx.shared import Mm
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from ..blocks import table_layout
from ..wordpage import add_line, add_table, describe, docx_bytes, new_document, number_pages, print_above, printable
from .picture import png_picture
from .published import EXAMPLE, Published, issue_sheet, published, signed

_MIMETYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FIGURE_WIDTH = Mm(133)


class ReportWordExporter(Exporter):
    """`jupyter nbconvert --to nianbao-docx`: the published Word document of an executed report."""

    export_from_notebook = "年报 Word"

    def _file_extension_default(self) -> str:
        return ".docx"

    @property
    def output_mimetype(self) -> str:  # noqa: D102 - as in the base class
        return _MIMETYPE

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """The document, or the 问题单 of a report that may not be published."""
        report = published(nb)
        made = self._init_resources(resources)
        made["output_extension"] = ".docx"
        return render_word(report if report.verdict["publishable"] else issue_sheet(report)), made


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
    add_line(document, f"图　{block['caption']}", "Caption")


def _signature(document: Any, block: Mapping[str, Any]) -> None:
    add_line(document, "")
    line = add_line(document, block["office"], "Signature")
    if block["date"]:
        line.paragraph_format.keep_with_next = True
        add_line(document, block["date"], "Signature")


_PARTS: dict[str, Callable[[Any, Mapping[str, Any]], None]] = {
    "title": _title,
    "heading": _heading,
    "prose": _prose,
    "table": _table,
    "figure": _figure,
    "signature": _signature,
}
