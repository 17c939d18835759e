"""The schemas of filing.json and of what `nianbao read` prints: the data dictionary of every form version."""

from __future__ import annotations

from collections.abc import Iterable

from ..filing import KIND_WORDS, EntryKind
from ..form import all_forms
from ..formspec import TableSpec
from ..register import OFFICE_ID
from .parts import CANONICAL_NUMBER, TEXT, YEAR, Schema, closed, document, listed, nullable, whole


def filing_schema() -> Schema:
    """The schema of filing.json."""
    office = {"type": "string", "pattern": whole(OFFICE_ID), "description": "填报单位编号，即登记表 offices.csv 的 id"}
    return _filing("filing", "filing.json：一个单位一年的全部数字及出处", office)


def reading_schema() -> Schema:
    """The schema of `nianbao read --format json`."""
    return _filing("read", "nianbao read --format json", nullable(TEXT, "文件标题中的单位名称，没有识别出来的为空"))


def _filing(name: str, title: str, office: Schema) -> Schema:
    specs = [table for form in all_forms() for table in form.tables.values()]
    tables = dict.fromkeys(table.id for table in specs)
    return document(
        name,
        title,
        closed(
            {
                "office": office,
                "year": YEAR,
                "title": nullable(TEXT, "报告标题原文"),
                "tables": closed(
                    {table: {"$ref": "#/$defs/table"} for table in tables}, description="各表按哪一版格式"
                ),
                "entries": _all_entries(tables),
                "sections": _sections(),
                "problems": listed(closed({"what": TEXT, "where": TEXT, "fix": TEXT}), "文件本身的问题"),
            }
        )
        | {
            "allOf": [*map(_where_read, specs), *map(_where_missing, tables)],
            "$defs": {"entry": _entry(), "table": _table(), **{_name(spec): _entries(spec) for spec in specs}},
        },
    )


def _entry() -> Schema:
    """One cell: `value` is a number if and only if the kind says so, and what is unreadable says why."""
    kinds = "；".join(f"{kind.value} {words}" for kind, words in KIND_WORDS.items())
    entry = closed(
        {
            "kind": {"enum": [kind.value for kind in EntryKind], "description": kinds},
            "value": {"type": ["string", "null"], "description": "数字；kind 不是 number 的为空"},
            "raw": {"type": "string", "description": "单元格原文"},
            "origin": {"type": "string", "minLength": 1, "description": "出处：文件 · 工作表 · 单元格"},
            "reason": {"type": "string", "minLength": 1, "description": "为什么无法识别，kind 是 unreadable 的才有"},
        },
        optional=("reason",),
    )
    is_number, is_unreadable = _of_kind(EntryKind.NUMBER), _of_kind(EntryKind.UNREADABLE)
    return entry | {
        "allOf": [
            {
                "if": is_number,
                "then": {"properties": {"value": CANONICAL_NUMBER}},
                "else": {"properties": {"value": {"type": "null"}}},
            },
            {"if": is_unreadable, "then": {"required": ["reason"]}, "else": {"properties": {"reason": False}}},
        ]
    }


def _of_kind(kind: EntryKind) -> Schema:
    return {"properties": {"kind": {"const": kind.value}}, "required": ["kind"]}


def _table() -> Schema:
    known: dict[str, Schema] = {"form": {"enum": [form.id for form in all_forms()]}, "recognised": {"const": True}}
    missing: dict[str, Schema] = {"form": {"type": "null"}, "recognised": {"const": False}}
    return {"oneOf": [closed(known, description="识别出的表"), closed(missing, description="没有识别出来的表")]}


def _name(spec: TableSpec) -> str:
    return f"{spec.id}-{spec.form}"


def _entries(spec: TableSpec) -> Schema:
    """The entries of a table under one form version: all of them, and none of another version."""
    cells = {a: {"$ref": "#/$defs/entry", "description": place.words} for a, place in spec.places.items()}
    return {
        "title": f"{spec.name}“{spec.title}”（{spec.form} 年格式）",
        "properties": cells,
        "required": list(spec.places),
        "propertyNames": {"if": _begins(spec.id), "then": {"enum": list(spec.places)}},
    }


def _where_read(spec: TableSpec) -> Schema:
    return _where({"const": spec.form}, spec.id, {"$ref": f"#/$defs/{_name(spec)}"})


def _where_missing(table: str) -> Schema:
    return _where({"type": "null"}, table, {"propertyNames": {"not": _begins(table)}})


def _where(form: Schema, table: str, entries: Schema) -> Schema:
    found = {"properties": {"form": form}, "required": ["form"]}
    tables = {"properties": {table: found}, "required": [table]}
    return {
        "if": {"properties": {"tables": tables}, "required": ["tables"]},
        "then": {"properties": {"entries": entries}},
    }


def _begins(table: str) -> Schema:
    return {"pattern": rf"^{table}\."}


def _all_entries(tables: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "description": "全部单元格，键是单元格编号：表.行.列",
        "propertyNames": {"pattern": rf"^(?:{'|'.join(tables)})\."},
    }


def _sections() -> Schema:
    numbers = dict.fromkeys(section.number for form in all_forms() for section in form.sections)
    known = ["0", *map(str, sorted(numbers))]
    return {
        "type": "object",
        "description": "各部分文字，键是格式中的部分序号，0 是格式中没有的部分",
        "propertyNames": {"enum": known},
        "additionalProperties": TEXT,
    }
