"""Rules about what the text sections must say and how long they are (N-10, N-11, N-12)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...prose import filled_text
from ...submission import Section, Submission
from ..finding import Judgement, Outcome, Severity
from ..rule import Case, Need, rule
from .sentences import Sentence

_SHORTEST = 40
_LETTER = re.compile(r"\w")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_PROBLEM = re.compile(
    r"问题|不足|薄弱|有待|不够|差距|[尚还仍][^，,。；;]{0,3}有[^，,。；;]{0,6}距离|短板|欠缺|短缺|欠佳|弱项|瓶颈|制约|困难|难点|难题|堵点|痛点|症结|缺陷|缺点|缺失|缺乏|缺少|缺位|漏洞|疏漏"
    r"|滞后|落后|不[高强深全细实广快准熟多大严平便易齐畅明到及完规充均统]|偏[少低弱慢窄粗多长]|较[少低弱慢窄粗差]|单一|单薄|空白|不一"
    r"|(?:仍|还|尚|亟)[^，,。；;]{0,4}(?:需|待|须|应)|需要?(?:进一步|继续|不断)|需(?:加强|提高|提升|完善|改进|强化|加大)|挑战|局限|不能|未能|质疑|误解|[较偏][^，,。；;]{1,2}(?=[，,。；;])|(?:多|大)而[^，,。；;]{0,8}[少小]"
)
_MEASURE = re.compile(
    r"为此|对此|推行|试行|增设|增派|编[写印制]|制[定作]|下一?步|下一?年|下一?阶段|今后|未来|明年|来年|改进|整改|改善|改正|措施|举措|办法|打算|计划|安排|加强|强化|加大|加快|提升|提高|完善|健全|优化|细化"
    r"|规范|推进|推动|深化|拓宽|拓展|丰富|创新|落实|建立|严格|抓好|做好|进一步|持续|努力|力争|着力|着重|重点|将|拟"
)
_LAST_YEAR = r"(?:上一?年度?|去年|往年|以往|前一年度?|{year}年(?:度)?)"
_MATTER = r"(?:问题|不足|短板|薄弱|措施|举措|整改|改进|提出|列出|所列|确定|计划|任务|承诺|打算|目标|定下)"
_FOLLOWED_UP = re.compile(
    r"(?:问题|不足|短板|措施|任务|计划)[^。]{0,20}(?:已|均|全部|基本|得到|逐一)[^。]{0,8}(?:整改|落实|完成|解决|改进|改善|见效|兑现)|整改(?:落实|到位|完成)"
)
_COMMON = re.compile(
    r"政府信息公开|政务公开|信息公开|政府信息|依申请公开|主动公开|工作|进一步|加强|我[局办街镇区市县委]|下一?步|今后|将|完善|提升|提高|推进|继续|不断"
)
_KINSHIP = 0.15  # reports of offices that do not know each other mostly share less
_FEWEST = 20  # pairs of letters below which nothing can be said


@rule(
    "N-10",
    "第五部分写明存在的问题和改进措施",
    scope="section 5",
    formula="length >= 40 letters and both 问题/不足 and 下一步/改进",
    origin="《条例》第五十条第（五）项：存在的主要问题及改进情况",
    status="inferred",
    fix="写出本年度的主要问题和具体的改进措施，不要只写“无”。",
    needs=(Need.PROSE,),
)
def problems_and_measures(case: Case) -> Iterator[Judgement]:
    """Section five too short to say anything, without a problem or a measure; an empty one is S-01's matter."""
    section = _section(case.submission, case, "problems")
    if section is None or not section.text.strip():
        return
    text = filled_text(section.text, case.filing)
    letters = len(_LETTER.findall(text))
    # The year to come is a measure by itself: 2024年逐件审核.
    told = {
        "存在的问题": bool(_PROBLEM.search(text)),
        "改进措施": bool(_MEASURE.search(text) or f"{case.year + 1}年" in text),
    }
    missing = [name for name, there in told.items() if not there]
    if letters >= _SHORTEST and not missing:
        return
    quote = re.sub(r"\s+", "", text)
    short = f"只有 {letters} 个字（“{quote[:_SHORTEST]}”）" if letters < _SHORTEST else ""
    lacks = f"没有写{'和'.join(missing)}" if missing else ""
    where = str(section.paragraphs[0].origin)
    message = (
        f"“{section.heading}”{'，'.join(filter(None, (short, lacks)))}，请写明本年度的主要问题和改进措施（{where}）。"
    )
    # A long text may say one of the two in words of its own.
    doubtful = letters >= _SHORTEST and len(missing) == 1
    yield Judgement(Outcome.BROKEN, message, places=(where,), severity=Severity.WARNING if doubtful else None)


