"""Numbers in Chinese words: 三十七, 两千零五, 一亿二千万, 二〇二三."""

from __future__ import annotations

DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"亿": 100_000_000, "万": 10_000, "千": 1_000, "百": 100, "十": 10}
_UNSAID = {"亿": "千万", "万": "千", "千": "百", "百": "十"}  # at the end: 一百二 is 一百二十


def spelled(words: str) -> int:
    """The number that `words` spell. Raises ValueError where they spell none, as 十百 and 三百四五 do."""
    if words and all(letter in DIGITS for letter in words):
        return int("".join(str(DIGITS[letter]) for letter in words))
    unsaid = _UNSAID.get(words[-2:-1], "") if DIGITS.get(words[-1:]) else ""
    return _counted(words.replace("〇", "零") + unsaid)


def _counted(words: str, below: int = 10**9) -> int:
    """A number with scales, each `below` that of what stands before."""
    for letter, scale in _SCALES.items():
        before, found, behind = words.partition(letter)
        if found and scale < below:
            bare = scale == 10 and not before
            many = 1 if bare else _counted(before) if scale >= 10_000 else _digit(before)
            return many * scale + _rest(behind, scale)
    return _digit(words)


def _rest(words: str, scale: int) -> int:
    """What follows a scale: nothing, what has the next scales, or after 零 any."""
    if words in ("", "零"):
        return 0
    if scale > 10 and words in DIGITS:
        raise ValueError(f"不是数：{words}")
    return _counted(words.removeprefix("零"), scale)


def _digit(words: str) -> int:
    if not DIGITS.get(words):
        raise ValueError(f"不是数：{words}")
    return DIGITS[words]
