"""Rules about the report as a document: its sections, labels and tables, and the form that it follows (S)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from ...form import all_forms
from ...formspec import FormSpec
from ...submission import NOWHERE, Deviation, Section
from ..finding import Judgement, Outcome, Severity
from ..rule import Case, Need, rule

_SECOND_LEVEL = re.compile(r"\s*[（(]\s*[一二三四五六]\s*[)）]")
_FIRST_LEVEL = re.compile(r"[一二三四五六]\s*[、.．]\s*[^。；，]{2,20}")
_FEWEST_NESTED = 3


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
    """Sections missing, empty (in what an office hands in), out of order, one level too deep or unknown.

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
    nested = _nested(sections)
    over = _over(case) if nested else None
    if nested:
        yield _too_deep(nested, over, case.form)
    yield from _not_of_form(section for section in sections if section.heading != over)


def _not_of_form(sections: Iterable[Section]) -> Iterator[Judgement]:
    """Headings that the form does not know, and those that come again."""
    seen: set[int] = set()
    for section in sections:
        if not section.number:
            message = f"“{section.heading}”不是格式规定的一级标题，请改为二级标题或删去（{section.origin}）。"
            yield Judgement(Outcome.BROKEN, message, places=(str(section.origin),))
        elif section.number in seen:
            message = f"“{section.heading}”出现了两次，请合并（{section.origin}）。"
            yield Judgement(Outcome.BROKEN, message, places=(str(section.origin),))
        seen.add(section.number)


def _nested(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The form's sections where all of them are numbered as sub-headings are."""
    known = tuple(section for section in sections if section.number)
    deep = len(known) >= _FEWEST_NESTED and all(_SECOND_LEVEL.match(section.heading) for section in known)
    return known if deep else ()


def _over(case: Case) -> str | None:
    """The heading under which nested sections stand, such as 一、报告内容."""
    before = takewhile(lambda section: not section.number, case.submission.sections or ())
    lead = [paragraph.text.strip() for paragraph in case.submission.lead]
    above = [*filter(_FIRST_LEVEL.fullmatch, lead), *(section.heading for section in before)]
    return above[-1] if above else None


def _too_deep(nested: Sequence[Section], over: str | None, form: FormSpec) -> Judgement:
    under = f"放在“{over}”下面，" if over else ""
    official = form.sections
    message = (
        f"“{nested[0].heading}”至“{nested[-1].heading}”{under}低了一级：格式规定这六个部分是一级标题。"
        f"请改为“{official[0].heading}”至“{official[-1].heading}”（{nested[0].origin}）。"
    )
    # Without a heading above them only the numbering is wrong.
    severity = None if over else Severity.WARNING
    return Judgement(Outcome.BROKEN, message, places=(str(nested[0].origin),), severity=severity)


@rule(
    "S-02",
    "各部分标题和表内行名、列名照格式原文",
    severity=Severity.WARNING,
    scope="document",
    formula="edit distance to official label or accepted variant",
    origin="格式印出的标题和行名、列名",
    status="verified",
    fix="照格式原文改回标题或行名、列名；空格、标点、括号不同不要紧。",
)
def labels_as_printed(case: Case) -> Iterator[Judgement]:
    """Headings and labels in other words than the form's; what only adds words, or says the same, is information."""
    for deviation in case.submission.deviations:
        place = str(deviation.origin)
        if deviation.variant or _only_adds(deviation):
            message = f"“{deviation.printed}”与格式的写法略有出入，格式写的是“{deviation.official}”（{place}）。"
            yield Judgement(Outcome.BROKEN, message, places=(place,), severity=Severity.INFO)
        else:
            message = f"“{deviation.printed}”与格式不同，请照原文改为“{deviation.official}”（{place}）。"
            yield Judgement(Outcome.BROKEN, message, places=(place,))


def _only_adds(deviation: Deviation) -> bool:
    """Whether all letters of the form's words are printed in their order, with others between them."""
    printed = iter(re.sub(r"\W", "", deviation.printed))
    wanted = re.sub(r"\W", "", re.sub(r"（[^（）]*）", "", deviation.official))
    return all(letter in printed for letter in wanted)


@rule(
    "S-04",
    "第二、三、四部分是文字表格，不是图片",
    scope="document",
    formula="table element or parsed grid present",
    origin="实际报告中有只剩标题、表格成了图片的",
    status="observed",
    fix="把表格做成文字表格（Word 或网页表格），不要贴图片或截图。",
    needs=(Need.PROSE,),
)
def tables_not_pictures(case: Case) -> Iterator[Judgement]:
    """Headings of tables under which nothing of the table can be read."""
    partly = {
        address.partition(".")[0]
        for problem in case.submission.problems
        if problem.rule == "I-02" and problem.where != NOWHERE
        for address in problem.addresses
    }
    for spec in case.form.sections:
        section = case.submission.section(spec.number)
        if section and spec.table in case.submission.unrecognised and spec.table not in partly:
            found = "下面只有文字，没有能读的表格" if section.text.strip() else "只有标题，没有表格"
            message = f"“{section.heading}”{found}（可能是图片），请换成文字表格（{section.origin}）。"
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


_TRIAL = re.compile(r"年度报告(?:编制)?(?:的)?格式》?\s*[（(\[]\s*试行\s*[）)\]]?")
_REPLACED = re.compile(r"废止|代替|替代|取代|取消|不再")


@rule(
    "S-06",
    "引用的格式文件与报告年度相符",
    severity=Severity.WARNING,
    scope="document",
    formula="year >= 2021 => no 〔2019〕60号, no （试行）",
    origin="国办公开办函〔2021〕30号自 2021 年度起代替〔2019〕60号（试行）",
    status="observed",
    fix="改为引用报告年度适用的格式文件，删去“（试行）”。",
    needs=(Need.PROSE,),
    first_year=2021,
)
def cited_form_fits_year(case: Case) -> Iterator[Judgement]:
    """Sentences that name another version of the form; one that says it was replaced is right."""
    others = [form for form in all_forms() if form.id != case.form.id]
    numbers = re.compile("|".join(_number_pattern(form) for form in others))
    for sentence in case.sentences:
        found = numbers.search(sentence.text) or _TRIAL.search(sentence.text)
        if found and not _REPLACED.search(sentence.text):
            message = (
                f"“{sentence.quote}”引用的“{found[0]}”不是 {case.year} 年度适用的格式，"
                f"应引用《{case.form.name}》（{case.form.document}）。请改正（{sentence.origin}）。"
            )
            yield Judgement(Outcome.BROKEN, message, places=(sentence.origin,))


def _number_pattern(form: FormSpec) -> str:
    """The number of the notice that issued a form, in whatever brackets: 〔2019〕60号."""
    year, number = re.findall(r"\d+", form.document)
    return rf"[〔\[【（(]?{year}[〕\]】）)]?年?(?:第)?{number}号"
