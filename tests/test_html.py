"""Saved pages are read as a person sees them: what is hidden, struck out or only frames something changes no number."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lxml import html as lxml_html

import documents
from helpers.filing import EntryKind
from helpers.form import load_form
from helpers.intake.folder import read_document, read_file
from helpers.intake.kind import kind_of
from helpers.intake.web.html import read_html
from helpers.intake.web.styles import Styles
from helpers.submission import Submission

FORM = load_form("2021")
NUMBERS: Mapping[str, object] = {address: 1000 + 7 * index for index, address in enumerate(FORM.places)}
FIRST, LAST = "applications.new_received.natural_person", "applications.carried_out.natural_person"
Change = Callable[[str], str]


def whole(tmp_path: Path, numbers: Mapping[str, object] = NUMBERS) -> str:
    path = tmp_path / "原件.html"
    documents.write_html(path, FORM, numbers, 2023)
    text = path.read_text(encoding="utf-8")
    path.unlink()
    return text


def test_the_words_below_a_picture_are_no_prose_and_a_framed_table_is_read(tmp_path):
    text = whole(tmp_path)
    figure = "<figure><img alt='予以公开 3901'><figcaption>图1　本年收到申请 3902 件。</figcaption></figure>"
    page = text.replace("<table", f"{figure}<figure class='table'><table", 1).replace(
        "</table>", "</table></figure>", 1
    )
    expected, found = read(tmp_path, text), read(tmp_path, page)
    assert NUMBERS == {address: int(entry.value) for address, entry in found.filing.entries.items()}
    assert [section.text for section in expected.sections] == [section.text for section in found.sections]
    assert [p.text for p in expected.lead] == [p.text for p in found.lead]


def read(tmp_path: Path, text: str | bytes, name: str = "年报.html") -> Submission:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_file(path, 2023)


def numbers_of(submission: Submission) -> dict[str, object]:
    return {address: entry.value for address, entry in submission.filing.entries.items()}


def in_number_cells(text: str, change: Change) -> str:
    return re.sub(r"(?<=>)(\d{4})(?=</td>)", lambda found: change(found[1]), text)


def tables_of(text: str) -> str:
    return "".join(re.findall(r"<table>.*?</table>", text)[1:])


# What is seen in a cell ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "struck",
    [
        "<s>9</s>",
        "<del>99</del>",
        "<strike>9</strike>",
        '<span style="color:red; text-decoration: line-through">9</span>',
        '<span style="text-decoration-line:underline line-through">9</span>',
        '<span style="display : NONE !important">9</span>',
        '<span style="mso-hide:all">9</span>',
        '<span style="font-size:0">9</span>',
        "<span hidden>9</span>",
        "<script>9</script><template>9</template><!-- 9 -->",
    ],
)
def test_what_is_struck_out_or_hidden_is_no_part_of_a_number(tmp_path, struck):
    assert dict(NUMBERS) == numbers_of(read(tmp_path, in_number_cells(whole(tmp_path), lambda n: struck + n)))


@pytest.mark.parametrize(
    ("note", "raw"),
    [
        ("<sup>1</sup>", "{}¹"),
        ('<a href="#n"><sup>12</sup></a>', "{}¹²"),
        ('<span style="vertical-align:super">3</span>', "{}³"),
        ("<sub><i>2</i></sub>", "{}₂"),
    ],
)
def test_a_raised_digit_is_a_note_and_no_digit_of_the_number(tmp_path, note, raw):
    first = NUMBERS[FIRST]
    text = whole(tmp_path).replace(f">{first}<", f">{first}{note}<")
    entries = read(tmp_path, text).filing.entries
    assert (None, raw.format(first)) == (entries[FIRST].value, entries[FIRST].raw)
    assert 199 == sum(entry.value is not None for entry in entries.values())


@pytest.mark.parametrize(
    "field",
    [
        '<input value="{}">',
        '<input type="text" value="{}"><input type="hidden" value="77">',
        "<textarea>{}</textarea>",
        "<select><option>77</option><option selected>{}</option></select>",
        "<select><option>{}</option><option>77</option></select>",
    ],
)
def test_a_form_field_in_a_cell_counts_with_what_it_shows(tmp_path, field):
    assert dict(NUMBERS) == numbers_of(read(tmp_path, in_number_cells(whole(tmp_path), field.format)))


# What is hidden ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">{}</div>',
        '<div style="VISIBILITY: hidden">{}</div>',
        "<div hidden>{}</div>",
        "<template>{}</template>",
        "<noscript>{}</noscript>",
        "<style>.older{{display:none}}</style><div class='box older'>{}</div>",
        "<style>#older, .x {{ display: none }}</style><div id='older'>{}</div>",
        "<style>div.older{{visibility:hidden}}</style><div class='older'>{}</div>",
    ],
)
def test_tables_that_are_not_shown_are_not_read(tmp_path, hidden):
    older = tables_of(whole(tmp_path, {address: 90000 + index for index, address in enumerate(FORM.places)}))
    text = whole(tmp_path).replace("<body>", "<body>" + hidden.format(older))
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text))


def test_rows_and_cells_that_are_not_shown_are_left_out(tmp_path):
    text = in_number_cells(whole(tmp_path), lambda n: f'{n}</td><td style="display:none">88')
    text = text.replace("</tr>", '</tr><tr style="display:none"><td>规章</td><td>8</td><td>9</td><td>7</td></tr>')
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text))


@pytest.mark.parametrize(
    ("css", "markup", "hidden"),
    [
        (".a{display:none}", "<p class='a'>", True),
        (".a{display:none}", "<p class='b'>", False),
        (".a{display:none} .a.on{display:block}", "<p class='a on'>", False),
        (".a{display:none} .a{display:block}", "<p class='a'>", False),
        (".a{display:none} .box .a{display:block}", "<p class='a'>", False),
        (".box .a{display:none}", "<p class='a'>", False),
        (".a{display:none}", "<p class='a' style='display:block'>", False),
        ("@media print{.a{display:none}}", "<p class='a'>", False),
        ("/* .a{display:none} */", "<p class='a'>", False),
        ("td.a{display:none}", "<p class='a'>", False),
        ("", "<p aria-hidden='true'>", False),
    ],
)
def test_a_style_hides_only_what_it_surely_names(css, markup, hidden):
    assert hidden == Styles([css]).hide(lxml_html.fragment_fromstring(markup + "x"))


def test_a_page_that_shows_nothing_without_its_script_is_read_from_what_it_holds(tmp_path):
    body = whole(tmp_path).partition("<body>")[2].partition("</body>")[0]
    for page in (f"<noscript>{body}</noscript>", f"<style>.c{{display:none}}</style><div class='c'>{body}</div>"):
        found = read(tmp_path, f"<html><body>{page}</body></html>")
        assert (dict(NUMBERS), [1, 2, 3, 4, 5, 6]) == (numbers_of(found), [s.number for s in found.sections])


# How tables are made -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [1, 250, 1000])
def test_deep_nesting_cuts_nothing(tmp_path, depth):
    text = whole(tmp_path).replace("<body>", "<body>" + "<div>" * depth)
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text))


def test_nesting_beyond_what_the_parser_holds_is_told(tmp_path):
    text = whole(tmp_path).replace("<body>", "<body>" + "<div>" * 4000)
    assert "网页嵌套太深" in read(tmp_path, text).problems[0].what


def test_tables_that_lay_out_the_page_change_nothing(tmp_path):
    text = whole(tmp_path).replace("<body>", "<body><table><tr><td>栏目</td><td><table><tr><td>")
    found = read(tmp_path, text.replace("</body>", "</td></tr></table></td><td>侧栏</td></tr></table></body>"))
    assert dict(NUMBERS) == numbers_of(found)
    assert documents.PROSE[6] == [p.text for p in found.section(6).paragraphs]


def test_a_frame_around_a_number_or_label_is_no_table_of_its_own(tmp_path):
    frame = "<table><tr><td>{}</td></tr></table>"
    text = whole(tmp_path).replace(">2.重复申请<", ">" + frame.format("2.重复申请") + "<")
    first = str(NUMBERS[FIRST])
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text.replace(f">{first}<", f">{frame.format(first)}<")))


@pytest.mark.parametrize("wide", ["colspan=1000", "colspan='999999'", "colspan=65"])
def test_a_span_beyond_the_table_reaches_to_its_end(tmp_path, wide):
    text = whole(tmp_path).replace('colspan="7"', wide)
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text))


def test_labels_beside_blanks_are_a_table_and_one_cell_a_row_is_none(tmp_path):
    path = tmp_path / "a.html"
    blank = "<tr><td>{}</td><td></td><td></td></tr>"
    text = f"<table>{blank.format('行政处罚')}{blank.format('行政强制')}</table><table><tr><td>甲</td></tr></table>"
    path.write_text(text, encoding="utf-8")
    found = read_html(path)
    assert [["行政处罚", "行政强制"]] == [[row[0].text for row in grid.rows] for grid in found.grids]
    assert ["甲"] == [p.text for p in found.paragraphs]


def test_rows_without_their_table_are_rows(tmp_path):
    text = re.sub(r"</?(?:table|tbody)>", "", whole(tmp_path))
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text))


@pytest.mark.parametrize("without", ["(?<=</tr>)<tr>", "(?<=<tbody>)<tr>"])
def test_a_row_begins_where_a_browser_begins_one(tmp_path, without):
    text, count = re.subn(without, "", whole(tmp_path))
    assert count > 2
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text))


@pytest.mark.parametrize("between", ["&shy;", "&zwj;", "\u200b", "<wbr>"])
def test_letters_of_no_width_are_not_seen(tmp_path, between):
    text = re.sub(r"(?<=[\w（：])(?=[\w）])(?![^<]*>)", between, whole(tmp_path))
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text))


def test_a_blank_that_was_escaped_twice_is_one(tmp_path):
    blank = whole(tmp_path, {**NUMBERS, FIRST: ""})
    text = re.sub(r"(<td[^>]*>)</td>", r"\1&amp;nbsp;</td>", blank)
    assert text != blank
    assert EntryKind.BLANK is read(tmp_path, text).filing.entries[FIRST].kind


def test_preformatted_lines_with_tabs_are_rows(tmp_path):
    path = tmp_path / "a.txt"
    documents.write_flat(path, FORM, NUMBERS, 2023)
    found = read(tmp_path, f"<html><body><pre>{path.read_text(encoding='utf-8')}</pre></body></html>")
    assert dict(NUMBERS) == numbers_of(found)
    assert documents.PROSE[6] == [p.text for p in found.section(6).paragraphs]


@pytest.mark.parametrize("cell", ["p", "div", "li"])
def test_tables_of_which_only_lines_are_left_are_read(tmp_path, cell):
    text = re.sub(r"</?(?:table|tr|tbody)[^>]*>", "", whole(tmp_path))
    text = re.sub(r"<(/?)td[^>]*>", rf"<\1{cell}>", text)
    meta = "<table><tr><td>索引号</td><td>0123</td></tr><tr><td>公开日期</td><td>2024-01-17</td></tr></table>"
    found = read(tmp_path, text.replace("<body>", f"<body>{meta}", 1))
    assert dict(NUMBERS) == {address: int(entry.value) for address, entry in found.filing.entries.items()}
    assert documents.PROSE[6] == [p.text for p in found.section(6).paragraphs]


def test_blocks_that_styles_lay_out_as_a_table_are_one(tmp_path):
    rows = [["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "11", "12", "13"]]
    rows += [["行政规范性文件", "14", "15", "16"]]
    cells = ("".join(f'<div style="display:table-cell">{cell}</div>' for cell in row) for row in rows)
    body = "".join(f'<div style="display:table-row">{row}</div>' for row in cells)
    path = tmp_path / "a.html"
    path.write_text(f'<div style="display: table;">{body}</div>', encoding="utf-8")
    assert rows == [[cell.text for cell in row] for row in read_html(path).grids[0].rows]


def test_a_frame_that_carries_the_page_as_text_is_read(tmp_path):
    body = whole(tmp_path).partition("<body>")[2].partition("</body>")[0].replace('"', "&quot;")
    found = read(tmp_path, f'<html><body><iframe srcdoc="{body}"></iframe></body></html>')
    assert dict(NUMBERS) == numbers_of(found)


def test_a_table_knows_the_short_lines_that_stand_before_it(tmp_path):
    long = "此前各项工作均已完成" * 8 + "。"
    path = tmp_path / "a.html"
    table = "<table><caption>单位：件</caption><tr><td>规章</td><td>{}</td></tr></table>"
    text = f"<p>甲</p><p>2022年</p><p>附表</p>{table.format(1)}<p>{long}</p><p>2023年</p>{table.format(2)}"
    path.write_text(text, encoding="utf-8")
    assert ["2022年\n附表\n单位：件", "2023年\n单位：件"] == [grid.caption for grid in read_html(path).grids]


# Prose in tables -----------------------------------------------------------------------------------------------------


def in_one_table(text: str) -> str:
    """The whole report as rows of one big table, its own tables' rows between the others."""
    rows = re.sub(r"<(h1|p)>(.*?)</\1>", r'<tr><td colspan="10">\2</td></tr>', text)
    return re.sub(r"</?(?:table|tbody)>", "", rows).replace("<div>", "<table>").replace("</div>", "</table>")


