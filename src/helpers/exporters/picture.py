"""A figure as a picture for formats that hold no SVG: drawn by Typst with the bundled fonts, so with the same bytes."""

from __future__ import annotations

from functools import cache

import typst

from ..blocks import TEMPLATES
from ..fonts import bundled_fonts
from .published import NotAReportError

_PIXELS_PER_INCH = 240


def png_picture(svg: str) -> bytes:
    """The drawing as PNG. Raises NotAReportError where it is none."""
    try:
        made = _compiler().compile(format="png", ppi=_PIXELS_PER_INCH, sys_inputs={"svg": svg})
    except typst.TypstError as problem:
        raise NotAReportError(f"图画不出来：{problem.message}") from None
    if not isinstance(made, bytes):
        raise NotAReportError("图画不出来：不止一页")
    return made


@cache
def _compiler() -> typst.Compiler:
    folders = sorted({font.path.parent for font in bundled_fonts().values()})
    return typst.Compiler(TEMPLATES / "figure.typ", font_paths=folders, ignore_system_fonts=True)
