"""The filing: every number an office reported for a year, with its kind, raw text and origin."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .form import load_form
from .formfile import ValueType
from .formspec import Place, TableSpec

if TYPE_CHECKING:
    import pandas as pd

Number = int | Decimal

COMPUTED = "（公式）"  # ends the spot of a total that the kit's own formula gives
MAX_DIGITS = 15  # a spreadsheet keeps no more

_SPACES = dict.fromkeys(
    map(ord, " \xa0\u3000\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f")
)
# Letters of no width, marks that only tell in which direction others run, and what steers a terminal.
INVISIBLE = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F]) | dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\xad")
)
_MINUS = str.maketrans("−﹣", "--")
# Only the full-width block is folded: NFKC would also turn 12² into 122 and ① into 1.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASH = re.compile(r"[-/—–―─]{1,3}")
_GAP = re.compile(r"[0-9.,]\s+[0-9]")
# 1 2 3 is 123 and 12 345 is 12345; 12 34 may be two numbers.
_SPACED_OUT = re.compile(
    r"[+-]?\s*(?:[1-9](?:\s+[0-9])+(?:\s*\.\s*[0-9](?:\s+[0-9])+|\s?\.[0-9]+)?"
    r"|[0-9]{1,3}(?:[^\S\n][0-9]{3})+(?:\s?\.[0-9]+)?)[^0-9]*"
)
_NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?(.*)", re.DOTALL)


class EntryKind(enum.StrEnum):
    """What stands in a cell."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"
    UNREADABLE = "unreadable"


