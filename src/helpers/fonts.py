"""Which font file each typographic role resolves to, the same for PDF and figures."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path, serif_path

from .errors import NianbaoError

PACKAGE = "pylopdf-fonts-zh-cn"
_SHA256 = {
    "NotoSansSC-Regular.otf": "faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9",
    "NotoSerifSC-Regular.otf": "e8f396decc1f0963a016a989c3d8852e863d1350996f573860a80767c83a1cd3",
}


@dataclass(frozen=True, slots=True)
class Font:
    """One font file and its family name."""

    family: str
    path: Path
    sha256: str


@cache
def bundled_fonts() -> dict[str, Font]:
    """The font of each role: title, body, heading, sub_heading, table, figure.

    Raises NianbaoError where an installed file is not the pinned one, since then pages would differ between machines.
    """
    sans = _pinned("Noto Sans SC", Path(sans_path()))
    serif = _pinned("Noto Serif SC", Path(serif_path()))
    return {"title": serif, "body": serif, "heading": sans, "sub_heading": serif, "table": serif, "figure": sans}


def font_versions() -> dict[str, str]:
    """File name → sha256, with the package version, for the receipt."""
    fonts = {font.path.name: font.sha256 for font in bundled_fonts().values()}
    return {PACKAGE: version(PACKAGE), **fonts}


def _pinned(family: str, path: Path) -> Font:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != _SHA256[path.name]:
        raise NianbaoError(
            "字体文件与规定的版本不同", path.name, f"请重新安装：pip install --force-reinstall {PACKAGE}==0.1.1"
        )
    return Font(family, path, found)