def in_frames(text: str) -> str:
    return re.sub(r"<(h1|p)>(.*?)</\1>", r"<table><tr><td>\2</td></tr></table>", text)


def heading_inside(text: str) -> str:
    return re.sub(r"<p>([二三四]、[^<]*)</p><table><tbody>", r'<table><tbody><tr><td colspan="15">\1</td></tr>', text)


@pytest.mark.parametrize("framed", [in_one_table, in_frames, heading_inside])
def test_headings_and_text_in_table_cells_are_prose(tmp_path, framed):
    found = read(tmp_path, framed(whole(tmp_path)))
    assert dict(NUMBERS) == numbers_of(found)
    assert {1: documents.PROSE[1], 2: [], 3: [], 4: [], 5: documents.PROSE[5], 6: documents.PROSE[6]} == {
        section.number: [p.text for p in section.paragraphs] for section in found.sections
    }
    assert documents.OFFICE == found.office_name


def test_a_section_beside_its_heading_in_a_table_is_read(tmp_path):
    row = "<table><tr><td>六、其他需要报告的事项</td><td>无</td></tr><tr><td>备注</td><td>空</td></tr></table>"
    text = re.sub(r"<p>六、.*(?=</div>)", row, whole(tmp_path))
    assert "无" == read(tmp_path, text).section(6).text


