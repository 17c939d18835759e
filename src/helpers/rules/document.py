"""Rules about the report as a document: sections, form version, title (S)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Judgement, Outcome
from .rule import Case, Need, rule

_YEAR = re.compile(r"(\d{4})年")


@rule(
    "S-01",
    "六个部分齐全、顺序正确、都是一级标题",
    scope="document",
    formula="headings match form",
    origin="格式规定的六个部分",
    status="verified",
    fix="照格式补全一级标题“一、总体情况”至“六、其他需要报告的事项”，并写出内容。",
    needs=(Need.PROSE,),
)
def six_sections(case: Case) -> Iterator[Judgement]:
    """Sections missing, empty (in what an office hands in), out of order or unknown.

    Headings of tables count only where the document has them: a workbook stands for its own.
    """
    sections = case.submission.sections or ()
    numbers = [section.number for section in sections]
    whole_document = any(spec.table and spec.number in numbers for spec in case.form.sections)
    for spec in case.form.sections:
        if spec.table and not whole_document:
            continue
        found = case.submission.section(spec.number)
        if found is None:
            yield Judgement(Outcome.BROKEN, f"缺少“{spec.heading}”这一部分，请补上这个一级标题和内容。")
        elif case.prose_due and not spec.table and not found.text.strip():
            message = f"“{spec.heading}”下面没有内容，请补写（{found.origin}）。"
            yield Judgement(Outcome.BROKEN, message, places=(str(found.origin),))
    known = [number for number in numbers if number]
    if known != sorted(known):
        order = "、".join(s.heading for s in sections if s.number)
        yield Judgement(Outcome.BROKEN, f"各部分的顺序不对：{order}。请按一至六的顺序排列。")
    for section in sections:
        if not section.number:
            message = f"“{section.heading}”不是格式规定的一级标题，请改为二级标题或删去（{section.origin}）。"
            yield Judgement(Outcome.BROKEN, message, places=(str(section.origin),))
        elif numbers.count(section.number) > 1 and section is not case.submission.section(section.number):
            message = f"“{section.heading}”出现了两次，请合并（{section.origin}）。"
            yield Judgement(Outcome.BROKEN, message, places=(str(section.origin),))


@rule(
    "S-05",
    "表格用的是报告年度适用的格式",
    scope="document",
    formula="table.form = form of the report year",
    origin="国办公开办函〔2021〕30号自 2021 年度起代替〔2019〕60号",
    status="verified",
    fix="改用现行格式的表格重新填写；nianbao template 可以生成。",
)
def form_fits_year(case: Case) -> Iterator[Judgement]:
    """A table recognised under a form version that is not the one of the report year."""
    for table in case.filing.tables.values():
        if table.form != case.form.id:
            message = (
                f"{table.name}用的是 {table.form} 年的格式，{case.year} 年度应当用"
                f" {case.form.id} 年的格式（{case.form.document}）。"
            )
            first = next(iter(case.filing.entries[a] for a in table.places))
            yield Judgement(Outcome.BROKEN, message, places=(str(first.origin),))


@rule(
    "S-07",
    "标题由单位名称、年度和“政府信息公开工作年度报告”组成，年度与报告年度一致",
    scope="document",
    formula="office + year + 政府信息公开工作年度报告",
    origin="各地年度报告的标题写法",
    status="inferred",
    fix="写成“某某局2023年政府信息公开工作年度报告”。",
    needs=(Need.PROSE,),
)
def title_complete(case: Case) -> Iterator[Judgement]:
    """A title that was handed in: its wording, its year, and the office's name where the register tells it."""
    title = re.sub(r"\s+", "", case.submission.title or "")
    if not title:
        return
    years = _YEAR.findall(title)
    name = re.sub(r"\d{4}年度?", "", title).partition("政府信息公开")[0]
    if not title.endswith("政府信息公开工作年度报告"):
        yield Judgement(Outcome.BROKEN, f"标题“{title}”应以“政府信息公开工作年度报告”结尾。")
    if years != [str(case.year)]:
        found = "没有写年度" if not years else f"写的是 {'、'.join(years)} 年"
        yield Judgement(
            Outcome.BROKEN, f"标题{found}，报告年度是 {case.year} 年。", (), str(case.year), "、".join(years) or None
        )
    if not name:
        yield Judgement(Outcome.BROKEN, f"标题“{title}”没有写填报单位名称。")
    elif (
        case.office and name not in (case.office.name, case.office.short_name) and not _tail_of(name, case.office.name)
    ):
        message = f"标题里的单位名称“{name}”与登记表的“{case.office.name}”不同。"
        yield Judgement(Outcome.BROKEN, message, (), case.office.name, name)


def _tail_of(name: str, full: str) -> bool:
    # 西工区某办公室 for 洛阳市西工区某办公室: only the place in front may be left out.
    return full.endswith(name) and full.removesuffix(name).endswith(("省", "市", "区", "县", "旗", "州"))
