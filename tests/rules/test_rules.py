"""Every rule of the catalogue against its examples, and how findings are told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rule_examples import EXAMPLES, GRANTED, NEW, OFFICE, TITLE, A, Example, N, after, case, said, without, worded

from helpers.errors import ParamsError
from helpers.params import SeverityChange
from helpers.rules import Case, Finding, Outcome, Severity, catalogue, check
from helpers.rules.check import defined_rules, year_rules
from helpers.submission import Submission
from strategies import completed, filing_of


def of_rule(rule: str, of: Case) -> list[Finding]:
    return [finding for finding in check(of).findings if finding.rule == rule]


def listed(example: Example):
    return pytest.param(example, id=example.name)


@pytest.mark.parametrize("example", [*map(listed, EXAMPLES)])
def test_rule_comes_out_as_in_its_example(example: Example):
    verdict = check(example.case)
    found = [finding for finding in verdict.findings if finding.rule == example.rule]
    assert (example.outcome is Outcome.NOT_APPLICABLE) == (example.rule in verdict.not_applicable)
    assert (example.outcome is not Outcome.NOT_APPLICABLE) == (example.rule in verdict.ran)
    assert (example.outcome in (Outcome.BROKEN, Outcome.UNDECIDED)) == bool(found)
    for finding in found[:1]:
        assert (example.outcome, example.severity) == (finding.outcome, finding.severity)
        assert [] == [address for address in example.addresses if address not in finding.addresses]
        assert (example.expected, example.actual) == (finding.expected, finding.actual)
        assert [] == [word for word in example.words if word not in finding.message], finding.message
        assert example.places in ((), finding.places)


def test_no_id_is_used_twice():
    made = [item.id for item in {id(item): item for item in defined_rules()}.values()]
    assert sorted(set(made)) == sorted(made)


@pytest.mark.parametrize("rule", catalogue())
def test_every_rule_explains_itself(rule):
    item = catalogue()[rule]
    assert all((item.title, item.origin, item.status, item.fix, item.scope))
    assert rule == item.id


# How findings are told ----------------------------------------------------------------------------------------------


def test_imbalance_is_told_with_both_sums_the_difference_and_the_cells():
    column = {"granted": 35, "carried_in": 2, "carried_out": 3}
    numbers = completed(NEW, {f"{A}.{row}.natural_person": n for row, n in column.items()})
    numbers[f"{A}.new_received.natural_person"] = 37
    found = of_rule("T3-01", Case(Submission(filing_of(numbers, 2023))))
    assert (
        "第一项加第二项之和应等于第三项加第四项之和：自然人列 37+2=39，35+3=38，相差 1。"
        "请核对 tables.xlsx「申请」D4、D5、D27、D28。"
    ) == found[0].message
    assert ("39", "38") == (found[0].expected, found[0].actual)
    assert 1 == len(found)


@pytest.mark.parametrize("raw", ["", "/", "三七"])
def test_cell_without_a_number_hides_the_identities_it_leaves_undecided(raw):
    found = check(case({GRANTED: raw})).findings
    assert [("F-01", (GRANTED,))] == [(finding.rule, finding.addresses) for finding in found]


def test_blank_does_not_hide_what_is_broken_elsewhere():
    found = check(case({GRANTED: "", "disputes.review.total": 1})).findings
    assert ["F-01", "T4-01"] == [finding.rule for finding in found]


def test_blank_of_this_year_hides_the_carry_over():
    assert ["F-01"] == [f.rule for f in check(after({f"{A}.carried_in.natural_person": ""})).errors]


def test_no_previous_year_is_a_line_and_no_finding():
    verdict = check(case())
    assert () == verdict.findings
    assert {"没有上一年度的数据"} == {verdict.not_applicable[rule] for rule in ("X-01", "X-02", "T2-03")}
    assert verdict.publishable


def test_missing_table_is_told_by_its_own_rule_alone():
    tables = {a: n for a, n in completed(NEW, {}).items() if not a.startswith("disputes.")}
    assert () == check(Case(Submission(filing_of(tables, 2023)))).findings


DOCUMENTS = "proactive.normative_documents"


@pytest.mark.parametrize(
    ("before", "now", "issued", "repealed", "rules"),
    [
        (None, 1, 5, 0, ["T2-02"]),
        (10, 1, 5, 0, ["X-02"]),
        (10, 13, 3, 1, ["X-02"]),
        (10, 12, 3, 1, []),
        (10, 0, 3, 15, ["T2-03"]),
    ],
)
def test_documents_in_force_are_told_once(before, now, issued, repealed, rules):
    numbers = {f"{DOCUMENTS}.{c}": n for c, n in (("in_force", now), ("issued", issued), ("repealed", repealed))}
    of = case(numbers) if before is None else after(numbers, {f"{DOCUMENTS}.in_force": before})
    assert rules == [f.rule for f in check(of).findings if f.rule in ("T2-02", "T2-03", "X-02")]


def test_documents_in_force_are_bounded_where_the_carry_over_is_off():
    numbers = {f"{DOCUMENTS}.in_force": 1, f"{DOCUMENTS}.issued": 5, f"{DOCUMENTS}.repealed": 0}
    of = replace(after(numbers, {f"{DOCUMENTS}.in_force": 10}), campaign=without("X-02"))
    assert ["T2-02"] == [f.rule for f in check(of).findings if f.rule in ("T2-02", "X-02")]


def test_findings_name_the_office_and_the_year():
    finding = check(worded(title=TITLE.replace("2023", "2022"))).findings[0]
    assert ("示例市示例区文化和旅游局", 2023) == (finding.office, finding.year)


TOTAL = f"{A}.total_processed.natural_person"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({GRANTED: ""}, {}),
        ({GRANTED: "", TOTAL: N[TOTAL] - N[GRANTED] - 1}, {"T3-02": "broken"}),
        ({GRANTED: "/", TOTAL: N[TOTAL] - N[GRANTED]}, {}),
        ({GRANTED: "", TOTAL: ""}, {}),
    ],
)
def test_a_blank_does_not_hide_that_the_others_are_too_many(changes, told):
    found = check(case(changes)).findings
    assert told == {f.rule: str(f.outcome) for f in found if f.rule == "T3-02" and "自然人列" in f.message}


def test_a_warning_does_not_hide_what_the_blank_leaves_undecided():
    change = SeverityChange(rule="F-01", severity="warning", reason="本年度试行")
    lowered = without("F-01").model_copy(update={"severities": (change,)})
    found = check(case({GRANTED: ""}, campaign=lowered)).findings
    assert {"T3-02", "T3-03"} <= {f.rule for f in found if f.outcome is Outcome.UNDECIDED}


def test_errors_come_before_warnings_and_infos():
    numbers = {"proactive.administrative_license.decisions": "4,100", GRANTED: ""}
    assert ["F-01", "F-04"] == [finding.rule for finding in check(case(numbers)).findings]


def test_rule_switched_off_is_not_applicable_with_the_reason():
    verdict = check(case({GRANTED: ""}, campaign=without("F-01")))
    assert "本年度停用：本年度试行" == verdict.not_applicable["F-01"]
    assert "F-01" not in {finding.rule for finding in verdict.findings}


def test_severity_changed_by_the_campaign_decides_about_publication():
    lowered = SeverityChange(rule="S-07", severity="warning", reason="本年度试行")
    campaign = without("X-05").model_copy(update={"severities": (lowered,)})
    verdict = check(replace(worded(title="年度报告"), campaign=campaign))
    assert {Severity.WARNING} == {finding.severity for finding in verdict.findings if finding.rule == "S-07"}
    assert verdict.publishable


FEE = "proactive.administrative_fee.amount_10k_yuan"


@pytest.mark.parametrize(
    ("changed", "told"),
    [(None, Severity.WARNING), ("error", Severity.WARNING), ("warning", Severity.WARNING), ("info", Severity.INFO)],
)
def test_what_a_rule_tells_milder_is_no_sharper_than_the_campaign_wants(changed, told):
    changes = (SeverityChange(rule="F-03", severity=changed, reason="本年度试行"),) if changed else ()
    campaign = without("X-05").model_copy(update={"severities": changes})
    found = [f for f in check(case({FEE: 20000}, office=OFFICE, campaign=campaign)).findings if f.rule == "F-03"]
    assert [told] == [f.severity for f in found]


@pytest.mark.parametrize("rule", ["P-04", "P-06"])
@pytest.mark.parametrize("severity", ["off", "info", "warning"])
def test_personal_data_and_classification_marks_cannot_be_lowered(rule, severity):
    change = SeverityChange(rule=rule, severity=severity, reason="本年度试行")
    with pytest.raises(ParamsError, match=f"{rule} 不能停用或降低级别"):
        check(case(campaign=without("X-05").model_copy(update={"severities": (change,)})))


def test_unknown_rule_in_the_campaign_is_refused_with_the_nearest():
    with pytest.raises(ParamsError, match="是不是“T3-0"):
        check(case(campaign=without("T3-09x")))


# N-08: the fee statement --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "未收取信息处理费。",
        "本年度未收取信息处理费，无其他需要报告的事项。",
        "无其他需要报告的事项,未收取信息处理费。",
        "2023年没有收取政府信息公开信息处理费。",
        "2023 年，我局未向申请人收取任何信息处理费。",
        "本机关本年度信息处理费为0元。",
        "信息处理费收取金额为零。",
        "2023年度无信息处理费收取情况。",
        "本年度未发生信息处理费收费事项。",
        "依申请公开信息处理费收取情况：无。",
        "实际收取信息处理费共计400元。",
        "收取信息处理费 2 件共 460 元，其中 1 件 300 元、1 件 160 元。",
        "全年发出收费通知2件，收取信息处理费共计1,460元，其中甲案1,300元，乙案160元。",
        "按照国办函〔2020〕109号，收取信息处理费 100 元。",
        "收取信息处理费共计四百元。",
        "共对3件申请收取信息处理费，总计2230元，分别为880元、1080元、270元。",
        "全年未发出收费通知，未产生信息处理费。",
        "本年度收取信息处理费1.2万元。",
        "2023 年，按照《政府信息公开信息处理费管理办法》，收取信息处理费0元。",
        "本年度不涉及信息处理费的收取。",
        "2023年，我局未向任何公民、法人或者其他组织收取过政府信息公开信息处理费。",
        "2023年未发生信息处理费收费情况；2022年收取的信息处理费300元已于2022年12月上缴。",
        "一、收取信息处理费情况。2023年未收取。二、其他事项。无。",
        "发出信息处理费收费通知1件，收取金额叁佰元。",
        "收取信息处理费 {{ applications.other_fee_unpaid.total }} 元。",
    ],
)
def test_fee_statement_that_holds(text):
    assert [] == of_rule("N-08", said(6, text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("无其他需要报告的事项。", "没有写明信息处理费"),
        ("无。", "没有写明信息处理费"),
        ("本年度未收取行政事业性收费。", "没有写明信息处理费"),
        ("我局严格执行信息处理费管理办法。", "没有写明是否收取和金额"),
        ("本年度收取了信息处理费。", "没有写明是否收取和金额"),
        ("收取信息处理费2件。", "没有写明是否收取和金额"),
        ("收取信息处理费共460元，其中1件300元、1件150元。", "460"),
        ("不存在违规收取信息处理费的情况。", "没有写明是否收取和金额"),
        ("信息处理费按规定收取，每月前10件免费。", "没有写明是否收取和金额"),
        ("未收取信息处理费，实际收取信息处理费460元。", "前后矛盾"),
        ("对不符合免费条件的申请收取信息处理费共460元，其中1件300元、1件150元。", "460"),
        ("收取信息处理费共460元，其中1件300元、1件150元；另有1件逾期未按收费通知缴费。", "460"),
        ("收取信息处理费460元，其中1件300元、1件150元。", "460"),
        ("收取信息处理费：甲案300元、乙案150元，合计460元。", "460"),
        ("收取信息处理费合计1万元，其中甲案6000元、乙案3000元。", "10000"),
    ],
)
def test_fee_statement_that_is_broken(text, words):
    found = of_rule("N-08", said(6, text))
    assert [Outcome.BROKEN] == [finding.outcome for finding in found]
    assert words in found[0].message
    assert ("narrative.md · 第 11 行",) == found[0].places


def test_fee_parts_that_do_not_add_up_are_told_with_both_sums():
    finding = of_rule("N-08", said(6, "收取信息处理费共460元，其中1件300元、1件150元。"))[0]
    assert ("460", "450") == (finding.expected, finding.actual)
    assert "300+150=450" in finding.message


@pytest.mark.parametrize(
    ("value", "told"),
    [("39", "39"), ("7.10", "7.1"), ("-4", "-4"), ("007", "7"), ("-0", "0"), ("三七", None), ("2022、2021", None)],
)
def test_expected_and_actual_are_numbers_or_null_in_json(value, told):
    words = {"rule": "F-01", "office": "示例区教育局", "year": 2023, "message": "…", "addresses": (), "places": ()}
    found = Finding(outcome=Outcome.BROKEN, severity=Severity.ERROR, expected=value, actual=value, **words).to_json()
    assert (told, told) == (found["expected"], found["actual"])


def test_rules_about_years_are_found_without_loading_the_others():
    assert [rule.id for rule in catalogue().values() if rule.judge_year] == [rule.id for rule in year_rules()]
