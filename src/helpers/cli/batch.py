"""Verbs about a whole year: build, index."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ..basis import Materials, versions
from ..build import build_reports, default_engine
from ..errors import ParamsError
from ..index import NOT_FILED, write_index
from ..intake.folder import delivered
from ..job import EngineName, Job, Result, Started
from ..lock import held
from ..nursery import MB, Limits
from ..outputs import ISSUES, NOTEBOOK, PUBLISHED_FILES, REPORT_FILES
from ..params import Campaign
from ..places import files_in, is_remote
from ..plan import Plan, plan_jobs
from ..processes import are_told
from ..receipts import YearFolder
from ..register import Office
from ..rules.finding import Severity
from ..scratch import remove_parts
from ..store import supersede
from ..whole_year import judge_year
from .chinese import Command
from .interruption import Interruption, interruptible
from .progress import Display, Progress
from .runlog import RunLog
from .summary import Summary
from .workspace import LocalPath, Workspace, listed, office_option, workspace_options


@dataclass(frozen=True, slots=True)
class Run:
    """How jobs are to be run."""

    workers: int | None
    fail_fast: bool
    engine: EngineName
    limits: Limits
    scheduler: str | None

    def told(self) -> dict[str, Any]:
        """What a log says of it."""
        limits = {"seconds": self.limits.seconds, "memory": self.limits.memory}
        how = {"engine": self.engine, "workers": self.workers or 0, "scheduler": self.scheduler or ""}
        return how | {"limits": limits, "versions": versions("bundled")}

    def events(self, plan: Plan) -> Iterator[Started | Result | None]:
        """Run them and tell what comes, None where nothing does; however the caller ends, nothing runs on."""
        with closing(self._begin(plan.jobs)) as events:
            yield from events

    def _begin(self, jobs: Sequence[Job]) -> Generator[Started | Result | None, None, None]:
        if self.scheduler:
            from ..cluster import build_on_cluster  # few ever need it
            from ..crew import Work

            work = Work(self.engine, self.limits)
            return build_on_cluster(self.scheduler, jobs, work, self.workers, self.fail_fast)
        return build_reports(jobs, self.workers or 1, self.fail_fast, self.engine, self.limits)


@dataclass(frozen=True, slots=True)
class Batch:
    """The reports of a year that are asked for: a job for each office that handed in."""

    space: Workspace
    campaign: Campaign
    names: Mapping[str, str]
    jobs: Sequence[Job]

    @classmethod
    def asked(cls, space: Workspace, year: int, offices: tuple[str, ...], formats: str | None) -> Batch:
        """What the words of the command stand for. Raises ParamsError where one is not known."""
        campaign, chosen = space.campaign(year), space.offices(year, offices)
        _look_at(space.notebook)
        wanted = campaign.formats if formats is None else listed(formats, REPORT_FILES, "输出格式")
        with_material = delivered(space.data / str(year), [office.id for office in chosen])
        jobs = [_job(space, year, office, wanted) for office in chosen if office.id in with_material]
        return cls(space, campaign, {office.id: office.name for office in chosen}, jobs)

    @property
    def missing(self) -> list[str]:
        """The offices that handed in nothing."""
        with_material = {job.office for job in self.jobs}
        return [office for office in self.names if office not in with_material]

    @property
    def folder(self) -> Path:
        """Where the year's reports go."""
        return self.space.output / str(self.campaign.year)

    def plan(self, force: bool, workers: int | None) -> Plan:
        """Which jobs there is a reason for; at most as many processes look as run reports."""
        space, processors = self.space, os.cpu_count() or 1
        materials = Materials(self.campaign, space.register(), space.exceptions(), space.data, space.notebook)
        return plan_jobs(self.jobs, materials, force, min(workers or processors, processors))


@click.command("build", cls=Command, help="编制一年的全部报告。\n\n例：nianbao build 2023")
@click.argument("year", type=int, metavar="年度")
@office_option
@click.option("--to", "formats", metavar="html,pdf,docx,xlsx", help="输出格式，默认取参数文件的 formats")
@click.option(
    "-j",
    "workers",
    type=click.IntRange(min=1),
    default=None,
    metavar="N",
    help="同时运行几个，默认取处理器个数（集群：全部）",
)
@click.option(
    "--engine",
    type=click.Choice(["warm", "stock"]),
    default=None,
    metavar="warm|stock",
    help="warm 从已载入程序的进程分出（快，Linux 上默认），stock 每份报告启动一个内核；结果相同",
)
@click.option("--force", is_flag=True, help="没有变化的也重新生成")
@click.option("--dry-run", is_flag=True, help="只列出要生成哪些、为什么，不运行")
@click.option("--fail-fast", is_flag=True, help="有一个运行失败就不再开始新的")
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    default=Limits().seconds,
    metavar="秒",
    help="一份报告最多运行多久，超过的终止，算运行失败，默认 900",
)
@click.option(
    "--memory",
    type=click.IntRange(min=1),
    default=Limits().memory // MB,
    metavar="MB",
    help="一份报告最多占用多少内存，超过的终止，算运行失败，默认 2048",
)
@click.option(
    "--scheduler",
    metavar="地址",
    help="在已有的 dask 集群上运行，如 tcp://主机:8786；各机器要看到同一个工作区，结果相同（要装 nianbao[dask]）",
)
@click.option("--log-file", type=LocalPath(), metavar="文件", help="把经过记入这个文件，每行一个 JSON")
@workspace_options
def build(
    year: int,
    offices: tuple[str, ...],
    formats: str | None,
    workers: int | None,
    engine: EngineName | None,
    force: bool,
    dry_run: bool,
    fail_fast: bool,
    timeout: int,
    memory: int,
    scheduler: str | None,
    log_file: Path | None,
    workspace: Callable[[], Workspace],
) -> int:
    """Run the notebooks of the offices for which there is a reason; exit 0, 1 refused or not handed in, 3 failed."""
    batch = Batch.asked(workspace(), year, offices, formats)
    if not offices:
        batch.space.tell_strangers(year)
    if dry_run:
        _print_plan(batch.plan(force, workers), batch.names)
        return 0
    if not scheduler:
        workers = workers or os.cpu_count() or 1
    chosen = engine or ("warm" if scheduler else default_engine())
    if not scheduler and not are_told():
        click.echo("此系统看不到进程占用的内存（没有 /proc），--memory 不起作用。", err=True)
    run = Run(workers, fail_fast, chosen, Limits(timeout, memory * MB), scheduler)
    with held(batch.folder), interruptible():
        return _carry_out(batch, run, force, log_file)


