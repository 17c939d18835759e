"""A report to make, and how that ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from .places import is_remote, place_of

EngineName = Literal["warm", "stock"]
RUN_STATES: Mapping[str, str] = {"built": "已生成", "refused": "退回修改", "failed": "运行失败"}


@dataclass(frozen=True, slots=True)
class Job:
    """One report to make: `parameters` go to the notebook, which runs in the workspace `root`.

    `basis` are the digests of what it is made of, and `reasons` the words why it is made.
    """

    year: int
    office: str
    parameters: Mapping[str, Any]
    notebook: Path
    root: Path
    folder: Path
    formats: tuple[str, ...]
    basis: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()

    def place(self, name: Literal["params", "data"]) -> Path:
        """Where the notebook finds the parameters, or what was handed in."""
        told = str(self.parameters.get(f"{name}_dir", name))
        return place_of(told) if is_remote(told) else self.root / told


@dataclass(frozen=True, slots=True)
class Started:
    """A job runs from now on."""

    office: str


@dataclass(frozen=True, slots=True)
class Result:
    """How a job ended, in one of RUN_STATES, with a line for the summary; `cpu` are seconds without a kernel's."""

    office: str
    state: str
    seconds: float
    errors: int = 0
    warnings: int = 0
    message: str = ""
    cpu: float = 0.0
