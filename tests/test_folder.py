"""An office's folder: what is read, what is left alone, and what cannot be read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

import documents
from helpers.errors import IntakeError
from helpers.form import load_form
from helpers.intake.document import MAX_BYTES, MAX_COLUMNS, MAX_LETTERS, MAX_ROWS, MAX_UNPACKED
from helpers.intake.folder import handed_in, read_file, read_folder
from helpers.intake.outgoing.template import Content, write_workbook
from helpers.submission import Problem, Submission
from strategies import distinct

FORM = load_form("2021")
NARRATIVE = "---\ndate: 2024-01-15\n---\n# 一、总体情况\n\n正文。\n\n# 六、其他需要报告的事项\n\n未收取信息处理费。\n"


def tables(path: Path, changes: dict[str, int] | None = None) -> None:
    write_workbook(path, FORM, Content(2023, numbers={**distinct(FORM), **(changes or {})}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with tables.xlsx and narrative.md."""
    made = tmp_path / "2023" / "shili-minzheng"
    made.mkdir(parents=True)
    tables(made / "tables.xlsx")
    (made / "narrative.md").write_text(NARRATIVE, encoding="utf-8")
    return made


def read(folder: Path) -> Submission:
    return read_folder(folder, 2023, "shili-minzheng")


def numbers_of(submission: Submission) -> dict[str, object]:
    return {address: entry.value for address, entry in submission.filing.entries.items()}


def told(problem: Problem) -> str:
    assert problem.what
    assert problem.where
    assert problem.fix
    return f"{problem.what}；{problem.where}；{problem.fix}"


def test_folder_gives_numbers_prose_and_the_sources(folder):
    found = read(folder)
    assert [] == list(found.problems)
    assert distinct(FORM) == numbers_of(found)
    assert [1, 6] == [section.number for section in found.sections]
    sizes = {"narrative.md": len(NARRATIVE.encode()), "tables.xlsx": (folder / "tables.xlsx").stat().st_size}
    assert sizes == {source.name: source.size for source in found.sources}
    assert [64, 64] == [len(source.sha256) for source in found.sources]


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir(parents=True)], ids=["missing", "empty"])
def test_nothing_handed_in_is_told_with_the_folder(tmp_path, make):
    folder = tmp_path / "2023" / "shili-minzheng"
    make(folder)
    with pytest.raises(IntakeError) as told:
        read(folder)
    assert "没有报送任何文件" in str(told.value)
    assert "2023/shili-minzheng" in str(told.value)


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "~$tables.xlsx",
        ".~lock.tables.xlsx#",
        ".tables.xlsx.swp",
        "~WRL0001.tmp",
        "Thumbs.db",
        "desktop.ini",
    ],
)
def test_what_systems_and_office_programs_leave_is_ignored(folder, name):
    (folder / name).write_bytes(b"\x00\x01")
    assert ["narrative.md", "tables.xlsx"] == [path.name for path in handed_in(folder)]
    assert [] == list(read(folder).problems)


def test_only_hidden_files_are_nothing(tmp_path):
    (tmp_path / "~$tables.xlsx").write_bytes(b"x")
    with pytest.raises(IntakeError):
        read(tmp_path)


def test_a_file_that_may_not_be_read_is_told_with_its_name_and_folder(folder, monkeypatch):
    opened = Path.open

    def refuse(path: Path, *how: object, **more: object) -> object:
        if path.name == "narrative.md":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *how, **more)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(IntakeError) as told:
        read_folder(folder, 2023, folder.name)
    assert f"读不了“2023/{folder.name}/narrative.md”：没有权限" == told.value.what


def test_folder_inside_the_folder_is_left_alone(folder):
    (folder / "旧稿").mkdir()
    tables(folder / "旧稿" / "tables.xlsx", {"proactive.regulations.issued": 1})
    assert distinct(FORM) == numbers_of(read(folder))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("年报.doc", bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument\0".encode("utf-16-le"), "旧版 .doc"),
        ("年报.rtf", b"{\\rtf1 x}", ".rtf"),
    ],
)
def test_file_type_that_is_not_read_is_told_and_the_others_are_read(folder, monkeypatch, name, content, words):
    monkeypatch.setattr("helpers.intake.word.convert.office_program", lambda: None)
    (folder / name).write_bytes(content)
    found = read(folder)
    assert [("I-01", name)] == [(p.rule, p.where) for p in found.problems]
    assert words in told(found.problems[0])
    assert distinct(FORM) == numbers_of(found)


