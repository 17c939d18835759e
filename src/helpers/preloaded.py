"""Importing this loads all that a report needs and warms it up: for the process from which warm runs are forked.

That process must have one thread only, since no other would be there in a fork. So no page is set here.
"""

from __future__ import annotations

import datetime as dt
import gc
import multiprocessing.popen_forkserver  # noqa: F401 - looked for in each fork
import os
import tempfile
from dataclasses import replace
from pathlib import Path

import cn2an  # noqa: F401 - loaded where a number is spelled, otherwise
import nbformat
import pandas  # noqa: F401 - for what a notebook shows of a frame
from IPython.core.formatters import DisplayFormatter
from nbformat.v4 import new_code_cell, new_notebook

from . import build, cli, report  # noqa: F401 - each fork imports the command, and is told to build
from .basis import versions
from .blocks import template_environment
from .execution import execute
from .exporters.docx import render_word
from .exporters.fragment import render_fragment
from .exporters.html import render_issues, render_report
from .exporters.published import Published
from .exporters.typesetting import compiler, load_fonts
from .exporters.xlsx import render_tables
from .form import all_forms
from .intake.folder import READERS, reader
from .intake.outgoing.template import Content, write_workbook
from .job import Job
from .outputs import NOTEBOOK, REPORT_FILES, exporter
from .params import Campaign, ReportParams
from .places import load_stores
from .register import Office, Register, announced_register
from .report import FIGURES
from .rules import catalogue
from .rules.language.names import registered_names
from .warm import prepare_shell

# An office that had little to do: enough for every figure, and for every rule that reads the text.
_COUNTED = {f"applications.{row}.natural_person": 23 for row in ("new_received", "granted", "total_processed")}
_TOLD = """
## （一）工作情况

2023年新收申请 {{ applications.new_received.total }} 件，比上年增长百分之五，予以公开 23 件，召开会议二十三次。
主要问题是解读形式单一，基层专栏更新不够及时；2024年将增加图解，按季检查。没有收取信息处理费。
"""

for _format in (*REPORT_FILES, "fragment"):
    exporter(_format)
for _kind in READERS:
    reader(_kind)
catalogue()
versions("bundled")
for _template in ("report.typ", "figure.typ"):
    compiler(_template)
load_fonts()
load_stores()
for _path in (Path(__file__).parent / "templates").glob("*.j2"):
    template_environment().get_template(_path.name)


def _render_once() -> None:
    """Make the report of an invented office: what is computed once is there in every fork."""
    form, year = all_forms()[0], 2023
    office = Office(id="shili", name="示例区示例局", example=True)
    numbers = {a: _COUNTED.get(a, 0) for a in form.places if not a.endswith(".total")}
    with tempfile.TemporaryDirectory() as folder:
        for filed in (year - 1, year):
            place = Path(folder, str(filed), office.id)
            place.mkdir(parents=True)
            write_workbook(place / "tables.xlsx", form, Content(filed, office.name, numbers))
            told = (f"# {section.heading}\n{_TOLD}" for section in form.sections if not section.table)
            (place / "narrative.md").write_text("\n".join(told), encoding="utf-8")
        campaign = Campaign(year=year, district="示例区", deadline=dt.date(year + 1, 1, 31))
        params = ReportParams(year=year, office=office.id)
        made = report.read_report(params, campaign, Register((office,), Path(folder, "offices.csv")), Path(folder))
        parts = [made.table(section.table) if section.table else made.prose(section.id) for section in form.sections]
        body = [made.title(), made.lead(), *(made.heading(section.id) for section in form.sections), *parts]
        verdict = made.conclude().to_json()
        drawn = [figure for name in FIGURES if (figure := made.figure(name))]
        words = Published(body[0].to_json(), tuple(b.to_json() for b in (*body, made.signature())), verdict)
        whole = replace(words, body=(*words.body, *(figure.to_json() for figure in drawn)))
        for block in (*body, *drawn, made.findings(), made.sources()):
            DisplayFormatter().format(block)
        for render in (render_report, render_issues, render_fragment, render_tables):
            render(whole)
        for example in (True, False):
            render_word(replace(words, title={**words.title, "example": example}))  # its figures need the typesetter


def _run_once() -> None:
    """Run a notebook of one line: papermill and IPython look for what they need the first time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["IPYTHONDIR"] = name  # a user's own profile is left alone; each fork has a folder of its own
        metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
        cells = [new_code_cell("year = 2023", metadata={"tags": ["parameters"]}), new_code_cell("[year]")]
        nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / NOTEBOOK)
        execute(Job(2024, "shili", {"year": 2024}, folder / NOTEBOOK, folder, folder, ()), "warm")
        prepare_shell()


_render_once()
_run_once()
if (_register := announced_register()) is not None:
    registered_names(_register)
gc.collect()
gc.freeze()  # what is loaded stays, and no fork copies it only to look through it
if len([*Path("/proc/self/task").iterdir()]) > 1:
    raise RuntimeError("more than one thread in the parent of warm runs")
