"""What somebody types to search by: Chinese, the initials of pinyin, or a code."""

from collections.abc import Collection, Iterable
from functools import lru_cache

from bot.live import Live
from storage import Connection, households, lists

CANDIDATES = 12  # places that are offered for what names none, or several


@lru_cache(maxsize=200_000)
def initials(name: str) -> str:
    """The first letters of a name in pinyin; kept, since a search looks at every name."""
    return households.initials(name)


def like(q: str, *names: str) -> bool:
    """Whether one of these names has the words in it, or begins with these initials."""
    low = q.lower()
    if any(low in name.lower() for name in names):
        return True
    return low.isascii() and low.isalnum() and any(low in initials(name) for name in names)


def areas(live: Live, q: str) -> list[str]:
    """Codes of the places that are called so."""
    found = live.directory.areas.values()
    last = q.replace("／", "/").rpartition("/")[2].strip() or q
    return [area.code for area in found if area.code == q or like(last, area.label)] or live.directory.run_together(q)


def topics(live: Live, q: str) -> list[str]:
    """Codes of the topics that are called so."""
    return [topic.code for topic in live.topics if topic.code == q or like(q, topic.name)]


def units(live: Live, q: str) -> list[str]:
    """Codes of the units that are called so, also by their old names."""
    found = live.directory.units.values()
    return [unit.code for unit in found if unit.code == q or like(q, unit.name, *unit.aliases)]


def people(connection: Connection, q: str) -> Collection[str]:
    """The names among all people's that the words or initials fit."""
    return _among(lists.names(connection), q)


def _among(names: Iterable[str], q: str) -> list[str]:
    return [name for name in names if like(q, name)]
