"""The report in Word: an official document whose numbers, words and structure read back as they were handed in."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import docx
import nbformat
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from executed import as_notebook, open_sample, with_numbers
from helpers.exporters.docx import ReportWordExporter
from helpers.exporters.published import NotAReportError
from helpers.form import form_for_year, load_form
from helpers.intake.folder import read_file
from helpers.prose import fill
from helpers.report import FIGURES, Report
from helpers.submission import Submission
from helpers.tables import lay_out
from strategies import balanced, distinct

OFFICES = ("shili-jiaoyu", "shili-ziran", "xigong-shequ")


def exported(report: Report) -> bytes:
    return ReportWordExporter().from_notebook_node(as_notebook(report))[0]


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


def read_back(data: bytes, folder) -> Submission:
    path = folder / "report.docx"
    path.write_bytes(data)
    return read_file(path)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def sample() -> Report:
    return open_sample("shili-jiaoyu")


@pytest.fixture(scope="module")
def word(sample: Report) -> bytes:
    return exported(sample)


def test_the_title_breaks_after_the_office(word):
    title = opened(word).paragraphs[0]
    assert ("Title", "示例区教育局\n2023年政府信息公开工作年度报告") == (title.style.name, title.text)


def test_headings_are_real_headings_of_two_levels(sample, word):
    found = [(p.style.name, p.text) for p in opened(word).paragraphs if p.style.name.startswith("Heading")]
    assert [s.heading for s in sample.form.sections] == [text for style, text in found if style == "Heading 1"]
    expected = [p.text for s in sample.submission.sections for p in s.paragraphs if p.level >= 2]
    assert expected == [text for style, text in found if style == "Heading 2"]


def test_the_page_is_that_of_an_official_document(word):
    page = opened(word).sections[0]
    sides = (page.page_width, page.page_height, page.top_margin, page.left_margin)
    assert [210, 297, 37, 28] == [round(side.mm) for side in sides]
    assert 156 == round(page.page_width.mm - page.left_margin.mm - page.right_margin.mm)
    height = page.page_height.mm - page.top_margin.mm - page.bottom_margin.mm
    assert (225, 22) == (round(height), int(height / 25.4 * 72 // 29))


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Normal", "仿宋_GB2312", 16),
        ("footer", "宋体", 14),
        ("Small Table Text", "宋体", 9),
    ],
)
def test_every_role_has_its_font_and_size(word, style, font, points):
    document, fonts, size = opened(word), None, None
    found = document.styles[style]
    while found is not None:
        own = found.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        fonts, size = fonts or (own.get(qn("w:eastAsia")) if own is not None else None), size or found.font.size
        found = found.base_style
    default = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert (font, points) == (fonts or default.get(qn("w:eastAsia")), size.pt if size else 16)
    assert "Times New Roman" == default.get(qn("w:ascii"))


def test_no_colour_of_a_theme_is_left(word):
    assert [] == re.findall(rb"themeColor|asciiTheme|eastAsiaTheme", parts(word)["word/styles.xml"])


def test_tables_have_the_official_spans_and_fit_between_the_margins(word):
    for table, spec in zip(opened(word).tables, load_form("2021").tables.values(), strict=True):
        layout = lay_out(spec)
        expected = {(c.row, c.column, c.row_span, c.column_span) for c in layout.cells}
        spans: dict[object, list[tuple[int, int]]] = {}
        for row in range(layout.rows):
            for column in range(layout.columns):
                spans.setdefault(table.cell(row, column)._tc, []).append((row, column))
        got = {(*spots[0], spots[-1][0] - spots[0][0] + 1, spots[-1][1] - spots[0][1] + 1) for spots in spans.values()}
        assert expected == got
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
        assert 155 < sum(widths) / 20 / 72 * 25.4 <= 156


def test_rows_stay_whole_and_header_rows_are_repeated(word):
    tables = opened(word).tables
    heads = [sum(1 for row in table.rows if row._tr.find(f".//{qn('w:tblHeader')}") is not None) for table in tables]
    assert [lay_out(spec).header_rows for spec in load_form("2021").tables.values()] == heads
    assert [] == [row for t in tables for row in t.rows if row._tr.find(f".//{qn('w:cantSplit')}") is None]


def test_page_numbers_stand_outside(word):
    page = opened(word).sections[0]
    sides = []
    for footer in (page.footer, page.even_page_footer):
        line = footer.paragraphs[0]
        assert ("— 1 —", " PAGE ") == (line.text, "".join(t.text for t in line._p.iter(qn("w:instrText"))))
        sides.append(line._p.pPr.find(qn("w:jc")).get(qn("w:val")))
    assert ["right", "left"] == sides
    assert b"<w:evenAndOddHeaders/>" in parts(word)["word/settings.xml"]


def test_every_figure_has_its_numbers_as_alt_text_and_its_caption_below(sample, word):
    document = opened(word)
    blocks = [sample.figure(name) for name in FIGURES]
    assert [b.content["alt"] for b in blocks] == [s._inline.docPr.get("descr") for s in document.inline_shapes]
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert [b.content["caption"] for b in blocks] == captions
    assert len(word) < 200_000


def test_an_invented_office_says_so_on_every_page():
    for office, expected in (("shili-jiaoyu", True), ("xigong-shequ", False)):
        page = opened(exported(open_sample(office))).sections[0]
        for header in (page.header, page.even_page_header):
            assert expected == any("示例：" in paragraph.text for paragraph in header.paragraphs)


def test_the_file_tells_the_office_the_date_and_no_tool(word):
    properties = opened(word).core_properties
    assert ("示例区教育局2023年政府信息公开工作年度报告", "示例区教育局", "zh-CN") == (
        properties.title,
        properties.author,
        properties.language,
    )
    assert dt.datetime(2024, 1, 16, tzinfo=dt.UTC) == properties.created == properties.modified
    assert [] == [name for name, data in parts(word).items() if b"python-docx" in data or b"Macintosh" in data]
    assert (
        b'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
        in parts(word)["word/settings.xml"]
    )


def test_an_unsigned_report_is_dated_after_its_year():
    properties = opened(exported(open_sample("xigong-shequ"))).core_properties
    assert dt.datetime(2024, 1, 1, tzinfo=dt.UTC) == properties.created


def test_two_exports_give_the_same_bytes(sample, word):
    assert word == exported(sample)
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        assert {(2000, 1, 1, 0, 0, 0)} == {item.date_time for item in archive.infolist()}


@pytest.mark.parametrize("office", OFFICES)
def test_a_sample_report_reads_back_with_its_numbers_and_words(office, tmp_path):
    report = open_sample(office)
    read = read_back(exported(report), tmp_path)
    handed_in = report.submission
    assert {a: e.value for a, e in handed_in.filing.entries.items()} == {
        a: e.value for a, e in read.filing.entries.items()
    }
    assert (report.office.name, handed_in.date, ()) == (read.office_name, read.date, read.problems)
    for section in report.form.text_sections:
        expected = [
            "".join(run.text for run in fill(p.text, handed_in.filing))
            for p in handed_in.section(section.number).paragraphs
        ]
        assert expected == [paragraph.text for paragraph in read.section(section.number).paragraphs]


@pytest.mark.parametrize("year", [2023, 2020])
def test_numbers_that_all_differ_read_back_at_their_places(sample, year, tmp_path):
    numbers = distinct(form_for_year(year))
    read = read_back(exported(with_numbers(sample, numbers, year)), tmp_path)
    assert numbers == {address: entry.value for address, entry in read.filing.entries.items()}


@settings(max_examples=12)
@given(data=st.data(), year=st.sampled_from([2023, 2020]))
def test_any_balanced_numbers_read_back(sample, tmp_path_factory, data, year):
    numbers = data.draw(balanced(form_for_year(year)))
    read = read_back(exported(with_numbers(sample, numbers, year)), tmp_path_factory.mktemp("word"))
    assert numbers == {address: entry.value for address, entry in read.filing.entries.items()}


def test_an_office_without_a_single_case_reads_back_as_zeros(sample, tmp_path):
    numbers = dict.fromkeys(load_form("2021").places, 0)
    data = exported(with_numbers(sample, numbers))
    assert 0 == len(opened(data).inline_shapes)
    assert numbers == {a: e.value for a, e in read_back(data, tmp_path).filing.entries.items()}


def test_numbers_of_eight_digits_are_set_so_small_that_none_breaks(sample):
    document = opened(exported(with_numbers(sample, dict.fromkeys(load_form("2021").places, 11398889))))
    for table in document.tables:
        widths = [int(column.get(qn("w:w"))) / 20 for column in table._tbl.tblGrid]
        for row in table.rows:
            for column, cell in enumerate(row.cells):
                if cell.text == "11398889":
                    own, style = cell.paragraphs[0].runs[0].font.size, cell.paragraphs[0].style.font.size
                    assert 8 * (own or style).pt / 2 <= widths[column] - 2.8


def test_text_is_shown_as_written(sample):
    notebook = as_notebook(sample)
    hostile = '<w:br/> &amp; {{ 7*7 }} "x" \x0b\x00'
    for cell in notebook.cells:
        block = cell.outputs[0].data["application/vnd.nianbao.v1+json"]
        if block["kind"] == "prose" and block["paragraphs"]:
            block["paragraphs"][0]["runs"] = [{"text": hostile, "address": None}]
        if block["kind"] == "table":
            block["rows"][0][0]["text"] = hostile
    document = opened(ReportWordExporter().from_notebook_node(notebook)[0])
    expected = '<w:br/> &amp; {{ 7*7 }} "x" '
    assert expected in [paragraph.text for paragraph in document.paragraphs]
    assert [expected] * 3 == [table.cell(0, 0).text for table in document.tables]


def test_a_refused_report_gives_the_issue_sheet():
    document = opened(exported(open_sample("shili-shuiwu", 2024)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "问题单" == document.paragraphs[0].text
    assert "tables.xlsx「申请」D4、D5、D27、D28" in text
    assert [] == document.tables
    told = [re.sub(r"（\d+ 条）", "", p.text) for p in document.paragraphs if p.text.endswith("：")]
    assert ["必须改正：", "最小改动建议（只取其一，请对照原始登记核实后再改）：", "建议核对："] == told


def test_an_issue_sheet_tells_whom_to_ask():
    report = open_sample("shili-shuiwu", 2024)
    office = report.office.model_copy(update={"contact": "区政务公开办 0379-00000000"})
    document = opened(exported(replace(report, office=office)))
    assert "并重新报送全部文件（联系方式：区政务公开办 0379-00000000）。" in document.paragraphs[1].text


def test_other_notebooks_are_not_reports():
    with pytest.raises(NotAReportError, match="这不是运行完毕的年度报告笔记本"):
        ReportWordExporter().from_notebook_node(nbformat.v4.new_notebook())


def test_a_figure_that_is_no_drawing_stops_the_document(sample):
    notebook = as_notebook(sample)
    for cell in notebook.cells:
        block = cell.outputs[0].data["application/vnd.nianbao.v1+json"]
        if block["kind"] == "figure":
            block["svg"] = "<p>"
    with pytest.raises(NotAReportError, match="图画不出来"):
        ReportWordExporter().from_notebook_node(notebook)
