"""What a file is, told by its content; only plain text needs its extension to be told apart."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(rb"<\s*(?:!doctype\s+html|html|body|table|div|p|span|h1|meta)\b", re.IGNORECASE)
_TEXT = {".md": "markdown", ".csv": "csv", ".tsv": "csv"}
_PARTS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "sheet"),
    ("OFD.xml", "ofd"),
)


def kind_of(path: Path) -> str:
    """One of docx, xlsx, sheet (xls, xlsb, ods), word97, pdf, html, markdown, csv, text, ofd, picture, rtf, zip."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return "sheet" if _is_workbook(path) else "word97"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_PICTURES):
        return "picture"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    named = _TEXT.get(path.suffix.lower())
    if named:
        return named
    if _HTML.search(head) or path.suffix.lower() in (".html", ".htm", ".mht"):
        return "html"
    return "text"


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and b"spreadsheet" in archive.read("mimetype")[:100]:
                return "sheet"
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        # A damaged archive is still what its name says, and its reader will say that it is damaged.
        return {".docx": "docx", ".ods": "sheet"}.get(path.suffix.lower(), "xlsx")
    return next((kind for part, kind in _PARTS if part in names), "zip")


def _is_workbook(path: Path) -> bool:
    """Whether an OLE file has the stream of an Excel workbook (its name stands in the directory as UTF-16)."""
    data = path.read_bytes()
    return any(name.encode("utf-16-le") in data for name in ("Workbook", "Book"))
