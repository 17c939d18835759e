"""A misspelt name gets the one that is meant; any other name gets what there is."""

from __future__ import annotations

import pytest

from helpers.spelling import closest, did_you_mean

KNOWN = ("T3-01", "office", "strict")


@pytest.mark.parametrize(
    ("name", "near"), [("ofice", "office"), ("STRICT", "strict"), ("t3-1", "T3-01"), ("年度", ""), ("", "")]
)
def test_the_nearest_name_is_found_however_it_is_capitalised(name, near):
    assert near == closest(name, KNOWN)


def test_the_likeness_that_is_asked_for_counts():
    assert ("office", "") == (closest("of", KNOWN, cutoff=0.5), closest("of", KNOWN, cutoff=0.6))


@pytest.mark.parametrize(
    ("name", "otherwise", "told"),
    [
        ("ofice", "", "是不是“office”？"),
        ("ofice", "请核对。", "是不是“office”？"),
        ("年度", "", "可用：T3-01、office、strict。"),
        ("年度", "请核对。", "请核对。"),
    ],
)
def test_how_to_mend_a_name_is_told(name, otherwise, told):
    assert told == did_you_mean(name, iter(KNOWN), otherwise)
