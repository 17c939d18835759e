"""For every rule: cases in which it holds, is broken and, where it can be, is undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from helpers.filing import Number, Origin
from helpers.form import load_form
from helpers.formspec import FormSpec
from helpers.params import Campaign, SeverityChange
from helpers.register import Office
from helpers.rules import Case, Outcome, Severity
from helpers.submission import Paragraph, Problem, Section, Submission
from strategies import completed, distinct, filing_of

NEW, OLD = load_form("2021"), load_form("2019")
OFFICE = Office(id="shili-wenlv", name="示例市示例区文化和旅游局", short_name="区文旅局", kind="department")
TITLE = "示例市示例区文化和旅游局2023年政府信息公开工作年度报告"
HEADINGS = {1: "一、总体情况", 5: "五、存在的主要问题及改进情况", 6: "六、其他需要报告的事项"}
ALL_HEADINGS = {section.number: section.heading for section in NEW.sections}
TEXTS = {
    1: "依照条例开展工作。",
    5: "存在的主要问题是解读形式较少，栏目更新不够及时。下一步改进：增加图解，做好培训，按月检查并更新栏目。",
    6: "本年度未收取信息处理费。",
}


def prose(texts: Mapping[int, str] = TEXTS, headings: Mapping[int, str] = HEADINGS) -> tuple[Section, ...]:
    """Sections one after another, in the order of `headings`; number 0 is a heading the form does not know."""
    made, line = [], 1
    for number, heading in headings.items():
        text = texts.get(number, "")
        paragraphs = (Paragraph(text, Origin("narrative.md", "", f"第 {line + 2} 行")),) if text else ()
        made.append(Section(number, heading, paragraphs, Origin("narrative.md", "", f"第 {line} 行")))
        line += 4
    return tuple(made)


def filed(
    changes: Mapping[str, Number | str] | None = None, year: int = 2023, form: FormSpec | None = None
) -> Submission:
    """The distinct numbers of the year's form with `changes`; without prose."""
    form = form or (NEW if year >= 2021 else OLD)
    return Submission(filing_of({**distinct(form), **(changes or {})}, year, form))


def case(changes: Mapping[str, Number | str] | None = None, year: int = 2023, **context: Any) -> Case:
    return Case(filed(changes, year), **context)


def worded(sections: tuple[Section, ...] | None = None, **parts: Any) -> Case:
    """A case with prose and the register's office."""
    none = dict.fromkeys((a for a in NEW.places if a.startswith("proactive.regulations.")), 0)
    return Case(replace(filed(none), sections=prose() if sections is None else sections, **parts), OFFICE)


def said(number: int, text: str) -> Case:
    """A case whose section `number` says `text`."""
    return worded(prose({**TEXTS, number: text}))


def with_problem(rule: str, what: str, where: str, *addresses: str) -> Case:
    return Case(replace(filed(), problems=(Problem(rule, what, where, "请改正。", addresses),)))


def without(rule: str) -> Campaign:
    """A campaign in which `rule` is switched off."""
    off = SeverityChange(rule=rule, severity="off", reason="本年度试行")
    return Campaign(year=2023, district="示例区", deadline="2024-01-31", severities=(off,))


@dataclass(frozen=True)
class Example:
    """A case and what `rule` says of it: the first finding must have all that is given here."""

    rule: str
    about: str
    case: Case
    outcome: Outcome
    severity: Severity = Severity.ERROR
    addresses: tuple[str, ...] = ()
    expected: str | None = None
    actual: str | None = None
    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.rule} {self.outcome}: {self.about}"


def holds(rule: str, about: str, of: Case) -> Example:
    return Example(rule, about, of, Outcome.HOLDS)


def broken(rule: str, about: str, of: Case, **told: Any) -> Example:
    return Example(rule, about, of, Outcome.BROKEN, **told)


def undecided(rule: str, about: str, of: Case, **told: Any) -> Example:
    return Example(rule, about, of, Outcome.UNDECIDED, **told)


def skipped(rule: str, about: str, of: Case) -> Example:
    return Example(rule, about, of, Outcome.NOT_APPLICABLE)


