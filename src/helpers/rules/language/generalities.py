"""Rules about whether section one says anything of its own: figures, its own doings, its topics (C-02)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ..finding import Judgement, Outcome, Severity
from ..prose.sentences import Sentence
from ..rule import Case, Need, rule
from .lexicon import Topic, lexicon

_FULL = 80  # letters from which a section without any figure is generic
_ASTRAY = 100  # letters about something else that are more than a remark; freely worded texts of less keep to the point
_RUN_IN = re.compile(r"[（(][一二三四五六七八九十][)）][^。；，,：:]{2,20}[。：:]?")
_CLAUSE = re.compile(r"[，。；：、！？,;:]")
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?[”」』）]*")


@rule(
    "C-02",
    "第一部分有本单位的数字和事实，各方面的文字切题",
    severity=Severity.WARNING,
    scope="section 1",
    formula="有数字；不以“一些地区”“部分部门”作主语；每个方面一半以上的文字与这一方面有关",
    origin="实际报告中的空泛文字",
    status="observed",
    fix="写本单位做了什么、多少件；与政府信息公开无关的内容删去。",
    needs=(Need.PROSE,),
)
def says_something(case: Case) -> Iterator[Judgement]:
    """No figures at all, other places as the subject, or a topic whose text is about something else."""
    section = [s for s in case.sentences if s.section == 1 and not _RUN_IN.fullmatch(s.text)]
    text = "".join(sentence.text for sentence in section)
    if not section:
        return
    if len(text) >= _FULL and not any(letter.isdigit() for letter in text) and not any(s.numerals for s in section):
        message = f"第一部分没有一个数字，请写明本单位公开、办理了多少件（{section[0].origin}）。"
        yield Judgement(Outcome.BROKEN, message, places=(section[0].origin,))
    yield from _vague(section)
    for heading, told in groupby(section, key=lambda sentence: sentence.topic):
        topic = lexicon().topic(heading)
        if topic:
            yield from _astray(heading, topic, list(told))


def _vague(section: list[Sentence]) -> Iterator[Judgement]:
    words = lexicon()
    for sentence in section:
        if sentence.numerals or any(word in sentence.text for word in words.ourselves):
            continue
        clauses = [clause for clause in _CLAUSE.split(sentence.text) if clause.startswith(words.vague)]
        if clauses:
            subject = next(word for word in words.vague if clauses[0].startswith(word))
            message = (
                f"第一部分以“{subject}”作主语，说的不是本单位的情况：“{sentence.quote}”，"
                f"请改写本单位的做法和数字（{sentence.origin}）。"
            )
            yield Judgement(Outcome.BROKEN, message, places=(sentence.origin,))


def _astray(heading: str, topic: Topic, told: list[Sentence]) -> Iterator[Judgement]:
    """A topic's text, read over line ends, with no word of the topic or with less than half of it to the point."""
    found = [part.removeprefix(heading) for part in _SENTENCE.findall("".join(s.text for s in told))]
    words = (*topic.words, *lexicon().disclosure)
    beside = [part for part in found if not any(word in part for word in words)]
    total, off = sum(map(len, found)), sum(map(len, beside))
    if off >= max(total / 2, _ASTRAY) and len(beside) > 1:
        much = "没有一句" if off == total else "一半以上的文字没有"
        quote = max(beside, key=len)
        quote = quote if len(quote) <= 60 else f"{quote[:59]}…"
        origin = next((s.origin for s in told if s.text[:8] in quote or quote[:8] in s.text), told[0].origin)
        message = f"“{heading}”{much}说到这一方面，如“{quote}”，请写这一方面做了什么（{origin}）。"
        yield Judgement(Outcome.BROKEN, message, places=(origin,))
