"""A form file as it is written: what may stand in `forms/<version>.yaml`."""

from __future__ import annotations

import enum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ValueType(enum.StrEnum):
    """What a number cell may hold: a count in 件, a signed change, or an amount with decimals."""

    COUNT = "count"
    CHANGE = "change"
    AMOUNT = "amount"


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class YearsEntry(_Spec):
    """The report years a form is for; without `to` it is in force."""

    from_: int = Field(alias="from")
    to: int | None = None


class SectionEntry(_Spec):
    """A section: text, or one table."""

    number: int
    id: str
    heading: str
    kind: Literal["text", "table"]
    table: str | None = None
    variants: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    must_state: str = ""


class ColumnEntry(_Spec):
    """A column, or a group of columns under one header; `help` belongs to a group that stands for a row."""

    id: str = ""
    label: str
    span: int = 1
    value: ValueType = ValueType.COUNT
    unit: str = "件"
    help: str = ""
    columns: tuple[ColumnEntry, ...] = ()


class RowEntry(_Spec):
    """A row, or a group of rows beside one label."""

    id: str = ""
    label: str
    short: str = ""
    help: str = ""
    rows: tuple[RowEntry, ...] = ()


class BlockEntry(_Spec):
    """A part of a table under one header."""

    caption: str = ""
    corner: str = ""
    columns: tuple[ColumnEntry, ...] = Field(min_length=1)
    rows: tuple[RowEntry, ...] = ()


class IdentityEntry(_Spec):
    """Σ left = Σ right, for every column or every row; `status` says how well it is known."""

    rule: str
    per: Literal["column", "row"]
    statement: str
    left: tuple[str, ...] = Field(min_length=1)
    right: tuple[str, ...] = Field(min_length=1)
    computes: str | None = None
    status: str = "verified"


class TableEntry(_Spec):
    """One table of the form."""

    id: str
    name: str
    title: str
    sheet: str
    grid_columns: int
    blocks: tuple[BlockEntry, ...] = Field(min_length=1)
    identities: tuple[IdentityEntry, ...] = ()


class FormFile(_Spec):
    """A whole form file."""

    form: str
    name: str
    document: str
    date: object = None
    years: YearsEntry
    sections: tuple[SectionEntry, ...] = Field(min_length=1)
    tables: tuple[TableEntry, ...] = Field(min_length=1)
