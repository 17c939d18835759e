"""Entries and filings: nothing is guessed, nothing is lost."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import NianbaoError
from helpers.filing import COMPUTED, Entry, EntryKind, Filing, Origin, format_number, parse_entry
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
        ("1,234", "1234"),
        ("1,234,567", "1234567"),
        ("1,234件", "1234"),
        ("1,234.50", "1234.5"),
        ("007", "7"),
        (" 3 7 ", "37"),
        ("1 0 0 6 . 2 8", "1006.28"),
        ("- 8 4", "-84"),
        ("３７件", "37"),
        ("１．５", "1.5"),
        ("-0", "0"),
        ("0.10", "0.1"),
        ("1，234", "1234"),
        ("37件", "37"),
        ("37 件", "37"),
        ("-8", "-8"),
        ("−8", "-8"),
        ("+19", "19"),
        ("3.50", "3.5"),
        ("37.0", "37"),
        ("\ufeff0\u200b", "0"),
        ("\u200e37\u200f", "37"),
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
        ("一", "不是数字"),
        ("〇", "不是数字"),
        ("O", "不是数字"),
        ("+", "不是数字"),
        ("--8", "不是数字"),
        (".5", "不是数字"),
        ("（37）", "不是数字"),
        ("约37", "不是数字"),
        ("#REF!", "不是数字"),
        ("nan", "不是数字"),
        ("0x10", "数字后面还有别的内容"),
        ("5.", "数字后面还有别的内容"),
        ("50%", "数字后面还有别的内容"),
        ("1.234.567", "数字后面还有别的内容"),
        ("1,2345", "数字后面还有别的内容"),
        ("1234,567", "数字后面还有别的内容"),
        ("12,34", "数字后面还有别的内容"),
        ("1/2", "数字后面还有别的内容"),
        ("3-5", "数字后面还有别的内容"),
        ("1e3", "数字后面还有别的内容"),
        ("1\n2", "一个单元格里有几行文字"),
        ("12万", "带有单位“万”，本栏单位是“件”"),
        ("12 万", "带有单位“万”，本栏单位是“件”"),
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
    assert [-8, -8, 19] == [parse_entry(raw, CHANGE, D4).value for raw in ("-8", "−8", "+19")]
    assert "带有单位“元”，本栏没有规定单位" == parse_entry("251000元", AMOUNT, D4).reason
    assert "带有单位“件”，本栏单位是“万元”" == parse_entry("3件", FEE, D4).reason


@given(st.text() | st.text(alphabet="0123456789０１,，.-−+/件万元 \u3000\n"))
def test_any_text_is_kept_and_has_a_value_only_as_a_number(raw):
    entry = parse_entry(raw, COUNT, D4)
    assert (raw, D4) == (entry.raw, entry.origin)
    assert (entry.kind is EntryKind.NUMBER) == (entry.value is not None)
    assert (entry.kind is EntryKind.UNREADABLE) == bool(entry.reason)


@given(st.integers(-(10**14), 10**14) | st.decimals(-(10**8), 10**8, places=4))
def test_a_canonical_number_is_read_back_as_itself(number):
    assert number == parse_entry(format_number(number), COUNT, D4).value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (37, "37"),
        (-8, "-8"),
        (1000, "1000"),
        (Decimal("3.50"), "3.5"),
        (Decimal("100.00"), "100"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.0001"), "0.0001"),
        (Decimal("59237.2449"), "59237.2449"),
    ],
)
def test_canonical_numbers(value, text):
    assert text == format_number(value)


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


@pytest.mark.parametrize("origin", [Origin("a.pdf"), Origin("a.txt", "", "第 3 行"), D4])
def test_origin_is_read_back_from_print(origin):
    assert origin == Origin.parse(str(origin))


raws = (
    st.sampled_from(["0", "37", "", "/", "三", "3.5", "-8", "1,234", "12万", "\u3000", "1\n2", '"', "\\"])
    | st.integers(0, 10**8).map(str)
    | st.text(max_size=4)
)


@st.composite
def filings(draw):
    version = draw(st.sampled_from(["2021", "2019"]))
    places = load_form(version).places
    written = draw(st.dictionaries(st.sampled_from(list(places)), raws, max_size=40))
    entries = {
        address: parse_entry(raw, places[address], Origin("a.xlsx", "申请", f"D{line}"))
        for line, (address, raw) in enumerate(written.items())
    }
    return Filing("shi-li", 2023, dict.fromkeys(load_form(version).tables, version), entries)


@given(filings())
def test_filing_survives_json_and_pickle(filing):
    assert filing == Filing.from_json(json.loads(json.dumps(filing.to_json())))
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


def test_frame_of_the_old_form_has_signed_counts_and_exact_amounts():
    form = load_form("2019")
    cells = {
        "proactive.administrative_license.change": "-8",
        "proactive.administrative_fee.change": "/",
        "proactive.central_procurement.projects": "3",
        "proactive.central_procurement.amount": "25.10",
    }
    entries = {address: parse_entry(raw, form.places[address], D4) for address, raw in cells.items()}
    frame = Filing("x", 2020, dict.fromkeys(form.tables, "2019"), entries).frame("proactive")
    assert (8, 8) == frame.shape
    assert {"Int64"} == {str(dtype) for name, dtype in frame.dtypes.items() if name != "amount"}
    assert -8 == frame.loc["administrative_license", "change"]
    assert frame.loc["administrative_fee", "change"] is pd.NA
    assert frame.loc["regulations", "change"] is pd.NA  # no cell of the form
    assert Decimal("25.1") == frame.loc["central_procurement", "amount"]


def test_frame_with_labels_names_rows_and_columns_as_printed():
    frame = Filing("x", 2023, {"applications": "2021"}).frame("applications", labels=True)
    assert ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"] == list(frame.columns)
    assert ["一、本年新收", "二、上年结转", "（一）予以公开"] == list(frame.index[:3])
    assert frame.isna().all(axis=None)


def test_a_changed_cell_makes_a_new_filing_and_only_the_kits_own_totals_follow():
    row = "applications.granted."
    columns = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")
    entries = {row + column: Entry(EntryKind.NUMBER, "1", D4, 1) for column in columns}
    typed = Entry(EntryKind.NUMBER, "6", D4, 6)
    formula = Entry(EntryKind.NUMBER, "6", Origin("tables.xlsx", "申请", "J6" + COMPUTED), 6)
    changed = {row + "business": Entry(EntryKind.NUMBER, "5", D4, 5)}
    for total, expected in ((typed, 6), (formula, 10)):
        filing = Filing("x", 2023, {"applications": "2021"}, {**entries, row + "total": total})
        assert expected == filing.with_entries(changed).number(row + "total")
        assert 1 == filing.number(row + "business")


@pytest.mark.parametrize(
    ("kind", "expected"), [(EntryKind.BLANK, EntryKind.BLANK), (EntryKind.UNREADABLE, EntryKind.UNREADABLE)]
)
def test_a_sum_over_what_is_no_number_is_none(kind, expected):
    row = "applications.granted."
    columns = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")
    entries = {row + column: Entry(EntryKind.NUMBER, "1", D4, 1) for column in columns}
    entries[row + "total"] = Entry(EntryKind.NUMBER, "6", Origin("tables.xlsx", "申请", "J6" + COMPUTED), 6)
    filing = Filing("x", 2023, {"applications": "2021"}, entries).with_entries({row + "business": Entry(kind, "", D4)})
    assert (expected, None) == (filing.entries[row + "total"].kind, filing.number(row + "total"))
    assert (row + "business",) == filing.gaps([row + "total"])


@pytest.mark.parametrize("kind", [NianbaoError, *NianbaoError.__subclasses__()])
def test_errors_survive_a_process_pool(kind):
    error = pickle.loads(pickle.dumps(kind("甲", "乙", "丙")))  # noqa: S301 - our own bytes
    assert (kind, kind.exit_code) == (type(error), error.exit_code)
    assert "甲\n位置：乙\n处理办法：丙" == str(error)


def test_an_error_tells_only_the_parts_it_has():
    assert ["甲", "甲\n处理办法：丙"] == [str(NianbaoError("甲")), str(NianbaoError("甲", fix="丙"))]
