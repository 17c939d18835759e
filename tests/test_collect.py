"""A pile of files goes into the right folders, and into no wrong one."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import docx
import openpyxl
import pytest

import documents
from helpers import collect as proposals
from helpers.form import form_for_year
from helpers.intake.folder import read_folder
from helpers.intake.outgoing.template import Content, write_workbook
from helpers.intake.pile.attribution import OfficeNames, attribute
from helpers.intake.pile.drafts import draft_rank
from helpers.intake.pile.pile import open_pile
from helpers.register import load_register

YEAR = 2023
FORM = form_for_year(YEAR)
STEMS = [
    "教育局",
    "民政局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源局",
    "生态环境局",
    "住房和城乡建设局",
    "交通运输局",
    "卫生健康委员会",
    "市场监督管理局",
    "水务局",
    "农业农村局",
    "商务局",
    "文化和旅游局",
    "退役军人事务局",
    "应急管理局",
    "审计局",
    "统计局",
    "医疗保障局",
    "城市管理局",
    "行政审批局",
    "司法局",
    "信访局",
    "乡村振兴局",
    "发展和改革委员会",
    "科学技术局",
    "青禾街道办事处",
    "长桥街道办事处",
    "白杨镇人民政府",
    "东桥镇人民政府",
    "数据局",
    "林业局",
]
SHORT = {"人力资源和社会保障局": "人社局", "住房和城乡建设局": "住建局", "卫生健康委员会": "卫健委"}
SHORT |= {"市场监督管理局": "区市场监管局", "发展和改革委员会": "发改委", "文化和旅游局": "文旅局"}
IDS = {stem: f"o{index:02d}" for index, stem in enumerate(STEMS)}
EXTENSIONS = ["docx", "xlsx", "html", "txt", "csv", "xls"]


@pytest.fixture
def desk(workspace: Path) -> Path:
    """A workspace with the register of 示例区 above and nothing handed in."""
    rows = ["id,name,short_name,from_year,to_year,predecessors,example"]
    rows += [f"{IDS[s]},示例区{s},{SHORT.get(s, '')},,,{'old' if s == '数据局' else ''},是" for s in STEMS]
    rows += ["old,示例区大数据服务中心,,2019,2022,,是"]
    (workspace / "params" / "offices.csv").write_text("\n".join(rows), encoding="utf-8")
    for folder in (workspace / "data").iterdir():
        if folder.name == str(YEAR):
            folder.rename(workspace / "old")
    return workspace


def numbers(seed: int) -> dict[str, object]:
    """Different in every cell and for every seed."""
    return {address: 1000 * seed + 3 * index for index, address in enumerate(FORM.places, start=1)}


def write(path: Path, stem: str, seed: int, year: int = YEAR) -> None:
    """A report of an office as a document of the kind that the name's extension says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    office = f"示例区{stem}"
    writers: dict[str, Callable[..., None]] = {
        ".docx": partial(documents.write_docx, office=office),
        ".html": partial(documents.write_html, office=office),
        ".txt": partial(documents.write_flat, office=office),
        ".csv": partial(documents.write_flat, office=office, separator=","),
        ".xlsx": documents.write_xlsx,
        ".xls": documents.write_xls,
    }
    writers[path.suffix](path, FORM, numbers(seed), year)


def collect(nianbao, source: Path, *more: str) -> dict:
    code, out, err = nianbao("collect", source, "--year", YEAR, "--yes", "--format", "json", *more)
    assert code in (0, 1), err
    return json.loads(out)


def places(told: dict) -> dict[str, str | None]:
    return {file["file"]: file["placed"] and file["placed"].split("/")[0] for file in told["files"]}


def record(desk: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((desk / "data/2023/收件记录.csv").read_text("utf-8-sig"))))


# Sixty files -----------------------------------------------------------------------------------------------------


