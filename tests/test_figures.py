"""Figures: only where there is something to see, every number in words, legible in any font and without colour."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from matplotlib import get_data_path
from matplotlib.font_manager import get_font

from executed import OTHER_LOCALE, ROOT, open_sample, with_numbers
from helpers.errors import GlyphError, ParamsError
from helpers.figures import drawing
from helpers.figures.applicants import applicant_figure, share
from helpers.figures.bars import Bar, draw_bars
from helpers.figures.drawing import WIDTH
from helpers.figures.history import history_figure, spread
from helpers.figures.outcomes import outcome_figure
from helpers.fonts import bundled_fonts
from helpers.form import form_for_year
from helpers.report import FIGURES
from strategies import balanced, completed, filing_of
from test_notebook import code_cells

RECEIVED = "applications.new_received."
GRANTED, NEXT_YEAR = "applications.granted.natural_person", "applications.carried_out.business"
DENIED, REVIEW = "applications.denied_state_secret.natural_person", "disputes.review.upheld"
SVG = "{http://www.w3.org/2000/svg}"


def filed(year: int, **changes):
    """A balanced filing of that year's form: three granted, four denied, one that goes on; `changes` by name."""
    counts = {"granted": 3, "denied": 4, "next_year": 1, "review": 2, **changes}
    addresses = {"granted": GRANTED, "denied": DENIED, "next_year": NEXT_YEAR, "review": REVIEW}
    form = form_for_year(year)
    return filing_of(completed(form, {addresses[name]: count for name, count in counts.items()}), year)


def without(filing, *addresses: str):
    numbers = {address: entry.text for address, entry in filing.entries.items()}
    return filing_of(numbers | dict.fromkeys(addresses, ""), filing.year)


@pytest.fixture(scope="module")
def sample():
    return open_sample("shili-jiaoyu")


@pytest.fixture(scope="module")
def drawn(sample) -> dict[str, str]:
    return {name: sample.figure(name).content["svg"] for name in FIGURES}


# What they say --------------------------------------------------------------------------------------------------------


def test_outcomes_are_the_groups_of_results_and_what_goes_on_next_year():
    alt = "2023年度政府信息公开申请办理结果（件）：予以公开 3，部分公开 0，不予公开 4，无法提供 0，不予处理 0，"
    assert alt + "其他处理 0，结转下年度 1。" == outcome_figure(filed(2023)).alt


def test_applicants_are_told_with_their_shares():
    alt = "2023年度新收政府信息公开申请的申请人情况（件）：自然人 7（87.5%），商业企业 1（12.5%），科研机构 0（0.0%），"
    rest = "社会公益组织 0（0.0%），法律服务机构 0（0.0%），其他组织 0（0.0%）。"
    assert alt + rest == applicant_figure(filed(2023)).alt


def test_years_of_both_forms_are_one_line():
    figure = history_figure({year: filed(year, granted=year - 2010, review=2023 - year) for year in range(2019, 2024)})
    assert (
        "2019—2023年度政府信息公开申请与复议诉讼情况（件）："
        "新收申请 2019年 14，2020年 15，2021年 16，2022年 17，2023年 18；"
        "办结 2019年 13，2020年 14，2021年 15，2022年 16，2023年 17；"
        "复议诉讼 2019年 4，2020年 3，2021年 2，2022年 1，2023年 0。"
    ) == figure.alt


def test_a_year_without_numbers_is_told_and_left_open():
    figure = history_figure({year: filed(year) for year in (2019, 2020, 2022, 2023)})
    assert 3 == figure.alt.count("2021年没有数据")
    assert 3 == texts(figure.draw()).count("—")
    lines = [path.get("d").split() for path in lines_of(figure.draw())]
    assert [2, 2, 2] == [line.count("M") for line in lines]


@pytest.mark.parametrize(
    ("address", "lost"),
    [("applications.total_processed.total", "办结"), ("disputes.litigation_direct.total", "复议诉讼")],
)
def test_a_number_missing_from_one_year_leaves_a_gap_in_its_line_alone(address, lost):
    filings = {year: filed(year) for year in range(2019, 2024)}
    filings[2021] = without(filings[2021], address)
    told = {part.split()[0]: part for part in history_figure(filings).alt.partition("：")[2].split("；")}
    assert {lost} == {name for name, part in told.items() if "2021年没有数据" in part}


def test_a_year_whose_tables_lack_the_number_is_a_gap():
    filings = {year: filed(year) for year in range(2020, 2024)}
    numbers = {a: e.text for a, e in filings[2021].entries.items() if not a.startswith("applications.")}
    filings[2021] = filing_of(numbers, 2021)
    alt = history_figure(filings).alt
    assert 2 == alt.count("2021年没有数据")
    assert "复议诉讼 2020年 2，2021年 2，2022年 2，2023年 2。" in alt


