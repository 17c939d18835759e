"""Pages for everybody: axe-core finds nothing, the keyboard reaches everything, 320 pixels are enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browser import axe_violations, chromium, narrow, needs_browser
from executed import ROOT, as_notebook, open_sample, with_numbers
from helpers.exporters.fragment import ReportFragmentExporter
from helpers.exporters.html import ReportHTMLExporter
from helpers.filing import Origin
from helpers.form import load_form
from helpers.index import write_index
from helpers.params import load_campaign
from helpers.register import load_register
from helpers.report import Report
from helpers.rules import YearVerdict
from helpers.store import write_outputs
from helpers.submission import Paragraph
from helpers.tables import lay_out

pytestmark = needs_browser

DOWNLOADS = ["report.pdf", "report.docx", "tables.xlsx"]
FORM = load_form("2021")
_SENTENCE = (
    "制发行政规范性文件 {{ proactive.normative_documents.issued }} 件，"
    "新收申请 {{ applications.new_received.total }} 件。"
)


def zeros() -> Report:
    return with_numbers(open_sample("shili-jiaoyu"), dict.fromkeys(FORM.places, 0))


def big() -> Report:
    numbers = {address: 91_234_567 + 7 * index for index, address in enumerate(FORM.places)}
    return with_numbers(open_sample("shili-jiaoyu"), numbers)


def long_prose() -> Report:
    """Forty sub-headings in section one, each with a paragraph of 600 letters, and a word without a break."""
    report = open_sample("shili-jiaoyu")
    here = Origin("narrative.md")
    text = [
        part
        for number in range(40)
        for part in (
            Paragraph(f"（{number + 1}）第{number + 1}项工作的开展情况和主要做法", here, level=2),
            Paragraph(_SENTENCE * 12 + "https://www.example.invalid/" + "a" * 120, here),
        )
    ]
    sections = report.submission.sections or ()
    sections = (replace(sections[0], paragraphs=tuple(text)), *sections[1:])
    return replace(report, submission=replace(report.submission, sections=sections))


def index_page(folder: Path) -> Path:
    """A year's page with offices in every state."""
    campaign, register = load_campaign(ROOT / "params", 2023), load_register(ROOT / "params")
    offices = register.of_year(2023)
    files = dict.fromkeys(("report.html", "report.pdf", "card.txt", "report.ipynb"), b"x")
    for office, state in zip(offices, ("built", "refused", "failed"), strict=False):
        findings = {"error": 5, "warning": 1, "info": 0}
        receipt = {"state": state, "findings": findings, "message": "工作进程意外退出" if state == "failed" else ""}
        write_outputs(folder / "2023" / office.id, files, receipt)
    return write_index(folder, campaign, offices, [offices[-1].id], YearVerdict((), ()))


REPORTS: Mapping[str, Callable[[], Report]] = {"zeros": zeros, "big": big, "long": long_prose}
PAGES = [*REPORTS, "issues", "index"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("页 面")
    notebooks = {name: as_notebook(make()) for name, make in REPORTS.items()}
    notebooks["issues"] = as_notebook(open_sample("shili-shuiwu", 2024))
    made = {"index": index_page(folder).as_uri()}
    for name, notebook in notebooks.items():
        (folder / f"{name}.html").write_text(
            ReportHTMLExporter(downloads=DOWNLOADS).from_notebook_node(notebook)[0], encoding="utf-8"
        )
        made[name] = (folder / f"{name}.html").as_uri()
    return made


@pytest.fixture(scope="module")
def browser():
    with chromium() as driver:
        driver.set_window_size(1280, 1000)
        yield driver


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser, pages, name, width):
    with narrow(browser, width, 1280 / width):
        browser.get(pages[name])
        assert [] == axe_violations(browser)


def test_axe_would_find_something(browser, tmp_path):
    path = tmp_path / "page.html"
    faulty = "<html><body><main><img src=x><p style='color:#ccc'>灰色的文字</p></main></body></html>"
    path.write_text(faulty, encoding="utf-8")
    browser.get(path.as_uri())
    assert {"image-alt", "html-has-lang", "color-contrast"} <= {rule for rule, _ in axe_violations(browser)}


def stops(browser, most: int = 400) -> list[str]:
    """Where Tab leads from the top of the page: what each stop is, once round."""
    found: list[str] = []
    body = browser.find_element(By.TAG_NAME, "body")
    for _ in range(most):
        (browser.switch_to.active_element if found else body).send_keys(Keys.TAB)
        here = browser.execute_script(
            """const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
               if (e === document.body || e === document.documentElement) return null;
               const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
               const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
               return [e.getAttribute('aria-label') || e.textContent, seen && inside]"""
        )
        if here is None:
            break
        words, visible = here
        assert visible, words
        found.append(words)
    return found


def test_tab_leads_over_the_page_in_reading_order_and_is_seen(browser, pages):
    browser.get(pages["big"])
    found = stops(browser)
    bound = browser.execute_script("return [...document.querySelectorAll('a.bound')].map(e => e.textContent)")
    tables = [table.title for table in FORM.tables.values()]
    assert bound
    assert ["跳到正文", "PDF", "Word", "Excel"] == found[:4]
    assert [words for words in found[4:] if words in tables] == tables
    assert [*bound, *tables] == sorted(found[4:], key=lambda words: words in tables)