KIND_WORDS: Mapping[EntryKind, str] = {
    EntryKind.NUMBER: "数字",
    EntryKind.BLANK: "空白",
    EntryKind.DASH: "“/”“-”",
    EntryKind.UNREADABLE: "无法识别",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a datum was read: file, part of it (sheet, table), and the spot in that part."""

    file: str
    part: str = ""
    spot: str = ""

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.file, self.part, self.spot)))

    @classmethod
    def parse(cls, text: str) -> Origin:
        """The origin that was printed as `text`."""
        match text.split(" · "):
            case [file, part, spot]:
                return cls(file, part, spot)
            case [file, spot]:
                return cls(file, "", spot)
        return cls(text)


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell as handed in. `value` is None unless the kind is number; `reason` says why a cell is unreadable."""

    kind: EntryKind
    raw: str
    origin: Origin
    value: Number | None = None
    reason: str = ""

    @property
    def text(self) -> str:
        """The canonical number, or the raw text."""
        return self.raw if self.value is None else format_number(self.value)

    @property
    def computed(self) -> bool:
        """Whether the cell holds the kit's own formula for a total."""
        return self.origin.spot.endswith(COMPUTED)

    def to_json(self) -> dict[str, str | None]:
        """The entry as in filing.json: `value` a canonical decimal string or None."""
        made: dict[str, str | None] = {
            "kind": self.kind.value,
            "value": None if self.value is None else format_number(self.value),
            "raw": self.raw,
            "origin": str(self.origin),
        }
        return made | ({"reason": self.reason} if self.reason else {})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Entry:
        """The entry that `to_json` wrote."""
        value = None if data["value"] is None else _number(Decimal(data["value"]))
        return cls(EntryKind(data["kind"]), data["raw"], Origin.parse(data["origin"]), value, data.get("reason", ""))


def parse_entry(raw: str, place: Place, origin: Origin) -> Entry:
    """Read one cell: never guesses; what is not surely one number is unreadable, with the reason."""
    if raw.isascii() and raw.isdecimal() and len(raw) <= MAX_DIGITS:
        return Entry(EntryKind.NUMBER, raw, origin, int(raw))  # as nearly every cell is
    text = raw.translate(INVISIBLE).translate(_FULL_WIDTH).translate(_MINUS).strip()
    if not text:
        return Entry(EntryKind.BLANK, raw, origin)
    if _DASH.fullmatch(text.translate(_SPACES)):
        return Entry(EntryKind.DASH, raw, origin)
    reason = ""
    if _GAP.search(text) and not _SPACED_OUT.fullmatch(text):
        reason = "数字中间有空格，可能是两个数"
    elif len(text.split("\n")) > 1:
        reason = "一个单元格里有几行文字"
    else:
        found = _NUMBER.fullmatch(text.translate(_SPACES))
        reason = "不是数字" if found is None else _doubt(found, place)
    if reason or found is None:
        return Entry(EntryKind.UNREADABLE, raw, origin, None, reason)
    sign, whole, fraction, _ = found.groups()
    return Entry(EntryKind.NUMBER, raw, origin, _number(Decimal(sign + whole.replace(",", "") + (fraction or ""))))


def _doubt(found: re.Match[str], place: Place) -> str:
    _, whole, fraction, rest = found.groups()
    if rest and rest != place.column.unit:
        unit = place.column.unit
        if re.fullmatch(r"[\u4e00-\u9fff]{1,3}", rest):
            return f"带有单位“{rest}”，" + (f"本栏单位是“{unit}”" if unit else "本栏没有规定单位")
        return "数字后面还有别的内容"
    if len(whole.replace(",", "").lstrip("0") + (fraction or ".")[1:]) > MAX_DIGITS:
        return f"超过 {MAX_DIGITS} 位，表格软件存不下"
    return ""


def format_number(value: Number) -> str:
    """The canonical decimal string: no plus sign, separators or trailing zeros."""
    if isinstance(value, int):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value


def computed_totals(table: TableSpec, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries of `table` whose cell holds the kit's own formula, as the form's sums of `entries`.

    A sum over a blank is blank, and one over anything else that is no number is unreadable.
    """
    made: dict[str, Entry] = {}

    def resolve(address: str) -> Entry:
        entry = entries[address]
        if not entry.computed or address not in table.sums:
            return entry
        if address not in made:
            made[address] = _sum(entry.origin, [resolve(term) for term in table.sums[address].right])
        return made[address]

    for address in table.sums:
        if address in entries:
            resolve(address)
    return made


def _sum(origin: Origin, terms: Sequence[Entry]) -> Entry:
    kinds = {term.kind for term in terms}
    if kinds == {EntryKind.NUMBER}:
        total: Number = sum((term.value or 0 for term in terms), start=0)
        return Entry(EntryKind.NUMBER, format_number(total), origin, total)
    if kinds <= {EntryKind.NUMBER, EntryKind.BLANK}:
        return Entry(EntryKind.BLANK, "", origin)
    return Entry(EntryKind.UNREADABLE, "", origin, None, "所加的单元格中有不是数字的内容")


@dataclass(frozen=True)
class Filing:
    """All entries of one office and year; `forms` says by which form version each table was read."""

    office: str
    year: int
    forms: Mapping[str, str]
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "forms", MappingProxyType(dict(self.forms)))
        object.__setattr__(self, "entries", MappingProxyType(dict(self.entries)))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.office, self.year, dict(self.forms), dict(self.entries))

    @cached_property
    def tables(self) -> Mapping[str, TableSpec]:
        """The tables handed in, each in its own form version."""
        return {table: load_form(version).tables[table] for table, version in self.forms.items()}

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every place of the tables handed in, by address."""
        return {address: place for table in self.tables.values() for address, place in table.places.items()}

    def number(self, address: str) -> Number | None:
        """The number at `address`, None where there is none (blank, dash, unreadable, table missing)."""
        entry = self.entries.get(address)
        return entry.value if entry else None

    def gaps(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """The cells for want of which some of `addresses` have no number; a computed total is traced to its terms."""
        found: dict[str, None] = {}
        for address in addresses:
            entry = self.entries.get(address)
            if entry is None or (entry.value is None and not entry.computed):
                found[address] = None
            elif entry.value is None:
                sums = self.tables[address.partition(".")[0]].sums
                found |= dict.fromkeys(self.gaps(sums[address].right))
        return tuple(found)

    def with_entries(self, changed: Mapping[str, Entry]) -> Filing:
        """The filing with some entries replaced, and the totals that the kit's own formulas give computed anew."""
        entries = {**self.entries, **changed}
        for table in self.tables.values():
            entries |= computed_totals(table, entries)
        return Filing(self.office, self.year, self.forms, entries)

    def frame(self, table: str, labels: bool = False) -> pd.DataFrame:
        """One table as pandas: rows × columns by id (or printed label); counts are Int64, amounts Decimal objects."""
        import pandas as pd

        spec = self.tables[table]
        names = {p.column.id: (p.column.label if labels else p.column.id) for p in spec.places.values()}
        rows = {p.row.id: (p.row.words if labels else p.row.id) for p in spec.places.values()}
        cells: dict[str, dict[str, object]] = {column: dict.fromkeys(rows, pd.NA) for column in names}
        for address, place in spec.places.items():
            value = self.number(address)
            cells[place.column.id][place.row.id] = pd.NA if value is None else value
        amounts = {p.column.id for p in spec.places.values() if p.column.value is ValueType.AMOUNT}
        made = {
            c: pd.Series(v, dtype="object" if c in amounts or _has_fraction(v) else "Int64") for c, v in cells.items()
        }
        return pd.DataFrame(made).rename(columns=names, index=rows)

    def to_json(self) -> dict[str, Any]:
        """The filing as in filing.json."""
        return {
            "office": self.office,
            "year": self.year,
            "tables": {table: {"form": form, "recognised": True} for table, form in self.forms.items()},
            "entries": {address: entry.to_json() for address, entry in self.entries.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Filing:
        """The filing that `to_json` wrote."""
        forms = {table: item["form"] for table, item in data["tables"].items() if item["recognised"]}
        entries = {address: Entry.from_json(item) for address, item in data["entries"].items()}
        return cls(data["office"], data["year"], forms, entries)


def _has_fraction(cells: Mapping[str, object]) -> bool:
    return any(isinstance(value, Decimal) for value in cells.values())
