"""nianbao: the annual report on information disclosure, from an office's numbers to published pages."""

from .report import Report, open_report

__all__ = ["Report", "open_report"]
