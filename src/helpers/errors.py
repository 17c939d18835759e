"""What the operator can mend: each error says what is wrong, where, and how to mend it."""

from __future__ import annotations

from typing import ClassVar


class NianbaoError(Exception):
    """Stop the work with one Chinese message of three parts: what, where, how to mend. Picklable."""

    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, where: str = "", fix: str = "") -> None:
        super().__init__(what, where, fix)
        self.what, self.where, self.fix = what, where, fix

    def __str__(self) -> str:
        parts = [self.what]
        if self.where:
            parts.append(f"位置：{self.where}")
        if self.fix:
            parts.append(f"处理办法：{self.fix}")
        return "\n".join(parts)

    def _render_traceback_(self) -> list[str]:
        """Show the message alone in a notebook, where a traceback helps nobody who fills in a form."""
        return [f"{type(self).__name__}", *str(self).splitlines()]


class FormError(NianbaoError):
    """A form file is incomplete or contradicts itself."""


class ParamsError(NianbaoError):
    """A parameter, a campaign file or the register is wrong."""


class IntakeError(NianbaoError):
    """A document cannot be read at all."""


class RunError(NianbaoError):
    """A notebook did not run to its end."""

    exit_code = 3


class RefusedError(NianbaoError):
    """A report with open findings was about to be published."""

    exit_code = 1


class BusyError(NianbaoError):
    """Another process writes where this one was to write."""


class GlyphError(NianbaoError):
    """A letter has no glyph in any bundled font."""


def said(problem: BaseException) -> str:
    """What a problem of any library says of itself, in one line."""
    told = (problem.strerror if isinstance(problem, OSError) else None) or str(problem)
    return told.splitlines()[0] if told else type(problem).__name__
