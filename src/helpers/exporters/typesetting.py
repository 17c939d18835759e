"""Typst as the kit uses it: one compiler for each template and set of fonts, which says in Chinese what went wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

from ..blocks import TEMPLATES
from ..fonts import Font, FontChoice, bundled_fonts, official_fonts
from .published import NotAReportError

_NOT_IN_ANY_FONT = re.compile(r'the text `"(.+?)"` could not be displayed')


@cache
def chosen_fonts(choice: FontChoice) -> Mapping[str, Font]:
    """The font of each role: bundled, or the official ones of this machine."""
    return bundled_fonts() if choice == "bundled" else official_fonts(_machine_fonts())


def _machine_fonts() -> list[tuple[str, Path]]:
    """Every upright regular font of the machine: family and file."""
    found = _font_book("official").fonts()
    return [(f.family, Path(f.path)) for f in found if f.path and (f.style, f.weight) == ("normal", 400)]


@cache
def _font_book(choice: FontChoice) -> typst.Fonts:
    folders = sorted({font.path.parent for font in bundled_fonts().values()})
    return typst.Fonts(include_system_fonts=choice == "official", include_embedded_fonts=False, font_paths=[*folders])


@cache
def compiler(template: str, choice: FontChoice = "bundled") -> typst.Compiler:
    """The compiler of one template, which sees the chosen fonts alone."""
    return typst.Compiler(TEMPLATES / template, font_paths=_font_book(choice))


@cache
def load_fonts() -> None:
    """Read the bundled fonts into memory, for the compilers to come in this process or in forks of it.

    No page is set: from its first page on the typesetter keeps threads, which would not be there in a fork.
    """
    families = sorted({font.family for font in bundled_fonts().values()})
    compiler("fonts.typ").compile(format="html", sys_inputs={"families": json.dumps(families)})


def failure(problem: typst.TypstError, what: str = "排版失败") -> NotAReportError:
    """What Typst said, in Chinese where there are letters that no font has."""
    letters = dict.fromkeys(_NOT_IN_ANY_FONT.findall(problem.diagnostic))
    if letters:
        return NotAReportError(
            f"没有字体能排出“{'”“'.join(letters)}”，PDF 没有生成。请在报送材料中换掉这些字符；"
            "确是生僻字的，请安装含有它们的字体（如 SimSun-ExtB），并在年度参数中写 fonts: official。"
        )
    return NotAReportError(f"{what}：{problem.message}")
