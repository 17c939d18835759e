"""The fragment for a portal's editor: what the editor drops takes no number, no span and no word with it."""

from __future__ import annotations

import re
from pathlib import Path

import nh3
import pytest
from lxml import html as lxml_html

from executed import as_notebook, open_sample
from helpers.exporters.fragment import ReportFragmentExporter
from helpers.form import load_form
from helpers.intake.folder import read_file
from helpers.tables import lay_out

FORM = load_form("2021")
# What editors of portals keep: elements of text and tables, their spans, and styles that stand on them.
KEPT = {
    *("p", "div", "span", "strong", "br", "img", "figure", "figcaption", "h1", "h2", "h3", "h4"),
    *("table", "tbody", "tr", "td", "th"),
}
ATTRIBUTES = {"*": {"style"}, "td": {"rowspan", "colspan"}, "th": {"rowspan", "colspan"}, "img": {"alt", "src"}}
PLAIN = {**ATTRIBUTES, "*": set()}


def sanitised(html: str, attributes: dict[str, set[str]] = ATTRIBUTES) -> str:
    return nh3.clean(html, tags=KEPT, attributes=attributes, clean_content_tags={"style", "script"})


@pytest.fixture(scope="module")
def sample():
    return open_sample("shili-jiaoyu")


@pytest.fixture(scope="module")
def fragment(sample) -> str:
    return ReportFragmentExporter().from_notebook_node(as_notebook(sample))[0]


def spans(html: str) -> list[tuple[int, int]]:
    cells = lxml_html.fromstring(html).xpath("//td | //th")
    return [(int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))) for cell in cells]


def words(html: str) -> str:
    return re.sub(r"\s+", "", lxml_html.fromstring(html).text_content())


def test_fragment_needs_nothing_that_an_editor_drops(fragment):
    names = {name for element in lxml_html.fromstring(fragment).iter() for name in element.attrib}
    assert {
        "style",
        "lang",
        "rowspan",
        "colspan",
        "border",
        "cellspacing",
        "cellpadding",
        "summary",
        "src",
        "alt",
    } == names
    assert [] == re.findall(r"<(?:html|head|body|style|script|link|a)\b", fragment)
    assert [] == re.findall(r"https?://(?!www\.w3\.org)", fragment)


@pytest.mark.parametrize("attributes", [ATTRIBUTES, PLAIN], ids=["styles kept", "styles dropped"])
def test_words_and_official_spans_survive(fragment, attributes):
    expected = [(c.row_span, c.column_span) for t in FORM.tables.values() for line in lay_out(t).lines() for c in line]
    cleaned = sanitised(fragment, attributes)
    assert expected == spans(fragment) == spans(cleaned)
    assert words(fragment) == words(cleaned)
    assert [] == [s.heading for s in FORM.sections if s.heading not in words(cleaned)]


def test_every_inline_style_that_is_seen_survives(fragment):
    styles = [e.get("style") for e in lxml_html.fromstring(fragment).iter() if e.get("style")]
    assert styles == [e.get("style") for e in lxml_html.fromstring(sanitised(fragment)).iter() if e.get("style")]


def test_a_picture_that_is_dropped_leaves_its_words(fragment, sample):
    cleaned = lxml_html.fromstring(sanitised(fragment))  # it drops the data of the picture
    pictures = list(cleaned.iter("img"))
    granted = sample.filing.number("applications.granted.total")
    assert [None] * 3 == [picture.get("src") for picture in pictures]
    assert f"予以公开 {granted}，" in pictures[0].get("alt")
    assert "图1　2023年度政府信息公开申请办理结果（件）" == next(cleaned.iter("figcaption")).text


@pytest.mark.parametrize(
    "change", [str, sanitised, lambda html: sanitised(html, PLAIN)], ids=["as made", "styles kept", "styles dropped"]
)
def test_fragment_reads_back_to_the_filing(fragment, sample, tmp_path: Path, change):
    (tmp_path / "report.html").write_text(change(fragment), encoding="utf-8")
    read = read_file(tmp_path / "report.html", 2023)
    expected = {address: entry.value for address, entry in sample.filing.entries.items()}
    assert 200 == len(expected)
    assert expected == {address: entry.value for address, entry in read.filing.entries.items()}
    assert ("示例区教育局", sample.submission.date) == (read.office_name, read.date)
    assert [s.number for s in FORM.sections] == [s.number for s in read.sections]


def test_hostile_text_is_shown_and_not_run(sample):
    notebook = as_notebook(sample)
    for cell in notebook.cells:
        block = cell.outputs[0].data["application/vnd.nianbao.v1+json"]
        if block["kind"] == "prose":
            block["paragraphs"][0]["runs"].append({"text": "<script>alert(1)</script>", "address": None})
        if block["kind"] == "title":
            block["lines"] = ["<b>甲", "乙</b>"]
    made = ReportFragmentExporter().from_notebook_node(notebook)[0]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made
    assert "&lt;b&gt;甲<br>乙&lt;/b&gt;" in made
    assert "<script" not in made


def test_a_refused_report_gives_the_issue_sheet():
    made = ReportFragmentExporter().from_notebook_node(as_notebook(open_sample("shili-shuiwu", 2024)))[0]
    assert "<title>问题单：" in made
    assert "<table" not in made
