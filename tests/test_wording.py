"""Labels in other words than the form's, told apart from those that are only printed in another way."""

from __future__ import annotations

from pathlib import Path

import pytest

import documents
from helpers.filing import Origin
from helpers.form import load_form
from helpers.intake.folder import read_file
from helpers.intake.matching.wording import heading_deviations
from helpers.intake.outgoing.template import Content, write_workbook
from helpers.intake.outgoing.wordform import write_word_form
from helpers.intake.prose.sections import split_sections
from helpers.submission import Deviation, Paragraph
from helpers.tables import lay_out
from strategies import distinct

NEW, OLD = load_form("2021"), load_form("2019")


def html(tmp_path: Path, changes: dict[str, str], form=NEW, year: int = 2023) -> tuple[Deviation, ...]:
    """The deviations of a page whose tables have `changes` in their labels."""
    parts = []
    numbers = distinct(form)
    for table in form.tables.values():
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td rowspan={c.row_span} colspan={c.column_span}>"
                f"{numbers[c.address] if c.address else changes.get(c.text, c.text)}</td>"
                for c in line
            )
            + "</tr>"
            for line in lay_out(table).lines()
        )
        parts.append(f"<p>{table.title}</p><table>{rows}</table>")
    path = tmp_path / "page.html"
    path.write_text(f"<html><body><h1>某局{year}年政府信息公开工作年度报告</h1>{''.join(parts)}</body></html>", "utf-8")
    found = read_file(path, year)
    assert () == found.unrecognised
    return found.deviations


@pytest.mark.parametrize(
    ("official", "printed", "variant"),
    [
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开", False),
        ("行政规范性文件", "规范性文件", False),
        ("5.属于三类内部事务信息", "5.属于第三类内部事务信息", False),
        ("（四）无法提供", "（四）无法提洪", False),
        ("三、本年度办理结果", "三、本年度处理结果", False),
        ("社会公益组织", "社会公益性组织", False),
        ("本年处理决定数量", "处理决定数量", False),
        ("本年处理决定数量", "2023年处理决定数量", True),
        ("尚未审结", "未审结", False),
        ("（七）总计", "（七）合计", True),
        ("其他结果", "其它结果", True),
        (
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "1.申请人无正当理由逾期不补正",
            True,
        ),
        ("一、本年新收政府信息公开申请数量", "一、本年新收申请数量", True),
    ],
)
def test_changed_letters_are_a_deviation(tmp_path, official, printed, variant):
    found = html(tmp_path, {official: printed})
    assert [(printed, official, variant)] == [(d.printed, d.official, d.variant) for d in found]
    assert found[0].origin.part.startswith("表 ")


@pytest.mark.parametrize(
    ("official", "printed"),
    [
        ("3.危及“三安全一稳定”", '3.危及"三安全一稳定"'),
        ("3.危及“三安全一稳定”", "3、危及三安全一稳定"),
        ("（一）予以公开", "(一) 予以公开"),
        ("（一）予以公开", "㈠予以公开"),
        ("1.属于国家秘密", "①属于国家秘密"),
        ("1.属于国家秘密", "属于国家秘密"),
        ("2.重复申请", "2. 重 复 申 请"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）部分公开"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）部分公开(区分处理的,只计这一情形)"),
        ("二、上年结转政府信息公开申请数量", "二、上年结转"),
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1.逾期不补正"),
        ("本年收费金额（单位：万元）", "本年收费金额<br>（单位：<br>万元）"),
        ("本年收费金额（单位：万元）", "本年收费金额"),
        ("行政许可", "行政许可（含变更、延续）"),
        ("（四）无法提供", "（四）无法提供政府信息"),
        ("5.要求行政机关确认或重新出具已获取信息", "5.要求行政机关确认或重<br>新出具已获取信息。"),
        ("4.无正当理由大量反复申请", "4.⽆正当理由⼤量反复申请"),
        ("法人或其他组织", "法人或<br>其他组织"),
        ("总计", "总　计"),
    ],
)
def test_another_way_of_printing_the_same_letters_is_none(tmp_path, official, printed):
    assert () == html(tmp_path, {official: printed})


@pytest.mark.parametrize(
    ("official", "printed"),
    [
        ("本年增/减", "本年增/减（减用负值表示，如-8）"),
        ("行政处罚", "行政处罚（按处罚决定书计）"),
        ("规范性文件", "行政规范性文件"),
    ],
)
def test_hints_of_the_former_form_are_none(tmp_path, official, printed):
    assert () == html(tmp_path, {official: printed}, OLD, 2020)


@pytest.mark.parametrize(("form", "year"), [(NEW, 2023), (OLD, 2020)])
def test_the_kits_own_forms_and_plain_copies_have_none(tmp_path, form, year):
    numbers = distinct(form)
    write_workbook(tmp_path / "空表.xlsx", form, Content(year, "某局", numbers))
    write_word_form(tmp_path / "空表.docx", form, Content(year, "某局", numbers))
    documents.write_docx(tmp_path / "年报.docx", form, numbers, year)
    documents.write_xlsx(tmp_path / "年报.xlsx", form, numbers, year)
    found = {path.name: read_file(path, year).deviations for path in sorted(tmp_path.iterdir())}
    assert dict.fromkeys(found, ()) == found


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([s.heading for s in NEW.sections], []),
        ([f"{s.heading}：" for s in NEW.sections], []),
        ([s.heading.replace("、", " ", 1) for s in NEW.sections], []),
        ([f"第{'一二三四五六'[s.number - 1]}部分 {s.heading[2:]}" for s in NEW.sections], []),
        ([f"（{'一二三四五六'[s.number - 1]}）{s.heading[2:]}" for s in NEW.sections], []),
        (["一、总体情况", "五、存在问题及改进情况", "六、其他需要报告的事项"], [("五、存在问题及改进情况", False)]),
        (["一、总体情况", "五、存在的主要问题及整改措施"], [("五、存在的主要问题及整改措施", False)]),
        (["一、概述", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"], [("一、概述", False)]),
        (
            ["一、总体情况", "五、政府信息公开工作存在的主要问题及改进情况"],
            [("五、政府信息公开工作存在的主要问题及改进情况", True)],
        ),
        (
            ["三、收到和处理政府信息公开申请情况", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"],
            [("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", True)],
        ),
        (["一、总体情况。全年发布120条，没有收到申请。", "六、其他需要报告的事项"], []),
    ],
)
def test_headings(lines, expected):
    paragraphs = [Paragraph(text, Origin("年报.docx", "", f"第 {n} 段")) for n, text in enumerate(lines, start=1)]
    found = heading_deviations(split_sections(paragraphs, NEW).sections, NEW)
    assert expected == [(deviation.printed, deviation.variant) for deviation in found]
