"""The verb collect: a pile of files into the offices' folders, asking where it is not sure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from ..collect import FileRole, Proposal, Step, propose
from ..delivery import Placed, place
from ..errors import ParamsError
from ..intake.folder import delivered
from ..intake.pile.attribution import OfficeNames
from ..intake.pile.pile import Pile, PileFile, open_pile
from ..places import is_remote
from ..register import YES_OR_NO, Office
from ..submission import Problem
from .chinese import Command
from .workspace import LocalPath, Workspace, format_option, workspace_options


@click.command(
    "collect", cls=Command, help="收件：把一堆文件放进各单位的文件夹。\n\n例：nianbao collect 收件.zip --year 2023"
)
@click.argument("source", type=LocalPath(), metavar="文件夹或压缩包")
@click.option("--year", type=int, required=True, metavar="年度", help="报告年度")
@click.option("--yes", is_flag=True, help="不提问，只放入有把握的文件")
@click.option("--dry-run", is_flag=True, help="只列出打算，不放入")
@format_option
@workspace_options
def collect(
    source: Path, year: int, yes: bool, dry_run: bool, as_json: bool, workspace: Callable[[], Workspace]
) -> int:
    """Place what is certain, ask about the rest, list who has not filed; exit 1 where something is left open."""
    space = workspace()
    if is_remote(space.data):
        raise ParamsError("收件只能放进本机的文件夹", str(space.data), "请放好后再上传到存储。")
    offices = {office.id: office for office in space.offices(year, ())}
    names = OfficeNames.of_year(space.register(), year, space.campaign(year).district)
    with open_pile(source) as pile:
        proposals = _propose(pile, names, space.data, year)
        if not as_json:
            _print_proposals(proposals, offices)
        placed: list[Placed] = []
        if not dry_run and (yes or not as_json):
            ask = not yes
            placed = _place(proposals, offices, names, space.data, ask)
        with_material = delivered(space.data / str(year), [*offices])
        missing = [office for office in offices.values() if office.id not in with_material]
        if as_json:
            click.echo(json.dumps(_told(proposals, placed, pile.problems, missing), ensure_ascii=False, indent=1))
        else:
            _print_outcome(proposals, placed, pile.problems, missing, offices)
    done = {p.proposal.file for p in placed} | {p.file for p in proposals if p.step is Step.KNOWN}
    return int(bool(missing or pile.problems) or any(p.file not in done for p in proposals))


def _propose(pile: Pile, names: OfficeNames, data: Path, year: int) -> list[Proposal]:
    console = Console(stderr=True)
    columns = (TextColumn("读取文件"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    shown: Any = Progress(*columns, console=console, transient=True) if console.is_terminal else nullcontext()
    with shown as progress:
        if progress is None:
            click.echo(f"读取 {len(pile.files)} 个文件……", err=True)
            return propose(pile, names, data, year)
        task = progress.add_task("", total=len(pile.files))

        def seen(file: PileFile) -> None:
            progress.update(task, advance=1, description=file.base)

        return propose(pile, names, data, year, seen)


def _place(
    proposals: Sequence[Proposal], offices: Mapping[str, Office], names: OfficeNames, data: Path, ask: bool
) -> list[Placed]:
    """Place the sure ones together, after a yes where `ask`; then the others one by one as they are answered."""
    sure = [proposal for proposal in proposals if proposal.step is Step.PLACE]
    year = proposals[0].year if proposals else 0
    open_ones = [proposal for proposal in proposals if proposal.step is Step.ASK]
    try:
        if sure and ask and not _agreed(f"有把握的 {len(sure)} 个文件现在放入？"):
            return []
    except click.Abort:
        click.echo("\n没有确认，什么都没有放入。加 --yes 可不经确认放入有把握的文件。", err=True)
        return []
    placed = place(sure, offices, data, year, _tell_failure) if sure else []
    try:
        for proposal in open_ones if ask else ():
            office = _ask_office(proposal, offices, names)
            if office:
                placed += place([_confirmed(proposal, office)], offices, data, year, _tell_failure)
    except click.Abort:
        click.echo("\n没有答完，其余的没有放入。", err=True)
    return placed


def _agreed(question: str) -> bool:
    while True:
        answer = str(click.prompt(f"{question}是（y）或否（n），回车为是", default="是", show_default=False)).strip()
        if answer.lower() in YES_OR_NO:
            return YES_OR_NO[answer.lower()]
        click.echo(f"  “{answer}”不是回答。")


def _tell_failure(office: Office, why: str) -> None:
    click.echo(f"没有放成：{office.name}的文件（{why}）。请核对磁盘空间和权限后再收一次。", err=True)


def _confirmed(proposal: Proposal, office: str) -> Proposal:
    role = FileRole.MATERIAL if proposal.role is FileRole.OTHER else proposal.role
    return replace(proposal, office=office, role=role, step=Step.PLACE, reasons=(*proposal.reasons, "人工确认"))


def _ask_office(proposal: Proposal, offices: Mapping[str, Office], names: OfficeNames) -> str:
    """The office that a person names for a file by number, id or name; "" to leave the file where it is."""
    likely = [offices[i] for i in dict.fromkeys((proposal.office, *proposal.candidates)) if i in offices]
    click.echo(f"\n{proposal.file.name}：{'；'.join(proposal.reasons)}")
    for number, office in enumerate(likely, start=1):
        click.echo(f"  {number}. {office.name}")
    while True:
        answer = str(
            click.prompt("  放到哪个单位？输入序号、编号或名称，回车跳过", default="", show_default=False)
        ).strip()
        if not answer:
            return ""
        if answer.isdecimal() and 0 < int(answer) <= len(likely):
            return likely[int(answer) - 1].id
        if len(likely) == 1 and answer.lower() in ("y", "yes", "是"):
            return likely[0].id
        found = {answer.lower()} & set(offices) or names.called(answer)
        if len(found) == 1:
            return next(iter(found))
        click.echo(f"  登记表中没有“{answer}”。")


def _print_proposals(proposals: Sequence[Proposal], offices: Mapping[str, Office]) -> None:
    table = Table(show_edge=False, pad_edge=False)
    for title in ("文件", "单位", "类别", "打算", "根据"):
        table.add_column(title, overflow="fold")
    for proposal in proposals:
        office = offices[proposal.office].name if proposal.office else "？"
        cells = (proposal.file.name, office, proposal.role, proposal.step, "；".join(proposal.reasons))
        # As text: a bracket in a file name is no markup.
        table.add_row(*map(Text, cells))
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    console.print(table)


def _print_outcome(
    proposals: Sequence[Proposal],
    placed: Sequence[Placed],
    problems: Sequence[Problem],
    missing: Sequence[Office],
    offices: Mapping[str, Office],
) -> None:
    for one in placed:
        told = f"第{one.delivery}稿" + (f"，替换 {'、'.join(one.replaced)}" if one.replaced else "")
        click.echo(f"放入：{_shown(one)}（{offices[one.proposal.office].name}，{told}）")
    done = {one.proposal.file for one in placed}
    left = [p for p in proposals if p.step is not Step.KNOWN and p.file not in done]
    for proposal in left:
        verb = "可以放入" if proposal.step is Step.PLACE else "没有放入"
        click.echo(f"{verb}：{proposal.file.name}（{'；'.join(proposal.reasons)}）")
    for problem in problems:
        click.echo(f"取不出来：{problem.where}（{problem.what}。{problem.fix}）")
    for office in missing:
        click.echo(f"未报送：{office.name}")
    known = sum(proposal.step is Step.KNOWN for proposal in proposals)
    click.echo(
        f"放入 {len(placed)}，已收过 {known}，没有放入 {len(left)}，取不出来 {len(problems)}；"
        f"未报送单位 {len(missing)}。"
    )


def _shown(one: Placed) -> str:
    """The place of a file from the folder of its year on."""
    return one.path.as_posix().rpartition(f"/{one.proposal.year}/")[2]


def _told(
    proposals: Sequence[Proposal], placed: Sequence[Placed], problems: Sequence[Problem], missing: Sequence[Office]
) -> dict[str, Any]:
    places = {one.proposal.file: one for one in placed}
    files = []
    for p in proposals:
        one = places.get(p.file)
        files.append(
            {
                "file": p.file.name,
                "office": p.office or None,
                "year": p.year,
                "role": p.role,
                "step": p.step,
                "candidates": list(p.candidates),
                "reasons": list(p.reasons),
                "sha256": p.file.sha256,
                "placed": _shown(one) if one else None,
                "delivery": one.delivery if one else None,
            }
        )
    return {
        "files": files,
        "problems": [{"what": p.what, "where": p.where, "fix": p.fix} for p in problems],
        "missing": [office.id for office in missing],
    }