def test_no_line_for_disputes_where_there_was_none():
    figure = history_figure({year: filed(year, review=0) for year in range(2021, 2024)})
    assert figure.caption == "2021—2023年度政府信息公开申请情况（件）"
    assert "复议" not in figure.alt + figure.draw()


def test_disputes_alone_are_drawn_over_the_zeros_of_applications():
    figure = history_figure({year: filed(year, **NOTHING | {"review": year - 2020}) for year in range(2021, 2024)})
    assert "2021—2023年度政府信息公开申请与复议诉讼情况（件）" == figure.caption
    assert "办结 2021年 0，2022年 0，2023年 0；复议诉讼 2021年 1，2022年 2，2023年 3。" in figure.alt
    assert_apart(figure.draw())


def test_a_line_without_any_number_is_left_out():
    figure = history_figure({y: without(filed(y), "applications.total_processed.total") for y in range(2021, 2024)})
    assert ["新收申请", "复议诉讼"] == [part.split()[0] for part in figure.alt.partition("：")[2].split("；")]
    assert "办结" not in texts(figure.draw())


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 7, "0.0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (1, 16, "6.3%"),
        (7, 7, "100.0%"),
        (1, 2000, "0.1%"),
        (1, 2001, "不足0.1%"),
        (87654321, 99999999, "87.7%"),
    ],
)
def test_shares_are_rounded_half_up_and_never_to_nothing(part, whole, said):
    assert said == share(part, whole)


# Whether they are drawn -----------------------------------------------------------------------------------------------

NOTHING = {"granted": 0, "denied": 0, "next_year": 0, "review": 0}


@pytest.mark.parametrize(
    ("make", "filing"),
    [
        (outcome_figure, filed(2023, **NOTHING)),
        (applicant_figure, filed(2023, **NOTHING)),
        (applicant_figure, filed(2023, next_year=0)),
        (outcome_figure, without(filed(2023), "applications.granted.total")),
        (applicant_figure, without(filed(2023), f"{RECEIVED}research")),
        (outcome_figure, filing_of({"disputes.review.upheld": 1}, 2023)),
        (applicant_figure, filing_of({"disputes.review.upheld": 1}, 2023)),
    ],
    ids=["no outcome", "no applicant", "one kind", "no result", "no kind", "no table of outcomes", "no table of kinds"],
)
def test_nothing_is_drawn_where_there_is_nothing_to_see_or_a_number_is_missing(make, filing):
    assert make(filing) is None


@pytest.mark.parametrize("wrong", ["-3", "2.5", "三"])
def test_nothing_is_drawn_over_what_cannot_be_a_count(wrong):
    filing = filed(2023)
    numbers = {a: e.text for a, e in filing.entries.items()}
    assert outcome_figure(filing_of(numbers | {"applications.granted.total": wrong}, 2023)) is None


@pytest.mark.parametrize(
    "filings",
    [
        {year: filed(year) for year in (2022, 2023)},
        {year: filed(year, **NOTHING) for year in range(2019, 2024)},
        {year: filed(year) for year in (2020, 2021, 2022)} | {2023: without(filed(2023), f"{RECEIVED}total")},
    ],
    ids=["two years", "all zero", "this year is missing"],
)
def test_no_history_of_less_than_three_years_or_of_zeros_or_that_ends_too_early(filings):
    assert history_figure(filings) is None


def test_figures_are_numbered_as_they_appear(sample):
    captions = [sample.figure(name).content["caption"] for name in FIGURES]
    assert ["图1　2023年", "图2　2023年", "图3　2019—"] == [caption[:8] for caption in captions]
    one_kind = with_numbers(sample, completed(sample.form, {GRANTED: 3}))
    assert "图1　" == one_kind.figure("outcomes").content["caption"][:3]
    assert one_kind.figure("applicants") is None
    assert one_kind.figure("history") is None


def test_a_figure_that_is_not_drawn_takes_no_number(sample, monkeypatch):
    monkeypatch.setitem(FIGURES, "applicants", lambda _: None)
    assert "图2　2019—" == sample.figure("history").content["caption"][:8]


def test_the_notebook_shows_the_figures_in_the_order_of_their_numbers():
    shown = [re.findall(r'^report\.figure\("(\w+)"\)$', cell) for cell in code_cells()]
    assert [*FIGURES] == [name for names in shown for name in names]


@pytest.mark.parametrize(("name", "fix"), [("histroy", "是不是“history”？"), ("饼图", "可用：outcomes、applicants、")])
def test_a_wrong_name_is_refused_with_the_nearest(sample, name, fix):
    with pytest.raises(ParamsError, match=f"没有名为“{name}”的图") as told:
        sample.figure(name)
    assert fix in str(told.value)