@rule(
    "N-11",
    "对上年提出的问题和改进措施有回应",
    severity=Severity.INFO,
    scope="cross",
    formula="measures of year Y-1 mentioned in Y",
    origin="各地的通行做法；没有见到正式条文",
    status="inferred",
    fix="写明上年所列问题的整改情况、改进措施的落实情况。",
    needs=(Need.PROSE, Need.PREVIOUS_PROSE),
)
def last_year_followed_up(case: Case) -> Iterator[Judgement]:
    """Neither section one nor five speaks of last year's problems, or of the things that its measures named."""
    if case.previous is None:
        return
    due = _section(case.previous, case, "problems")
    now = [found for name in ("overview", "problems") if (found := _section(case.submission, case, name))]
    text = "".join(re.sub(r"\s+", "", section.text) for section in now)
    measures = _measures(case.previous_sentences, due.number) if due else ""
    if not text or not measures or _speaks_of_last_year(text, case.year) or _shared(measures, text) >= _KINSHIP:
        return
    where = str(now[-1].origin)
    message = (
        f"文字部分没有说到 {case.year - 1} 年度提出的改进措施落实得怎样，如“{_cut(measures)}”。"
        f"请在“{now[-1].heading}”中补写一句（{where}）。"
    )
    yield Judgement(Outcome.BROKEN, message, places=(where, *([str(due.origin)] if due else ())))


@rule(
    "N-12",
    "第一部分的字数不超过通知规定",
    severity=Severity.INFO,
    scope="section 1",
    formula="<= overview_limit letters where the notice says so",
    origin="市级通知有“篇幅原则上不超过一千字”的要求；由参数文件规定",
    status="verified (city notice)",
    fix="压缩总体情况，保留有数字、有做法的内容。",
    needs=(Need.PROSE, Need.OVERVIEW_LIMIT),
)
def overview_length(case: Case) -> Iterator[Judgement]:
    """Section one longer than the campaign allows, blanks not counted."""
    limit = case.campaign.overview_limit if case.campaign else None
    section = _section(case.submission, case, "overview")
    if section is None or limit is None:
        return
    length = len(re.sub(r"\s+", "", filled_text(section.text, case.filing)))
    if length > limit:
        where = str(section.origin)
        message = (
            f"“{section.heading}”共 {length} 字（不计空格），超过规定的 {limit} 字，多 {length - limit} 字。"
            f"请压缩（{where}）。"
        )
        yield Judgement(Outcome.BROKEN, message, (), str(limit), str(length), (where,))


def _section(submission: Submission, case: Case, name: str) -> Section | None:
    # The text sections have the same numbers in every form.
    return next((submission.section(spec.number) for spec in case.form.sections if spec.id == name), None)


def _measures(previous: Iterable[Sentence], number: int) -> str:
    """What last year's section five promised."""
    return "".join(s.text for s in previous if s.section == number and _MEASURE.search(s.text))


def _speaks_of_last_year(text: str, year: int) -> bool:
    last = _LAST_YEAR.format(year=year - 1)
    near = re.compile(rf"{last}[^。；;]{{0,30}}{_MATTER}|{_MATTER}[^。；;]{{0,30}}{last}")
    return bool(near.search(text) or _FOLLOWED_UP.search(text))


def _shared(measures: str, text: str) -> float:
    """How much of what the measures name stands in the text, by pairs of letters and without what every office says."""
    promised, said = _pairs(measures), _pairs(text)
    return len(promised & said) / len(promised) if len(promised) >= _FEWEST else 1


def _pairs(text: str) -> set[str]:
    runs = (run for part in _COMMON.split(text) for run in _CHINESE.findall(part))
    return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}


def _cut(text: str) -> str:
    return text if len(text) <= _SHORTEST else text[:_SHORTEST] + "…"
