"""The verb check: findings of a year or of one file, without building."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from ..errors import IntakeError, RunError
from ..index import NOT_FILED
from ..intake.folder import handed_in
from ..params import ReportParams
from ..register import Office
from ..report import read_report
from ..rules import Finding, Year, check_year
from ..rules.finding import OUTCOME_WORDS, SEVERITY_WORDS, Accepted, Severity, findings_json, summarise_json
from ..submission import Submission
from .chinese import Command
from .documents import check_file
from .workspace import LocalPath, Workspace, format_option, office_option, workspace_options


@click.command(
    "check", cls=Command, help="只校验，不编制。\n\n例：nianbao check 2023；nianbao check --file 草稿.xlsx --year 2023"
)
@click.argument("year", type=int, metavar="[年度]", required=False)
@office_option
@click.option("--file", "file", type=LocalPath(), metavar="文件", help="校验任意一个文件")
@click.option("--year", "file_year", type=int, metavar="年度", help="--file 的报告年度；标题里有的可以不写")
@click.option("--previous", type=LocalPath(), metavar="文件", help="--file 的上一年度报告")
@format_option
@workspace_options
def check_verb(
    year: int | None,
    offices: tuple[str, ...],
    file: Path | None,
    file_year: int | None,
    previous: Path | None,
    as_json: bool,
    workspace: Callable[[], Workspace],
) -> int:
    """Print findings; exit 1 where one is an error or an office handed in nothing, 3 where files cannot be read."""
    if file is None and previous is not None:
        raise click.UsageError("--previous 要和 --file 一起用；整年的自动与上一年度的文件夹核对。")
    if file is not None and offices:
        raise click.UsageError("--file 只校验这一个文件，不能再写 --office。")
    if file is not None:
        submission, verdict = check_file(file, file_year or year, previous)
        name = submission.office_name or ""
        checked = Checked(verdict.findings, advice={name: verdict.advice}, coverage=verdict.coverage)
    elif year is not None:
        checked = _check_year(workspace(), year, offices)
    else:
        raise click.UsageError("要写年度，或用 --file 指定文件；整年写成 nianbao check 2023。")
    if as_json:
        click.echo(json.dumps(checked.to_json(), ensure_ascii=False, indent=1))
    else:
        _print_checked(checked)
    return checked.exit_code


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: open findings, accepted ones, advice by office.

    `missing` are the offices that handed in nothing, and `failed` those whose files may not be read.
    """

    findings: Sequence[Finding]
    accepted: Sequence[Accepted] = ()
    missing: Sequence[Office] = ()
    failed: Sequence[Office] = ()
    advice: Mapping[str, Sequence[str]] = field(default_factory=dict)
    coverage: str = ""

    @property
    def exit_code(self) -> int:
        """0, or what is wrong: 3 an office was not checked, 1 findings or nothing handed in."""
        wrong = any(f.severity is Severity.ERROR for f in self.findings) or bool(self.missing)
        return RunError.exit_code if self.failed else int(wrong)

    def to_json(self) -> dict[str, Any]:
        """What `nianbao check --format json` prints."""
        told = findings_json(self.findings, self.accepted) | {"missing": [office.id for office in self.missing]}
        return told | ({"failed": [office.id for office in self.failed]} if self.failed else {})


def _check_year(space: Workspace, year: int, chosen: tuple[str, ...]) -> Checked:
    """The findings of the chosen offices; those about the whole year, too, where all offices are asked for."""
    campaign, register, exceptions = space.campaign(year), space.register(), space.exceptions()
    findings: list[Finding] = []
    accepted: list[Accepted] = []
    advice: dict[str, Sequence[str]] = {}
    filed: dict[str, Submission] = {}
    missing: list[Office] = []
    failed: list[Office] = []
    for office in space.offices(year, chosen):
        try:
            if not handed_in(space.folder(year, office.id)):
                missing.append(office)
                continue
            params = ReportParams(year=year, office=office.id)
            report = read_report(params, campaign, register, space.data, exceptions)
        except IntakeError as problem:
            click.echo(f"没有校验：{office.name}，{problem}", err=True)
            failed.append(office)
            continue
        findings += report.verdict.findings
        accepted += report.verdict.accepted
        advice[office.name] = report.verdict.advice
        filed[office.id] = report.submission
    if not chosen:
        space.tell_strangers(year)
        whole = check_year(Year(campaign, register, filed.items, frozenset(o.id for o in missing), exceptions))
        findings += whole.findings
        accepted += whole.accepted
    return Checked(findings, accepted, missing, failed, advice)


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
    not_filed = {f.office for f in found if f.rule == NOT_FILED}
    for office in checked.missing:
        if office.name not in not_filed:
            click.echo(f"未报送：{office.name}")
    counts = summarise_json([finding.to_json() for finding in found])
    told = {"错误": counts["error"], "警告": counts["warning"], "提示": counts["info"], "未报送": len(checked.missing)}
    told |= {"没有校验": len(checked.failed)} if checked.failed else {}
    click.echo("，".join(f"{words} {count}" for words, count in told.items()) + "。")
