"""What a process is loaded for: told by whoever starts it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.intake.folder import READERS
from helpers.job import Job
from helpers.outputs import REPORT_FILES
from helpers.wanted import Wanted


def job(root: Path, *cells: tuple[str, str], params: str = "params") -> Job:
    notebook = root / "report.ipynb"
    notebook.write_text(json.dumps({"cells": [{"cell_type": kind, "source": [source]} for kind, source in cells]}))
    return Job(2023, "shili", {"params_dir": params}, notebook, root, root / "made", ("html", "xlsx"))


def test_it_is_announced_to_processes_that_start_later(tmp_path):
    assert Wanted(tuple(REPORT_FILES), tuple(READERS), frames=True, params="") == Wanted.announced()
    Wanted.by([job(tmp_path)]).announce()
    assert Wanted(("html", "xlsx"), (), frames=False, params=str(tmp_path / "params")) == Wanted.announced()


def test_frames_are_wanted_where_a_cell_shows_one(tmp_path):
    assert not Wanted.by([job(tmp_path, ("markdown", "report.frame('applications')"), ("code", "1 + 1"))]).frames
    assert Wanted.by([job(tmp_path, ("code", "report.frame('applications')"))]).frames


def test_kinds_are_those_that_the_offices_handed_in_for_this_year_and_the_last(tmp_path):
    jobs = [replace(job(tmp_path), office=office) for office in ("shili", "shili-er", "shili-san")]
    for name in ("2023/shili/tables.xlsx", "2023/shili/narrative.md", "2023/shili-er/年报.DOCX", "2022/shili/2022.pdf"):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "data/2023/shili/盖章.ofd").touch()
    assert ("docx", "markdown", "pdf", "xlsx") == Wanted.by(jobs).kinds
    assert ("markdown", "pdf", "xlsx") == Wanted.by(jobs[:1]).kinds


def test_all_kinds_are_wanted_where_the_files_lie_in_a_store(tmp_path):
    asked = job(tmp_path)
    stored = replace(asked, parameters={**asked.parameters, "data_dir": "memory://data"})
    assert tuple(READERS) == Wanted.by([stored]).kinds


def test_a_register_in_a_store_is_not_asked_for(tmp_path):
    assert "" == Wanted.by([job(tmp_path, params="memory://params")]).params


@pytest.mark.parametrize("text", ["", "[]", '{"cells": [1]}', '{"cells": [{"cell_type": "code", "source": 1}]}'])
def test_a_notebook_that_cannot_be_read_is_told_of_where_it_is_run(tmp_path, text):
    asked = job(tmp_path)
    asked.notebook.write_text(text)
    assert not Wanted.by([asked]).frames
    asked.notebook.unlink()
    assert not Wanted.by([asked]).frames
