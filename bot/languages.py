"""Catalogues found in locales/, and sentences said in a language.

gettext and Babel: a msgid is English, its values are put in by name ({unit}). Dates and numbers are said as the
language says them; a day that is far from now with its year.
"""

import gettext
import io
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.messages import Dated, Labels, Lines, Said, Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
DEFAULT = "zh"
MOST = 4096  # sentences kept looked up

In = Callable[[Said], str]  # a saying in the reader's language
Far = Callable[[date], bool]  # whether a day would be misread without its year

# Letters that run from right to left, and the marks that turn a text round.
TURNING = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ISOLATES = re.compile("[\u2066-\u2069]")

# The day as people say it: 11月24日, not 2026年11月24日, unless another year's could be meant.
DAY = {"zh": "M月d日", "en": "d MMMM"}
MOMENT = {"zh": "M月d日 H:mm", "en": "d MMMM, H:mm"}
DATED = {"zh": "y年M月d日", "en": "d MMMM y"}
DATED_MOMENT = {"zh": "y年M月d日 H:mm", "en": "d MMMM y, H:mm"}
NEAR = 183  # days: a day of another year that is no farther from today goes without it


@lru_cache(maxsize=4)
def _loaded(catalogues: tuple[tuple[Path, int], ...]) -> "Languages":
    """Parsed once a process, as long as the files stay as old as they are."""
    return Languages({path.parts[-3]: _catalogue(path, path.parts[-3]) for path, _ in catalogues})


def _catalogue(path: Path, language: str) -> gettext.GNUTranslations:
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Languages:
    """The languages that have a catalogue, by code; `said` puts a saying into one of them.

    `far` says which days go with their year; without it none does.
    """

    def __init__(self, catalogues: dict[str, gettext.GNUTranslations], far: Far | None = None) -> None:
        self.catalogues = catalogues
        self._far: Far = far or (lambda day: False)
        self._words: dict[tuple[str, str], str] = {}  # by language and msgid, once looked up

    @staticmethod
    def load(folder: Path) -> "Languages":
        """Reads locales/<language>/LC_MESSAGES/cunqing.po."""
        found = sorted(folder.glob("*/LC_MESSAGES/cunqing.po"))
        return _loaded(tuple((path, path.stat().st_mtime_ns) for path in found))

    def at(self, now: Callable[[], datetime]) -> "Languages":
        """The same languages, for what is read now: a day that is far from today goes with its year."""
        return self._dating(lambda day: is_far(day, now().astimezone(SHANGHAI).date()))

    def on_paper(self) -> "Languages":
        """The same languages, for what is read years later: every day goes with its year."""
        return self._dating(lambda day: True)

    def _dating(self, far: Far) -> "Languages":
        other = Languages(self.catalogues, far)
        other._words = self._words
        return other

    def closest(self, wanted: str) -> str:
        """The catalogue for a wire's language tag ("zh-hans", "en-GB"), else the default."""
        if wanted in self.catalogues:
            return wanted
        found = _bare(wanted)
        return found if found in self.catalogues else DEFAULT

    def said(self, saying: Any, language: str) -> str:
        """The words for one hearer: `saying` is a Said, or a value inside one (number, date, datetime, Dated)."""
        kind = saying.__class__
        if kind is str:
            return isolated(saying)
        if kind is Text:
            return self._text(saying, language)
        if kind is Labels:
            return saying.words.get(language) or worded(saying, language)
        if kind is Lines:
            return self._lines(saying, language)
        return self._value(saying, language)

    def _lines(self, lines: Lines, language: str) -> str:
        words: list[str] = []
        for part in lines.parts:  # most are a workbook's words
            found = part.words.get(language) if part.__class__ is Labels else None
            words.append(found or self.said(part, language))
        return lines.separator.join(words)

    def _text(self, text: Text, language: str) -> str:
        words = self._words.get((language, text.msgid)) if not text.plural else None
        if words is None:
            words = self._looked_up(text, language)
        if not text.values:
            return words
        values: dict[str, str] = {}
        for name, value in text.values.items():  # most are a workbook's words, or texts that nothing turns round
            kind = value.__class__
            if kind is Labels:
                values[name] = value.words.get(language) or worded(value, language)
            elif kind is str and not TURNING.search(value):
                values[name] = value
            else:
                values[name] = self.said(value, language)
        return words.format_map(values)

    def _looked_up(self, text: Text, language: str) -> str:
        catalogue = self.catalogues.get(language) or self.catalogues[DEFAULT]
        if text.plural:
            return catalogue.ngettext(text.msgid, text.plural, text.count)
        if len(self._words) >= MOST:  # a deployment's own words come and go
            self._words.clear()
        words = self._words[language, text.msgid] = catalogue.gettext(text.msgid)
        return words

    def _value(self, value: Any, language: str) -> str:
        """A date, a moment or a number in words."""
        match value:
            case str():
                return isolated(str(value))
            case Dated():
                return _day(value.day, language, dated=True)
            case datetime():
                local = value.astimezone(SHANGHAI).replace(second=0, microsecond=0, tzinfo=None)
                return _moment(local, language, dated=self._far(local.date()))
            case date():
                return _day(value, language, dated=self._far(value))
            case int() | float() if not isinstance(value, bool):
                return _number(value, language)
        raise TypeError(f"a sentence has no words for {type(value).__name__}")


def is_far(day: date, today: date) -> bool:
    """Whether a day is misread without its year."""
    return day.year != today.year and abs((day - today).days) > NEAR


@lru_cache(maxsize=1024)
def _bare(tag: str) -> str:
    """A language tag without its country or script."""
    return tag.replace("_", "-").split("-")[0].lower()


def isolated(text: str) -> str:
    """Somebody's own words, kept from turning round what stands after them (Unicode's FSI and PDI)."""
    if not TURNING.search(text):
        return text
    return f"\u2068{ISOLATES.sub('', text)}\u2069"


def worded(labels: Labels, language: str) -> str:
    """A workbook's words in this language, else in the default one, else in any that it has."""
    words = labels.words
    return words.get(language) or words.get(DEFAULT) or next(iter(words.values()), "")


@lru_cache(maxsize=4096, typed=True)
def _number(number: float, language: str) -> str:
    return format_decimal(number, locale=language)


@lru_cache(maxsize=4096)
def _day(day: date, language: str, *, dated: bool) -> str:
    """A day in words; `dated` with its year."""
    return format_date(day, (DATED if dated else DAY).get(language, "long"), locale=language)


@lru_cache(maxsize=4096)
def _moment(moment: datetime, language: str, *, dated: bool) -> str:
    return format_datetime(moment, (DATED_MOMENT if dated else MOMENT).get(language, "medium"), locale=language)


def listed(sayings: Iterable[Said]) -> Lines:
    """Sayings in a row, with the list comma of Chinese; other languages read it well enough."""
    return Lines(tuple(sayings), "、")
