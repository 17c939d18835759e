"""Numbers in Chinese words."""

from __future__ import annotations

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.rules.prose.numerals import numerals
from helpers.rules.prose.spelled import spelled


@given(st.integers(0, 10**16 - 1), st.sampled_from("零〇"))
def test_a_number_is_read_as_it_is_spelled(number, zero):
    words = cn2an.an2cn(str(number)).replace("零", zero)
    assert number == spelled(words) == spelled(words.removeprefix("一") if words.startswith("一十") else words)


@given(st.text("〇一二三四五六七八九", min_size=1, max_size=15))
def test_digits_alone_are_a_number(words):
    assert int(words.translate(str.maketrans("〇一二三四五六七八九", "0123456789"))) == spelled(words)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("十二", 12),
        ("两百五", 250),
        ("三千五", 3500),
        ("三千零五", 3005),
        ("一百十二", 112),
        ("一万二", 12_000),
        ("一万零二", 10_002),
        ("一万零二十", 10_020),
        ("一亿二", 120_000_000),
        ("一亿二千万", 120_000_000),
        ("三万亿", 3_000_000_000_000),
        ("二十万三千", 203_000),
    ],
)
def test_a_number_is_read_as_it_is_said(words, number):
    assert number == spelled(words)


@pytest.mark.parametrize(
    "words",
    ["", "百", "万亿", "十百", "百二十", "一二十", "一百二三", "一二百三", "二十百", "一千三万", "零三十", "亿千零"],
)
def test_what_is_no_number_is_none(words):
    with pytest.raises(ValueError, match="不是数"):
        spelled(words)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("投入一亿二元", [(120_000_000, "元")]),
        ("增长百分之十二点〇五", [(12.05, "%")]),
        ("受理十百件，办结三件", [(3, "件")]),
    ],
)
def test_it_counts_in_a_sentence(text, found):
    assert found == [(float(n.value) if n.unit == "%" else n.value, n.unit) for n in numerals(text)]
