"""The register, the campaign and the parameters: what is wrong is said before any kernel starts."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pytest

from helpers.errors import ParamsError
from helpers.params import find_workspace, load_campaign, report_params
from helpers.register import load_register

HEADER = "id,name,short_name,kind,parent,powers,contact,from_year,to_year,predecessors,example\n"
ROWS = "jia,示例区甲局,甲局,district_office,,licence penalty,,2022,2023,,是\nyi,示例区乙局,,,jia,,,2023,,jia,\n"


def register(folder: Path, text: str, encoding: str = "utf-8"):
    (folder / "offices.csv").write_bytes(text.encode(encoding))
    return load_register(folder)


@pytest.mark.parametrize(
    ("site", "code", "expected"),
    [
        ("site:\n  index_number: '{code}/{year}-00001'\n", "K42", "K42/2023-00001"),
        ("site:\n  index_number: '{code}/{year}-00001'\n", "", ""),
        ("site:\n", "K42", ""),
        ("", "K42", ""),
        ("site: {index_number: '{code}'}\n", "{year}", "{year}"),
    ],
    ids=["pattern and code", "no code", "nothing below site", "no site", "a code like a placeholder"],
)
def test_index_number_is_made_of_the_pattern_and_the_code_and_never_invented(tmp_path, site, code, expected):
    (tmp_path / "2023.yaml").write_text(CAMPAIGN + site, encoding="utf-8")
    (office,) = register(tmp_path, f"id,name,code\njia,示例区甲局,{code}\n").offices
    assert expected == load_campaign(tmp_path, 2023).index_number(office)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_register_is_read_however_a_spreadsheet_saved_it(tmp_path, encoding, separator, newline):
    text = (HEADER + "\n" + ROWS + ",,,,,,,,,,\n").replace(",", separator).replace("\n", newline)
    offices = register(tmp_path, text, encoding).offices
    assert [("jia", "示例区甲局", True), ("yi", "示例区乙局", False)] == [(o.id, o.name, o.example) for o in offices]
    assert (("licence", "penalty"), ("jia",)) == (offices[0].powers, offices[1].predecessors)


def test_register_reads_quoted_cells(tmp_path):
    assert "甲,局" == register(tmp_path, 'id,name\na1,"甲,局"\n').offices[0].name
    assert "甲;局" == register(tmp_path, '"id";"name"\r\n"a1";"甲;局"\r\n').offices[0].name


def test_register_needs_only_id_and_name_in_any_order_and_drops_blanks_around(tmp_path):
    (office,) = register(tmp_path, "name , id\n 甲局 , a1 \n").offices
    assert ("a1", "甲局", "", (), None, None, False) == (
        office.id,
        office.name,
        office.parent,
        office.powers,
        office.from_year,
        office.to_year,
        office.example,
    )


@pytest.mark.parametrize(
    "written", ["licence penalty", "licence；penalty", "licence、penalty", "licence; penalty", "licence  penalty "]
)
def test_a_list_in_a_cell_is_parted_by_blanks_or_semicolons(tmp_path, written):
    (office,) = register(tmp_path, f'id,name,powers\na,甲局,"{written}"\n').offices
    assert ("licence", "penalty") == office.powers


@pytest.mark.parametrize(("year", "ids"), [(2021, []), (2022, ["jia"]), (2023, ["jia", "yi"]), (2030, ["yi"])])
def test_register_of_a_year(tmp_path, year, ids):
    assert ids == [office.id for office in register(tmp_path, HEADER + ROWS).of_year(year)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["登记表是空的"]),
        ("id,nam\na,b\n", ["不认识的列“nam”", "第 1 行", "是不是“name”"]),
        ("\n \n,,\n", ["登记表是空的"]),
        ("id,name,powrs\na,b,c\n", ["不认识的列“powrs”", "是不是“powers”"]),
        ("id,name,zzzz\na,b,c\n", ["不认识的列“zzzz”", "可用的列：id、name、short_name"]),
        ("name\n甲局\n", ["缺少列“id”", "第 1 行"]),
        ("id,short_name\na,甲局\n", ["缺少列“name”", "第 1 行"]),
        ("id,name\n,甲局\n", ["列“id”的内容“”不对", "第 2 行"]),
        ("id,name\n../etc,甲局\n", ["列“id”的内容“../etc”不对", "第 2 行"]),
        ("id,name\n甲,甲局\n", ["列“id”的内容“甲”不对", "第 2 行"]),
        ("id,name\nA_1,甲局\n", ["列“id”的内容“A_1”不对", "第 2 行", "小写字母"]),
        ("id,name\na,\n", ["列“name”的内容“”不对", "请补上这一格"]),
        ("id,name\na,甲局\na,乙局\n", ["编号“a”用了两次", "第 3 行"]),
        ("id,name,from_year,to_year\na,甲局,2024,2023\n", ["“a”登记的起始年度在终止年度之后"]),
        ("id,name,from_year\na,甲局,去年\n", ["列“from_year”的内容“去年”不对", "四位数字"]),
        ("id,name,to_year\n\na,甲局,\n\nb,乙局,23年\n", ["列“to_year”的内容“23年”不对", "第 5 行"]),
        ("id,name,parent\na,甲局,zzz\n", ["“a”", "所指的单位“zzz”不在登记表中"]),
        ("id,name,predecessors\na,甲局,a zzz\n", ["“a”", "所指的单位“zzz”不在登记表中"]),
    ],
)
def test_a_wrong_register_is_refused_with_line_and_remedy(tmp_path, text, words):
    with pytest.raises(ParamsError) as refused:
        register(tmp_path, text)
    assert [] == [word for word in [*words, "offices.csv"] if word not in str(refused.value)], str(refused.value)


def test_a_missing_register_is_named(tmp_path):
    with pytest.raises(ParamsError, match=r"没有找到登记表(.|\n)*offices\.csv"):
        load_register(tmp_path)


def test_a_register_in_no_known_encoding_is_refused(tmp_path):
    with pytest.raises(ParamsError, match=r"登记表的编码无法识别(.|\n)*offices\.csv"):
        register(tmp_path, "id,name\na,甲局\n", "utf-16")


def test_an_office_is_found_by_id_and_year(tmp_path):
    read = register(tmp_path, HEADER + ROWS)
    assert ["示例区甲局", "示例区甲局"] == [read.office("jia", year).name for year in (2022, 2023)]


@pytest.mark.parametrize(
    ("office", "year", "words"),
    [
        ("jja", 2023, "没有填报单位“jja”(.|\n)*是不是“jia”"),
        ("zzzzzz", 2023, "请核对编号"),
        ("jia", 2024, "不在 2024 年度的登记范围（2022—2023）"),
        ("yi", 2022, "（2023—）"),
    ],
)
def test_an_office_that_is_not_there_is_told(tmp_path, office, year, words):
    with pytest.raises(ParamsError, match=words):
        register(tmp_path, HEADER + ROWS).office(office, year)


# Each line stands for nine times as much as the one before it.
BOMB = "a: &a [x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefghijk", "bcdefghijkl", strict=True)
)
CAMPAIGN = "year: 2023\ndistrict: 示例区\ndeadline: 2024-01-31\n"


def campaign(folder: Path, text: str):
    (folder / "2023.yaml").write_text(text, encoding="utf-8")
    return load_campaign(folder, 2023)


def test_a_campaign_of_three_lines_makes_page_and_pdf_of_every_office(tmp_path):
    read = campaign(tmp_path, "\ufeff" + CAMPAIGN)
    assert (2023, dt.date(2024, 1, 31), ("html", "pdf", "docx", "xlsx")) == (read.year, read.deadline, read.formats)
    assert ((), ()) == (read.decisions, read.severities)


def test_a_campaign_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "2023.yaml").write_bytes(CAMPAIGN.encode("gb18030"))
    with pytest.raises(ParamsError, match=r"文件不是 UTF-8 编码(.|\n)*2023\.yaml"):
        load_campaign(tmp_path, 2023)


def test_campaign_has_its_decisions(tmp_path):
    item = "{office: jia, decision: blank_is_zero, reason: 来函说明, by: 张某}"
    read = campaign(tmp_path, CAMPAIGN + f"decisions:\n  - {item}\n")
    assert "来函说明" == read.blank_is_zero("jia").reason
    assert read.blank_is_zero("yi") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CAMPAIGN + "format: [html]\n", ["不认识这一项", "第 4 行，format", "是不是“formats”"]),
        (CAMPAIGN.replace("district: 示例区\n", ""), ["缺少这一项", "district"]),
        (CAMPAIGN.replace("2024-01-31", "明年一月"), ["应为日期，如 2024-01-31", "第 3 行", "明年一月"]),
        (CAMPAIGN.replace("2024-01-31", "2024-02-30"), ["没有“2024-02-30”这一天", "第 3 行"]),
        (CAMPAIGN.replace("year: 2023", "year: 两千"), ["应为整数", "第 1 行", "两千"]),
        (CAMPAIGN.replace("year: 2023", "year: 2022"), ["文件里写的年度是 2022"]),
        (CAMPAIGN + "formats: [html, word]\n", ["不是可选的值", "第 4 行，formats.1", "word"]),
        (CAMPAIGN + "year: 2023\n", ["“year”写了两次", "第 4 行"]),
        (CAMPAIGN.replace("district: ", "district："), ["第 2 行用了全角冒号"]),
        (
            CAMPAIGN + "decisions:\n  - {office: jia, decision: blank_is_zero, by: 张}\n",
            ["缺少这一项", "reason", "第 5 行"],
        ),
        (CAMPAIGN.replace("2024-01-31", "2024/1/31"), ["应为日期，如 2024-01-31", "第 3 行，deadline", "2024/1/31"]),
        (CAMPAIGN + "formats: html\n", ["应为列表，写的是“html”", "第 4 行，formats"]),
        (CAMPAIGN + "site: {nmae: 甲}\n", ["不认识这一项", "第 4 行，site.nmae", "是不是“name”"]),
        (CAMPAIGN + "site: {id_code: 0100000001}\n", ["标识码是文字，不是数，请加引号", "第 4 行，site.id_code"]),
        (CAMPAIGN + "site: {index_number: '{code}/{yaer}'}\n", ["没有“{yaer}”这一项，可用：{code}、{year}"]),
        (CAMPAIGN + "site: {index_number: A-1}\n", ["索引号各单位不同，应含 {code}"]),
        (CAMPAIGN + "distict: 甲\n", ["不认识这一项", "第 4 行，distict", "是不是“district”"]),
        (CAMPAIGN + "fonts: simsun\n", ["不是可选的值，写的是“simsun”", "第 4 行，fonts", "bundled"]),
        (
            CAMPAIGN + "decisions:\n  - {offce: jia, decision: blank_is_zero, reason: 来函, by: 张}\n",
            ["不认识这一项", "第 5 行，decisions.0.offce", "是不是“office”"],
        ),
        (
            CAMPAIGN + "severities:\n  - rule: X-02\n    severity: warn\n    reason: 清理\n",
            ["不是可选的值，写的是“warn”", "第 6 行，severities.0.severity", "warning"],
        ),
        (CAMPAIGN + "decisions: [\n", ["文件不是正确的 YAML", "第 "]),
        (CAMPAIGN + "formats:\n\t- html\n", ["文件不是正确的 YAML", "第 5 行用制表符缩进，请改为空格"]),
        (CAMPAIGN + "formats: []\n", ["不能为空", "第 4 行，formats"]),
        (CAMPAIGN + "formats:\n", ["应为列表，这里空着", "第 4 行，formats"]),
        (CAMPAIGN + "overview_limit: 0\n", ["太小，写的是“0”", "第 4 行，overview_limit", "至少为 1"]),
        (CAMPAIGN + "licence: {name: 知识共享}\n", ["写法不对，写的是“知识共享”", "第 4 行，licence.name"]),
        (CAMPAIGN + "1: x\n", ["这一项的名称应为文字", "第 4 行"]),
        (CAMPAIGN.replace("2024-01-31", "2023-01-31"), ["公布截止日应在 2023 年之后，写的是“2023-01-31”", "第 3 行"]),
        (CAMPAIGN + "site: &a\n  name: *a\n", ["应为文字", "第 5 行，site.name"]),
        (CAMPAIGN + BOMB, ["不认识这一项", "第 4 行，a"]),
        (CAMPAIGN + "decisions: &a [*a]\n", ["应为“键: 值”", "第 4 行，decisions.0"]),
        ("- a\n", ["文件应由“键: 值”组成"]),
        ("", ["文件应由“键: 值”组成"]),
    ],
)
def test_a_wrong_campaign_is_refused_with_line_key_and_remedy(tmp_path, text, words):
    with pytest.raises(ParamsError) as refused:
        campaign(tmp_path, text)
    assert [] == [word for word in [*words, "2023.yaml"] if word not in str(refused.value)], str(refused.value)


def test_a_missing_campaign_names_the_years_there_are(tmp_path):
    (tmp_path / "2022.yaml").write_text(CAMPAIGN, encoding="utf-8")
    with pytest.raises(ParamsError, match=r"没有 2023 年度的参数文件(.|\n)*2023\.yaml(.|\n)*现有年度：2022"):
        load_campaign(tmp_path, 2023)
    with pytest.raises(ParamsError, match="现有年度：无"):
        load_campaign(tmp_path / "none", 2023)


@pytest.mark.parametrize("verb", ["check", "build"])
def test_a_decision_about_no_office_of_the_register_is_told(workspace, nianbao, verb):
    path = workspace / "params" / "2023.yaml"
    item = "{office: shili-jiaoyv, decision: blank_is_zero, reason: 来函说明, by: 张某}"
    text = path.read_text(encoding="utf-8").replace("decisions: []", f"decisions: [{item}]")
    path.write_text(text, encoding="utf-8")
    code, _, err = nianbao(verb, "2023")
    assert (2, True) == (code, "没有填报单位“shili-jiaoyv”" in err and "是不是“shili-jiaoyu”" in err)


def test_an_unknown_rule_in_the_campaign_is_told(workspace, nianbao):
    path = workspace / "params" / "2023.yaml"
    item = "severities:\n  - {rule: T3-1, severity: info, reason: 试试看}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("severities: []\n", item), encoding="utf-8")
    code, _, err = nianbao("check", "2023")
    assert 2 == code
    assert "没有规则“T3-1”" in err


def test_a_rule_can_be_changed_or_switched_off_with_a_reason(workspace, nianbao):
    path = workspace / "params" / "2024.yaml"
    items = (
        "severities:\n  - {rule: N-08, severity: warning, reason: 本年度改为提醒}\n"
        "  - {rule: I-04, severity: off, reason: 另行核对}\n"
    )
    path.write_text(path.read_text(encoding="utf-8").replace("severities: []\n", items), encoding="utf-8")
    _, out, _ = nianbao("check", "2024")
    assert "警告 N-08" in out
    assert "I-04" not in out


GOOD = {"year": 2023, "office": "xigong-shequ"}


def test_the_five_parameters_are_taken_and_foreign_values_told():
    names = {**GOOD, "strict": True, "colour": "blue", "_": 1, "In": [], "math": math, "f": print, "Path": Path}
    params, foreign = report_params(names)
    assert (2023, "xigong-shequ", "", "", True) == tuple(params.model_dump().values())
    assert ("colour",) == foreign


def test_foreign_plain_values_are_told_in_their_order_and_nothing_else_is():
    values = {"note": "x", "limit": 3, "ratio": 0.5, "flag": None, "names": ["a"], "table": {}, "pair": (1, 2)}
    silent = {"_offce": 1, "__name__": "x", "In": ["x"], "Out": {}, "pathlib": math, "helper": len, "Kind": Path}
    assert tuple(values) == report_params({**silent, **GOOD, **values})[1]


def test_parameters_left_out_have_their_defaults():
    assert ({**GOOD, "data_dir": "", "params_dir": "", "strict": False}, ()) == (
        report_params(GOOD)[0].model_dump(),
        report_params(GOOD)[1],
    )


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({**GOOD, "offce": "x"}, ["不认识参数“offce”", "是不是“office”"]),
        ({**GOOD, "yeer": 2022}, ["不认识参数“yeer”", "是不是“year”"]),
        ({**GOOD, "data_dri": "x"}, ["是不是“data_dir”"]),
        ({**GOOD, "param_dir": "x"}, ["是不是“params_dir”"]),
        ({**GOOD, "Office": "x"}, ["不认识参数“Office”", "是不是“office”"]),
        ({**GOOD, "strikt": True}, ["是不是“strict”"]),
        ({"yeer": 2023, "office": "x"}, ["不认识参数“yeer”", "是不是“year”"]),
        ({"year": 2023}, ["缺少参数“office”", "-p office"]),
        ({**GOOD, "year": 2023.0}, ["year 应为整数年度"]),
        ({**GOOD, "year": None}, ["year 应为整数年度"]),
        ({**GOOD, "params_dir": None}, ["params_dir 应为文件夹路径"]),
        ({"office": "x"}, ["缺少参数“year”"]),
        ({**GOOD, "year": "2023"}, ["year 应为整数年度", "-p year 2023"]),
        ({**GOOD, "year": True}, ["year 应为整数年度"]),
        ({**GOOD, "office": 7}, ["office 应为填报单位编号"]),
        ({**GOOD, "office": "../etc"}, ["office 应为填报单位编号"]),
        ({**GOOD, "strict": "yes"}, ["strict 应为 True 或 False"]),
        ({**GOOD, "data_dir": 3}, ["data_dir 应为文件夹路径"]),
    ],
)
def test_wrong_parameters_are_refused_with_their_remedy(names, words):
    with pytest.raises(ParamsError) as refused:
        report_params(names)
    assert [] == [word for word in words if word not in str(refused.value)], str(refused.value)


def test_workspace_is_the_nearest_folder_upwards(tmp_path):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "offices.csv").touch()
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    assert tmp_path == find_workspace(deep)
    (tmp_path / "a" / "params").mkdir()
    assert tmp_path == find_workspace(deep)
    (tmp_path / "a" / "params" / "offices.csv").touch()
    assert tmp_path / "a" == find_workspace(deep)


def test_outside_a_workspace_the_folder_and_the_way_out_are_told(tmp_path):
    with pytest.raises(ParamsError) as refused:
        find_workspace(tmp_path)
    words = ["没有找到工作目录", "params/offices.csv", str(tmp_path), "--params", "--data"]
    assert [] == [word for word in words if word not in str(refused.value)], str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,name\na1,某局,多余\n", ["这一行比列名多出“多余”", "第 2 行", "双引号"]),
        ("id,name,name\na1,甲局,乙局\n", ["列“name”写了两次"]),
        ("id,name,example\na1,甲局,大概\n", ["列“example”的内容“大概”不对", "写“是”或“否”"]),
        ("id,name,from_year\na1,甲局,23\n", ["列“from_year”的内容“23”不对", "四位数字"]),
    ],
)
def test_a_register_that_would_be_misread_is_refused(tmp_path, text, words):
    with pytest.raises(ParamsError) as refused:
        register(tmp_path, text)
    assert [] == [word for word in words if word not in str(refused.value)], str(refused.value)


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("id,name,example\na1,甲局,True\n", True),
        ("id,name,example\na1,甲局,否\n", False),
        ("id,name,\na1,甲局,\n", False),
        ("\n\nid;name\na1;甲局\n", False),
        ("id,name\ra1,甲局\r", False),
    ],
)
def test_a_register_as_other_programs_write_it_is_read(tmp_path, text, example):
    assert [("a1", "甲局", example)] == [(o.id, o.name, o.example) for o in register(tmp_path, text).offices]


def test_a_list_whose_items_are_all_commented_out_is_empty(tmp_path):
    assert ((), ()) == (
        campaign(tmp_path, CAMPAIGN + "decisions:\nseverities:\n").decisions,
        campaign(tmp_path, CAMPAIGN + "decisions:\nseverities:\n").severities,
    )


def test_a_register_is_read_again_only_when_it_changes(tmp_path):
    first = register(tmp_path, "id,name\njia,示例区甲局\n")
    assert first is load_register(tmp_path)
    (tmp_path / "offices.csv").write_text("id,name\njia,示例区乙局\n", encoding="utf-8")
    assert ["示例区乙局"] == [office.name for office in load_register(tmp_path).offices]
