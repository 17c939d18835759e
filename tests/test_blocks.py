"""Blocks: data for exporters, HTML for people, and no way to lose a part in silence."""

from __future__ import annotations

import json
from dataclasses import replace

import jinja2
import pytest

from helpers.blocks import MIME, Block, collect_blocks
from helpers.errors import RefusedError
from helpers.params import ReportParams
from helpers.report import open_report
from test_exporters import as_notebook, open_sample


@pytest.fixture(scope="module")
def refused():
    return open_sample("shili-shuiwu", 2024)


def test_a_block_shows_itself_as_data_html_and_text():
    bundle = Block("heading", {"text": "一、总体情况", "section": "overview"})._repr_mimebundle_()
    assert {"kind": "heading", "text": "一、总体情况", "section": "overview"} == bundle[MIME]
    assert "一、总体情况" == bundle["text/plain"]
    assert '<h2 id="overview">一、总体情况</h2>' in bundle["text/html"]


def test_a_block_that_cannot_be_shown_fails_where_it_is_made():
    with pytest.raises(jinja2.UndefinedError):
        Block("heading", {"section": "overview"})


def test_blocks_survive_the_notebook_as_plain_json(refused):
    blocks = collect_blocks(as_notebook(refused))
    assert blocks == json.loads(json.dumps(blocks))
    assert ["title", "prose", "heading"] == [block["kind"] for block in blocks[:3]]


def test_cells_with_an_error_are_marked(refused):
    rows = refused.table("applications").to_json()["rows"]
    marked = {cell["address"]: cell["text"] for row in rows for cell in row if cell["marked"]}
    assert "三十七" == marked["applications.denied_process_info.research"]
    assert "" == marked["applications.declined_duplicate.legal_service"]
    assert 6 == len(marked)  # and the four cells of the broken sum


def test_bound_numbers_keep_their_address(refused):
    runs = [run for p in open_sample("shili-jiaoyu").prose("overview").content["paragraphs"] for run in p["runs"]]
    bound = {run["address"]: run["text"] for run in runs if run["address"]}
    number = open_sample("shili-jiaoyu").filing.number("applications.new_received.total")
    assert str(number) == bound["applications.new_received.total"]


def test_conclusion_names_the_errors(refused):
    told = refused.conclude().to_json()
    assert (False, 5) == (told["publishable"], told["errors"])


def test_strict_conclusion_raises(refused):
    strict = replace(refused, params=ReportParams(year=2024, office="shili-shuiwu", strict=True))
    with pytest.raises(RefusedError, match="还有 5 个错误"):
        strict.conclude()


def test_lead_is_made_from_the_form_where_none_was_handed_in(workspace):
    path = workspace / "data" / "2023" / "shili-jiaoyu" / "narrative.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[text.index("# 一、") :], encoding="utf-8")
    lead = open_report({"year": 2023, "office": "shili-jiaoyu"}).lead().to_json()["paragraphs"]
    assert "国办公开办函〔2021〕30号" in lead[0]["runs"][0]["text"]
    assert "自2023年1月1日起至2023年12月31日止" in lead[0]["runs"][0]["text"]


def test_a_foreign_parameter_is_told(workspace, capsys):
    open_report({"year": 2023, "office": "shili-jiaoyu", "colour": "blue"})
    assert "注意：没有名为“colour”的参数，已忽略。" in capsys.readouterr().err


def test_numbers_are_there_as_pandas():
    frame = open_sample("shili-jiaoyu").frame("applications")
    assert (25, 7) == frame.shape
    assert {"Int64"} == {str(dtype) for dtype in frame.dtypes}
    assert frame["总计"].tolist() == frame.drop(columns="总计").sum(axis=1).tolist()
