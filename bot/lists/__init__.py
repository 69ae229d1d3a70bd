"""The lists outside the workbooks that forms choose from, as the person who speaks may see them.

Each reads only when a form looks into it, so that an answer that needs no list costs no statement.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.forms.facts import Lookup
from bot.lists.ahead import read_ahead
from bot.lists.areas import Areas
from bot.lists.assets import Assets
from bot.lists.households import Households
from bot.lists.topics import Topics
from bot.rights import Scope
from bot.turn import Turn

__all__ = ["lists", "read_ahead"]

LISTS: Mapping[str, Callable[[Turn, Scope | None], Lookup]] = {
    "households": Households,
    "areas": lambda turn, _scope: Areas(turn),
    "topics": lambda turn, _scope: Topics(turn),
    "assets": Assets,
}


def lists(turn: Turn, scope: Scope | None = None) -> Mapping[str, Lookup]:
    """The lists by the name that workbooks call them; a scope other than one's own for what is named in an item."""
    return _Lists(turn, scope)


class _Lists(Mapping[str, Lookup]):
    """Each is made when a form first asks for it: most answers ask for none."""

    __slots__ = ("_made", "_scope", "_turn")

    def __init__(self, turn: Turn, scope: Scope | None) -> None:
        self._turn, self._scope = turn, scope
        self._made: dict[str, Lookup] = {}

    def __getitem__(self, name: str) -> Lookup:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = LISTS[name](self._turn, self._scope)
        return made

    def get(self, name: str, default: Any = None) -> Any:  # without the detour of a Mapping's own
        return self[name] if name in LISTS else default

    def __iter__(self) -> Iterator[str]:
        return iter(LISTS)

    def __len__(self) -> int:
        return len(LISTS)
