"""Who is in a crew: workers that are fit, as long as they are there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from helpers import crew as noun
from helpers.crew import Crew
from helpers.errors import ParamsError, RunError

MINE = {"pandas": "3.1.1", "程序": "a"}


class Standard:
    """What every worker has, but for those that are told."""

    def met(self) -> dict[str, str]:
        return MINE


class Client:
    """A cluster whose workers come and go as a test says; `answers` are of those that are not fit."""

    def __init__(self, threads: dict[str, int], answers: dict[str, object] | None = None) -> None:
        self.threads, self.answers = threads, answers or {}

    def nthreads(self) -> dict[str, int]:
        return dict(self.threads)

    def run(self, _: Callable[..., Any], *__: object, workers: list[str], on_error: str) -> dict[str, object]:
        assert "return" == on_error
        return {worker: self.answers.get(worker, MINE) for worker in workers}


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noun, "_LOOK", 0.0)
    monkeypatch.setattr(noun, "_PATIENCE", 0.0)


def crew(client: Client, at_once: int | None = None) -> Crew:
    made = Crew(client, "tcp://x:1", Standard(), "warm", at_once)
    made.assemble()
    return made


def given(made: Crew, reports: int) -> list[str | None]:
    """The workers that take these reports, one after another."""
    taken = []
    for _ in range(reports):
        taken.append(made.free())
        made.busy[taken[-1] or ""] += 1
    return taken


def test_reports_go_to_the_worker_with_most_idle_threads_until_none_is_idle():
    assert ["b", "b", "a", "b", None] == given(crew(Client({"a": 1, "b": 3})), 5)


def test_no_more_are_given_than_are_wanted_at_once():
    assert ["b", "b", None] == given(crew(Client({"a": 1, "b": 3}), at_once=2), 3)


def test_one_that_is_gone_is_told_once_and_takes_nothing():
    client = Client({"a": 1, "b": 1})
    made = crew(client)
    del client.threads["a"]
    assert {"a"} == made.look()
    assert set() == made.look()
    assert ["b", None] == given(made, 2)


def test_one_that_comes_later_takes_reports_if_it_is_fit_and_is_left_out_with_a_word_if_not(caplog):
    client = Client({"a": 1}, {"c": {"pandas": "2.2.0", "程序": "b"}})
    made = crew(client)
    client.threads |= {"b": 1, "c": 9}
    with caplog.at_level(logging.WARNING):
        assert set() == made.look()
        made.look()
    assert ["a", "b", None] == given(made, 3)
    assert ["不用集群里的工作进程 c：pandas 是 2.2.0，应为 3.1.1；程序不同"] == caplog.messages


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"pandas": "2.2.0", "程序": "a"}, "pandas 是 2.2.0，应为 3.1.1"),
        ({"pandas": "3.1.1"}, "程序不同"),
        (ModuleNotFoundError("No module named 'helpers'"), "没有安装同样版本的 nianbao"),
        (ParamsError("看不到工作区 /x"), "看不到工作区 /x"),
        (KeyError("x"), "KeyError：'x'"),
    ],
)
def test_one_that_is_not_fit_when_work_begins_ends_it_with_a_word(answer, why):
    with pytest.raises(ParamsError, match="集群里有不能用的工作进程：") as told:
        crew(Client({"a": 1, "b": 1}, {"b": answer}))
    # A fit one does not help: the operator is to know of the other.
    assert f"集群里有不能用的工作进程：\nb：{why}" == told.value.what


def test_one_that_ends_while_it_is_asked_is_asked_again():
    client = Client({"a": 1, "b": 1}, {"b": OSError("gone")})
    made = crew(client)
    client.answers.clear()
    made.look()
    assert ["a", "b", None] == given(made, 3)


def test_a_crew_is_deserted_when_nobody_has_been_there_for_long():
    client = Client({"a": 1})
    made = crew(client)
    assert not made.is_deserted
    client.threads.clear()
    made.look()
    assert made.is_deserted


def test_a_scheduler_that_does_not_answer_any_more_ends_the_work(monkeypatch):
    client = Client({"a": 1})
    made = crew(client)
    monkeypatch.setattr(client, "nthreads", lambda: (_ for _ in ()).throw(OSError("closed")))
    with pytest.raises(RunError, match="与 dask 调度器的连接断了"):
        made.look()


def test_the_kit_of_a_worker_is_the_one_that_it_loaded_whatever_its_disk_holds_by_now(monkeypatch):
    noun._loaded.cache_clear()
    monkeypatch.setattr(noun, "kit_basis", lambda *_: {"code": "old"})
    assert {"code": "old"} == noun._loaded("bundled")
    monkeypatch.setattr(noun, "kit_basis", lambda *_: {"code": "new"})
    assert {"code": "old"} == noun._loaded("bundled")
    noun._loaded.cache_clear()
