"""Verbs about single documents: read, template, annotate."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from ..errors import IntakeError, ParamsError, said
from ..filing import KIND_WORDS, EntryKind, Number
from ..form import form_for_year
from ..formspec import FormSpec
from ..intake.document import OVER_LIMIT
from ..intake.folder import read_file
from ..intake.kind import kind_of
from ..intake.outgoing.annotate import Mark, annotate_workbook
from ..intake.outgoing.annotate_word import annotate_document
from ..intake.outgoing.template import Content, write_workbook
from ..intake.outgoing.wordform import write_word_form
from ..previous import last_year
from ..register import Office
from ..rules import Case, Verdict, check
from ..rules.finding import SEVERITY_WORDS, repairs_of
from ..submission import Submission
from .chinese import Command
from .workspace import Workspace, format_option, workspace_options


@click.command("read", cls=Command, help="看程序从一个文件读出了什么。\n\n例：nianbao read 年报.txt --year 2023")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("--year", type=int, metavar="年度", help="报告年度；标题里有的可以不写")
@format_option
@workspace_options
def read(file: Path, year: int | None, as_json: bool, workspace: Callable[[], Workspace]) -> int:
    """Print what was understood of a document; exit 1 where no table was recognised."""
    submission = read_file(file, year)
    if as_json:
        click.echo(json.dumps(submission.to_json(), ensure_ascii=False, indent=1))
    else:
        _print_submission(submission)
    return 0 if submission.filing.forms else 1


def _print_submission(submission: Submission) -> None:
    filing = submission.filing
    form = form_for_year(filing.year)
    click.echo(f"单位：{submission.office_name or '未识别'}　年度：{filing.year}")
    for table in form.tables.values():
        if table.id in filing.forms:
            kinds = Counter(filing.entries[address].kind for address in filing.tables[table.id].places)
            words = "，".join(f"{KIND_WORDS[kind]} {count}" for kind, count in kinds.items())
            click.echo(f"{table.name}（{filing.forms[table.id]} 年格式）：{words}")
        else:
            click.echo(f"{table.name}：没有识别出来")
    for address, entry in filing.entries.items():
        if entry.kind is EntryKind.UNREADABLE:
            click.echo(f"  {filing.places[address].words}“{entry.raw}”{entry.reason}（{entry.origin}）")
    for section in submission.sections or ():
        click.echo(f"{section.heading}：{len(section.text)} 字")
    for problem in submission.problems:
        click.echo(f"问题：{problem.what}\n  位置：{problem.where}\n  处理办法：{problem.fix}")


@click.command("template", cls=Command, help="生成供填报单位填写的空表。\n\n例：nianbao template 2023 -o 空表.xlsx")
@click.argument("year", type=int, metavar="年度")
@click.option("--office", "offices", multiple=True, metavar="编号", help="为这个单位生成，带上年结转，可写多次")
@click.option("--all", "all_offices", is_flag=True, help="为登记表中当年的每个单位各生成一份")
@click.option(
    "--to", "formats", default="xlsx", metavar="xlsx,docx", help="表格和文字分开（xlsx），或一个 Word 文件（docx）"
)
@click.option("-o", "target", type=click.Path(path_type=Path), required=True, metavar="文件或文件夹", help="写到哪里")
@click.option("--force", is_flag=True, help="覆盖已有的文件")
@workspace_options
def template(
    year: int,
    offices: tuple[str, ...],
    all_offices: bool,
    formats: str,
    target: Path,
    force: bool,
    workspace: Callable[[], Workspace],
) -> None:
    """Write a blank form, or one for each office with last year's carry-over: workbook and narrative, or Word."""
    form = form_for_year(year)
    wanted = _template_formats(formats, target)
    if not offices and not all_offices:
        if target.suffix.lower() in _WRITERS:
            _write(target, form, Content(year), force)
        else:
            for suffix in wanted:
                _write(target / f"{year}年度报告{_NAMES[suffix]}{suffix}", form, Content(year), force)
        return
    space = workspace()
    chosen = space.offices(year, offices)
    if target.suffix.lower() in _WRITERS:
        if len(chosen) > 1:
            raise ParamsError("几个单位不能写进同一个文件", str(target), "-o 请写文件夹。")
        _write(target, form, _prefilled(space, year, chosen[0], form), force)
        return
    for office in chosen:
        content = _prefilled(space, year, office, form)
        if ".xlsx" in wanted:
            _write(target / office.id / "tables.xlsx", form, content, force)
            _write_narrative(target / office.id / "narrative.md", form, year, force)
        if ".docx" in wanted:
            _write(target / office.id / f"{office.name}{year}年度报告.docx", form, content, force)


_WRITERS: Mapping[str, Callable[[Path, FormSpec, Content], None]] = {
    ".xlsx": write_workbook,
    ".docx": write_word_form,
}
_NAMES = {".xlsx": "表", ".docx": ""}


