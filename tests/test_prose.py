"""Placeholders: plain substitution, nothing is evaluated, nothing else is changed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.filing import Entry, EntryKind, Filing, Origin
from helpers.form import load_form
from helpers.prose import PLACEHOLDER, Run, fill, filled_text, placeholders
from helpers.submission import Paragraph, Section, Submission

TOTAL = "applications.new_received.total"
FEE = "proactive.administrative_fee.amount_10k_yuan"
FILING = Filing(
    "x",
    2023,
    dict.fromkeys(load_form("2021").tables, "2021"),
    {
        TOTAL: Entry(EntryKind.NUMBER, "41", Origin("a.xlsx"), 41),
        "applications.granted.total": Entry(EntryKind.BLANK, "", Origin("a.xlsx")),
        "applications.granted.business": Entry(EntryKind.DASH, "/", Origin("a.xlsx")),
        "applications.granted.research": Entry(EntryKind.UNREADABLE, "{{ 7*7 }}", Origin("a.xlsx"), None, "不是数字"),
        "applications.carried_in.total": Entry(EntryKind.NUMBER, " 1,234件", Origin("a.xlsx"), 1234),
        FEE: Entry(EntryKind.NUMBER, "３.50", Origin("a.xlsx"), Decimal("3.50")),
    },
)


def test_a_number_keeps_its_address():
    expected = (Run("新收申请 "), Run("41", TOTAL), Run(" 件。"))
    assert expected == fill("新收申请 {{ " + TOTAL + " }} 件。", FILING)


@pytest.mark.parametrize("written", ["{{" + TOTAL + "}}", "{{ " + TOTAL + " }}", "{{  " + TOTAL + "}}"])
def test_blanks_within_the_braces_do_not_matter(written):
    assert "共41件" == filled_text(f"共{written}件", FILING)


@pytest.mark.parametrize("cell", ["granted.total", "granted.business", "granted.research", "carried_out.total"])
def test_a_known_address_without_a_number_shows_that_it_is_missing(cell):
    address = f"applications.{cell}"
    assert (Run("【未填】", address), Run("件")) == fill("{{ " + address + " }}件", FILING)


def test_numbers_are_canonical_however_the_office_wrote_them():
    text = "结转 {{ applications.carried_in.total }} 件，收费 {{ " + FEE + " }} 万元。"
    assert "结转 1234 件，收费 3.5 万元。" == filled_text(text, FILING)


def test_blanks_and_lines_around_a_number_stay_as_written():
    assert "  共 41　件\n41" == filled_text("  共 {{ " + TOTAL + " }}　件\n{{" + TOTAL + "}}", FILING)


def test_an_unknown_address_between_known_ones_stays():
    text = "{{ " + TOTAL + " }}{{ a.b.c }}{{ " + TOTAL + " }}"
    assert (Run("41", TOTAL), Run("{{ a.b.c }}"), Run("41", TOTAL)) == fill(text, FILING)


def test_an_empty_text_has_no_runs():
    assert () == fill("", FILING)


@given(st.lists(st.text(alphabet="{}% 件.a") | st.just("{{ " + TOTAL + " }}"), max_size=6).map("".join))
def test_only_known_placeholders_are_replaced(text):
    expected = PLACEHOLDER.sub(lambda found: "41" if found[1].strip() == TOTAL else found[0], text)
    assert expected == filled_text(text, FILING)
    assert {("41", TOTAL)} >= {(run.text, run.address) for run in fill(text, FILING) if run.address}


def test_placeholders_are_told_with_the_paragraph_they_stand_in():
    lead, body = Paragraph("{{ a }} {{b.c}}", Origin("n.md")), Paragraph("{{ " + TOTAL + " }}", Origin("n.md"))
    plain = Paragraph("无", Origin("n.md"))
    section = Section(1, "一、总体情况", (plain, body), Origin("n.md"))
    submission = Submission(FILING, lead=(lead,), sections=(section,))
    assert [("a", lead), ("b.c", lead), (TOTAL, body)] == list(placeholders(submission))
    assert [] == list(placeholders(Submission(FILING)))


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }}",
        "{% for x in y %}",
        "{{ report.__class__ }}",
        "{{ applications.new_recieved.total }}",
        "{{",
        "}} {{ }}",
        "{a}",
        "｛｛ applications.new_received.total ｝｝",
        "{ { applications.new_received.total } }",
        "{{ applications.new_received }}",
        "{{ applications.new_received.total + 1 }}",
        "{# x #}",
        "<b>&amp;</b>",
        "#{x} $x",
    ],
)
def test_anything_else_stays_as_written(text):
    assert text == filled_text(text, FILING)
