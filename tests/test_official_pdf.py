"""The PDF as an official document: measured after GB/T 9704-2012, and as a screen reader meets it."""

from __future__ import annotations

import io
import itertools
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from executed import all_zero, as_notebook, eight_digits, long_prose, of_2019, open_sample, with_prose
from helpers.blocks import TEMPLATES
from helpers.exporters import typesetting
from helpers.exporters.pdf import ReportPDFExporter, typst_inputs
from helpers.exporters.published import published, signature_indents
from helpers.filing import Origin
from helpers.form import form_for_year
from helpers.report import Report
from helpers.submission import Paragraph
from tagged import Element, structure

MM = 72 / 25.4
TOP, LEFT, WIDTH, HEIGHT = 37, 28, 156, 225  # mm: the type area
TOLERANCE = 0.5  # mm
BODY = 16.0  # pt
MAKERS: dict[str, Callable[[], Report]] = {
    "zero": all_zero,
    "large": eight_digits,
    "long": long_prose,
    "sample": lambda: open_sample("xigong-shequ"),
}


def exported(report: Report) -> bytes:
    return ReportPDFExporter().from_notebook_node(as_notebook(report))[0]


@pytest.fixture(scope="module")
def reports() -> dict[str, Report]:
    return {name: make() for name, make in MAKERS.items()}


@pytest.fixture(scope="module")
def pdfs(reports: dict[str, Report]) -> dict[str, bytes]:
    return {name: exported(report) for name, report in reports.items()}


@pytest.fixture(scope="module")
def trees(pdfs: dict[str, bytes]) -> dict[str, Element]:
    return {name: structure(data) for name, data in pdfs.items()}


@pytest.mark.parametrize("name", [*MAKERS, "form of 2019"])
def test_a_row_is_as_high_as_typst_itself_would_make_it(reports: dict[str, Report], tmp_path: Path, name: str):
    template = (TEMPLATES / "report.typ").read_text(encoding="utf-8")
    measured = tmp_path / "report.typ"
    assert 1 == template.count("rows: heights(style, b), ")
    measured.write_text(template.replace("rows: heights(style, b), ", ""), encoding="utf-8")
    report = reports.get(name) or of_2019()
    given = {"sys_inputs": typst_inputs(published(as_notebook(report))), "timestamp": 0}
    assert typesetting.compiler(str(measured)).compile(**given) == typesetting.compiler("report.typ").compile(**given)


def lines(page: pdfplumber.page.Page) -> list[list[dict]]:
    """The lines of body size from top to bottom: their letters from left to right."""
    found = defaultdict(list)
    for char in page.chars:
        if round(char["size"], 1) == BODY:
            found[round(char["matrix"][5], 1)].append(char)
    return [sorted(found[baseline], key=lambda char: char["x0"]) for baseline in sorted(found, reverse=True)]


def distances(page: pdfplumber.page.Page) -> list[float]:
    """How far the baselines are below the top of the page, in points."""
    return [float(page.height) - line[0]["matrix"][5] for line in lines(page)]


@pytest.fixture(scope="module")
def full_page() -> pdfplumber.page.Page:
    """A page of letters that are all as wide as high, without a title, heading or table."""
    solid = [Paragraph("公开政府信息" * 300, Origin("")), Paragraph("目录更新" * 200, Origin(""))]
    document = pdfplumber.open(io.BytesIO(exported(with_prose(open_sample("xigong-shequ"), 1, solid))))
    return document.pages[1]


def test_a_full_page_has_22_lines_of_28_letters(full_page):
    found = lines(full_page)
    assert (22, [28] * 22) == (len(found), [len(line) for line in found])


def test_lines_are_29_points_apart_and_fill_the_type_area(full_page):
    found = distances(full_page)
    assert [29.0] * 21 == [round(below - above, 1) for above, below in itertools.pairwise(found)]
    # A letter stands in the middle of its line, 12 hundredths of it below the baseline.
    centres = [found[0] - 0.38 * BODY, found[-1] - 0.38 * BODY]
    assert pytest.approx([TOP, TOP + HEIGHT], abs=TOLERANCE) == [
        (centres[0] - 14.5) / MM,
        (centres[1] + 14.5) / MM,
    ]


