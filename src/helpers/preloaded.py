"""Importing this loads all that a report needs and warms it up: for the process from which warm runs are forked.

That process must have one thread only, since no other would be there in a fork. So no page is set here: the typesetter
keeps threads from its first page on.
"""

from __future__ import annotations

import datetime as dt
import gc
import importlib
import tempfile
import threading
from pathlib import Path

import nbformat
import papermill
from nbformat.v4 import new_code_cell, new_notebook

from . import cli, report  # noqa: F401
from .blocks import table_block, template_environment
from .exporters.docx import render_word
from .exporters.fragment import render_fragment
from .exporters.html import render_issues, render_report
from .exporters.published import Published
from .exporters.typesetting import compiler
from .exporters.xlsx import render_tables
from .filing import Entry, EntryKind, Filing, Origin
from .fonts import bundled_fonts
from .form import all_forms
from .outputs import REPORT_FILES, exporter
from .params import Campaign, Office, Register, ReportParams
from .rules import catalogue
from .warm import ENGINE

for _format in (*REPORT_FILES, "fragment"):
    exporter(_format)
for _name in (
    "helpers.figures.applicants",
    "helpers.figures.history",
    "helpers.figures.outcomes",
    "pandas",
):
    importlib.import_module(_name)

all_forms()
catalogue()
bundled_fonts()
for _template in ("report.typ", "figure.typ"):
    compiler(_template)
for _path in (Path(__file__).parent / "templates").glob("*.j2"):
    template_environment().get_template(_path.name)


def _render_once() -> None:
    """Make the report of an office that had nothing to count: what is computed once is there in every fork."""
    form, year = all_forms()[-1], 2023
    office = Office(id="shili", name="示例区示例局", example=True)
    numbers = {address: Entry(EntryKind.NUMBER, "0", Origin(""), 0) for address in form.places}
    filing = Filing(office.id, year, dict.fromkeys(form.tables, form.id), numbers)
    tables = [table_block(table, filing).to_json() for table in form.tables.values()]
    title = {
        "office": office.name,
        "lines": [office.name],
        "year": year,
        "date": None,
        "form": form.id,
        "example": True,
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, str(year), office.id)
        place.mkdir(parents=True)
        (place / "tables.xlsx").write_bytes(render_tables(Published(title, tuple(tables), {})))
        (place / "narrative.md").write_text("".join(f"# {s.heading}\n无。\n" for s in form.sections), encoding="utf-8")
        campaign = Campaign(year=year, district="示例区", deadline=dt.date(year + 1, 1, 31))
        params = ReportParams(year=year, office=office.id)
        made = report.read_report(params, campaign, Register((office,), Path(folder, "offices.csv")), Path(folder))
        body = (made.lead(), *map(made.heading, [s.id for s in form.sections]), *map(made.table, form.tables))
        blocks = tuple(block.to_json() for block in (made.title(), *body, made.signature()))
        whole = Published(made.title().to_json(), blocks, made.conclude().to_json())
        for render in (render_report, render_issues, render_fragment, render_word, render_tables):
            render(whole)


def _run_once() -> None:
    """Run a notebook of one line: papermill and IPython look for what they need the first time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "notebook.ipynb")
        metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
        cells = [new_code_cell("year = 2023", metadata={"tags": ["parameters"]}), new_code_cell("[year]")]
        nbformat.write(new_notebook(cells=cells, metadata=metadata), path)
        papermill.execute_notebook(
            str(path), str(path), {"year": 2024}, engine_name=ENGINE, progress_bar=False, log_output=False
        )


_render_once()
_run_once()
gc.collect()
gc.freeze()  # what is loaded stays, and no fork copies it only to look through it
if threading.active_count() > 1:
    raise RuntimeError("more than one thread in the parent of warm runs")
