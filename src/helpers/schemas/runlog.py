"""The schema of a line of the log of a batch."""

from __future__ import annotations

from typing import get_args

from ..job import RUN_STATES, EngineName
from ..register import OFFICE_ID
from .parts import COUNT, TEXT, YEAR, Schema, closed, document, listed, whole

_OFFICE: Schema = {"type": "string", "pattern": whole(OFFICE_ID), "description": "填报单位编号"}
_SECONDS: Schema = {"type": "number", "minimum": 0, "description": "秒"}


def runlog_schema() -> Schema:
    """The schema of one line: an event of a batch."""
    lines = {
        "batch_started": _batch_started(),
        "report_started": {"office": _OFFICE},
        "report_ended": _report_ended(),
        "batch_ended": _batch_ended(),
    }
    return document("log", "--log-file 的一行：一件事", {"oneOf": [_line(name, more) for name, more in lines.items()]})


def _line(event: str, more: dict[str, Schema]) -> Schema:
    at: Schema = {"type": "string", "format": "date-time", "description": "何时"}
    return closed({"event": {"const": event}, "at": at, "year": YEAR, **more})


def _batch_started() -> dict[str, Schema]:
    limits = {"seconds": _SECONDS, "memory": COUNT | {"description": "字节"}}
    return {
        "jobs": COUNT | {"description": "要生成几份"},
        "standing": COUNT | {"description": "没有变化的有几份"},
        "missing": listed(_OFFICE, "未报送的单位"),
        "engine": {"enum": [*get_args(EngineName)]},
        "workers": COUNT | {"description": "同时运行几个，0 为集群的全部"},
        "scheduler": TEXT | {"description": "dask 调度器的地址，不用集群时为空"},
        "limits": closed(limits, description="每份报告的限度"),
        "versions": {"type": "object", "description": "同回执"},
    }


def _report_ended() -> dict[str, Schema]:
    return {
        "office": _OFFICE,
        "state": {"enum": list(RUN_STATES)},
        "reasons": listed(TEXT, "为什么生成"),
        "seconds": _SECONDS,
        "cpu": _SECONDS | {"description": "处理器用时（秒），不含内核"},
        "errors": COUNT,
        "warnings": COUNT,
        "message": TEXT | {"description": "为什么运行失败，其他状态为空"},
    }


def _batch_ended() -> dict[str, Schema]:
    counts = dict.fromkeys(RUN_STATES, COUNT)
    return {**counts, "seconds": _SECONDS, "interrupted": {"type": "boolean", "description": "是否中断"}}
