"""The report as HTML to be pasted into a portal's editor: inline styles alone, nothing that the editor would drop."""

from __future__ import annotations

from ..blocks import template_environment
from .html import render_issues
from .published import Published, ReportExporter


class ReportFragmentExporter(ReportExporter):
    """`jupyter nbconvert --to nianbao-fragment`: the report for a portal's editor, the 问题单 where it is refused."""

    export_from_notebook = "年报粘贴稿"

    extension = ".fragment.html"
    mimetype = "text/html"

    def render(self, report: Published) -> str:
        """The fragment, or the 问题单 of a report that may not be published."""
        return render_fragment(report) if report.verdict["publishable"] else render_issues(report)


def render_fragment(report: Published) -> str:
    """The report without page around it: what strips styles, classes and ids leaves the tables in their spans."""
    return template_environment().get_template("fragment.html.j2").render(body=report.body)
