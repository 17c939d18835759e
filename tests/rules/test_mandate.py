"""Who can make regulations 规章: told from the kind in the register, or else from the name."""

from __future__ import annotations

import pytest

from helpers.filing import Filing
from helpers.register import Office
from helpers.rules import Case, Severity
from helpers.rules.tables.mandate import regulations_barred
from helpers.submission import Submission


def barred(name: str, kind: str = "") -> Severity | None:
    return regulations_barred(Case(Submission(Filing("a", 2023, {})), Office(id="a", name=name, kind=kind)))


@pytest.mark.parametrize(
    "name",
    [
        "示例县青石镇人民政府",
        "示例县青石镇",
        "青石乡人民政府",
        "示例市示例区青禾街道办事处",
        "青禾街道",
        "示例市示例区教育局",
        "示例区教育局",
        "示例县民政局",
        "示例自治县人民政府",
        "示例省示例市示例县人民政府办公室",
        "示例旗自然资源局",
        "国家税务总局示例市示例区税务局",
        "示例市示例新区管理委员会",
        "示例壮族自治区示例市示例区 教育局",
    ],
)
def test_a_name_of_a_county_or_lower_is_barred(name):
    assert Severity.ERROR is barred(name)
    printed = Case(Submission(Filing("a", 2023, {}), office_name=name))
    assert Severity.ERROR is regulations_barred(printed)


@pytest.mark.parametrize(
    "name",
    [
        "示例市教育局",
        "示例省卫生健康委员会",
        "示例市社区治理和服务创新办公室",
        "示例市开发区管理局",
        "示例市老区建设办公室",
    ],
)
def test_a_department_of_a_city_or_a_province_is_a_warning(name):
    assert Severity.WARNING is barred(name)


@pytest.mark.parametrize(
    "name",
    [
        "示例市人民政府",
        "示例省人民政府办公厅",
        "示例壮族自治区人民政府",
        "示例藏族自治州人民政府",
        "示例市人民政府办公室",
        "示例地区行政公署",
        "景德镇市人民政府",
        "国家示例总局",
        "示例部",
        "",
    ],
)
def test_a_name_that_does_not_tell_is_not_barred(name):
    assert None is regulations_barred(Case(Submission(Filing("a", 2023, {}), office_name=name)))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("town", Severity.ERROR),
        ("street", Severity.ERROR),
        ("district", Severity.ERROR),
        ("district_office", Severity.ERROR),
        ("district_aggregate", Severity.ERROR),
        ("county_office", Severity.ERROR),
        ("zone_office", Severity.ERROR),
        ("zone_aggregate", Severity.ERROR),
        ("city_office", Severity.WARNING),
        ("province_office", Severity.WARNING),
        ("city", None),
        ("city_aggregate", None),
        ("city_government", None),
        ("province", None),
        ("prefecture", None),
        ("ministry", None),
        ("government_office", None),
        ("government", None),
        ("", None),
    ],
)
def test_the_kind_tells_first(kind, expected):
    assert expected is barred("示例市示例办", kind)


@pytest.mark.parametrize("kind", ["city_office", "government_office", "department", ""])
def test_the_name_tells_where_the_kind_leaves_it_open(kind):
    assert Severity.ERROR is barred("示例市廿里街道办事处", kind)


def test_a_government_of_a_city_is_trusted_whatever_its_name():
    assert None is barred("示例市示例区人民政府", "city_aggregate")


@pytest.mark.parametrize("kind", ["district", "district_aggregate", "city_government", "zone_aggregate", "province"])
def test_governments_report_for_a_whole_place(kind):
    assert Office(id="a", name="示例", kind=kind).is_government


@pytest.mark.parametrize("kind", ["", "district_office", "street", "city_office"])
def test_other_offices_do_not(kind):
    assert not Office(id="a", name="示例", kind=kind).is_government
