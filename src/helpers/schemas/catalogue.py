"""All schemas by the name that `nianbao schema` knows them by."""

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
