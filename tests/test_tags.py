"""Row headers of a PDF: put in where the typesetter left cells plain, in a file that any reader opens."""

from __future__ import annotations

import io

import pikepdf
import pytest

from executed import as_notebook, open_sample, with_prose
from helpers.exporters.pdf import ReportPDFExporter
from helpers.exporters.published import NotAReportError
from helpers.exporters.tags import mark_row_headers
from helpers.filing import Origin
from helpers.report import Report
from helpers.submission import Paragraph
from tagged import Element, structure

OFFICE = "shili-jiaoyu"
INSIDES = "/K[97 0 R]>> endobj (x) /Headers[(y)] \\"


def exported(report: Report) -> bytes:
    return ReportPDFExporter().from_notebook_node(as_notebook(report))[0]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return exported(open_sample(OFFICE))


def cells(tree: Element) -> list[Element]:
    return [*tree.find("TH", "TD")]


def test_the_file_has_no_fault_and_one_table_of_its_objects(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert [] == document.check_pdf_syntax()
    assert (1, 1) == (pdf.count(b"\nxref\n"), pdf.count(b"%%EOF"))


def test_every_header_that_a_cell_names_is_found_by_its_id(pdf):
    named = {name for cell in cells(structure(pdf)) for name in cell.headers}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        ids = pikepdf.NameTree(document.Root.StructTreeRoot.IDTree)
        found = {name: (str(ids[name].S), str(ids[name].ID)) for name in named}
        assert sorted(ids) == list(ids)
    assert {name: ("/TH", name) for name in named} == found


def test_a_row_label_is_headed_by_that_of_its_group(pdf):
    rows = [cell for cell in cells(structure(pdf)) if cell.scope == "Row"]
    words = {cell.id: cell.whole() for cell in rows}
    headed = {cell.whole(): [words[name] for name in cell.headers] for cell in rows}
    assert ["三、本年度办理结果"] == headed["（一）予以公开"]


def test_a_heading_that_reads_like_the_insides_of_a_file_is_a_heading():
    sample = open_sample(OFFICE)
    tree, other = (
        structure(exported(with_prose(sample, 1, [Paragraph(words, Origin(""), 2)]))) for words in (INSIDES, "一")
    )
    assert INSIDES in [heading.whole() for heading in tree.find("H3")]
    assert [(c.kind, c.id, c.headers) for c in cells(other)] == [(c.kind, c.id, c.headers) for c in cells(tree)]


def test_a_file_that_is_built_otherwise_is_refused(pdf):
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pytest.raises(NotAReportError, match="行标题没有标明"):
        mark_row_headers(packed.getvalue(), [{"rows": []}])
