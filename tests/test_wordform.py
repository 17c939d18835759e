"""The Word form: what is filled in is read back; its help is no part of the text; the same content, the same bytes."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from helpers.form import load_form
from helpers.intake.folder import read_file
from helpers.intake.outgoing.template import Content
from helpers.intake.outgoing.wordform import write_word_form
from helpers.tables import lay_out
from strategies import distinct

FORMS = pytest.mark.parametrize(("version", "year"), [("2021", 2023), ("2019", 2020)])
OFFICE = "示例区教育局"


@FORMS
def test_blank_form_is_the_form_and_nothing_else(tmp_path, version, year):
    form, path = load_form(version), tmp_path / "空表.docx"
    write_word_form(path, form, Content(year, OFFICE))
    read = read_file(path, year)
    assert {"blank"} == {entry.kind.value for entry in read.filing.entries.values()}
    assert list(form.places) == list(read.filing.entries)
    assert (f"{OFFICE}{year}年政府信息公开工作年度报告", OFFICE) == (read.title, read.office_name)
    assert [s.heading for s in form.sections] == [s.heading for s in read.sections]
    assert [f"（{n}）{t}" for n, t in zip("一二三四五", form.sections[0].topics, strict=True)] == [
        paragraph.text for paragraph in read.section(1).paragraphs
    ]
    assert [] == list(read.problems)


@FORMS
def test_what_a_clerk_fills_in_is_read_back(tmp_path, version, year):
    form, path = load_form(version), tmp_path / "年报.docx"
    write_word_form(path, form, Content(year, OFFICE))
    document = docx.Document(str(path))
    for table, spec in zip(document.tables, form.tables.values(), strict=True):
        for cell in lay_out(spec).cells:
            if cell.address:
                table.cell(cell.row, cell.column).paragraphs[0].add_run(str(distinct(form)[cell.address]))
    for paragraph in document.paragraphs:
        if paragraph.text.startswith("（二）"):
            paragraph.insert_paragraph_before("按目录更新。")
    document.save(str(path))
    read = read_file(path, year)
    assert distinct(form) == {address: entry.value for address, entry in read.filing.entries.items()}
    assert "按目录更新。" in read.section(1).text


def test_known_numbers_and_remarks_are_in_place(tmp_path):
    path, address = tmp_path / "a.docx", "applications.carried_in.natural_person"
    write_word_form(path, load_form("2021"), Content(2023, OFFICE, {address: 12}, ("“上年结转”已预填。",)))
    entries = read_file(path, 2023).filing.entries
    assert {address: 12} == {a: e.value for a, e in entries.items() if e.value is not None}
    said = [comment.text for comment in docx.Document(str(path)).comments]
    assert "“上年结转”已预填。" in said
    assert any("信息处理费" in text for text in said)


def test_the_same_content_gives_the_same_bytes(tmp_path):
    for name in ("a.docx", "b.docx"):
        write_word_form(tmp_path / name, load_form("2021"), Content(2023, OFFICE))
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_every_office_gets_its_forms_at_once(workspace: Path, nianbao):
    code, out, err = nianbao("template", 2023, "--all", "--to", "xlsx,docx", "-o", "发出")
    assert (0, "") == (code, err)
    offices = sorted(p.name for p in (workspace / "发出").iterdir())
    assert 12 == len(offices)
    assert ["narrative.md", "tables.xlsx", "示例区教育局2023年度报告.docx"] == sorted(
        p.name for p in (workspace / "发出" / "shili-jiaoyu").iterdir()
    )
    assert 36 == len(out.splitlines())


def test_a_file_name_says_the_format(workspace: Path, nianbao):
    assert 0 == nianbao("template", 2023, "-o", "空表.docx")[0]
    assert "二、主动公开政府信息情况" in [p.text for p in docx.Document("空表.docx").paragraphs]


def test_an_unknown_format_is_told(workspace: Path, nianbao):
    code, _, err = nianbao("template", 2023, "--to", "pdf", "-o", "发出")
    assert 2 == code
    assert "没有空表格式“pdf”" in err
