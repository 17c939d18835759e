"""Pages saved as one file (.mht, and Word's .doc of that kind): a mail whose parts are the page and its pictures."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from ..document import Document, unreadable
from ..memory import raise_shortage
from .html import read_page

_RESAVE = "请用浏览器打开，另存为“网页，仅 HTML”。"


def read_mht(path: Path) -> Document:
    """Read the page that holds tables, or else the first."""
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        pages = [read_page(data, path.name, charsets) for data, charsets in _pages(message)]
    except Exception as problem:  # the parser of mails meets damage with whatever its many fields raise
        raise_shortage(problem)
        return unreadable(path.name, "不是完好的单个文件网页", _RESAVE)
    if not pages:
        return unreadable(path.name, "里面没有网页", _RESAVE)
    return next((page for page in pages if page.grids), pages[0])


def _pages(message: EmailMessage) -> Iterator[tuple[bytes, list[str]]]:
    """The HTML parts, decoded from their transfer encoding, with the charset named for them."""
    for part in message.walk():
        if part.get_content_type() == "text/html":
            data = part.get_payload(decode=True)
            charset = part.get_content_charset()
            if isinstance(data, bytes):
                yield data, [charset] if charset else []
