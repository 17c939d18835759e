"""Fixtures that several test modules share."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil
import pytest
from hypothesis import HealthCheck, settings

from helpers.cli import _run
from helpers.places import place_of
from helpers.processes import are_told
from helpers.scratch import scratch_folder
from stores import KEYS, Server, serving

ROOT = Path(__file__).resolve().parents[1]

# How long an example takes tells only what else the machine is at.
settings.register_profile("kit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kit")


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """What a test has told processes to come, by the environment, is not told to those of the next test."""
    scratch_folder()  # which is told once and for good
    with patch.dict(os.environ):
        yield


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


@pytest.fixture
def hidden_processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the system did not tell of processes, like a container without /proc."""
    monkeypatch.setattr(psutil, "PROCFS_PATH", "/nowhere")
    are_told.cache_clear()
    yield
    are_told.cache_clear()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """An S3 server on this machine."""
    pytest.importorskip("s3fs")
    pytest.importorskip("moto.server")
    with serving() as started:
        yield started


@pytest.fixture
def bucket(server: Server, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The address of a bucket of its own."""
    for name, value in {**KEYS, "AWS_ENDPOINT_URL": server.address}.items():
        monkeypatch.setenv(name, value)
    place = place_of("s3://b" + hashlib.sha256(request.node.name.encode()).hexdigest()[:20])
    place.fs.mkdir(place.path)
    server.asked.clear()
    server.denied = None
    yield place
    place.fs.clear_instance_cache()  # another test may have another endpoint
