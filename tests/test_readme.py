"""The READMEs say what the live objects are."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from helpers.cli import nianbao as group
from helpers.exceptions import AcceptedException
from helpers.form import load_form
from helpers.params import Campaign, ReportParams, Site
from helpers.register import Office
from helpers.rules import catalogue

ROOT = Path(__file__).resolve().parents[1]
READMES = ["README.md", "README.zh-CN.md"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code_blocks(name: str) -> str:
    return "\n".join(re.findall(r"```(?:sh|bash|console|shell)\n(.*?)```", text(name), re.DOTALL))


@pytest.mark.parametrize("name", READMES)
def test_every_verb_has_an_example(name):
    assert [] == [
        v for v in group.list_commands(None) if not re.search(rf"^nianbao {v}\b", code_blocks(name), re.MULTILINE)
    ]


@pytest.mark.parametrize("name", READMES)
def test_every_command_shown_exists_with_its_options(name):
    lines = [line.strip().removeprefix("$ ") for line in code_blocks(name).splitlines()]
    for line in (line for line in lines if line.startswith("nianbao ")):
        _, verb, *arguments = shlex.split(line.partition("#")[0])
        assert verb in group.list_commands(None) or verb.startswith("-"), line
        known = {option for param in group.get_command(None, verb).params for option in param.opts} | {"--help"}
        assert [] == [a for a in arguments if a.startswith("-") and a.split("=")[0] not in known], line


@pytest.mark.parametrize("name", READMES)
def test_every_rule_named_is_in_the_catalogue(name):
    named = set(re.findall(r"\b(?:F|T2|T3|T4|S|N|X|P|C|I)-\d\d\b", text(name)))
    assert set() == named - set(catalogue())


@pytest.mark.parametrize("name", READMES)
def test_every_address_named_is_on_the_form(name):
    named = set(re.findall(r"\b(?:proactive|applications|disputes)\.[a-z0-9_]+\.[a-z0-9_]+\b", text(name)))
    known = {*load_form("2021").places, *load_form("2019").places, "applications.new_recieved.total"}
    assert set() == named - known


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("model", [Office, Campaign, ReportParams, Site])
def test_every_setting_is_explained(name, model):
    assert [] == [field for field in model.model_fields if f"`{field}`" not in text(name)]


@pytest.mark.parametrize("name", READMES)
def test_the_columns_of_an_exception_are_shown(name):
    columns = [field for field in AcceptedException.model_fields if field != "where"]
    assert f"\n{','.join(columns)}\n" in text(name)


@pytest.mark.parametrize("name", READMES)
def test_the_number_of_rules_is_true(name):
    assert f"{len(catalogue())}" in re.findall(r"(?:共|by|按)? ?(\d+) (?:条：|in all)", text(name))


@pytest.mark.parametrize("name", READMES)
def test_every_make_target_named_exists(name):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set() == set(re.findall(r"\bmake ([a-z]+)\b", code_blocks(name))) - targets


@pytest.mark.parametrize("name", READMES)
def test_every_path_named_in_the_tree_exists(name):
    named = set(re.findall(r"`((?:src|tests|params|data|notebooks|\.ci)/[\w./-]*)`", text(name)))
    assert [] == sorted(path for path in named if "<" not in path and not (ROOT / path).exists())