def _carry_out(batch: Batch, run: Run, force: bool, log_file: Path | None) -> int:
    """Make what there is to make and say how it went; returns the exit code."""
    remove_parts(batch.folder)
    plan = batch.plan(force, run.workers)
    for office, left in files_in(batch.folder, batch.missing).items():
        if left:
            supersede(batch.folder / office, [*PUBLISHED_FILES, ISSUES, NOTEBOOK])
    progress = Progress(len(plan.jobs), batch.names)
    try:
        with RunLog(log_file, batch.campaign.year, plan.jobs) as log, Display(progress) as display:
            log.begin(lambda: run.told() | {"standing": len(plan.standing), "missing": list(batch.missing)})
            for event in run.events(plan):
                if event:
                    log.take(event)
                    display.take(event)
                if not isinstance(event, Result):  # the next one begins at once: it is to be seen, too
                    display.refresh()
        page, across = _index(batch.space, batch.campaign)
    except Interruption as told:
        click.echo(progress.given_up, err=True)
        return told.exit_code
    finally:
        remove_parts(batch.folder)
    results = [*progress.results, *map(_standing, plan.standing.items())]
    summary = Summary(batch.names, results, batch.missing, len(plan.standing), across, _shown(page))
    click.echo("\n".join(summary.lines()))
    states = {result.state for result in results}
    return 3 if "failed" in states else int("refused" in states or bool(batch.missing))


def _standing(item: tuple[str, Mapping[str, Any]]) -> Result:
    """What the last run of a report that stands as it is came to."""
    office, left = item
    return Result(office, left["state"], 0.0, left["findings"]["error"], left["findings"]["warning"])


def _print_plan(plan: Plan, names: Mapping[str, str]) -> None:
    for job in plan.jobs:
        click.echo(f"{names[job.office]}：{'、'.join(job.reasons)}")
    click.echo(f"要生成 {len(plan.jobs)}，没有变化 {len(plan.standing)}。")


def _index(space: Workspace, campaign: Campaign) -> tuple[Path, int]:
    """Judge the year as a whole by what the runs left, and write its page; returns it, and how much there is to see."""
    register = space.register()
    offices = register.of_year(campaign.year)
    ids = [office.id for office in offices]
    with_material = delivered(space.data / str(campaign.year), ids)
    missing = [office for office in ids if office not in with_material]
    left = YearFolder.read(space.output / str(campaign.year), [office for office in ids if office in with_material])
    verdict = judge_year(left, campaign, register, space.exceptions(), missing)
    across = sum(f.rule != NOT_FILED and f.severity is not Severity.INFO for f in verdict.findings)
    return write_index(left, campaign, offices, missing, verdict), across


def _look_at(notebook: Path) -> None:
    """Make sure that there is a notebook, before each report fails of it. Raises ParamsError."""
    if not notebook.is_file():
        raise ParamsError("没有找到主笔记本", str(notebook), "请用 --notebook 指定。")
    try:
        found = json.loads(notebook.read_bytes())
    except ValueError:
        found = None
    if not isinstance(found, dict) or "cells" not in found:
        raise ParamsError("主笔记本不是 Jupyter 笔记本", str(notebook), "请核对 --notebook。")


def _job(space: Workspace, year: int, office: Office, formats: tuple[str, ...]) -> Job:
    parameters: dict[str, Any] = {"year": year, "office": office.id}
    for name, folder in (("data", space.data), ("params", space.params)):
        if is_remote(folder):
            parameters[f"{name}_dir"] = str(folder)
        elif folder != (space.root / name).resolve():
            # Relative, so that the record does not tell where the machine keeps its files.
            parameters[f"{name}_dir"] = os.path.relpath(folder, space.root)
    return Job(year, office.id, parameters, space.notebook, space.root, space.output / str(year) / office.id, formats)


def _shown(page: Path) -> str:
    return os.path.relpath(page) if not is_remote(page) and page.is_relative_to(Path.cwd()) else str(page)


@click.command("index", cls=Command, help="按回执重新生成一年的目录页。\n\n例：nianbao index 2023")
@click.argument("year", type=int, metavar="年度")
@workspace_options
def index(year: int, workspace: Callable[[], Workspace]) -> None:
    """Write the year's page again from receipts."""
    space = workspace()
    space.offices(year, ())
    click.echo(str(_index(space, space.campaign(year))[0]))
