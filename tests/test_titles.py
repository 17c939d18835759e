"""Titles as they are set: the office on its own lines, broken where a person would."""

from __future__ import annotations

import pytest

from helpers.titles import title_lines


@pytest.mark.parametrize(
    ("office", "lines"),
    [
        ("示例区教育局", ("示例区教育局",)),
        ("示例市示例区社区治理和服务创新工作办公室", ("示例市示例区社区治理和服务创新工作办公室",)),
        ("示例市示例区人民政府示例街道办事处机关事务处", ("示例市示例区人民政府", "示例街道办事处机关事务处")),
        ("示例市经济技术示范区市场监督管理局乡村分局办", ("示例市经济技术示范区", "市场监督管理局乡村分局办")),
        ("住房城乡建设交通运输水务农业农村文化旅游局委", ("住房城乡建设交通运输水", "务农业农村文化旅游局委")),
    ],
)
def test_a_long_name_breaks_after_a_place_or_body_near_its_middle(office, lines):
    assert (*lines, "2023年政府信息公开工作年度报告") == title_lines(office, 2023)


def test_no_line_of_a_title_is_longer_than_the_page_is_wide():
    for length in range(1, 41):
        *name, _ = title_lines("示" * length, 2023)
        assert "示" * length == "".join(name)
        assert max(len(line) for line in name) <= 20