def test_the_title_may_stand_in_a_table_or_in_the_title_bar_only(tmp_path):
    title = documents.TITLE.format(office=documents.OFFICE, year=2023)
    text = re.sub(r"<h1>.*?</h1>", "", whole(tmp_path))
    in_cell = text.replace("<td>索引号</td>", f"<td>名称</td><td>{title}</td><td>索引号</td>")
    in_bar = text.replace("<title>x</title>", f"<title>{title} - 示例区人民政府</title>")
    assert [title, title] == [read(tmp_path, found).title for found in (in_cell, in_bar)]


def test_lists_of_links_and_menus_are_no_part_of_the_report(tmp_path):
    links = "".join(
        f"<li><a>{documents.TITLE.format(office='示例区某某局', year=y)}</a> {y}-1-9</li>" for y in (2022, 2021)
    )
    text = whole(tmp_path).replace("<body>", f"<body><nav>年报</nav><ul>{links}</ul>")
    found = read(tmp_path, text.replace("</body>", f"<ul>{links}</ul></body>"))
    assert documents.TITLE.format(office=documents.OFFICE, year=2023) == found.title
    assert documents.PROSE[6] == [p.text for p in found.section(6).paragraphs]


# Files ---------------------------------------------------------------------------------------------------------------


def saved_as_one(page: bytes, coding: str, charset: str) -> bytes:
    body = quopri.encodestring(page) if coding == "quoted-printable" else base64.encodebytes(page)
    head = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="--=_a"\n\n'
        f'----=_a\nContent-Type: text/html; charset="{charset}"\nContent-Transfer-Encoding: {coding}\n\n'
    )
    tail = b"\n----=_a\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\naaaa\n----=_a--\n"
    return (head.encode() + body + tail).replace(b"\n", b"\r\n")


