"""The command: help in Chinese, and for each mistake one message with what, where and how to mend."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from helpers.cli import nianbao as group

VERBS = sorted(group.list_commands(None))
OFFICE = "shili-jiaoyu"
TABLES = f"data/2023/{OFFICE}/tables.xlsx"


def has_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_chinese_help_with_an_example(verb, nianbao):
    code, out, _ = nianbao(verb, "--help")
    assert 0 == code
    assert out.startswith("用法：nianbao " + verb)
    assert f"例：nianbao {verb}" in out
    described = [line for line in out.splitlines() if line.startswith("  -")]
    assert [] == [line for line in described if not has_chinese(line)]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_takes_the_four_folder_options(verb):
    options = {name for param in group.get_command(None, verb).params for name in param.opts}
    assert {"--data", "--params", "--notebook", "--output"} <= options


def test_group_help_lists_every_verb_in_chinese(nianbao):
    code, out, _ = nianbao("--help")
    assert (0, "用法：nianbao [选项] 命令 …") == (code, out.splitlines()[0])
    assert [] == [verb for verb in VERBS if not re.search(rf"^  {verb} +[\u4e00-\u9fff]", out, re.MULTILINE)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("biuld", "2023"), ["没有命令“biuld”", "是不是“build”"]),
        (("build",), ["缺少 年度", "nianbao build --help"]),
        (("build", "二零二三"), ["年度 的值不对", "应为整数"]),
        (("build", "2023", "--ofice", "x"), ["没有选项“--ofice”", "--office"]),
        (("build", "2023", "x"), ["多出了参数：x"]),
        (("build", "2023", "-j", "0"), ["-j 的值不对", "应为整数，至少为 1"]),
        (("build", "2023", "--force=1"), ["选项“--force”后面不能写值"]),
        (("build", "2023", "--office"), ["选项“--office”后面要写值"]),
        (("build", "2031"), ["没有 2031 年度的参数文件", "2031.yaml", "现有年度：2022、2023、2024"]),
        (
            ("build", "2023", "--office", "shili-jiaoyv"),
            ["没有填报单位“shili-jiaoyv”", "offices.csv", "是不是“shili-jiaoyu”"],
        ),
        (("build", "2023", "--office", "示例区教育局"), ["没有填报单位“示例区教育局”", "要写编号“shili-jiaoyu”。"]),
        (
            ("template", "2023", "-o", "空表.xls"),
            ["空表写不成 .xls 文件", "空表.xls", "可用：.xlsx、.docx；或写文件夹。"],
        ),
        (("build", "2022", "--office", "xigong-shequ"), ["不在 2022 年度的登记范围"]),
        (("build", "2023", "--to", "word"), ["没有输出格式“word”", "html、pdf、docx、xlsx"]),
        (("build", "2023", "--notebook", "nichts.ipynb"), ["没有找到主笔记本", "nichts.ipynb"]),
        (("check",), ["要写年度，或用 --file 指定文件"]),
        (("check", "--file", "没有.xlsx", "--year", "2023"), ["没有找到文件", "没有.xlsx"]),
        (("check", "--file", "data", "--year", "2023"), ["这是文件夹，不是文件", "data"]),
        (("check", "2023", "--format", "xml"), ["--format 的值不对", "text、json"]),
        (("read", "没有.txt"), ["没有找到文件", "没有.txt"]),
        (("template", "2018", "-o", "x.xlsx"), ["2018 年度没有可用的报告格式", "2019"]),
        (("template", "2023", "--force", "-o", "文件夹.xlsx"), ["文件读写不了", "文件夹.xlsx", "请核对路径、权限"]),
        (("template", "2023", "--force", "-o", "文件夹.docx"), ["文件读写不了", "文件夹.docx", "请核对路径、权限"]),
        (("rules", "T3-99"), ["没有规则“T3-99”", "是不是"]),
        (("build", "2023", "--to", ""), ["没有输出格式“”", "html、pdf、docx、xlsx"]),
        (("build", "2023", "--office"), ["选项“--office”后面要写值", "nianbao build --help"]),
        (("build", "2023", "--data", "nichts"), ["没有这个文件夹", "nichts", "请核对 --data"]),
        (("check", "2023", "--data", "params/2023.yaml"), ["没有这个文件夹", "2023.yaml", "请核对 --data"]),
        (("index", "2023", "--params", "nichts"), ["没有这个文件夹", "nichts", "请核对 --params"]),
        (("build", "2023", "--notebook", "params/2023.yaml"), ["主笔记本不是 Jupyter 笔记本", "2023.yaml"]),
        (("check", "2023", "--previous", "x.xlsx"), ["--previous 要和 --file 一起用"]),
        (("check", "--file", "x.xlsx", "--office", OFFICE), ["不能再写 --office"]),
        (
            ("check", "--file", TABLES, "--year", "2023", "--previous", "params/2023.yaml"),
            ["没有认出表格", "2023.yaml"],
        ),
        (("template", "2023", "--to", "", "-o", "空"), ["没有空表格式“”", "xlsx、docx"]),
        (("template", "2023", "-o", "s3://a/b"), ["-o 的值不对", "s3://a/b", "本机的路径"]),
        (("annotate", TABLES, "--year", "2023", "-o", "副本.docx"), ["副本应与原件是同一种文件", "以 .xlsx 结尾"]),
    ],
)
def test_wrong_usage_gets_one_chinese_message_and_exit_code_2(workspace, nianbao, arguments, words):
    for folder in ("文件夹.xlsx", "文件夹.docx"):
        Path(folder).mkdir()
    code, out, err = nianbao(*arguments)
    assert (2, "") == (code, out)
    assert [] == [word for word in words if word not in err], err
    assert "Traceback" not in err


def test_outside_a_workspace_the_message_says_what_is_missing(tmp_path, monkeypatch, nianbao):
    monkeypatch.chdir(tmp_path)
    code, _, err = nianbao("build", "2023")
    assert 2 == code
    assert "没有找到工作目录（含 params/offices.csv 的文件夹）" in err


def change(workspace: Path, cell: str, value: object) -> None:
    path = workspace / "data" / "2023" / OFFICE / "tables.xlsx"
    book = openpyxl.load_workbook(path)
    book["申请"][cell] = value
    book.save(path)


def findings(nianbao, *arguments: str) -> tuple[int, list[dict]]:
    code, out, _ = nianbao("check", *arguments, "--format", "json")
    return code, json.loads(out)["findings"]


@pytest.mark.parametrize(
    ("value", "rule", "words"),
    [
        ("三七", "F-01", ["第三表「一、本年新收」行「自然人」列", "“三七”不是数字", "tables.xlsx · 申请 · D4"]),
        (-5, "F-02", ["不能是负数", "填的是 -5", "tables.xlsx · 申请 · D4"]),
        (12.5, "F-02", ["应为整数", "填的是 12.5", "tables.xlsx · 申请 · D4"]),
        ("/", "F-01", ["填的是“/”或“-”", "D4"]),
        (None, "F-01", ["空白", "没有的请填 0", "D4"]),
        ("12万", "F-01", ["带有单位“万”，本栏单位是“件”", "D4"]),
    ],
)
def test_a_wrong_cell_is_named_with_its_remedy(workspace, nianbao, value, rule, words):
    change(workspace, "D4", value)
    code, found = findings(nianbao, "2023", "--office", OFFICE)
    assert 1 == code
    told = next(finding for finding in found if finding["rule"] == rule)
    assert ["applications.new_received.natural_person"] == told["addresses"]
    assert ["tables.xlsx · 申请 · D4"] == told["places"]
    assert [] == [word for word in words if word not in told["message"]], told["message"]


def test_a_blank_hides_the_follow_on_errors_it_causes(workspace, nianbao):
    change(workspace, "D9", None)
    _, found = findings(nianbao, "2023", "--office", OFFICE)
    assert ["F-01"] == [finding["rule"] for finding in found]


def test_an_unreadable_workbook_is_named(workspace, nianbao):
    (workspace / "data" / "2023" / OFFICE / "tables.xlsx").write_bytes(b"PK\x03\x04 broken")
    code, found = findings(nianbao, "2023", "--office", OFFICE)
    assert 1 == code
    told = next(finding for finding in found if finding["rule"] == "I-01")
    assert ["tables.xlsx"] == told["places"]
    assert "请用 Excel 或 WPS 打开，另存为 .xlsx 后重新报送。（tables.xlsx）" in told["message"]


def test_a_missing_section_is_named(workspace, nianbao):
    path = workspace / "data" / "2023" / OFFICE / "narrative.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("# 五、")] + text[text.index("# 六、") :], encoding="utf-8")
    _, found = findings(nianbao, "2023", "--office", OFFICE)
    assert [("S-01", "缺少“五、存在的主要问题及改进情况”这一部分，请补上这个一级标题和内容。")] == [
        (finding["rule"], finding["message"]) for finding in found
    ]


def test_check_of_the_sample_finds_the_paragraph_off_its_topic_alone(workspace, nianbao):
    code, out, _ = nianbao("check", "2023")
    assert (0, "错误 0，警告 1，提示 0，未报送 0。") == (code, out.splitlines()[-1])
    assert ["C-02"] == [line.split()[1] for line in out.splitlines() if line.startswith("  警告")]


def test_check_json_has_the_shape_that_programs_rely_on(workspace, nianbao):
    code, out, err = nianbao("check", "2024", "--format", "json")
    told = json.loads(out)
    assert (1, "") == (code, err)
    keys = [
        "rule",
        "office",
        "year",
        "outcome",
        "severity",
        "addresses",
        "expected",
        "actual",
        "message",
        "places",
        "repairs",
    ]
    assert [keys] * len(told["findings"]) == [list(finding) for finding in told["findings"]]
    assert ["error", "warning", "info", "undecided"] == list(told["summary"])
    broken = next(finding for finding in told["findings"] if finding["rule"] == "T3-01")
    assert ("13442", "13433") == (broken["expected"], broken["actual"])
    assert 4 == len(broken["addresses"]) == len(broken["places"])


def test_check_of_a_file_uses_the_previous_year_when_it_is_given(workspace, nianbao):
    now, before = (f"data/{year}/{OFFICE}/tables.xlsx" for year in (2023, 2022))
    assert 0 == nianbao("check", "--file", now, "--year", "2023", "--previous", before)[0]
    change(workspace, "D5", 1)
    code, found = findings(nianbao, "--file", now, "--year", "2023", "--previous", before)
    assert 1 == code
    assert ["T3-01", "X-01"] == sorted(
        {f["rule"] for f in found if "applications.carried_in.natural_person" in f["addresses"]}
    )[:2]


def test_last_years_report_is_not_one_of_another_year(workspace, nianbao):
    assert 0 == nianbao("template", "2023", "--office", OFFICE, "-o", "上年.docx")[0]
    code, out, err = nianbao("check", "--file", TABLES, "--year", "2023", "--previous", "上年.docx")
    assert (2, "") == (code, out)
    assert "上一年度应是 2022 年度，这一份的标题是“示例区教育局2023年政府信息公开工作年度报告”" in err


def test_read_says_what_was_understood(workspace, nianbao):
    code, out, _ = nianbao("read", f"data/2023/{OFFICE}/tables.xlsx", "--year", "2023")
    assert 0 == code
    assert [
        "第二表（2021 年格式）：数字 10",
        "第三表（2021 年格式）：数字 175",
        "第四表（2021 年格式）：数字 15",
    ] == out.splitlines()[1:4]


def test_read_json_has_every_address_with_kind_value_raw_and_origin(workspace, nianbao):
    code, out, _ = nianbao("read", f"data/2023/{OFFICE}/tables.xlsx", "--year", "2023", "--format", "json")
    told = json.loads(out)
    assert 0 == code
    assert 200 == len(told["entries"])
    entry = told["entries"]["applications.new_received.natural_person"]
    assert ("number", "tables.xlsx · 申请 · D4") == (entry["kind"], entry["origin"])
    assert {"form": "2021", "recognised": True} == told["tables"]["applications"]


def test_read_of_a_file_without_a_table_exits_1(tmp_path, nianbao):
    path = tmp_path / "说明.txt"
    path.write_text("2023年工作总结", encoding="utf-8")
    assert 1 == nianbao("read", path, "--year", "2023")[0]


def test_template_prefills_what_last_year_carried_over_and_never_overwrites(workspace, nianbao):
    assert 0 == nianbao("template", "2023", "--office", OFFICE, "-o", "空表")[0]
    target = workspace / "空表" / OFFICE
    assert ["narrative.md", "tables.xlsx"] == sorted(path.name for path in target.iterdir())
    last, blank = (
        json.loads(nianbao("read", path, "--year", year, "--format", "json")[1])["entries"]
        for path, year in ((f"data/2022/{OFFICE}/tables.xlsx", 2022), (target / "tables.xlsx", 2023))
    )
    for column in ("natural_person", "business", "research", "public_interest", "legal_service", "other_org", "total"):
        assert (
            last[f"applications.carried_out.{column}"]["value"] == blank[f"applications.carried_in.{column}"]["value"]
        )
    kinds = [e["kind"] for address, e in blank.items() if ".carried_in." not in address]
    assert ["blank"] * 193 == kinds
    code, _, err = nianbao("template", "2023", "--office", OFFICE, "-o", "空表")
    assert 2 == code
    assert "文件已经存在，没有覆盖" in err
    assert 0 == nianbao("template", "2023", "--office", OFFICE, "-o", "空表", "--force")[0]


def test_templates_that_exist_are_kept_and_told_and_the_others_are_written(workspace, nianbao):
    assert 0 == nianbao("template", "2023", "--office", OFFICE, "-o", "空表")[0]
    (workspace / "空表" / OFFICE / "tables.xlsx").write_bytes(b"filled in")
    code, out, err = nianbao("template", "2023", "--all", "-o", "空表")
    assert (2, 22) == (code, len(out.splitlines()))
    assert f"空表/{OFFICE}/tables.xlsx、空表/{OFFICE}/narrative.md" in err
    assert b"filled in" == (workspace / "空表" / OFFICE / "tables.xlsx").read_bytes()


def test_a_word_form_lies_in_its_folder_whatever_the_office_is_called(workspace, nianbao):
    register = workspace / "params" / "offices.csv"
    text = register.read_text(encoding="utf-8").replace("示例区教育局", "示例区教育/体育局")
    register.write_text(text, encoding="utf-8")
    assert 0 == nianbao("template", "2023", "--office", OFFICE, "--to", "docx", "-o", "空表")[0]
    assert ["示例区教育_体育局2023年度报告.docx"] == [path.name for path in (workspace / "空表" / OFFICE).iterdir()]


@pytest.mark.parametrize("verb", [("template", "2023"), ("annotate", TABLES, "--year", "2023")], ids=lambda v: v[0])
def test_a_file_that_cannot_be_written_whole_stays_as_it_was(workspace, nianbao, monkeypatch, verb):
    (workspace / "旧.xlsx").write_bytes(b"as it was")

    def full(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    code, _, err = nianbao(*verb, "-o", "旧.xlsx", "--force")
    assert (2, "文件读写不了：磁盘满了\n位置：旧.xlsx\n处理办法：请核对路径、权限和磁盘空间。\n") == (code, err)
    assert b"as it was" == (workspace / "旧.xlsx").read_bytes()
    assert [] == [path.name for path in workspace.iterdir() if path.suffix == ".part"]


@pytest.mark.parametrize("written", ["html，docx", "HTML,html,Docx", " html、docx"])
def test_formats_are_listed_as_people_write_lists(workspace, nianbao, written):
    code, _, _ = nianbao("build", "2023", "--office", OFFICE, "--engine", "warm", "--to", written)
    made = workspace / "output" / "2023" / OFFICE
    assert (0, [".docx", ".html"]) == (code, sorted({f.suffix for f in made.glob("report.*")} - {".ipynb"}))


@pytest.mark.parametrize(("year", "count"), [(2020, 198), (2021, 200), (2023, 200)])
def test_blank_template_needs_no_workspace(tmp_path, monkeypatch, nianbao, year, count):
    monkeypatch.chdir(tmp_path)
    assert 0 == nianbao("template", year, "-o", "空表.xlsx")[0]
    told = json.loads(nianbao("read", "空表.xlsx", "--year", year, "--format", "json")[1])
    assert ["blank"] * count == [entry["kind"] for entry in told["entries"].values()]


def test_rules_lists_the_catalogue_and_explains_one(nianbao):
    code, out, _ = nianbao("rules")
    assert 0 == code
    assert 21 <= len(out.splitlines())
    code, out, err = nianbao("rules", "ｔ３－０１")
    assert (0, "") == (code, err)
    assert "第一项加第二项之和应等于第三项加第四项之和" in out
    assert "国办公开办函〔2021〕30号" in out


def test_fonts_says_what_each_role_resolves_to(nianbao):
    code, out, _ = nianbao("fonts")
    assert 0 == code
    roles = [line.split("　")[0] for line in out.splitlines() if "应为" in line]
    assert ["title", "body", "heading", "sub_heading", "table", "rare", "figure"] == roles
    told = json.loads(nianbao("fonts", "--format", "json")[1])
    assert {"bundled": roles, "official": roles} == {choice: list(fonts) for choice, fonts in told.items()}
    assert ("Noto Serif SC", True) == (told["bundled"]["body"]["family"], told["bundled"]["body"]["substitute"])


def test_index_is_made_again_from_receipts(workspace, nianbao):
    code, out, _ = nianbao("index", "2024")
    assert 0 == code
    page = Path(out.strip()).read_text(encoding="utf-8")
    assert "示例区水务局（示例）" in page


def test_form_is_the_data_dictionary(nianbao):
    code, out, _ = nianbao("form", "2023", "--format", "json")
    told = json.loads(out)
    assert (0, "2021", 200) == (code, told["form"], len(told["fields"]))
    fee = next(field for field in told["fields"] if field["address"].startswith("proactive.administrative_fee"))
    assert ("万元", "amount", []) == (fee["unit"], fee["value"], fee["sum_of"])
    assert 34 == sum(bool(field["sum_of"]) for field in told["fields"])
    assert "applications.granted.total　第三表「（一）予以公开」行「总计」列　件（合计）" in nianbao("form", "2023")[1]


@pytest.mark.skipif(os.name == "nt", reason="没有 sh")
def test_what_stands_for_closed_streams_is_there_for_those_that_it_starts():
    program = (
        "import os, subprocess, sys; from helpers.cli import _open_streams; _open_streams(); print(1);"
        "sys.exit(subprocess.call([sys.executable, '-c', 'import os; [os.fstat(n) for n in range(3)]']))"
    )
    assert 0 == subprocess.call(["sh", "-c", '"$0" -c "$1" <&- >&- 2>&-', sys.executable, program])


_COMMAND = [sys.executable, "-c", "from helpers.cli import main; main(['form', '2023'])"]


def test_who_reads_may_go_before_the_end():
    with subprocess.Popen(_COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert (b"", 0) == (process.stderr.read(), process.wait())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有写满的设备")
def test_a_full_disk_is_told_in_one_message():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(_COMMAND, stdout=full, stderr=subprocess.PIPE)
    told = "文件读写不了：磁盘满了\n处理办法：请核对路径、权限和磁盘空间。\n"
    assert (2, told) == (done.returncode, done.stderr.decode())


@pytest.mark.skipif(os.name == "nt", reason="Windows 不让删除当前文件夹")
def test_a_current_folder_that_is_no_more_is_told(tmp_path, nianbao, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tmp_path.rmdir()
    told = "当前文件夹已被移走、改名或删除\n处理办法：请换到工作区的文件夹再运行。\n"
    assert (2, "", told) == nianbao("check", "2023")
