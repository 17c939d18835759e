"""Where a verb finds and puts things, and the options that say so."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ..errors import ParamsError
from ..exceptions import AcceptedException, load_exceptions
from ..params import Campaign, check_decisions, find_workspace, load_campaign
from ..places import is_litter, is_remote, make_sure_of, names_in, place_of
from ..register import Office, Register, load_register
from ..spelling import did_you_mean


class LocalPath(click.Path):
    """A path of this machine; an address of a store is refused, for it would be taken for a folder `s3:`."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Raises click.BadParameter."""
        if is_remote(value):
            self.fail(f"“{value}”在存储里，这里要写本机的路径。", param, ctx)
        return super().convert(value, param, ctx)


_OPTIONS = (
    click.option("--data", "data_dir", metavar="文件夹", help="报送材料所在，可写 s3:// 地址，默认 data"),
    click.option("--params", "params_dir", metavar="文件夹", help="参数所在，可写 s3:// 地址，默认 params"),
    click.option(
        "--notebook",
        type=LocalPath(),
        metavar="文件",
        help="主笔记本，默认 notebooks/annual_report.ipynb",
    ),
    click.option("--output", metavar="文件夹", help="输出到哪里，可写 s3:// 地址，默认 output"),
)


format_option = click.option(
    "--format",
    "as_json",
    type=click.Choice(["text", "json"]),
    default="text",
    callback=lambda _context, _option, chosen: chosen == "json",
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
        campaign = load_campaign(self.params, year)
        check_decisions(campaign, self.register())
        return campaign

    def exceptions(self) -> tuple[AcceptedException, ...]:
        """The accepted exceptions 放行."""
        return load_exceptions(self.params, self.register())

    def folder(self, year: int, office: str) -> Path:
        """Where lies what an office handed in."""
        return self.data / str(year) / office

    def tell_strangers(self, year: int) -> None:
        """Print, to standard error, which folders of a year are no office's: what lies there is not read."""
        folder, ids = self.data / str(year), {office.id for office in self.register().of_year(year)}
        for name in sorted(names_in(folder)):
            if name not in ids and not is_litter(name) and (folder / name).is_dir():
                near = did_you_mean(name, ids, "请改为登记表中的单位编号，不用的移走。")
                click.echo(f"注意：{year} 年度没有编号为“{name}”的单位，这个文件夹没有读；{near}", err=True)

    def offices(self, year: int, chosen: tuple[str, ...]) -> tuple[Office, ...]:
        """The chosen offices, or all of the year's register. Raises ParamsError where there is none."""
        register = self.register()
        if chosen:
            return tuple(register.office(office, year) for office in dict.fromkeys(chosen))
        offices = register.of_year(year)
        if not offices:
            raise ParamsError(f"{year} 年度的登记表中没有填报单位", str(register.path), "请核对 from_year、to_year。")
        return offices


def listed(text: str, known: Collection[str], what: str) -> tuple[str, ...]:
    """The formats in the list that follows --to. Raises ParamsError for one that is not `known`, and for none."""
    chosen = tuple(dict.fromkeys(filter(None, (part.strip().lower() for part in re.split("[,，、]", text)))))
    for name in chosen or ("",):
        if name not in known:
            raise ParamsError(f"没有{what}“{name}”", "--to", f"可用：{'、'.join(known)}，用逗号隔开。")
    return chosen


def workspace_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the four options that every verb takes, and hand it a function that finds the workspace."""

    @functools.wraps(verb)
    def with_workspace(
        *args: Any,
        data_dir: str | None,
        params_dir: str | None,
        notebook: Path | None,
        output: str | None,
        **options: Any,
    ) -> Any:
        find = functools.partial(_workspace, data_dir, params_dir, notebook, output)
        return verb(*args, workspace=find, **options)

    for option in reversed(_OPTIONS):
        with_workspace = option(with_workspace)
    return with_workspace


def _workspace(data: str | None, params: str | None, notebook: Path | None, output: str | None) -> Workspace:
    root = Path.cwd()
    if not (data and params and notebook and output):
        root = find_workspace(Path(params).resolve().parent if params and not is_remote(params) else root)
    for option, given in (("--data", data), ("--params", params)):
        # A name that is mistyped is no office that handed in nothing.
        if given and not is_remote(given) and not Path(given).is_dir():
            raise ParamsError("没有这个文件夹", str(Path(given).resolve()), f"请核对 {option}。")
    return Workspace(
        root,
        _settled(data or root / "data"),
        _settled(params or root / "params"),
        (notebook or root / "notebooks" / "annual_report.ipynb").resolve(),
        _settled(output or root / "output"),
    )


def _settled(text: str | Path) -> Path:
    place = place_of(text)
    return make_sure_of(place) if is_remote(place) else place.resolve()
