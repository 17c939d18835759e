"""Copied text: the fast search finds the pairs of the plain one, and findings name the likes."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from helpers.rules import Severity, catalogue
from helpers.rules.examples import Example
from helpers.rules.language.likeness import ALIKE, alike_pairs, bare

LETTERS = "政府信息公开工作年度报告办理申请主动答复网站栏目更新审核制度培训监督群众服务单位情况问题改进"
TEXT = (
    "主要问题是公开内容偏少，全年只有37条；解读形式单一，群众看不明白；经办人员更换频繁，业务不熟。下一步，将拓宽公开范围，"
    "每出一份文件都配发图解，并对经办人员集中培训2次，把公开工作列入年终考核，做到有人管、有人办、办得好，年底前逐项核对落实情况。"
)


def changed(text: str, share: float, dice: random.Random) -> str:
    """The text with about this share of its letters replaced, lost or gained."""
    letters = list(text)
    for _ in range(int(len(letters) * share)):
        at = dice.randrange(len(letters))
        kind = dice.randrange(3)
        letters[at : at + (kind != 1)] = [] if kind == 2 else [dice.choice(LETTERS)]
    return "".join(letters)


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), letters=st.integers(2, len(LETTERS)), size=st.integers(1, 120))
def test_fast_search_finds_the_same_pairs_as_comparing_all(seed, letters, size):
    dice = random.Random(seed)
    texts = ["".join(dice.choices(LETTERS[:letters], k=dice.randint(0, size))) for _ in range(12)]
    texts += [changed(dice.choice(texts) or "公", dice.uniform(0, 0.3), dice) for _ in range(18)]
    plain = {
        (a, b): fuzz.ratio(texts[a], texts[b]) / 100
        for a, b in itertools.combinations(range(len(texts)), 2)
        if fuzz.ratio(texts[a], texts[b]) >= 100 * ALIKE
    }
    assert plain == pytest.approx({(p.first, p.second): p.share for p in alike_pairs(texts)})


@pytest.mark.parametrize("share", [0.02, 0.08, 0.16])
def test_pairs_in_different_blocks_are_found(share):
    dice = random.Random(1)
    texts = ["".join(dice.choices(LETTERS, k=300)) for _ in range(600)]
    texts[599] = changed(texts[3], share, dice)
    expected = fuzz.ratio(texts[3], texts[599]) >= 100 * ALIKE
    assert ([(3, 599)] if expected else []) == [(p.first, p.second) for p in alike_pairs(texts)]


def test_numbers_years_and_names_are_masked():
    first = bare("示例区民政局2023年公开37件，三十七条。", ("示例区民政局", "示例区"))
    assert first == bare("示例区教育局2022年公开1,052件，五条！", ("示例区", "示例区教育局"))


def judged(filed: dict, **context):
    offices = [{"id": name, "name": f"示例区第{index}局"} for index, name in enumerate(filed, 3)]
    given = {"about": "", "offices": offices, "filed": filed, **context}
    return list(catalogue()["X-06"].judge_year(Example.model_validate(given).whole_year()))


def test_offices_that_copied_are_told_one_finding_each_with_three_of_the_others():
    found = judged({name: {"sections": {1: TEXT, 5: TEXT}} for name in "abcde"})
    assert ["a", "b", "c", "d", "e"] == [office for office, _ in found]
    message = found[0][1].message
    assert "“一、总体情况”与示例区第4局（100%）、示例区第5局（100%）、示例区第6局（100%）等 4 个单位雷同" in message
    assert "“五、存在的主要问题及改进情况”与" in message


def test_short_texts_and_different_ones_are_not_told():
    assert [] == judged({name: {"sections": {5: "公开形式还不够丰富，将增加图解。"}} for name in "ab"})
    assert [] == judged({"a": {"sections": {5: TEXT}}, "b": {"sections": {5: "".join(reversed(TEXT))}}})


def test_sections_are_compared_with_the_same_section():
    assert [] == judged({"a": {"sections": {5: TEXT}}, "b": {"sections": {1: TEXT}}})


@pytest.mark.parametrize(("share", "told"), [(0.0, True), (0.05, True), (0.4, False)])
def test_last_years_text_is_told_by_how_much_is_the_same(share, told):
    then = changed(TEXT, share, random.Random(7))
    example = {"about": "", "of": {"sections": {5: TEXT}}, "previous": {"sections": {5: then}}}
    rule = catalogue()["X-03"]
    assert Severity.WARNING is rule.severity
    assert told == bool(list(rule.judge(Example.model_validate(example).case())))
