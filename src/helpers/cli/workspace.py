"""Where a verb finds and puts things, and the options that say so."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ..errors import ParamsError
from ..exceptions import AcceptedException, load_exceptions
from ..params import Campaign, Office, Register, find_workspace, load_campaign, load_register

_OPTIONS = (
    click.option(
        "--data", "data_dir", type=click.Path(path_type=Path), metavar="文件夹", help="报送材料所在，默认 data"
    ),
    click.option(
        "--params", "params_dir", type=click.Path(path_type=Path), metavar="文件夹", help="参数所在，默认 params"
    ),
    click.option(
        "--notebook",
        type=click.Path(path_type=Path),
        metavar="文件",
        help="主笔记本，默认 notebooks/annual_report.ipynb",
    ),
    click.option("--output", type=click.Path(path_type=Path), metavar="文件夹", help="输出到哪里，默认 output"),
)


format_option = click.option(
    "--format",
    "as_json",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="text|json",
    help="输出文字或 JSON",
)


office_option = click.option("--office", "offices", multiple=True, metavar="编号", help="只处理这个填报单位，可写多次")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of a project; `root` is where the notebook runs."""

    root: Path
    data: Path
    params: Path
    notebook: Path
    output: Path

    def register(self) -> Register:
        """The offices."""
        return load_register(self.params)

    def campaign(self, year: int) -> Campaign:
        """The year's campaign."""
        return load_campaign(self.params, year)

    def exceptions(self) -> tuple[AcceptedException, ...]:
        """The accepted exceptions 放行."""
        return load_exceptions(self.params, self.register())

    def folder(self, year: int, office: str) -> Path:
        """Where lies what an office handed in."""
        return self.data / str(year) / office

    def offices(self, year: int, chosen: tuple[str, ...]) -> tuple[Office, ...]:
        """The chosen offices, or all of the year's register. Raises ParamsError where there is none."""
        register = self.register()
        if chosen:
            return tuple(register.office(office, year) for office in dict.fromkeys(chosen))
        offices = register.of_year(year)
        if not offices:
            raise ParamsError(f"{year} 年度的登记表中没有填报单位", str(register.path), "请核对 from_year、to_year。")
        return offices


def workspace_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the four options that every verb takes, and hand it a function that finds the workspace."""

    @functools.wraps(verb)
    def with_workspace(
        *args: Any,
        data_dir: Path | None,
        params_dir: Path | None,
        notebook: Path | None,
        output: Path | None,
        **options: Any,
    ) -> Any:
        find = functools.partial(_workspace, data_dir, params_dir, notebook, output)
        return verb(*args, workspace=find, **options)

    for option in reversed(_OPTIONS):
        with_workspace = option(with_workspace)
    return with_workspace


def _workspace(data: Path | None, params: Path | None, notebook: Path | None, output: Path | None) -> Workspace:
    here = Path.cwd()
    root = (
        here if data and params and notebook and output else find_workspace(params.resolve().parent if params else here)
    )
    return Workspace(
        root,
        (data or root / "data").resolve(),
        (params or root / "params").resolve(),
        (notebook or root / "notebooks" / "annual_report.ipynb").resolve(),
        (output or root / "output").resolve(),
    )
