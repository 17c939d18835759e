"""The catalogue of rules and how a case confronts it."""

from .check import Verdict, catalogue, check
from .finding import Finding, Outcome, Severity
from .rule import Case

__all__ = ["Case", "Finding", "Outcome", "Severity", "Verdict", "catalogue", "check"]
