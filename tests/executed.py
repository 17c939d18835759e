"""Executed notebooks without a kernel: what a run would leave, made in this process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import nbformat

from helpers.filing import Number
from helpers.form import form_for_year
from helpers.params import ReportParams, load_campaign, load_register
from helpers.report import Report, read_report
from strategies import filing_of

ROOT = Path(__file__).resolve().parents[1]


def open_sample(office: str, year: int = 2023, data: Path = ROOT / "data") -> Report:
    params = ROOT / "params"
    return read_report(ReportParams(year=year, office=office), load_campaign(params, year), load_register(params), data)


def with_numbers(report: Report, numbers: Mapping[str, Number], year: int = 2023) -> Report:
    """The report with these numbers in its tables, judged as before."""
    params = report.params.model_copy(update={"year": year})
    submission = replace(report.submission, filing=filing_of(numbers, year))
    return replace(report, params=params, form=form_for_year(year), submission=submission)


def as_notebook(report: Report) -> nbformat.NotebookNode:
    """The notebook that a run leaves, without the run: each block displayed in a cell of its own."""
    blocks = [report.title(), report.lead()]
    for section in report.form.sections:
        blocks += [
            report.heading(section.id),
            report.table(section.table) if section.table else report.prose(section.id),
        ]
        blocks += [report.figure()] if section.number == 1 else []
    blocks += [report.signature(), report.findings(), report.sources(), report.conclude()]
    cells = []
    for block in filter(None, blocks):
        output = nbformat.v4.new_output("display_data", data=block._repr_mimebundle_())
        cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    return nbformat.v4.new_notebook(cells=cells)
