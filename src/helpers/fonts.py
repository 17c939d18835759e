"""Which font file each typographic role resolves to: the bundled ones, or the official ones that a machine has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from pylopdf_fonts_zh_cn import sans_path, serif_path

from .errors import NianbaoError

FontChoice = Literal["bundled", "official"]
PACKAGE = "pylopdf-fonts-zh-cn"
_SHA256 = {
    "NotoSansSC-Regular.otf": "faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9",
    "NotoSerifSC-Regular.otf": "e8f396decc1f0963a016a989c3d8852e863d1350996f573860a80767c83a1cd3",
}


@dataclass(frozen=True, slots=True)
class FontRole:
    """What a font is for, the face that GB/T 9704-2012 wants there, and families that have it, the best first."""

    id: str
    words: str
    face: str
    official: tuple[str, ...] = ()
    sans: bool = False


# Families by their English and Chinese names, since font files carry either; the free ones of Linux come last.
ROLES = (
    FontRole(
        "title", "标题", "小标宋体", ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK")
    ),
    FontRole(
        "body",
        "正文",
        "仿宋体",
        ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "FZFangSong-Z02S", "FandolFang R"),
    ),
    FontRole("heading", "一级标题", "黑体", ("SimHei", "黑体", "STHeiti", "FZHei-B01S"), sans=True),
    FontRole(
        "sub_heading",
        "二级标题",
        "楷体",
        ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "FZKai-Z03S", "LXGW WenKai", "FandolKai"),
    ),
    FontRole("table", "表格、页码", "宋体", ("SimSun", "宋体", "STSong", "FZShuSong-Z01S")),
    FontRole("rare", "生僻字", "宋体", ("SimSun-ExtB", "FZSong-Extended", "HanaMinB")),
    # Drawn while the notebook runs, and the same on every machine.
    FontRole("figure", "图", "黑体", sans=True),
)


@dataclass(frozen=True, slots=True)
class Font:
    """One font file and its family name; a `substitute` has another face than the role wants."""

    family: str
    path: Path
    sha256: str
    substitute: bool = False


@cache
def bundled_fonts() -> Mapping[str, Font]:
    """The bundled font of each role.

    Raises NianbaoError where an installed file is not the pinned one, since then pages would differ between machines.
    """
    sans = _pinned("Noto Sans SC", Path(sans_path()))
    serif = _pinned("Noto Serif SC", Path(serif_path()))
    return {
        role.id: sans if role.sans else Font(serif.family, serif.path, serif.sha256, role.face != "宋体")
        for role in ROLES
    }


def bundled_folder() -> Path:
    """Where the bundled fonts lie, with nothing else of weight."""
    return Path(sans_path()).parent


def official_fonts(available: Iterable[tuple[str, Path]]) -> Mapping[str, Font]:
    """The font of each role among the families `available` on this machine, the bundled one where there is none."""
    paths: dict[str, Path] = {}
    for family, path in available:
        paths.setdefault(family, path)
    found = {role.id: next((family for family in role.official if family in paths), None) for role in ROLES}
    official = {role: Font(family, paths[family], _checksum(paths[family])) for role, family in found.items() if family}
    return {**bundled_fonts(), **official}


def families(fonts: Mapping[str, Font], role: str) -> list[str]:
    """The families in which a role is set: its own, then those that have the letters which it lacks."""
    return list(
        dict.fromkeys([fonts[role].family, *(font.family for font in bundled_fonts().values()), fonts["rare"].family])
    )


def font_versions(fonts: Mapping[str, Font]) -> dict[str, str]:
    """File name → sha256 of `fonts`, with the version of the bundled package, for the receipt."""
    return {PACKAGE: version(PACKAGE), **{font.path.name: font.sha256 for font in fonts.values()}}


def _pinned(family: str, path: Path) -> Font:
    found = _checksum(path)
    if found != _SHA256[path.name]:
        raise NianbaoError(
            "字体文件与规定的版本不同", path.name, f"请重新安装：pip install --force-reinstall {PACKAGE}==0.1.1"
        )
    return Font(family, path, found)


@cache
def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
