"""Files on disk: whole or not there."""

from __future__ import annotations

import os

import pytest

from helpers.intake.memory import limited
from helpers.store import checksums, read_receipt, sha256, supersede, write_file, write_outputs


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "报 告" / "report.html"
    write_file(path, b"old")
    write_file(path, b"new")
    assert b"new" == path.read_bytes()
    assert ["report.html"] == [found.name for found in path.parent.iterdir()]


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    write_file(path, b"old")

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        write_file(path, b"new")
    assert b"old" == path.read_bytes()
    assert ["report.html"] == [found.name for found in tmp_path.iterdir()]


def test_the_receipt_is_written_after_the_files_it_names(tmp_path, monkeypatch):
    written: list[str] = []
    monkeypatch.setattr("helpers.store.write_file", lambda path, data: written.append(path.name))
    write_outputs(tmp_path, {"report.html": b"a", "report.pdf": b"b"}, {"state": "built"})
    assert ["report.html", "report.pdf", "receipt.json"] == written


def test_outdated_files_move_away_and_are_named(tmp_path):
    (tmp_path / "report.pdf").write_bytes(b"old")
    assert ["report.pdf"] == supersede(tmp_path, ["report.html", "report.pdf"])
    assert b"old" == (tmp_path / "superseded" / "report.pdf").read_bytes()


@pytest.mark.parametrize("content", [None, "", "{", "[1]", "{}", '{"state": 3}', '{"state": "built", "outputs": []}'])
def test_a_receipt_that_cannot_be_read_is_none(tmp_path, content):
    if content is not None:
        (tmp_path / "receipt.json").write_text(content, encoding="utf-8")
    assert read_receipt(tmp_path) is None


def test_a_checksum_is_that_of_the_content_however_large_the_file_is(tmp_path):
    size = 100 << 20
    expected = sha256(bytes(size))
    with (tmp_path / "录像.mp4").open("wb") as file:
        file.truncate(size)
    (tmp_path / "a").write_bytes(b"a")
    with limited(size // 2):
        assert [expected, None, sha256(b"a")] == list(checksums(tmp_path, ["录像.mp4", "none", "a"]))