def test_archive_is_told_by_what_it_holds(folder):
    _zip(folder / "年报.zip", "年报/tables.xlsx")
    found = read(folder)
    assert ["I-01"] == [problem.rule for problem in found.problems]
    assert "压缩包" in told(found.problems[0])


def _zip(path: Path, member: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")


SCANS = {
    "盖章页.jpg": b"\xff\xd8\xff\xe0 JFIF",
    "盖章页.png": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("name", [*SCANS, "盖章.ofd", "盖章.pdf"])
def test_a_scan_beside_readable_tables_is_an_attachment_and_alone_a_fault(folder, name):
    if name.endswith("ofd"):
        _zip(folder / name, "OFD.xml")
    elif name.endswith("pdf"):
        documents.write_scan(folder / name)
    else:
        (folder / name).write_bytes(SCANS[name])
    assert [] == list(read(folder).problems)
    assert name in [source.name for source in read(folder).sources]
    (folder / "tables.xlsx").unlink()
    assert ("I-01", name) in [(p.rule, p.where) for p in read(folder).problems]


# Two files ----------------------------------------------------------------------------------------------------------

CELL = "applications.granted.natural_person"


def test_two_workbooks_that_agree_are_no_problem(folder):
    tables(folder / "tables(1).xlsx")
    assert [] == list(read(folder).problems)


def test_two_workbooks_that_disagree_are_told_with_both_places(folder):
    tables(folder / "终稿.xlsx", {CELL: 5})
    found = [problem for problem in read(folder).problems if CELL in problem.addresses]
    assert ["I-03"] == [problem.rule for problem in found]
    assert "tables.xlsx · 申请 · D6；终稿.xlsx · 申请 · D6" == found[0].where
    assert f"一处 {distinct(FORM)[CELL]}，一处 5" in found[0].what
    assert "「（一）予以公开」行「自然人」列" in found[0].what


def test_every_cell_that_differs_between_two_workbooks_is_told_once(folder):
    tables(folder / "终稿.xlsx", {CELL: 5})
    rows, columns = ("granted", "total_processed"), ("natural_person", "total")
    expected = {f"applications.{row}.{column}" for row in rows for column in columns}
    problems = read(folder).problems
    assert expected == {address for problem in problems for address in problem.addresses}
    assert len(expected) == len(problems)


def test_blank_cell_in_one_of_two_files_is_no_disagreement(folder):
    write_workbook(folder / "空表.xlsx", FORM, Content(2023))
    assert "I-03" not in {problem.rule for problem in read(folder).problems}


# Files that are damaged or too large --------------------------------------------------------------------------------


def truncated(path: Path) -> None:
    tables(path)
    path.write_bytes(path.read_bytes()[:2000])


def broken_inside(path: Path) -> None:
    tables(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[: len(content) // 2] if "sheet2" in name else content)


def without_a_sheet(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")


@pytest.mark.parametrize("damage", [truncated, broken_inside, without_a_sheet])
def test_damaged_workbook_is_told_by_name_with_its_remedy(tmp_path, damage):
    damage(tmp_path / "tables.xlsx")
    found = read(tmp_path)
    assert ("I-01", "tables.xlsx") == (found.problems[0].rule, found.problems[0].where)
    assert "另存为 .xlsx" in told(found.problems[0])
    assert {} == numbers_of(found)


@pytest.mark.parametrize(("name", "words"), [("年报.txt", "另存为 UTF-8 文本"), ("年报.docx", "另存为 .docx 或 .xlsx")])
def test_what_holds_nothing_that_can_be_read_is_told_by_what_it_is_called(tmp_path, name, words):
    (tmp_path / name).write_bytes(bytes(range(256)) * 20)
    assert [("I-01", name, True)] == [(p.rule, p.where, words in p.fix) for p in read(tmp_path).problems]


def test_where_nothing_could_be_read_the_tables_are_not_told_missing_beside_it(tmp_path):
    (tmp_path / "年报.xlsx").write_bytes(b"PK\x03\x04 damaged")
    assert ["I-01"] == [problem.rule for problem in read(tmp_path).problems]


def test_workbook_with_a_password_is_told_so(tmp_path):
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    (tmp_path / "tables.xlsx").write_bytes(ole)
    assert "密码" in told(read(tmp_path).problems[0])


@pytest.mark.parametrize(
    "content", [b"", "本年度无申请。".encode(), b"\x00" * 100], ids=["empty", "text renamed", "zeros"]
)
def test_file_that_is_no_workbook_gives_no_numbers_and_a_problem(tmp_path, content):
    (tmp_path / "tables.xlsx").write_bytes(content)
    found = read(tmp_path)
    assert {} == numbers_of(found)
    assert found.problems
    assert all(map(told, found.problems))


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(MAX_UNPACKED // 2**20 + 1):
                part.write(b" " * 2**20)


def sheet_with(row: int, column: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.title = "申请"
        book.active.cell(row, column, 1)
        book.save(path)

    return make


def crowded(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for number in range(3):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"<row>" + b"<c/>" * 4_000_000)


def heavy(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)


def empty_paragraphs(path: Path) -> None:
    docx.Document().save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/footnotes.xml", b"<w:p/>" * 2_000_001)


def letters(count: int) -> Callable[[Path], None]:
    return lambda path: path.write_text("字" * count, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("tables.xlsx", bomb, "解开后太大"),
        ("tables.xlsx", sheet_with(MAX_ROWS + 1, 1), "申请"),
        ("tables.xlsx", sheet_with(1, MAX_COLUMNS + 1), "申请"),
        ("tables.xlsx", sheet_with(1_048_576, 16_384), "1048576 行 16384 列"),
        ("tables.xlsx", crowded, "单元格太多"),
        ("tables.xlsx", heavy, "20 MB"),
        ("年报.pdf", heavy, "20 MB"),
        ("年报.docx", empty_paragraphs, "段落和表格太多"),
        ("年报.txt", letters(MAX_LETTERS + 1), f"{MAX_LETTERS} 字"),
        ("narrative.md", letters(MAX_LETTERS + 1), f"{MAX_LETTERS} 字"),
    ],
)
def test_file_over_a_limit_is_told_and_not_read(tmp_path, name, make, words):
    make(tmp_path / name)
    found = read(tmp_path)
    assert ("I-05", name) == (found.problems[0].rule, found.problems[0].where)
    assert words in told(found.problems[0])
    assert {} == numbers_of(found)
    assert not found.sections


def test_text_at_the_limit_is_read(tmp_path):
    letters(MAX_LETTERS)(tmp_path / "narrative.md")
    assert "I-05" not in {problem.rule for problem in read(tmp_path).problems}


# One file -----------------------------------------------------------------------------------------------------------


def test_single_file_without_a_year_asks_for_it(tmp_path):
    tables(tmp_path / "tables.xlsx")
    with pytest.raises(IntakeError, match="--year"):
        read_file(tmp_path / "tables.xlsx")


def test_single_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(IntakeError, match="没有找到文件"):
        read_file(tmp_path / "没有.xlsx", 2023)


@pytest.mark.parametrize(
    "ranges", [["A1:XFD1048576"], ["Z100:HA20000"], [f"A{n}:Z{n + 499}" for n in range(1, 5000, 500)]]
)
def test_vast_merged_ranges_are_over_the_limit_before_they_are_built(tmp_path, ranges):
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.save(tmp_path / "small.xlsx")
    merged = "".join(f'<mergeCell ref="{found}"/>' for found in ranges)
    with zipfile.ZipFile(tmp_path / "small.xlsx") as small, zipfile.ZipFile(tmp_path / "tables.xlsx", "w") as vast:
        for name in small.namelist():
            data = small.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = data.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merged.encode() + b"</mergeCells>")
            vast.writestr(name, data)
    (tmp_path / "small.xlsx").unlink()
    assert "I-05" in {problem.rule for problem in read(tmp_path).problems}
