"""What the operator decides: the campaign of a year, the parameters of one report."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from .errors import ParamsError
from .register import OFFICE_ID, REGISTER, Office, Register
from .spelling import closest, did_you_mean
from .yamlfile import load_yaml


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Format = Literal["html", "pdf", "docx", "xlsx"]


class Decision(_Settings):
    """A decision about one office's form, with who and why."""

    office: str
    decision: Literal["blank_is_zero"]
    reason: Annotated[str, Field(min_length=2)]
    by: Annotated[str, Field(min_length=1)]


class SeverityChange(_Settings):
    """A rule's severity changed, or the rule switched off, for this campaign, with the reason."""

    rule: str
    severity: Literal["error", "warning", "info", "off"]
    reason: Annotated[str, Field(min_length=2)]

    @field_validator("severity", mode="before")
    @classmethod
    def _off_without_quotes(cls, value: object) -> object:
        # YAML takes a bare off for False.
        return "off" if value is False else value


class Site(_Settings):
    """What the portal that publishes the reports wants on their pages; what is empty is left out.

    `index_number` is the pattern of the 索引号 with `{code}`, the office's own, and `{year}`.
    """

    name: str = ""
    domain: str = ""
    id_code: str = ""
    column: str = ""
    column_description: str = ""
    column_keywords: str = ""
    column_type: str = ""
    published: dt.date | None = None
    topic: str = ""
    index_number: str = ""

    @field_validator("id_code", mode="before")
    @classmethod
    def _quoted(cls, value: object) -> object:
        # YAML drops the noughts before a number.
        if isinstance(value, int):
            raise ValueError('标识码是文字，不是数，请加引号，如 "4100000001"')
        return value

    @field_validator("index_number")
    @classmethod
    def _known_parts(cls, pattern: str) -> str:
        parts = re.findall(r"\{.*?\}", pattern)
        for part in parts:
            if part not in _INDEX_PARTS:
                raise ValueError(f"索引号中没有“{part}”这一项，可用：{'、'.join(_INDEX_PARTS)}")
        if pattern and "{code}" not in parts:
            raise ValueError("索引号各单位不同，应含 {code}（登记表 code 列，单位的机构代码）")
        return pattern


_INDEX_PARTS = ("{code}", "{year}")


class Licence(_Settings):
    """Under what terms the year's numbers may be used: an identifier of opendefinition.org, an address, a title."""

    name: Annotated[str, Field(pattern=r"^[-a-zA-Z0-9._]+$")]
    path: str = ""
    title: str = ""


class Campaign(_Settings):
    """One year's work: what is due, when, and in which formats. `overview_limit` is the most letters of section one."""

    year: int
    district: str
    deadline: dt.date
    formats: Annotated[tuple[Format, ...], Field(min_length=1)] = ("html", "pdf", "docx", "xlsx")
    fonts: Literal["bundled", "official"] = "bundled"
    decisions: tuple[Decision, ...] = ()
    severities: tuple[SeverityChange, ...] = ()
    overview_limit: Annotated[int, Field(ge=1)] | None = None
    site: Site = Site()
    licence: Licence | None = None

    @field_validator("deadline")
    @classmethod
    def _after_the_year(cls, deadline: dt.date, given: ValidationInfo) -> dt.date:
        # A campaign is copied from last year's.
        if deadline.year <= given.data.get("year", 0):
            raise ValueError(f"公布截止日应在 {given.data['year']} 年之后，写的是“{deadline}”")
        return deadline

    # A key whose items are all commented out holds nothing.
    @field_validator("decisions", "severities", mode="before")
    @classmethod
    def _empty_list(cls, value: object) -> object:
        return () if value is None else value

    @field_validator("site", mode="before")
    @classmethod
    def _empty_site(cls, value: object) -> object:
        return {} if value is None else value

    def index_number(self, office: Office) -> str:
        """The 索引号 of an office's report; empty without a pattern or without the office's code."""
        code = office.code
        return self.site.index_number.replace("{year}", str(self.year)).replace("{code}", code) if code else ""

    def blank_is_zero(self, office_id: str) -> Decision | None:
        """The decision that this office's blanks mean 0, if one is recorded."""
        return next((d for d in self.decisions if d.office == office_id and d.decision == "blank_is_zero"), None)


