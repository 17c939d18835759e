"""nianbao: the annual report on information disclosure, from an office's numbers to published pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .report import Report, open_report

__all__ = ["Report", "open_report"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: papermill imports this package wherever the kit is installed, for everybody's notebooks.
    if name in __all__:
        from . import report

        return getattr(report, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
