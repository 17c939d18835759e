"""A saved page as a person sees it: without what is hidden or struck out, with the values of its form fields."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from ..raised import LOWERED, RAISED
from .linklists import link_lists
from .publication import downloads, published_in_head
from .styles import Styles, shift_of, strikes

FLATTENED = "flattened"  # marks a table made of lines with tabs
_FIELDS = {"input", "select", "textarea"}
_UNSEEN = {
    *("script", "style", "head", "template", "button", "svg", "math", "nav", "rt", "rp", "datalist", "iframe"),
    *_FIELDS,
}
_FALLBACKS = {"noscript", "object"}  # shown only where the page itself could not be
_HARDLY_ANY = 200  # letters: no report is shorter
_UNTYPED = {"hidden", "button", "submit", "reset", "checkbox", "radio", "image", "file", "password"}
_CSS_TABLE = re.compile(r"(?<![-\w])display\s*:\s*table(-row|-cell)?\s*(?:[;!]|$)", re.IGNORECASE)
_CSS_TAGS = {"": "table", "-row": "tr", "-cell": "td"}
# Where browsers begin a row that the page does not.
_BARE_CELL = re.compile(r"((?:</tr\s*|<tbody[^<>]*|<table[^<>]*)>\s*)(?=<t[dh][\s>])", re.IGNORECASE)
_SHIFTED = {"sup": RAISED, "sub": LOWERED}


@dataclass(frozen=True, slots=True)
class Page:
    """A page's visible tree, its title, whether the parser gave up early, and what it tells of its publication."""

    root: Any
    title: str
    cut: bool
    published: dt.date | None = None
    downloads: tuple[str, ...] = ()


def parse_page(text: str) -> Page | None:
    """The page in `text`; None where there is none. One that shows hardly anything is read without its styles."""
    page = _parse(text, sparse=False)
    if page and len("".join(page.root.text_content().split())) < _HARDLY_ANY:
        return _parse(text, sparse=True)
    return page


def _parse(text: str, sparse: bool) -> Page | None:
    parser = _parser()
    try:
        root = lxml_html.document_fromstring(_BARE_CELL.sub(r"\1<tr>", text), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    cut = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    title = " ".join((root.findtext("head/title") or "").split())
    day, files = published_in_head(root), downloads(root)
    styles = Styles([] if sparse else [sheet.text or "" for sheet in root.iter("style")])
    _unfold(root)
    _Cleaning(styles, _UNSEEN if sparse else _UNSEEN | _FALLBACKS).run(root)
    return Page(root, title, cut, day, files)


def _parser() -> Any:
    return lxml_html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)


def _unfold(root: Any) -> None:
    """Put the pages that frames and editors carry as text in their place."""
    for element in list(root.iter("iframe", "textarea")):
        markup = element.get("srcdoc") if element.tag == "iframe" else element.text
        if markup and "<table" in markup:
            _become(element, "div")
            element.append(lxml_html.fragment_fromstring(markup, create_parent="div", parser=_parser()))


@dataclass
class _Cleaning:
    """One walk over a page that notes what is to go or to change, and the changes after it."""

    styles: Styles
    unseen: set[str]
    gone: list[Any] = field(default_factory=list)
    fields: list[Any] = field(default_factory=list)
    typed: list[Any] = field(default_factory=list)  # <pre>
    bare_rows: list[Any] = field(default_factory=list)
    cells: int = 0
    tables: int = 0
    shifts: list[str] = field(default_factory=list)

    def run(self, root: Any) -> None:
        """Change the tree under `root` into what is seen of it."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                if not self.gone or element is not self.gone[-1]:
                    self._close(element)
                self._shift(element, "tail")
            elif element is not root and self._is_unseen(element):
                self.gone.append(element)
                walker.skip_subtree()
            else:
                self._open(element)
                self._shift(element, "text")
        self._change(root)

    def _is_unseen(self, element: Any) -> bool:
        if element.tag in _FIELDS and self.cells:
            return self.styles.hide(element)
        return element.tag in self.unseen or _is_picture(element) or strikes(element) or self.styles.hide(element)

    def _open(self, element: Any) -> None:
        found = _CSS_TABLE.search(element.get("style") or "")
        if found and element.tag in ("div", "span", "ul", "li", "p"):
            element.tag = _CSS_TAGS[(found[1] or "").lower()]
        self.cells += element.tag in ("td", "th")
        self.tables += element.tag == "table"
        if element.tag == "tr" and not self.tables:
            self.bare_rows.append(element)
        elif element.tag in _FIELDS:
            self.fields.append(element)
        elif element.tag == "pre":
            self.typed.append(element)
        if shift := shift_of(element):
            self.shifts.append(shift)

    def _close(self, element: Any) -> None:
        self.cells -= element.tag in ("td", "th")
        self.tables -= element.tag == "table"
        if shift_of(element):
            self.shifts.pop()

    def _shift(self, element: Any, part: str) -> None:
        text = getattr(element, part)
        if self.shifts and text:
            setattr(element, part, text.translate(_SHIFTED[self.shifts[-1]]))

    def _change(self, root: Any) -> None:
        for element in self.gone:
            element.drop_tree()
        for element in self.fields:
            _become(element, "span", _value(element))
        for element in self.typed:
            _set_lines(element)
        _wrap_rows(self.bare_rows)
        for element in link_lists(root):
            if element.getparent() is not None:
                element.drop_tree()


def _is_picture(element: Any) -> bool:
    """Whether it is a picture with the words below it, which are no prose; editors frame tables so, too."""
    return element.tag == "figure" and next(element.iter("table"), None) is None


def _become(element: Any, tag: str, text: str = "") -> None:
    element.clear(keep_tail=True)
    element.tag, element.text = tag, text


def _value(element: Any) -> str:
    """What a field shows: typed text, or the chosen option."""
    if element.tag == "textarea":
        return element.text or ""
    if element.tag == "input":
        return "" if (element.get("type") or "").lower() in _UNTYPED else element.get("value") or ""
    options = list(element.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None] or options[:1]
    return "".join(chosen[0].text_content()) if chosen else ""


def _set_lines(element: Any) -> None:
    """Turn preformatted text into a paragraph for each line, and lines with tabs into rows of a table."""
    if next(element.iter("table"), None) is not None:
        return
    lines = element.text_content().splitlines()
    _become(element, "div")
    table = None
    for line in lines:
        if "\t" not in line.strip(" "):
            table = None
            etree.SubElement(element, "p").text = line
            continue
        if table is None:
            table = etree.SubElement(element, "table", {FLATTENED: ""})
        row = etree.SubElement(table, "tr")
        for cell in line.split("\t"):
            etree.SubElement(row, "td").text = cell


def _wrap_rows(rows: list[Any]) -> None:
    """Give rows that were copied without their table a table for each run of them."""
    table = None
    for row in rows:
        before = row.getprevious()
        if table is None or before is not table or (table.tail or "").strip():
            table = row.makeelement("table")
            row.addprevious(table)
        table.append(row)
        table.tail, row.tail = row.tail, None
