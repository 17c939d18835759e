"""Verbs about single documents: read, template, annotate."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
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
from ..store import beside
from ..submission import Submission
from ..titles import years_in
from .chinese import Command
from .workspace import LocalPath, Workspace, format_option, listed, workspace_options


@click.command("read", cls=Command, help="看程序从一个文件读出了什么。\n\n例：nianbao read 年报.txt --year 2023")
@click.argument("file", type=LocalPath(), metavar="文件")
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
@click.option("-o", "target", type=LocalPath(), required=True, metavar="文件或文件夹", help="写到哪里")
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
    alone = target.suffix.lower() in _FORMATS
    if _OTHER_FORMAT.fullmatch(target.suffix) and not alone and not target.is_dir():
        raise ParamsError(f"空表写不成 {target.suffix} 文件", str(target), f"可用：{'、'.join(_FORMATS)}；或写文件夹。")
    wanted = (target.suffix.lower(),) if alone else tuple(f".{name}" for name in listed(formats, _NAMES, "空表格式"))
    if not offices and not all_offices:
        paths = [target] if alone else [target / f"{year}年度报告{_NAMES[suffix[1:]]}{suffix}" for suffix in wanted]
        blanks = [(path, Content(year)) for path in paths]
    else:
        space = workspace()
        chosen = space.offices(year, offices)
        if alone and len(chosen) > 1:
            raise ParamsError("几个单位不能写进同一个文件", str(target), "-o 请写文件夹。")
        blanks = []
        for office in chosen:
            content = _prefilled(space, year, office, form)
            paths = (
                [target]
                if alone
                else _files(target / office.id, f"{office.name.translate(_LETTERS)}{year}年度报告.docx", wanted)
            )
            blanks += [(path, content) for path in paths]
    _write(blanks, form, force)


_NAMES = {"xlsx": "表", "docx": ""}
_LETTERS = dict.fromkeys(map(ord, '\\/:*?"<>|'), "_")  # that no file may have in its name, here or in Windows
_OTHER_FORMAT = re.compile(r"\.[A-Za-z]{2,4}")  # which looks like a file's, where a folder is meant otherwise
_FORMATS = tuple(f".{name}" for name in _NAMES)


def _files(folder: Path, document: str, suffixes: Sequence[str]) -> list[Path]:
    """What an office's folder is to hold: a workbook with a text, a Word document, or both."""
    apart = [folder / "tables.xlsx", folder / "narrative.md"] if ".xlsx" in suffixes else []
    return apart + [folder / document for suffix in suffixes if suffix == ".docx"]


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


def _write(blanks: Sequence[tuple[Path, Content]], form: FormSpec, force: bool) -> None:
    """Write each by its suffix and print it. Raises IntakeError, once the others are written, for those that exist."""
    kept = [path for path, _ in blanks if path.exists() and not force]
    for path, content in blanks:
        if path not in kept:
            with _ready(path) as part:
                _WRITERS[path.suffix.lower()](part, form, content)
            click.echo(str(path))
    if kept:
        raise _exists(kept)


def _write_narrative(path: Path, form: FormSpec, content: Content) -> None:
    """narrative.md with the headings in place, and a date for the office to replace."""
    ordinals: Mapping[int, str] = dict(enumerate("一二三四五六七八九十"))
    parts = [f"---\ndate: {content.year + 1}-01-15\n---"]
    for section in form.text_sections:
        parts.append(f"# {section.heading}")
        parts += [f"## （{ordinals[i]}）{topic}" for i, topic in enumerate(section.topics)]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


_WRITERS: Mapping[str, Callable[[Path, FormSpec, Content], None]] = {
    ".xlsx": write_workbook,
    ".docx": write_word_form,
    ".md": _write_narrative,
}


def _exists(paths: Sequence[Path]) -> IntakeError:
    more = f" 等 {len(paths)} 个" if len(paths) > 3 else ""
    return IntakeError("文件已经存在，没有覆盖", "、".join(map(str, paths[:3])) + more, "请换一个位置，或加 --force。")


def _ready(path: Path) -> AbstractContextManager[Path]:
    """Where to write what is to be at `path`, in a folder that is there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise IntakeError(f"文件夹建不了（{said(problem)}）", str(path.parent), "请换一个位置。") from None
    return beside(path)


@click.command("annotate", cls=Command, help="把问题标在副本上。\n\n例：nianbao annotate 甲.xlsx -o 乙.xlsx")
@click.argument("file", type=LocalPath(), metavar="文件")
@click.option("-o", "target", type=LocalPath(), required=True, metavar="副本", help="副本写到哪里")
@click.option("--year", type=int, metavar="年度", help="报告年度；标题里有的可以不写")
@click.option("--previous", type=LocalPath(), metavar="文件", help="上一年度报告")
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
    kind = kind_of(file)
    write = _ANNOTATORS.get(kind)
    if write is None:
        raise IntakeError("只能在 .xlsx 和 .docx 上标注", str(file), "其他文件请用 nianbao check --file 查看问题。")
    for problem in submission.problems:
        if problem.rule == OVER_LIMIT:
            raise IntakeError(problem.what, problem.where, problem.fix)
    _check_copy(target, file, kind, force)
    marks = [Mark(f.rule, SEVERITY_WORDS[f.severity], f.message, f.places) for f in verdict.findings]
    with _ready(target) as part:
        write(file, part, marks + _advice(submission, verdict))
    click.echo(f"{target}：标出 {len(verdict.findings)} 个问题")
    return int(not verdict.publishable)


def _check_copy(target: Path, file: Path, kind: str, force: bool) -> None:
    if target.resolve() == file.resolve():
        raise IntakeError("副本不能写在原件上", str(target), "请换一个文件名。")
    if target.suffix.lower() not in (f".{kind}", file.suffix.lower()):
        raise IntakeError("副本应与原件是同一种文件", str(target), f"文件名请以 .{kind} 结尾。")
    if target.exists() and not force:
        raise _exists([target])


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
    before = _last(previous, submission.filing.year - 1) if previous else None
    return submission, check(Case(submission, previous=before))


def _last(file: Path, year: int) -> Submission:
    """Last year's report. Raises IntakeError where it has no numbers, or says that it is another year's."""
    found = read_file(file, year)
    named = years_in(found.title or "")
    if named and year not in named:
        raise IntakeError(f"上一年度应是 {year} 年度，这一份的标题是“{found.title}”", str(file), "请核对 --previous。")
    if not found.filing.forms:
        raise IntakeError("上一年度报告里没有认出表格", str(file), "请用 nianbao read 查看读出了什么。")
    return found
