"""The day of publication and the downloads of a saved page."""

from __future__ import annotations

import datetime as dt

import pytest

from helpers.intake.folder import read_file

DAY = dt.date(2024, 1, 22)
BODY = (
    "<h1>某局2023年政府信息公开工作年度报告</h1>{}<p>一、总体情况</p><p>全年发布120条。发布日期：2023-03-03</p>"
    "<p>五、存在的主要问题及改进情况</p><p>解读少。</p><p>六、其他需要报告的事项</p><p>未收取信息处理费。</p>"
)


def page(tmp_path, head: str = "", top: str = "", tail: str = "", name: str = "page.html"):
    path = tmp_path / name
    text = f"<html><head><meta charset=utf-8>{head}</head><body>{BODY.format(top)}{tail}</body></html>"
    path.write_text(text, encoding="utf-8")
    return read_file(path, 2023)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="PubDate" content="2024-01-22 10:00">',
        '<META NAME="pubdate" CONTENT="2024-1-22">',
        '<meta property="article:published_time" content="2024-01-22T10:00:00+08:00">',
        '<meta name="publishdate" content="2024年1月22日">',
        '<meta name="PublishDate" content="2024/01/22">',
        '<meta itemprop="datePublished" content="2024-01-22">',
    ],
)
def test_day_in_the_head(tmp_path, head):
    assert DAY == page(tmp_path, head, "<p>发布日期：2024-02-09</p>").published


@pytest.mark.parametrize(
    "top",
    [
        "<p>发布日期：2024-01-22　来源：某局</p>",
        "<p>发布时间: 2024年1月22日 15:30</p>",
        "<p>来源：某局 日期：2024/01/22 字号：大 中 小</p>",
        "<p>【发布时间】：2024-01-22</p>",
        "<div>成文日期：2024-01-10 发布日期：2024-01-22</div>",
        "<table><tr><td>索引号</td><td>A-1</td><td>发布日期</td><td>2024-01-22</td></tr></table>",
        "<table><tr><th>生成日期：</th><td>2024-01-22</td></tr><tr><th>发布机构</th><td>某局</td></tr></table>",
        "<p>公开日期：二〇二四年1月22日</p>",
        "<ul><li>发布日期：<span>2024-01-22</span></li></ul>",
    ],
)
def test_day_above_the_report(tmp_path, top):
    assert DAY == page(tmp_path, top=top).published


@pytest.mark.parametrize(
    ("top", "name"),
    [
        ("", "page.html"),
        ("<p>成文日期：2024-01-22</p>", "page.html"),
        ("<p>更新时间：2024-01-22</p>", "page.html"),
        ("<p>发布日期：2024-13-45</p>", "page.html"),
        ("<p>发布日期：2024-01-22</p>", "page.doc"),
    ],
    ids=["none", "written", "changed", "no day", "a Word file"],
)
def test_no_day(tmp_path, top, name):
    assert page(tmp_path, top=top, name=name).published is None


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ('<a href="./P020240122.docx">附件</a>', "P020240122.docx"),
        ('<a href="/files/%E5%B9%B4%E6%8A%A5.pdf?x=1">附件</a>', "年报.pdf"),
        ('<a href="/download.jsp?id=3&amp;name=年报.ofd">下载</a>', "年报.ofd"),
        ('<a href="javascript:down(3)">2023年度报告.doc</a>', "2023年度报告.doc"),
        ('<a href="javascript:;">下载Word</a>', "下载Word"),
        ('<ul><li><a href="a.wps">甲</a></li><li><a href="b.xlsx">乙</a></li></ul>', "a.wps"),
    ],
)
def test_downloads(tmp_path, link, name):
    assert name == (page(tmp_path, tail=link).downloads or ("",))[0]


@pytest.mark.parametrize("link", ["", '<a href="/index.html">首页</a>', '<a href="/app">下载客户端</a>', "<a>下载</a>"])
def test_page_without_downloads(tmp_path, link):
    assert () == page(tmp_path, tail=link).downloads


def test_other_files_are_no_pages(tmp_path):
    path = tmp_path / "年报.txt"
    lines = ("某局2023年政府信息公开工作年度报告", "发布日期：2024-01-22", "一、总体情况", "全年发布120条。")
    path.write_text("\n".join(lines), encoding="utf-8")
    found = read_file(path, 2023)
    assert (None, None) == (found.published, found.downloads)
