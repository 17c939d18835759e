"""Entries and filings: nothing is guessed, nothing is lost."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import IntakeError, NianbaoError
from helpers.filing import Entry, EntryKind, Filing, Origin, format_number, parse_entry
from helpers.form import load_form

D4 = Origin("tables.xlsx", "申请", "D4")
COUNT = load_form("2021").places["applications.new_received.natural_person"]
FEE = load_form("2021").places["proactive.administrative_fee.amount_10k_yuan"]
CHANGE = load_form("2019").places["proactive.administrative_license.change"]
AMOUNT = load_form("2019").places["proactive.central_procurement.amount"]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("37", "37"),
        ("０３７", "37"),
        ("３７", "37"),
        (" 3\u00a07\u3000", "37"),
        ("1,234,567", "1234567"),
        ("1，234", "1234"),
        ("37件", "37"),
        ("37 件", "37"),
        ("-8", "-8"),
        ("−8", "-8"),
        ("+19", "19"),
        ("3.50", "3.5"),
        ("37.0", "37"),
        ("\ufeff0\u200b", "0"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_a_number_in_any_usual_writing_is_that_number(raw, value):
    entry = parse_entry(raw, COUNT, D4)
    assert (EntryKind.NUMBER, value, raw) == (entry.kind, entry.text, entry.raw)


@pytest.mark.parametrize("raw", ["", "  ", "\u3000", "\xa0", "\n", "\u200b"])
def test_nothing_visible_is_blank(raw):
    assert EntryKind.BLANK is parse_entry(raw, COUNT, D4).kind


@pytest.mark.parametrize("raw", ["/", "-", "—", "——", "／", "－", "–", " / "])
def test_a_stroke_is_a_dash(raw):
    assert EntryKind.DASH is parse_entry(raw, COUNT, D4).kind


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("三十七", "不是数字"),
        ("无", "不是数字"),
        ("①", "不是数字"),
        ("12²", "数字后面还有别的内容"),
        ("½", "不是数字"),
        ("12,34", "数字后面还有别的内容"),
        ("1/2", "数字后面还有别的内容"),
        ("3-5", "数字后面还有别的内容"),
        ("1e3", "数字后面还有别的内容"),
        ("1\n2", "一个单元格里有几行文字"),
        ("12万", "带有单位“万”，本栏单位是“件”"),
        ("251000元", "带有单位“元”，本栏单位是“件”"),
        ("1234567890123456", "超过 15 位，表格软件存不下"),
        ("=1+2", "不是数字"),
    ],
)
def test_what_is_not_surely_one_number_is_unreadable_with_the_reason(raw, reason):
    entry = parse_entry(raw, COUNT, D4)
    assert (EntryKind.UNREADABLE, None, reason) == (entry.kind, entry.value, entry.reason)


def test_units_are_those_of_the_column():
    assert Decimal("12.5") == parse_entry("12.5万元", FEE, D4).value
    assert -8 == parse_entry("-8", CHANGE, D4).value
    assert "带有单位“元”，本栏没有规定单位" == parse_entry("251000元", AMOUNT, D4).reason


@given(st.integers(-(10**14), 10**14) | st.decimals(-(10**9), 10**9, places=4))
def test_a_number_is_written_without_plus_separators_and_trailing_zeros(number):
    text = format_number(number)
    assert Decimal(text) == number
    assert not text.startswith("+")
    assert "." not in text or not text.endswith("0")
    assert "E" not in text


def test_values_are_int_or_decimal_never_float():
    assert [int, Decimal] == [type(parse_entry(raw, FEE, D4).value) for raw in ("3.0", "3.25")]


@pytest.mark.parametrize(
    "text", ["tables.xlsx · 申请 · D4", "a.txt · 第 3 行", "a.pdf", "a.docx · 表 2 · 第 1 行第 2 格"]
)
def test_origin_is_what_it_prints(text):
    assert text == str(Origin.parse(text))


raws = st.sampled_from(["0", "37", "", "/", "三", "3.5", "-8", "1,234", "12万"]) | st.integers(0, 10**8).map(str)


@given(st.lists(raws, min_size=200, max_size=200))
def test_filing_survives_json_and_pickle(texts):
    form = load_form("2021")
    entries = {
        address: parse_entry(raw, place, Origin("a.xlsx", "申请", f"D{index}"))
        for index, ((address, place), raw) in enumerate(zip(form.places.items(), texts, strict=True))
    }
    filing = Filing("shi-li", 2023, dict.fromkeys(form.tables, "2021"), entries)
    assert filing == Filing.from_json(filing.to_json())
    assert filing == pickle.loads(pickle.dumps(filing))  # noqa: S301 - our own bytes


def test_frame_is_rows_by_columns_with_nullable_integers():
    form = load_form("2021")
    entries = {address: Entry(EntryKind.NUMBER, str(i), D4, i) for i, address in enumerate(form.places)}
    entries["applications.granted.business"] = Entry(EntryKind.BLANK, "", D4)
    entries["proactive.administrative_fee.amount_10k_yuan"] = Entry(EntryKind.NUMBER, "3.25", D4, Decimal("3.25"))
    filing = Filing("x", 2023, dict.fromkeys(form.tables, "2021"), entries)
    frame = filing.frame("applications")
    assert (25, 7) == frame.shape
    assert {"Int64"} == {str(dtype) for dtype in frame.dtypes}
    assert frame.loc["granted", "business"] is pd.NA
    assert filing.number("applications.carried_out.total") == frame.loc["carried_out", "total"]
    assert Decimal("3.25") == filing.frame("proactive").loc["administrative_fee", "amount_10k_yuan"]
    assert ["review", "litigation_direct", "litigation_after_review"] == list(filing.frame("disputes").index)


def test_errors_survive_a_process_pool():
    error = pickle.loads(pickle.dumps(IntakeError("甲", "乙", "丙")))  # noqa: S301 - our own bytes
    assert (IntakeError, "甲\n位置：乙\n处理办法：丙") == (type(error), str(error))
    assert isinstance(error, NianbaoError)
