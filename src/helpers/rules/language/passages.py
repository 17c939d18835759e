"""Every text of a report as it was handed in, with the place it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...prose import filled_text
from ...submission import Paragraph, Submission
from ..prose.sentences import LEAD

TITLE = -1  # the section number of the title


@dataclass(frozen=True, slots=True)
class Passage:
    """A title, a heading or a paragraph, its numbers filled in; `alone` says that it is not running text."""

    text: str
    section: int
    origin: str
    alone: bool = False

    @property
    def where(self) -> str:
        """The place for a message."""
        if self.section == TITLE:
            return "标题"
        return "开头" if self.section == LEAD else f"第{'〇一二三四五六七八九十'[min(self.section, 10)]}部分"


def passages(submission: Submission) -> Iterator[Passage]:
    """The title, the lead, and each section's heading and paragraphs, in order. A title has no origin."""
    if submission.title:
        yield Passage(submission.title, TITLE, "", alone=True)
    for paragraph in submission.lead:
        yield _passage(paragraph, LEAD, submission)
    for section in submission.sections or ():
        number = max(section.number or 0, LEAD)
        yield Passage(section.heading, number, str(section.origin), alone=True)
        for paragraph in section.paragraphs:
            yield _passage(paragraph, number, submission)


def _passage(paragraph: Paragraph, section: int, submission: Submission) -> Passage:
    text = filled_text(paragraph.text, submission.filing)
    return Passage(text, section, str(paragraph.origin), alone=bool(paragraph.level))
