"""One office's folder, or one file that lies anywhere, as a submission."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from pkgutil import resolve_name

from ..errors import IntakeError, said
from ..filing import Entry, EntryKind, Filing
from ..form import all_forms, form_for_year
from ..formspec import FormSpec, TableSpec
from ..places import files_in, files_of, is_litter, is_remote, near, plain
from ..submission import NOWHERE, Problem, Source, Submission
from ..titles import office_in_title, period_years, years_in
from .document import (
    MAX_BYTES,
    MAX_MEMORY,
    OVER_LIMIT,
    UNREADABLE,
    Document,
    Reader,
    over_limit,
    titles_in_cells,
    unreadable,
)
from .kind import kind_of
from .matching.glued import split_labels
from .matching.labels import label_key
from .matching.match import TableMatch, match_tables
from .matching.vocabulary import vocabulary
from .matching.wording import heading_deviations
from .memory import limited
from .prose.sections import Prose, split_sections
from .word.convert import SUFFIXES, as_docx

# A reader is loaded with its libraries when the first file of its kind comes: all of them take longer than a report.
READERS: Mapping[str, str] = {
    "docx": "word.docx:read_docx",
    "xlsx": "sheets.xlsx:read_xlsx",
    "sheet": "sheets.sheet:read_sheet",
    "pdf": "pdf.pdf:read_pdf",
    "html": "web.html:read_html",
    "mht": "web.mht:read_mht",
    "markdown": "plain.text:read_narrative",
    "csv": "plain.text:read_csv",
    "text": "plain.text:read_text",
}
_RESAVE = "请用 WPS 打开，另存为 .docx / .xlsx。"
_SCANS = ("picture", "ofd")
UNREAD: Mapping[str, tuple[str, str]] = {
    "encrypted": ("文件有密码", "请去掉密码后重新报送。"),
    "word97": ("是旧版 .doc / .wps 文件", _RESAVE),
    "ole": ("是旧版文件，不知道是哪个软件的", _RESAVE),
    "rtf": ("是 .rtf 文件", _RESAVE),
    "odt": ("是 .odt 文件", _RESAVE),
    "ofd": ("是 .ofd 版式文件，取不出数字", "请报送 Word 或 Excel 原件。"),
    "picture": ("是图片，取不出数字", "请报送 Word 或 Excel 原件；盖章扫描件可作附件。"),
    "zip": ("是压缩包", "请解压后把文件放进单位的文件夹。"),
}


def reader(kind: str) -> Reader:
    """The reader of a kind of file."""
    found: Reader = resolve_name(f"{__package__}.{READERS[kind]}")
    return found


def read_file(path: Path, year: int | None = None) -> Submission:
    """Read one document. Raises IntakeError where there is no such file or the year cannot be known."""
    try:
        plain(path)
    except FileNotFoundError:
        raise IntakeError("没有找到文件", str(path), "请核对路径。") from None
    except IsADirectoryError:
        fix = "请写到其中的一个文件；整年的材料用 nianbao check 年度。"
        raise IntakeError("这是文件夹，不是文件", str(path), fix) from None
    except OSError as problem:
        raise IntakeError(f"读不了文件：{said(problem)}", str(path), "请存成文件，并检查权限和链接。") from None
    document = read_document(path)
    found = year or _year_in(document)
    if found is None:
        raise IntakeError("看不出是哪一年的报告", str(path), "请加上 --year，如 --year 2023。")
    return assemble([document], [path], found, "")


def read_folder(folder: Path, year: int, office: str) -> Submission:
    """Read everything an office handed in. Raises IntakeError where there is nothing or one may not be read."""
    with near(folder) as here:
        paths = handed_in(here)
        if not paths:
            raise IntakeError("没有报送任何文件", str(folder), "请把 tables.xlsx 和 narrative.md 放进这个文件夹。")
        try:
            return assemble([read_document(path) for path in paths], paths, year, office)
        except OSError as problem:
            raise _closed(folder, Path(problem.filename or "").name, problem) from None


def handed_in(folder: Path) -> list[Path]:
    """The files of an office's folder in a fixed order, without what systems leave in it.

    Raises IntakeError where the folder may not be looked into.
    """
    try:
        return sorted(folder / name for name in files_of(folder) if not is_litter(name))
    except OSError as problem:
        if is_remote(folder):
            raise
        raise _closed(folder, "", problem) from None


def _closed(folder: Path, name: str, problem: OSError) -> IntakeError:
    what = "/".join(filter(None, [folder.parent.name, folder.name, name]))
    return IntakeError(f"读不了“{what}”：{said(problem)}", fix="请检查报送材料文件夹中的这一项：权限、链接和磁盘。")


def delivered(folder: Path, offices: Sequence[str]) -> frozenset[str]:
    """Those of the offices that handed in a file for the year of this folder.

    A folder that may not be looked into counts, since who reads it tells why.
    """
    found = files_in(folder, offices)
    return frozenset(o for o in offices if o not in found or not all(map(is_litter, found[o])))


def read_document(path: Path) -> Document:
    """Read one file by the reader of its kind; what cannot be read says why and how to mend it."""
    try:
        if plain(path).st_size > MAX_BYTES:
            return over_limit(path.name, f"文件超过 {MAX_BYTES // 1024 // 1024} MB", "请去掉图片等多余内容。")
        with limited(MAX_MEMORY):
            return _read(path)
    except MemoryError:
        return over_limit(path.name, f"读取要用的内存超过 {MAX_MEMORY >> 20} MB", "请只保留年度报告的内容。")
    except OSError as problem:
        return unreadable(path.name, said(problem), "请核对文件和权限。")


def _read(path: Path) -> Document:
    kind = kind_of(path)
    if kind in SUFFIXES:
        with as_docx(path, kind) as converted:
            return reader("docx")(converted) if converted else unreadable(path.name, *UNREAD[kind])
    if kind in UNREAD:
        return unreadable(path.name, *UNREAD[kind], scan=kind in _SCANS)
    return reader(kind)(path)


def assemble(documents: Sequence[Document], paths: Sequence[Path], year: int, office: str) -> Submission:
    """Put documents of one office together: the first that holds a table gives it, a later one must agree (I-03)."""
    form = form_for_year(year)
    problems: list[Problem] = []
    kept: dict[str, TableMatch] = {}
    for document in documents:
        matches, bad = match_tables(document.grids, year)
        problems += bad
        for match in matches:
            if match.table.id in kept:
                problems += _disagreements(kept[match.table.id], match)
            kept.setdefault(match.table.id, match)
    unrecognised = tuple(table for table in form.tables if table not in kept)
    # A sealed scan beside readable tables is an attachment; alone it is all that the office handed in.
    told = [p for document in documents if unrecognised or not document.scan for p in document.problems]
    problems = [*told, *problems]
    if kept or not any(problem.rule in (UNREADABLE, OVER_LIMIT) for problem in problems):
        problems += _not_found(form, unrecognised, problems, documents)
    entries = {address: entry for match in kept.values() for address, entry in match.entries.items()}
    ordered = {table: kept[table].table.form for table in form.tables if table in kept}
    filing = Filing(office, year, ordered, entries)
    prose = _prose(documents, form, year)
    title = prose.title if prose else next(filter(None, map(_title_above, documents)), None)
    return Submission(
        filing,
        title=title,
        office_name=office_in_title(title) if title else None,
        date=prose.date if prose else None,
        lead=prose.lead if prose else (),
        sections=prose.sections if prose else None,
        problems=tuple(problems),
        sources=tuple(map(_source, paths)),
        unrecognised=unrecognised,
        deviations=(
            *(heading_deviations(prose.sections, form) if prose else ()),
            *(deviation for table in ordered for deviation in kept[table].deviations),
        ),
        published=next((document.published for document in documents if document.published), None),
        downloads=_downloads(documents),
    )


def _downloads(documents: Sequence[Document]) -> tuple[str, ...] | None:
    """The files that the pages among the documents offer; None where there is no page."""
    offered = [document.downloads for document in documents if document.downloads is not None]
    return tuple(name for names in offered for name in names) if offered else None


def _source(path: Path) -> Source:
    plain(path)
    with path.open("rb") as file:  # which may be larger than any that is read
        return Source(path.name, hashlib.file_digest(file, "sha256").hexdigest(), file.tell())


def _disagreements(first: TableMatch, second: TableMatch) -> Iterable[Problem]:
    for address, entry in first.entries.items():
        other = second.entries.get(address)
        if other and _filled(entry) and _filled(other) and entry.text != other.text:
            yield Problem(
                "I-03",
                f"{first.table.places[address].words}：两处数字不同，一处 {entry.text}，一处 {other.text}",
                f"{entry.origin}；{other.origin}",
                "请核对后只保留一份，或改为一致。",
                (address,),
            )


def _filled(entry: Entry) -> bool:
    return entry.kind is not EntryKind.BLANK


def _not_found(
    form: FormSpec, unrecognised: Iterable[str], so_far: Iterable[Problem], documents: Sequence[Document]
) -> list[Problem]:
    told = {address.partition(".")[0] for p in so_far if p.rule == "I-02" for address in p.addresses}
    return [_not_in(form.tables[table], documents) for table in unrecognised if table not in told]


def _not_in(table: TableSpec, documents: Sequence[Document]) -> Problem:
    name, places = f"{table.name}“{table.title}”", tuple(table.places)
    scattered = next((document.name for document in documents if _holds_labels(document, table)), None)
    if scattered:
        fix = "请报送 Word、Excel 或网页原件；只有文字的，请补上空着的格，每行的数字写在行名后面。"
        return Problem("I-02", f"{name}的字样在文字里，但分不清每个数字在哪一行、哪一列", scattered, fix, places)
    fix = "请补报这张表，或改用 nianbao template 生成的表格填写。"
    return Problem("I-02", f"没有找到{name}", NOWHERE, fix, places)


def _holds_labels(document: Document, table: TableSpec) -> bool:
    """Whether lines of its text begin with most of a table's labels."""
    lines = [split_labels(found.text, vocabulary().words)[0] for found in document.paragraphs or ()]
    printed = {label_key(label) for labels in lines for label in labels}
    rows = {label_key(row.label) for block in table.blocks for row in block.rows}
    wanted = rows or {label_key(column.label) for block in table.blocks for column in block.columns}
    return 2 * len(wanted & printed) > len(wanted)


def _prose(documents: Sequence[Document], form: FormSpec, year: int) -> Prose | None:
    found = [document for document in documents if document.paragraphs]
    if not found:
        return None
    parts = [split_sections(document.paragraphs or (), form, year) for document in found]
    fullest = max(range(len(parts)), key=lambda i: len(parts[i].sections))
    prose, document = parts[fullest], found[fullest]
    return replace(prose, title=document.title or prose.title, date=document.date or prose.date)


def _year_in(document: Document) -> int | None:
    """The year that the title names, or else the statistics period; other years are of laws and of publication."""
    paragraphs = document.paragraphs or ()
    title = document.title or split_sections(paragraphs, all_forms()[0]).title or _title_above(document) or ""
    years = years_in(title) or [year for found in paragraphs for year in period_years(found.text)]
    return years[0] if years else None


def _title_above(document: Document) -> str | None:
    """The title above the tables of a workbook; None where they have different ones, as with last year's beside it."""
    found = set(titles_in_cells(document))
    return found.pop() if len(found) == 1 else None
