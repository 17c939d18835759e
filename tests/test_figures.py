"""Figures: only where there is something to see, the same bytes, every glyph there."""

from __future__ import annotations

import pytest

from helpers.figures import outcome_figure
from helpers.filing import EntryKind
from test_exporters import open_sample


@pytest.fixture(scope="module")
def filing():
    return open_sample("shili-jiaoyu").filing


def test_bars_are_the_groups_of_results_and_what_goes_on_next_year(filing):
    total = filing.number
    denied = sum(total(a) for a in filing.places if a.startswith("applications.denied_") and a.endswith(".total"))
    alt = outcome_figure(filing).alt
    assert alt.startswith("2023年度政府信息公开申请办理结果（件）：予以公开 ")
    assert f"，不予公开 {denied}，" in alt
    assert alt.endswith(f"，结转下年度 {total('applications.carried_out.total')}。")


def test_all_zero_office_gets_no_figure():
    assert outcome_figure(open_sample("xigong-shequ").filing) is None


def test_nothing_is_drawn_over_a_number_that_is_missing(filing):
    address = "applications.granted.total"
    entry = filing.entries[address]
    blank = type(entry)(EntryKind.BLANK, "", type(entry.origin)("tables.xlsx", "申请", "J6"))
    assert outcome_figure(filing.with_entries({address: blank})) is None


def test_same_filing_gives_the_same_drawing_in_the_bundled_font(filing):
    first, second = outcome_figure(filing).svg, outcome_figure(filing).svg
    assert first == second
    assert "Noto Sans SC" in first
    assert first.startswith("<svg")
