"""What a file is, told by its content; only plain text needs its extension to be told apart."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HEAD = 64 * 1024  # a page may begin with a long comment
_HTML = re.compile(rb"^\s*<!--|<\s*(?:!doctype\s+html|html|body|table|div|p|span|h1|meta)\b", re.IGNORECASE)
_WHOLE_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_MIME = re.compile(rb"(?:^|\n)MIME-Version:", re.IGNORECASE)
_MIME_PAGE = re.compile(rb"(?:^|\n)Content-Type:\s*(?:multipart/|text/html)", re.IGNORECASE)
_BOM_BYTES = b"\xef\xbb\xbf\xff\xfe"
_TEXT = {".md": "markdown", ".csv": "csv", ".tsv": "csv"}
_PARTS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "sheet"),
    ("OFD.xml", "ofd"),
)


def kind_of(path: Path) -> str:
    """The kind of a file: the name of a reader, or of what no reader reads (`folder.READERS`, `folder.UNREAD`)."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path.read_bytes())
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_PICTURES):
        return "picture"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _MIME.search(head) and _MIME_PAGE.search(head):
        return "mht"
    letters = head.lstrip(_BOM_BYTES).replace(b"\0", b"")  # without zeros UTF-16 reads like ASCII
    named = None if _WHOLE_PAGE.match(letters) else _TEXT.get(path.suffix.lower())
    if named:
        return named
    if _HTML.search(letters) or path.suffix.lower() in (".html", ".htm", ".mht", ".mhtml"):
        return "html"
    return "text"


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as part:
                    mimetype = part.read(100)
            if b"opendocument" in mimetype:
                return "sheet" if b"spreadsheet" in mimetype else "odt"
    except Exception:  # zipfile meets damage with whatever its parsers raise
        # A damaged archive is still what its name says, and its reader will say that it is damaged.
        return {".docx": "docx", ".ods": "sheet"}.get(path.suffix.lower(), "xlsx")
    return next((kind for part, kind in _PARTS if part in names), "zip")


def _ole_kind(data: bytes) -> str:
    """By the streams that the directory names: an encrypted package, or the first of a Word and an Excel stream.

    What comes later is embedded in the document.
    """
    if _stream("EncryptedPackage") in data:
        return "encrypted"
    kinds = {"WordDocument": "word97", "Workbook": "sheet", "Book": "sheet"}
    found = {at: kind for name, kind in kinds.items() if (at := data.find(_stream(name))) >= 0}
    return found[min(found)] if found else "ole"


def _stream(name: str) -> bytes:
    """A stream's name as a directory entry holds it."""
    return f"{name}\0".encode("utf-16-le")
