"""Rules about signature and publication: in time, dated, with a file to download (P)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from ..finding import Judgement, Outcome, Severity
from ..rule import Case, Need, rule

# A government's own report: of a county or above, or called by its place alone (示例市2023年…).
_GOVERNMENT = re.compile(r".*(?:[省市区县旗州盟](?:人民政府)?|管委会|管理委员会)(?:[（(].{1,10}[）)])?")
_LOCAL = re.compile(r"街道|办事处|[镇乡](?:人民政府)?$")
_LAW = "《中华人民共和国政府信息公开条例》第四十九条"
_RESET_DAYS = 200  # a page shown so much later was moved or changed after it was published


@rule(
    "P-01",
    "按时公布：1 月 31 日前，各级人民政府的报告 3 月 31 日前",
    scope="publication",
    stage="publication",
    formula="published <= deadline",
    origin=_LAW + "；本年度参数另定期限的，按参数",
    status="verified",
    fix="按期公布；确已按期公布而页面日期不对的，改正页面上的发布日期。",
    needs=(Need.PUBLICATION_DATE,),
)
def published_in_time(case: Case) -> Iterator[Judgement]:
    """A page dated after the deadline; one dated very much later was probably moved, so that its day tells little."""
    day, last = case.published, deadline(case)
    if day is None or day <= last:
        return
    message = f"页面上的发布日期是 {_words(day)}，晚于期限 {_words(last)}。请核对发布日期。"
    if (day - last).days > _RESET_DAYS:
        moved = "也可能是网站迁移或修改后的日期。"
        severity = Severity.WARNING
    else:
        moved, severity = "", None
    yield Judgement(Outcome.BROKEN, message + moved, (), last.isoformat(), day.isoformat(), severity=severity)


@rule(
    "P-03",
    "落款日期在次年 1 月 1 日至报送期限之间",
    severity=Severity.WARNING,
    scope="document",
    formula="Y+1-01-01 <= date <= deadline",
    origin="落款的通行写法；期限见" + _LAW,
    status="inferred",
    fix="核对落款日期，特别是年份。",
)
def signed_in_time(case: Case) -> Iterator[Judgement]:
    """A date of signature before the year was over or after the deadline."""
    date = case.submission.date
    first, last = dt.date(case.year + 1, 1, 1), deadline(case)
    if date is None or first <= date <= last:
        return
    why = f"{case.year} 年度还没有结束" if date < first else "已过期限"
    message = f"落款日期是 {_words(date)}，{why}，应在 {_words(first)}至{_words(last)}之间，请核对年份。"
    yield Judgement(Outcome.BROKEN, message, (), None, date.isoformat())


@rule(
    "P-05",
    "页面提供报告文件下载（Word、PDF）",
    severity=Severity.INFO,
    scope="publication",
    stage="publication",
    formula="attachment list not empty",
    origin="各地公开页面的通行做法",
    status="observed",
    fix="在页面上附 Word 或 PDF 文件，供下载。",
    needs=(Need.PAGE,),
)
def download_offered(case: Case) -> Iterator[Judgement]:
    """A page without a link to a file."""
    if case.submission.downloads == ():
        yield Judgement(Outcome.BROKEN, "页面没有提供报告文件下载，建议附上 Word 或 PDF 文件。")


def deadline(case: Case) -> dt.date:
    """The last day to publish: the campaign's, or that of the Regulation, which gives governments until 31 March.

    A campaign's deadline in January is meant for the offices, not for the government's own report.
    """
    lawful = dt.date(case.year + 1, *((3, 31) if _is_government(case) else (1, 31)))
    set_by = case.campaign.deadline if case.campaign else None
    if set_by is None or (lawful.month == 3 and set_by <= dt.date(case.year + 1, 1, 31)):
        return lawful
    return set_by


def _is_government(case: Case) -> bool:
    """Whether the report is a government's; where nothing tells whose it is, the later deadline is granted."""
    if case.office and case.office.kind:
        return case.office.is_government
    name = case.office.name if case.office else case.submission.office_name
    return not name or bool(_GOVERNMENT.fullmatch(name) and not _LOCAL.search(name))


def _words(day: dt.date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
