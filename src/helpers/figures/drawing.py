"""The sheet of every figure, in points: as wide as the exporters set it, so that no letter is rescaled."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib import rc_context, rcParamsDefault
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from ..errors import GlyphError
from ..fonts import bundled_fonts

WIDTH = 0.85 * 156 / 25.4 * 72  # 85 % of the 156 mm of the text
SIZE = 10.5  # 五号
HALF_LETTER = 0.37 * SIZE  # from the base of a line of text up to its middle
INK, BLUE, ORANGE, GREY = "#1a1a1a", "#1f5fa8", "#a34a00", "#595959"
_THIN = 0.75

# The bundled font for Typst, then what readers of the page have.
_FAMILIES = ["Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "Noto Sans CJK SC"]
# matplotlib's own settings and not the user's, as far as a sheet without axes goes by them.
_HEEDED = ["figure", "font", "hatch", "lines", "markers", "mathtext", "patch", "path", "savefig", "svg", "text"]
_RC: dict[Any, Any] = {key: value for key, value in rcParamsDefault.items() if key.partition(".")[0] in _HEEDED}
_RC |= {"svg.fonttype": "none", "svg.hashsalt": "nianbao", "font.family": "sans-serif", "font.sans-serif": _FAMILIES}
settled = rc_context(_RC)  # decorates what draws
_UNDATED = dict.fromkeys(("Date", "Creator", "Format", "Type"))


@dataclass(frozen=True, slots=True)
class Pen:
    """A line that is told from others without its colour, too."""

    colour: str
    marker: str
    size: float
    dashes: tuple[float, ...] = ()


class Drawing:
    """A white sheet of `height` points, counted from its lower left corner; nothing on it hangs on font metrics.

    It is no `matplotlib.figure.Figure`: to load that takes as long as forty drawings, and no sheet has axes.
    """

    def __init__(self, height: float) -> None:
        self._height = height
        self._artists: list[Artist] = []
        self._add(Rectangle((0, 0), WIDTH, height, facecolor="white", linewidth=0))

    def text(self, x: float, y: float, words: str, align: str = "left", colour: str = INK) -> None:
        """One line of words on the base line `y`. Raises GlyphError for a letter that no bundled font has."""
        _require_glyphs(words)
        self._add(_Words(x, y, words, ha=align, color=colour, size=SIZE))

    def bar(self, x: float, y: float, width: float, height: float, hollow: bool = False) -> None:
        """A bar, filled or outlined."""
        bar = Rectangle((x, y), width, height, facecolor="white" if hollow else BLUE, edgecolor=BLUE, linewidth=_THIN)
        self._add(bar)

    def axis(self, xs: tuple[float, float], ys: tuple[float, float]) -> None:
        """A thin straight line."""
        self._add(Line2D(xs, ys, color=GREY, linewidth=_THIN))

    def line(self, xs: Sequence[float], ys: Iterable[float], pen: Pen) -> None:
        """A line with a mark at each point; a `nan` leaves a gap."""
        style: Any = (0, pen.dashes) if pen.dashes else "solid"
        drawn = Line2D(xs, [*ys], color=pen.colour, linewidth=1.5, linestyle=style)
        drawn.set(marker=pen.marker, markersize=pen.size, markerfacecolor="white", markeredgewidth=1.5)
        self._add(drawn)

    def svg(self) -> str:
        """The sheet as one `<svg>` element, with its words as text."""
        written = io.StringIO()
        renderer = RendererSVG(WIDTH, self._height, written, metadata=_UNDATED)
        for artist in self._artists:
            artist.draw(renderer)
        renderer.finalize()
        text = written.getvalue()
        return _lean(text[text.index("<svg") :].strip())

    def _add(self, artist: Artist) -> None:
        artist.set_transform(IdentityTransform())
        self._artists.append(artist)


class _Words(Text):
    """One line of text that is not measured: SVG aligns it itself, and to measure it matplotlib opens the font anew."""

    def draw(self, renderer: Any) -> None:
        """Write it on its base line."""
        x, y = self.get_transform().transform(self.get_position())
        pen = renderer.new_gc()
        pen.set_foreground(self.get_color())
        renderer.open_group("text")
        renderer.draw_text(pen, x, renderer.height - y, self.get_text(), self.get_fontproperties(), 0, mtext=self)
        renderer.close_group("text")
        pen.restore()


def _lean(svg: str) -> str:
    """The same drawing in half the letters: the one font stands once, and what is not turned does not say so."""
    svg = re.sub(r' transform="rotate\(-?0 [^"]*"', "", svg)
    font = re.search(r"font-size: [^;]+; font-family: [^;]+", svg)
    return svg.replace(f"{font[0]}; ", "").replace("<svg ", f'<svg style="{font[0]}" ', 1) if font else svg


def room(words: str) -> float:
    """The width to leave for `words`, for a reader's own font is wider than the bundled one."""
    return SIZE * sum(1.05 if letter >= "⺀" else 0.65 for letter in words)


def _require_glyphs(words: str) -> None:
    for letter in words:
        if not any(face.get_char_index(ord(letter)) for face in _faces()):
            raise GlyphError(
                f"图里的“{letter}”（U+{ord(letter):04X}）画不出来：随程序安装的字体没有这个字",
                f"图中文字“{words}”",
                "请换一个写法；确需用这个字的，请告知程序维护人。",
            )


@cache
def _faces() -> tuple[FT2Font, ...]:
    paths = dict.fromkeys(font.path for font in bundled_fonts().values())
    return tuple(get_font(str(path)) for path in paths)
