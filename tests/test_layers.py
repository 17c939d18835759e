"""The house's one rule of building: imports point down only."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "helpers"
# Packages of one layer that must not know each other; a module not named here has no place yet.
LAYERS: list[list[str]] = [
    ["errors", "places", "spelling", "yamlfile", "csvfile", "formfile"],
    ["form", "formspec", "register"],
    ["filing", "params", "exceptions", "fonts"],
    ["submission", "tables", "prose", "blocks", "titles", "wordpage", "wordtext", "workbook"],
    ["rules", "intake", "figures"],
    ["previous", "history", "report", "__init__"],
    ["exporters", "door", "engine", "warm", "nursery", "forked", "worker", "processes"],
    ["store", "digests", "scratch", "lock"],
    ["collect"],
    [
        "basis",
        "job",
        "outputs",
        "execution",
        "build",
        "cluster",
        "crew",
        "plan",
        "delivery",
        "index",
        "whole_year",
        "receipts",
        "wanted",
        "schemas",
        "longtable",
        "datapackage",
    ],
    ["cli"],
    ["preloaded", "loading"],
]
STRANGERS = ["rules", "intake", "figures"]
KERNEL_SIDE = 5
MACHINERY = {"papermill", "nbconvert", "nbclient", "nbformat", "jupyter_client", "typst", "IPython"}


def modules(package: Path) -> dict[str, Path]:
    return {".".join(p.relative_to(package).with_suffix("").parts): p for p in sorted(package.rglob("*.py"))}


def imports(package: Path, name: str, path: Path) -> Iterator[str]:
    """Dotted names within the package that a module imports, and the top names of foreign ones after a slash."""
    known = modules(package)
    for dotted in imported_names(name, path):
        top, *inner = dotted.split(".")
        if top == PACKAGE.name:
            yield nearest(inner, known)
        else:
            yield f"/{top}"


def imported_names(name: str, path: Path) -> Iterator[str]:
    """Every name a module imports, anywhere in it, as an absolute import would write it."""
    parts = [PACKAGE.name, *name.split(".")]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = parts[: len(parts) - node.level] if node.level else []
            yield from (".".join([*base, *filter(None, [node.module]), alias.name]) for alias in node.names)


def nearest(parts: list[str], known: Container[str]) -> str:
    """The module that holds the name: itself, or the module or package around it."""
    for end in range(len(parts), -1, -1):
        for module in (".".join(parts[:end]), ".".join([*parts[:end], "__init__"])):
            if module in known:
                return module
    return "__init__"


def room(module: str) -> str:
    return module.split(".")[0]


def level(module: str) -> int:
    return next(index for index, rooms in enumerate(LAYERS) if room(module) in rooms)


def wrong_edges(package: Path) -> list[str]:
    wrong = []
    for name, path in modules(package).items():
        for target in imports(package, name, path):
            if target.startswith("/"):
                if level(name) <= KERNEL_SIDE and target[1:] in MACHINERY:
                    wrong.append(f"{name} imports {target[1:]}")
            elif level(target) > level(name) or are_strangers(room(name), room(target)):
                wrong.append(f"{name} -> {target}")
    return wrong


def are_strangers(one: str, other: str) -> bool:
    return one != other and {one, other} <= set(STRANGERS)


def cycles(package: Path) -> list[str]:
    edges = {
        name: {t for t in imports(package, name, path) if not t.startswith("/") and t != name}
        for name, path in modules(package).items()
    }
    left = dict(edges)
    while True:
        done = {name for name, targets in left.items() if not targets & set(left)}
        if not done:
            return sorted(left)
        left = {name: targets for name, targets in left.items() if name not in done}


def placeless(package: Path) -> set[str]:
    return {room(name) for name in modules(package)} - {name for rooms in LAYERS for name in rooms}


def test_every_module_has_a_layer():
    assert set() == placeless(PACKAGE)


def test_a_planted_module_without_a_layer_is_found(tmp_path):
    for name in ("form", "utils"):
        (tmp_path / f"{name}.py").touch()
    assert {"utils"} == placeless(tmp_path)


def test_the_layers_name_no_module_that_is_gone():
    assert set() == {name for rooms in LAYERS for name in rooms} - {room(name) for name in modules(PACKAGE)}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_every_module_of_every_layer(name):
    text = (PACKAGE.parents[1] / name).read_text(encoding="utf-8")
    (shown,) = re.findall(r"```text\n(9 .*?)```", text, re.DOTALL)
    lines = [re.sub(r"[（(].*", "", line) for line in shown.splitlines() if "─" not in line]
    named = [word for line in lines for word in re.findall(r"[a-z_]+", line)]
    assert sorted(room for rooms in LAYERS for room in rooms if room != "__init__") == sorted(named)


def test_imports_point_down_only():
    assert [] == wrong_edges(PACKAGE)


def test_no_module_imports_itself_in_a_circle():
    assert [] == cycles(PACKAGE)


@pytest.mark.parametrize(
    ("module", "line", "found"),
    [
        ("form", "from .report import open_report", "form -> report"),
        ("rules/entries", "from ..intake import match", "rules.entries -> intake.match"),
        ("rules/entries", "from .. import report", "rules.entries -> report"),
        ("intake/match", "from ..rules.entries import x", "intake.match -> rules.entries"),
        ("form", "from helpers.report import open_report", "form -> report"),
        ("form", "import helpers.report", "form -> report"),
        ("form", "def f():\n    from .report import open_report", "form -> report"),
        ("form", "if TYPE_CHECKING:\n    from .report import Report", "form -> report"),
        ("report", "def f():\n    import papermill", "report imports papermill"),
        ("rules/entries", "from nbconvert.exporters import Exporter", "rules.entries imports nbconvert"),
    ],
)
def test_a_planted_edge_is_found(tmp_path, module, line, found):
    for name in ("form", "report", "rules/entries", "intake/match"):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(line if name == module else "", encoding="utf-8")
    assert [found] == wrong_edges(tmp_path)


def test_a_planted_circle_is_found(tmp_path):
    (tmp_path / "form.py").write_text("from .errors import x", encoding="utf-8")
    (tmp_path / "errors.py").write_text("from . import form", encoding="utf-8")
    assert ["errors", "form"] == cycles(tmp_path)