A, P, D = "applications", "proactive", "disputes"
N = distinct(NEW)
GRANTED, RECEIVED = f"{A}.granted.natural_person", f"{A}.new_received.natural_person"
FEE = f"{P}.administrative_fee.amount_10k_yuan"
LICENSE = f"{P}.administrative_license.decisions"
FORCE = f"{P}.normative_documents"
UPHELD, REVIEWS = f"{D}.review.upheld", f"{D}.review.total"
CHANGE, PROCURED = f"{P}.administrative_penalty.change", f"{P}.central_procurement.amount"

CELLS = (
    holds("F-01", "every cell a number", case()),
    holds("F-01", "zeros", case({LICENSE: 0})),
    broken(
        "F-01",
        "a blank",
        case({LICENSE: ""}),
        addresses=(LICENSE,),
        words=("「行政许可」行「本年处理决定数量」列", "空白", "请填 0", "tables.xlsx「主动公开」B7"),
        places=("tables.xlsx · 主动公开 · B7",),
    ),
    broken(
        "F-01",
        "blanks of a table are one finding",
        case({LICENSE: "", f"{P}.regulations.issued": ""}),
        addresses=(f"{P}.regulations.issued", LICENSE),
        words=("第二表有 2 个单元格空白", "B3、B7"),
    ),
    broken("F-01", "a dash", case({FEE: "/"}), addresses=(FEE,), words=("填的是“/”", "B14")),
    broken(
        "F-01",
        "words",
        case({GRANTED: "三七"}),
        addresses=(GRANTED,),
        actual="三七",
        words=("“三七”不是数字", "tables.xlsx · 申请 · D6"),
    ),
    holds("F-02", "whole numbers", case()),
    holds("F-02", "a negative change of the 2019 form", case({CHANGE: -8}, 2020)),
    holds("F-02", "a whole number with decimals written out", case({LICENSE: "41.00"})),
    broken(
        "F-02",
        "a fraction",
        case({LICENSE: "4.5"}),
        addresses=(LICENSE,),
        actual="4.5",
        words=("应为整数", "填的是 4.5", "B7"),
    ),
    broken("F-02", "a negative", case({LICENSE: -4}), addresses=(LICENSE,), actual="-4", words=("不能是负数",)),
    broken(
        "F-02", "half a change", case({CHANGE: "1.5"}, 2020), addresses=(CHANGE,), actual="1.5", words=("应为整数",)
    ),
    holds("F-03", "an amount with decimals", case({FEE: "7730.28"})),
    holds(
        "F-03",
        "a large amount of a government",
        case({FEE: 59237}, office=OFFICE.model_copy(update={"kind": "district"})),
    ),
    holds("F-03", "procurement has no unit", case({PROCURED: 251000}, 2020, office=OFFICE)),
    broken(
        "F-03", "a negative amount", case({FEE: "-0.5"}), addresses=(FEE,), actual="-0.5", words=("不能是负数", "B14")
    ),
    broken(
        "F-03",
        "yuan for 万元",
        case({FEE: 251000}, office=OFFICE),
        severity=Severity.WARNING,
        addresses=(FEE,),
        actual="251000",
        words=("251000（万元）", "是否按“元”填写", "B14"),
    ),
    holds("F-04", "plain digits", case()),
    holds("F-04", "a signed change", case({CHANGE: "+19"}, 2020)),
    *(
        broken("F-04", about, case({LICENSE: raw}), severity=Severity.INFO, addresses=(LICENSE,), words=(raw, read))
        for about, raw, read in [
            ("a thousands separator", "4,100", "读作 4100"),
            ("the unit", "41件", "读作 41"),
            ("a blank inside", "4 1", "读作 41"),
        ]
    ),
    broken(
        "F-04",
        "full-width digits",
        case({LICENSE: "４１"}),
        severity=Severity.INFO,
        addresses=(LICENSE,),
        words=("“４１”读作 41", "B7"),
    ),
)

