"""The catalogue of rules: importing this package registers every one."""

from . import across, document, entries, identities, wording  # noqa: F401 - imported to register their rules
from .check import Case, Verdict, catalogue, check
from .finding import Finding, Outcome, Severity

__all__ = ["Case", "Finding", "Outcome", "Severity", "Verdict", "catalogue", "check"]
