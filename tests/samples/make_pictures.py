"""The pictures in the READMEs: pages of a sample report, drawn by the typesetter that makes its PDF.

`make pictures` writes them; a test holds them to what the report looks like now.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pdfplumber

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from executed import as_notebook, open_sample
from helpers.exporters.pdf import render_pdf, typst_inputs
from helpers.exporters.published import published
from helpers.exporters.typesetting import compiler

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
_OFFICE, _PIXELS_PER_INCH = "shili-jiaoyu", 72
_SHOWN = {"first_page.png": "2023年政府信息公开工作年度报告", "table_three.png": "三、收到和处理政府信息公开申请情况"}


def pictures() -> dict[str, bytes]:
    """File name → PNG of the first page with a heading."""
    report = published(as_notebook(open_sample(_OFFICE)))
    with pdfplumber.open(io.BytesIO(render_pdf(report))) as document:
        texts = ["".join(page.extract_text().split()) for page in document.pages]
    drawn = compiler("report.typ").compile(format="png", ppi=_PIXELS_PER_INCH, sys_inputs=typst_inputs(report))
    assert isinstance(drawn, list)
    return {name: drawn[next(n for n, text in enumerate(texts) if words in text)] for name, words in _SHOWN.items()}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, data in pictures().items():
        (GOLDEN / name).write_bytes(data)
        print(GOLDEN / name, len(data))