BLANK = "无法判断"
SUMS = (
    holds("T3-01", "every column balances", case()),
    holds("T3-01", "form 2019", case(year=2020)),
    broken(
        "T3-01",
        "one received too many",
        case({RECEIVED: N[RECEIVED] + 1}),
        addresses=(
            RECEIVED,
            *(f"{A}.{row}.natural_person" for row in ("carried_in", "total_processed", "carried_out")),
        ),
        expected=str(N[RECEIVED] + N[f"{A}.carried_in.natural_person"] + 1),
        actual=str(N[f"{A}.total_processed.natural_person"] + N[f"{A}.carried_out.natural_person"]),
        words=("第一项加第二项之和应等于第三项加第四项之和：自然人列", "相差 1", "tables.xlsx「申请」D4、D5、D27、D28"),
        places=tuple(f"tables.xlsx · 申请 · {spot}" for spot in ("D4", "D5", "D27", "D28")),
    ),
    undecided(
        "T3-01",
        "a blank that no other rule tells",
        case({RECEIVED: ""}, campaign=without("F-01")),
        addresses=(RECEIVED,),
        words=(BLANK, "自然人列", "「一、本年新收」行「自然人」列没有数字"),
    ),
    holds("T3-02", "the rows add up", case()),
    holds("T3-02", "form 2019", case(year=2020)),
    broken(
        "T3-02",
        "one granted too many",
        case({GRANTED: N[GRANTED] + 1}),
        addresses=(GRANTED, f"{A}.total_processed.natural_person"),
        expected=str(N[f"{A}.total_processed.natural_person"] + 1),
        actual=str(N[f"{A}.total_processed.natural_person"]),
        words=("（七）总计应等于（一）至（六）各行之和：自然人列", "相差 1", "D6", "D27"),
    ),
    undecided(
        "T3-02",
        "a dash that no other rule tells",
        case({GRANTED: "-"}, campaign=without("F-01")),
        addresses=(GRANTED,),
        words=(BLANK, "「（一）予以公开」行「自然人」列没有数字"),
    ),
    holds("T3-03", "the columns add up", case()),
    holds("T3-03", "form 2019", case(year=2020)),
    broken(
        "T3-03",
        "one company too few",
        case({f"{A}.granted.business": N[f"{A}.granted.business"] - 1}),
        addresses=(f"{A}.granted.business", f"{A}.granted.total"),
        expected=str(N[f"{A}.granted.total"] - 1),
        actual=str(N[f"{A}.granted.total"]),
        words=("总计列应等于自然人与五类组织之和：（一）予以公开行", "相差 1", "E6", "J6"),
    ),
    undecided(
        "T3-03",
        "words that no other rule tells",
        case({GRANTED: "三七"}, campaign=without("F-01")),
        addresses=(GRANTED,),
        words=(BLANK, "（一）予以公开行"),
    ),
    holds("T3-05", "something came in", case()),
    holds("T3-05", "nothing came in, nothing was done", Case(Submission(filing_of(completed(NEW, {}), 2023)))),
    broken(
        "T3-05",
        "nothing came in, yet one was granted",
        Case(Submission(filing_of({**completed(NEW, {}), GRANTED: 1}, 2023))),
        addresses=(RECEIVED, f"{A}.carried_in.natural_person", GRANTED),
        words=("自然人列新收和上年结转都是 0", "有 1 个数字不是 0", "D4、D5、D6"),
    ),
    holds("T4-01", "the results add up", case()),
    holds("T4-01", "form 2019", case(year=2020)),
    broken(
        "T4-01",
        "one upheld too many",
        case({UPHELD: N[UPHELD] + 1}),
        addresses=(UPHELD, REVIEWS),
        expected=str(N[REVIEWS] + 1),
        actual=str(N[REVIEWS]),
        words=(
            "总计应等于结果维持、结果纠正、其他结果、尚未审结之和：行政复议栏",
            "相差 1",
            "「复议诉讼」",
            "A4",
            "E4",
        ),
    ),
    undecided(
        "T4-01",
        "a blank that no other rule tells",
        case({UPHELD: ""}, campaign=without("F-01")),
        addresses=(UPHELD, REVIEWS),
        words=(BLANK, "「结果维持」列没有数字"),
    ),
)

