"""Visits that are due by the rhythm of their category, in words."""

from collections.abc import Sequence
from datetime import date

from bot.messages import Action, Choice, Labels, Lines, Said, say, say_n
from bot.notices import in_rows
from bot.routing.categories import CATEGORIES
from storage.households import Household

SHOWN = 6  # households that a message names


def category(code: str) -> Labels:
    """A category as people call it."""
    return CATEGORIES.get(code, Labels({"zh": code, "en": code}))


def line(household: Household, today: date) -> Said:
    """One household: who, of which category, how long nobody was there."""
    name = household.head + (f"·{household.group}" if household.group else "")
    if household.last_visit is None:
        return say("{household} ({category}): never visited yet", household=name, category=category(household.category))
    days = (today - household.last_visit).days
    return say("{household} ({category}): {days} days ago", household=name, category=category(household.category),
               days=days)  # fmt: skip


def lines(found: Sequence[Household], count: int, today: date) -> Said:
    """The households that a message names, and how many more there are."""
    said: list[Said] = [line(household, today) for household in found]
    if count > len(found):
        more = count - len(found)
        said.append(say_n("… and {count} more household", "… and {count} more households", more))
    return Lines(tuple(said))


def buttons(found: Sequence[Household]) -> tuple[tuple[Choice, ...], ...]:
    """A button each, which opens the visit log with the household filled in; two a row."""
    choices = [
        Choice(
            household.head + (f"·{household.group}" if household.group else ""),
            Action("visit_log", values={"known": {"household": household.code}}),
        )
        for household in found
    ]
    return in_rows(choices)
