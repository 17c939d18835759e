"""The published formats: everything on the page, nothing from elsewhere, nothing that runs."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pypdf
import pytest

from executed import ROOT, as_notebook, open_sample
from helpers.exporters.html import ReportHTMLExporter
from helpers.exporters.pdf import ReportPDFExporter
from helpers.exporters.published import NotAReportError, published
from helpers.form import load_form
from helpers.intake.folder import read_file
from helpers.report import Report
from helpers.tables import lay_out

HOSTILE = '<script>alert(1)</script> #read("/etc/passwd") $x$ *粗* {{ 7*7 }} [[a]] javascript:alert(1) \\ `'


@pytest.fixture(scope="module")
def sample() -> Report:
    return open_sample("shili-jiaoyu")


@pytest.fixture(scope="module")
def page(sample: Report) -> str:
    return ReportHTMLExporter().from_notebook_node(as_notebook(sample))[0]


@pytest.fixture(scope="module")
def pdf(sample: Report) -> bytes:
    return ReportPDFExporter().from_notebook_node(as_notebook(sample))[0]


def pdf_text(data: bytes) -> str:
    return re.sub(r"\s+", "", "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(data)).pages))


class Page(HTMLParser):
    """Elements with their attributes, and the text of every cell that has an address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, Any]]] = []
        self.cells: dict[str, str] = {}
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.elements.append((tag, found))
        self._open = found.get("id", "") if tag == "td" else self._open
        if tag == "td" and self._open:
            self.cells[self._open] = ""

    def handle_endtag(self, tag):
        self._open = "" if tag == "td" else self._open

    def handle_data(self, data):
        if self._open:
            self.cells[self._open] += data


def test_html_has_every_number_at_its_address(sample, page):
    assert {address: entry.text for address, entry in sample.filing.entries.items()} == Page(page).cells


def test_html_tables_have_the_official_spans(page):
    cells = [(tag, found) for tag, found in Page(page).elements if tag in ("td", "th")]
    expected = [
        (str(cell.row_span), str(cell.column_span))
        for table in load_form("2021").tables.values()
        for line in lay_out(table).lines()
        for cell in line
    ]
    assert expected == [(found.get("rowspan", "1"), found.get("colspan", "1")) for _, found in cells]


def test_html_is_one_lean_chinese_file_without_remote_addresses(page):
    elements = Page(page).elements
    assert {"lang": "zh-CN"} == dict(elements)["html"]
    assert [] == [tag for tag, _ in elements if tag in ("script", "link", "iframe", "object", "embed")]
    addresses = [found[name] for _, found in elements for name in ("src", "href") if name in found]
    assert [] == [address for address in addresses if not address.startswith(("data:", "#"))]
    assert [] == re.findall(r"https?://(?!www\.w3\.org)", page)
    assert len(re.sub(r"data:image[^\"]*", "", page).encode()) < 60_000


def test_html_figure_has_its_numbers_as_alt_text(sample, page):
    alt = next(found["alt"] for tag, found in Page(page).elements if tag == "img")
    granted = sample.filing.number("applications.granted.total")
    assert f"予以公开 {granted}，" in alt


def test_html_says_example_for_an_invented_office_only(page):
    assert "示例：" in page
    real = ReportHTMLExporter().from_notebook_node(as_notebook(open_sample("xigong-shequ")))[0]
    assert "示例" not in real


def test_pdf_has_headings_and_every_number_and_real_glyphs(sample, pdf):
    text = pdf_text(pdf)
    assert [] == [section.heading for section in sample.form.sections if section.heading not in text]
    assert [] == [entry.text for entry in sample.filing.entries.values() if entry.text not in text]
    assert "\ufffd" not in text
    assert "—1—" in text


