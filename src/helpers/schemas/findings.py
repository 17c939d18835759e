"""The schema of findings.json and of what `nianbao check` prints."""

from __future__ import annotations

from collections.abc import Mapping

from ..rules import Severity, catalogue
from ..rules.finding import OUTCOME_WORDS, SEVERITY_WORDS, Outcome
from ..rules.repairs.repair import MOST_REPAIRS
from .parts import CANONICAL_NUMBER, COUNT, TEXT, YEAR, Schema, addresses, closed, document, listed, nullable

_OPEN = (Outcome.BROKEN, Outcome.UNDECIDED)


def findings_schema() -> Schema:
    """The schema of findings.json, of an office and of a year."""
    properties = {
        "findings": listed(_finding(), "不符合和无法判断的校验结果"),
        "accepted": listed(_finding({"accepted": _accepted()}), "已放行的校验结果"),
        "summary": summary(),
        "missing": listed(TEXT, "未报送的单位编号，只有 nianbao check 有"),
        "failed": listed(TEXT, "材料读不了、没有校验的单位编号，没有这样的单位时不写"),
    }
    return document("findings", "findings.json：校验结果", closed(properties, optional=("missing", "failed"))) | {
        "$defs": {"address": addresses()}
    }


def summary() -> Schema:
    """The counts of findings by severity."""
    words = {severity.value: f"{SEVERITY_WORDS[severity]}数" for severity in Severity}
    words["undecided"] = f"其中{OUTCOME_WORDS[Outcome.UNDECIDED]}的"
    return closed({name: {**COUNT, "description": text} for name, text in words.items()})


def _finding(more: dict[str, Schema] | None = None) -> Schema:
    value = nullable(CANONICAL_NUMBER, "无法判断或不是数字的为空")
    return closed(
        {
            "rule": {"enum": list(catalogue()), "description": "规则编号，见 nianbao rules"},
            "office": {"type": "string", "description": "填报单位名称"},
            "year": YEAR,
            "outcome": _worded({outcome: OUTCOME_WORDS[outcome] for outcome in _OPEN}),
            "severity": _worded(SEVERITY_WORDS),
            "addresses": listed({"$ref": "#/$defs/address"}, "涉及的、可能有误的单元格"),
            "expected": {**value, "title": "应为"},
            "actual": {**value, "title": "实为"},
            "message": {"type": "string", "minLength": 1, "description": "给填报单位看的话"},
            "places": listed(TEXT, "出处：文件 · 工作表 · 单元格"),
            "repairs": listed(listed(_change()), "最小改动建议，最可能的在前", MOST_REPAIRS),
            **(more or {}),
        }
    )


def _worded(words: Mapping[Outcome, str] | Mapping[Severity, str]) -> Schema:
    return {"enum": [key.value for key in words], "description": "；".join(f"{k.value} {w}" for k, w in words.items())}


def _change() -> Schema:
    return closed({"address": {"$ref": "#/$defs/address"}, "from": CANONICAL_NUMBER, "to": CANONICAL_NUMBER})


def _accepted() -> Schema:
    why = {"reason": "理由", "by": "谁放行", "expires": "有效期至"}
    made: dict[str, Schema] = {name: {"type": "string", "description": words} for name, words in why.items()}
    made["expires"]["format"] = "date"
    return closed(made, description="放行")
