"""Numbers of Chinese prose."""

from __future__ import annotations

import pytest

from helpers.rules.numerals import numerals


@pytest.mark.parametrize("text", ["约30件", "不少于30件", "大约30件", "超过30件", "20-30件"])
def test_rounded_number_is_vague(text):
    assert [*numerals("全年公开" * 20 + text)][-1].vague


@pytest.mark.parametrize("text", ["共30件", "约谈2家，公开30件"])
def test_exact_number_is_not_vague(text):
    assert not [*numerals(text)][-1].vague
