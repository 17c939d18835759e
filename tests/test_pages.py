"""Published pages in a real browser: nothing is fetched, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import chromium, narrow, needs_browser
from helpers.exporters.html import ReportHTMLExporter
from test_exporters import as_notebook, open_sample

pytestmark = needs_browser


@pytest.fixture(scope="module")
def browser():
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("页 面") / "report.html"
    path.write_text(
        ReportHTMLExporter().from_notebook_node(as_notebook(open_sample("shili-jiaoyu")))[0], encoding="utf-8"
    )
    return path


def offline(browser, yes: bool) -> None:
    browser.execute_cdp_cmd("Network.enable", {})
    conditions = {"offline": yes, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


def test_page_looks_the_same_with_the_network_off_and_asks_for_nothing(browser, page):
    pictures = []
    for off in (False, True):
        offline(browser, off)
        browser.set_window_size(1100, 2000)
        browser.get(page.as_uri())
        pictures.append(browser.get_screenshot_as_png())
    offline(browser, False)
    assert pictures[0] == pictures[1]
    fetched = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert [] == [name for name in fetched if not name.startswith("data:")]


def test_browser_finds_no_fault_with_the_page(browser, page):
    browser.get(page.as_uri())
    assert [] == browser.get_log("browser")
    assert 3 == browser.execute_script("return [...document.images].filter(i => i.naturalWidth > 0).length")


def test_narrow_page_scrolls_tables_not_the_page(browser, page):
    with narrow(browser, 360):
        browser.get(page.as_uri())
        width = browser.execute_script("return document.documentElement.scrollWidth")
    assert width <= 360


def test_numbers_never_break_inside(browser, page):
    browser.set_window_size(1100, 2000)
    browser.get(page.as_uri())
    broken = browser.execute_script(
        """return [...document.querySelectorAll('td[id]')].filter(cell => {
             const range = document.createRange(); range.selectNodeContents(cell);
             return new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1;
           }).map(cell => cell.id)"""
    )
    assert [] == broken
