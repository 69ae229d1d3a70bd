"""The deadline that counts now, in words that need no calendar: today, so many working days left or over."""

from dataclasses import dataclass
from datetime import datetime

from bot.lifecycle import Status
from bot.messages import Said, say, say_n
from bot.workdays import day_of, working_days_between
from storage.items import Item

TO_ACCEPT = frozenset({Status.ROUTED, Status.RETURNED})
TO_RESOLVE = frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED})


@dataclass(frozen=True)
class Due:
    """How pressing it is ("over", "today", "soon" or "later"), by when, and in words."""

    press: str
    at: datetime
    words: Said


def due(item: Item, now: datetime) -> Due | None:
    """To accept until it is accepted, then to resolve; that it stands still; nothing where nobody has to act."""
    status = Status(item.status)
    if item.paused_at is not None:
        return Due("later", item.paused_at, say("The clock stands still"))
    if status in TO_ACCEPT and item.accept_by is not None:
        return _accept(item.accept_by, now)
    if status in TO_RESOLVE and item.resolve_by is not None:
        return _resolve(item.resolve_by, now)
    return None


def _accept(at: datetime, now: datetime) -> Due:
    if at < now:
        over = working_days_between(at, now)
        if not over:
            return Due("over", at, say("Acceptance overdue"))
        words = say_n("Acceptance {count} working day overdue", "Acceptance {count} working days overdue", over)
        return Due("over", at, words)
    if day_of(at) == day_of(now):
        return Due("today", at, say("To be accepted today"))
    left = working_days_between(now, at)
    return Due(_press(left), at, say_n("{count} working day to accept", "{count} working days to accept", left))


def _resolve(at: datetime, now: datetime) -> Due:
    if at < now:
        over = working_days_between(at, now)
        if not over:
            return Due("over", at, say("Resolution overdue"))
        words = say_n("Resolution {count} working day overdue", "Resolution {count} working days overdue", over)
        return Due("over", at, words)
    if day_of(at) == day_of(now):
        return Due("today", at, say("To be resolved today"))
    left = working_days_between(now, at)
    return Due(_press(left), at, say_n("{count} working day to resolve", "{count} working days to resolve", left))


def _press(left: int) -> str:
    return "soon" if left <= 1 else "later"
