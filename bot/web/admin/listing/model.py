"""What every list has: columns, rows, filters, and where its next page begins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from bot.live import Live
from bot.messages import Said
from bot.rights import Scope
from bot.web.admin.reach import Reach
from storage import Connection

A_PAGE = 50
Row = TypeVar("Row")


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a list; `link` leads further."""

    words: Said | datetime | int
    link: str = ""


@dataclass(frozen=True)
class Filter:
    """Something to narrow a list by: what can be chosen, by code, and what is."""

    name: str
    label: Said
    choices: Mapping[str, Said]
    chosen: str


@dataclass(frozen=True)
class Look:
    """What is asked of a list, and by whom."""

    connection: Connection
    live: Live
    reach: Reach
    q: str
    after: str
    given: Mapping[str, str]  # filters as the address says them

    @property
    def scope(self) -> Scope:
        """What lies in the places of whoever looks."""
        return self.reach.scope

    def chosen(self, name: str, choices: Mapping[str, Said]) -> str:
        """What a filter is set to, among what it can be."""
        value = self.given.get(name, "")
        return value if value in choices else ""

    def number(self) -> int:
        """Where the page before ended, for lists whose keys are numbers."""
        return int(self.after) if self.after.isdecimal() and len(self.after) < 16 else 0


@dataclass(frozen=True)
class Listed:
    """One page of a list; `next` is its last key where more follows."""

    columns: list[Said]
    rows: list[list[Cell]]
    next: str
    hint: Said  # what can be searched by
    filters: list[Filter] = field(default_factory=list)


def page(found: Sequence[Row], key: Callable[[Row], str]) -> tuple[list[Row], str]:
    """A page of what was read with one row too many, and the key that the next one begins behind."""
    shown = list(found[:A_PAGE])
    return shown, key(shown[-1]) if len(found) > A_PAGE else ""


def behind(rows: Sequence[Row], key: Callable[[Row], str], after: str) -> list[Row]:
    """The rows behind a key, one page and one more, of those that are in memory anyway."""
    start = next((place + 1 for place, row in enumerate(rows) if key(row) == after), 0) if after else 0
    return list(rows[start : start + A_PAGE + 1])