def test_lines_reach_from_edge_to_edge(full_page):
    assert (pytest.approx(210, abs=TOLERANCE), pytest.approx(297, abs=TOLERANCE)) == (
        float(full_page.width) / MM,
        float(full_page.height) / MM,
    )
    for line in lines(full_page):
        assert pytest.approx([LEFT, LEFT + WIDTH], abs=TOLERANCE) == [line[0]["x0"] / MM, line[-1]["x1"] / MM]


def test_page_numbers_stand_outside_seven_millimetres_below(pdfs):
    with pdfplumber.open(io.BytesIO(pdfs["long"])) as document:
        assert len(document.pages) > 6
        for number, page in enumerate(document.pages, start=1):
            found = [char for char in page.chars if round(char["size"], 1) == 14.0]
            assert f"—{number}—" == re.sub(r"\s", "", "".join(char["text"] for char in found))
            dash = (float(page.height) - found[0]["matrix"][5] - 0.2675 * 14) / MM
            assert pytest.approx(TOP + HEIGHT + 7, abs=TOLERANCE) == dash
            outer = LEFT * MM + WIDTH * MM - found[-1]["x1"] if number % 2 else found[0]["x0"] - LEFT * MM
            assert pytest.approx(14 / MM, abs=TOLERANCE) == outer / MM


def test_no_line_begins_or_ends_with_a_mark_that_must_not(pdfs):
    wrong = []
    for data in pdfs.values():
        with pdfplumber.open(io.BytesIO(data)) as document:
            for line in itertools.chain.from_iterable(lines(page) for page in document.pages):
                text = "".join(char["text"] for char in line).strip()
                if text[0] in "，。；：、！？）》”’…%" or text[-1] in "（《“‘":
                    wrong.append(text)
    assert [] == wrong


def test_the_title_is_of_size_two_and_breaks_after_the_office(pdfs):
    with pdfplumber.open(io.BytesIO(pdfs["sample"])) as document:
        title = [char for char in document.pages[0].chars if round(char["size"], 1) == 22.0]
    by_line = itertools.groupby(title, key=lambda char: round(char["matrix"][5]))
    texts = ["".join(char["text"] for char in line).strip() for _, line in by_line]
    assert ["洛阳市西工区社区治理和服务创新办公室", "2023年政府信息公开工作年度报告"] == [
        re.sub(r"\s", "", text) for text in texts
    ]
    middle = (min(char["x0"] for char in title) + max(char["x1"] for char in title)) / 2
    assert pytest.approx(LEFT + WIDTH / 2, abs=TOLERANCE) == middle / MM


def test_tables_keep_to_one_page_or_part_between_blocks_and_within_the_type_area(pdfs):
    for name, data in pdfs.items():
        with pdfplumber.open(io.BytesIO(data)) as document:
            found = [table for page in document.pages for table in page.find_tables() if len(table.rows) > 2]
        *parts, applications, disputes = (len(table.rows) for table in found)
        assert (28, 4) == (applications, disputes), name
        assert {4, 7, 11, 14} >= {*itertools.accumulate(parts)}, name
        assert 14 == sum(parts), name
        for table in found:
            assert pytest.approx([LEFT, LEFT + WIDTH], abs=TOLERANCE) == [table.bbox[0] / MM, table.bbox[2] / MM]
            assert table.bbox[3] / MM <= TOP + HEIGHT + TOLERANCE


@pytest.mark.parametrize(
    ("office", "date", "indents"),
    [
        ("示例区人民政府办公室", "2024年1月6日", (2.0, 4.0)),
        ("示例区教育局", "2024年1月16日", (4.5, 2.0)),
        ("示例区社区治理和服务创新工作委员会办公室", "2024年1月16日", (2.0, 13.5)),
        ("示例区教育局", "", (2.0, 6.0)),
    ],
)
def test_signature_stands_as_the_standard_says(office, date, indents):
    assert indents == signature_indents(office, date)


