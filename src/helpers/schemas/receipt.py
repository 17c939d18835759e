"""The schema of receipt.json."""

from __future__ import annotations

from ..form import form_versions
from ..job import RUN_STATES
from ..register import OFFICE_ID
from ..rules import catalogue
from .findings import summary
from .parts import SHA256, TEXT, YEAR, Schema, closed, document, listed, whole

_ONLY_AFTER_A_RUN = ("basis", "rules", "not_applicable", "superseded", "reasons")


def receipt_schema() -> Schema:
    """The schema of receipt.json; that of a failed run has the reason and the files of the run before."""
    time = {"type": "string", "format": "date-time", "description": "两次相同的运行之间可以不同"}
    properties: dict[str, Schema] = {
        "office": {"type": "string", "pattern": whole(OFFICE_ID), "description": "填报单位编号"},
        "year": YEAR,
        "state": {"enum": list(RUN_STATES), "description": "；".join(f"{s} {w}" for s, w in RUN_STATES.items())},
        "message": {"type": "string", "description": "为什么运行失败"},
        "inputs": _by_file("报送文件的校验码"),
        "outputs": _by_file("生成文件的校验码"),
        "basis": _by_part("报告由哪些部分而来，各部分的校验码"),
        "versions": _versions(),
        "findings": {"anyOf": [summary(), {"type": "object", "maxProperties": 0}]},
        "rules": listed({"$ref": "#/$defs/rule"}, "执行了的规则"),
        "not_applicable": {
            "type": "object",
            "description": "不适用的规则和原因",
            "propertyNames": {"$ref": "#/$defs/rule"},
            "additionalProperties": TEXT,
        },
        "superseded": listed(TEXT, "移到 superseded/ 的上次结果"),
        "reasons": listed(TEXT, "为什么生成"),
        "started": time,
        "finished": time,
        "timings": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}, "description": "秒"},
    }
    closed_to_others = closed(properties, optional=("message", *_ONLY_AFTER_A_RUN))
    failed: Schema = {"properties": {"state": {"const": "failed"}}}
    return document("receipt", "receipt.json：回执", closed_to_others) | {
        "if": failed,
        "then": {"required": ["message"]},
        "else": {"required": list(_ONLY_AFTER_A_RUN), "properties": {"message": False, "findings": summary()}},
        "$defs": {"rule": {"enum": list(catalogue())}},
    }


def _by_file(description: str) -> Schema:
    return {"type": "object", "additionalProperties": SHA256, "description": description}


def _by_part(description: str) -> Schema:
    """By part as in `basis`; empty where a report was made alone, without a plan."""
    return {"type": "object", "additionalProperties": SHA256, "description": description}


def _versions() -> Schema:
    texts: Schema = {"type": "object", "additionalProperties": TEXT}
    return closed(
        {
            "kit": TEXT,
            "python": TEXT,
            "fonts": texts,
            "libraries": texts,
            "form": {"enum": list(form_versions()), "description": "报告格式的版本"},
        },
        optional=("form",),
        description="结果还取决于哪些版本",
    )
