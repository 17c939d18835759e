"""HTML: one lean file without any remote address; the 问题单 where a report is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from traitlets import List, Unicode

from ..blocks import TEMPLATES, template_environment
from ..form import load_form
from .headers import header_lines
from .metadata import page_tags, report_name
from .published import Published, ReportExporter

_FORMAT_WORDS = {".pdf": "PDF", ".docx": "Word", ".xlsx": "Excel"}


class ReportHTMLExporter(ReportExporter):
    """`jupyter nbconvert --to nianbao-html`: the published page of an executed report."""

    export_from_notebook = "年报 HTML"

    extension = ".html"
    mimetype = "text/html"

    downloads = List(Unicode(), help="files beside the page that it offers for download").tag(config=True)

    def render(self, report: Published) -> str:
        """The file, or the 问题单 of a report that may not be published."""
        return render_report(report, self.downloads) if report.verdict["publishable"] else render_issues(report)

    @classmethod
    def prepare(cls, report: Published) -> None:
        """Have both pages ready."""
        render_report(report)
        render_issues(report)


def render_report(report: Published, downloads: Sequence[str] = ()) -> str:
    """The report as one HTML page that links to `downloads` beside it."""
    values = {
        "title": report.title,
        "name": report_name(report.title),
        "tags": page_tags(report.title),
        "downloads": [(name, _FORMAT_WORDS.get(PurePath(name).suffix, name)) for name in downloads],
        "body": _told(report.body),
    }
    return _render("report.html.j2", values)


def render_issues(report: Published) -> str:
    """The 问题单: each finding in plain words with its cell."""
    values = {"title": report.title, "name": report_name(report.title), "verdict": report.verdict}
    return _render("issues.html.j2", values)


def _told(body: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The blocks with what tells a number to a reader: its headers in a table, and its words in the prose, too."""
    words: dict[str | None, str] = {}
    for block in body:
        if block["kind"] == "table":
            places = load_form(block["form"]).tables[block["table"]].places
            words |= {address: place.words for address, place in places.items()}
    return [_told_block(block, words) for block in body]


def _told_block(block: Mapping[str, Any], words: Mapping[str | None, str]) -> Mapping[str, Any]:
    match block["kind"]:
        case "title":
            return {**block, "example": False}  # the page has a banner of its own that stays in sight
        case "table":
            rows = zip(block["rows"], header_lines(block["form"], block["table"]), strict=True)
            return {**block, "rows": [[{**c, **told} for c, told in zip(*row, strict=True)] for row in rows]}
        case "prose":
            paragraphs = (
                {**p, "runs": [{**run, "words": words.get(run["address"])} for run in p["runs"]]}
                for p in block["paragraphs"]
            )
            return {**block, "paragraphs": list(paragraphs)}
    return block


def _render(template: str, values: Mapping[str, Any]) -> str:
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return template_environment().get_template(template).render(css=css, **values)