def sixty(folder: Path) -> dict[str, str]:
    """Files of mixed kinds and misleading names, and whose each is ("" for nobody's)."""
    whose: dict[str, str] = {}

    def add(name: str, stem: str, seed: int, year: int = YEAR) -> None:
        write(folder / name, stem, seed, year)
        whose[name] = IDS[stem]

    titled = [stem for stem in STEMS if stem not in ("信访局", "林业局")]
    for index, stem in enumerate(titled):
        other = titled[(index + 1) % len(titled)]
        kind = ("docx", "html", "txt")[index % 3]
        name = {
            0: f"{stem}年报终稿改2",
            1: "新建文档",
            2: f"{other}转来的年报",
            3: f"（最终）{SHORT.get(stem, stem)}2023年政府信息公开年报",
            4: "2022年度报告（照去年改）",
            5: f"参照{other}格式",
        }[index % 6]
        add(f"{index:02d}{name}.{kind}", stem, index + 1)
    for index, stem in enumerate(titled[:20]):
        # Tables alone name no office: the file or its folder does.
        name = f"{SHORT.get(stem, stem)}/附表.xlsx" if index % 2 else f"{SHORT.get(stem, stem)}数据表{index}.xls"
        add(name, stem, index + 1)
    for stem in titled[:6]:
        documents.write_scan(folder / f"{SHORT.get(stem, stem)}年报盖章.pdf")
        with (folder / f"{SHORT.get(stem, stem)}年报盖章.pdf").open("ab") as file:
            file.write(f"\n% {stem}".encode())
        whose[f"{SHORT.get(stem, stem)}年报盖章.pdf"] = IDS[stem]
    (folder / "培训照片.jpg").write_bytes(b"\xff\xd8\xff\xe0 JFIF")
    (folder / "通知.txt").write_text("关于报送材料的通知，请于 1 月 20 日前报送。", encoding="utf-8")
    write(folder / "外区民政局年报.docx", "体育局", 90)
    write(folder / "去年的.docx", "教育局", 91, YEAR - 1)
    whose |= {"培训照片.jpg": "", "通知.txt": "", "外区民政局年报.docx": "", "去年的.docx": ""}
    return whose