def test_pdf_says_example_on_every_page(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert [True] * len(pages) == ["示例" in re.sub(r"\s", "", page.extract_text()) for page in pages]


def test_pdf_is_tagged_titled_and_embeds_only_the_bundled_fonts(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert "示例区教育局2023年政府信息公开工作年度报告" == reader.metadata.title
    assert True is bool(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])
    assert "zh-CN" == reader.trailer["/Root"]["/Lang"]
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert {"NotoSansSC-Regular-Identity-H", "NotoSerifSC-Regular-Identity-H"} == fonts


def test_two_exports_give_the_same_bytes(sample, page, pdf):
    assert page == ReportHTMLExporter().from_notebook_node(as_notebook(sample))[0]
    assert pdf == ReportPDFExporter().from_notebook_node(as_notebook(sample))[0]


@pytest.fixture
def hostile(tmp_path: Path) -> Report:
    source, target = ROOT / "data" / "2023" / "shili-jiaoyu", tmp_path / "2023" / "shili-jiaoyu"
    target.mkdir(parents=True)
    (target / "tables.xlsx").write_bytes((source / "tables.xlsx").read_bytes())
    text = (source / "narrative.md").read_text(encoding="utf-8")
    (target / "narrative.md").write_text(text.replace("# 五、", f"{HOSTILE}\n\n# 五、"), encoding="utf-8")
    return open_sample("shili-jiaoyu", data=tmp_path)


def test_hostile_text_is_shown_and_not_run_in_html(hostile):
    notebook = as_notebook(hostile)
    for cell in notebook.cells:
        block = cell.outputs[0].data["application/vnd.nianbao.v1+json"]
        if block["kind"] == "verdict":
            block["publishable"] = True  # the unknown placeholder would refuse it
    html = ReportHTMLExporter().from_notebook_node(notebook)[0]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "#read(" in pdf_text(ReportPDFExporter().from_notebook_node(notebook)[0])


def test_a_glyph_that_no_font_has_stops_the_pdf(sample):
    notebook = as_notebook(sample)
    next(
        block["paragraphs"][0]["runs"].append({"text": "\U0001f600", "address": None})
        for cell in notebook.cells
        if (block := cell.outputs[0].data["application/vnd.nianbao.v1+json"])["kind"] == "prose"
    )
    with pytest.raises(NotAReportError, match="没有字体能排出“\U0001f600”"):
        ReportPDFExporter().from_notebook_node(notebook)


def test_refused_report_gives_the_issue_sheet_in_both_formats():
    notebook = as_notebook(open_sample("shili-shuiwu", 2024))
    html = ReportHTMLExporter().from_notebook_node(notebook)[0]
    assert "<title>问题单：" in html
    assert "tables.xlsx「申请」D4、D5、D27、D28" in html
    assert "<table" not in html
    pdf = ReportPDFExporter().from_notebook_node(notebook)[0]
    assert 1 == len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    text = pdf_text(pdf)
    assert "问题单" in text
    assert "tables.xlsx「申请」D4、D5、D27、D28" in text
    assert "本年新收政府信息公开申请数量" not in text


def test_other_notebooks_are_not_reports():
    with pytest.raises(NotAReportError, match="这不是运行完毕的年度报告笔记本"):
        ReportHTMLExporter().from_notebook_node(nbformat.v4.new_notebook())


def test_of_a_notebook_that_stopped_the_reason_is_told(tmp_path):
    reason = "登记表中没有填报单位“jia”\n位置：params/offices.csv"
    cell = nbformat.v4.new_code_cell("x", outputs=[nbformat.v4.new_output("error", ename="E", evalue=reason)])
    path = tmp_path / "out.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    run = subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--to", "nianbao-html", str(path)],
        capture_output=True,
        encoding="utf-8",
    )
    told = [line for line in run.stderr.splitlines() if not line.startswith("[NbConvertApp]")]
    assert (1, f"这个笔记本没有运行完，停在出错处：{reason}".splitlines()) == (run.returncode, told)


def test_a_notebook_with_a_part_missing_is_not_published(sample):
    notebook = as_notebook(sample)
    kinds = [cell.outputs[0].data["application/vnd.nianbao.v1+json"]["kind"] for cell in notebook.cells]
    del notebook.cells[kinds.index("table")]
    with pytest.raises(NotAReportError, match="proactive"):
        published(json.loads(nbformat.writes(notebook)))


def test_eight_digit_numbers_stay_whole(sample):
    notebook = as_notebook(sample)
    for cell in notebook.cells:
        block = cell.outputs[0].data["application/vnd.nianbao.v1+json"]
        for row in block.get("rows", ()):
            for item in row:
                item["text"] = "11398889" if item["address"] else item["text"]
    reader = pypdf.PdfReader(io.BytesIO(ReportPDFExporter().from_notebook_node(notebook)[0]))
    assert 200 == "\n".join(page.extract_text() for page in reader.pages).count("11398889")


def test_the_published_pdf_and_page_read_back_to_the_filing(sample, page, pdf, tmp_path):
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    (tmp_path / "report.pdf").write_bytes(pdf)
    expected = {address: entry.value for address, entry in sample.filing.entries.items()}
    for name in ("report.html", "report.pdf"):
        read = read_file(tmp_path / name)
        assert expected == {address: entry.value for address, entry in read.filing.entries.items()}, name
        assert ("示例区教育局", [1, 2, 3, 4, 5, 6]) == (read.office_name, [s.number for s in read.sections])
