"""The register, the campaign and the parameters: what is wrong is said before any kernel starts."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from helpers.errors import ParamsError
from helpers.params import find_workspace, load_campaign, load_register, report_params

HEADER = "id,name,short_name,kind,parent,powers,contact,from_year,to_year,predecessors,example\n"
ROWS = "jia,示例区甲局,甲局,district_office,,licence penalty,,2022,2023,,是\nyi,示例区乙局,,,jia,,,2023,,jia,\n"


def register(folder: Path, text: str, encoding: str = "utf-8"):
    (folder / "offices.csv").write_bytes(text.encode(encoding))
    return load_register(folder)


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


@pytest.mark.parametrize(("year", "ids"), [(2021, []), (2022, ["jia"]), (2023, ["jia", "yi"]), (2030, ["yi"])])
def test_register_of_a_year(tmp_path, year, ids):
    assert ids == [office.id for office in register(tmp_path, HEADER + ROWS).of_year(year)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["登记表是空的"]),
        ("id,nam\na,b\n", ["不认识的列“nam”", "第 1 行", "是不是“name”"]),
        ("name\n甲局\n", ["缺少列“id”"]),
        ("id,name\nA_1,甲局\n", ["列“id”的内容“A_1”不对", "第 2 行", "小写字母"]),
        ("id,name\na,\n", ["列“name”的内容“”不对", "请补上这一格"]),
        ("id,name\na,甲局\na,乙局\n", ["编号“a”用了两次", "第 3 行"]),
        ("id,name,from_year\na,甲局,去年\n", ["列“from_year”的内容“去年”不对", "四位数字"]),
        ("id,name,parent\na,甲局,zzz\n", ["所指的单位“zzz”不在登记表中"]),
    ],
)
def test_a_wrong_register_is_refused_with_line_and_remedy(tmp_path, text, words):
    with pytest.raises(ParamsError) as refused:
        register(tmp_path, text)
    assert [] == [word for word in [*words, "offices.csv"] if word not in str(refused.value)], str(refused.value)


def test_a_missing_register_is_named(tmp_path):
    with pytest.raises(ParamsError, match="没有找到登记表"):
        load_register(tmp_path)


@pytest.mark.parametrize(
    ("office", "year", "words"),
    [("jja", 2023, "是不是“jia”"), ("jia", 2024, "不在 2024 年度的登记范围（2022—2023）"), ("yi", 2022, "（2023—）")],
)
def test_an_office_that_is_not_there_is_told(tmp_path, office, year, words):
    with pytest.raises(ParamsError, match=words):
        register(tmp_path, HEADER + ROWS).office(office, year)


CAMPAIGN = "year: 2023\ndistrict: 示例区\ndeadline: 2024-01-31\n"


def campaign(folder: Path, text: str):
    (folder / "2023.yaml").write_text(text, encoding="utf-8")
    return load_campaign(folder, 2023)


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
        (CAMPAIGN + "formats: [html, docx]\n", ["不是可选的值", "第 4 行，formats.1", "docx"]),
        (CAMPAIGN + "year: 2023\n", ["“year”写了两次", "第 4 行"]),
        (CAMPAIGN.replace("district: ", "district："), ["第 2 行用了全角冒号"]),
        (
            CAMPAIGN + "decisions:\n  - {office: jia, decision: blank_is_zero, by: 张}\n",
            ["缺少这一项", "reason", "第 5 行"],
        ),
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
    with pytest.raises(ParamsError, match=r"没有 2023 年度的参数文件(.|\n)*现有年度：2022"):
        load_campaign(tmp_path, 2023)


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
        "  - {rule: I-04, severity: 'off', reason: 另行核对}\n"
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


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({**GOOD, "offce": "x"}, ["不认识参数“offce”", "是不是“office”"]),
        ({**GOOD, "yeer": 2022}, ["不认识参数“yeer”", "是不是“year”"]),
        ({**GOOD, "data_dri": "x"}, ["是不是“data_dir”"]),
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
