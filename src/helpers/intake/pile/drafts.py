"""Which of two drafts of one report is the later, by the words of their names."""

from __future__ import annotations

import re

_NUMERALS = "零一二三四五六七八九十"
_STAGES = (
    (re.compile(r"初稿|草稿|征求意见"), 1),
    (re.compile(r"修改稿|修订稿"), 3),
    (re.compile(r"送审稿|报送稿|上报稿"), 4),
    (re.compile(r"(?<!未)(?:终稿|定稿)|最终|(?<!非)正式|最新"), 5),
)


def draft_rank(name: str) -> tuple[int, int, int]:
    """How late a file comes among the drafts of one report, by the words of its name: stage, 第几稿, 改几."""
    base = name.rpartition("/")[2].rpartition(".")[0]
    stage = max((rank for pattern, rank in _STAGES if pattern.search(base)), default=2)
    numbered = re.search(r"第?([一二三四五六七八九十]|\d{1,2})稿", base) or re.search(r"[稿版](\d{1,2})(?!\d)", base)
    changed = re.search(r"(?:修?改(?!革)|更正)(\d{0,2})|[vV](\d{1,2})", base.replace("修改稿", ""))
    return stage, _numeral(numbered[1]) if numbered else 0, int(changed[1] or changed[2] or 1) if changed else 0


def _numeral(text: str) -> int:
    return int(text) if text.isdigit() else _NUMERALS.index(text)
