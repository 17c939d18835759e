"""What a spreadsheet shows of a number is read; where it shows another than it stores, the text says so."""

from __future__ import annotations

import pytest

from helpers.intake.sheets.number_format import displayed, plain_number


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1007, "General", "1007"),
        (1007, "", "1007"),
        (1007, "@", "1007"),
        (1007, "0", "1007"),
        (1007.0, "0.00", "1007"),
        (63.25, "0.00", "63.25"),
        (63.25, "#,##0.00_ ", "63.25"),
        (1007, "#,##0", "1007"),
        (-8, "0_);(0)", "-8"),
        (0, "0;-0;;@", "0"),
        (37, '0"件"', "37件"),
        (37, "0\\ 件", "37件"),
        (1007, "[DBNum1]General", "1007"),
        (1007, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "1007"),
        (7730.28, "# ?/?", "7730.28"),
        (10.07, "0%", "10.07（单元格格式“0%”显示的不是这个数）"),
        (10700000, "0!.0000", "10700000（单元格格式“0!.0000”显示的不是这个数）"),
        (1007000, "0,", "1007000（单元格格式“0,”显示的不是这个数）"),
        (1007, '"2023-"0', '1007（单元格格式“"2023-"0”显示的不是这个数）'),
        (1007, ";;;", "1007（单元格格式不显示这个数）"),
        (12.5, "0", "13（实际存的是 12.5）"),
        (1070.004999, "0.00", "1070.00（实际存的是 1070.004999）"),
    ],
)
def test_what_a_number_format_shows(value, number_format, text):
    assert text == displayed(value, number_format)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.1 + 0.2, "0.3"), (1007.000000001, "1007"), (1e20, "1e+20"), (59237.2449, "59237.2449"), (3, "3")],
)
def test_a_stored_number_has_the_digits_that_a_spreadsheet_keeps(value, text):
    assert text == plain_number(value)
