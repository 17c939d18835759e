"""The catalogue of rules and how a case confronts it."""

from .check import Verdict, YearVerdict, catalogue, check, check_year
from .finding import Finding, Outcome, Severity
from .rule import Case, Year

__all__ = [
    "Case",
    "Finding",
    "Outcome",
    "Severity",
    "Verdict",
    "Year",
    "YearVerdict",
    "catalogue",
    "check",
    "check_year",
]
