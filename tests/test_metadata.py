"""The tags of a page and the card: what is told is told rightly, and nothing is invented."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from executed import as_notebook, open_sample
from helpers.exporters.html import ReportHTMLExporter
from helpers.exporters.metadata import card, card_text
from helpers.params import Site

SITE = Site(
    name="示例区人民政府门户网站",
    domain="www.example.invalid",
    id_code="0000000001",
    column="政府信息公开年报",
    column_description="各单位年度报告",
    column_keywords="年度报告",
    column_type="信息公开年报",
    topic="政务公开",
    index_number="{code}/{year}-00001",
)


@pytest.fixture(scope="module")
def sample():
    return open_sample("shili-jiaoyu")


@pytest.fixture(scope="module")
def configured(sample):
    office = sample.office.model_copy(update={"code": "K42"})
    return replace(sample, office=office, campaign=sample.campaign.model_copy(update={"site": SITE}))


def tags(report) -> dict[str, str]:
    found: dict[str, str] = {}

    class Head(HTMLParser):
        def handle_starttag(self, tag, attrs):
            made = dict(attrs)
            if tag == "meta" and "name" in made and made["name"] != "viewport":
                found[made["name"]] = made["content"]

    Head().feed(ReportHTMLExporter().from_notebook_node(as_notebook(report))[0])
    return found


def test_page_has_the_tags_of_site_column_and_article(configured):
    assert {
        "SiteName": "示例区人民政府门户网站",
        "SiteDomain": "www.example.invalid",
        "SiteIDCode": "0000000001",
        "ColumnName": "政府信息公开年报",
        "ColumnDescription": "各单位年度报告",
        "ColumnKeywords": "年度报告",
        "ColumnType": "信息公开年报",
        "ArticleTitle": "示例区教育局2023年政府信息公开工作年度报告",
        "PubDate": "2024-01-16",
        "ContentSource": "示例区教育局",
        "Keywords": "示例区教育局,2023年,政府信息公开工作年度报告",
        "Description": "示例区教育局2023年主动公开政府信息、办理政府信息公开申请和相关行政复议、行政诉讼的情况。",
    } == tags(configured)


def test_a_tag_without_a_value_is_left_out(sample):
    unsigned = replace(sample, submission=replace(sample.submission, date=None))
    assert ["ArticleTitle", "PubDate", "ContentSource", "Keywords", "Description"] == list(tags(sample))
    assert ["ArticleTitle", "ContentSource", "Keywords", "Description"] == list(tags(unsigned))


def test_the_campaign_may_set_the_day_of_publication(configured):
    site = Site.model_validate(SITE.model_dump() | {"published": "2024-01-25"})
    told = tags(replace(configured, campaign=configured.campaign.model_copy(update={"site": site})))
    assert "2024-01-25" == told["PubDate"]


def test_a_tag_cannot_break_out_of_its_place(configured):
    site = SITE.model_copy(update={"name": '"><script>alert(1)</script>'})
    report = replace(configured, campaign=configured.campaign.model_copy(update={"site": site}))
    assert '"><script>alert(1)</script>' == tags(report)["SiteName"]
    assert "<script" not in ReportHTMLExporter().from_notebook_node(as_notebook(report))[0]


def test_card_of_a_configured_office(configured):
    made = card(configured.title().to_json())
    assert {
        "index_number": "K42/2023-00001",
        "title": "示例区教育局2023年政府信息公开工作年度报告",
        "publisher": "示例区教育局",
        "date": "2024-01-16",
        "topic": "政务公开",
        "validity": "有效",
    } == made
    assert [
        "索引号：K42/2023-00001",
        "名称：示例区教育局2023年政府信息公开工作年度报告",
        "发布机构：示例区教育局",
        "成文日期：2024-01-16",
        "主题分类：政务公开",
        "有效性：有效",
    ] == card_text(made).splitlines()


def test_card_is_blank_where_nothing_is_known(sample):
    made = card(replace(sample, submission=replace(sample.submission, date=None)).title().to_json())
    assert (None, None, None) == (made["index_number"], made["date"], made["topic"])
    blank = [line for line in card_text(made).splitlines() if line.endswith("：")]
    assert ["索引号：", "成文日期：", "主题分类："] == blank
