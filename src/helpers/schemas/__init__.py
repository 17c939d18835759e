"""JSON Schemas of the kit's JSON, made from the objects that write it, so that they cannot say anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .filing import filing_schema, reading_schema
from .findings import findings_schema
from .receipt import receipt_schema
from .runlog import runlog_schema

SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "filing": filing_schema,
    "read": reading_schema,
    "findings": findings_schema,
    "receipt": receipt_schema,
    "log": runlog_schema,
}