class ReportParams(BaseModel):
    """The parameters of the master notebook, exactly these five."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    year: int
    office: Annotated[str, Field(pattern=OFFICE_ID)]
    data_dir: str = ""
    params_dir: str = ""
    strict: bool = False


def report_params(names: Mapping[str, Any]) -> tuple[ReportParams, tuple[str, ...]]:
    """The five parameters out of a notebook's names, and the plain values among them that no parameter explains.

    Raises ParamsError for a value of the wrong type, and for a name that is nearly a parameter's.
    """
    known = tuple(ReportParams.model_fields)
    foreign = tuple(n for n, v in names.items() if n not in known and not n.startswith("_") and _injected(n, v))
    for name in foreign:
        near = closest(name, known, cutoff=0.74)
        if near:
            raise ParamsError(f"不认识参数“{name}”", "参数单元格", f"是不是“{near}”？")
    try:
        params = ReportParams.model_validate({name: names[name] for name in known if name in names})
    except ValidationError as problem:
        raise _parameter_error(problem) from None
    return params, foreign


def check_parameters(given: Mapping[str, Any]) -> None:
    """Make sure that what is given to the notebook are parameters of it, of their types.

    What is not given has its default in the notebook. Raises ParamsError.
    """
    known = tuple(ReportParams.model_fields)
    for name in given:
        if name not in known:
            raise ParamsError(f"不认识参数“{name}”", "命令行或参数文件", did_you_mean(name, known))
    try:
        ReportParams.model_validate({"year": 0, "office": "0", **given})
    except ValidationError as problem:
        raise _parameter_error(problem) from None


def _injected(name: str, value: object) -> bool:
    # Jupyter's own In, Out, exit … are not plain values, or are named here.
    plain = isinstance(value, str | int | float | bool | list | dict | tuple) or value is None
    return plain and name not in ("In", "Out")


def _parameter_error(problem: ValidationError) -> ParamsError:
    first = problem.errors()[0]
    name = str(first["loc"][0])
    wrong = {
        "year": ("应为整数年度", "写成 -p year 2023。"),
        "office": ("应为填报单位编号（小写字母、数字、连字符）", "写成 -p office xigong-shequ；全是数字的编号用 -r。"),
        "strict": ("应为 True 或 False", "写成 -p strict True。"),
    }.get(name, ("应为文件夹路径（文字）", "路径用引号括起来。"))
    if first["type"] == "missing":
        return ParamsError(f"缺少参数“{name}”", "参数单元格", wrong[1])
    return ParamsError(f"参数 {name} {wrong[0]}，给的是 {first['input']!r}", "参数单元格", wrong[1])


def find_workspace(start: Path) -> Path:
    """The nearest folder upwards from `start` that holds params/offices.csv. Raises ParamsError."""
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / "params" / REGISTER).is_file():
            return folder
    raise ParamsError(
        "没有找到工作目录（含 params/offices.csv 的文件夹）",
        str(start),
        "请在项目文件夹内运行，或用 --params、--data（笔记本里用 params_dir、data_dir）指定。",
    )


def load_campaign(params_dir: Path, year: int) -> Campaign:
    """Read `<year>.yaml`. Raises ParamsError with file, line and key."""
    path = params_dir / f"{year}.yaml"
    if not path.exists():
        years = "、".join(sorted(p.stem for p in params_dir.glob("[0-9]*.yaml"))) or "无"
        raise ParamsError(
            f"没有 {year} 年度的参数文件", str(path), f"现有年度：{years}。请核对年度，或照上一年新建一个。"
        )
    campaign = load_yaml(path, Campaign, ParamsError)
    if campaign.year != year:
        raise ParamsError(f"文件里写的年度是 {campaign.year}", str(path), f"请把 year 改为 {year}，或改文件名。")
    return campaign


def check_decisions(campaign: Campaign, register: Register) -> None:
    """Make sure that each decision is about an office of the register. Raises ParamsError with the nearest id."""
    offices = [office.id for office in register.offices]
    for decision in campaign.decisions:
        if decision.office not in offices:
            where = f"params/{campaign.year}.yaml 的 decisions"
            fix = did_you_mean(decision.office, offices, "请核对编号。")
            raise ParamsError(f"登记表中没有填报单位“{decision.office}”", where, fix)
