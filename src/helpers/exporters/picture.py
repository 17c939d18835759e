"""A figure as a picture for formats that hold no SVG: drawn by Typst with the bundled fonts, so with the same bytes."""

from __future__ import annotations

import typst

from .published import NotAReportError
from .typesetting import compiler, failure, load_fonts

_PIXELS_PER_INCH = 201  # 200 where the figure is printed, a hair wider than it is drawn


def prepare_pictures() -> None:
    """Have ready what draws them."""
    compiler("figure.typ")
    load_fonts()


def png_picture(svg: str) -> bytes:
    """The drawing as PNG. Raises NotAReportError where it is none."""
    try:
        made = compiler("figure.typ").compile(format="png", ppi=_PIXELS_PER_INCH, sys_inputs={"svg": svg})
    except typst.TypstError as problem:
        raise failure(problem, "图画不出来") from None
    if not isinstance(made, bytes):
        raise NotAReportError("图画不出来：不止一页")
    return made
