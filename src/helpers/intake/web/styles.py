"""Which elements of a page its styles hide or strike out, as far as simple rules tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_MOST_CSS = 2_000_000  # letters: no report needs more
_HIDING = re.compile(
    r"(?<![-\w])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)", re.IGNORECASE
)
_NO_SIZE = re.compile(r"(?<![-\w])font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_DISPLAY = re.compile(r"(?<![-\w])(?:display|visibility)\s*:", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
# What holds in print or on small screens only says nothing about the page as it is shown.
_AT_RULE = re.compile(r"@[^{};@]*+(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_ELEMENT = re.compile(r"([a-zA-Z][\w-]*)?((?:[.#][\w-]+)+)")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What elements of one tag ("" for any) with all of `parts`, classes and ids as selectors name them, get."""

    tag: str
    parts: frozenset[str]
    hides: bool
    weight: tuple[int, int, int, int]


class Styles:
    """The style sheets of a page, as far as they hide or show elements by class or id."""

    def __init__(self, sheets: Iterable[str] = ()) -> None:
        self._rules: dict[str, list[_Rule]] = {}
        css = _AT_RULE.sub("", _COMMENT.sub("", "\n".join(sheets)[:_MOST_CSS]))
        for number, block in enumerate(css.split("}")):
            selectors, _, body = block.partition("{")
            if _DISPLAY.search(body):
                for rule in _rules(selectors, body, number):
                    self._rules.setdefault(min(rule.parts), []).append(rule)

    def hide(self, element: Any) -> bool:
        """Whether `element` itself is not shown; the elements around it are not asked."""
        own = element.get("style") or ""
        if _HIDING.search(own) or element.get("hidden") is not None:
            return True
        if _NO_SIZE.search(own) and not len(element):
            return True
        return not _DISPLAY.search(own) and self._hidden_by_rule(element)

    def _hidden_by_rule(self, element: Any) -> bool:
        if not self._rules:
            return False
        parts = {f".{name}" for name in (element.get("class") or "").split()}
        parts |= {f"#{element.get('id')}"} if element.get("id") else set()
        rules = [
            rule
            for part in parts
            for rule in self._rules.get(part, ())
            if rule.parts <= parts and rule.tag in ("", element.tag)
        ]
        return bool(rules) and max(rules, key=lambda rule: rule.weight).hides


def _rules(selectors: str, body: str, number: int) -> Iterator[_Rule]:
    """The rules of one block; one that depends on other elements can show here, but not hide."""
    hides = bool(_HIDING.search(body))
    for selector in selectors.split(","):
        *around, last = selector.split() or [""]
        found = _ELEMENT.fullmatch(last)
        if not found or (around and hides):
            continue
        parts = re.findall(r"[.#][\w-]+", found[2])
        ids = selector.count("#")
        weight = (int("!important" in body), ids, selector.count("."), number)
        yield _Rule((found[1] or "").lower(), frozenset(parts), hides, weight)


def strikes(element: Any) -> bool:
    """Whether the text of `element` is struck out."""
    return element.tag in ("s", "del", "strike") or bool(_STRUCK.search(element.get("style") or ""))


def shift_of(element: Any) -> str:
    """ "sup" or "sub" where the text of `element` stands above or below the line, else ""."""
    if element.tag in ("sup", "sub"):
        return str(element.tag)
    found = _RAISED.search(element.get("style") or "")
    return {"super": "sup", "sub": "sub"}[found[1].lower()] if found else ""
