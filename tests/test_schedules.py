"""What the READMEs show for schedulers of jobs is true: it compiles, and its command lines run."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from types import ModuleType
from unittest.mock import MagicMock

import pytest

ROOT = Path(__file__).resolve().parents[1]
READMES = ["README.md", "README.zh-CN.md"]


def block(readme: str, language: str, word: str) -> str:
    """The one block of code in a language that holds a word."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    [found] = [code for code in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if word in code]
    return found


def command(line: str) -> list[str]:
    """The arguments of the one call of nianbao in a line of shell."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words = list(lexer)
    [start] = [at for at, word in enumerate(words) if word.endswith("nianbao") and words[at + 1] == "build"]
    end = next((at for at in range(start, len(words)) if set(words[at]) <= set("<>&|;")), len(words))
    return words[start + 1 : end]


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> MagicMock:
    """Airflow's operator of shell commands, in an Airflow that does nothing."""
    names = ("airflow.providers.standard.operators.bash", "airflow.sdk")
    found = {name: ModuleType(name) for full in names for name in parts(full)}
    found["airflow.sdk"].DAG = MagicMock()
    found["airflow.providers.standard.operators.bash"].BashOperator = MagicMock()
    for name, module in found.items():
        monkeypatch.setitem(sys.modules, name, module)
    return found["airflow.providers.standard.operators.bash"].BashOperator


def parts(full: str) -> list[str]:
    words = full.split(".")
    return [".".join(words[:end]) for end in range(1, len(words) + 1)]


@pytest.mark.parametrize("readme", READMES)
def test_the_dag_of_airflow_holds_a_command_that_runs(readme, operator, workspace, nianbao):
    exec(compile(block(readme, "python", "airflow"), readme, "exec"), {})  # noqa: S102
    told = operator.call_args.kwargs
    assert "build" == told["task_id"]
    arguments = command(told["bash_command"])
    assert ["build", "2023", "--scheduler", "tcp://scheduler:8786"] == arguments
    code, out, err = nianbao(*arguments, "--dry-run")
    assert (0, "要生成 12，没有变化 0。", "") == (code, out.splitlines()[-1], err)


@pytest.mark.parametrize("readme", READMES)
def test_the_line_of_cron_holds_a_command_that_runs(readme, workspace, nianbao):
    [line] = block(readme, "cron", "nianbao").splitlines()
    assert re.match(r"(?:[\d*]+ ){5}cd ", line)
    assert "%" not in line  # cron takes it for the end of the line
    arguments = command(line.split(maxsplit=5)[5].partition("|| mail")[0])
    assert ["build", "2023", "--log-file", "log.jsonl"] == arguments
    code, out, err = nianbao(*arguments, "--dry-run")
    assert (0, "要生成 12，没有变化 0。", "") == (code, out.splitlines()[-1], err)
