"""A year as a whole: copied texts and missing offices on the year's page and in its findings.json."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpers.receipts import YearFolder
from helpers.whole_year import _filed

COPY, ORIGINAL, THIRD = "shili-zhujian", "shili-jiaotong", "shili-weijian"


@pytest.fixture
def copied(workspace: Path) -> Path:
    """The sample year in which one office's prose is another's with the names changed, and one handed in nothing."""
    data = workspace / "data" / "2023"
    text = (data / ORIGINAL / "narrative.md").read_text(encoding="utf-8")
    (data / COPY / "narrative.md").write_text(text.replace("交通运输局", "住房和城乡建设局"), encoding="utf-8")
    shutil.rmtree(data / THIRD)
    return workspace


def build(workspace: Path, nianbao) -> dict:
    code, _, err = nianbao("build", "2023", "--office", COPY, "--office", ORIGINAL, "--to", "html")
    assert 0 == code, err
    return json.loads((workspace / "output" / "2023" / "findings.json").read_text(encoding="utf-8"))


def test_copies_and_missing_offices_are_told_and_offices_not_built_yet_are_not_missing(copied, nianbao):
    told = build(copied, nianbao)
    names = {COPY: "示例区住房和城乡建设局", ORIGINAL: "示例区交通运输局", THIRD: "示例区卫生健康局"}
    found = {(finding["rule"], finding["office"]) for finding in told["findings"]}
    assert {("X-06", names[COPY]), ("X-06", names[ORIGINAL]), ("X-08", names[THIRD])} == found
    assert [] == [finding for finding in told["findings"] if "" in finding["places"]]


def test_page_lists_copies_and_states_of_the_offices(copied, nianbao):
    build(copied, nianbao)
    page = (copied / "output" / "2023" / "index.html").read_text(encoding="utf-8")
    assert "已生成 2，尚未编制 9，未报送 1。" in page
    assert ("各单位之间的问题" in page, page.count("X-06"), page.count("X-08")) == (True, 2, 0)


def test_check_of_the_year_tells_the_same_and_check_of_one_office_does_not(copied, nianbao):
    told = json.loads(nianbao("check", "2023", "--format", "json")[1])["findings"]
    assert 2 == sum(finding["rule"] == "X-06" for finding in told)
    alone = json.loads(nianbao("check", "2023", "--office", COPY, "--format", "json")[1])["findings"]
    assert [] == [finding["rule"] for finding in alone if finding["rule"] in ("X-06", "X-08")]


def test_accepted_copy_is_on_the_page_with_its_reason(copied, nianbao):
    row = f"{COPY},2023,X-06,两局合署办公，由一个科室承担,区政务公开办,2024-12-31"
    (copied / "params" / "exceptions.csv").write_text(
        "office,year,rule,reason,by,expires\n" + row.replace("，", "；"), encoding="utf-8"
    )
    told = build(copied, nianbao)
    assert (["X-06"], 1) == ([a["rule"] for a in told["accepted"]], sum(f["rule"] == "X-06" for f in told["findings"]))
    page = (copied / "output" / "2023" / "index.html").read_text(encoding="utf-8")
    assert "两局合署办公；由一个科室承担" in page


def test_what_was_filed_is_read_whenever_it_is_asked_for(copied, nianbao):
    build(copied, nianbao)
    folder = copied / "output" / "2023"
    year = YearFolder.read(folder, [ORIGINAL, COPY, THIRD])
    first = dict(_filed(year))
    assert [ORIGINAL, COPY] == [*first]
    (folder / COPY / "filing.json").write_bytes((folder / ORIGINAL / "filing.json").read_bytes())
    again = dict(_filed(year))
    assert (first[ORIGINAL], first[ORIGINAL]) == (again[ORIGINAL], again[COPY])
