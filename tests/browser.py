"""A real Chromium for the tests of pages: offline, without scrollbars, in any width."""

from __future__ import annotations

import importlib.resources
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="没有 chromium 和 chromedriver，未在浏览器中查看页面"),
]
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """A browser, closed at the end."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for flag in _FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def narrow(browser: webdriver.Chrome, width: int, scale: float = 1) -> Iterator[None]:
    """The window `width` CSS pixels wide; scale 4 in 320 pixels is a window of 1,280 zoomed to 400 %."""
    metrics = {"width": width, "height": 800, "deviceScaleFactor": scale, "mobile": scale == 1}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def axe_violations(browser: webdriver.Chrome) -> list[tuple[str, str]]:
    """What axe-core finds wrong with the page as it is shown: the rule, and the first element that breaks it."""
    script = importlib.resources.files("axe_playwright_python") / "axe.min.js"
    browser.execute_script(script.read_text(encoding="utf-8"))
    found: dict[str, Any] = browser.execute_async_script(
        "axe.run(document, {resultTypes: ['violations']}).then(arguments[0], e => arguments[0]({error: String(e)}))"
    )
    assert "error" not in found, found
    return [(violation["id"], violation["nodes"][0]["html"][:200]) for violation in found["violations"]]
