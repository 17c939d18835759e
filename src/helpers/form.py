"""The versions of the official form, each compiled from its file.

A version is one file in `forms/`, complete in itself, to be laid beside the notice it transcribes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType

from .errors import FormError
from .formfile import BlockEntry, ColumnEntry, FormFile, IdentityEntry, RowEntry, TableEntry
from .formspec import BlockSpec, ColumnSpec, FormSpec, Identity, Place, RowSpec, SectionSpec, TableSpec
from .spelling import did_you_mean
from .yamlfile import load_yaml

FORMS_DIR = Path(__file__).parent / "forms"


@cache
def load_form(version: str, folder: Path = FORMS_DIR) -> FormSpec:
    """Read one form version. Raises FormError with file, line and key."""
    path = folder / f"{version}.yaml"
    if not path.exists():
        raise FormError(f"没有“{version}”版格式", str(folder), f"现有：{'、'.join(form_versions(folder))}。")
    return _compile(load_yaml(path, FormFile, FormError), path)


@cache
def form_versions(folder: Path = FORMS_DIR) -> tuple[str, ...]:
    """The versions there are, the newest first."""
    return tuple(sorted((path.stem for path in folder.glob("*.yaml")), reverse=True))


def form_for_year(year: int) -> FormSpec:
    """The version in force for reports of `year`. Raises FormError for a year before the first form."""
    forms = [load_form(version) for version in form_versions()]
    for form in forms:
        if form.fits(year):
            return form
    earliest = min(form.first_year for form in forms)
    raise FormError(f"{year} 年度没有可用的报告格式", "", f"格式从 {earliest} 年度起，请核对年度。")


def all_forms() -> tuple[FormSpec, ...]:
    """Every version, the newest first."""
    return tuple(load_form(version) for version in form_versions())


def _compile(file: FormFile, path: Path) -> FormSpec:
    _require(file.form == path.stem, f"文件里写的版本是“{file.form}”", f"{path}，form", "请与文件名一致。")
    years = file.years
    _require(years.from_ <= (years.to or years.from_), "起始年度晚于终止年度", f"{path}，years", "请核对 from 和 to。")
    _unique((table.id for table in file.tables), f"{path}，tables")
    _unique((section.number for section in file.sections), f"{path}，sections")
    tables = {table.id: _table(table, file.form, path) for table in file.tables}
    for section in file.sections:
        where = f"{path}，sections，{section.heading}"
        if section.kind == "text":
            _require(section.table is None, "文字部分不能再写 table", where, "请删去 table，或把 kind 改为 table。")
        else:
            known = f"现有：{'、'.join(tables)}。"
            _require(section.table in tables, f"指向的表格“{section.table or ''}”不存在", where, known)
    sections = tuple(
        SectionSpec(s.number, s.id, s.heading, s.variants, s.table, s.topics, s.must_state) for s in file.sections
    )
    return FormSpec(file.form, file.name, file.document, years.from_, years.to, sections, MappingProxyType(tables))


def _require(holds: bool, what: str, where: str, fix: str) -> None:
    if not holds:
        raise FormError(what, where, fix)


def _unique(names: Iterable[object], where: str) -> None:
    for name, count in Counter(names).items():
        _require(count == 1, f"编号“{name}”用了两次", where, "编号应当唯一。")


def _table(table: TableEntry, form: str, path: Path) -> TableSpec:
    blocks = tuple(_block(block, table, path) for block in table.blocks)
    _unique((place.address for block in blocks for place in block.places), f"{path}，tables.{table.id}")
    for block in blocks:
        width = sum(column.span for column in block.columns) + _depth(row.path for row in block.rows)
        if width != table.grid_columns:
            raise FormError(
                f"“{block.caption or table.title}”共 {width} 列，与 grid_columns {table.grid_columns} 不符",
                f"{path}，tables.{table.id}.blocks",
                "请核对各列的 span。",
            )
    identities = tuple(made for item in table.identities for made in _identities(item, blocks, table.id, path))
    return TableSpec(table.id, form, table.name, table.title, table.sheet, table.grid_columns, blocks, identities)


def _depth(paths: Iterator[tuple[str, ...]]) -> int:
    return max(map(len, paths), default=0)


def _block(block: BlockEntry, table: TableEntry, file: Path) -> BlockSpec:
    columns, owners = [], []
    where = f"{file}，tables.{table.id}.blocks"
    for column, path, owner in _column_leaves(block.columns, (), None):
        _require(bool(column.id), f"“{column.label}”列没有 id", where, "每个数字列都要有 id。")
        _require(bool(block.rows or owner), f"“{'—'.join(path)}”没有 id", where, "没有行的表，每个列组都要有 id。")
        columns.append(ColumnSpec(column.id, (*path, column.label), column.span, column.value, column.unit))
        owners.append(owner)
    for row, _ in _row_leaves(block.rows, ()):
        _require(bool(row.id), f"“{row.label}”行没有 id", where, "每个数字行都要有 id。")
    rows = tuple(RowSpec(r.id, (*path, r.label), r.short, r.help) for r, path in _row_leaves(block.rows, ()))
    if rows:
        pairs = [(row, column, f"「{row.words}」行「{column.label}」列") for row in rows for column in columns]
    else:
        groups = [
            RowSpec(owner.id, (*c.path[:-1],), "", owner.help)
            for owner, c in zip(owners, columns, strict=True)
            if owner
        ]
        pairs = [(g, c, f"「{'—'.join(g.path)}」栏「{c.label}」列") for g, c in zip(groups, columns, strict=True)]
    places = tuple(
        Place(f"{table.id}.{row.id}.{column.id}", table.id, row, column, table.name + words)
        for row, column, words in pairs
    )
    return BlockSpec(tuple(columns), rows, places, block.caption, block.corner)


def _column_leaves(
    columns: tuple[ColumnEntry, ...], path: tuple[str, ...], owner: ColumnEntry | None
) -> Iterator[tuple[ColumnEntry, tuple[str, ...], ColumnEntry | None]]:
    for column in columns:
        if column.columns:
            yield from _column_leaves(column.columns, (*path, column.label), column if column.id else owner)
        else:
            yield column, path, owner


def _row_leaves(rows: tuple[RowEntry, ...], path: tuple[str, ...]) -> Iterator[tuple[RowEntry, tuple[str, ...]]]:
    for row in rows:
        if row.rows:
            yield from _row_leaves(row.rows, (*path, row.label))
        else:
            yield row, path


_PER_WORDS = {"row": "行", "column": "列", "group": "栏"}


def _identities(item: IdentityEntry, blocks: tuple[BlockSpec, ...], table: str, path: Path) -> Iterator[Identity]:
    where = f"{path}，tables.{table}.identities，{item.rule}"
    places = [place for block in blocks for place in block.places]
    by_row = item.per == "row"
    known = list(dict.fromkeys(p.column.id if by_row else p.row.id for p in places))
    for name in (*item.left, *item.right, *([item.computes] if item.computes else [])):
        if name not in known:
            raise FormError(f"勾稽关系 {item.rule} 用到的“{name}”在表中没有", where, did_you_mean(name, known))
    _require(item.computes in (None, *item.left), "computes 应是 left 中的一项", where, "请核对 computes。")
    for fixed in dict.fromkeys(place.row if by_row else place.column for place in places):

        def address(name: str, fixed_id: str = fixed.id) -> str:
            return f"{table}.{fixed_id}.{name}" if by_row else f"{table}.{name}.{fixed_id}"

        per = ("row" if any(block.rows for block in blocks) else "group") if by_row else "column"
        subject = (fixed.words if isinstance(fixed, RowSpec) else fixed.label) + _PER_WORDS[per]
        yield Identity(
            item.rule,
            per,
            item.statement,
            subject,
            tuple(map(address, item.left)),
            tuple(map(address, item.right)),
            address(item.computes) if item.computes else None,
            item.status,
        )
