"""PDF by Typst: the same blocks on A4 after GB/T 9704-2012, tagged for screen readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typst
from pydantic_core import to_json

from ..fonts import ROLES, families
from .published import NotAReportError, Published, ReportExporter, issue_sheet, signature_indents
from .tags import mark_row_headers
from .typesetting import chosen_fonts, compiler, failure, load_fonts


class ReportPDFExporter(ReportExporter):
    """`jupyter nbconvert --to nianbao-pdf`: the published PDF of an executed report."""

    export_from_notebook = "年报 PDF"

    extension = ".pdf"
    mimetype = "application/pdf"

    def render(self, report: Published) -> bytes:
        """The file, or the 问题单 of a report that may not be published."""
        return render_pdf(report if report.verdict["publishable"] else issue_sheet(report))

    @classmethod
    def prepare(cls, report: Published) -> None:
        """Have the typesetter ready: a page set would start threads."""
        compiler("report.typ")
        load_fonts()


def render_pdf(report: Published) -> bytes:
    """The report as tagged PDF (PDF/UA-1 and PDF/A-2a). Raises NotAReportError for a glyph that no font has."""
    choice = report.title["fonts"]
    try:
        made = compiler("report.typ", choice).compile(
            format="pdf", sys_inputs=typst_inputs(report), pdf_standards=["ua-1", "a-2a"], timestamp=0
        )
    except typst.TypstError as problem:
        raise failure(problem) from None
    if not isinstance(made, bytes):
        raise NotAReportError("PDF 排版没有得到结果")
    return mark_row_headers(made, [block for block in report.body if block["kind"] == "table"])


def typst_inputs(report: Published) -> dict[str, str]:
    """What `report.typ` is given: the blocks and the fonts of each role, as JSON."""
    fonts = chosen_fonts(report.title["fonts"])
    data = {
        "title": report.title,
        "body": [_laid_out(block) for block in report.body],
        "fonts": {
            role.id: {"families": families(fonts, role.id), "substitute": fonts[role.id].substitute} for role in ROLES
        },
    }
    return {"report": to_json(data).decode()}


def _laid_out(block: Mapping[str, Any]) -> Mapping[str, Any]:
    if block["kind"] != "signature":
        return block
    office, date = signature_indents(block["office"], block["date"])
    return {**block, "office_indent": office, "date_indent": date}
