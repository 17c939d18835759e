"""What the schemas have in common: the frame of a document, closed objects, canonical numbers, addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..form import all_forms

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# A $ also stands before a line break at the end, in some languages.
_END = r"$(?!\n)"
CANONICAL_NUMBER: Schema = {
    "type": "string",
    "pattern": rf"^(?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]){_END}",
    "description": "规范的十进制数：没有正号、千分位和末尾的零",
}
SHA256: Schema = {"type": "string", "pattern": f"^[0-9a-f]{{64}}{_END}", "description": "SHA-256 校验码"}
COUNT: Schema = {"type": "integer", "minimum": 0}
TEXT: Schema = {"type": "string"}
YEAR: Schema = {
    "type": "integer",
    "minimum": min(form.first_year for form in all_forms()),
    "maximum": 2999,
    "description": "报告年度",
}


def document(name: str, title: str, schema: Schema) -> Schema:
    """A schema as a document of its own."""
    return {"$schema": DIALECT, "$id": f"urn:nianbao:schema:{name}", "title": title, **schema}


def whole(pattern: str) -> str:
    """A pattern, written with ^ and $, that not even a line break may follow."""
    return pattern.removesuffix("$") + _END


def closed(properties: Mapping[str, Schema], optional: tuple[str, ...] = (), description: str = "") -> Schema:
    """An object that has all `properties` but the optional ones, and no other."""
    made: Schema = {"description": description} if description else {}
    return made | {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def listed(items: Schema, description: str = "", most: int | None = None) -> Schema:
    """A list of such items."""
    made: Schema = {"description": description} if description else {}
    return made | {"type": "array", "items": items} | ({} if most is None else {"maxItems": most})


def nullable(schema: Schema, description: str) -> Schema:
    """The value or null."""
    return {"anyOf": [schema, {"type": "null"}], "description": description}


def addresses() -> Schema:
    """Any address of any form version."""
    known = dict.fromkeys(address for form in all_forms() for address in form.places)
    return {"enum": list(known), "description": "单元格编号：表.行.列"}
