"""Importing this loads all that a report needs and warms it up: for the process from which warm runs are forked.

That process must have one thread only, since no other would be there in a fork. So no page is set here: the typesetter
keeps threads from its first page on.
"""

from __future__ import annotations

import gc
import importlib
import threading
from pathlib import Path

from . import cli, report  # noqa: F401
from .blocks import template_environment
from .exporters.typesetting import compiler
from .fonts import bundled_fonts
from .form import all_forms
from .rules import catalogue

for _name in (
    "helpers.exporters.docx",
    "helpers.exporters.fragment",
    "helpers.exporters.html",
    "helpers.exporters.pdf",
    "helpers.exporters.xlsx",
    "helpers.figures.applicants",
    "helpers.figures.history",
    "helpers.figures.outcomes",
    "helpers.warm",
    "papermill",
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
gc.collect()
gc.freeze()  # what is loaded stays, and no fork copies it only to look through it
if threading.active_count() > 1:
    raise RuntimeError("more than one thread in the parent of warm runs")
