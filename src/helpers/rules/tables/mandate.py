"""What an office may do by law, told from its kind in the register or else from its name."""

from __future__ import annotations

import re

from ..finding import Severity
from ..rule import Case

# Without the endings of _PART_OF these kinds are places: a province, a town; an _office of one is its department.
_PART_OF = re.compile(r"_(?:office|aggregate|government)$")
_TOO_LOW = ("town", "township", "street", "district", "county", "zone")
_MAKERS = ("ministry", "province", "city", "prefecture")
_LOWEST = re.compile(r"(?:街道(?:办事处|办)?|[镇乡](?:人民)?(?:政府)?|苏木(?:人民政府)?)$")
_AUTONOMOUS_REGION = re.compile(r"^.{1,8}?自治区")
_COUNTY = re.compile(r"(?:^|[省市州盟])([^省市州盟县区旗]{1,6})[县区旗]")
# The office of a government may report for it, and what is named after the country may be a ministry.
_DEPARTMENT = re.compile(r"^(?!国家|国务院|中华|中国).*(?:局|委员会|(?<!政府)办公[室厅])$")
# 社区, 园区, 开发区, 喀什地区 are no districts.
_NO_DISTRICT = re.compile(r"[社园地]$|(?:开发|保护|名胜)$|^[景库林矿山灾牧小片街校老]$")


def regulations_barred(case: Case) -> Severity | None:
    """How surely the office cannot make regulations 规章; None where it can, or where nothing tells.

    A county, a town or a department of one cannot. A department of a city or a province cannot either, but may report
    what its government made on its draft, so that is a warning.
    """
    kind = case.office.kind if case.office else ""
    place = _PART_OF.sub("", kind)
    if place in _TOO_LOW:
        return Severity.ERROR
    if place in _MAKERS and not kind.endswith("_office"):
        return None
    name = (case.office.name if case.office else case.submission.office_name) or ""
    if _is_low(re.sub(r"\s+", "", name)):
        return Severity.ERROR
    is_department = place in _MAKERS or _DEPARTMENT.search(name)
    return Severity.WARNING if is_department and place != "ministry" else None


def _is_low(name: str) -> bool:
    """Whether the name is that of a town, a street, a county, a district, or of a department of one."""
    if _LOWEST.search(name):
        return True
    rest = _AUTONOMOUS_REGION.sub("", name)
    return any(not _NO_DISTRICT.search(found[1]) for found in _COUNTY.finditer(rest))
