"""Verbs about a whole year: build, check, index."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..basis import Materials
from ..build import build_reports, default_engine
from ..errors import ParamsError
from ..index import STATES, write_index
from ..intake.folder import handed_in
from ..job import EngineName, Job, Result
from ..outputs import ISSUES, NOTEBOOK, PUBLISHED_FILES, REPORT_FILES
from ..params import Campaign, Office, ReportParams
from ..plan import Plan, plan_jobs
from ..report import read_report
from ..rules import Finding, Year, check_year
from ..rules.finding import OUTCOME_WORDS, SEVERITY_WORDS, Accepted, Severity, findings_json, summarise_json
from ..scratch import remove_parts
from ..store import supersede
from ..submission import Submission
from ..whole_year import judge_year
from .chinese import Command
from .documents import check_file
from .workspace import Workspace, format_option, workspace_options

_NOT_FILED = "X-08"
_office_option = click.option("--office", "offices", multiple=True, metavar="编号", help="只处理这个填报单位，可写多次")


@click.command("build", cls=Command, help="编制一年的全部报告。\n\n例：nianbao build 2023")
@click.argument("year", type=int, metavar="年度")
@_office_option
@click.option("--to", "formats", metavar="html,pdf,docx,xlsx", help="输出格式，默认取参数文件的 formats")
@click.option(
    "-j", "workers", type=click.IntRange(min=1), default=None, metavar="N", help="同时运行几个，默认取处理器个数"
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
    workspace: Callable[[], Workspace],
) -> int:
    """Run the notebooks of the offices for which there is a reason; exit 0, 1 refused or not handed in, 3 failed."""
    space = workspace()
    campaign = space.campaign(year)
    chosen = space.offices(year, offices)
    if not space.notebook.is_file():
        raise ParamsError("没有找到主笔记本", str(space.notebook), "请用 --notebook 指定。")
    missing = [office for office in chosen if not handed_in(_folder(space, year, office.id))]
    wanted = _formats(formats, campaign)
    jobs = [_job(space, year, office, wanted) for office in chosen if office not in missing]
    materials = Materials(campaign, space.register(), space.exceptions(), space.data, space.notebook)
    plan = plan_jobs(jobs, materials, force)
    if dry_run:
        _print_plan(plan, chosen)
        return 0
    remove_parts(space.output / str(year))
    for office in missing:
        supersede(space.output / str(year) / office.id, [*PUBLISHED_FILES, ISSUES, NOTEBOOK])
    made = build_reports(plan.jobs, workers or os.cpu_count() or 1, fail_fast, engine or default_engine())
    results = [*_run(made, len(plan.jobs)), *map(_standing, plan.standing.items())]
    page = _index(space, campaign)
    _summary(results, missing, chosen, page, len(plan.standing))
    states = {result.state for result in results}
    return 3 if "failed" in states else int("refused" in states or bool(missing))


def _standing(item: tuple[str, Mapping[str, Any]]) -> Result:
    """What the last run of a report that stands as it is came to."""
    office, left = item
    return Result(office, left["state"], 0.0, left["findings"]["error"], left["findings"]["warning"])


def _print_plan(plan: Plan, chosen: Sequence[Office]) -> None:
    names = {office.id: office.name for office in chosen}
    for job in plan.jobs:
        click.echo(f"{names[job.office]}：{'、'.join(job.reasons)}")
    click.echo(f"要生成 {len(plan.jobs)}，没有变化 {len(plan.standing)}。")


def _index(space: Workspace, campaign: Campaign) -> Path:
    """Judge the year as a whole by what the runs left, and write its page."""
    register = space.register()
    offices = register.of_year(campaign.year)
    missing = [office.id for office in offices if not handed_in(_folder(space, campaign.year, office.id))]
    verdict = judge_year(space.output, campaign, register, space.exceptions(), missing)
    return write_index(space.output, campaign, offices, missing, verdict)


def _folder(space: Workspace, year: int, office: str) -> Path:
    return space.data / str(year) / office


def _formats(text: str | None, campaign: Campaign) -> tuple[str, ...]:
    if text is None:
        return campaign.formats
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for name in chosen:
        if name not in REPORT_FILES:
            raise ParamsError(f"没有输出格式“{name}”", "--to", f"可用：{'、'.join(REPORT_FILES)}，用逗号隔开。")
    return chosen


def _job(space: Workspace, year: int, office: Office, formats: tuple[str, ...]) -> Job:
    parameters: dict[str, Any] = {"year": year, "office": office.id}
    for name, folder in (("data", space.data), ("params", space.params)):
        if folder != (space.root / name).resolve():
            # Relative, so that the record does not tell where the machine keeps its files.
            parameters[f"{name}_dir"] = os.path.relpath(folder, space.root)
    return Job(year, office.id, parameters, space.notebook, space.root, space.output / str(year) / office.id, formats)


def _run(made: Iterable[Result], total: int) -> list[Result]:
    """Take the results as they come, and show how far it is."""
    console = Console(stderr=True)
    results: list[Result] = []
    with _progress(console, total) as progress:
        for result in made if total else ():
            results.append(result)
            line = f"{result.office} {STATES[result.state]} {result.seconds:.1f} 秒 {result.message}".rstrip()
            if isinstance(progress, Progress):
                progress.update(progress.task_ids[0], advance=1, description=line)
            else:
                click.echo(f"[{len(results)}/{total}] {line}", err=True)
    return results


def _progress(console: Console, total: int) -> AbstractContextManager[Any]:
    if not console.is_terminal:
        from contextlib import nullcontext

        return nullcontext()
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    progress = Progress(*columns, console=console, transient=True)
    progress.add_task("启动……", total=total)
    return progress


def _summary(
    results: Sequence[Result], missing: Sequence[Office], chosen: Sequence[Office], page: Path, standing: int
) -> None:
    names = {office.id: office.name for office in chosen}
    counts = Counter(result.state for result in results) | Counter(missing=len(missing))
    click.echo("，".join(f"{STATES[state]} {counts[state]}" for state in STATES if counts[state]) + "。")
    if standing:
        click.echo(f"其中 {standing} 个没有变化，没有重新生成。")
    for result in sorted(results, key=lambda r: list(names).index(r.office)):
        if result.state == "refused":
            click.echo(f"  退回修改：{names[result.office]}（{result.errors} 个错误，见 {result.office}/{ISSUES}）")
        elif result.state == "failed":
            click.echo(f"  运行失败：{names[result.office]}（{result.message}）")
    for office in missing:
        click.echo(f"  未报送：{office.name}")
    shown = os.path.relpath(page) if page.is_relative_to(Path.cwd()) else str(page)
    click.echo(f"全部结果：{shown}")


@click.command(
    "check", cls=Command, help="只校验，不编制。\n\n例：nianbao check 2023；nianbao check --file 草稿.xlsx --year 2023"
)
@click.argument("year", type=int, metavar="[年度]", required=False)
@_office_option
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="文件", help="校验任意一个文件")
@click.option("--year", "file_year", type=int, metavar="年度", help="--file 的报告年度；标题里有的可以不写")
@click.option("--previous", type=click.Path(path_type=Path), metavar="文件", help="--file 的上一年度报告")
@format_option
@workspace_options
def check_verb(
    year: int | None,
    offices: tuple[str, ...],
    file: Path | None,
    file_year: int | None,
    previous: Path | None,
    as_json: str,
    workspace: Callable[[], Workspace],
) -> int:
    """Print findings; exit 1 where there is one at error level, or an office handed in nothing."""
    if file is not None:
        submission, verdict = check_file(file, file_year or year, previous)
        name = submission.office_name or ""
        checked = Checked(verdict.findings, advice={name: verdict.advice}, coverage=verdict.coverage)
    elif year is not None:
        checked = _check_year(workspace(), year, offices)
    else:
        raise click.UsageError("要写年度，或用 --file 指定文件。")
    if as_json == "json":
        told = findings_json(checked.findings, checked.accepted) | {"missing": [o.id for o in checked.missing]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _print_checked(checked)
    return int(any(f.severity is Severity.ERROR for f in checked.findings) or bool(checked.missing))


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: open findings, accepted ones, offices that handed in nothing, advice by office."""

    findings: Sequence[Finding]
    accepted: Sequence[Accepted] = ()
    missing: Sequence[Office] = ()
    advice: Mapping[str, Sequence[str]] = field(default_factory=dict)
    coverage: str = ""


