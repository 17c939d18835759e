"""Five hundred documents that are damaged, disguised or monstrous: one clear message each, in bounded memory."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pypdf
import pytest
import typst

import documents
from helpers.form import load_form
from helpers.intake.folder import read_document, read_file
from helpers.intake.kind import kind_of
from helpers.intake.memory import limited
from strategies import distinct

FORM = load_form("2021")
MEMORY = 1500 * 1024 * 1024
KINDS = ["docx", "xlsx", "xls", "ods", "clean.html", "spans.html", "txt", "csv", "tsv", "pdf", "mht"]
COPIES = 42
READER = """
import json, pathlib, resource, sys
from helpers.intake.folder import read_file
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    read = read_file(path, 2023)
    told = [[p.what, p.where, p.fix] for p in read.problems]
    print(json.dumps([path.name, len(read.filing.entries), told]), flush=True)
"""


def write_pdf(path: Path) -> None:
    rows = "".join(f"[行政许可 {n}], [{1000 + n}], " for n in range(40))
    path.write_bytes(typst.compile(f"#table(columns: 2, {rows})".encode()))


def write_mht(path: Path) -> None:
    page = path.with_suffix(".page")
    documents.write_html(page, FORM, distinct(FORM), 2023)
    head = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    path.write_bytes(head.encode() + page.read_bytes())
    page.unlink()


def good(folder: Path, kind: str) -> bytes:
    path = folder / f"good.{kind}"
    match kind:
        case "pdf":
            write_pdf(path)
        case "mht":
            write_mht(path)
        case _:
            documents.WRITERS[kind](path, FORM, distinct(FORM), 2023)
    return path.read_bytes()


def damaged(data: bytes, seed: int) -> bytes:
    """`data` cut off, with bytes changed, a piece missing, doubled, blanked, or begun by another file's bytes."""
    dice, made = random.Random(seed), bytearray(data)
    at = dice.randrange(len(made))
    match seed % 6:
        case 0:
            del made[at:]
        case 1:
            for _ in range(dice.choice([1, 5, 50])):
                made[dice.randrange(len(made))] = dice.randrange(256)
        case 2:
            del made[at : at + dice.randrange(1, 2000)]
        case 3:
            made[at:at] = made[at : at + 500]
        case 4:
            made[at : at + 300] = bytes(300)
        case 5:
            made[:0] = dice.choice([b"\x00" * 100, b"<html>", b"PK\x03\x04", b"%PDF-1.4\n", b"\xef\xbb\xbf"])
    return bytes(made)


def monsters(folder: Path) -> Iterator[str]:
    """Files that no office means to send; gives their names."""
    plain = {
        "空.docx": b"",
        "空.pdf": b"",
        "零.txt": bytes(5_000_000),
        "有密码.xlsx": bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage\0".encode("utf-16-le"),
        "嵌套.html": b"<table><tr><td>" * 3000,
        "很宽.html": b"<table><tr>" + b"<td>1</td>" * 100_000,
        "很高.html": b"<table>" + b"<tr><td>1</td></tr>" * 100_000,
        "跨度.html": b"<table>" + b"<tr><td rowspan=60000 colspan=1000>1</td></tr>" * 300,
        "百万行.csv": b"1,2,3\n" * 1_000_000,
        "百万行.txt": "规章\t1\t2\t3\n".encode() * 1_000_000,
        "一行.txt": "规章 1 2 3 ".encode() * 200_000,
        "引号.csv": b'"' + b"a,b\n" * 50_000,
        "循环.pdf": (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2"
            b"/Parent 2 0 R>>endobj trailer<</Root 1 0 R>>"
        ),
        "不是文本.txt": bytes(range(256)) * 4000,
        "页面.html": "<meta charset=gb2312><p>规章</p>".encode("gb18030") + b"\xff\xfe\xfd",
    }
    for name, data in plain.items():
        (folder / name).write_bytes(data)
    for name, member in {"零.docx": "word/document.xml", "零.xlsx": "xl/workbook.xml", "零.zip": "a.docx"}.items():
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(member, "w") as part:
            for _ in range(220):
                part.write(bytes(1024 * 1024))
    _cyclic(folder / "循环.xlsx")
    _tall(folder / "百万行.xlsx")
    yield from (*plain, "零.docx", "零.xlsx", "零.zip", "循环.xlsx", "百万行.xlsx")


