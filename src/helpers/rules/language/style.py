"""Rules about slips of writing: letters doubled and lost, instructions of a template left in, dated phrases (C)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ..finding import Judgement, Outcome, Severity
from ..prose.sentences import LEAD, Sentence
from ..rule import Case, Need, rule
from .lexicon import Outdated, lexicon
from .texts import TITLE

_HAN = "\u4e00-\u9fff"
_SHOWN = 14  # letters on either side of what is shown
_TWICE = re.compile(rf"([{_HAN}]{{3,12}})\1|([{_HAN}]{{2}})\2")
_SMALL_TWICE = re.compile(
    r"的的(?!确)|了了(?![解然])|在在(?![线建于岗校职])|，，|。。(?!。)|；；|：：|、、|，。|、。|。，|，、|；。"
)
_NUMERAL = re.compile(r"[一二三四五六七八九十百千万零两几逐每]")
_LATIN = re.compile(r"(?<![0-9A-Za-z@./_:+#-])[a-z]+(?![0-9A-Za-z@./_:+#-])")
_BESIDE = re.compile(rf"[{_HAN}、]")
_STOP = r"[，。；、：！？）”》]"


@rule(
    "C-03",
    "没有重复、漏掉的字，没有误入的外文词",
    severity=Severity.INFO,
    scope="document",
    formula="叠字、叠词；常用词掉字（受理渠）；中文句子里的小写外文词（and）",
    origin="实际报告中的错漏：工作工作、受理渠、and",
    status="observed",
    fix="照句子的意思改正；不影响发布。",
    needs=(Need.PROSE,),
)
def letters_in_order(case: Case) -> Iterator[Judgement]:
    """Words written twice, terms that lost their last letter, English words in a Chinese sentence."""
    tables = [spec.number for spec in case.form.sections if spec.table]
    for text in case.texts:
        if text.alone or text.section in tables:  # there only what is left of a table's labels
            continue
        words = text.folded
        slips: dict[str, list[tuple[int, int]]] = {}
        for start, end, told in (*_doubled(words), *_cut(words), *_foreign(words)):
            slips.setdefault(told, []).append((start, end))
        for told, spans in slips.items():
            again = f"（共 {len(spans)} 处）" if len(spans) > 1 else ""
            message = f"“{_around(words, *spans[0])}”中{told}{again}，请核对（{text.origin}）。"
            yield Judgement(Outcome.BROKEN, message, places=(text.origin,))


def _doubled(text: str) -> Iterator[tuple[int, int, str]]:
    words = lexicon()
    for found in _TWICE.finditer(text):
        word = found[1] or found[2]
        if _NUMERAL.search(word[:1]) or len(set(word)) == 1 or found[0] in words.reduplicated:
            continue
        # 工作 工作人员: the second is the beginning of another word.
        if found[2] and text.startswith(words.continued.get(word, ()), found.end()):
            continue
        yield (*found.span(), f"“{word}”写了两遍")
    for found in _SMALL_TWICE.finditer(text):
        yield (*found.span(), f"“{found[0]}”连写")


@cache
def _cut_terms() -> re.Pattern[str]:
    terms = sorted(lexicon().cut, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, terms))}){_STOP}")


def _cut(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _cut_terms().finditer(text):
        yield (*found.span(1), f"“{found[1]}”可能是“{lexicon().cut[found[1]]}”掉了字")


def _foreign(text: str) -> Iterator[tuple[int, int, str]]:
    """Lower-case words with Chinese on both sides; names, file types and units are known or have capitals."""
    words = lexicon()
    for found in _LATIN.finditer(text):
        start, end = found.span()
        sides = (text[:start].rstrip(" ")[-1:], text[end:].lstrip(" ")[:1])
        known = found[0] in words.latin or len(found[0]) == 1
        if not known and all(_BESIDE.fullmatch(side) for side in sides):
            hint = "混入了外文词" if found[0] in words.english else "有外文词"
            yield start, end, f"{hint}“{found[0]}”"


def _around(text: str, start: int, end: int) -> str:
    head, tail = text[max(0, start - _SHOWN) : start], text[end : end + _SHOWN]
    before, after = "…" * (start > _SHOWN), "…" * (len(text) > end + _SHOWN)
    return f"{before}{head}{text[start:end]}{tail}{after}"


_UNIT = "街道|社区|居委|单位|部门|办公室|中心|省|市|区|县|镇|乡|村|局|委|办|厅|科|股"
_UNIT += "|年|月|日|件|条|次|份|人次|人|名|篇|期|场|个|万元|元"
# 张××, ××公司 hide a person's or firm's name and are no blanks; ×× before an office, a place or a unit is.
_CROSSES = re.compile(rf"(?<![A-Za-z0-9])20[Xx×✕╳]{{2}}年|(?<![A-Za-z0-9])[Xx×✕╳]{{2,8}}(?:{_UNIT})")
_CROSS = re.compile(r"(?<![A-Za-z0-9×])[X×✕╳](?:年|月|日|件|条|次|份|人次|篇|期|场|万元)")
_SOMEBODY = re.compile(r"某某(?:省|市|区|县|镇|乡|街道|局|委|办公室|人民政府)")
_DAY = r"日(?![常报期历均前益后])"  # 月日均访问量 is no date
_DATE = re.compile(rf"(?:19|20)[0-9]{{2}}年(?:月[0-9]{{0,2}}|[0-9]{{1,2}}月){_DAY}")
_COUNT = re.compile(rf"共[（(]?[）)]?[件条次份篇]{_STOP}|[（(][）)](?:件|条|次|份|篇|年|月|日|人次|万元)")
_LINES = re.compile(r"[_＿]{2,}")
_OPEN, _CLOSE, _WITHIN = "[（(【\\[〔<＜]", "[）)】\\]〕>＞]", "[^（()）】\\]〕>＞]{0,40}"
# （填写申请表）, （删除涉密内容后公开）, （此处下载） say something; what tells the clerk to fill in does not.
_INSTRUCTED = re.compile(
    rf"{_OPEN}(?:请(?:在?此处)?(?:填写|填报|填入|输入|插入|写明|补充|根据实际)|在?此处(?:应|需|请|可)?(?:填|写|插入|输入|列|说明|补充)"
    rf"|填写|填报|填入)(?!{_WITHIN}(?:申请|表格|材料|即可|号码)){_WITHIN}{_CLOSE}"
    rf"|{_OPEN}(?:单位|机关|部门|行政机关)(?:名称|全称|简称){_WITHIN}{_CLOSE}"
    rf"|{_OPEN}(?:填写单位|填报单位|年份|具体数字|具体内容|具体措施|数字|数量|日期){_CLOSE}"
)
_NAMED_UNIT = re.compile(r"“(?:单位|机关|部门)(?:名称|全称)”")


@rule(
    "C-04",
    "没有模板留下的说明文字和未填的空",
    scope="document",
    formula="该部分以表格形式报告、（此处…）、【请填写…】、××局、X月X日、2023年 月 日、共__件",
    origin="实际报告中的错漏",
    status="observed",
    fix="删去说明文字，或补上应填的内容。",
)
def no_template_text(case: Case) -> Iterator[Judgement]:
    """What a template says to whoever fills it in, and its blanks; an empty placeholder is told by F-01 and I-04."""
    for text in case.texts:
        words = text.folded
        spans = sorted(set(_left_over(words, text.section)))
        if not spans:
            continue
        found = list(dict.fromkeys(words[start:end] for start, end in spans if not _inside(start, end, spans)))
        listed = "、".join(f"“{piece}”" for piece in found[:4]) + ("等" if len(found) > 4 else "")
        spot = f"（{text.origin}）" if text.origin else ""
        around = _around(words, *spans[0])
        shown = f"：“{around}”" if around not in found else ""
        message = f"{text.where}留有模板文字或未填的空{listed}{shown}，请删去或填上{spot}。"
        yield Judgement(Outcome.BROKEN, message, places=(text.origin,) if text.origin else ())


def _inside(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(s <= start and end <= e and (s, e) != (start, end) for s, e in spans)


def _left_over(text: str, section: int) -> Iterator[tuple[int, int]]:
    for phrase in lexicon().instructions:
        start = text.find(phrase)
        if start >= 0:
            yield start, start + len(phrase)
    patterns: tuple[re.Pattern[str], ...] = (_CROSSES, _CROSS, _DATE, _COUNT, _INSTRUCTED)
    if section in (TITLE, LEAD):
        patterns = (*patterns, _SOMEBODY, _NAMED_UNIT)
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield found.span()
    # A line of nothing but underscores is a rule between paragraphs.
    if text.strip("_＿"):
        for found in _LINES.finditer(text):
            sides = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
            if sides and not re.search(r"[0-9A-Za-z./*]", sides):
                yield found.span()


@rule(
    "C-05",
    "没有时效已过的提法",
    severity=Severity.INFO,
    scope="document",
    formula="会议、活动的提法至多沿用到其后一两年",
    origin="实际报告中沿用多年前的提法",
    status="observed",
    fix="核对是否沿用了往年的文字；确实仍然适用的不必改。",
    needs=(Need.PROSE,),
)
def phrases_current(case: Case) -> Iterator[Judgement]:
    """Meetings and campaigns that were current some years before the report year, each told once."""
    told: set[Outdated] = set()
    whole = "".join(sentence.text for sentence in case.sentences)
    dated = [p for p in lexicon().outdated if case.year > p.until and all(word in whole for word in p.words)]
    for sentence in case.sentences:
        found = [phrase for phrase in dated if phrase.stands_in(sentence.text) and phrase not in told]
        if found:
            told.update(found)
            yield Judgement(Outcome.BROKEN, _dated(sentence, found[0].words), places=(sentence.origin,))


def _dated(sentence: Sentence, words: tuple[str, ...]) -> str:
    start = sentence.text.find(words[0])
    shown = _around(sentence.text, start, start + len(words[0]))
    return f"“{shown}”用的是以前年度的提法，请核对是否沿用了往年的文字（{sentence.origin}）。"
