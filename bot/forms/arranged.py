"""Buttons in rows: as many beside each other as their labels allow."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from bot.languages import DEFAULT, worded
from bot.messages import Choice, Labels, Lines, Text

Row = tuple[Choice, ...]
A_PAGE = 8
MARKS = frozenset({"✓ {choice}", "{place}. {choice}"})  # they come and go, and take no room: no button moves
AT_ONCE, ROWS = 12, 6  # so many need no second page, where they are short enough for so many rows


def rows(choices: Iterable[Choice]) -> list[Row]:
    """Buttons in rows: three short ones beside each other, two middling ones, else one."""
    found: list[Row] = []
    row: list[Choice] = []
    most = 3
    for choice in choices:
        beside = _beside(choice)
        if row and len(row) >= min(most, beside):
            found.append(tuple(row))
            row, most = [], 3
        row.append(choice)
        most = min(most, beside)
    return [*found, tuple(row)] if row else found


def _beside(choice: Choice) -> int:
    width = label_width(choice.label)
    return 3 if width <= 10 else 2 if width <= 18 else 1


def label_width(label: Any) -> int:
    """How wide a label, or a number in one, is in Chinese, in half-width signs."""
    if isinstance(label, Labels):
        return _width(worded(label, DEFAULT))
    if isinstance(label, Text):
        if label.msgid in MARKS:
            return label_width(label.values["choice"])
        return sum(label_width(value) for value in label.values.values() if isinstance(value, str | Labels)) + 4
    if isinstance(label, Lines):
        return sum(label_width(part) for part in label.parts)
    if isinstance(label, int | float):
        return len(f"{label:,}")
    return _width(label) if isinstance(label, str) else 99


@lru_cache(maxsize=4096)
def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)


def at_once(choices: Sequence[Choice]) -> list[Row] | None:
    """Buttons in rows where all of them fit on one page, else None."""
    made = rows(choices) if len(choices) <= AT_ONCE else []
    return made if made and (len(choices) <= A_PAGE or len(made) <= ROWS) else None
