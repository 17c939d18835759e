"""The numbers of Chinese prose."""

from __future__ import annotations

import pytest

from helpers.rules.prose.numerals import numerals


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("受理37件", [(37, "件", False)]),
        ("受理三十七件", [(37, "件", False)]),
        ("受理1.2万件", [(12_000, "件", False)]),
        ("受理3,646件", [(3_646, "件", False)]),
        ("增长百分之十二", [(12, "%", False)]),
        ("约3600余件", [(3_600, "件", True)]),
        ("将近40件", [(40, "件", True)]),
        ("第三十七件", []),
        ("第三十条", []),
    ],
)
def test_numbers_with_their_units(text, found):
    assert found == [(n.value, n.unit, n.vague) for n in numerals(text)]


@pytest.mark.parametrize("line", ["一" * 50_000, "3" * 50_000 + "a", "一点" * 25_000, "3件，" * 10_000])
def test_a_long_line_is_read_once(line):
    assert len(list(numerals(line))) in (0, 10_000)


@pytest.mark.parametrize("text", ["约30件", "不少于30件", "大约30件", "超过30件", "20-30件"])
def test_rounded_number_is_vague(text):
    assert [*numerals("全年公开" * 20 + text)][-1].vague


@pytest.mark.parametrize("text", ["共30件", "约谈2家，公开30件"])
def test_exact_number_is_not_vague(text):
    assert not [*numerals(text)][-1].vague
