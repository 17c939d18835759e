"""The house's one rule of building: imports point down only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "helpers"
# Packages of one layer that must not know each other; a module not named here has no place yet.
LAYERS: list[list[str]] = [
    ["errors", "yamlfile"],
    ["form"],
    ["filing", "params", "fonts"],
    ["submission", "tables", "prose", "blocks"],
    ["rules", "intake", "figures"],
    ["report", "__init__"],
    ["exporters"],
    ["store"],
    ["build", "index"],
    ["cli"],
]
STRANGERS = ["rules", "intake", "figures"]
KERNEL_SIDE = 5
MACHINERY = {"papermill", "nbconvert", "nbclient", "nbformat", "jupyter_client", "typst", "IPython"}


def modules(package: Path) -> dict[str, Path]:
    return {".".join(p.relative_to(package).with_suffix("").parts): p for p in sorted(package.rglob("*.py"))}


def imports(package: Path, name: str, path: Path) -> Iterator[str]:
    """Dotted names within the package that a module imports, and the top names of foreign ones."""
    known = modules(package)
    parts = name.split(".")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ("/" + alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield "/" + (node.module or "").split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            base = parts[: len(parts) - node.level] + ((node.module or "").split(".") if node.module else [])
            for alias in node.names:
                inner = ".".join([*base, alias.name])
                target = inner if inner in known else ".".join(base)
                yield target if target in known else ".".join(filter(None, [target, "__init__"]))


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
            elif level(target) > level(name) or (
                room(name) != room(target) and {room(name), room(target)} <= set(STRANGERS)
            ):
                wrong.append(f"{name} -> {target}")
    return wrong


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


def test_every_module_has_a_layer():
    placed = {room for rooms in LAYERS for room in rooms}
    assert set() == {room(name) for name in modules(PACKAGE)} - placed


def test_imports_point_down_only():
    assert [] == wrong_edges(PACKAGE)


def test_no_module_imports_itself_in_a_circle():
    assert [] == cycles(PACKAGE)


@pytest.mark.parametrize(
    ("module", "line", "found"),
    [
        ("form", "from .report import open_report", "form -> report"),
        ("rules/entries", "from ..intake import match", "rules.entries -> intake.match"),
        ("report", "def f():\n    import papermill", "report imports papermill"),
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
