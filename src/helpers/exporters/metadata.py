"""What a portal wants to know of a report beside its text: the tags of its page, and the card of its catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CARD_WORDS = {
    "index_number": "索引号",
    "title": "名称",
    "publisher": "发布机构",
    "date": "成文日期",
    "topic": "主题分类",
    "validity": "有效性",
}
_VALID = "有效"  # a card is made of a report that may be published, and superseded with it


def report_name(title: Mapping[str, Any]) -> str:
    """The report's whole name, in one line."""
    return "".join(title["lines"])


def page_tags(title: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The <meta> names and contents that 《政府网站发展指引》 has for site, column and page; none without a value."""
    site = title.get("site", {})
    office, year = title["office"], title["year"]
    tags = {
        "SiteName": site.get("name"),
        "SiteDomain": site.get("domain"),
        "SiteIDCode": site.get("id_code"),
        "ColumnName": site.get("column"),
        "ColumnDescription": site.get("column_description"),
        "ColumnKeywords": site.get("column_keywords"),
        "ColumnType": site.get("column_type"),
        "ArticleTitle": report_name(title),
        "PubDate": site.get("published") or title["date"],
        "ContentSource": office,
        "Keywords": f"{office},{year}年,政府信息公开工作年度报告",
        "Description": f"{office}{year}年主动公开政府信息、办理政府信息公开申请和相关行政复议、行政诉讼的情况。",
    }
    return [(name, content) for name, content in tags.items() if content]


def card(title: Mapping[str, Any]) -> dict[str, str | None]:
    """The report's line in the portal's catalogue; None for what nobody has told."""
    site = title.get("site", {})
    return {
        "index_number": title.get("index_number") or None,
        "title": report_name(title),
        "publisher": title["office"],
        "date": title["date"],
        "topic": site.get("topic") or None,
        "validity": _VALID,
    }


def card_text(found: Mapping[str, str | None]) -> str:
    """The card for people: a line for each thing, blank where it is not known."""
    return "".join(f"{words}：{found[name] or ''}\n" for name, words in CARD_WORDS.items())
