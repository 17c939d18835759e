"""What an official form consists of: sections, tables, blocks, rows, columns, places for numbers, identities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from .formfile import ValueType


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column of a block: `path` holds the printed labels from the top header down to its own."""

    id: str
    path: tuple[str, ...]
    span: int = 1
    value: ValueType = ValueType.COUNT
    unit: str = "件"

    @property
    def label(self) -> str:
        """The lowest printed label."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row of numbers: `path` holds the printed labels from the outermost group to its own."""

    id: str
    path: tuple[str, ...]
    short: str = ""
    help: str = ""

    @property
    def label(self) -> str:
        """The innermost printed label."""
        return self.path[-1]

    @property
    def words(self) -> str:
        """The row as people call it: the group where there is one, then the short label."""
        return " ".join((*self.path[1:-1], self.short or self.label))


@dataclass(frozen=True, slots=True)
class Place:
    """Where one fact of the form is written: `address` is table.row.column."""

    address: str
    table: str
    row: RowSpec
    column: ColumnSpec
    words: str


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """A part of a table under one header. Without `rows` it prints one line, and its rows are the column groups."""

    columns: tuple[ColumnSpec, ...]
    rows: tuple[RowSpec, ...]
    places: tuple[Place, ...]
    caption: str = ""
    corner: str = ""

    @property
    def lines(self) -> tuple[tuple[RowSpec | None, tuple[Place, ...]], ...]:
        """The printed lines: the row (None where the line has no label) and its places from left to right."""
        if not self.rows:
            return ((None, self.places),)
        width = len(self.columns)
        return tuple((row, self.places[i * width : (i + 1) * width]) for i, row in enumerate(self.rows))


@dataclass(frozen=True, slots=True)
class Identity:
    """Σ left = Σ right over addresses of one table; `computes` is the address that is a sum by the form.

    It is stated `per` row, column, or group of columns (of a table whose one line has no label).
    """

    rule: str
    per: str
    statement: str
    subject: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    computes: str | None
    status: str = "verified"

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every cell that the identity binds."""
        return self.left + self.right


@dataclass(frozen=True, eq=False)
class TableSpec:
    """One table of one form version. Compared by identity: `load_form` keeps one of each."""

    id: str
    form: str
    name: str
    title: str
    sheet: str
    grid_columns: int
    blocks: tuple[BlockSpec, ...]
    identities: tuple[Identity, ...]

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every number cell by its address, in printed order."""
        return MappingProxyType({place.address: place for block in self.blocks for place in block.places})

    @cached_property
    def sums(self) -> Mapping[str, Identity]:
        """The identity that computes an address; the later one of the file where two compute the same."""
        return MappingProxyType({i.computes: i for i in self.identities if i.computes})


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section: text, or exactly one table."""

    number: int
    id: str
    heading: str
    variants: tuple[str, ...]
    table: str | None
    topics: tuple[str, ...]
    must_state: str


@dataclass(frozen=True)
class FormSpec:
    """One version of the form with the years it is for and the notice that issued it."""

    id: str
    name: str
    document: str
    first_year: int
    last_year: int | None
    sections: tuple[SectionSpec, ...]
    tables: Mapping[str, TableSpec]

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every number cell of all tables by its address."""
        return MappingProxyType({a: p for table in self.tables.values() for a, p in table.places.items()})

    def fits(self, year: int) -> bool:
        """Whether reports of `year` are made on this form."""
        return self.first_year <= year <= (self.last_year or year)

    @property
    def text_sections(self) -> tuple[SectionSpec, ...]:
        """The sections that an office writes in words."""
        return tuple(section for section in self.sections if section.table is None)
