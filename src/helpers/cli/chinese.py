"""click in Chinese: help pages, and one message for each usage error."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any

import click

from ..spelling import did_you_mean


class _ChineseHelp(click.Command):
    """The parts of a help page that verbs and the group share."""

    def __init__(self, name: str | None = None, **settings: Any) -> None:
        super().__init__(name, options_metavar="[选项]", **settings)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does; each complaint knows whose it is."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as problem:
            problem.ctx = problem.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options."""
        _write_section(formatter, "选项", [r for p in self.get_params(ctx) if (r := p.get_help_record(ctx))])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, described in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本帮助"
        return option


class Command(_ChineseHelp):
    """A verb whose help page is Chinese."""


class Group(_ChineseHelp, click.Group):
    """The group of verbs, with its help page in Chinese; a verb is loaded, with what it needs, when it is asked for.

    `verbs` say where each is, as `module:name`, in the order in which they are used in a year.
    """

    command_class = Command

    def __init__(self, verbs: Mapping[str, str], **settings: Any) -> None:
        super().__init__(subcommand_metavar="命令 …", **settings)
        self._verbs = verbs

    def get_command(self, ctx: click.Context | None, cmd_name: str) -> click.Command | None:
        """The verb of that name, None where there is none."""
        return _loaded(self._verbs[cmd_name]) if cmd_name in self._verbs else None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the verbs."""
        super().format_options(ctx, formatter)
        verbs = [(name, resolve_name(place).get_short_help_str(60)) for name, place in self._verbs.items()]
        _write_section(formatter, "命令", verbs)
        formatter.write_paragraph()
        formatter.write_text("nianbao 命令 --help 查看每个命令的选项。")

    def list_commands(self, ctx: click.Context | None) -> list[str]:
        """The verbs in their order, not in that of the alphabet."""
        return list(self._verbs)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say which one is near."""
        if args and args[0] not in self._verbs and not args[0].startswith("-"):
            raise click.UsageError(f"没有命令“{args[0]}”，{did_you_mean(args[0], self._verbs)}", ctx)
        return super().resolve_command(ctx, args)


def _loaded(place: str) -> click.Command:
    """The verb at a place."""
    gc.disable()  # what is loaded stays: to look through it for what may go takes a tenth of the time, now and later
    try:
        verb: click.Command = resolve_name(place)
    finally:
        gc.freeze()
        gc.enable()
    return verb


def _write_section(formatter: click.HelpFormatter, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)


def usage_message(problem: click.UsageError) -> str:
    """A usage error in one Chinese message: what, where, how to mend."""
    where = problem.ctx.command_path if problem.ctx else "nianbao"
    return f"{_what(problem)}\n处理办法：{where} --help 查看用法。"


def _what(problem: click.UsageError) -> str:
    match problem:
        case click.NoSuchOption():
            near = "、".join(problem.possibilities or ())
            return f"没有选项“{problem.option_name}”" + (f"，是不是“{near}”？" if near else "。")
        case click.MissingParameter():
            return f"缺少 {_name(problem.param)}。"
        case click.BadParameter():
            return f"{_name(problem.param)} 的值不对：{_detail(problem)}"
        case click.BadOptionUsage():
            takes_none = "does not take a value" in problem.message
            return f"选项“{problem.option_name}”后面{'不能' if takes_none else '要'}写值。"
    if "unexpected extra argument" in problem.message:
        return f"多出了参数：{problem.message.partition('(')[2].partition(')')[0]}。"
    return problem.message


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    return param.opts[0] if isinstance(param, click.Option) else str(param.metavar or param.name)


def _detail(problem: click.BadParameter) -> str:
    match problem.param.type if problem.param else None:
        case click.Choice(choices=choices):
            return f"可选 {'、'.join(map(str, choices))}。"
        case click.IntRange(min=least):
            return f"应为整数，至少为 {least}。"
        case click.types.IntParamType():
            return "应为整数，如 2023。"
    return problem.message
