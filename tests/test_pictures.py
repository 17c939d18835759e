"""The pages that the READMEs show are those that the kit makes."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.image import imread

from executed import ROOT
from samples.make_pictures import GOLDEN, pictures


def test_the_pictures_in_the_readmes_are_what_a_report_looks_like():
    made = pictures()
    assert {path.name for path in GOLDEN.glob("*.png")} == set(made)
    for name, data in made.items():
        shown, drawn = imread(GOLDEN / name), imread(io.BytesIO(data))
        assert shown.shape == drawn.shape
        # Processors round differently; a line of text that moves changes ten times as much.
        assert np.abs(shown - drawn).mean() < 0.001, f"{name}: make pictures"
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert [] == [name for name in made if f'"tests/golden/{name}"' not in text], readme