OUT, IN = f"{A}.carried_out.natural_person", f"{A}.carried_in.natural_person"
CARRIED = {a.replace(".carried_in.", ".carried_out."): n for a, n in N.items() if ".carried_in." in a}
BALANCED_FORCE = N[f"{FORCE}.in_force"] - N[f"{FORCE}.issued"] + N[f"{FORCE}.repealed"]
REGULATIONS_BEFORE = sum(
    N[f"{P}.regulations.{c}"] * sign for c, sign in (("in_force", 1), ("issued", -1), ("repealed", 1))
)
BEFORE = {
    **CARRIED,
    f"{FORCE}.in_force": BALANCED_FORCE,
    f"{P}.regulations.in_force": REGULATIONS_BEFORE,
}


def after(changes: Mapping[str, Number | str] | None = None, before: Mapping[str, Number | str] | None = None) -> Case:
    """2023 after a 2022 that carried over what 2023 says."""
    return case(changes, previous=filed({**BEFORE, **(before or {})}, 2022))


YEARS = (
    holds("X-01", "carried over", after()),
    holds(
        "X-01",
        "across form versions",
        Case(filed(year=2021), previous=Submission(filing_of({**distinct(OLD), **CARRIED}, 2020, OLD))),
    ),
    broken(
        "X-01",
        "one lost over New Year",
        after({IN: N[IN] - 1, RECEIVED: N[RECEIVED] + 1}),
        addresses=(IN,),
        expected=str(N[IN]),
        actual=str(N[IN] - 1),
        words=(
            "「二、上年结转」行「自然人」列",
            f"应为 {N[IN]}",
            "2022 年度报告的结转下年度",
            "tables.xlsx · 申请 · D5",
        ),
        places=("tables.xlsx · 申请 · D5", "2022 年度：tables.xlsx · 申请 · D28"),
    ),
    undecided(
        "X-01", "last year's cell is blank", after(before={OUT: ""}), addresses=(IN,), words=("2022 年度报告没有",)
    ),
    skipped("X-01", "no previous year", case()),
    holds("X-02", "balanced", after()),
    broken(
        "X-02",
        "one more in force",
        after({f"{FORCE}.in_force": N[f"{FORCE}.in_force"] + 1}),
        severity=Severity.WARNING,
        addresses=tuple(f"{FORCE}.{column}" for column in ("in_force", "issued", "repealed")),
        expected=str(N[f"{FORCE}.in_force"]),
        actual=str(N[f"{FORCE}.in_force"] + 1),
        words=("行政规范性文件", f"{BALANCED_FORCE}+", "上年现行有效"),
    ),
    undecided(
        "X-02",
        "last year's cell is a dash",
        after(before={f"{FORCE}.in_force": "/"}),
        severity=Severity.WARNING,
        addresses=(f"{FORCE}.in_force",),
        words=("行政规范性文件", BLANK),
    ),
    skipped("X-02", "no previous year", case()),
    holds("T2-03", "not more repealed than there were", after()),
    broken(
        "T2-03",
        "more repealed than there were",
        after({f"{FORCE}.repealed": BALANCED_FORCE + N[f"{FORCE}.issued"] + 3}),
        addresses=(f"{FORCE}.issued", f"{FORCE}.repealed"),
        words=("行政规范性文件", f"上年现行有效 {BALANCED_FORCE} 件", "还多 3", "B4、C4"),
        places=("tables.xlsx · 主动公开 · B4", "tables.xlsx · 主动公开 · C4"),
    ),
    undecided(
        "T2-03",
        "last year's cell is blank",
        after(before={f"{FORCE}.in_force": ""}),
        addresses=(f"{FORCE}.issued", f"{FORCE}.repealed"),
        words=("上一年度现行有效件数不是数字",),
    ),
    skipped("T2-03", "no previous year", case()),
)

