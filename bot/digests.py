"""A unit's digest for one day: what is new, due soon, overdue, or waiting for others; each item in one list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import workdays
from bot.lifecycle import Status
from bot.messages import Action, Choice, Lines, Message, Said, say, say_n
from bot.turn import Turn
from bot.workdays import day_of
from storage import Connection, digests
from storage.digests import Open

SHOWN = 5  # numbers that a line names

_TO_ACCEPT = frozenset({Status.ROUTED, Status.RETURNED})
_TO_RESOLVE = frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED})


@dataclass(frozen=True, slots=True)
class Digest:
    """Lists of item numbers, each number once; `period` is the day in China."""

    unit: str
    period: date
    new: tuple[str, ...] = ()
    due_soon: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()

    @property
    def lists(self) -> dict[str, tuple[str, ...]]:
        """The four lists by name, the pressing ones first."""
        return {"overdue": self.overdue, "due_soon": self.due_soon, "new": self.new, "waiting": self.waiting}

    @property
    def empty(self) -> bool:
        """Nothing to say, nothing sent."""
        return not any(self.lists.values())


def compute(connection: Connection, unit: str, until: datetime, since: datetime | None = None) -> Digest:
    """What a unit would be told at this moment: `new` is what came `since`, else since the digest before, or within a
    day."""
    period = day_of(until)
    since = since or digests.last_until(connection, unit, period) or until - timedelta(days=1)
    soon = workdays.deadline(until, 1).at
    found: dict[str, list[str]] = {"overdue": [], "due_soon": [], "new": [], "waiting": []}
    for entry in digests.open_entries(connection, unit, until):
        name = _list(entry, until, soon, since)
        if name:
            found[name].append(entry.number)
    return Digest(unit, period, **{name: tuple(numbers) for name, numbers in found.items()})


def compute_all(connection: Connection, until: datetime) -> list[Digest]:
    """What every unit that has something open would be told at this moment, in one read."""
    period = day_of(until)
    soon = workdays.deadline(until, 1).at
    found = digests.every(connection, until, soon, until - timedelta(days=1), period)
    return [
        Digest(unit, period, **{name: tuple(numbers) for name, numbers in lists.items()})
        for unit, lists in found.items()
    ]


def _list(entry: Open, until: datetime, soon: datetime, since: datetime) -> str:
    """The one list that an entry stands in: what presses goes before what is new, that before what waits."""
    status = Status(entry.status)
    if entry.part == "lead":
        due = [at for at in _deadlines(entry, status) if at is not None]
        if any(at < until for at in due):
            return "overdue"
        if any(at <= soon for at in due):
            return "due_soon"
    began = entry.changed_at if status == Status.REOPENED else entry.since  # reopened, into the entry that it had
    if began > since and status in _TO_ACCEPT | {Status.REOPENED}:
        return "new"
    stands_still = status in _TO_RESOLVE and entry.resolve_by is None
    if entry.part == "assist" or status == Status.RESOLVED or stands_still:
        return "waiting"
    return ""


def _deadlines(entry: Open, status: Status) -> tuple[datetime | None, ...]:
    """The unit that leads sees to the stages of an application too, whoever does them."""
    if status in _TO_ACCEPT:
        return entry.accept_by, entry.resolve_by, entry.stage_by
    return (entry.resolve_by, entry.stage_by) if status in _TO_RESOLVE else ()


def read_again(unit: str, period: date, content: Mapping[str, Sequence[str]]) -> Digest:
    """A digest that was made, as it was kept."""
    return Digest(unit, period, **{name: tuple(numbers) for name, numbers in content.items()})


def words(digest: Digest, unit: str) -> Said:
    """A digest in a few lines."""
    lines: list[Said] = [say("{unit}, {day}", unit=unit, day=digest.period)]
    if digest.empty:
        lines.append(say("Nothing is open that needs you today."))
    return Lines((*lines, *(_line(name, numbers) for name, numbers in digest.lists.items() if numbers)))


def message(turn: Turn, digest: Digest) -> Message:
    """A digest as a message, with the way into the inbox."""
    choices = ((Choice(say("Open the inbox"), Action("inbox", digest.unit)),),) if not digest.empty else ()
    name = turn.live.directory.units[digest.unit].name
    return Message(text=words(digest, name), choices=choices, slot=f"digest/{digest.unit}", pin=digest.unit)


def _line(name: str, numbers: tuple[str, ...]) -> Said:
    named = _named(numbers)
    count = len(numbers)
    match name:
        case "overdue":
            return say_n("{count} overdue: {numbers}", "{count} overdue: {numbers}", count, numbers=named)
        case "due_soon":
            return say_n("{count} due soon: {numbers}", "{count} due soon: {numbers}", count, numbers=named)
        case "new":
            return say_n("{count} new: {numbers}", "{count} new: {numbers}", count, numbers=named)
    return say_n("{count} waiting for others: {numbers}", "{count} waiting for others: {numbers}", count, numbers=named)


def _named(numbers: tuple[str, ...]) -> str:
    shown = "、".join(numbers[:SHOWN])
    return shown + ("…" if len(numbers) > SHOWN else "")
