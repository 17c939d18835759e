"""HTML: one lean file without any remote address; the 问题单 where a report is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..blocks import TEMPLATES, template_environment
from .published import Published, ReportExporter


class ReportHTMLExporter(ReportExporter):
    """`jupyter nbconvert --to nianbao-html`: the published page of an executed report."""

    export_from_notebook = "年报 HTML"

    extension = ".html"
    mimetype = "text/html"

    def render(self, report: Published) -> str:
        """The file, or the 问题单 of a report that may not be published."""
        return render_report(report) if report.verdict["publishable"] else render_issues(report)


def render_report(report: Published) -> str:
    """The report as one HTML page."""
    return _render("report.html.j2", {"title": report.title, "body": _without_second_banner(report)})


def render_issues(report: Published) -> str:
    """The 问题单: each finding in plain words with its cell."""
    return _render("issues.html.j2", {"title": report.title, "verdict": report.verdict})


def _without_second_banner(report: Published) -> list[Mapping[str, Any]]:
    # The page has a banner of its own that stays in sight.
    return [{**block, "example": False} if block["kind"] == "title" else block for block in report.body]


def _render(template: str, values: Mapping[str, Any]) -> str:
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return template_environment().get_template(template).render(css=css, **values)