TWO = "tables.xlsx · 申请 · D6；终稿.xlsx · 申请 · D6"
FILES = (
    *(holds(rule, "nothing wrong with the files", case()) for rule in ("I-01", "I-02", "I-03", "I-05")),
    broken(
        "I-01",
        "a damaged file",
        with_problem("I-01", "文件读不出来", "年报.xlsx"),
        words=("读不出来", "请改正"),
        places=("年报.xlsx",),
    ),
    broken(
        "I-02",
        "a table not found",
        with_problem("I-02", "没有找到第四表", "报送的全部文件", *NEW.tables[D].places),
        addresses=tuple(NEW.tables[D].places),
        words=("没有找到第四表",),
    ),
    broken(
        "I-03",
        "two files disagree",
        with_problem("I-03", "两处数字不同", TWO, GRANTED),
        addresses=(GRANTED,),
        words=("两处数字不同",),
        places=tuple(TWO.split("；")),
    ),
    broken(
        "I-05",
        "a huge file",
        with_problem("I-05", "文件超过 20 MB", "年报.pdf"),
        words=("20 MB",),
        places=("年报.pdf",),
    ),
    holds("I-04", "a known address", said(1, "新收 {{ applications.new_received.total }} 件。")),
    holds("I-04", "no placeholder", worded()),
    broken(
        "I-04",
        "a letter wrong",
        said(1, "新收 {{ applications.new_recieved.total }} 件。"),
        words=("applications.new_recieved.total", "是不是“applications.new_received.total”", "narrative.md · 第 3 行"),
        places=("narrative.md · 第 3 行",),
    ),
    *(
        broken("I-04", written, said(1, f"新收 {written} 件。"), words=("“applications.new_received.total”不在两对",))
        for written in (
            "｛｛ applications.new_received.total ｝｝",
            "{ applications.new_received.total }",
            "{{ applications.new_received.total }",
            "applications.new_received.total",
        )
    ),
    broken("I-04", "no address at all", said(5, "见 {{ 7*7 }}。"), words=("{{ 7*7 }}", "请核对编号")),
    skipped("I-04", "no prose", case()),
)

ORDER = {1: HEADINGS[1], 6: HEADINGS[6], 5: HEADINGS[5]}
DOCUMENT = (
    holds("S-01", "the three sections of words", worded()),
    holds("S-01", "a whole document", worded(prose(headings=ALL_HEADINGS))),
    broken(
        "S-01", "one missing", worded(prose(headings={1: HEADINGS[1], 6: HEADINGS[6]})), words=("缺少“五、", "补上")
    ),
    broken(
        "S-01",
        "a table's heading missing in a whole document",
        worded(prose(headings={n: h for n, h in ALL_HEADINGS.items() if n != 4})),
        words=("缺少“四、政府信息公开行政复议、行政诉讼情况”",),
    ),
    holds("S-01", "a page saved without its text", said(5, "")),
    broken(
        "S-01",
        "one empty",
        replace(said(5, ""), prose_due=True),
        words=("“五、", "没有内容"),
        places=("narrative.md · 第 5 行",),
    ),
    broken("S-01", "wrong order", worded(prose(headings=ORDER)), words=("顺序不对", "一至六")),
    broken(
        "S-01",
        "one unknown",
        worded(prose(headings={**HEADINGS, 0: "七、附件"})),
        words=("“七、附件”", "不是格式规定的"),
    ),
    broken("S-01", "one twice", worded((*prose(), prose()[-1])), words=("“六、其他需要报告的事项”出现了两次",)),
    broken("S-01", "prose is due and missing", case(prose_due=True), words=("缺少“一、总体情况”",)),
    skipped("S-01", "no prose", case()),
    holds("S-05", "form 2021 for 2021", case(year=2021)),
    holds("S-05", "form 2019 for 2020", case(year=2020)),
    broken(
        "S-05",
        "form 2019 for 2023",
        Case(filed(year=2023, form=OLD)),
        words=("第二表用的是 2019 年的格式", "2021 年的格式", "国办公开办函〔2021〕30号"),
        places=("tables.xlsx · 主动公开 · B3",),
    ),
    holds("S-07", "office, year, report", worded(title=TITLE)),
    broken(
        "S-07",
        "another year",
        worded(title=TITLE.replace("2023", "2022")),
        expected="2023",
        actual="2022",
        words=("2022 年",),
    ),
    skipped("S-07", "no prose", case()),
    holds("N-08", "not charged", worded()),
    broken(
        "N-08",
        "not said",
        said(6, "无其他需要报告的事项。"),
        words=("没有写明信息处理费", "是否收取", "narrative.md · 第 11 行"),
        places=("narrative.md · 第 11 行",),
    ),
    skipped("N-08", "no prose", case()),
)

EXAMPLES = (*CELLS, *SUMS, *YEARS, *FILES, *DOCUMENT)