def _cyclic(path: Path) -> None:
    documents.write_xlsx(path, FORM, distinct(FORM), 2023)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet["B4"], sheet["C4"] = "=C4", "=B4"
    book.save(path)


def _tall(path: Path) -> None:
    """A million rows, written as XML because a library would need minutes."""
    small = path.with_suffix(".small")
    documents.write_xlsx(small, FORM, distinct(FORM), 2023)
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                head, tail = data.split(b"<sheetData>")[0], data.split(b"</sheetData>")[1]
                rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 1_000_001))
                data = head + b"<sheetData>" + rows + b"</sheetData>" + tail
            new.writestr(item, data)
    small.unlink()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, list[list[str]]]]:
    """What a process of limited memory read from each file: the number of cells, and the problems."""
    folder, pile = tmp_path_factory.mktemp("good"), tmp_path_factory.mktemp("pile")
    for kind in KINDS:
        data = good(folder, kind)
        for seed in range(COPIES):
            # Every seventh under the extension of another kind.
            name = kind if seed % 7 else KINDS[(KINDS.index(kind) + seed) % len(KINDS)]
            (pile / f"{kind}-{seed}.{name}").write_bytes(damaged(data, seed))
    list(monsters(pile))
    command = [sys.executable, "-c", READER, str(pile), str(MEMORY)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    assert "" == done.stderr[-2000:]
    return {name: (cells, told) for name, cells, told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize(
    ("kind", "part", "old", "new"),
    [
        ("docx", "word/document.xml", b"<w:gridSpan w:val=", b"<w:gridSpan w:other="),
        ("docx", "word/document.xml", b"</w:p>", b'<w:r><w:sym w:char="zz"/></w:r></w:p>'),
        ("xlsx", "xl/workbook.xml", b"<sheet ", b"<sheet><sheet "),
        ("xlsx", "xl/workbook.xml", b" name=", b" label="),
    ],
)
def test_damage_within_a_part_of_a_sound_archive_is_told(tmp_path, kind, part, old, new):
    (problem,) = read_file(changed(tmp_path, kind, part, old, new), 2023).problems
    assert ("I-01", True) == (problem.rule, problem.what.startswith(f"文件读不出来：不是完好的 .{kind}"))


@pytest.mark.parametrize(
    ("kind", "part", "old", "new"),
    [
        ("docx", "word/document.xml", b"</w:t>", b'</w:t><w:sym w:char="D800"/><w:sym w:char="0001"/>'),
        ("xlsx", "xl/worksheets/sheet1.xml", b"</t>", b"_xD800__x0001_</t>"),
    ],
)
def test_what_is_a_letter_in_no_file_is_read_as_damaged(tmp_path, kind, part, old, new):
    document = read_document(changed(tmp_path, kind, part, old, new))
    cells = (cell.text for grid in document.grids for row in grid.rows for cell in row)
    damaged = [text for text in (*cells, *(p.text for p in document.paragraphs or ())) if "\ufffd\ufffd" in text]
    assert damaged
    assert [] == [text for text in damaged if not text.replace("\ufffd", "").isprintable()]


def test_merged_ranges_without_end_are_told_however_they_are_written(tmp_path):
    merged = b"<mergeCells>" + b'<mergeCell count="1"\nref="A1:T5000"/>' * 400 + b"</mergeCells>"
    path = changed(tmp_path, "xlsx", "xl/worksheets/sheet2.xml", b"</sheetData>", b"</sheetData>" + merged)
    assert ["I-05"] == [problem.rule for problem in read_file(path, 2023).problems]


def repeated(path: Path, origin: Path, member: str, many: bytes, before: bytes) -> None:
    """A copy of an archive in which a part holds very much more, packed to a few kilobytes."""
    with zipfile.ZipFile(origin) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(before, many + before) if name == member else data)


def packed_pdf(path: Path) -> None:
    """A page whose commands are 400 MB of blanks, packed twice."""
    page = pypdf.PdfWriter()
    page.add_blank_page(100, 100)
    commands = pypdf.generic.DecodedStreamObject()
    commands.set_data(bytes(400 << 20))
    page.pages[0][pypdf.generic.NameObject("/Contents")] = page._add_object(commands.flate_encode().flate_encode())
    page.write(path)


@pytest.mark.skipif(sys.platform != "linux", reason="只有 Linux 限制得了内存")
@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_what_unpacks_to_more_memory_than_a_report_needs_is_told(tmp_path, monkeypatch, kind):
    monkeypatch.setattr("helpers.intake.folder.MAX_MEMORY", 200 << 20)
    path, origin = tmp_path / f"大.{kind}", tmp_path / "origin"
    if kind == "pdf":
        packed_pdf(path)
    elif kind == "docx":
        documents.write_docx(origin, FORM, distinct(FORM), 2023)
        repeated(path, origin, "word/document.xml", b"<w:p a='1'/>" * 1_900_000, before=b"</w:body>")
    else:
        documents.write_xlsx(origin, FORM, distinct(FORM), 2023)
        repeated(path, origin, "xl/worksheets/sheet1.xml", b"<row/>" * 4_000_000, before=b"</sheetData>")
    assert path.stat().st_size < 1 << 20
    (problem,) = read_document(path).problems
    assert ("I-05", "读取要用的内存超过 200 MB", path.name) == (problem.rule, problem.what, problem.where)
    documents.write_docx(tmp_path / "小.docx", FORM, distinct(FORM), 2023)
    assert () == read_document(tmp_path / "小.docx").problems


def test_of_what_an_archive_calls_itself_no_more_is_read_than_tells_its_kind(tmp_path):
    with zipfile.ZipFile(tmp_path / "大.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet" + " " * (1 << 26))
    with limited(1 << 25):
        assert "sheet" == kind_of(tmp_path / "大.zip")


def changed(folder: Path, kind: str, part: str, old: bytes, new: bytes) -> Path:
    """A good document but for what a part of it holds, changed at the first place."""
    path = folder / f"changed.{kind}"
    with zipfile.ZipFile(io.BytesIO(good(folder, kind))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(old, new, 1) if name == part else data)
    return path


def test_every_one_of_five_hundred_is_read_or_told(results):
    assert len(results) == len(KINDS) * COPIES + 20
    assert [] == [name for name, (cells, told) in results.items() if not cells and not told]
    assert [] == [name for name, (_, told) in results.items() if not all(all(parts) for parts in told)]


def test_messages_are_chinese_and_short_and_name_no_exception(results):
    words = [what for _, told in results.values() for what, _, _ in told]
    assert [] == [what for what in words if len(what) > 200 or "Error" in what or "Traceback" in what]
    assert [] == [what for what in words if not any("\u4e00" <= letter <= "\u9fff" for letter in what)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("空.docx", "空"),
        ("有密码.xlsx", "密码"),
        ("零.docx", "太大"),
        ("零.xlsx", "太大"),
        ("零.zip", "压缩包"),
        ("百万行.xlsx", "行数"),
        ("百万行.csv", "超过"),
    ],
)
def test_each_monster_is_called_by_its_name(results, name, words):
    assert words in "；".join(what for what, _, _ in results[name][1])


def test_cyclic_formulas_give_no_number(results):
    assert 200 == results["循环.xlsx"][0]
