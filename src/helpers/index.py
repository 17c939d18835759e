"""The year's page and table: every office of the register with its state and files, from receipts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .blocks import TEMPLATES, template_environment
from .datapackage import INDEX_TABLE, write_data_package
from .job import RUN_STATES
from .params import Campaign
from .receipts import Ending, YearFolder
from .register import Office
from .rules import YearVerdict
from .rules.finding import SEVERITY_WORDS, findings_json
from .store import write_file

STATES = {
    **RUN_STATES,
    "waiting": "尚未编制",  # handed in, and no run yet
    "missing": "未报送",
}
_LINKS = {
    "report.html": "网页",
    "report.pdf": "PDF",
    "report.docx": "Word",
    "tables.xlsx": "Excel",
    "report.fragment.html": "粘贴稿",
    "card.txt": "信息卡",
    "card.json": "信息卡数据",
    "issues.html": "问题单",
    "report.ipynb": "审核笔记本",
    "failed.ipynb": "停在出错处的笔记本",
    "filing.csv": "数据表",
    "filing.json": "数据",
    "findings.json": "校验结果",
    "receipt.json": "回执",
}
NOT_FILED = "X-08"  # the page has a line for each office that handed in nothing


@dataclass(frozen=True, slots=True)
class Line:
    """One office on the page."""

    office: Office
    state: str
    errors: int
    warnings: int
    files: tuple[tuple[str, str], ...]
    message: str


def write_index(
    left: YearFolder, campaign: Campaign, offices: Sequence[Office], missing: Sequence[str], year: YearVerdict
) -> Path:
    """Write index.html, index.csv and the data package of a year into its folder and return the page's path."""
    lines = [_line(office, left.endings.get(office.id), office.id in missing) for office in offices]
    numbers = {words: sum(line.state == state for line in lines) for state, words in STATES.items()}
    counts = {words: number for words, number in numbers.items() if number or words != STATES["waiting"]}
    page = (
        template_environment()
        .get_template("index.html.j2")
        .render(
            css=(TEMPLATES / "report.css").read_text(encoding="utf-8"),
            campaign=campaign,
            lines=lines,
            counts=counts,
            states=STATES,
            year=findings_json([f for f in year.findings if f.rule != NOT_FILED], year.accepted),
            severities={severity.value: words for severity, words in SEVERITY_WORDS.items()},
            example=any(office.example for office in offices),
        )
    )
    write_file(left.path / "index.html", page.encode())
    write_file(left.path / INDEX_TABLE, _csv(lines, campaign.year).encode("utf-8-sig"))
    write_data_package(left, campaign, STATES)
    return left.path / "index.html"


def _line(office: Office, ending: Ending | None, missing: bool) -> Line:
    if ending is None:
        return Line(office, "missing" if missing else "waiting", 0, 0, (), "")
    files = tuple((f"{office.id}/{name}", words) for name, words in _LINKS.items() if name in ending.files)
    return Line(office, ending.state, ending.errors, ending.warnings, files, ending.message)


def _csv(lines: Sequence[Line], year: int) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["year", "office", "name", "state", "state_words", "errors", "warnings"])
    for line in lines:
        row = [year, line.office.id, line.office.name, line.state, STATES[line.state], line.errors, line.warnings]
        writer.writerow(row)
    return text.getvalue()
