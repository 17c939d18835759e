"""Every kind of document gives back the numbers that were written into it, each at its address."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

import documents
from helpers.filing import EntryKind
from helpers.form import load_form
from helpers.formspec import FormSpec
from helpers.intake.folder import read_file
from helpers.intake.matching.labels import label_key
from helpers.submission import Submission
from samples.make_samples import invent

WRITERS = documents.WRITERS
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"


def numbers_of(submission: Submission) -> dict[str, object]:
    return {address: entry.value for address, entry in submission.filing.entries.items()}


def distinct(form: FormSpec) -> dict[str, object]:
    """A different number in every cell, whether it balances or not."""
    return {address: 1000 + 7 * index for index, address in enumerate(form.places)}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize(("version", "year"), [("2021", 2023), ("2019", 2020)])
def test_every_number_is_read_at_its_address(tmp_path, kind, version, year):
    form = load_form(version)
    path = tmp_path / f"年报 终稿改2.{kind}"
    WRITERS[kind](path, form, distinct(form), year)
    read = read_file(path, year)
    assert [] == list(read.problems)
    assert distinct(form) == numbers_of(read)
    assert dict.fromkeys(form.tables, version) == dict(read.filing.forms)


@pytest.mark.parametrize("kind", WRITERS)
def test_blanks_dashes_and_text_keep_their_kind_at_their_address(tmp_path, kind):
    form = load_form("2021")
    numbers = distinct(form)
    numbers["applications.granted.natural_person"] = ""
    numbers["applications.granted.total"] = ""
    numbers["applications.other_misc.research"] = "/"
    numbers["disputes.review.total"] = "三件"
    path = tmp_path / f"a.{kind}"
    WRITERS[kind](path, form, numbers, 2023)
    entries = read_file(path, 2023).filing.entries
    kinds = {
        "applications.granted.natural_person": EntryKind.BLANK,
        "applications.granted.total": EntryKind.BLANK,
        "applications.other_misc.research": EntryKind.DASH,
        "disputes.review.total": EntryKind.UNREADABLE,
    }
    assert kinds == {address: entries[address].kind for address in kinds}
    assert 196 == sum(entry.kind is EntryKind.NUMBER for entry in entries.values())


@pytest.mark.parametrize("kind", [kind for kind in WRITERS if not kind.endswith(("xlsx", "xls", "ods"))])
def test_title_office_and_sections_are_read(tmp_path, kind):
    path = tmp_path / f"a.{kind}"
    WRITERS[kind](path, load_form("2021"), invent(load_form("2021"), "x"), 2023)
    read = read_file(path)
    assert ("示例区某某局", 2023) == (read.office_name, read.filing.year)
    assert [1, 2, 3, 4, 5, 6] == [section.number for section in read.sections]
    assert ["本年度未收取信息处理费。"] == [p.text for p in read.section(6).paragraphs]


def test_mixed_report_is_read_each_table_under_its_own_form(tmp_path):
    new, old = load_form("2021"), load_form("2019")
    mixed = type(new)(**{**vars_of(new), "tables": {**new.tables, "applications": old.tables["applications"]}})
    numbers = {address: 10 + index for index, address in enumerate(mixed.places)}
    path = tmp_path / "a.docx"
    documents.write_docx(path, mixed, numbers, 2023)
    read = read_file(path, 2023)
    assert {"proactive": "2021", "applications": "2019", "disputes": "2021"} == dict(read.filing.forms)
    assert numbers == numbers_of(read)


def vars_of(form: FormSpec) -> dict[str, object]:
    names = ("id", "name", "document", "first_year", "last_year", "sections")
    return {name: getattr(form, name) for name in names}


def test_gb18030_page_is_read(tmp_path):
    form = load_form("2021")
    path = tmp_path / "a.html"
    documents.write_html(path, form, distinct(form), 2023)
    path.write_bytes(path.read_text(encoding="utf-8").replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030"))
    assert distinct(form) == numbers_of(read_file(path, 2023))


def test_a_flattened_row_that_fits_in_two_ways_is_unreadable_not_guessed(tmp_path):
    form = load_form("2021")
    path = tmp_path / "a.txt"
    documents.write_flat(path, form, distinct(form), 2023)
    text = path.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("四、结转下年度继续办理\t"))
    label, *_, second, third, fourth, fifth, sixth, last = row.split("\t")
    # One blank before the numbers was lost and one stands after them: the first number may be the blank or not.
    path.write_text(text.replace(row, "\t".join([label, "", second, third, fourth, fifth, sixth, last, ""])), "utf-8")
    entries = read_file(path, 2023).filing.entries
    kinds = {entry.kind for address, entry in entries.items() if ".carried_out." in address}
    assert {EntryKind.UNREADABLE} == kinds
    assert 193 == sum(entry.kind is EntryKind.NUMBER for entry in entries.values())


def test_a_row_that_is_missing_is_reported_and_nothing_is_half_read(tmp_path):
    form = load_form("2021")
    path = tmp_path / "a.html"
    documents.write_html(path, form, distinct(form), 2023)
    text = path.read_text(encoding="utf-8").replace("（七）总计", "小计合并行")
    path.write_text(text, encoding="utf-8")
    read = read_file(path, 2023)
    assert {"proactive", "disputes"} == set(read.filing.forms)
    assert ["I-02"] == [problem.rule for problem in read.problems]
    assert "（七）总计" in read.problems[0].what


def test_a_label_that_lost_letters_is_still_found(tmp_path):
    form = load_form("2021")
    path = tmp_path / "a.html"
    documents.write_html(path, form, distinct(form), 2023)
    text = path.read_text(encoding="utf-8").replace("其他法律行政法规禁止公开", "其他法律行政止公开")
    path.write_text(text, encoding="utf-8")
    assert distinct(form) == numbers_of(read_file(path, 2023))


@pytest.mark.parametrize(
    ("printed", "same"),
    [
        ("（一）予以公开", "(一) 予以公开"),
        ("1.属于国家秘密", "１、属于国家秘密"),
        ("1.属于国家秘密", "⑴属于国家秘密".replace("⑴", "（1）")),
        (
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "(二)部分公开(区分处理的, 只计这一情形, 不计其他情形)",
        ),
        ("本年收费金额（单位：万元）", "本年收费金额"),
        ("结果维持", "结果\n维持"),
        ("3.危及“三安全一稳定”", '3.危及"三安全一稳定"'),
        ("（四）无法提供", "（四）⽆法提供"),
        ("行政强制", "⾏政强制"),
    ],
)
def test_labels_are_compared_as_a_reader_would(printed, same):
    assert label_key(printed) == label_key(same)


# Word as it is ------------------------------------------------------------------------------------------------------


def word_cell(tmp_path: Path, xml: str) -> str:
    """What is read from a cell whose paragraph holds `xml`, in an otherwise ordinary report."""
    form = load_form("2021")
    path = tmp_path / "修订.docx"
    documents.write_docx(path, form, distinct(form), 2023)
    document = docx.Document(str(path))
    paragraph = document.tables[1].cell(3, 3).paragraphs[0]
    paragraph._p.clear_content()
    for child in parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"):
        paragraph._p.append(child)
    document.save(str(path))
    return read_file(path, 2023).filing.entries["applications.new_received.natural_person"].text


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def deleted(text: str) -> str:
    return f'<w:del w:id="1" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f'<w:ins w:id="2" w:author="a">{run(text)}</w:ins>'


@pytest.mark.parametrize(
    ("xml", "final"),
    [
        (deleted("3") + inserted("5"), "5"),
        (run("12") + inserted("7"), "127"),
        (run("1") + deleted("2") + run("3"), "13"),
        (deleted("3"), ""),
        (f"<w:sdt><w:sdtContent>{run('41')}</w:sdtContent></w:sdt>", "41"),
        (f'<w:moveFrom w:id="3">{run("8")}</w:moveFrom><w:moveTo w:id="4">{run("9")}</w:moveTo>', "9"),
        (f'<w:smartTag w:uri="x" w:element="y">{run("6")}</w:smartTag>', "6"),
        (run("1") + "<w:r><w:tab/></w:r>" + run("2"), "1\t2"),  # one number or two: not guessed
        (run("3") + '<w:r><w:footnoteReference w:id="1"/></w:r>', "3"),
    ],
)
def test_word_cell_has_the_final_value_under_revision(tmp_path, xml, final):
    assert final == word_cell(tmp_path, xml)


def test_automatic_numbers_make_headings(tmp_path):
    path = tmp_path / "自动编号.docx"
    form = load_form("2021")
    document = docx.Document()
    document.add_paragraph(documents.TITLE.format(office=documents.OFFICE, year=2023))
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for section in form.sections:
        paragraph = document.add_paragraph(section.heading[2:])
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>')
        )
        for line in documents.PROSE.get(section.number, ()):
            document.add_paragraph(line)
    document.save(str(path))
    assert [s.heading for s in form.sections] == [s.heading for s in read_file(path, 2023).sections]


@pytest.mark.parametrize(
    ("pictured", "line", "kept"),
    [
        (True, "图1　办理结果（件）", False),
        (True, "全年新收申请 3 件。", True),
        (False, "图书馆全年开放。", True),
    ],
)
def test_the_words_below_a_picture_are_no_prose(tmp_path, pictured, line, kept):
    form, path = load_form("2021"), tmp_path / "图.docx"
    documents.write_docx(path, form, distinct(form), 2023)
    document = docx.Document(str(path))
    heading = next(p for p in document.paragraphs if p.text == form.sections[1].heading)
    above = heading.insert_paragraph_before("" if pictured else "其他情况。")
    if pictured:
        above.add_run().add_picture(io.BytesIO(PIXEL))
    heading.insert_paragraph_before(line)
    document.save(str(path))
    assert kept == (line in read_file(path).section(1).text)


def test_a_table_in_a_text_box_and_a_nested_table_are_found(tmp_path):
    form = load_form("2021")
    path = tmp_path / "a.docx"
    documents.write_docx(path, form, distinct(form), 2023)
    document = docx.Document(str(path))
    first, second = document.tables[0]._tbl, document.tables[2]._tbl
    box = parse_xml(
        f'<w:p {nsdecls("w")}><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
        "<w:txbxContent/></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    first.addprevious(box)
    next(box.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}txbxContent")).append(first)
    outer = document.add_table(1, 1)
    outer.cell(0, 0)._tc.append(second)
    document.save(str(path))
    assert distinct(form) == numbers_of(read_file(path, 2023))


def test_a_report_within_a_frame_is_read_as_if_there_were_none(tmp_path):
    form = load_form("2021")
    path = tmp_path / "a.docx"
    documents.write_docx(path, form, distinct(form), 2023)
    bare = read_file(path, 2023)
    document = docx.Document(str(path))
    *content, _ = list(document.element.body)
    frame = document.add_table(1, 1).cell(0, 0)._tc
    for element in content:
        frame.append(element)
    document.save(str(path))
    framed = read_file(path, 2023)
    assert distinct(form) == numbers_of(framed)
    assert bare.to_json()["sections"] == framed.to_json()["sections"]


def test_text_beside_its_heading_in_a_word_table_is_read(tmp_path):
    form = load_form("2021")
    path = tmp_path / "a.docx"
    documents.write_docx(path, form, distinct(form), 2023)
    document = docx.Document(str(path))
    for paragraph in document.paragraphs:
        if paragraph.text in (*documents.PROSE[6], form.sections[5].heading):
            paragraph._p.getparent().remove(paragraph._p)
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = form.sections[5].heading, documents.PROSE[6][0]
    document.save(str(path))
    assert documents.PROSE[6][0] == read_file(path, 2023).section(6).text


OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.fixture
def without_office(monkeypatch):
    """As on a machine where LibreOffice is not installed."""
    monkeypatch.setattr("helpers.intake.word.convert.office_program", lambda: None)


# What a file is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name"), [("docx", "年报.xlsx"), ("xlsx", "年报.docx"), ("xls", "年报.xlsx"), ("clean.html", "年报.xls")]
)
def test_content_decides_and_not_the_extension(tmp_path, kind, name):
    form = load_form("2021")
    made = tmp_path / f"a.{kind}"
    WRITERS[kind](made, form, distinct(form), 2023)
    path = made.rename(tmp_path / name)
    assert distinct(form) == numbers_of(read_file(path, 2023))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (OLE + "WordDocument\0".encode("utf-16-le"), "请用 WPS 打开，另存为 .docx / .xlsx"),
        (OLE + b"W" * 600, "是旧版文件"),
        (b"\xff\xd8\xff\xe0 JFIF", "是图片"),
        (b"{\\rtf1 x}", "是 .rtf 文件"),
    ],
)
def test_a_kind_that_is_not_read_gets_its_remedy(tmp_path, content, words, without_office):
    path = tmp_path / "年报.doc"
    path.write_bytes(content)
    problem = read_file(path, 2023).problems[0]
    assert words in f"{problem.what}；{problem.fix}"


# Documents that cannot be read --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "html", "txt", "csv"])
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"\x00" * 4096, b"%PDF-1.7 broken", bytes(range(256)) * 40]
)
def test_a_damaged_file_gets_a_message_and_no_numbers(tmp_path, kind, content):
    path = tmp_path / f"坏.{kind}"
    path.write_bytes(content)
    read = read_file(path, 2023)
    assert {} == dict(read.filing.entries)
    assert read.problems
    assert [] == [problem for problem in read.problems if not (problem.what and problem.where and problem.fix)]


# Real pages, where they are at hand ---------------------------------------------------------------------------------


def published(name: str, tables: dict[str, str]) -> dict[str, object]:
    case = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return {
        f"{table}.{r}.{c}": v
        for key, table in tables.items()
        for r, cells in case[key].items()
        for c, v in cells.items()
    }


@pytest.mark.skipif(not CASES.exists(), reason="没有实际报告，未与原件比较")
@pytest.mark.parametrize(
    "file", ["hangzhou_city_2025.html", "shanghai_general_office_2019.html", "huaian_hongze_2023.pdf"]
)
def test_real_report_is_read_as_published(file):
    name, year = file.split(".")[0], int(file.split(".")[0][-4:])
    read = read_file(CASES / file, year)
    tables = {"table2": "proactive", "table3": "applications", "table4": "disputes"}
    expected = published(name, tables)
    got = {
        a: (None if e.kind is EntryKind.BLANK else e.raw if e.value is None else e.value)
        for a, e in read.filing.entries.items()
    }
    assert {a: None if v is None else str(v) for a, v in expected.items()} == {
        a: None if v is None else str(v) for a, v in got.items()
    }
