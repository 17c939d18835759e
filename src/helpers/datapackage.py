"""The year's numbers as one table, and the Frictionless Data Package (version 2) that describes the year's files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .filing import KIND_WORDS
from .form import all_forms, form_for_year
from .longtable import OFFICE_TABLE, YEAR_TABLE, joined_tables
from .outputs import FILING
from .params import Campaign
from .receipts import YearFolder
from .register import OFFICE_ID
from .schemas.filing import filing_schema
from .store import json_bytes, sha256, write_file

PACKAGE = "datapackage.json"
INDEX_TABLE = "index.csv"
FILING_SCHEMA = "filing.jsonschema.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

Descriptor = dict[str, Any]


def write_data_package(left: YearFolder, campaign: Campaign, states: Mapping[str, str]) -> None:
    """Join the tables of the offices whose report is built and describe them, with the index.csv that lies there.

    `states` are the states of an office there, with their words.
    """
    folder = left.path
    built = [office for office, ending in left.endings.items() if ending.state == "built"]
    filings = _Counted(joined_tables(table for _, table in left.each(OFFICE_TABLE, built)))
    write_file(folder / YEAR_TABLE, filings)
    write_file(folder / FILING_SCHEMA, json_bytes(filing_schema()))
    index = (folder / INDEX_TABLE).read_bytes()
    resources = [
        {**_filings_resource(), **_measured(filings.size, filings.digest.hexdigest())},
        {**_index_resource(states), **_measured(len(index), sha256(index))},
        _schema_resource(),
    ]
    write_file(folder / PACKAGE, json_bytes(_package(campaign, resources)))


class _Counted:
    """Pieces of a file that are counted and summed while they are written."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces, self.size, self.digest = pieces, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


def _measured(size: int, checksum: str) -> Descriptor:
    """Size and checksum as a resource tells them."""
    return {"bytes": size, "hash": f"sha256:{checksum}"}


def _package(campaign: Campaign, resources: Sequence[Descriptor]) -> Descriptor:
    form = form_for_year(campaign.year)
    licence = campaign.licence
    return {
        "$schema": _PROFILE,
        "name": f"nianbao-{campaign.year}",
        "title": f"{campaign.district}{campaign.year}年政府信息公开工作年度报告数据",
        "description": f"各填报单位 {campaign.year} 年度报告三张表的全部数字。只收已生成的报告，空白不等于 0。",
        "keywords": ["政府信息公开", "年度报告"],
        **({"licenses": [licence.model_dump(exclude_defaults=True)]} if licence else {}),
        "sources": [{"title": "各填报单位报送的年度报告材料"}, {"title": f"{form.document}《{form.name}》"}],
        "resources": list(resources),
        # Of every office, {office} being its id: no resources, because thousands of offices would be thousands of them.
        "officeFiles": [
            {"path": f"{{office}}/{OFFICE_TABLE}", "description": "这个单位的数字，各列同 filings"},
            {
                "path": f"{{office}}/{FILING}",
                "jsonSchema": FILING_SCHEMA,
                "description": "这个单位的数字、原文和出处，照报送原样，不公开",
            },
        ],
    }


def _filings_resource() -> Descriptor:
    tables = "|".join(dict.fromkeys(table for form in all_forms() for table in form.tables))
    fields = [
        *_key_fields(),
        _field("address", "string", "单元格编号：表.行.列", pattern=rf"^(?:{tables})\.[a-z0-9_]+\.[a-z0-9_]+$"),
        _field("label", "string", "单元格的说法，表、行、列照格式"),
        _field("value", "number", "数字；不是数字的为空，见 kind", required=False),
        _coded("kind", "单元格里是什么", {kind.value: words for kind, words in KIND_WORDS.items()}),
    ]
    key = {"fields": ["office", "year"], "reference": {"resource": "index", "fields": ["office", "year"]}}
    schema = _schema(fields, ["office", "year", "address"]) | {"foreignKeys": [key]}
    return _table("filings", YEAR_TABLE, "全部数字", "每个单位每个单元格一行，按登记表和格式的顺序", schema)


def _index_resource(states: Mapping[str, str]) -> Descriptor:
    office, year = _key_fields()
    fields = [
        year,
        office,
        _field("name", "string", "填报单位名称"),
        _coded("state", "状态", states),
        _field("state_words", "string", "状态的说法", enum=list(states.values())),
        _field("errors", "integer", "错误数", minimum=0),
        _field("warnings", "integer", "警告数", minimum=0),
    ]
    return _table("index", INDEX_TABLE, "各单位状态", "登记表中的每个填报单位一行", _schema(fields, ["office", "year"]))


def _schema_resource() -> Descriptor:
    return {
        "name": "filing-schema",
        "path": FILING_SCHEMA,
        "title": "filing.json 的 JSON Schema",
        "format": "json",
        "mediatype": "application/schema+json",
        "encoding": "utf-8",
    }


def _key_fields() -> list[Descriptor]:
    return [
        _field("office", "string", "填报单位编号", pattern=OFFICE_ID),
        _field("year", "integer", "报告年度", minimum=min(form.first_year for form in all_forms())),
    ]


def _table(name: str, path: str, title: str, description: str, schema: Descriptor) -> Descriptor:
    kind = {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    return {"name": name, "path": path, "title": title, "description": description, **kind, "schema": schema}


def _schema(fields: Sequence[Descriptor], key: Sequence[str]) -> Descriptor:
    return {"fields": list(fields), "missingValues": [""], "primaryKey": list(key)}


def _field(name: str, kind: str, title: str, required: bool = True, **constraints: Any) -> Descriptor:
    limits = ({"required": True} if required else {}) | constraints
    return {"name": name, "type": kind, "title": title} | ({"constraints": limits} if limits else {})


def _coded(name: str, title: str, words: Mapping[str, str]) -> Descriptor:
    """A field of codes, each with its word."""
    categories = [{"value": code, "label": label} for code, label in words.items()]
    return _field(name, "string", title, enum=list(words)) | {"categories": categories}
