"""The command `nianbao`: verbs only; each does its work by a noun of the package."""

from __future__ import annotations

import os
import sys

import click

from ..errors import NianbaoError
from ..places import file_failure, store_failure
from .chinese import Group, usage_message

_VERBS = {
    "collect": "receiving:collect",
    "check": "checking:check_verb",
    "build": "batch:build",
    "index": "batch:index",
    "read": "documents:read",
    "template": "documents:template",
    "annotate": "documents:annotate",
    "rules": "catalogue:rules",
    "form": "catalogue:form_verb",
    "schema": "catalogue:schema",
    "fonts": "catalogue:fonts",
}


@click.group(
    cls=Group,
    verbs={name: f"{__name__}.{place}" for name, place in _VERBS.items()},
    help="编制政府信息公开工作年度报告：读入、校验、排版、发布。",
)
@click.version_option(package_name="nianbao", message="nianbao %(version)s", help="显示版本")
def nianbao() -> None:
    """Hold the verbs."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code.

    0 nothing is wrong, 1 findings refuse, 2 usage or input, 3 a run failed, 130 interrupted.
    """
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    sys.exit(_run(arguments))


def _open_streams() -> None:
    """Have something stand where a standard stream is closed; the next file opened would be taken for it."""
    for number, (name, mode) in enumerate({"stdin": "r", "stdout": "w", "stderr": "w"}.items()):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # it gets the lowest number that is free
            setattr(sys, name, os.fdopen(number, mode, closefd=False))


def _run(arguments: list[str] | None) -> int:
    try:
        code = nianbao.main(arguments, prog_name="nianbao", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.ctx.get_help() if problem.ctx else "")
        return 2
    except click.UsageError as problem:
        click.echo(usage_message(problem), err=True)
        return 2
    except NianbaoError as problem:
        click.echo(str(problem), err=True)
        return problem.exit_code
    except (KeyboardInterrupt, click.Abort) as problem:
        click.echo("已中断。已经写好的文件都在，可以再次运行。", err=True)
        # click puts an end of its own in the place of an Interruption.
        return getattr(problem.__cause__, "exit_code", 130)
    except SystemExit:  # click ends so where nobody reads on, as with `| head`
        return 0
    except Exception as problem:
        failure = store_failure(problem) or file_failure(problem)
        if failure is None:
            raise
        click.echo(str(failure), err=True)
        return failure.exit_code
    return code if isinstance(code, int) else 0
