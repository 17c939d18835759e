"""CJK radical code points that PDF extraction gives for ideographs, folded back to the ideographs."""

from __future__ import annotations

import unicodedata

# Unicode maps the Kangxi radicals to ideographs, but almost none of the supplement: these look just like theirs.
_SUPPLEMENT = str.maketrans(
    "⺝⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "月母民虎西见角贝车长长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
# Unicode takes the radical for another form of the ideograph than the one that is printed on the mainland.
_MAINLAND = str.maketrans("⼾", "户")
_FOLD = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | _SUPPLEMENT | _MAINLAND


def fold_radicals(text: str) -> str:
    """`text` with ideographs in place of radicals that look like them."""
    return text.translate(_FOLD)