def _check_year(space: Workspace, year: int, chosen: tuple[str, ...]) -> Checked:
    """The findings of the chosen offices; those about the whole year, too, where all offices are asked for."""
    campaign, register, exceptions = space.campaign(year), space.register(), space.exceptions()
    findings: list[Finding] = []
    accepted: list[Accepted] = []
    advice: dict[str, Sequence[str]] = {}
    filed: dict[str, Submission] = {}
    missing: list[Office] = []
    for office in space.offices(year, chosen):
        if not handed_in(_folder(space, year, office.id)):
            missing.append(office)
            continue
        params = ReportParams(year=year, office=office.id)
        report = read_report(params, campaign, register, space.data, exceptions)
        findings += report.verdict.findings
        accepted += report.verdict.accepted
        advice[office.name] = report.verdict.advice
        filed[office.id] = report.submission
    if not chosen:
        whole = check_year(Year(campaign, register, filed, frozenset(o.id for o in missing), exceptions))
        findings += whole.findings
        accepted += whole.accepted
    return Checked(findings, accepted, missing, advice)


def _print_checked(checked: Checked) -> None:
    found = checked.findings
    for name in dict.fromkeys(finding.office for finding in found):
        click.echo(name or "（单位名称未识别）")
        for f in found:
            if f.office == name:
                click.echo(f"  {SEVERITY_WORDS[f.severity]} {f.rule} {OUTCOME_WORDS[f.outcome]}：{f.message}")
        for words in checked.advice.get(name, ()):
            click.echo(f"  最小改动建议：{words}")
    if checked.coverage:
        click.echo(checked.coverage)
    for item in checked.accepted:
        why = item.exception
        click.echo(f"放行：{item.finding.office} {item.finding.rule}，{why.reason}（{why.by}，至 {why.expires}）")
    told = {f.office for f in found if f.rule == _NOT_FILED}
    for office in checked.missing:
        if office.name not in told:
            click.echo(f"未报送：{office.name}")
    counts = summarise_json([finding.to_json() for finding in found])
    click.echo(
        f"错误 {counts['error']}，警告 {counts['warning']}，提示 {counts['info']}，未报送 {len(checked.missing)}。"
    )


@click.command("index", cls=Command, help="按回执重新生成一年的目录页。\n\n例：nianbao index 2023")
@click.argument("year", type=int, metavar="年度")
@workspace_options
def index(year: int, workspace: Callable[[], Workspace]) -> None:
    """Write the year's page again from receipts."""
    space = workspace()
    space.offices(year, ())
    click.echo(str(_index(space, space.campaign(year))))


VERBS = (build, check_verb, index)