class Silent(zipfile.ZipInfo):
    """A member whose name is in GB18030 without saying so, as Chinese systems write it."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own
        return self.filename.encode("gb18030"), self.flag_bits


def zipped(folder: Path, target: Path, member: type[zipfile.ZipInfo]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            item = member(path.relative_to(folder).as_posix(), (2024, 1, 20, 10, 0, 0))
            archive.writestr(item, path.read_bytes())
    return target


@pytest.mark.parametrize("member", [zipfile.ZipInfo, Silent], ids=["utf-8", "gb18030"])
def test_sixty_files_of_mixed_kinds_and_misleading_names(desk, nianbao, tmp_path, member):
    pile = tmp_path / "pile"
    pile.mkdir()
    whose = sixty(pile)
    assert 60 == len(whose)
    told = collect(nianbao, zipped(pile, tmp_path / "收件.zip", member))
    assert whose == {name: office or "" for name, office in places(told).items()}
    assert {"信访局", "林业局"} == {stem for stem in STEMS if IDS[stem] in told["missing"]}
    for seed, stem in enumerate((s for s in STEMS if s not in ("信访局", "林业局")), start=1):
        read = read_folder(desk / "data" / str(YEAR) / IDS[stem], YEAR, IDS[stem])
        assert numbers(seed) == {address: entry.value for address, entry in read.filing.entries.items()}, stem
        assert [] == list(read.problems), stem


@pytest.mark.parametrize("kind", ["docx", "csv"])
def test_the_same_pile_again_changes_nothing(desk, nianbao, tmp_path, kind):
    write(tmp_path / "pile" / f"民政局.{kind}", "民政局", 1)
    collect(nianbao, tmp_path / "pile")
    before = files(desk, "民政局")
    told = collect(nianbao, tmp_path / "pile")
    assert ["已收过"] == [file["step"] for file in told["files"]]
    assert ([f"民政局.{kind}"], before) == (before, files(desk, "民政局"))
    assert 1 == len(record(desk))


def dies(path: Path, year: int) -> None:
    os._exit(1)


def test_a_file_that_takes_the_reader_down_gets_one_message(desk, nianbao, tmp_path, monkeypatch):
    for seed in range(24):
        write(tmp_path / "pile" / f"{seed}.txt", "民政局", seed)
    monkeypatch.setattr(proposals, "look_into", dies)
    code, out, err = nianbao("collect", tmp_path / "pile", "--year", YEAR, "--yes", "--format", "json")
    assert (2, "") == (code, out)
    assert "读取文件的进程意外退出，可能是内存不足" in err


# Deliveries ------------------------------------------------------------------------------------------------------


def files(desk: Path, stem: str) -> list[str]:
    folder = desk / "data" / str(YEAR) / IDS[stem]
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_later_delivery_takes_the_place_of_the_earlier_which_is_kept(desk, nianbao, tmp_path):
    for seed in (1, 2, 3):
        write(tmp_path / str(seed) / f"民政局第{seed}次.docx", "民政局", seed)
        collect(nianbao, tmp_path / str(seed))
    assert ["民政局第3次.docx", "第1稿/民政局第1次.docx", "第2稿/民政局第2次.docx"] == files(desk, "民政局")
    kept = [(row["稿次"], row["文件"]) for row in record(desk)]
    assert [("1", "第1稿/民政局第1次.docx"), ("2", "第2稿/民政局第2次.docx"), ("3", "民政局第3次.docx")] == kept
    assert all(64 == len(row["校验码"]) and row["收件时间"].startswith("20") for row in record(desk))


def test_a_file_of_the_same_name_never_overwrites(desk, nianbao, tmp_path):
    for seed in (1, 2):
        write(tmp_path / str(seed) / "民政局.docx", "民政局", seed)
        collect(nianbao, tmp_path / str(seed))
    assert ["民政局.docx", "第1稿/民政局.docx"] == files(desk, "民政局")
    assert (tmp_path / "1" / "民政局.docx").read_bytes() == (
        desk / "data/2023" / IDS["民政局"] / "第1稿/民政局.docx"
    ).read_bytes()


def test_drafts_in_one_pile_go_in_by_the_order_that_their_names_tell(desk, nianbao, tmp_path):
    for seed, name in enumerate(["民政局年报终稿改2", "民政局年报初稿", "民政局年报终稿"], start=1):
        write(tmp_path / "pile" / f"{name}.docx", "民政局", seed)
    collect(nianbao, tmp_path / "pile")
    assert ["民政局年报终稿改2.docx", "第1稿/民政局年报初稿.docx", "第2稿/民政局年报终稿.docx"] == files(desk, "民政局")


def test_two_different_files_of_one_office_whose_names_tell_no_order_are_asked_about(desk, nianbao, tmp_path):
    for seed, name in enumerate(["民政局年报甲", "民政局年报乙"], start=1):
        write(tmp_path / "pile" / f"{name}.docx", "民政局", seed)
    told = collect(nianbao, tmp_path / "pile")
    assert [None, None] == [file["placed"] for file in told["files"]]
    assert IDS["民政局"] in told["missing"]


def test_new_tables_leave_the_narrative_where_it_is(desk, nianbao, tmp_path):
    folder = desk / "data" / str(YEAR) / IDS["民政局"]
    write(folder / "tables.xlsx", "民政局", 1)
    (folder / "narrative.md").write_text("# 一、总体情况\n情况。\n# 五、存在的主要问题及改进情况\n问题。\n", "utf-8")
    write(tmp_path / "pile" / "民政局新表.xlsx", "民政局", 2)
    collect(nianbao, tmp_path / "pile")
    assert ["narrative.md", "民政局新表.xlsx", "第1稿/tables.xlsx"] == files(desk, "民政局")
    assert [("1", "第1稿/tables.xlsx"), ("2", "民政局新表.xlsx")] == [(r["稿次"], r["文件"]) for r in record(desk)]


def test_a_scan_is_an_attachment_beside_a_readable_file_and_moves_there_when_one_comes(desk, nianbao, tmp_path):
    (tmp_path / "1").mkdir()
    documents.write_scan(tmp_path / "1" / "民政局年报盖章.pdf")
    collect(nianbao, tmp_path / "1")
    assert ["民政局年报盖章.pdf"] == files(desk, "民政局")
    write(tmp_path / "2" / "民政局.docx", "民政局", 1)
    collect(nianbao, tmp_path / "2")
    assert ["民政局.docx", "附件/民政局年报盖章.pdf"] == files(desk, "民政局")


# Whose it is -----------------------------------------------------------------------------------------------------


@pytest.fixture
def names(desk: Path) -> OfficeNames:
    return OfficeNames.of_year(load_register(desk / "params"), YEAR, "示例区")


def whose(names: OfficeNames, title: str | None = None, lines: tuple[str, ...] = (), file: str = "年报", folder=()):
    found = attribute(names, title, lines, file, folder)
    return next((stem for stem in STEMS if IDS[stem] == found.office), ""), found.sure


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"title": "示例区民政局"}, ("民政局", True)),
        ({"title": "民政局"}, ("民政局", True)),
        ({"title": "示例区民政局", "file": "财政局年报"}, ("民政局", True)),
        ({"title": "示例区民政局", "lines": ("示例区财政局",)}, ("", False)),
        ({"title": "示例市民政局", "file": "民政局"}, ("", False)),
        ({"title": "示例区民攻局", "file": "民政局年报"}, ("", False)),
        ({"lines": ("示例区民政局",)}, ("民政局", True)),
        ({"file": "民政局年报终稿改2"}, ("民政局", True)),
        ({"file": "示例区民政局"}, ("民政局", True)),
        ({"file": "2023区民政局"}, ("民政局", True)),
        ({"file": "某市民政局年报"}, ("", False)),
        ({"file": "邻水区民政局年报"}, ("", False)),
        ({"file": "民政局婚姻登记处年报"}, ("", False)),
        ({"file": "民政局和财政局"}, ("", False)),
        ({"file": "人社局2023"}, ("人力资源和社会保障局", True)),
        ({"file": "市场监管局"}, ("市场监督管理局", True)),
        ({"file": "区卫健委"}, ("卫生健康委员会", True)),
        ({"file": "青禾街道年报"}, ("青禾街道办事处", True)),
        ({"file": "白杨镇政府年报"}, ("白杨镇人民政府", True)),
        ({"file": "大数据服务中心年报"}, ("数据局", True)),
        ({"title": "示例区大数据服务中心"}, ("数据局", True)),
        ({"file": "附表", "folder": ("2023", "民政局")}, ("民政局", True)),
        ({"file": "财政局附表", "folder": ("民政局",)}, ("", False)),
        ({"file": "新建文档"}, ("", False)),
        ({"title": "示例区民政局", "lines": ("财政局",)}, ("", False)),
        ({"lines": ("区水务局",), "file": "教育局年报表"}, ("水务局", False)),
        ({"file": "政府信息公开年报附表"}, ("", False)),
        ({"file": "邻水民政局附表"}, ("", False)),
        ({"file": "园林业局"}, ("", False)),
        ({"file": "抄送财政局"}, ("", False)),
        ({"file": "体育局→财政局"}, ("", False)),
        ({"file": "财政局信息中心附表"}, ("", False)),
        ({"file": "教育局第二实验小学"}, ("", False)),
        ({"file": "民政局_殡仪馆"}, ("", False)),
        ({"file": "表格3", "folder": ("财政局汇总2023",)}, ("", False)),
        ({"file": "2023年财政局年报"}, ("财政局", True)),
        ({"file": "tables", "folder": (IDS["水务局"],)}, ("水务局", True)),
    ],
)
def test_whose_a_file_is(names, told, expected):
    assert expected == whose(names, **told)


def test_what_an_abbreviation_may_mean_is_proposed_and_not_decided(names):
    found = attribute(names, None, (), "城管局", ())
    assert ("", False, (IDS["城市管理局"],)) == (found.office, found.sure, found.candidates)


def test_drafts_are_ordered_by_the_words_of_their_names():
    names = [
        "年报初稿",
        "年报",
        "年报一稿",
        "年报第2稿",
        "年报修改稿",
        "年报送审稿",
        "年报终稿",
        "年报终稿改",
        "年报终稿改2",
    ]
    assert names == sorted(names, key=lambda name: draft_rank(f"{name}.docx"))
    assert len({draft_rank(f"{name}.docx") for name in names}) == len(names)


def test_the_kits_own_workbook_says_whose_it_is(desk, nianbao, tmp_path):
    (tmp_path / "pile").mkdir()
    write_workbook(tmp_path / "pile" / "tables.xlsx", FORM, Content(YEAR, "示例区水务局", numbers(1)))
    told = collect(nianbao, tmp_path / "pile")
    assert {"tables.xlsx": IDS["水务局"]} == places(told)


@pytest.mark.parametrize(
    ("cell", "stem"),
    [
        ("填报单位：区民政局", "民政局"),
        ("填报单位（盖章）：示例区民政局    填报人：张三", "民政局"),
        ("填报单位：民政局（公章）", "民政局"),
    ],
)
def test_the_office_that_fills_in_a_workbook_is_found_in_its_cell(desk, nianbao, tmp_path, cell, stem):
    path = tmp_path / "pile" / "附表.xlsx"
    write(path, stem, 1)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A1"] = cell
    book.save(path)
    assert {"附表.xlsx": IDS[stem]} == places(collect(nianbao, tmp_path / "pile"))


def test_a_signature_of_another_office_than_the_title_is_asked_about(desk, nianbao, tmp_path):
    path = tmp_path / "pile" / "民政局.docx"
    write(path, "财政局", 1)
    document = docx.Document(str(path))
    document.add_paragraph("示例区民政局 2024年1月15日")
    document.save(str(path))
    assert {"民政局.docx": None} == places(collect(nianbao, tmp_path / "pile"))


@pytest.mark.parametrize(
    "name",
    [
        "2022年/民政局附表.xlsx",
        "去年/民政局附表.xlsx",
        "民政局2022_附表.xlsx",
        "民政局２０２２年表.xlsx",
        "民政局22年表.xlsx",
    ],
)
def test_a_file_whose_name_speaks_of_another_year_is_asked_about(desk, nianbao, tmp_path, name):
    write(tmp_path / "pile" / name, "民政局", 1)
    assert {name: None} == places(collect(nianbao, tmp_path / "pile"))


@pytest.mark.parametrize(
    "name", ["民政局20240115.xlsx", "民政局2024年1月报.xlsx", "2023年民政局.xlsx", "民政局2024.1.15.xlsx"]
)
def test_a_date_in_a_name_is_no_year_of_a_report(desk, nianbao, tmp_path, name):
    write(tmp_path / "pile" / name, "民政局", 1)
    assert {name: IDS["民政局"]} == places(collect(nianbao, tmp_path / "pile"))


def test_a_notice_with_the_outline_of_a_report_is_no_report(desk, nianbao, tmp_path):
    (tmp_path / "pile").mkdir()
    outline = "\n".join(f"{section.heading}\n请写明情况。" for section in FORM.sections)
    text = f"关于做好年度报告编制工作的通知\n{outline}\n示例区民政局\n"
    (tmp_path / "pile" / "民政局.txt").write_text(text, encoding="utf-8")
    assert {"民政局.txt": None} == places(collect(nianbao, tmp_path / "pile"))


def test_of_identical_files_the_one_with_a_name_is_placed(desk, nianbao, tmp_path):
    write(tmp_path / "pile" / "00新建.xlsx", "民政局", 1)
    (tmp_path / "pile" / "民政局附表.xlsx").write_bytes((tmp_path / "pile" / "00新建.xlsx").read_bytes())
    told = collect(nianbao, tmp_path / "pile")
    assert {"00新建.xlsx": None, "民政局附表.xlsx": IDS["民政局"]} == places(told)


def test_a_file_that_was_deleted_can_be_collected_again(desk, nianbao, tmp_path):
    write(tmp_path / "pile" / "民政局.docx", "民政局", 1)
    collect(nianbao, tmp_path / "pile")
    (desk / "data" / str(YEAR) / IDS["民政局"] / "民政局.docx").unlink()
    assert {"民政局.docx": IDS["民政局"]} == places(collect(nianbao, tmp_path / "pile"))


def test_a_first_draft_does_not_take_the_place_of_a_final_one(desk, nianbao, tmp_path):
    for seed, name in enumerate(["民政局终稿", "民政局初稿"], start=1):
        write(tmp_path / str(seed) / f"{name}.docx", "民政局", seed)
        collect(nianbao, tmp_path / str(seed))
    assert ["民政局终稿.docx"] == files(desk, "民政局")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_record_that_was_saved_again_is_read(desk, nianbao, tmp_path, encoding, delimiter):
    write(tmp_path / "1" / "民政局第1次.docx", "民政局", 1)
    collect(nianbao, tmp_path / "1")
    path = desk / "data/2023/收件记录.csv"
    text = (
        path.read_text("utf-8-sig")
        .replace(",", delimiter)
        .replace(f"{delimiter}1{delimiter}", f"{delimiter}1.0{delimiter}")
    )
    path.write_bytes(text.encode(encoding))
    write(tmp_path / "2" / "民政局第2次.docx", "民政局", 2)
    collect(nianbao, tmp_path / "2")
    assert ["民政局第2次.docx", "第1稿/民政局第1次.docx"] == files(desk, "民政局")
    assert ["第1稿/民政局第1次.docx", "民政局第2次.docx"] == [row["文件"] for row in record(desk)]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "'"])
def test_a_file_that_is_called_like_a_formula_is_no_formula_in_the_record(desk, nianbao, tmp_path, sign):
    for seed in (1, 2):
        write(tmp_path / str(seed) / f"{sign}1民政局第{seed}次.txt", "民政局", seed)
        collect(nianbao, tmp_path / str(seed))
    told = [(row["稿次"], row["文件"], row["来源"]) for row in record(desk)]
    first, second = (f"'{sign}1民政局第{seed}次.txt" for seed in (1, 2))
    assert [("1", f"第1稿/{first[1:]}", first), ("2", second, second)] == told


def test_a_record_without_its_columns_gets_one_message(desk, nianbao, tmp_path):
    write(tmp_path / "pile" / "民政局.docx", "民政局", 1)
    (desk / "data/2023").mkdir(parents=True)
    (desk / "data/2023/收件记录.csv").write_text("单位,文件\na,b\n", encoding="utf-8")
    code, out, err = nianbao("collect", tmp_path / "pile", "--year", YEAR, "--yes", "--format", "json")
    assert (2, "") == (code, out)
    assert "收件记录缺少列：填报单位" in err


# Asking ----------------------------------------------------------------------------------------------------------


def test_a_person_answers_for_the_files_that_are_in_doubt(desk, tmp_path):
    from click.testing import CliRunner

    from helpers.cli import nianbao as group

    write(tmp_path / "pile" / "民政局.docx", "民政局", 1)
    write(tmp_path / "pile" / "附表.xlsx", "财政局", 2)
    write(tmp_path / "pile" / "表格.xls", "审计局", 3)
    done = CliRunner().invoke(
        group, ["collect", str(tmp_path / "pile"), "--year", str(YEAR)], input="y\n没有这个局\n示例区审计局\n\n"
    )
    assert "登记表中没有“没有这个局”" in done.output
    assert ["民政局.docx"] == files(desk, "民政局")
    assert ["表格.xls"] == files(desk, "审计局")
    assert [] == files(desk, "财政局")
    assert "没有放入：附表.xlsx" in done.output


@pytest.mark.parametrize(("answers", "placed"), [("也许\n是\n", True), ("\n", True), ("N\n", False), ("否\n", False)])
def test_whether_to_place_is_answered_in_chinese_or_with_a_letter(desk, tmp_path, answers, placed):
    from click.testing import CliRunner

    from helpers.cli import nianbao as group

    write(tmp_path / "pile" / "民政局.docx", "民政局", 1)
    done = CliRunner().invoke(group, ["collect", str(tmp_path / "pile"), "--year", str(YEAR)], input=answers)
    assert ["民政局.docx"] * placed == files(desk, "民政局")
    assert ("“也许”不是回答" in done.output, False) == ("也许" in answers, "Error" in done.output)


def test_without_an_answer_nothing_is_placed(desk, nianbao, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    write(tmp_path / "pile" / "民政局.docx", "民政局", 1)
    code, _, err = nianbao("collect", tmp_path / "pile", "--year", YEAR)
    assert (1, []) == (code, files(desk, "民政局"))
    assert "--yes" in err


def test_dry_run_writes_nothing(desk, nianbao, tmp_path):
    write(tmp_path / "pile" / "民政局.docx", "民政局", 1)
    told = collect(nianbao, tmp_path / "pile", "--dry-run")
    assert [("放入", None)] == [(file["step"], file["placed"]) for file in told["files"]]
    assert [] == files(desk, "民政局")


# Piles that are not in order -------------------------------------------------------------------------------------


def zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_zips_in_a_zip_are_opened_and_litter_is_left_out(tmp_path):
    large = random.Random(1).randbytes(300_000)
    inner = zip_of(tmp_path / "民政局.zip", {"年报.txt": large, "Thumbs.db": b"", "~$a.docx": b"", "空\\": b""})
    outer = zip_of(tmp_path / "a.zip", {"甲/民政局.zip": inner.read_bytes(), "__MACOSX/b": b"", ".DS_Store": b""})
    with open_pile(outer) as pile:
        assert ["甲/民政局.zip/年报.txt"] == [file.name for file in pile.files]
        assert large == pile.files[0].path.read_bytes()


def test_what_a_terminal_would_obey_in_a_name_is_not_shown(tmp_path):
    (tmp_path / "收件").mkdir()
    (tmp_path / "收件" / "甲\n\x1b[31m\u202e乙.txt").write_text("1", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "收件.zip", "w") as archive:
        archive.writestr("甲\n\x1b[31m\u202e乙.txt", "1")
    for source in (tmp_path / "收件", tmp_path / "收件.zip"):
        with open_pile(source) as pile:
            assert ["甲__[31m_乙.txt"] == [file.name for file in pile.files]


def test_a_zip_cannot_write_outside(desk, nianbao, tmp_path):
    write(tmp_path / "民政局.docx", "民政局", 1)
    data = (tmp_path / "民政局.docx").read_bytes()
    told = collect(nianbao, zip_of(tmp_path / "a.zip", {"../../../民政局.docx": data, "/根/..": b"x"}))
    assert ["民政局.docx"] == files(desk, "民政局")
    assert "../../../民政局.docx" in places(told)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "不是文件夹"), (b"Rar!\x1a\x07\x00", "先解压"), (b"PK\x03\x04 broken", "不是文件夹")],
)
def test_what_is_no_pile_gets_one_message(desk, nianbao, tmp_path, content, words):
    (tmp_path / "收件.zip").write_bytes(content)
    code, out, err = nianbao("collect", tmp_path / "收件.zip", "--year", YEAR, "--yes")
    assert (2, "") == (code, out)
    assert words in err


def test_members_that_cannot_be_taken_out_are_told_and_the_others_placed(desk, nianbao, tmp_path):
    write(tmp_path / "民政局.docx", "民政局", 1)
    members = {"民政局.docx": (tmp_path / "民政局.docx").read_bytes(), "财政局.rar": b"Rar!", "审计局.txt": b"a" * 5000}
    path = zip_of(tmp_path / "a.zip", members)
    data = bytearray(path.read_bytes())
    at = data.index("审计局.txt".encode()) + len("审计局.txt".encode()) + 4
    data[at : at + 8] = bytes(8)
    path.write_bytes(data)
    told = collect(nianbao, path)
    assert {"财政局.rar", "审计局.txt"} == {problem["where"] for problem in told["problems"]}
    assert ["民政局.docx"] == files(desk, "民政局")


def test_two_hundred_megabytes_of_zeros_are_told_and_not_kept(desk, nianbao, tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("民政局.docx", "w") as member:
        for _ in range(200):
            member.write(bytes(1024 * 1024))
    told = collect(nianbao, path)
    assert [("民政局.docx", "文件超过 100 MB")] == [(p["where"], p["what"]) for p in told["problems"]]