def _template_formats(text: str, target: Path) -> tuple[str, ...]:
    """The suffixes to write; a file's own says which."""
    if target.suffix.lower() in _WRITERS:
        return (target.suffix.lower(),)
    wanted = tuple(dict.fromkeys(f".{part.strip().lower()}" for part in text.split(",") if part.strip()))
    for suffix in wanted:
        if suffix not in _WRITERS:
            raise ParamsError(f"没有空表格式“{suffix[1:]}”", "--to", "可用：xlsx、docx，用逗号隔开。")
    return wanted


def _prefilled(space: Workspace, year: int, office: Office, form: FormSpec) -> Content:
    """The office's workbook with what last year's report says went on to this year."""
    last = last_year(space.data, year, office, space.register())
    if last is None:
        return Content(year, office.name)
    before = last.filing
    numbers: dict[str, Number] = {}
    for address, place in form.places.items():
        value = before.number(address.replace(".carried_in.", ".carried_out."))
        if place.row.id == "carried_in" and value is not None:
            numbers[address] = value
    if not numbers:
        return Content(year, office.name)
    remark = f"“上年结转”已按 {year - 1} 年度报告的“结转下年度”预填，有出入请先与主管部门核对。"
    return Content(year, office.name, numbers, (remark,))


def _write(path: Path, form: FormSpec, content: Content, force: bool) -> None:
    _ready(path, force)
    _WRITERS[path.suffix.lower()](path, form, content)
    click.echo(str(path))


def _write_narrative(path: Path, form: FormSpec, year: int, force: bool) -> None:
    _ready(path, force)
    path.write_text(_narrative(form, year), encoding="utf-8")
    click.echo(str(path))


def _narrative(form: FormSpec, year: int) -> str:
    """narrative.md with the headings in place, and a date for the office to replace."""
    ordinals: Mapping[int, str] = dict(enumerate("一二三四五六七八九十"))
    parts = [f"---\ndate: {year + 1}-01-15\n---"]
    for section in form.text_sections:
        parts.append(f"# {section.heading}")
        parts += [f"## （{ordinals[i]}）{topic}" for i, topic in enumerate(section.topics)]
    return "\n\n".join(parts) + "\n"


def _ready(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise IntakeError("文件已经存在，没有覆盖", str(path), "请换一个位置，或加 --force。")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise IntakeError(f"文件夹建不了（{said(problem)}）", str(path.parent), "请换一个位置。") from None


@click.command("annotate", cls=Command, help="把问题标在副本上。\n\n例：nianbao annotate 甲.xlsx -o 乙.xlsx")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("-o", "target", type=click.Path(path_type=Path), required=True, metavar="副本", help="副本写到哪里")
@click.option("--year", type=int, metavar="年度", help="报告年度；标题里有的可以不写")
@click.option("--previous", type=click.Path(path_type=Path), metavar="文件", help="上一年度报告")
@click.option("--force", is_flag=True, help="覆盖已有的文件")
@workspace_options
def annotate(
    file: Path,
    target: Path,
    year: int | None,
    previous: Path | None,
    force: bool,
    workspace: Callable[[], Workspace],
) -> int:
    """Write a copy with every finding at its cell; exit 1 where there is one at error level."""
    submission, verdict = check_file(file, year, previous)
    write = _ANNOTATORS.get(kind_of(file))
    if write is None:
        raise IntakeError("只能在 .xlsx 和 .docx 上标注", str(file), "其他文件请用 nianbao check --file 查看问题。")
    for problem in submission.problems:
        if problem.rule == OVER_LIMIT:
            raise IntakeError(problem.what, problem.where, problem.fix)
    if target.resolve() == file.resolve():
        raise IntakeError("副本不能写在原件上", str(target), "请换一个文件名。")
    _ready(target, force)
    marks = [Mark(f.rule, SEVERITY_WORDS[f.severity], f.message, f.places) for f in verdict.findings]
    write(file, target, marks + _advice(submission, verdict))
    click.echo(f"{target}：标出 {len(verdict.findings)} 个问题")
    return int(not verdict.publishable)


def _advice(submission: Submission, verdict: Verdict) -> list[Mark]:
    """The likeliest repairs as marks at the cells that they would change."""
    entries = submission.filing.entries
    return [
        Mark("建议", "提示", words, tuple(str(entries[change.address].origin) for change in repair.changes))
        for words, repair in zip(verdict.advice, repairs_of(verdict.findings), strict=False)
    ]


_ANNOTATORS: Mapping[str, Callable[[Path, Path, Sequence[Mark]], None]] = {
    "xlsx": annotate_workbook,
    "docx": annotate_document,
}


def check_file(file: Path, year: int | None, previous: Path | None) -> tuple[Submission, Verdict]:
    """One document that lies anywhere and how it comes out, with last year's report where it is given."""
    submission = read_file(file, year)
    before = read_file(previous, submission.filing.year - 1) if previous else None
    return submission, check(Case(submission, previous=before))
