"""What people read at the end of a batch: who must do what."""

from __future__ import annotations

from helpers.cli.summary import Summary
from helpers.job import Result

NAMES = {f"shili-{number}": f"示例区第{number}局" for number in range(1, 7)}


def told(results: list[Result], missing: list[str], names: dict[str, str] = NAMES, standing: int = 0, across: int = 0):
    return list(Summary(names, results, missing, standing, across, "output/2023/index.html").lines())


def test_it_is_grouped_by_who_must_act_next():
    results = [
        Result("shili-5", "built", 1.0),
        Result("shili-4", "failed", 900.0, message="运行超过 900 秒，已终止"),
        Result("shili-2", "built", 1.0, warnings=2),
        Result("shili-1", "refused", 1.0, errors=5, warnings=1),
        Result("shili-3", "built", 1.0),
    ]
    assert [
        "已生成 3，退回修改 1，运行失败 1，未报送 1。",
        "其中 2 个没有变化，没有重新生成。",
        "填报单位要改（退回修改，把问题单发给单位）：",
        "  示例区第1局：5 个错误，见 shili-1/issues.html",
        "填报单位要报（未报送，请催报）：",
        "  示例区第6局",
        "运行人员要查（运行失败，上次的报告没有动）：",
        "  示例区第4局：运行超过 900 秒，已终止",
        "政务公开办要看（有警告，看过再发布）：",
        "  示例区第2局：2 个警告，见 shili-2/report.ipynb",
        "政务公开办要看：各单位之间有 1 个问题，见目录页。",
        "政务公开办可以发布：2 份。",
        "全部结果：output/2023/index.html",
    ] == told(results, ["shili-6"], standing=2, across=1)


def test_where_all_is_well_there_is_only_what_can_be_published():
    results = [Result(office, "built", 1.0) for office in NAMES]
    assert ["已生成 6。", "政务公开办可以发布：6 份。", "全部结果：output/2023/index.html"] == told(results, [])


def test_of_a_thousand_offices_so_many_are_named_as_can_be_read():
    names = {f"shili-{number}": f"示例区第{number}局" for number in range(1000)}
    results = [Result(office, "refused", 1.0, errors=1) for office in list(names)[:500]]
    lines = told(results, list(names)[500:], names)
    assert 2 + 2 * 22 == len(lines)
    assert ["  示例区第19局：1 个错误，见 shili-19/issues.html", "  ……等 500 个，见目录页。"] == lines[21:23]
    assert ["  示例区第519局", "  ……等 500 个，见目录页。"] == lines[43:45]
