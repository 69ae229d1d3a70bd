"""Rows of buttons as they are stored: put into words once for rows that last."""

from collections.abc import Callable
from typing import Any

from bot.messages import Choice, Lasting, Said

Line = tuple[Choice, ...]
Shown = list[list[Any]]  # of each button: its label, its place among the message's actions (-1 for none), its address
Asked = list[dict[str, Any]]  # what those with an action ask for

MOST = 4096  # rows kept


class Faces:
    """Remembers Lasting rows by what they are, not by what they say: a form makes those of a fixed question once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, str, int], tuple[Line, Shown, Asked]] = {}

    def of(self, line: Line, language: str, first: int, said: Callable[[Said, str], str]) -> tuple[Shown, Asked]:
        """A row in a language, its actions counted from `first`. Neither list is to be changed."""
        if line.__class__ is not Lasting:
            return _face(line, language, first, said)
        key = (id(line), language, first)
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            # The row is kept with its face: as long as it is, no other one has its id.
            kept = self._kept[key] = (line, *_face(line, language, first, said))
        return kept[1], kept[2]


def _face(line: Line, language: str, first: int, said: Callable[[Said, str], str]) -> tuple[Shown, Asked]:
    shown: Shown = []
    asked: Asked = []
    for choice in line:
        label = said(choice.label, language)
        if choice.action is None:
            shown.append([label, -1, choice.url])
        else:
            shown.append([label, first + len(asked), ""])
            asked.append({"name": choice.action.name, "target": choice.action.target, "values": choice.action.values})
    return shown, asked
