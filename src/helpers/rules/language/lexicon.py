"""The words that the rules about wording look for: data that is changed without touching a rule."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ...errors import FormError
from ...yamlfile import load_yaml

_FILE = Path(__file__).with_name("lexicon.yaml")
Words = tuple[str, ...]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(_Data):
    """One of the five topics of section one: words of its heading, and words that its text can hardly do without."""

    heading: Words
    words: Words


class Outdated(_Data):
    """A phrase that is current until the report year `until`: all `words` in a sentence without any of `unless`."""

    words: Words
    until: int
    unless: Words = ()

    def stands_in(self, text: str) -> bool:
        """Whether a sentence uses it."""
        return all(word in text for word in self.words) and not any(word in text for word in self.unless)


class Lexicon(_Data):
    """The words as in lexicon.yaml, where each list says what it is for."""

    topics: tuple[Topic, ...]
    disclosure: Words
    vague: Words
    ourselves: Words
    cut: Mapping[str, str]
    reduplicated: Words
    continued: Mapping[str, Words]
    latin: Words
    english: Words
    instructions: Words
    outdated: tuple[Outdated, ...]
    confusable: Words
    distinguishing: str
    office_words: Words

    @cached_property
    def mistaken(self) -> Mapping[str, str]:
        """For each letter the letters that are typed for it by mistake."""
        made: dict[str, str] = {}
        for group in self.confusable:
            for letter in group:
                made[letter] = made.get(letter, "") + group.replace(letter, "")
        return made

    def topic(self, heading: str) -> Topic | None:
        """The topic that a sub-heading names."""
        return next((topic for topic in self.topics if any(word in heading for word in topic.heading)), None)


@cache
def lexicon() -> Lexicon:
    """The words of lexicon.yaml."""
    return load_yaml(_FILE, Lexicon, FormError)
