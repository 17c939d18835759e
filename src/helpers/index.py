"""The year's page and table: every office of the register with its state and files, from receipts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .blocks import TEMPLATES, template_environment
from .datapackage import write_data_package
from .params import Campaign
from .register import Office
from .rules import YearVerdict
from .rules.finding import SEVERITY_WORDS, findings_json
from .store import read_receipt, write_file

STATES = {
    "built": "已生成",
    "refused": "退回修改",
    "failed": "运行失败",
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
    output: Path, campaign: Campaign, offices: Sequence[Office], missing: Sequence[str], year: YearVerdict
) -> Path:
    """Write index.html, index.csv and the data package of a year into `output`/<year> and return the page's path."""
    folder = output / str(campaign.year)
    lines = [_line(folder / office.id, office, office.id in missing) for office in offices]
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
    write_file(folder / "index.html", page.encode())
    write_file(folder / "index.csv", _csv(lines, campaign.year).encode("utf-8-sig"))
    built = [line.office.id for line in lines if line.state == "built"]
    write_data_package(folder, campaign, built, STATES)
    return folder / "index.html"


def _line(folder: Path, office: Office, missing: bool) -> Line:
    receipt = None if missing else read_receipt(folder)
    if receipt is None:
        return Line(office, "missing" if missing else "waiting", 0, 0, (), "")
    found = receipt.get("findings", {})
    names = [name for name in _LINKS if (folder / name).exists()]
    files = tuple((f"{office.id}/{name}", _LINKS[name]) for name in names)
    return Line(
        office,
        receipt["state"],
        found.get("error", 0),
        found.get("warning", 0),
        files,
        receipt.get("message", ""),
    )


def _csv(lines: Sequence[Line], year: int) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["year", "office", "name", "state", "state_words", "errors", "warnings"])
    for line in lines:
        row = [year, line.office.id, line.office.name, line.state, STATES[line.state], line.errors, line.warnings]
        writer.writerow(row)
    return text.getvalue()