@pytest.mark.parametrize("name", ["年报.mht", "年报.mhtml", "年报.doc"])
@pytest.mark.parametrize(("coding", "charset"), [("quoted-printable", "gb2312"), ("base64", "utf-8")])
def test_a_page_saved_as_one_file_is_read(tmp_path, name, coding, charset):
    text = whole(tmp_path).replace("utf-8", charset)
    page = text.encode("gb18030" if charset == "gb2312" else charset)
    assert dict(NUMBERS) == numbers_of(read(tmp_path, saved_as_one(page, coding, charset), name))


def test_a_saved_page_without_a_page_in_it_is_told(tmp_path):
    data = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--\r\n"
    assert "没有网页" in read(tmp_path, data, "年报.mht").problems[0].what


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-16", "utf-16"), ("utf-8", "iso-8859-1"), ("gbk", "windows-1252")]
)
def test_the_bytes_tell_the_encoding_whatever_the_page_says(tmp_path, encoding, declared):
    text = whole(tmp_path).replace("utf-8", declared)
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text.encode(encoding)))


def test_zero_bytes_and_one_damaged_byte_are_no_obstacle(tmp_path):
    text = whole(tmp_path).replace("规章", "规\0章").encode().replace("目录".encode(), b"\xe7\xff")
    assert dict(NUMBERS) == numbers_of(read(tmp_path, text))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"<!-- " + b"x" * 5000 + b" --><p>1</p>", "html"),
        ("a.csv", b"<!DOCTYPE html><html></html>", "html"),
        ("a.md", b"a <p>b</p>", "markdown"),
        ("a.txt", "<html><p>甲".encode("utf-16"), "html"),
        ("a.mht", b"<p>1</p>", "html"),
    ],
)
def test_a_page_is_told_by_its_content(tmp_path, name, content, kind):
    path = tmp_path / name
    path.write_bytes(content)
    assert kind == kind_of(path)


def test_a_page_beyond_all_measure_is_refused(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<table>" + "<tr><td>1</td><td>2</td></tr>" * 5001 + "</table>", encoding="utf-8")
    assert ["I-05"] == [problem.rule for problem in read_document(path).problems]
