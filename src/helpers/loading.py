"""What a report needs, loaded and used once: what is computed the first time is there in every fork."""

from __future__ import annotations

import datetime as dt
import multiprocessing.popen_forkserver  # noqa: F401 - looked for in each fork
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
from IPython.core.formatters import DisplayFormatter
from nbformat.v4 import new_code_cell, new_notebook

from . import build, cli, report  # noqa: F401 - each fork imports the command, and is told to build
from .basis import versions
from .blocks import template_environment
from .errors import ParamsError
from .execution import execute
from .exporters.published import Published
from .form import all_forms
from .intake.folder import reader
from .intake.outgoing.template import Content, write_workbook
from .job import Job
from .outputs import NOTEBOOK, exporters
from .params import Campaign, ReportParams
from .places import load_stores
from .register import Office, Register, load_register
from .report import FIGURES
from .rules import catalogue
from .rules.language.names import registered_names
from .wanted import Wanted
from .warm import prepare_shell

# An office that had little to do: enough for every figure, and for every rule that reads the text.
_COUNTED = {f"applications.{row}.natural_person": 23 for row in ("new_received", "granted", "total_processed")}
_TOLD = """
## （一）工作情况

2023年新收申请 {{ applications.new_received.total }} 件，比上年增长百分之五，予以公开 23 件，召开会议二十三次。
主要问题是解读形式单一，基层专栏更新不够及时；2024年将增加图解，按季检查。没有收取信息处理费。
"""


def load() -> None:
    """Load and use once what the reports need that this process was told of."""
    wanted = Wanted.announced()
    for kind in wanted.kinds:
        reader(kind)
    catalogue()
    versions("bundled")
    load_stores()
    for template in (Path(__file__).parent / "templates").glob("*.j2"):
        template_environment().get_template(template.name)
    made = _render_once(wanted.frames)
    for exporter in (*exporters(("html",)).values(), *exporters(wanted.formats).values()):  # each may have a 问题单
        exporter.prepare(made)
    _run_once()
    if wanted.params:
        with suppress(ParamsError):  # whoever makes a report says what is wrong with it
            registered_names(load_register(Path(wanted.params)))


def _render_once(frames: bool) -> Published:
    """The report of an invented office, each block shown once, and with `frames` a table as pandas shows it."""
    form, year = all_forms()[0], 2023
    office = Office(id="shili", name="示例区示例局", example=True)
    numbers = {a: _COUNTED.get(a, 0) for a in form.places if not a.endswith(".total")}
    with _temporary_folder() as folder:
        for filed in (year - 1, year):
            place = Path(folder, str(filed), office.id)
            place.mkdir(parents=True)
            write_workbook(place / "tables.xlsx", form, Content(filed, office.name, numbers))
            prose = (f"# {section.heading}\n{_TOLD}" for section in form.sections if not section.table)
            (place / "narrative.md").write_text("\n".join(prose), encoding="utf-8")
        campaign = Campaign(year=year, district="示例区", deadline=dt.date(year + 1, 1, 31))
        params = ReportParams(year=year, office=office.id)
        made = report.read_report(params, campaign, Register((office,), Path(folder, "offices.csv")), Path(folder))
        parts = [made.table(section.table) if section.table else made.prose(section.id) for section in form.sections]
        body = [made.title(), made.lead(), *(made.heading(section.id) for section in form.sections), *parts]
        verdict = made.conclude().to_json()
        body += [made.signature(), *(figure for name in FIGURES if (figure := made.figure(name)))]
        tables = [made.frame(next(iter(form.tables)))] if frames else []  # loads pandas, a fourth of all that is loaded
        formatter = DisplayFormatter()
        for block in (*body, made.findings(), made.sources(), *tables):
            formatter.format(block)
        told = tuple(block.to_json() for block in body)
        return Published(told[0], told, {**verdict, "publishable": True})


def _run_once() -> None:
    """Run a notebook of one line: papermill and IPython look for what they need the first time."""
    with _temporary_folder() as name, _own_profile(name):
        folder = Path(name)
        metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
        cells = [new_code_cell("year = 2023", metadata={"tags": ["parameters"]}), new_code_cell("[year]")]
        nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / NOTEBOOK)
        execute(Job(2024, "shili", {"year": 2024}, folder / NOTEBOOK, folder, folder, ()), "warm")
        prepare_shell()


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """One in the scratch folder, where there is such: it goes with that, even if this process is killed."""
    return tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR"))


@contextmanager
def _own_profile(folder: str) -> Iterator[None]:
    """Leave a user's own IPython profile alone; each fork has a folder of its own."""
    before = os.environ.get("IPYTHONDIR")
    os.environ["IPYTHONDIR"] = folder
    try:
        yield
    finally:
        del os.environ["IPYTHONDIR"]
        if before is not None:
            os.environ["IPYTHONDIR"] = before
