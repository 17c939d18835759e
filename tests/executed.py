"""Executed notebooks without a kernel: what a run would leave, made in this process."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import nbformat

from helpers.filing import Number, Origin
from helpers.form import form_for_year
from helpers.params import ReportParams, load_campaign
from helpers.register import load_register
from helpers.report import FIGURES, Report, read_report
from helpers.submission import Paragraph
from strategies import completed, filing_of, free_cells

ROOT = Path(__file__).resolve().parents[1]
# Another locale than that of the tests. Python itself does not start under C where it lies in a folder with Chinese.
OTHER_LOCALE = "C" if str(ROOT).isascii() else "C.UTF-8"


def open_sample(office: str, year: int = 2023, data: Path = ROOT / "data") -> Report:
    params = ROOT / "params"
    return read_report(ReportParams(year=year, office=office), load_campaign(params, year), load_register(params), data)


def with_numbers(report: Report, numbers: Mapping[str, Number], year: int = 2023) -> Report:
    """The report with these numbers in its tables, judged as before; no other year is known of them."""
    params = report.params.model_copy(update={"year": year})
    submission = replace(report.submission, filing=filing_of(numbers, year))
    alone = replace(report.history, data_dir=Path("nowhere"), year=year, last=None)
    return replace(report, params=params, form=form_for_year(year), submission=submission, history=alone)


def as_notebook(report: Report) -> nbformat.NotebookNode:
    """The notebook that a run leaves, without the run: each block displayed in a cell of its own."""
    blocks = [report.title(), report.lead()]
    for section in report.form.sections:
        blocks += [
            report.heading(section.id),
            report.table(section.table) if section.table else report.prose(section.id),
        ]
        blocks += [report.figure(name) for name in FIGURES] if section.number == 1 else []
    blocks += [report.signature(), report.findings(), report.sources(), report.conclude()]
    cells = []
    for block in filter(None, blocks):
        output = nbformat.v4.new_output("display_data", data=block._repr_mimebundle_())
        cells.append(nbformat.v4.new_code_cell("", outputs=[output]))
    return nbformat.v4.new_notebook(cells=cells)


def with_prose(report: Report, number: int, paragraphs: Sequence[Paragraph]) -> Report:
    """The report with these paragraphs as its section `number`."""
    sections = tuple(
        replace(section, paragraphs=tuple(paragraphs)) if section.number == number else section
        for section in report.submission.sections or ()
    )
    return replace(report, submission=replace(report.submission, sections=sections))


def all_zero() -> Report:
    """A report of an office that had nothing to count."""
    return with_numbers(open_sample("shili-ziran"), dict.fromkeys(form_for_year(2023).places, 0))


def eight_digits() -> Report:
    """A report whose numbers have up to eight digits, all different; its sums are even longer."""
    form = form_for_year(2023)
    free = {address: 1_000_003 + 7919 * index for index, address in enumerate(free_cells(form))}
    return with_numbers(open_sample("shili-jiaoyu"), completed(form, free))


def of_2019() -> Report:
    """A report under the form of 2019, every number another."""
    form = form_for_year(2019)
    free = {address: 101 + 13 * index for index, address in enumerate(free_cells(form))}
    return with_numbers(open_sample("shili-jiaoyu"), completed(form, free), 2019)


def long_prose() -> Report:
    """A report with many sub-headings and long paragraphs full of punctuation, over several pages."""
    return with_prose(open_sample("shili-weijian"), 1, list(_long_paragraphs()))


def _long_paragraphs() -> Iterator[Paragraph]:
    chosen = random.Random(2023)
    for topic in range(1, 13):
        yield Paragraph(f"（{'一二三四五六七八九十'[topic % 10]}）第{topic}类事项的公开", Origin(""), 2)
        for _ in range(chosen.randint(1, 3)):
            clauses = ("".join(chosen.choices(_LETTERS, k=chosen.randint(1, 17))) for _ in range(chosen.randint(6, 30)))
            text = "".join(clause + chosen.choice(_MARKS) for clause in clauses)
            yield Paragraph(text + "。", Origin(""))


# Invented words alone; the marks are those that must not begin, or not end, a line.
_LETTERS = "主动公开政府信息目录更新群众查询答复登记归档培训考核专栏平台解读回应意见征集程序规范时限机制"
_MARKS = ["，", "。", "；", "：", "、", "！", "”，“", "）（", "》《", "12.5%，", "（2023年）", "——", "……"]
