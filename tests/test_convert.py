"""Old text documents are read through LibreOffice where it is installed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import documents
from helpers.form import load_form
from helpers.intake.folder import read_file
from helpers.intake.outgoing.template import Content, write_workbook
from helpers.intake.word.convert import office_program
from helpers.register import load_register
from strategies import distinct

pytestmark = pytest.mark.skipif(office_program() is None, reason="没有安装 LibreOffice，未试 .doc、.wps、.rtf、.odt")
FORM = load_form("2021")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report as LibreOffice saves it in each format."""
    made = tmp_path_factory.mktemp("旧 格式")
    documents.write_docx(made / "年报.docx", FORM, distinct(FORM), 2023)
    for kind in ("doc", "rtf", "odt"):
        profile = f"-env:UserInstallation={(made / 'profile').as_uri()}"
        command = [office_program(), profile, "--headless", "--convert-to", kind, "--outdir", made, made / "年报.docx"]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return made


@pytest.mark.parametrize("name", ["年报.doc", "年报.wps", "年报.rtf", "年报.odt"])
def test_every_number_and_word_is_read(folder, name):
    path = folder / name
    if name.endswith("wps"):
        path.write_bytes((folder / "年报.doc").read_bytes())
    read = read_file(path, 2023)
    assert distinct(FORM) == {address: entry.value for address, entry in read.filing.entries.items()}
    assert ([], "示例区某某局") == (list(read.problems), read.office_name)
    assert ["本年度未收取信息处理费。"] == [p.text for p in read.section(6).paragraphs]
    assert {name} == {entry.origin.file for entry in read.filing.entries.values()}


def test_a_damaged_document_gets_one_message(folder):
    data = (folder / "年报.doc").read_bytes()
    path = folder / "坏.doc"
    path.write_bytes(data[:3000])
    read = read_file(path, 2023)
    assert read.filing.entries == {} or read.problems
    assert all(problem.what and problem.fix for problem in read.problems)


# Saved again by a spreadsheet program ------------------------------------------------------------------------------

UTF_8, GB18030 = 76, 85  # LibreOffice's numbers


def saved_again(path: Path, separator: str, encoding: int, folder: Path) -> Path:
    """A CSV as a spreadsheet program writes it: quoted, without a mark of its encoding."""
    options = f"{ord(separator)},34,{encoding},1,,0,true,false"
    command = [
        office_program(),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        f"--infilter=CSV:44,34,{UTF_8},1",
        "--convert-to",
        f"csv:Text - txt - csv (StarCalc):{options}",
        "--outdir",
        folder / "saved",
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "saved" / path.name


@pytest.mark.parametrize("encoding", [UTF_8, GB18030])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_register_loads_after_it_was_saved_again(workspace, tmp_path, separator, encoding):
    before = load_register(workspace / "params").offices
    saved_again(workspace / "params" / "offices.csv", separator, encoding, tmp_path)
    assert before == load_register(tmp_path / "saved").offices


@pytest.mark.parametrize("encoding", [UTF_8, GB18030])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_are_read_after_they_were_saved_again(tmp_path, separator, encoding):
    path = tmp_path / "年报.csv"
    documents.write_flat(path, FORM, distinct(FORM), 2023, ",")
    read = read_file(saved_again(path, separator, encoding, tmp_path), 2023)
    assert distinct(FORM) == {address: entry.value for address, entry in read.filing.entries.items()}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_workbook_is_read_after_it_was_saved_again(tmp_path, kind):
    write_workbook(tmp_path / "tables.xlsx", FORM, Content(2023, documents.OFFICE, distinct(FORM)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office_program(), profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / "saved"]
    subprocess.run([*command, tmp_path / "tables.xlsx"], check=True, capture_output=True, timeout=120)
    read = read_file(tmp_path / "saved" / f"tables.{kind}", 2023)
    assert distinct(FORM) == {address: entry.value for address, entry in read.filing.entries.items()}
