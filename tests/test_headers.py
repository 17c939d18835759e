"""Every number of a page names its row and its column, to those who hear the table as to those who see it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from executed import as_notebook, open_sample, with_numbers
from helpers.exporters.html import ReportHTMLExporter
from helpers.form import form_for_year, load_form


class Tables(HTMLParser):
    """The words of every element with an id, and the attributes of every number and of every bound number in prose."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.words: dict[str, str] = {}
        self.numbers: dict[str, dict[str, str]] = {}
        self.bound: list[dict[str, str]] = []
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        if tag == "td" and "headers" in found:
            self.numbers[found["id"]] = found
        if tag == "a" and found.get("class") == "bound":
            self.bound.append(found)
        self._open = found.get("id", "") if tag == "th" else ""
        if self._open:
            self.words[self._open] = ""

    def handle_data(self, data):
        if self._open:
            self.words[self._open] += data

    def handle_endtag(self, tag):
        self._open = ""

    def path(self, address: str) -> list[str]:
        return [self.words[header] for header in self.numbers[address]["headers"].split()]


def told(year: int) -> Tables:
    numbers = dict.fromkeys(form_for_year(year).places, 1)
    report = with_numbers(open_sample("shili-jiaoyu"), numbers, year)
    return Tables(ReportHTMLExporter().from_notebook_node(as_notebook(report))[0])


@pytest.fixture(scope="module")
def page() -> Tables:
    return told(2023)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (
            "applications.denied_state_secret.research",
            ["三、本年度办理结果", "（三）不予公开", "1.属于国家秘密", "申请人情况", "法人或其他组织", "科研机构"],
        ),
        ("applications.granted.total", ["三、本年度办理结果", "（一）予以公开", "申请人情况", "总计"]),
        ("applications.new_received.natural_person", ["一、本年新收政府信息公开申请数量", "申请人情况", "自然人"]),
        ("disputes.litigation_after_review.upheld", ["行政诉讼", "复议后起诉", "结果维持"]),
        ("disputes.review.pending", ["行政复议", "尚未审结"]),
        ("proactive.normative_documents.in_force", ["行政规范性文件", "第二十条第（一）项", "现行有效件数"]),
        ("proactive.administrative_coercion.decisions", ["行政强制", "第二十条第（六）项", "本年处理决定数量"]),
    ],
)
def test_a_number_names_the_whole_path_of_its_row_and_column(page, address, path):
    assert path == page.path(address)


@pytest.mark.parametrize("year", [2020, 2023])
def test_every_number_has_the_headers_that_its_form_prints(year):
    form, made = form_for_year(year), told(year)
    captions = {block.caption for table in form.tables.values() for block in table.blocks}
    # Where a line has no label, its row is the group of columns that it stands under.
    expected = {
        address: [*(place.row.path if place.column.path[0] not in place.row.path else ()), *place.column.path]
        for address, place in form.places.items()
    }
    assert expected == {a: [words for words in made.path(a) if words not in captions] for a in made.numbers}


@pytest.mark.parametrize("year", [2020, 2023])
def test_ids_are_unique_and_the_same_for_every_report(year):
    made = told(year)
    assert len(made.ids) == len(set(made.ids))
    assert made.ids == told(year).ids


def test_every_number_says_its_cell_in_words_and_takes_focus_by_tap_alone(page):
    places = load_form("2021").places
    assert {a: (p.words, "-1") for a, p in places.items()} == {
        a: (found["title"], found["tabindex"]) for a, found in page.numbers.items()
    }


def test_a_number_in_the_prose_leads_to_its_cell_and_says_which(page):
    places = load_form("2021").places
    assert page.bound
    assert [places[found["href"][1:]].words for found in page.bound] == [found["title"] for found in page.bound]
