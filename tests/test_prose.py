"""Placeholders: plain substitution, nothing is evaluated, nothing else is changed."""

from __future__ import annotations

import pytest

from helpers.filing import Entry, EntryKind, Filing, Origin
from helpers.form import load_form
from helpers.prose import Run, fill, filled_text

TOTAL = "applications.new_received.total"
FILING = Filing(
    "x",
    2023,
    dict.fromkeys(load_form("2021").tables, "2021"),
    {
        TOTAL: Entry(EntryKind.NUMBER, "41", Origin("a.xlsx"), 41),
        "applications.granted.total": Entry(EntryKind.BLANK, "", Origin("a.xlsx")),
    },
)


def test_a_number_keeps_its_address():
    expected = (Run("新收申请 "), Run("41", TOTAL), Run(" 件。"))
    assert expected == fill("新收申请 {{ " + TOTAL + " }} 件。", FILING)


@pytest.mark.parametrize("written", ["{{" + TOTAL + "}}", "{{ " + TOTAL + " }}", "{{  " + TOTAL + "}}"])
def test_blanks_within_the_braces_do_not_matter(written):
    assert "共41件" == filled_text(f"共{written}件", FILING)


def test_a_known_address_without_a_number_shows_that_it_is_missing():
    assert "【未填】件" == filled_text("{{ applications.granted.total }}件", FILING)


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
        "#{x} $x",
    ],
)
def test_anything_else_stays_as_written(text):
    assert text == filled_text(text, FILING)
