"""The register of the offices of a district over the years: offices.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from .csvfile import csv_bytes, csv_rows, wrong_cell
from .errors import ParamsError
from .spelling import did_you_mean

REGISTER = "offices.csv"
_REGISTER = "登记表"
GOVERNMENTS = ("ministry", "province", "city", "prefecture", "district", "county", "government")
OFFICE_ID = r"^[a-z0-9][a-z0-9-]{0,63}$"


class Office(BaseModel):
    """A row of the register. `example` marks an invented office, whose every page says 示例."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=OFFICE_ID)]
    name: Annotated[str, Field(min_length=2)]
    short_name: str = ""
    kind: str = ""
    parent: str = ""
    powers: tuple[str, ...] = ()
    contact: str = ""
    code: str = ""
    from_year: Annotated[int, Field(ge=1900, le=2999)] | None = None
    to_year: Annotated[int, Field(ge=1900, le=2999)] | None = None
    predecessors: tuple[str, ...] = ()
    example: bool = False

    @property
    def is_government(self) -> bool:
        """Whether it reports for a government, so that its numbers are those of a whole place."""
        return self.kind.endswith(("_aggregate", "_government")) or self.kind in GOVERNMENTS

    def in_register(self, year: int) -> bool:
        """Whether the office files for `year` (an empty bound is open)."""
        return (self.from_year or year) <= year <= (self.to_year or year)


@dataclass(frozen=True, eq=False)
class Register:
    """The offices of the district over the years, in the order of the file. Only itself is the same register."""

    offices: tuple[Office, ...]
    path: Path

    @cached_property
    def _by_id(self) -> Mapping[str, Office]:
        return {office.id: office for office in self.offices}

    def of_year(self, year: int) -> tuple[Office, ...]:
        """The offices that file for `year`."""
        return tuple(office for office in self.offices if office.in_register(year))

    def office(self, office_id: str, year: int) -> Office:
        """The office with this id in the register of `year`. Raises ParamsError with the id that is meant."""
        office = self._by_id.get(office_id)
        if office is None:
            named = [office.id for office in self.offices if office_id in (office.name, office.short_name)]
            other = "请核对编号，或在登记表中加一行。"
            fix = f"要写编号“{named[0]}”。" if named else did_you_mean(office_id, self._by_id, other)
            raise ParamsError(f"登记表中没有填报单位“{office_id}”", str(self.path), fix)
        if not office.in_register(year):
            span = f"{office.from_year or ''}—{office.to_year or ''}"
            raise ParamsError(
                f"“{office.name}”（{office_id}）不在 {year} 年度的登记范围（{span}）", str(self.path), "请核对年度。"
            )
        return office


def load_register(params_dir: Path) -> Register:
    """Read offices.csv. Raises ParamsError with file and line."""
    path = params_dir / REGISTER
    return _register(csv_bytes(path, ParamsError, _REGISTER), path)


@lru_cache(maxsize=1)
def _register(data: bytes, path: Path) -> Register:
    """The register of a file that holds `data`: read once for all reports, for it may be long."""
    offices: dict[str, Office] = {}
    for where, row in csv_rows(data, path, list(Office.model_fields), ("id", "name"), ParamsError, _REGISTER):
        office = _office(row, where)
        if office.id in offices:
            raise ParamsError(f"编号“{office.id}”用了两次", where, "每个填报单位一个编号。")
        offices[office.id] = office
    for office in offices.values():
        if (office.from_year or 0) > (office.to_year or office.from_year or 0):
            fix = "请核对 from_year、to_year。"
            raise ParamsError(f"“{office.id}”登记的起始年度在终止年度之后", str(path), fix)
        for other in (*filter(None, [office.parent]), *office.predecessors):
            if other not in offices:
                raise ParamsError(f"“{office.id}”所指的单位“{other}”不在登记表中", str(path), "请核对编号。")
    return Register(tuple(offices.values()), path)


_OFFICE = TypeAdapter(Office)
_LISTS = ("powers", "predecessors")
_PARTED = str.maketrans("、；;", "   ")
YES_OR_NO = {"是": True, "yes": True, "y": True, "true": True, "1": True}
YES_OR_NO |= {"否": False, "no": False, "n": False, "false": False, "0": False}
_FIXES = {
    "id": "编号用小写字母、数字和连字符，如 shi-jiaoyu。",
    "from_year": "年度写成四位数字，或留空。",
    "to_year": "年度写成四位数字，或留空。",
    "example": "写“是”或“否”，或留空。",
}


def _office(row: Mapping[str, str], where: str) -> Office:
    cells: dict[str, Any] = dict(row)
    for name in _LISTS:
        if name in cells:
            cells[name] = tuple(cells[name].translate(_PARTED).split())
    if "example" in cells:
        cells["example"] = YES_OR_NO.get(cells["example"].lower(), cells["example"])
    try:
        return _OFFICE.validate_python(cells)
    except ValidationError as problem:
        raise wrong_cell(problem, row, where, _FIXES, ParamsError) from None
