"""The numbers of a filing as a long table, one row an address: what a spreadsheet or pandas loads as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from .filing import Filing, format_number
from .form import form_for_year

COLUMNS = ("office", "year", "address", "label", "value", "kind")
OFFICE_TABLE = "filing.csv"
YEAR_TABLE = "filings.csv"
_BOM = b"\xef\xbb\xbf"


def long_table(filing: Filing) -> bytes:
    """The filing as CSV in the order of the form. It holds numbers alone: no text and no origin of what came in."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for table in filter(filing.tables.get, form_for_year(filing.year).tables):
        for address, place in filing.tables[table].places.items():
            entry = filing.entries[address]
            value = "" if entry.value is None else format_number(entry.value)
            writer.writerow((filing.office, filing.year, address, place.words, value, entry.kind.value))
    return _BOM + text.getvalue().encode()


def joined_tables(tables: Iterable[bytes]) -> Iterator[bytes]:
    """The long tables of many offices as one, piece by piece; they all have the same header."""
    yield _BOM + (",".join(COLUMNS) + "\r\n").encode()
    for table in tables:
        yield table.partition(b"\n")[2]
