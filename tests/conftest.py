"""Fixtures that several test modules share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.cli import _run

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample project in a folder with blanks and Chinese in its name, and the current folder."""
    root = tmp_path / "政务 公开" / "年 报"
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def nianbao(capsys: pytest.CaptureFixture[str]):
    """Run a verb in this process: returns (exit code, standard output, standard error)."""

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = _run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run
