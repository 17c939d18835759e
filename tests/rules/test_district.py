"""A report that adds up others, and who has handed in (X-07, X-08)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from rule_examples import NEW as FORM
from rule_examples import A, D, P

from documents import write_xlsx
from helpers.register import Office, Register
from helpers.rules import Case, Outcome, Severity, check
from helpers.submission import Submission
from strategies import completed, distinct, filing_of

WHOLE = Office(id="qu", name="示例区人民政府", kind="district_aggregate")
BELOW = (Office(id="jia", name="示例区甲局", parent="qu"), Office(id="yi", name="示例区乙局", parent="qu"))
ONE = distinct(FORM)
TWO = {address: 3 * number for address, number in ONE.items()}
SUM = {address: 4 * number for address, number in ONE.items()}
JOINT = [a for a in FORM.places if a.startswith((f"{P}.regulations", f"{P}.normative"))]


def of(numbers):
    return None if numbers is None else Submission(filing_of(numbers, 2023))


def told(whole, **children) -> list:
    given = {office: of(numbers) for office, numbers in ({"jia": ONE, "yi": TWO} | children).items()}
    register = Register((WHOLE, *BELOW), Path("offices.csv"))
    case = Case(of({**SUM, **whole}), WHOLE, register=register, children=given)
    return [f for f in check(case).findings if f.rule == "X-07"]


def test_every_cell_that_is_the_sum_holds():
    assert [] == told({})


@pytest.mark.parametrize("address", [a for a in FORM.places if a not in JOINT][::7])
def test_a_cell_that_is_not_the_sum_is_told_with_both_numbers(address):
    (finding,) = told({address: SUM[address] + 2})
    due, now = finding.expected, finding.actual
    assert ((address,), Severity.ERROR) == (finding.addresses, finding.severity)
    assert f"应为各单位之和 {due}，实为 {now}" in finding.message
    assert [float(SUM[address]), float(SUM[address]) + 2] == [float(due), float(now)]


@pytest.mark.parametrize("address", JOINT)
def test_documents_issued_jointly_are_a_warning(address):
    (finding,) = told({address: SUM[address] - 1})
    assert ((address,), Severity.WARNING) == (finding.addresses, finding.severity)
    assert "联合制发" in finding.message


def test_cells_of_a_table_are_one_finding_that_names_eight_and_single_cells_before_totals():
    cells = [a for a in FORM.places if a.startswith((f"{A}.granted.", f"{A}.carried_in."))]
    (finding,) = told({a: SUM[a] + n for n, a in enumerate(cells, start=1)})
    assert sorted(cells) == sorted(finding.addresses)
    assert (8, None, None) == (finding.message.count("应为各单位之和"), finding.expected, finding.actual)
    assert f"等 {len(cells)} 格" in finding.message
    assert "「总计」列" not in finding.message


def test_each_table_has_its_finding():
    cells = [f"{P}.administrative_license.decisions", f"{A}.granted.business", f"{D}.review.upheld"]
    assert [(cell,) for cell in cells] == [f.addresses for f in told({a: SUM[a] + 1 for a in cells})]


def test_who_has_not_handed_in_is_told_first_and_alone():
    (finding,) = told({f"{A}.granted.business": 1}, yi=None)
    assert (Outcome.UNDECIDED, ()) == (finding.outcome, finding.addresses)
    assert "还有 1 个下属单位没有报送（示例区乙局）" in finding.message


def test_a_table_that_an_office_lacks_is_undecided_with_its_name_and_the_others_are_judged():
    lacking = {a: n for a, n in TWO.items() if not a.startswith(D)}
    wrong = f"{A}.granted.business"
    found = told({wrong: SUM[wrong] + 1}, yi=lacking)
    assert [(Outcome.BROKEN, (wrong,)), (Outcome.UNDECIDED, tuple(FORM.tables[D].places))] == [
        (f.outcome, f.addresses) for f in found
    ]
    assert "第四表有 15 格的汇总数无法核对：示例区乙局的这张表没有数字" in found[1].message


def test_a_blank_of_an_office_leaves_that_cell_undecided():
    cell = f"{D}.review.upheld"
    (finding,) = told({}, jia={**ONE, cell: ""})
    assert (Outcome.UNDECIDED, (cell,)) == (finding.outcome, finding.addresses)


def test_a_blank_of_the_sum_itself_is_told_by_its_own_rule():
    assert [] == told({f"{D}.review.upheld": ""})


def test_an_office_that_adds_up_nobody_is_not_applicable():
    assert "登记表中没有下属填报单位" == check(Case(of(ONE), WHOLE)).not_applicable["X-07"]


# Through the register -----------------------------------------------------------------------------------------------

REGISTER = """\
id,name,kind,parent
qu,示例区人民政府,district_aggregate,
jia,示例区甲局,,qu
yi,示例区青禾街道办事处,street,qu
"""


@pytest.fixture
def district(workspace):
    def lay(**filed: int) -> None:
        (workspace / "params" / "offices.csv").write_text(REGISTER, encoding="utf-8")
        shutil.rmtree(workspace / "data")
        for office, number in filed.items():
            folder = workspace / "data" / "2023" / office
            folder.mkdir(parents=True)
            numbers = completed(FORM, {f"{A}.granted.business": number})
            write_xlsx(folder / "tables.xlsx", FORM, numbers, 2023)

    return lay


def findings(nianbao, *options) -> dict[tuple[str, str], dict]:
    _, out, _ = nianbao("check", "2023", "--format", "json", *options)
    return {(f["rule"], f["office"]): f for f in json.loads(out)["findings"] if f["rule"] in ("X-07", "X-08")}


def test_the_registers_parent_adds_up_its_offices(district, nianbao):
    district(qu=12, jia=7, yi=5)
    assert {} == findings(nianbao)


def test_the_registers_parent_that_left_an_office_out_is_told(district, nianbao):
    district(qu=7, jia=7, yi=5)
    found = findings(nianbao)
    assert [("X-07", "示例区人民政府")] == list(found)
    message = found["X-07", "示例区人民政府"]["message"]
    assert "「一、本年新收」行「商业企业」列应为各单位之和 12，实为 7" in message


def test_an_office_that_has_not_handed_in_is_told_of_itself_and_of_the_sum(district, nianbao):
    district(qu=12, jia=7)
    found = findings(nianbao)
    assert {("X-07", "示例区人民政府"), ("X-08", "示例区青禾街道办事处")} == set(found)
    assert "undecided" == found["X-07", "示例区人民政府"]["outcome"]
    assert "示例区青禾街道办事处" in found["X-07", "示例区人民政府"]["message"]


def test_a_missing_office_is_one_line_of_the_text(district, nianbao):
    district(qu=12, jia=7)
    code, out, _ = nianbao("check", "2023")
    assert (1, 1) == (code, sum("未报送：示例区青禾街道办事处" in line for line in out.splitlines()))


def test_who_asks_for_one_office_hears_of_it_all_the_same(district, nianbao):
    district(qu=12, jia=7)
    code, out, _ = nianbao("check", "2023", "--office", "yi")
    assert (1, "未报送：示例区青禾街道办事处\n错误 0，警告 0，提示 0，未报送 1。\n") == (code, out)
