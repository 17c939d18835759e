"""The objects of a PDF as Typst writes it: plain text, one behind the other, and a table of where each begins."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

from .published import NotAReportError

_REFERENCE = re.compile(rb"/(\w+)[ [](\d+) 0 R")


class PdfObjects:
    """The objects by number, from 1, each from its `obj` to its `endobj`; what is set is written in place of the old.

    Raises NotAReportError for a file that is built otherwise.
    """

    def __init__(self, pdf: bytes) -> None:
        table = int(pdf[pdf.rindex(b"startxref") :].split()[1])
        if not pdf.startswith(b"xref", table):
            raise _other()
        places, _, trailer = pdf[table:].partition(b"trailer")
        begins = [int(line[:10]) for line in places.splitlines()[3:]]  # after a title of two lines, and the object 0
        self._header = pdf[: begins[0]]
        self._objects = [pdf[begin:end] for begin, end in pairwise([*begins, table])]
        self.trailer = b"trailer" + trailer[: trailer.index(b"startxref")]
        if not all(found.startswith(b"%d 0 obj" % number) for number, found in enumerate(self._objects, start=1)):
            raise _other()

    def __getitem__(self, number: int) -> bytes:
        return self._objects[number - 1]

    def __setitem__(self, number: int, written: bytes) -> None:
        self._objects[number - 1] = written

    def to_bytes(self) -> bytes:
        """The whole file."""
        *begins, table = accumulate(map(len, self._objects), initial=len(self._header))
        places = b"".join(b"%010d 00000 n\r\n" % begin for begin in begins)
        title = b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(begins) + 1)
        end = b"startxref\n%d\n%%%%EOF" % table
        return b"".join([self._header, *self._objects, title, places, self.trailer, end])


def reference(written: bytes, name: str) -> int:
    """The number of the object to which a dictionary refers under this name, or of the first of several."""
    found = next((number for key, number in _REFERENCE.findall(written) if key == name.encode()), None)
    if found is None:
        raise _other()
    return int(found)


def _other() -> NotAReportError:
    return NotAReportError("PDF 内部的写法与预期不同，表格的行标题没有标明。请安装程序规定版本的 typst。")
