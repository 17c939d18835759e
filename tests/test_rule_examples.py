"""Every rule by examples: it holds, it is broken, and where it can be, it is undecided or not applicable."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

import pytest

from helpers.filing import Origin
from helpers.form import load_form
from helpers.params import Office
from helpers.rules import Case, Outcome, Severity, catalogue, check
from helpers.rules.rule import Need, Rule
from helpers.submission import Paragraph, Problem, Section, Submission
from strategies import distinct, filing_of

OFFICE = Office(id="shili", name="示例市示例区某局", short_name="示例区某局", kind="district_office", example=True)
ORIGIN = Origin("narrative.md", "", "第 9 行")
NEW, OLD = load_form("2021"), load_form("2019")
IN = "applications.carried_in."
OUT = "applications.carried_out."
DOCS = "proactive.normative_documents."
NUMBERS = distinct(NEW)
NUMBERS[DOCS + "in_force"] = 4321 + NUMBERS[DOCS + "issued"]
NUMBERS["proactive.regulations.in_force"] = 7654 + NUMBERS["proactive.regulations.issued"]
BLANK = dict.fromkeys(NEW.places, "")
TEXTS = {1: "（一）主动公开。", 5: "问题与改进。", 6: "本年度未收取信息处理费。"}


def sections(texts: dict[int, str], headings: dict[int, str] | None = None) -> tuple[Section, ...]:
    official = {section.number: section.heading for section in load_form("2021").sections}
    return tuple(
        Section(
            number, (headings or {}).get(number) or official.get(number, "七、附则"), (Paragraph(text, ORIGIN),), ORIGIN
        )
        for number, text in texts.items()
    )


def before() -> dict:
    """Last year's numbers, from which this year's carry over."""
    columns = ["natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total"]
    carried = {OUT + column: NUMBERS[IN + column] for column in columns}
    rows = ("proactive.regulations.", DOCS)
    balance = {
        row + "in_force": NUMBERS[row + "in_force"] - NUMBERS[row + "issued"] + NUMBERS[row + "repealed"]
        for row in rows
    }
    return {**distinct(NEW), **carried, **balance}


def case(
    numbers: dict | None = None,
    previous: dict | None = None,
    texts: dict[int, str] | None = None,
    year: int = 2023,
    version: str = "2021",
    **submission: object,
) -> Case:
    filing = filing_of(NUMBERS if numbers is None else numbers, year, load_form(version))
    made = Submission(filing, sections=sections(TEXTS if texts is None else texts))
    last = None if previous is None else Submission(filing_of(previous, year - 1))
    return Case(replace(made, **submission), OFFICE, previous=last, prose_due=True)


def changed(**cells: object) -> dict:
    return {**NUMBERS, **{address.replace("__", "."): value for address, value in cells.items()}}


def zero_column(column: str) -> dict:
    return {a: 0 if a.endswith("." + column) and a.startswith("applications.") else n for a, n in NUMBERS.items()}


def prose(text: str) -> dict[int, str]:
    return {**TEXTS, 6: text}


def problem(rule: str) -> Case:
    return case(problems=(Problem(rule, "坏了", "tables.xlsx", "请重报。", ("applications.granted.total",)),))


@dataclass(frozen=True)
class Example:
    rule: str
    case: Case
    outcome: Outcome
    addresses: set[str] = field(default_factory=set)
    words: tuple[str, ...] = ()
    expected: str | None = None
    actual: str | None = None
    severity: Severity = Severity.ERROR


FEE = "proactive.administrative_fee.amount_10k_yuan"
B, U = Outcome.BROKEN, Outcome.UNDECIDED
GOOD = case(previous=before(), title="示例区某局2023年政府信息公开工作年度报告", date=dt.date(2024, 1, 15))
NP = "applications.new_received.natural_person"
D7 = "applications.denied_state_secret.business"
UNBALANCED = {
    **NUMBERS,
    NP: NUMBERS[NP] + 1,
    "applications.new_received.total": NUMBERS["applications.new_received.total"] + 1,
}

EXAMPLES = [
    Example("F-01", case(changed(**{D7: ""})), B, {D7}, ("空白，没有的请填 0",)),
    Example("F-01", case(changed(**{D7: "/"})), B, {D7}, ("填的是“/”或“-”",)),
    Example("F-01", case(changed(**{D7: "三"})), B, {D7}, ("“三”不是数字",), None, "三"),
    Example("F-01", case(BLANK), B, {"applications.granted.total", D7}, ("第三表有 175 个单元格空白",)),
    Example("F-02", case(changed(**{D7: "-3"})), B, {D7}, ("不能是负数，填的是 -3",), None, "-3"),
    Example("F-02", case(changed(**{D7: "2.5"})), B, {D7}, ("应为整数，填的是 2.5",), None, "2.5"),
    Example("F-03", case(changed(**{FEE: "-1.5"})), B, {FEE}, ("不能是负数",), None, "-1.5"),
    Example("F-03", case(changed(**{FEE: "46000"})), B, {FEE}, ("是否按“元”填写",), None, "46000", Severity.WARNING),
    Example(
        "F-04",
        case(changed(**{D7: f"{NUMBERS[D7]}件"})),
        B,
        {D7},
        (f"“{NUMBERS[D7]}件”读作 {NUMBERS[D7]}",),
        severity=Severity.INFO,
    ),
    Example(
        "T2-03",
        case(changed(**{DOCS + "repealed": 99_999}), before()),
        B,
        {DOCS + "repealed", DOCS + "issued"},
        ("废止的比有的还多",),
    ),
    Example(
        "T2-03",
        case(previous={**before(), DOCS + "in_force": ""}),
        U,
        {DOCS + "repealed"},
        ("上一年度现行有效件数不是数字",),
    ),
    Example(
        "T3-01",
        case(UNBALANCED),
        B,
        {NP, IN + "natural_person", OUT + "natural_person"},
        ("第一项加第二项之和应等于第三项加第四项之和：自然人列 ", "，相差 1。请核对 tables.xlsx「申请」"),
    ),
    Example(
        "T3-02",
        case(changed(**{D7: NUMBERS[D7] + 4})),
        B,
        {D7, "applications.total_processed.business"},
        ("（七）总计应等于（一）至（六）各行之和：商业企业列", "相差 4"),
    ),
    Example(
        "T3-03",
        case(changed(**{"applications.granted.total": NUMBERS["applications.granted.total"] + 2})),
        B,
        {"applications.granted.total", "applications.granted.business"},
        ("（一）予以公开行 总计 ", "相差 2"),
        str(NUMBERS["applications.granted.total"]),
        str(NUMBERS["applications.granted.total"] + 2),
    ),
    Example(
        "T3-05",
        case({**zero_column("research"), "applications.granted.research": 3}),
        B,
        {"applications.granted.research", "applications.new_received.research"},
        ("科研机构列新收和上年结转都是 0",),
    ),
    Example(
        "T4-01",
        case(changed(**{"disputes.review.total": 1})),
        B,
        {"disputes.review.total", "disputes.review.pending"},
        ("行政复议行 总计 1",),
        str(NUMBERS["disputes.review.total"]),
        "1",
    ),
    Example("S-01", case(texts={1: "甲", 6: TEXTS[6]}), B, words=("缺少“五、存在的主要问题及改进情况”",)),
    Example("S-01", case(texts={1: "甲", 5: " ", 6: TEXTS[6]}), B, words=("下面没有内容",)),
    Example("S-01", case(texts={5: "甲", 1: "乙", 6: TEXTS[6]}), B, words=("各部分的顺序不对",)),
    Example("S-01", case(texts={**TEXTS, 0: "甲"}), B, words=("“七、附则”不是格式规定的一级标题",)),
    Example(
        "S-01",
        case(texts={1: "甲", 2: "乙", 5: "丙", 6: TEXTS[6]}),
        B,
        words=("缺少“三、收到和处理政府信息公开申请情况”",),
    ),
    Example("S-01", case(sections=None), B, words=("缺少“一、总体情况”",)),
    Example(
        "S-05", case(distinct(OLD), year=2023, version="2019"), B, words=("第三表用的是 2019 年的格式", "〔2021〕30号")
    ),
    Example(
        "S-07",
        case(title="示例区某局2022年政府信息公开工作年度报告"),
        B,
        words=("报告年度是 2023 年",),
        expected="2023",
        actual="2022",
    ),
    Example("S-07", case(title="示例区某局政府信息公开工作年度报告"), B, words=("标题没有写年度",), expected="2023"),
    Example("S-07", case(title="2023年政府信息公开工作年度报告"), B, words=("没有写填报单位名称",)),
    Example(
        "S-07",
        case(title="示例区某某局2023年政府信息公开工作年度报告"),
        B,
        words=("与登记表的“示例市示例区某局”不同",),
        expected="示例市示例区某局",
        actual="示例区某某局",
    ),
    Example("S-07", case(title="示例区某局2023年政府信息公开年报"), B, words=("应以“政府信息公开工作年度报告”结尾",)),
    Example("N-08", case(texts=prose("无其他需要报告的事项。")), B, words=("没有写明信息处理费",)),
    Example("N-08", case(texts=prose("信息处理费按规定管理。")), B, words=("没有写明是否收取和金额",)),
    Example(
        "N-08",
        case(texts=prose("收取信息处理费共 460 元，其中 1 件 300 元、1 件 150 元。")),
        B,
        words=("共 460 元，分项 300+150=450 元",),
        expected="460",
        actual="450",
    ),
    Example(
        "X-01",
        case(changed(**{IN + "business": 1}), before()),
        B,
        {IN + "business"},
        ("应为 ", "实为 1", "2022 年度报告"),
        str(NUMBERS[IN + "business"]),
        "1",
    ),
    Example(
        "X-01", case(previous={**before(), OUT + "business": ""}), U, {IN + "business"}, ("2022 年度报告没有这个数字",)
    ),
    Example(
        "X-02",
        case(changed(**{DOCS + "in_force": 7}), before()),
        B,
        {DOCS + "in_force", DOCS + "issued", DOCS + "repealed"},
        ("上年现行有效+本年制发-本年废止", "实为 7"),
        str(NUMBERS[DOCS + "in_force"]),
        "7",
        Severity.WARNING,
    ),
    Example(
        "X-02",
        case(previous={**before(), DOCS + "in_force": ""}),
        U,
        {DOCS + "in_force"},
        ("无法判断",),
        severity=Severity.WARNING,
    ),
    Example("I-01", problem("I-01"), B, {"applications.granted.total"}, ("坏了。请重报。",)),
    Example("I-02", problem("I-02"), B, {"applications.granted.total"}, ("坏了。请重报。",)),
    Example("I-03", problem("I-03"), B, {"applications.granted.total"}, ("坏了。请重报。",)),
    Example("I-05", problem("I-05"), B, {"applications.granted.total"}, ("坏了。请重报。",)),
    Example(
        "I-04",
        case(texts={**TEXTS, 1: "新收 {{ applications.new_recieved.total }} 件"}),
        B,
        words=("是不是“applications.new_received.total”（第三表「一、本年新收」行「总计」列）",),
    ),
]


def name(example: Example) -> str:
    return f"{example.rule} {example.outcome}"


def test_a_good_report_of_all_rules_holds():
    verdict = check(GOOD)
    assert () == verdict.findings
    assert list(catalogue()) == list(verdict.ran)
    assert {} == dict(verdict.not_applicable)


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_an_example_that_breaks_is_told_with_its_cells_and_remedy(example: Example):
    found = [f for f in check(example.case).findings if f.rule == example.rule and f.outcome is example.outcome]
    matching = [
        f for f in found if all(word in f.message for word in example.words) and example.addresses <= set(f.addresses)
    ]
    assert matching, [(f.message, f.addresses) for f in found]
    assert example.severity is matching[0].severity
    assert ("示例市示例区某局", 2023) == (matching[0].office, matching[0].year)
    if example.expected or example.actual:
        assert (example.expected, example.actual) == (matching[0].expected, matching[0].actual)


def test_every_rule_has_an_example_that_breaks():
    assert set(catalogue()) == {example.rule for example in EXAMPLES}


def test_rule_ids_are_not_used_twice():
    from helpers.rules.check import _FAMILIES

    ids = [found.id for family in _FAMILIES for found in vars(family).values() if isinstance(found, Rule)]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.id)
def test_every_rule_says_where_it_comes_from_and_what_to_do(rule: Rule):
    assert all((rule.title, rule.scope, rule.stage, rule.origin, rule.status, rule.fix))


@pytest.mark.parametrize(
    ("kept", "reason", "rules"),
    [
        ({"previous": None}, Need.PREVIOUS_YEAR, {"T2-03", "X-01", "X-02"}),
        ({"submission": Submission(GOOD.filing), "prose_due": False}, Need.PROSE, {"S-01", "S-07", "N-08", "I-04"}),
    ],
)
def test_what_was_not_supplied_makes_rules_not_applicable_and_finds_nothing(kept, reason, rules):
    verdict = check(replace(GOOD, **kept))
    assert () == verdict.findings
    assert rules <= {rule for rule, why in verdict.not_applicable.items() if why == reason.value}


def test_the_message_of_a_broken_sum_reads_as_the_form_says_it():
    cells = ("new_received", "carried_in", "total_processed", "carried_out")
    at = dict(zip(cells, (37, 2, 35, 3), strict=True))
    numbers = {**zero_column("natural_person"), **{f"applications.{row}.natural_person": n for row, n in at.items()}}
    told = next(f for f in check(case(numbers)).findings if f.rule == "T3-01" and NP in f.addresses)
    assert told.message.startswith(
        "第一项加第二项之和应等于第三项加第四项之和：自然人列 37+2=39，35+3=38，相差 1。请核对 tables.xlsx「申请」"
    )
    assert ("39", "38") == (told.expected, told.actual)
    assert tuple(f"applications.{row}.natural_person" for row in cells) == told.addresses


def test_a_blank_hides_the_follow_on_errors_it_causes():
    found = check(case(changed(**{D7: ""}))).findings
    assert ["F-01"] == [finding.rule for finding in found]


@pytest.mark.parametrize(
    "title",
    [
        "示例区某局2023年政府信息公开工作年度报告",
        "2023年示例区某局政府信息公开工作年度报告",
        "示例市示例区某局2023年度政府信息公开工作年度报告",
        "示例区某局 2023 年政府信息公开工作年度报告",
        None,
    ],
)
def test_titles_that_are_published_hold(title):
    assert [] == [f.message for f in check(case(title=title)).findings]


@pytest.mark.parametrize(
    "text",
    [
        "本年度未收取信息处理费。",
        "2023年没有收取政府信息公开信息处理费。",
        "无其他需要报告的事项,未收取信息处理费。",
        "2023 年，按照《政府信息公开信息处理费管理办法》，收取信息处理费0元。",
        "信息处理费为0元。",
        "全年未发出收费通知，未产生信息处理费。",
        "2025年实际收取信息处理费共计400元。",
        "收取信息处理费 2 件共 460 元，其中 1 件 300 元、1 件 160 元。",
        "共对3件申请收取信息处理费，总计2230元，分别为880元、1080元、270元。",
        "收取信息处理费 1 件 200 元。",
        "依据规定，我局本年度无信息处理费收取情况。",
        "本年度收取信息处理费1.2万元。",
    ],
)
def test_fee_statements_of_many_wordings_hold(text):
    assert [] == [f.message for f in check(case(texts=prose(text))).findings]


def test_the_2019_form_asks_for_no_fee_statement():
    old = Case(
        Submission(filing_of(distinct(OLD), 2020), sections=sections({**TEXTS, 6: "无。"})),
        OFFICE,
        prose_due=True,
    )
    assert [] == [f.rule for f in check(old).findings]
