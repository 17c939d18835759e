"""Publishing: CPU milliseconds for a report in each format, from executed notebooks of the sample offices.

`make bench` runs it. The first report of a format is left out: it loads fonts and libraries.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from nbconvert.exporters import Exporter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from executed import ROOT, as_notebook, open_sample
from helpers.exporters.docx import ReportWordExporter
from helpers.exporters.fragment import ReportFragmentExporter
from helpers.exporters.html import ReportHTMLExporter
from helpers.exporters.pdf import ReportPDFExporter
from helpers.exporters.xlsx import ReportWorkbookExporter
from helpers.params import load_register

YEAR = 2023
FORMATS: dict[str, type[Exporter]] = {
    "html": ReportHTMLExporter,
    "fragment": ReportFragmentExporter,
    "pdf": ReportPDFExporter,
    "docx": ReportWordExporter,
    "xlsx": ReportWorkbookExporter,
}


def main() -> None:
    offices = load_register(ROOT / "params").of_year(YEAR)
    notebooks = [as_notebook(open_sample(office.id, YEAR)) for office in offices]
    for name, exporter in FORMATS.items():
        spent, sizes = [], []
        for notebook in notebooks:
            started = time.process_time()
            made, _ = exporter().from_notebook_node(notebook)
            spent.append((time.process_time() - started) * 1000)
            sizes.append(len(made if isinstance(made, bytes) else made.encode()) / 1024)
        print(f"{name:<8} {statistics.median(spent[1:]):6.1f} ms a report, {statistics.median(sizes):5.0f} KB")


if __name__ == "__main__":
    main()
