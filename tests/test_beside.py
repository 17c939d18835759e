"""Tables side by side in one grid, such as a sheet of a workbook: each is read as if it stood alone."""

from __future__ import annotations

import re

import pytest

from helpers.filing import EntryKind
from helpers.intake.matching.match import match_tables
from test_copies import BEFORE, T2, T3, T4, YEAR, Rows, grid, merged, of, problems, read

ALL = {**of(T2), **of(T3), **of(T4)}


def sheet(*placed: tuple[Rows, int, int]) -> Rows:
    """Rows of tables or titles, each with its first row and column."""
    height = max(top + len(rows) for rows, top, _ in placed)
    width = max(left + len(rows[0]) for rows, _, left in placed)
    made = [[""] * width for _ in range(height)]
    for rows, top, left in placed:
        for at, row in enumerate(rows, start=top):
            made[at][left : left + len(row)] = row
    return made


@pytest.mark.parametrize(
    "places",
    [
        ((1, 0), (1, 5), (1, 16)),
        ((1, 0), (1, 4), (1, 14)),
        ((1, 16), (1, 27), (1, 0)),
        ((1, 0), (4, 6), (20, 18)),
        ((1, 11), (1, 0), (16, 11)),
        ((1, 0), (17, 0), (1, 6)),
        ((1, 0), (1, 16), (16, 0)),
    ],
)
@pytest.mark.parametrize("blank", [None, ".total", ".natural_person", "disputes.review."])
def test_tables_side_by_side_are_read_wherever_they_stand(places, blank):
    numbers = {address: "" if blank and blank in address else number for address, number in ALL.items()}
    tables = [(merged(table, numbers), *place) for table, place in zip((T2, T3, T4), places, strict=True)]
    expected = {address: number if number != "" else None for address, number in numbers.items()}
    assert expected == read(grid(sheet(*tables)))


def test_a_title_above_all_tables_is_the_title_of_each():
    tables = (merged(T2), 2, 0), (merged(T3), 2, 5), (merged(T4), 2, 16)
    assert ALL == read(grid(sheet(([["2023年政府信息公开工作年度报告"]], 0, 0), *tables)))
    assert {} == read(grid(sheet(([["2022年政府信息公开工作年度报告"]], 0, 0), *tables)))


def test_a_title_above_one_table_is_its_own():
    last = (merged(T2, BEFORE), 1, 0), (merged(T3), 1, 5)
    titles = ([["2022年"]], 0, 0), ([["2023年"]], 0, 5)
    assert of(T3) == read(grid(sheet(*titles, *last)))


def test_remarks_that_name_another_table_part_nothing():
    remarks = [["备注"], ["行政复议"], ["见第四表"], ["规章"], ["行政诉讼"]]
    assert of(T3) == read(grid(sheet((merged(T3), 0, 0), (remarks, 3, 11))))


def test_the_last_row_of_a_table_beside_makes_no_number_of_table_four_blank():
    beside = [["行政事业性收费", "5"]]
    matches, _ = match_tables([grid(sheet((merged(T4), 0, 2), (beside, 3, 0)))], YEAR)
    assert {EntryKind.UNREADABLE} == {entry.kind for match in matches for entry in match.entries.values()}


def test_numbers_below_a_heading_that_was_not_known_are_not_blank():
    rows = merged(T4)
    broken = [[re.sub(r"维持|纠正|结果$|审结", "", text) for text in rows[2]], [f"维持{text}" for text in rows[3]]]
    for last in (broken[1], [*broken[1][:9], *[""] * 6]):
        matches, _ = match_tables([grid([*rows[:2], broken[0], last])], YEAR)
        assert EntryKind.BLANK not in {entry.kind for match in matches for entry in match.entries.values() if entry.raw}
        assert EntryKind.UNREADABLE in {entry.kind for match in matches for entry in match.entries.values()}


def test_one_table_twice_side_by_side_stays_in_doubt():
    assert {None} == set(read(grid(sheet((merged(T3), 0, 0), (merged(T3, BEFORE), 0, 11)))).values())
    assert [] == problems(grid(sheet((merged(T3), 0, 0))))