def test_the_date_is_two_letters_right_of_the_office(pdfs):
    with pdfplumber.open(io.BytesIO(pdfs["large"])) as document:
        *_, office, date = lines(document.pages[-1])
    # Its digits are a little wider than half a letter.
    assert pytest.approx(2 * 15.79, abs=4) == date[0]["x0"] - office[0]["x0"]


def test_every_font_is_embedded_as_a_subset(pdfs):
    for data in pdfs.values():
        with pikepdf.open(io.BytesIO(data)) as document:
            fonts = {o.BaseFont: o for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/BaseFont" in o}
            descendants = [f for font in fonts.values() for f in font.get("/DescendantFonts", ())]
            assert len(descendants) >= 2
            for font in descendants:
                assert re.fullmatch(r"/[A-Z]{6}\+Noto(Sans|Serif)SC-Regular", str(font.BaseFont))
                assert len(font.FontDescriptor.FontFile3.read_bytes()) < 400_000


def test_metadata_names_title_office_date_language_and_standards(pdfs):
    with pikepdf.open(io.BytesIO(pdfs["sample"])) as document:
        with document.open_metadata() as found:
            assert "洛阳市西工区社区治理和服务创新办公室2023年政府信息公开工作年度报告" == found["dc:title"]
            assert ["洛阳市西工区社区治理和服务创新办公室"] == found["dc:creator"]
            assert ("2", "A", "1") == (found["pdfaid:part"], found["pdfaid:conformance"], found["pdfuaid:part"])
            assert "2024" == found["xmp:CreateDate"][:4]
        assert ("zh-CN", True) == (str(document.Root.Lang), bool(document.Root.ViewerPreferences.DisplayDocTitle))


def test_outline_holds_every_heading(reports, pdfs):
    for name, report in reports.items():
        expected = [s.heading for s in report.form.sections]
        with pikepdf.open(io.BytesIO(pdfs[name])) as document, document.open_outline() as outline:
            assert expected == [item.title for item in outline.root]
            topics = [p.text for p in report.submission.section(1).paragraphs if p.level >= 2]
            assert topics == [item.title for item in outline.root[0].children]


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_text_is_in_reading_order(reports, trees):
    for name, report in reports.items():
        blocks = published(as_notebook(report)).body
        expected = [
            plain("".join(run["text"] for run in paragraph["runs"]))
            for block in blocks
            for paragraph in block.get("paragraphs", ())
        ]
        read = [plain(element.whole()) for element in trees[name].find("P", "H3")]
        assert expected == read[: len(expected)], name
        assert [report.form.sections[0].heading, report.form.sections[-1].heading] == [
            plain(element.whole()) for element in trees[name].find("H2")
        ][:: len(report.form.sections) - 1]


def test_every_number_is_headed_by_the_path_of_its_row_and_column(reports, trees):
    for name, report in reports.items():
        for table, element in zip(report.form.tables.values(), trees[name].find("Table"), strict=True):
            heads = {head.id: plain(head.whole()) for head in element.find("TH")}
            cells = list(element.find("TD"))
            addresses = [cell for row in table_rows(report, table.id) for cell in row if cell["address"]]
            assert len(addresses) == len(cells) == len(table.places)
            for data, cell in zip(addresses, cells, strict=True):
                place = table.places[data["address"]]
                named = [heads[header] for header in cell.headers]
                assert plain(data["text"]) == plain(cell.whole())
                assert {plain(word) for word in place.row.path} <= set(named), (name, data["address"])
                assert plain(place.column.path[-1]) in named, (name, data["address"])


def table_rows(report: Report, table: str) -> list[list[dict]]:
    return report.table(table).to_json()["rows"]


def test_figures_have_their_numbers_as_alternate_text(reports, pdfs):
    with pikepdf.open(io.BytesIO(pdfs["large"])) as document:
        found = [str(o.Alt) for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
    granted = reports["large"].filing.number("applications.granted.total")
    assert any(f"予以公开 {granted}" in text for text in found)


def test_page_numbers_and_banners_are_no_content(trees):
    for tree in trees.values():
        assert not re.search(r"—\d+—", plain(tree.whole()))
    assert 1 == form_for_year(2023).sections[0].number
