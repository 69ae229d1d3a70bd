"""The words of the tables: what an admin may write for a level, an urgency, a way to be told, and days by urgency.

A cell by urgency holds one value for all, or several, each behind its urgency: "15", "很急5 一般15 工程30",
"urgent:at_once daily". What stands alone holds for every urgency that is not named.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from bot.routing.model import LEVELS, NOTIFICATIONS, URGENCIES, USUAL_URGENCY

LEVEL_WORDS = {
    **{level: level for level in LEVELS},
    "省": "province",
    "省级": "province",
    "市": "city",
    "市级": "city",
    "县": "county",
    "县级": "county",
    "县区": "county",
    "区县": "county",
    "县市区": "county",
    "乡": "township",
    "镇": "township",
    "乡镇": "township",
    "乡镇级": "township",
    "乡镇街道": "township",
    "街道": "township",
    "村": "village",
    "村级": "village",
}
URGENCY_WORDS = {
    **{urgency: urgency for urgency in URGENCIES},
    "很急": "urgent",
    "紧急": "urgent",
    "急件": "urgent",
    "急": "urgent",
    "一般": "ordinary",
    "普通": "ordinary",
    "不急": "ordinary",
    "长期工程": "works",
    "工程": "works",
}
NOTIFY_WORDS = {
    **{how: how for how in NOTIFICATIONS},
    "立即": "at_once",
    "马上": "at_once",
    "即时": "at_once",
    "每日": "daily",
    "每天": "daily",
    "每周": "weekly",
}
LEVEL_NAMES = {"province": "省级", "city": "市级", "county": "县级", "township": "乡镇", "village": "村级"}
URGENCY_NAMES = {"urgent": "很急", "ordinary": "一般", "works": "工程"}
NOTIFY_NAMES = {"at_once": "立即", "daily": "每日", "weekly": "每周"}

_URGENCY = "|".join(sorted(URGENCY_WORDS, key=len, reverse=True))
_PART = re.compile(rf"(?:({_URGENCY})\s*[:：=]?\s*)?([^\s,，;；、:：=]+)")
MOST_DAYS = 999
_DAYS = re.compile(r"(\d{1,3})(?:个?工作日|天|日)?")
Cell = TypeVar("Cell", int, str)


def days(text: str) -> int | None:
    """A number of working days: "15", "15天", "15个工作日"; None where it is none."""
    found = _DAYS.fullmatch(text)
    return int(found[1]) if found else None


def notification(text: str) -> str | None:
    """How a unit is told, by its code; None where the word is unknown."""
    return NOTIFY_WORDS.get(text)


def by_urgency(text: str, read: Callable[[str], Cell | None]) -> dict[str, Cell]:
    """The values of a cell by urgency, "" for every other one. Raises ValueError with the part that cannot be read."""
    found: dict[str, Cell] = {}
    for part in _PART.finditer(text.strip()):
        value = read(part[2])
        urgency = URGENCY_WORDS[part[1]] if part[1] else ""
        if value is None or urgency in found:
            raise ValueError(part[0])
        found[urgency] = value
    if text.strip() and not found:
        raise ValueError(text)
    return found


def at(values: Mapping[str, Cell], urgency: str) -> Cell | None:
    """The value for an item of this urgency; an item without one counts as ordinary."""
    if not values:
        return None
    found = values.get(urgency or USUAL_URGENCY)
    return found if found is not None else values.get("")


def cell(values: Mapping[str, Cell], names: Mapping[str, str] | None = None) -> str:
    """A cell's value by urgency as a table writes it, which `by_urgency` reads back."""
    said = {urgency: str(value) if names is None else names[str(value)] for urgency, value in values.items()}
    ordered = [urgency for urgency in (*URGENCIES, "") if urgency in said]
    return " ".join(URGENCY_NAMES.get(urgency, "") + said[urgency] for urgency in ordered)
