"""PDF by Typst: the same blocks on A4, with the bundled fonts alone, so that every machine makes the same bytes."""

from __future__ import annotations

import json
from functools import cache
from typing import Literal

import typst

from ..blocks import TEMPLATES
from ..fonts import bundled_fonts
from .published import NotAReportError, Published, ReportExporter, issue_sheet

_STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]


class ReportPDFExporter(ReportExporter):
    """`jupyter nbconvert --to nianbao-pdf`: the published PDF of an executed report."""

    export_from_notebook = "年报 PDF"

    extension = ".pdf"
    mimetype = "application/pdf"

    def render(self, report: Published) -> bytes:
        """The file, or the 问题单 of a report that may not be published."""
        return render_pdf(report if report.verdict["publishable"] else issue_sheet(report))


def render_pdf(report: Published) -> bytes:
    """The report as tagged PDF (PDF/UA-1 and PDF/A-2a). Raises NotAReportError for a glyph that no font has."""
    families = {role: font.family for role, font in bundled_fonts().items()}
    fallback = list(dict.fromkeys(families.values()))
    data = {
        "title": report.title,
        "body": report.body,
        "fonts": {role: [family, *(f for f in fallback if f != family)] for role, family in families.items()},
    }
    inputs = {"report": json.dumps(data, ensure_ascii=False)}
    try:
        made = _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards=[*_STANDARDS], timestamp=0)
    except typst.TypstError as problem:
        raise NotAReportError(f"PDF 排版失败：{problem.message}") from None
    if not isinstance(made, bytes):
        raise NotAReportError("PDF 排版没有得到结果")
    return made


@cache
def _compiler() -> typst.Compiler:
    folders = sorted({font.path.parent for font in bundled_fonts().values()})
    return typst.Compiler(TEMPLATES / "report.typ", font_paths=folders, ignore_system_fonts=True)
