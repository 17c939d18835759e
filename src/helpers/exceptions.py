"""Accepted exceptions 放行: a person has judged a finding and answers for it, with reason and expiry."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from .csvfile import csv_bytes, csv_rows, wrong_cell
from .errors import ParamsError
from .register import Register
from .spelling import did_you_mean

EXCEPTIONS = "exceptions.csv"
_FIXES = {
    "year": "年度写成四位数字。",
    "reason": "请写明放行的理由。",
    "by": "请写明由谁决定。",
    "expires": "写明到期日，如 2024-12-31。",
}
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?: 0?0:00(?::00)?)?")


class AcceptedException(BaseModel):
    """A row of exceptions.csv: this rule's findings about this office and year are accepted until `expires`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    office: str
    year: Annotated[int, Field(ge=1900, le=2999)]
    rule: str
    reason: Annotated[str, Field(min_length=2)]
    by: Annotated[str, Field(min_length=1)]
    expires: dt.date
    where: str = ""

    @field_validator("expires", mode="before")
    @classmethod
    def _as_spreadsheets_write_it(cls, value: object) -> object:
        # Excel saves 2024-01-05 as 2024/1/5, in some formats as 2024年1月5日 or with a time of 0:00.
        found = _DATE.fullmatch(value) if isinstance(value, str) else None
        return "-".join(part.zfill(2) for part in found.groups()) if found else value


def load_exceptions(params_dir: Path, register: Register) -> tuple[AcceptedException, ...]:
    """Read exceptions.csv; nothing is accepted where there is none. Raises ParamsError with file and line."""
    path = params_dir / EXCEPTIONS
    if not path.exists():
        return ()
    columns = [name for name in AcceptedException.model_fields if name != "where"]
    offices = {office.id for office in register.offices}
    made: list[AcceptedException] = []
    data = csv_bytes(path, ParamsError, "放行登记")
    for where, row in csv_rows(data, path, columns, columns, ParamsError, "放行登记"):
        made.append(_row(row, where))
        if made[-1].office not in offices:
            fix = did_you_mean(made[-1].office, offices, "请核对编号。")
            raise ParamsError(f"登记表中没有填报单位“{made[-1].office}”", where, fix)
    return tuple(made)


def _row(row: dict[str, str], where: str) -> AcceptedException:
    cells: dict[str, Any] = {**row, "where": where}
    try:
        return AcceptedException.model_validate(cells)
    except ValidationError as problem:
        raise wrong_cell(problem, row, where, _FIXES, ParamsError) from None