def test_skip_link_leads_to_the_text(browser, pages):
    browser.get(pages["big"])
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert "content" == browser.execute_script("return document.activeElement.id")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert "bound" == browser.execute_script("return document.activeElement.className")


def told(browser) -> str:
    return browser.execute_script("return getComputedStyle(document.activeElement, '::after').content").strip('"')


def test_a_number_in_the_prose_tells_its_cell_on_focus_and_leads_to_it(browser, pages):
    browser.get(pages["big"])
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    for _ in ("PDF", "Word", "Excel", "the number"):
        browser.switch_to.active_element.send_keys(Keys.TAB)
    link = browser.switch_to.active_element
    address = link.get_attribute("href").partition("#")[2]
    assert FORM.places[address].words == told(browser)
    link.send_keys(Keys.ENTER)
    assert address == browser.execute_script("return document.activeElement.id")
    assert FORM.places[address].words == told(browser)


def test_a_tap_on_a_number_tells_its_cell(browser, pages):
    with narrow(browser, 320):
        browser.get(pages["big"])
        for address in ("applications.new_received.total", "disputes.litigation_after_review.total"):
            browser.find_element(By.ID, address).click()
            assert FORM.places[address].words == told(browser)


@pytest.mark.parametrize("scale", [1, 4], ids=["phone", "400 %"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_lost_in_320_pixels(browser, pages, name, scale):
    with narrow(browser, 320, scale):
        browser.get(pages[name])
        assert 320 == browser.execute_script("return document.documentElement.scrollWidth")
        assert [] == browser.execute_script(
            """const clips = e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline';
               return [...document.querySelectorAll('main :not(.table):not(caption)')]
                 .filter(e => !e.closest('caption') && clips(e)).map(e => e.outerHTML.slice(0, 80))"""
        )


@pytest.mark.parametrize("name", REPORTS)
def test_every_number_can_be_scrolled_to_and_none_overlaps_its_cell(browser, pages, name):
    with narrow(browser, 320):
        browser.get(pages[name])
        lost = browser.execute_script(
            """return [...document.querySelectorAll('td[id]')].filter(cell => {
                 cell.scrollIntoView({block: 'center', inline: 'center'});
                 const range = document.createRange(); range.selectNodeContents(cell);
                 const text = range.getBoundingClientRect(), box = cell.getBoundingClientRect();
                 return text.width === 0 || text.left < box.left || text.right > box.right || text.left < 0
                   || text.right > innerWidth;
               }).map(cell => cell.id)"""
        )
    assert [] == lost


def test_forced_colours_keep_the_picture_readable(browser, pages):
    features = [{"name": "forced-colors", "value": "active"}, {"name": "prefers-color-scheme", "value": "dark"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.get(pages["big"])
    ground = browser.execute_script("return getComputedStyle(document.querySelector('figure img')).backgroundColor")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert "rgb(255, 255, 255)" == ground


def test_print_has_every_number_and_no_links(browser, pages):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    browser.get(pages["big"])
    shown = browser.execute_script(
        """const shown = css => [...document.querySelectorAll(css)].filter(e => e.offsetParent !== null).length;
           return [shown('td[id]'), shown('.downloads'), shown('.skip')]"""
    )
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert [200, 0, 0] == shown


def test_the_fragment_lies_on_the_official_grid_after_an_editor_cleaned_it(browser, tmp_path):
    from test_fragment import PLAIN, sanitised

    made = ReportFragmentExporter().from_notebook_node(as_notebook(big()))[0]
    path = tmp_path / "page.html"
    for html in (sanitised(made), sanitised(made, PLAIN)):
        path.write_text(f"<!DOCTYPE html><meta charset=utf-8>{html}", encoding="utf-8")
        browser.get(path.as_uri())
        tables = browser.execute_script(
            """const box = e => [e.left, e.top].map(Math.round);
               return [...document.querySelectorAll('table')].map(t =>
                 [...t.querySelectorAll('td, th')].map(c => [c.innerText, ...box(c.getBoundingClientRect())]))"""
        )
        for spec, cells in zip(FORM.tables.values(), tables, strict=True):
            expected = [cell for line in lay_out(spec).lines() for cell in line]
            assert len(expected) == len(cells)
            assert_same_order([cell.column for cell in expected], [left for _, left, _ in cells])
            assert_same_order([cell.row for cell in expected], [top for _, _, top in cells])
        numbers = [text for cells in tables for text, _, _ in cells if text.startswith("9123")]
        assert [str(91_234_567 + 7 * index) for index in range(200)] == sorted(numbers)


def assert_same_order(lines: list[int], pixels: list[int]) -> None:
    """Cells that begin on the same grid line begin on the same pixel, and a later line lies further on."""
    placed = dict(zip(lines, pixels, strict=True))
    assert pixels == [placed[line] for line in lines]
    assert sorted(set(pixels)) == [placed[line] for line in sorted(placed)]


def test_the_signature_stands_once(browser, pages):
    browser.get(pages["big"])
    date = dt.date(2024, 1, 16)
    signature = browser.find_element(By.CSS_SELECTOR, ".signature").text
    assert f"示例区教育局\n{date.year}年{date.month}月{date.day}日" == signature
