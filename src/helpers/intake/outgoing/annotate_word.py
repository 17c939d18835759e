"""A copy of a clerk's own Word document with every finding as a comment at its cell or paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from ...errors import IntakeError
from ...filing import Origin
from ..document import Document
from ..word.docx import WordReader, open_word
from .annotate import COLORS, Mark

AUTHOR = "校验结果"


def annotate_document(source: Path, target: Path, marks: Sequence[Mark]) -> None:
    """Write `target`, a copy of `source` with comments and red cells; `source` stays as it is.

    A finding without a place in the document stands at its beginning. Raises IntakeError where `source` cannot be
    loaded.
    """
    document = open_word(source)
    if isinstance(document, Document):
        raise IntakeError("文档打不开，无法标注", str(source), "请用 Word 或 WPS 另存为 .docx 后再试。")
    reader = WordReader(source.name, document)
    reader.read()
    first = next(_paragraphs(document.element.body), None)
    for mark in marks:
        found = list(_elements(reader, mark.places))
        for element in found:
            _shade(element, COLORS[mark.severity])
        for element in found or ([first] if first is not None else []):
            _comment(document, element, f"{mark.severity} {mark.rule}：{mark.message}")
    target.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(target))


def _elements(reader: WordReader, places: Iterable[str]) -> Iterator[Any]:
    for place in dict.fromkeys(places):
        element = reader.elements.get(Origin.parse(place))
        if element is not None:
            yield element


def _paragraphs(element: Any) -> Iterator[Any]:
    yield from element.iter(qn("w:p"))


def _comment(document: Any, element: Any, text: str) -> None:
    at = element if element.tag == qn("w:p") else next(_paragraphs(element))
    paragraph = Paragraph(at, document._body)
    runs = paragraph.runs or [paragraph.add_run("")]
    document.add_comment([runs[0], runs[-1]], text=text, author=AUTHOR, initials="校")


def _shade(element: Any, color: str) -> None:
    """Colour a table cell."""
    if element.tag != qn("w:tc"):
        return
    properties = element.get_or_add_tcPr()
    for old in properties.findall(qn("w:shd")):
        properties.remove(old)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), color)
    # Where the schema wants it: after borders, before what follows.
    after = [qn(f"w:{name}") for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark")]
    later = next((child for child in properties if child.tag in after), None)
    if later is None:
        properties.append(shade)
    else:
        later.addprevious(shade)
