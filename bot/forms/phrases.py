"""Words of a workbook with values in them: "${name}多大？", by language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.forms.expressions import Run, Value, text
from bot.languages import DEFAULT, Languages
from bot.messages import Labels

Part = str | Callable[[Run], Value]
SPOKEN = Languages({})  # dates and numbers need no catalogue


@dataclass(frozen=True, slots=True)
class Phrase:
    """`fixed` are the words where nothing is put in; else `parts` by language, of which some are closures."""

    fixed: Labels
    parts: Mapping[str, tuple[Part, ...]] | None = None

    def said(self, run: Run) -> Labels:
        """The words, with the values that this run has."""
        if self.parts is None:
            return self.fixed
        return Labels({code: _spoken(parts, run, code) for code, parts in self.parts.items()})


def _spoken(parts: tuple[Part, ...], run: Run, code: str) -> str:
    return "".join([part if isinstance(part, str) else worded_value(part(run), code, run.now) for part in parts])


def worded_value(value: Any, code: str, now: datetime) -> str:
    """A value as people say it in a language: a date as a day, a label in that language."""
    if isinstance(value, Labels):
        return SPOKEN.said(value, code)
    if isinstance(value, date):
        return SPOKEN.at(lambda: now).said(value, code)
    if isinstance(value, float) and value == value and abs(value) < 1e15:  # noqa: PLR0124
        return SPOKEN.said(value, code)
    return text(value)


def plain(words: Mapping[str, str]) -> Phrase:
    """A phrase with nothing put in."""
    return Phrase(Labels(dict(words)))


def in_short(attributes: Mapping[str, str], name: str) -> Labels | None:
    """The words of an attribute, and those of `name_en` and so on in their languages; None where there are none."""
    own, prefix = attributes.get(name, ""), name + "_"
    others = {key.removeprefix(prefix): words for key, words in attributes.items() if key.startswith(prefix)}
    return Labels({DEFAULT: own, **others}) if own else None
