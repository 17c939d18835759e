"""The smallest repair: all smallest sets of changes, the original among them, the likeliest first."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_examples import NEW, OFFICE, OLD, A, D, N, after, case

from helpers.exceptions import AcceptedException
from helpers.filing import COMPUTED, EntryKind, Filing, Number, Origin
from helpers.formspec import FormSpec
from helpers.params import Campaign, SeverityChange
from helpers.rules import Case, Outcome, check
from helpers.rules.examples import Material
from helpers.rules.finding import Change, Repair, RepairKind
from helpers.rules.repairs.equations import Equation
from helpers.rules.repairs.repair import REPAIRED, advice_words, repair_words, smallest_repairs
from helpers.rules.repairs.smallest import smallest_sets
from helpers.submission import Submission
from slips import SHAPES, balanced_filing, bound, holds, mistyped, numbers_of, repairs_of, typed
from strategies import completed, filing_of

FORMS = (NEW, OLD)
GRANTED, RECEIVED = f"{A}.granted.natural_person", f"{A}.new_received.natural_person"
FILED = filing_of(N, 2023)
PARTS = ("natural_person", "business", "research", "public_interest", "legal_service", "other_org")


def known(cells: Mapping[str, Number]) -> Filing:
    """The numbers named, completed so that every identity holds."""
    return filing_of(completed(NEW, cells), 2023)


def proposed(filing: Filing) -> list[dict[str, Number]]:
    return [numbers_of(repair) for repair in repairs_of(filing)]


def row(name: str) -> list[str]:
    return [address for address in NEW.tables[A].places if f".{name}." in address]


def column(name: str) -> list[str]:
    return [address for address in NEW.tables[A].places if address.endswith(f".{name}")]


# What the prose says --------------------------------------------------------------------------------------------------

STATED = {
    f"{A}.granted.natural_person": 9,
    f"{D}.review.upheld": 3,
    f"{D}.review.corrected": 1,
    f"{D}.review.pending": 1,
}


def first_with(text: str, wrong: Mapping[str, Number]) -> dict[str, Number]:
    """The likeliest repair of the numbers above with `wrong` ones among them, beside section one that says `text`."""
    cells = {**completed(NEW, STATED), **wrong}
    material = Material(cells={address: int(number) for address, number in cells.items()}, sections={1: text})
    findings = check(Case(material.submission(2023), OFFICE)).findings
    return numbers_of(next(finding.repairs for finding in findings if finding.repairs)[0])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("因政府信息公开被申请行政复议5件，其中被纠正1件。", {f"{D}.review.corrected": 1}),
        ("因政府信息公开被申请行政复议5件，其中维持4件。", {f"{D}.review.upheld": 4}),
        ("因政府信息公开被申请行政复议4件。", {f"{D}.review.total": 4}),
        ("因政府信息公开被申请行政复议5件，其中尚未审结2件。", {f"{D}.review.pending": 2}),
    ],
)
def test_the_number_that_the_prose_states_comes_first(text, meant):
    assert meant == first_with("收到政府信息公开申请9件。" + text, {f"{D}.review.corrected": 0})


def test_what_the_prose_says_of_another_circle_of_offices_tells_nothing():
    told = "收到政府信息公开申请9件。全区因政府信息公开被申请行政复议4件。"
    silent = "收到政府信息公开申请9件。"
    assert first_with(silent, {f"{D}.review.total": 15}) == first_with(told, {f"{D}.review.total": 15})


# One and more cells -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_original_is_among_the_smallest_for_one_changed_cell(form: FormSpec, shape: str):
    """Ten thousand single changes in all."""
    rng = random.Random(f"{form.id} {shape}")
    cells = bound(form)
    for _ in range(25):
        filing = balanced_filing(form, shape, rng)
        for address in rng.sample(cells, 50):
            number = filing.number(address)
            found = proposed(typed(filing, {address: mistyped(int(number or 0), rng)}))
            assert {address: number} in found
            assert {1} == set(map(len, found))
            if address.startswith(A):
                assert [{address: number}] == found


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_cell_is_found_when_it_is_the_one_that_changed(form: FormSpec):
    filing = balanced_filing(form, "mixed", random.Random(1))
    for address in bound(form):
        assert {address: filing.number(address)} in proposed(typed(filing, {address: 777_777}))


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.sampled_from(SHAPES), st.sampled_from(FORMS), st.integers(1, 3))
def test_every_identity_holds_after_any_repair(rng, shape, form, changed):
    filing = balanced_filing(form, shape, rng)
    wrong = typed(filing, {a: mistyped(int(filing.number(a) or 0), rng) for a in rng.sample(bound(form), changed)})
    found = proposed(wrong)
    assert found or holds(wrong)
    assert {True} >= {holds(typed(wrong, repair)) for repair in found}
    assert {True} >= {number >= 0 and isinstance(number, int) for repair in found for number in repair.values()}
    assert len({len(repair) for repair in found}) <= 1
    assert all(len(repair) <= changed for repair in found)
    assert len(found) <= 10
    assert found == proposed(wrong)


@pytest.mark.parametrize("seed", range(120))
def test_check_tells_the_repair_with_every_broken_identity(seed):
    rng = random.Random(seed)
    filing = balanced_filing(NEW, SHAPES[seed % len(SHAPES)], rng)
    address = rng.choice(bound(NEW))
    number = filing.number(address)
    found = check(Case(Submission(typed(filing, {address: mistyped(int(number or 0), rng)})))).findings
    broken = [finding for finding in found if finding.rule in REPAIRED]
    assert broken
    for finding in broken:
        assert {address: number} in [numbers_of(repair) for repair in finding.repairs]


def test_no_repair_where_nothing_is_broken():
    assert () == repairs_of(FILED)


def test_findings_of_other_rules_have_no_repairs():
    found = check(case({GRANTED: N[GRANTED] + 1, "proactive.regulations.issued": "-4"})).findings
    assert {"F-02": (), "T3-02": 1, "T3-03": 1} == {f.rule: len(f.repairs) or () for f in found}


def test_repairs_of_several_tables_are_combined():
    wrong = {GRANTED: N[GRANTED] + 1, f"{D}.review.total": N[f"{D}.review.total"] + 1}
    found = proposed(typed(FILED, wrong))
    assert {GRANTED: N[GRANTED], f"{D}.review.total": N[f"{D}.review.total"]} == found[0]
    assert {2} == set(map(len, found))
    assert 5 == len(found)


# Exactly all of them ------------------------------------------------------------------------------------------------


@st.composite
def systems(draw: st.DrawFn) -> tuple[tuple[Equation, ...], dict[str, int]]:
    """A few sums over a few cells, with numbers that need not fit."""
    cells = [f"c{i}" for i in range(draw(st.integers(2, 7)))]
    values = {cell: draw(st.integers(0, 5)) for cell in cells}
    equations = []
    for _ in range(draw(st.integers(1, 5))):
        terms = draw(st.dictionaries(st.sampled_from(cells), st.sampled_from([1, -1]), min_size=1, max_size=5))
        residual = sum(sign * values[cell] for cell, sign in terms.items()) - draw(st.integers(0, 2))
        equations.append(Equation(terms, residual))
    return tuple(equations), values


def solved(equations: tuple[Equation, ...], cells: tuple[str, ...]) -> dict[str, Fraction] | None:
    """The one solution over `cells` by plain elimination; None where there is none or more than one."""
    rows = [[*(Fraction(e.terms.get(c, 0)) for c in cells), -Fraction(e.residual)] for e in equations]
    for at in range(len(cells)):
        pivot = next((r for r in rows[at:] if r[at]), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        pivot = [x / pivot[at] for x in pivot]
        rows = [[x - r[at] * p for x, p in zip(r, pivot, strict=True)] for r in rows]
        rows.insert(at, pivot)
    if any(r[-1] for r in rows[len(cells) :]):
        return None
    return {cell: rows[i][-1] for i, cell in enumerate(cells)}


def all_smallest(equations: tuple[Equation, ...], fits) -> list[dict[str, Fraction]]:
    cells = sorted({cell for equation in equations for cell in equation.terms})
    for size in range(1, len(cells) + 1):
        made = [solved(equations, chosen) for chosen in combinations(cells, size)]
        found = [amounts for amounts in made if amounts and all(amounts.values()) and fits(amounts)]
        if found:
            return found
    return []


@settings(max_examples=400)
@given(systems())
def test_search_equals_trying_all_sets_of_cells(system):
    equations, values = system
    if not any(equation.residual for equation in equations):
        return

    def fits(amounts: Mapping[str, Fraction]) -> bool:
        return all(values[c] + n >= 0 and n.denominator == 1 for c, n in amounts.items())

    expected = all_smallest(equations, fits)
    found = smallest_sets(equations, fits, most=7)
    assert sorted(sorted(amounts.items()) for amounts in expected) == sorted(sorted(f.items()) for f in found)


def test_search_that_would_take_too_long_proposes_nothing():
    cells = [f"c{i}" for i in range(40)]
    equations = tuple(Equation(dict.fromkeys(cells[i::3], 1), i + 1) for i in range(3))
    assert [] == smallest_sets(equations, lambda _: True, nodes=100)
    assert 14 * 13 * 13 == len(smallest_sets(equations, lambda _: True))


# What cannot be changed ---------------------------------------------------------------------------------------------


def test_blank_may_be_anything():
    other = f"{A}.partially_granted.natural_person"
    wrong = filing_of({**N, GRANTED: "", other: N[other] + 1}, 2023)
    assert [{other: N[other]}] == proposed(wrong)


@pytest.mark.parametrize("raw", ["", "/"])
def test_beside_blanks_the_repair_is_that_of_the_numbers_once_the_blanks_are_zero(raw):
    cells = {address: int(number) for address, number in completed(NEW, {GRANTED: 9}).items() if number}
    blank = {address: raw for address in NEW.tables[A].places if address not in cells}
    case = Case(Material(cells={**cells, **blank, GRANTED: 90}).submission(2023), OFFICE)
    told = {finding.rule: finding.repairs for finding in check(case).findings}
    assert {"F-01", "T3-02", "T3-03"} == told.keys()
    (repair,) = told["T3-02"]
    assert {GRANTED: 9} == numbers_of(repair)
    assert repair_words(repair, case.filing.places).endswith(
        "改为 9（可能多打或漏打了一位数字），空白的格填 0 后全部勾稽关系即可成立。"
    )


def test_a_blank_total_follows_from_its_parts_and_is_not_taken_for_zero():
    cells = {address: int(number) for address, number in completed(NEW, {GRANTED: 9}).items() if number}
    cells |= {address: "" for address in NEW.tables[A].places if address not in cells}
    found = check(Case(Material(cells={**cells, f"{A}.granted.total": "", GRANTED: 90}).submission(2023), OFFICE))
    assert {GRANTED: 9} == numbers_of(next(finding.repairs for finding in found.findings if finding.repairs)[0])


def test_blank_alone_needs_no_repair():
    assert [] == proposed(filing_of({**N, GRANTED: ""}, 2023))


def test_no_repair_leaves_a_blank_that_would_have_to_be_negative():
    """The total column is 2 short of its parts and blank beside them: only what is above 0 then will do."""
    cells = {f"{A}.carried_out.natural_person": 4, f"{A}.carried_out.business": 3, f"{A}.carried_in.business": 3}
    filing = known(cells)
    blank, typed_in = f"{A}.carried_out.other_org", f"{A}.carried_out.natural_person"
    wrong = typed(filing, {typed_in: 9})
    wrong = wrong.with_entries({blank: replace(wrong.entries[blank], kind=EntryKind.BLANK, value=None, raw="")})
    for repair in repairs_of(wrong):
        mended = typed(wrong, numbers_of(repair))
        parts = [mended.number(f"{A}.carried_out.{c}") or 0 for c in PARTS]
        assert sum(parts) <= (mended.number(f"{A}.carried_out.total") or 0)
    assert {typed_in: 4} == proposed(wrong)[0]


def test_total_that_the_kit_computes_is_not_changed_but_follows():
    sums = NEW.tables[A].sums
    by_formula = {
        a: replace(e, origin=Origin(e.origin.file, e.origin.part, f"{e.origin.spot}{COMPUTED}"))
        for a, e in FILED.entries.items()
        if a in sums
    }
    filing = FILED.with_entries(by_formula)
    wrong = filing.with_entries({GRANTED: replace(filing.entries[GRANTED], value=int(N[GRANTED]) + 1)})
    found = repairs_of(wrong)
    assert {GRANTED: N[GRANTED]} in [numbers_of(repair) for repair in found]
    assert [] == [c for repair in found for c in repair.changes if c.address in by_formula]
    for repair in found:
        entries = {a: replace(wrong.entries[a], value=n) for a, n in numbers_of(repair).items()}
        assert holds(wrong.with_entries(entries))


def test_no_count_becomes_negative():
    wrong = typed(known({f"{D}.review.upheld": 2}), {f"{D}.review.total": 0})
    assert [{f"{D}.review.total": 2}, {f"{D}.review.upheld": 0}] == proposed(wrong)


# The carry-over -----------------------------------------------------------------------------------------------------

IN, OUT, IN_TOTAL = (
    f"{A}.{cell}" for cell in ("carried_in.natural_person", "carried_out.natural_person", "carried_in.total")
)


def test_carry_over_is_one_of_the_identities():
    wrong = after({IN: N[IN] - 1, RECEIVED: N[RECEIVED] + 1})
    for finding in (f for f in check(wrong).findings if f.rule in ("T3-01", "T3-03", "X-01")):
        assert [{IN: N[IN], RECEIVED: N[RECEIVED]}] == [numbers_of(r) for r in finding.repairs if r.changes][:1]


def test_carry_over_that_needs_too_much_leaves_the_advice_about_the_form():
    lost = {a.replace(".carried_in.", ".carried_out."): 0 for a in row("carried_in")}
    found = check(after({GRANTED: N[GRANTED] + 1}, lost)).findings
    advice = {f.rule: [numbers_of(repair) for repair in f.repairs] for f in found if f.rule in REPAIRED}
    assert {"T3-02": [{GRANTED: N[GRANTED]}], "T3-03": [{GRANTED: N[GRANTED]}], "X-01": []} == advice


ACCEPTED = AcceptedException.model_validate(
    {
        "office": OFFICE.id,
        "year": 2023,
        "rule": "X-01",
        "reason": "机构改革，上年数字由两家单位报送。",
        "by": "示例区政府办公室",
        "expires": dt.date(2099, 1, 1),
    }
)
OFF = SeverityChange(rule="X-01", severity="off", reason="本年度机构改革")


@pytest.mark.parametrize(
    "context",
    [
        {"exceptions": (ACCEPTED,)},
        {"campaign": Campaign(year=2023, district="示例区", deadline="2024-01-31", severities=(OFF,))},
    ],
    ids=["accepted", "off"],
)
def test_carry_over_that_is_accepted_or_off_demands_nothing(context):
    lost = {OUT: N[IN] + 1}
    wrong = replace(after({GRANTED: N[GRANTED] + 1}, lost), **context)
    found = [f for f in check(wrong).findings if f.rule == "T3-02"]
    assert [{GRANTED: N[GRANTED]}] == [numbers_of(repair) for repair in found[0].repairs]


def test_advice_does_not_say_that_all_holds_where_the_carry_over_does_not():
    lost = {a.replace(".carried_in.", ".carried_out."): 0 for a in row("carried_in")}
    kept, dropped = check(after({GRANTED: N[GRANTED] + 1})).advice, check(after({GRANTED: N[GRANTED] + 1}, lost)).advice
    words = f"第三表「（一）予以公开」行「自然人」列 {N[GRANTED] + 1} 改为 {N[GRANTED]}，"
    assert (f"{words}全部勾稽关系即可成立。",) == kept
    assert (f"{words}表内勾稽关系即可成立；上年结转仍与上年不符，另行核对。",) == dropped


@pytest.mark.parametrize(
    ("repairs", "end"),
    [
        (1, "即可成立。"),
        (3, "即可成立。"),
        (5, "同样小的改法还有 2 种，没有列出。"),
        (10, "同样小的改法还有许多，没有一一列出。"),
    ],
)
def test_people_are_told_three_repairs_and_how_many_more_there_are(repairs, end):
    made = [Repair((Change(GRANTED, 1, n),)) for n in range(repairs)]
    told = advice_words(made, NEW.places)
    assert min(3, repairs) == len(told)
    assert told[-1].endswith(end)
    assert [repair_words(repair, NEW.places) for repair in made[:2]] == list(told[:2])


ROWS = ("denied_state_secret", "denied_other_law", "denied_public_safety", "denied_third_party")


def test_block_of_rows_shifted_down_is_told_as_such_and_not_as_one_row_alone():
    counts = dict(zip(ROWS, (3, 20, 11, 49), strict=True))
    filing = known({f"{A}.{name}.natural_person": n for name, n in counts.items()} | {f"{A}.granted.business": 2})
    moved = {
        b: filing.number(a) or 0 for one, other in pairwise(ROWS) for a, b in zip(row(one), row(other), strict=True)
    }
    verdict = check(Case(Submission(typed(filing, {**dict.fromkeys(row(ROWS[0]), 0), **moved}))))
    assert verdict.advice[-1].endswith("可能漏填了一行，或几行整块错了位，请逐行核对。")
    assert 3 == len(verdict.advice)


def test_one_row_that_is_shifted_is_not_told_as_a_block():
    assert "整块" not in "".join(check(after(shifted(row("granted"), N, 1))).advice)


def test_no_repairs_are_no_advice():
    assert () == advice_words((), NEW.places)


# Slips of the pen ---------------------------------------------------------------------------------------------------


def shifted(cells: list[str], numbers: Mapping[str, Number], by: int) -> dict[str, Number]:
    """The cells with each number one cell further on (or back), and 0 where none comes in."""
    values = [numbers[cell] for cell in cells]
    moved = [0, *values[:-1]] if by > 0 else [*values[1:], 0]
    return dict(zip(cells, moved, strict=True))


@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize("name", ["new_received", "granted", "declined_petition", "total_processed", "carried_out"])
def test_row_shifted_by_one_cell(name, by):
    found = repairs_of(typed(FILED, shifted(row(name), N, by)))
    assert {a: N[a] for a in row(name)} == numbers_of(found[0])
    assert RepairKind.SHIFTED == found[0].kind
    assert "（整行可能错位一格）" in repair_words(found[0], NEW.places)


@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize("name", ["natural_person", "legal_service", "total"])
def test_block_of_a_column_shifted_by_one_cell(name, by):
    block = column(name)[4:13]
    found = repairs_of(typed(FILED, shifted(block, N, by)))
    assert {a: N[a] for a in block} == numbers_of(found[0])
    assert RepairKind.SHIFTED == found[0].kind
    assert "（整列可能错位一格）" in repair_words(found[0], NEW.places)


def test_row_of_few_numbers_that_is_shifted_is_recognised_among_many_smallest_sets():
    filing = known({f"{A}.granted.natural_person": 3, f"{A}.declined_petition.natural_person": 4})
    numbers = {a: filing.number(a) or 0 for a in row("granted")}
    found = repairs_of(typed(filing, shifted(row("granted"), numbers, -1)))
    assert RepairKind.SHIFTED == found[0].kind
    assert {f"{A}.granted.natural_person": 3, f"{A}.granted.other_org": 0, f"{A}.granted.total": 3} == numbers_of(
        found[0]
    )
    assert 10 == len(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [("carried_in", "carried_out"), ("other_misc", "total_processed"), ("new_received", "total_processed")],
)
def test_two_rows_exchanged(one, other):
    exchanged = {a: N[b] for a, b in [*zip(row(one), row(other), strict=True), *zip(row(other), row(one), strict=True)]}
    found = repairs_of(typed(FILED, exchanged))
    assert {a: N[a] for a in exchanged} == numbers_of(found[0])
    assert RepairKind.SWAPPED == found[0].kind
    assert "（两行可能填反）" in repair_words(found[0], NEW.places)


def test_two_columns_exchanged():
    one, other = column("natural_person"), column("total")
    exchanged = {a: N[b] for a, b in [*zip(one, other, strict=True), *zip(other, one, strict=True)]}
    found = repairs_of(typed(FILED, exchanged))
    assert {a: N[a] for a in exchanged} == numbers_of(found[0])
    assert "（两列可能填反）" in repair_words(found[0], NEW.places)


def test_two_cells_exchanged():
    one, other = GRANTED, f"{A}.partially_granted.business"
    found = repairs_of(typed(FILED, {one: N[other], other: N[one]}))
    assert {one: N[one], other: N[other]} == numbers_of(found[0])
    assert RepairKind.SWAPPED == found[0].kind
    assert "两格可能填反，互换，全部勾稽关系即可成立。" in repair_words(found[0], NEW.places)


@pytest.mark.parametrize(
    ("upheld", "total", "first"),
    [
        (37, 73, {f"{D}.review.total": 37}),
        (112, 12, {f"{D}.review.total": 112}),
        (19, 190, {f"{D}.review.total": 19}),
        (5, 8, {f"{D}.review.total": 5}),
    ],
)
def test_known_slips_and_totals_come_first(upheld, total, first):
    filing = known({f"{D}.review.upheld": upheld, f"{D}.review.pending": 0})
    assert first == proposed(typed(filing, {f"{D}.review.total": total}))[0]


def test_detail_with_turned_digits_comes_before_its_total():
    filing = known({f"{D}.review.upheld": 37, f"{D}.review.pending": 60})
    assert {f"{D}.review.upheld": 37} == proposed(typed(filing, {f"{D}.review.upheld": 73}))[0]


@pytest.mark.parametrize(
    ("number", "before", "words"),
    [
        (37, 36, "第三表「（一）予以公开」行「自然人」列 36 改为 37，全部勾稽关系即可成立。"),
        (37, 73, "第三表「（一）予以公开」行「自然人」列 73 改为 37（数字可能颠倒），全部勾稽关系即可成立。"),
        (
            37,
            377,
            "第三表「（一）予以公开」行「自然人」列 377 改为 37（可能多打或漏打了一位数字），全部勾稽关系即可成立。",
        ),
    ],
)
def test_repair_in_words(number, before, words):
    found = repairs_of(typed(known({GRANTED: number}), {GRANTED: before}))
    assert [words] == [repair_words(repair, NEW.places) for repair in found]


def test_number_in_the_wrong_cell_in_words():
    filing = known({f"{A}.carried_out.natural_person": 2, GRANTED: 8})
    wrong = typed(filing, {f"{A}.carried_out.natural_person": 0, f"{A}.carried_out.business": 2})
    assert (
        "第三表「四、结转下年度」行「商业企业」列的 2 可能填错了格，"
        "应填在第三表「四、结转下年度」行「自然人」列，两格互换，全部勾稽关系即可成立。"
    ) == repair_words(repairs_of(wrong)[0], NEW.places)


def test_repair_says_from_and_to_in_findings():
    found = check(case({GRANTED: N[GRANTED] + 1})).findings[0]
    assert Outcome.BROKEN is found.outcome
    assert [[{"address": GRANTED, "from": str(N[GRANTED] + 1), "to": str(N[GRANTED])}]] == found.to_json()["repairs"]


def test_equations_that_contradict_each_other_have_no_repair():
    equations = (Equation({GRANTED: 1}, 1), Equation({GRANTED: 1}, 2))
    assert () == smallest_repairs(equations, FILED)
