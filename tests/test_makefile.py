"""The environment that `make` sets up."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from executed import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="没有 make")

# Says its version, is new enough, and makes environments.
_PYTHON = """#!/bin/sh
case "$*" in
  *venv*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo "$*" >> made;;
  *sys.version\\)) echo {version};;
esac
"""
_OF_MAKE = ("PYTHON", "MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES")  # what a `make test` around this test has set


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project without dependencies, with two Pythons."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".ci").mkdir()
    for name in (".ci/requirements.lock", ".ci/axe.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    for name, version in {"old": "3.11.7", "new": "3.12.1"}.items():
        (tmp_path / name).write_text(_PYTHON.format(version=version), encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def test_a_python_that_is_asked_for_makes_the_environment_of_another_anew(project: Path):
    def made(*words: str) -> list[str]:
        """How the environment is made by this command, where it is."""
        (project / "made").write_text("", encoding="utf-8")
        command = ["make", "PIP=true", ".venv/installed", *words]
        env = {name: value for name, value in os.environ.items() if name not in _OF_MAKE}
        subprocess.run(command, cwd=project, env=env, check=True, capture_output=True)
        return (project / "made").read_text(encoding="utf-8").splitlines()

    assert ["-m venv --clear .venv"] == made("PYTHON=./old")
    assert [] == made("PYTHON=./old")
    assert [] == made()
    assert ["-m venv --clear .venv"] == made("PYTHON=./new")
    assert [] == made("PYTHON=./new")
