"""The deadline that counts now, in words that need no calendar: today, so many working days left or over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.items.helping import stage_words
from bot.lifecycle import Status
from bot.live import Live
from bot.messages import Said, say, say_n
from bot.notices import late_before_accepted
from bot.workdays import day_of, working_days_between
from storage.items import Item
from storage.stages import Stage

TO_ACCEPT = frozenset({Status.ROUTED, Status.RETURNED})
TO_RESOLVE = frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED})


@dataclass(frozen=True)
class Due:
    """How pressing it is ("over", "today", "soon" or "later"), by when, and in words."""

    press: str
    at: datetime
    words: Said


@dataclass(frozen=True)
class Words:
    """What is said of one kind of deadline: some hours over, some days over, today, some days left."""

    over: Said
    days_over: Callable[[int], Said]
    today: Said
    days_left: Callable[[int], Said]


ACCEPTANCE = Words(
    say("Acceptance overdue"),
    lambda days: say_n("Acceptance {count} working day overdue", "Acceptance {count} working days overdue", days),
    say("To be accepted today"),
    lambda days: say_n("{count} working day to accept", "{count} working days to accept", days),
)
RESOLUTION = Words(
    say("Resolution overdue"),
    lambda days: say_n("Resolution {count} working day overdue", "Resolution {count} working days overdue", days),
    say("To be resolved today"),
    lambda days: say_n("{count} working day to resolve", "{count} working days to resolve", days),
)


def due(item: Item, now: datetime) -> Due | None:
    """To accept until it is accepted, then to resolve; that it stands still; nothing where nobody has to act."""
    status = Status(item.status)
    if item.paused_at is not None:
        return Due("later", item.paused_at, say("The clock stands still"))
    if late_before_accepted(item, now) and item.resolve_by is not None:
        return _due(item.resolve_by, now, RESOLUTION)
    if status in TO_ACCEPT and item.accept_by is not None:
        return _due(item.accept_by, now, ACCEPTANCE)
    if status in TO_RESOLVE and item.resolve_by is not None:
        return _due(item.resolve_by, now, RESOLUTION)
    return None


def first(item: Item, stage: Stage | None, live: Live, now: datetime) -> Due | None:
    """What is due first: the item itself, or its next stage, which waits for no clock."""
    own = due(item, now)
    if stage is None or item.status not in TO_ACCEPT | TO_RESOLVE:
        return own
    if own is not None and item.paused_at is None and own.at <= stage.by:
        return own
    return Due(_press(stage.by, now), stage.by, stage_words(live, stage, now))


def _due(at: datetime, now: datetime, words: Words) -> Due:
    match _press(at, now):
        case "over":
            days = working_days_between(at, now)
            return Due("over", at, words.days_over(days) if days else words.over)
        case "today":
            return Due("today", at, words.today)
        case press:
            return Due(press, at, words.days_left(working_days_between(now, at)))


def _press(at: datetime, now: datetime) -> str:
    if at < now:
        return "over"
    if day_of(at) == day_of(now):
        return "today"
    return "soon" if working_days_between(now, at) <= 1 else "later"
