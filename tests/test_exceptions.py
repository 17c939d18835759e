"""Accepted exceptions 放行: read from params/exceptions.csv, applied to findings, shown to the reviewer alone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from helpers.errors import ParamsError
from helpers.exceptions import AcceptedException, load_exceptions
from helpers.register import load_register
from helpers.rules.acceptance import accept
from helpers.rules.finding import Finding, Outcome, Severity

OFFICE = "shili-shuiwu"
HEAD = "office,year,rule,reason,by,expires"
ROW = f"{OFFICE},2024,T3-01,登记系统迁移，差额已另文说明,区政务公开办,2025-03-31".replace("，差", "；差")


def write(workspace: Path, *rows: str, encoding: str = "utf-8-sig") -> None:
    (workspace / "params" / "exceptions.csv").write_text("\n".join((HEAD, *rows)), encoding=encoding)


def load(workspace: Path) -> tuple[AcceptedException, ...]:
    return load_exceptions(workspace / "params", load_register(workspace / "params"))


def finding(rule: str) -> Finding:
    return Finding(rule, "示例区水务局", 2024, Outcome.BROKEN, Severity.ERROR, (), None, None, "相差 9。", ())


def exception(rule: str, expires: str) -> AcceptedException:
    return AcceptedException(office=OFFICE, year=2024, rule=rule, reason="已说明", by="区政务公开办", expires=expires)


def test_no_file_accepts_nothing(workspace):
    assert () == load(workspace)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("date", ["2025-03-31", "2025/3/31", "2025-3-31", "2025年3月31日", "2025/3/31 0:00"])
def test_row_is_read_as_spreadsheets_save_it(workspace, encoding, date):
    write(workspace, ROW.replace("2025-03-31", date), encoding=encoding)
    (read,) = load(workspace)
    assert (OFFICE, 2024, "T3-01", dt.date(2025, 3, 31)) == (read.office, read.year, read.rule, read.expires)
    assert ("登记系统迁移；差额已另文说明", "区政务公开办") == (read.reason, read.by)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            "shili-shuiwv,2024,T3-01,已说明,区政务公开办,2025-03-31",
            ["没有填报单位“shili-shuiwv”", "是不是“shili-shuiwu”"],
        ),
        (f"{OFFICE},二四,T3-01,已说明,区政务公开办,2025-03-31", ["列“year”", "四位数字"]),
        (f"{OFFICE},2024,T3-01,,区政务公开办,2025-03-31", ["列“reason”", "放行的理由"]),
        (f"{OFFICE},2024,T3-01,已说明,,2025-03-31", ["列“by”", "由谁决定"]),
        (f"{OFFICE},2024,T3-01,已说明,区政务公开办,", ["列“expires”", "到期日"]),
        (f"{OFFICE},2024,T3-01,已说明,区政务公开办,长期", ["列“expires”", "2024-12-31"]),
        (f"{OFFICE},2024,T3-01,已说明,区政务公开办,2025-02-30", ["列“expires”", "2025-02-30"]),
        (f"{OFFICE},2024,,已说明,区政务公开办,2025-03-31", ["列“rule”", "补上"]),
    ],
)
def test_wrong_row_is_told_with_its_line(workspace, row, words):
    write(workspace, ROW, row)
    with pytest.raises(ParamsError) as raised:
        load(workspace)
    assert [] == [word for word in [*words, "exceptions.csv 第 3 行"] if word not in str(raised.value)]


def test_column_that_is_missing_is_told(workspace):
    (workspace / "params" / "exceptions.csv").write_text("office,year,rule\n", encoding="utf-8")
    with pytest.raises(ParamsError, match="缺少列“reason”"):
        load(workspace)


def test_rule_that_does_not_exist_is_refused_with_the_nearest(workspace, nianbao):
    write(workspace, ROW.replace("T3-01", "T3-0l"))
    code, _, err = nianbao("check", "2024")
    assert 2 == code
    assert [] == [w for w in ("没有规则“T3-0l”", "是不是“T3-0", "exceptions.csv 第 2 行") if w not in err]


def test_accepted_finding_leaves_the_open_ones():
    still_open, accepted = accept(
        [finding("T3-01"), finding("T3-02")], [exception("T3-01", "2025-01-31")], dt.date(2025, 1, 31)
    )
    assert ["T3-02"] == [f.rule for f in still_open]
    assert ["T3-01"] == [a.finding.rule for a in accepted]


def test_expired_exception_no_longer_counts_and_says_so():
    still_open, accepted = accept([finding("T3-01")], [exception("T3-01", "2025-01-30")], dt.date(2025, 1, 31))
    assert ((), "相差 9。（放行已于 2025-01-30 到期）") == (accepted, still_open[0].message)


def test_of_two_exceptions_the_later_counts():
    both = [exception("T3-01", "2025-06-30"), exception("T3-01", "2024-06-30")]
    assert () == accept([finding("T3-01")], both, dt.date(2025, 1, 31))[0]


@pytest.mark.parametrize("rule", ["P-04", "P-06"])
def test_personal_data_and_classification_marks_are_never_accepted(rule):
    still_open, accepted = accept([finding(rule)], [exception(rule, "2099-12-31")], dt.date(2025, 1, 31))
    assert ((), [rule]) == (accepted, [f.rule for f in still_open])
    assert "不能放行" in still_open[0].message


def test_accepted_error_no_longer_fails_the_check_and_stands_in_the_json(workspace, nianbao):
    rules = ("F-01", "I-04", "N-08", "T3-01")
    write(workspace, *(ROW.replace("T3-01", rule) for rule in rules))
    code, out, _ = nianbao("check", "2024", "--format", "json")
    told = json.loads(out)
    assert (0, 0) == (code, told["summary"]["error"])
    assert set(rules) == {f["rule"] for f in told["accepted"]}
    assert {"reason": "登记系统迁移；差额已另文说明", "by": "区政务公开办", "expires": "2025-03-31"} == told[
        "accepted"
    ][0]["accepted"]


def test_exception_of_another_office_or_year_accepts_nothing(workspace, nianbao):
    write(workspace, ROW.replace(OFFICE, "shili-jiaoyu"), ROW.replace("2024", "2023"))
    code, out, _ = nianbao("check", "2024", "--format", "json")
    assert (1, []) == (code, json.loads(out)["accepted"])


def test_reviewer_sees_what_was_accepted_and_the_published_pages_do_not(workspace, nianbao):
    write(workspace, *(ROW.replace("T3-01", rule) for rule in ("F-01", "I-04", "N-08", "T3-01")))
    assert 0 == nianbao("build", "2024", "--to", "html")[0]
    folder = workspace / "output" / "2024" / OFFICE
    notebook = (folder / "report.ipynb").read_text(encoding="utf-8")
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert ("登记系统迁移；差额已另文说明" in notebook, "登记系统迁移" in page, "放行" in page) == (True, False, False)
    found = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    assert {"F-01", "I-04", "N-08", "T3-01"} == {f["rule"] for f in found["accepted"]}
