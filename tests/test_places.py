"""How a store is asked: a few listings of a year, many files at once, and nothing for what is not wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import ParamsError
from helpers.outputs import PUBLISHED_FILES
from helpers.places import Listings, contents, files_in, names_in, near
from helpers.receipts import YearFolder
from helpers.store import write_file, write_outputs
from stores import Year, tree, upload

pytestmark = pytest.mark.kernel


def test_files_of_a_store_are_read_in_their_order_and_what_is_not_there_is_none(bucket):
    names = [f"附件[{n}].txt" for n in range(40)]
    for name in names:
        write_file(bucket / "a" / name, name.encode())
    found = [*contents(bucket / "a" / name for name in (*names, "没有.txt", names[0]))]
    assert [*(name.encode() for name in names), None, names[0].encode()] == found
    with near(bucket / "a") as here:
        assert {name: name.encode() for name in names} == tree(here)


def test_a_file_of_this_machine_that_cannot_be_read_is_told(tmp_path, monkeypatch):
    write_file(tmp_path / "a.txt", b"1")
    assert [b"1", None, None] == [*contents(tmp_path / name for name in ("a.txt", "b.txt", "a.txt/c.txt"))]

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ParamsError, match="读不了文件：没有权限"):
        list(contents([tmp_path / "a.txt"]))


@pytest.mark.parametrize("offices", [["a"], ["a", "b", "c", "d", "e", "none"]])
def test_files_in_folders_are_those_of_this_machine(server, bucket, tmp_path, offices):
    for place in (tmp_path / "2023", bucket / "2023"):
        for name in ("a/一.txt", "a/二.txt", "a/superseded/一.txt", "b/一.txt", "c/.x", "index.html", "f/一.txt"):
            write_file(place / name, b"1")
    here = {name: sorted(files) for name, files in files_in(tmp_path / "2023", offices).items()}
    server.asked.clear()
    assert here == {name: sorted(files) for name, files in files_in(bucket / "2023", offices).items()}
    assert ["LIST 2023/a/" if offices == ["a"] else "LIST 2023/ and below"] == server.asked
    assert sorted(names_in(tmp_path / "2023")) == sorted(names_in(bucket / "2023"))
    assert [] == names_in(tmp_path / "2022") == names_in(bucket / "2022")


def test_what_may_not_be_read_is_told_and_not_taken_for_missing(server, bucket, workspace, nianbao):
    upload(workspace / "data" / "2023", bucket / "data" / "2023")
    for name in ("shili-jiaoyu", "xigong-shequ"):
        write_outputs(bucket / "out" / "2023" / name, {}, {"state": "refused"})
    server.denied = "shili-jiaoyu/receipt.json"
    with pytest.raises(PermissionError):
        list(contents([bucket / "out" / "2023" / "shili-jiaoyu" / "receipt.json"]))
    code, _, told = nianbao("index", "2023", "--data", bucket / "data", "--output", bucket / "out")
    assert (2, True) == (code, told.startswith("存储没有响应：")), told
    assert not (bucket / "out" / "2023" / "index.html").exists()


@pytest.mark.parametrize("offices", [6, 12])
def test_the_outputs_of_a_year_are_listed_once_and_only_what_is_needed_is_read(server, bucket, offices):
    names = [f"shili-{n:02}" for n in range(offices)]
    for name in names:
        outputs = {file: f"{name} {file}".encode() for file in ("filing.json", *PUBLISHED_FILES)}
        write_outputs(bucket / "2023" / name, outputs | {"superseded/report.pdf": b"old"}, {"state": "built"})
    server.asked.clear()
    left = YearFolder.read(bucket / "2023", names)
    records = dict(left.each("filing.json", names))
    assert {"LIST": 1, "GET": 2 * offices} == server.counts()
    assert {name: f"{name} filing.json".encode() for name in names} == records
    assert {("built", frozenset({"filing.json", "receipt.json", *PUBLISHED_FILES}))} == {
        (ending.state, ending.files) for ending in left.endings.values()
    }


def test_a_receipt_that_is_not_whole_counts_in_a_store_as_it_does_here(bucket, workspace, nianbao):
    upload(workspace / "data" / "2023", bucket / "data" / "2023")
    for output in (workspace / "output" / "2023", bucket / "out" / "2023"):
        write_outputs(output / "xigong-shequ", {"issues.html": b"!"}, {"state": "refused", "findings": {"error": 2}})
        write_outputs(output / "shili-caizheng", {"issues.html": b"!"}, {"state": "refused"})
        write_file(output / "shili-caizheng" / "receipt.json", b'{"state": ')
    assert 0 == nianbao("index", "2023")[0]
    assert 0 == nianbao("index", "2023", "--data", bucket / "data", "--output", bucket / "out")[0]
    assert tree(workspace / "output" / "2023") == tree(bucket / "out" / "2023")


@pytest.mark.parametrize("offices", [6, 12])
def test_a_plan_asks_a_store_as_often_for_many_offices_as_for_a_few(server, bucket, offices):
    year = Year.laid(bucket, offices)
    server.asked.clear()
    plan = year.plan(*(office.id for office in year.register.offices))
    assert ((), offices) == (plan.jobs, len(plan.standing))
    # What is remembered, the years of which there is data, and one listing each of two years' data and of the outputs.
    assert {"HEAD": 1, "GET": 1, "LIST": 8 + 3} == server.counts()


def test_a_plan_of_one_office_lists_no_others(server, bucket):
    year = Year.laid(bucket, 6)
    server.asked.clear()
    assert ["shili-03"] == [*year.plan("shili-03").standing]
    asked = [request for request in server.asked if "shili" in request or "below" in request]
    assert [f"LIST {place}/shili-03/" for place in ("data/2022", "data/2023", "out/2023")] == sorted(asked)


def test_folders_of_which_more_and_more_are_asked_for_are_listed_at_once_at_last(server, bucket):
    offices = [f"shili-{n}" for n in range(8)]
    for office in offices:
        write_file(bucket / "2023" / office / f"{office}.txt", b"1")
    server.asked.clear()
    listings = Listings()
    assert [[f"{o}.txt"] for o in offices] == [[*listings.of(str(bucket / "2023" / o))] for o in offices]
    assert [*(f"LIST 2023/{office}/" for office in offices[:4]), "LIST 2023/ and below"] == server.asked
