"""What somebody typed, looked up: a day, a period, a person, an area. Ends with a sentence where it is none."""

from datetime import date, timedelta

from bot import clock
from bot.commands.saying import fail, said
from bot.live import Live
from bot.messages import say
from bot.reports import period
from bot.reports.period import Period
from bot.rights import EVERYTHING, Scope
from bot.workdays import day_of
from storage import Connection, people, staff


def day(typed: str) -> date:
    """A day."""
    try:
        found = date.fromisoformat(typed)
        found + timedelta(days=1)  # periods end with the next one
    except (ValueError, OverflowError):
        fail(say("“{typed}” is no day: write it as 2026-09-01.", typed=typed))
    return found


def period_of(typed: str) -> Period:
    """A period."""
    try:
        found = period.read(typed)
    except period.NoPeriod as error:
        fail(error.message)
    ahead(found)
    return found


def ahead(wanted: Period) -> None:
    """Says of a period that it has not begun, which may be a slip; what is drawn of it is empty."""
    if wanted.first > day_of(clock.now()):
        said(say("{period} has not begun yet.", period=wanted.name), error=True)


def who_is(connection: Connection, view: Live, typed: str) -> int:
    """Somebody by number or name; several of one name are told apart by their numbers."""
    if typed.isdecimal():
        if not staff.roles(connection, int(typed)):
            fail(say("There is nobody with this number."))
        return int(typed)
    found = people.by_name(connection, typed)
    if not found:
        fail(say("There is nobody called {name}.", name=typed))
    if len(found) > 1:
        lines = [f"{each.person} {typed}（{each.place}）" for one in found for each in staff.roles(connection, one)]
        fail(say("Several are called {name}; write the number: {people}", name=typed, people="、".join(lines)))
    return found[0]


def scope_of(view: Live, area: str) -> Scope:
    """An area by its code or path, else everything."""
    return Scope(areas=(view.paths[view.directory.area(area).code],)) if area else EVERYTHING
