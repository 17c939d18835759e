"""The text of a Word paragraph as a person sees it: revisions accepted, without what is struck out, hidden or code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from ...wordtext import printable
from ..encoding import DAMAGED
from ..raised import raised

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was deleted or moved away under revision, and the second copy that Word keeps for older programs.
GONE = frozenset({qn("w:del"), qn("w:moveFrom"), _FALLBACK})
BOX = qn("w:txbxContent")
_NO_TEXT = GONE | {BOX, qn("w:pPr"), qn("w:rPr"), qn("w:rt"), qn("w:sdtPr")}
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_OFF = ("0", "false", "off", "none")


def paragraph_text(paragraph: Any) -> str:
    """The final text of a w:p element; raised digits become ¹²³, so that a note's mark is no part of a number."""
    return "".join(_pieces(paragraph, []))


def _pieces(element: Any, fields: list[bool]) -> Iterator[str]:
    """`fields` holds, for each field that is open, whether its code or already its result is being read."""
    for child in element:
        if child.tag in _NO_TEXT or _is_placeholder(child):
            continue
        if child.tag == qn("w:fldChar"):
            yield from _field(child, fields)
        elif child.tag == qn("w:r"):
            text = "".join(_pieces(child, fields))
            yield _shown(child, text)
        elif any(fields):
            continue
        elif child.tag in (qn("w:t"), f"{_MATH}t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == qn("w:sym"):
            yield _symbol(child)
        else:
            yield from _pieces(child, fields)


def _symbol(element: Any) -> str:
    """A character by its number; those of the font Symbol lie in a private block above F000."""
    code = int(element.get(qn("w:char"), "20"), 16)
    in_symbol = element.get(qn("w:font")) == "Symbol" and code >= 0xF000
    return printable(chr(code & 0xFF if in_symbol else code)) or DAMAGED


def _field(mark: Any, fields: list[bool]) -> Iterator[str]:
    kind = mark.get(qn("w:fldCharType"))
    if kind == "begin":
        if not any(fields):
            yield _chosen(mark)
        fields.append(True)
    elif kind == "separate" and fields:
        fields[-1] = False
    elif kind == "end" and fields:
        fields.pop()


def _chosen(mark: Any) -> str:
    """The entry that is chosen in a drop-down form field."""
    entries = [entry.get(qn("w:val"), "") for entry in mark.iter(qn("w:listEntry"))]
    result = next(iter(mark.iter(qn("w:result"))), None)
    chosen = int(result.get(qn("w:val"), "0")) if result is not None else 0
    return str(entries[chosen]) if chosen < len(entries) else ""


def _shown(run: Any, text: str) -> str:
    properties = run.find(qn("w:rPr"))
    if properties is None or not text:
        return text
    if any(_is_on(properties, name) for name in ("w:strike", "w:dstrike", "w:vanish")):
        return ""
    return raised(text) if _is_raised(properties) else text


def _is_raised(properties: Any) -> bool:
    aligned, position = properties.find(qn("w:vertAlign")), properties.find(qn("w:position"))
    if aligned is not None:
        return bool(aligned.get(qn("w:val")) == "superscript")
    return position is not None and position.get(qn("w:val"), "0").lstrip("+").strip("0").isdigit()


def _is_on(properties: Any, name: str) -> bool:
    found = properties.find(qn(name))
    return found is not None and found.get(qn("w:val"), "1").lower() not in _OFF


def _is_placeholder(element: Any) -> bool:
    """Whether a content control shows only what to click on."""
    return element.tag == qn("w:sdt") and element.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None


def boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, each once."""
    for box in paragraph.iter(BOX):
        if not any(parent.tag in GONE or parent.tag == BOX for parent in box.iterancestors()):
            yield box
