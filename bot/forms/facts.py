"""What a form is asked with: now, a seed, who is asked, and the lists that stand outside the workbook."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

import msgspec

from bot.languages import SHANGHAI
from bot.messages import Labels


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of an outside list."""

    name: str
    label: Labels | str
    fields: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""


class Lookup(Protocol):
    """An outside list: households, areas, topics."""

    def get(self, name: str) -> Entry | None: ...
    def search(self, text: str, limit: int) -> Sequence[Entry]:
        """The entries that these words are about, best first; all of them for no words."""

    def suggested(self, limit: int) -> Sequence[Entry]:
        """Those that this person most probably wants now."""

    def groups(self) -> Sequence[Entry]:
        """The upper level of a list with two levels; else nothing."""

    def within(self, group: str) -> Sequence[Entry]:
        """The entries of a group."""


class Facts(msgspec.Struct, frozen=True):
    """What does not hang on the answers. `now` is aware."""

    now: datetime
    seed: int = 0
    person: str = ""
    lists: Mapping[str, Lookup] = {}
    runs: list[tuple[Any, Any]] = []  # the last evaluation, by its state

    @property
    def local(self) -> datetime:
        """Now in China's time, which forms go by: `today()` must be the day that people live in."""
        return _local(self.now)


@lru_cache(maxsize=64)
def _local(now: datetime) -> datetime:
    """All turns of a batch have one now."""
    return now.astimezone(SHANGHAI)


class Rows:
    """A Lookup over rows in memory: a name is found by its label or by a search text's words within it."""

    def __init__(
        self,
        entries: Iterable[Entry],
        groups: Iterable[Entry] = (),
        suggested: Iterable[str] = (),
        keys: Callable[[Entry], str] | None = None,
    ) -> None:
        self.entries = {entry.name: entry for entry in entries}
        self.upper = tuple(groups)
        self.first = tuple(suggested)
        self.keys = {name: folded((keys or words_of)(entry)) for name, entry in self.entries.items()}

    def get(self, name: str) -> Entry | None:
        return self.entries.get(name)

    def search(self, text: str, limit: int) -> Sequence[Entry]:
        words = folded(text)
        return [entry for name, entry in self.entries.items() if words in self.keys[name]][:limit]

    def suggested(self, limit: int) -> Sequence[Entry]:
        return [self.entries[name] for name in self.first if name in self.entries][:limit]

    def groups(self) -> Sequence[Entry]:
        return self.upper

    def within(self, group: str) -> Sequence[Entry]:
        return [entry for entry in self.entries.values() if entry.group == group]


def words_of(entry: Entry) -> str:
    """All the words of an entry's label."""
    return " ".join(entry.label.words.values()) if isinstance(entry.label, Labels) else entry.label


def folded(text: str) -> str:
    """A text for comparison: full-width and capital letters as plain ones, without spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()
