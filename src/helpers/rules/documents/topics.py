"""The rule about the five topics of section one (S-03)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...prose import filled_text
from ...submission import Section
from ..finding import Judgement, Outcome, Severity
from ..prose.sentences import folded
from ..rule import Case, Need, rule

# What else sub-headings call a topic of the form; a topic that does not stand here is known by its own words.
_WORDS: Mapping[str, str] = {
    "主动公开": r"主动.{0,8}公开|主动发布|重点领域.{0,6}公开",
    "依申请公开": r"依申请|申请.{0,4}公开|公开申请|申请(?:的)?(?:办理|受理|处理|答复)|(?:办理|受理|答复).{0,8}申请",
    "政府信息管理": r"(?:信息|文件|公文|制度|保密审查|目录).{0,14}管理|管理.{0,6}(?:信息|文件)|信息资源|规范性文件",
    "政府信息公开平台建设": r"平台|网站|栏目|专栏|渠道|载体|新媒体|专区|阵地|公众号|公开窗口",
    "监督保障": r"监督|保障|考核|评议|责任追究|组织领导|队伍建设|业务培训|教育培训",
}
_ORDINAL = "[一二三四五六七八九十]{1,2}"
_MARK = rf"[（(]?(?:{_ORDINAL}|\d{{1,2}})[)）、.．:：]\s*|第?{_ORDINAL}(?:是|方面|[,，])|[①-⑳●■◆▪•]"
_OPENING = re.compile(rf"(?:{_MARK})?(?:在|关于|推进|做好)?([^。；;，,：:！]{{1,40}})")
_MARKED = re.compile(rf"(?:^|(?<=[。；;！\n]))(?:{_MARK})")
_SAID = re.compile(r"(?:方面|工作|情况)$")
_LONGEST = 24  # letters: an opening that says what follows is short


@rule(
    "S-03",
    "第一部分写到主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面",
    severity=Severity.WARNING,
    scope="section 1",
    formula="主动公开/依申请公开/政府信息管理/平台建设/监督保障 each found",
    origin="国办公开办函〔2021〕30号关于第一部分内容的说明；分列小标题是通行写法",
    status="verified",
    fix="用“（一）主动公开”至“（五）监督保障”五个小标题分别写；没有内容的也写明情况。",
    needs=(Need.PROSE,),
    first_year=2021,
)
def topics_covered(case: Case) -> Iterator[Judgement]:
    """The topics of a section that no sub-heading names, and no paragraph that opens with it; all in one finding."""
    for spec in case.form.sections:
        section = case.submission.section(spec.number)
        if not spec.topics or section is None or not section.text.strip():
            continue
        openings = list(_openings(section, case))
        missing = [topic for topic in spec.topics if not any(_is_about(text, topic) for text in openings)]
        if missing:
            every = "、".join(f"“{topic}”" for topic in missing)
            how = "没有按五个方面分列：缺" if len(missing) == len(spec.topics) else "没有分列"
            message = (
                f"“{section.heading}”{how}{every}。请用小标题“（一）{spec.topics[0]}”至"
                f"“（{'一二三四五六七八九'[len(spec.topics) - 1]}）{spec.topics[-1]}”分别写明（{section.origin}）。"
            )
            yield Judgement(Outcome.BROKEN, message, places=(str(section.origin),))


def _is_about(opening: str, topic: str) -> bool:
    return re.search(_WORDS.get(topic, re.escape(topic)), opening) is not None


def _openings(section: Section, case: Case) -> Iterator[str]:
    """What says the topic of the text after it: sub-headings, and how paragraphs and numbered sentences begin.

    A sentence within a paragraph counts where it begins as in 主动公开方面，….
    """
    for paragraph in section.paragraphs:
        text = folded(filled_text(paragraph.text, case.filing))
        if paragraph.level:
            yield text
            continue
        starts = {found.start() for found in _MARKED.finditer(text)} | {0}
        for start in (m.end() for m in re.finditer(r"^|[。；;！]", text)):
            opening = _OPENING.match(text, start)
            if opening and (start in starts or _SAID.search(opening[1])) and len(opening[1]) <= _LONGEST:
                yield opening[1]
