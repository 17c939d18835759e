"""Old text documents are read through LibreOffice where it is installed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import documents
from helpers.form import load_form
from helpers.intake.convert import office_program
from helpers.intake.folder import read_file
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
