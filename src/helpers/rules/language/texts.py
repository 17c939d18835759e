"""Every text of a report as it was handed in, with the place it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ...prose import filled_text
from ...submission import Paragraph, Submission
from ..prose.sentences import LEAD, folded

TITLE = -1  # the section number of the title


@dataclass(frozen=True)
class Text:
    """A title, a heading or a paragraph, its numbers filled in; `alone` says that it is not running text."""

    text: str
    section: int
    origin: str
    alone: bool = False

    @cached_property
    def folded(self) -> str:
        """The text with half-width digits and letters, and without blanks but those between Latin words."""
        return folded(self.text)

    @property
    def where(self) -> str:
        """The place for a message."""
        if self.section == TITLE:
            return "标题"
        return "开头" if self.section == LEAD else f"第{'〇一二三四五六七八九十'[min(self.section, 10)]}部分"


def texts(submission: Submission) -> Iterator[Text]:
    """The title, the lead, and each section's heading and paragraphs, in order. A title has no origin."""
    if submission.title:
        yield Text(submission.title, TITLE, "", alone=True)
    for paragraph in submission.lead:
        yield _of(paragraph, LEAD, submission)
    for section in submission.sections or ():
        number = max(section.number or 0, LEAD)
        yield Text(section.heading, number, str(section.origin), alone=True)
        for paragraph in section.paragraphs:
            yield _of(paragraph, number, submission)


def _of(paragraph: Paragraph, section: int, submission: Submission) -> Text:
    text = filled_text(paragraph.text, submission.filing)
    return Text(text, section, str(paragraph.origin), alone=bool(paragraph.level))
