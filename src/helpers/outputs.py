"""The files of a report: their names, and how they are made from its executed notebook."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import distribution
from typing import Any

from .blocks import collect_blocks
from .errors import RunError
from .filing import Filing
from .longtable import OFFICE_TABLE, long_table
from .store import json_bytes

REPORT_FILES = {"html": "report.html", "pdf": "report.pdf", "docx": "report.docx", "xlsx": "tables.xlsx"}
# What goes with report.html: the same for a portal's editor, and the report's card for its catalogue.
FRAGMENT, CARD, CARD_DATA = "report.fragment.html", "card.txt", "card.json"
_FILES = {**REPORT_FILES, "fragment": FRAGMENT}
PUBLISHED_FILES = (*REPORT_FILES.values(), FRAGMENT, CARD, CARD_DATA, OFFICE_TABLE)
ISSUES = "issues.html"
NOTEBOOK, FILING, FINDINGS = "report.ipynb", "filing.json", "findings.json"
FAILED_NOTEBOOK = "failed.ipynb"
# What a report cannot be made without, and the cell that gives it.
_CALLS = {"title": "title", "findings": "findings", "sources": "sources", "verdict": "conclude"}


def export(notebook: dict[str, Any], formats: Sequence[str]) -> tuple[dict[str, bytes], str]:
    """All files of a report from its executed notebook, and whether it is built or refused.

    Raises RunError where a cell of the notebook is gone that it cannot be made without.
    """
    blocks = {block["kind"]: block for block in collect_blocks(notebook)}
    if gone := [f"report.{call}()" for kind, call in _CALLS.items() if kind not in blocks]:
        fix = "请恢复这些单元格，放在最后一行；可对照原来的主笔记本。"
        raise RunError(f"主笔记本没有单元格显示 {'、'.join(gone)}", fix=fix)
    publishable = bool(blocks["verdict"]["publishable"])
    found = {name: blocks["verdict"][name] for name in ("findings", "accepted", "summary")}
    outputs = {
        NOTEBOOK: json_bytes(notebook),
        FILING: json_bytes(blocks["sources"]["filing"]),
        FINDINGS: json_bytes(found),
    }
    if not publishable:
        return {**outputs, ISSUES: _made(exporters(("html",))["html"], notebook)}, "refused"
    table = long_table(Filing.from_json(blocks["sources"]["filing"]))
    return {**outputs, **_published(notebook, tuple(formats)), OFFICE_TABLE: table}, "built"


@cache
def wanted_outputs(state: str, formats: tuple[str, ...]) -> frozenset[str]:
    """The names of the files that a run leaves beside its receipt."""
    always = frozenset({NOTEBOOK, FILING, FINDINGS})
    if state == "refused":
        return always | {ISSUES}
    page = {FRAGMENT, CARD, CARD_DATA} if "html" in formats else set()
    return always | page | {OFFICE_TABLE} | {REPORT_FILES[name] for name in formats}


def _published(notebook: dict[str, Any], formats: tuple[str, ...]) -> dict[str, bytes]:
    """The report in its formats; with the page, what a portal needs beside it."""
    from .exporters.metadata import card, card_text

    outputs = {_FILES[name]: _made(exporter, notebook) for name, exporter in exporters(formats).items()}
    if "html" in formats:
        found = card(next(block for block in collect_blocks(notebook) if block["kind"] == "title"))
        outputs |= {CARD: card_text(found).encode(), CARD_DATA: json_bytes(found)}
    return outputs


@cache
def exporters(formats: tuple[str, ...]) -> dict[str, Any]:
    """The exporter of each format, and with the page, which links to the others, that of its fragment.

    They are kept, since to make one takes as long as to use it. nbconvert finds them by the same entry points, but
    looks through those of all packages for each.
    """
    found = distribution("nianbao").entry_points.select(group="nbconvert.exporters")
    settings = {"html": {"downloads": [REPORT_FILES[name] for name in formats if name != "html"]}}
    names = (*formats, "fragment") if "html" in formats else formats
    return {name: found[f"nianbao-{name}"].load()(**settings.get(name, {})) for name in names}


def _made(exporter: Any, notebook: dict[str, Any]) -> bytes:
    made, _ = exporter.from_notebook_node(notebook)
    return made if isinstance(made, bytes) else made.encode()