# How they are drawn ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """A line of text of a drawing, as wide as it is in the widest of some fonts."""

    text: str
    left: float
    right: float
    base: float

    def meets(self, other: Words) -> bool:
        apart = self.right <= other.left or other.right <= self.left
        return not apart and abs(self.base - other.base) < drawing.SIZE


def texts(svg: str) -> list[str]:
    return [found.text for found in etree.fromstring(svg).iter(f"{SVG}text")]


def lines_of(svg: str) -> list[etree._Element]:
    """The paths that are lines over the years, without their marks."""
    thick = [path for path in etree.fromstring(svg).iter(f"{SVG}path") if "stroke-width: 1.5" in path.get("style", "")]
    return [path for path in thick if "fill: none" in path.get("style")]


def widest(text: str) -> float:
    """The width of `text`; DejaVu Sans has digits that are 15 % wider than those of the bundled font."""
    widths = []
    for letter in text:
        found = []
        for path in (str(bundled_fonts()["figure"].path), f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf"):
            face = get_font(path)
            if index := face.get_char_index(ord(letter)):
                face.set_size(drawing.SIZE, 72)
                found.append(face.load_glyph(index).linearHoriAdvance / 65536)
        widths.append(max(found))
    return sum(widths)


def words(svg: str) -> list[Words]:
    found = []
    for text in etree.fromstring(svg).iter(f"{SVG}text"):
        x, width = float(text.get("x")), widest(text.text)
        align = re.search(r"text-anchor: (\w+)", text.get("style"))[1]
        left = x - {"start": 0, "middle": 0.5, "end": 1}[align] * width
        found.append(Words(text.text, left, left + width, float(text.get("y"))))
    return found


BIG = {"granted": 87654321, "denied": 1, "next_year": 11111111, "review": 22222222}
SHAPES = {
    "big": {year: filed(year, **BIG) for year in range(2019, 2024)},
    "small": {year: filed(year) for year in range(2019, 2024)},
    "falls to nothing": {2021: filed(2021), 2022: filed(2022), 2023: filed(2023, **NOTHING)},
    "only granted": {year: filed(year, **NOTHING | {"granted": year - 2018}) for year in range(2020, 2024)},
    "a gap": {year: filed(year, **BIG) for year in (2019, 2022, 2023)},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_words_stay_on_the_sheet_and_apart_from_each_other_in_a_wider_font(shape):
    filings = SHAPES[shape]
    last = filings[max(filings)]
    for figure in filter(None, (outcome_figure(last), applicant_figure(last), history_figure(filings))):
        assert_apart(figure.draw())


@settings(max_examples=25)
@given(st.data())
def test_words_stay_on_the_sheet_whatever_the_numbers(data):
    filing = filing_of(data.draw(balanced(form_for_year(2023))), 2023)
    for figure in filter(None, (outcome_figure(filing), applicant_figure(filing))):
        assert_apart(figure.draw())


def assert_apart(svg: str) -> None:
    found = words(svg)
    height = float(etree.fromstring(svg).get("viewBox").split()[3])
    assert [] == [w for w in found if w.left < -0.01 or w.right > WIDTH or w.base < drawing.SIZE * 0.75]
    assert [] == [w for w in found if w.base > height - 1.3]  # a letter reaches that far below its base line
    assert [] == [(a.text, b.text) for a, b in itertools.combinations(found, 2) if a.meets(b)]


def test_a_long_label_takes_two_lines():
    svg = draw_bars([Bar("申请人无正当理由逾期不补正", 5, "5"), Bar("其他", 87654321, "87654321")])
    assert ["申请人无正当理", "由逾期不补正", "5", "其他", "87654321"] == texts(svg)
    assert_apart(svg)


def test_bars_begin_at_zero_on_one_scale_and_what_is_there_is_seen():
    svg = draw_bars([Bar("甲", 1, "1"), Bar("乙", 0, "0"), Bar("丙", 200, "200"), Bar("丁", 100, "100")])
    bars = [p for p in etree.fromstring(svg).iter(f"{SVG}path") if drawing.BLUE in p.get("style", "")]
    spans = [sorted({float(x) for x in re.findall(r"[ML] ([\d.]+) ", bar.get("d"))}) for bar in bars]
    assert 1 == len({left for left, _ in spans})
    least, longest, half = (right - left for left, right in spans)
    assert least >= 1
    assert longest == pytest.approx(2 * half)


def test_every_number_of_the_words_stands_in_the_drawing(sample, drawn):
    for name, svg in drawn.items():
        alt = sample.figure(name).content["alt"].partition("：")[2]
        assert set(re.findall(r"\d+(?:\.\d+%)?", alt)) == set(re.findall(r"\d+(?:\.\d+%)?", " ".join(texts(svg))))


def test_all_are_as_wide_as_they_are_set_and_in_one_size(drawn):
    assert 1 == len({etree.fromstring(svg).get("width") for svg in drawn.values()})
    assert WIDTH == pytest.approx(float(etree.fromstring(drawn["history"]).get("width").removesuffix("pt")))
    assert {"10.5px"} == {size for svg in drawn.values() for size in re.findall(r"font-size: ([\w.]+)", svg)}
    assert 132.6 == pytest.approx(WIDTH / 72 * 25.4)
    assert 'svg", width: 85%' in (ROOT / "src/helpers/templates/report.typ").read_text(encoding="utf-8")


def test_a_reader_without_the_bundled_font_gets_another_chinese_one(drawn):
    for svg in drawn.values():
        [stack] = re.findall(r"font-family: ([^;\"]+)", svg)
        families = [name.strip(" '") for name in stack.split(",")]
        assert bundled_fonts()["figure"].family == families[0]
        assert {"Microsoft YaHei", "SimHei", "PingFang SC"} < set(families)
        assert "sans-serif" == families[-1]


def test_nothing_is_fetched_and_nothing_runs(drawn):
    for svg in drawn.values():
        assert svg.startswith("<svg ")
        assert {"svg", "g", "path", "text", "defs", "style", "use", "clipPath", "rect"} >= {
            etree.QName(found).localname for found in etree.fromstring(svg).iter()
        }
        assert [] == re.findall(r"https?://(?!www\.w3\.org)|javascript:|url\((?!#)|@import| on\w+=", svg)
        assert [] == [link for link in re.findall(r'href="([^"]*)"', svg) if not link.startswith("#")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_stands_out_from_white_as_text_must(drawn):
    colours = {found for svg in drawn.values() for found in re.findall(r"#[0-9a-f]{6}", svg)} - {"#ffffff"}
    assert {drawing.BLUE, drawing.ORANGE, drawing.GREY} <= colours
    assert [] == [colour for colour in colours if 1.05 / (luminance(colour) + 0.05) < 4.5]


def test_lines_differ_by_more_than_their_colour_and_are_named_at_their_ends(drawn):
    found = lines_of(drawn["history"])
    dashes = [re.search(r"stroke-dasharray: ([^;]+)", p.get("style")) for p in found]
    assert 3 == len({dash[1] if dash else "" for dash in dashes})
    assert 3 == len(
        {re.sub(r"[-\d.\s]+", "", mark) for mark in re.findall(r'<path id="m\w+" d="([^"]+)"', drawn["history"])}
    )
    ends = [w.text for w in words(drawn["history"]) if w.left > WIDTH - drawing.room("复议诉讼") - 9]
    assert ["新收申请", "办结", "复议诉讼"] == ends


@given(st.lists(st.floats(20, 132), min_size=2, max_size=3))
def test_names_at_the_ends_of_lines_never_touch_and_keep_their_order(heights):
    made = spread(heights, 13, 20)
    assert all(abs(a - b) >= 12.99 for a, b in itertools.combinations(made, 2))
    assert min(made) >= 20
    assert all((made[i] > made[j]) for i in range(len(made)) for j in range(len(made)) if heights[i] > heights[j])


def test_a_letter_without_a_glyph_is_refused_by_its_name():
    with pytest.raises(GlyphError) as told:
        draw_bars([Bar("予以😀公开", 1, "1")])
    assert "图里的“😀”（U+1F600）画不出来" in str(told.value)
    assert "图中文字“予以😀公开”" in str(told.value)


def test_a_letter_that_only_the_other_bundled_font_has_is_drawn():
    assert "䶶" in texts(draw_bars([Bar("䶶", 1, "1")]))


def test_other_processes_and_settings_draw_the_same_bytes(drawn, tmp_path):
    settings = "font.size: 30\nsvg.fonttype: path\nlines.linewidth: 9\ntext.color: red\nfont.family: monospace\n"
    (tmp_path / "matplotlibrc").write_text(settings, encoding="utf-8")
    code = (
        "from executed import open_sample; r = open_sample('shili-jiaoyu');"
        f"print('\\0'.join(r.figure(n).content['svg'] for n in {[*FIGURES]}), end='')"
    )
    for seed in ("1", "2"):
        unlike = {
            "MATPLOTLIBRC": str(tmp_path),
            "PYTHONHASHSEED": seed,
            "TZ": "America/New_York",
            "LC_ALL": OTHER_LOCALE,
        }
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
        env = {**os.environ, **unlike, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
        made = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, timeout=120)
        assert [*drawn.values()] == made.stdout.decode().replace("\r\n", "\n").split("\0")


@drawing.settled
def test_words_of_a_figure_are_never_read_as_a_formula():
    sheet = drawing.Drawing(20)
    sheet.text(1, 5, "收费 $1$ 元")
    assert [text.text for text in etree.fromstring(sheet.svg()).iter(f"{SVG}text")] == ["收费 $1$ 元"]
