"""Bytes into text: Chinese encodings told by the bytes themselves, and a few damaged bytes forgiven."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence

DAMAGED = "\ufffd"
_MOST_DAMAGE = 0.001
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Pages say these over text of the larger set that holds them.
_WIDER = dict.fromkeys(
    ("gb2312", "euc_cn", "gbk", "cp936", "x-gbk", "gb_2312-80", "gb_2312", "chinese", "iso-ir-58", "ms936"), "gb18030"
)
# Western encodings fit any bytes and hold no Chinese: a page says so when nobody has told it otherwise.
_NOT_CHINESE = ("ascii", "latin", "iso8859", "cp12", "mac", "utf-16", "utf-32", "utf-7")


def decode_text(data: bytes, declared: Sequence[str] = ()) -> str | None:
    """The text that `data` holds, without its byte order mark; None where no encoding fits.

    `declared` are the encodings that the document names, the likeliest first: they count where the bytes leave a doubt.
    Where less than a thousandth of the letters is damaged, these are U+FFFD.
    """
    marked = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), None)
    if marked:
        names: Sequence[str] = (marked[1],)
        data = data[len(marked[0]) :]
    else:
        names = tuple(_likely(data, declared))
    texts = (_strictly(data, name) for name in names)
    exact = next((text for text in texts if text is not None and _is_text(text)), None)
    return exact if exact is not None else _repaired(data, names[:1] if marked else ("utf-8", "gb18030"))


def _likely(data: bytes, declared: Sequence[str]) -> Iterator[str]:
    yield from _of_zeros(data)
    yield "utf-8"
    yield from (code for name in declared if (code := _codec(name)))
    yield "gb18030"


def _of_zeros(data: bytes) -> Iterator[str]:
    """UTF-16 without a mark: digits, tabs and line ends have a zero byte, always on the same side."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if even + odd > len(data) / 100 and min(even, odd) * 20 < max(even, odd):
        yield "utf-16-le" if odd > even else "utf-16-be"


def _codec(name: str) -> str | None:
    """The codec of a declared name, if it can be Chinese. UTF-16 shows itself: what only says so is in another."""
    plain = name.strip().lower()
    try:
        found = codecs.lookup(_WIDER.get(plain.replace("-", "_"), _WIDER.get(plain, plain))).name
    except (LookupError, ValueError):
        return None
    return None if found.startswith(_NOT_CHINESE) else found


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):  # LookupError: a codec between bytes and bytes
        return None


def _is_text(text: str) -> bool:
    return "\x00" not in text


def _repaired(data: bytes, names: Sequence[str]) -> str | None:
    """`data` in the encoding that leaves the fewest letters damaged, if those are few enough."""
    texts = [data.decode(name, errors="replace").replace("\x00", DAMAGED) for name in names]
    best = min(texts, key=lambda text: text.count(DAMAGED))
    return best if best.count(DAMAGED) < len(best) * _MOST_DAMAGE else None
