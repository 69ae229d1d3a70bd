"""Which items: those in a scope, narrowed by what is asked for. Conditions alone; `reading` runs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal_column, not_, null, or_, select, true

from bot.lifecycle import OPEN, UNACCEPTED, UNDER_WAY, Fact
from bot.rights import Scope
from storage.tables.filing import ENTRY, ITEM
from storage.tables.helping import STAGE

MOST_WORDS = 6  # of a search

# Word for word the condition of the indexes of what is open, which a parameter would hide from the database.
NOT_OVER = and_(*(ITEM.c.status != literal_column(f"'{status}'") for status in ("closed", "withdrawn")))


def holds(entry: Any) -> ColumnElement[bool]:
    """A unit has an item while its entry is open, and still when it was the one that saw it to its end."""
    return or_(entry.c.ended_at.is_(None), entry.c.ended_by == "done")


def below(areas: Sequence[str]) -> ColumnElement[bool]:
    """In one of these areas (paths), there or deeper."""
    column = ITEM.c.area_path
    return or_(
        false(),
        *(column == area for area in areas),
        *(column.startswith(f"{area}/", autoescape=True) for area in areas),
    )


# What was joined to another item has no deadline of its own; what is only about the same household goes its own way.
JOINED = and_(
    ITEM.c.duplicate_of.is_not(None), ITEM.c.status == "closed",
    ITEM.c.accept_by.is_(None), ITEM.c.resolve_by.is_(None), ITEM.c.paused_by.is_(None),
)  # fmt: skip


def within(scope: Scope) -> ColumnElement[bool]:
    """The rule of `bot.rights.sees`, as a condition on items."""
    if scope.everything:
        return true()
    allowed: list[ColumnElement[bool]] = [false()]
    if scope.person:
        allowed += [ITEM.c.reporter == scope.person, ITEM.c.keeper == scope.person]
    if scope.units:
        entry = ENTRY.alias("seen_entry")
        theirs = and_(entry.c.unit.in_(scope.units), holds(entry))
        allowed.append(exists().where(entry.c.item == ITEM.c.id, theirs))
        allowed.append(and_(JOINED, exists().where(entry.c.item == ITEM.c.duplicate_of, theirs)))
    if scope.areas:
        allowed.append(below(scope.areas))
    return or_(*allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which of the items in scope: every field that is set narrows it."""

    unit: str = ""  # with an open entry there
    ever: bool = False  # or with one that the unit saw to its end
    part: str = ""  # lead or assist, of that entry
    reporter: int = 0
    household: str = ""
    statuses: Sequence[str] = ()
    form: str = ""
    topic: str = ""
    urgency: str = ""
    holder: int | None = None  # taken by this person; 0: by nobody
    fact: Fact | None = None  # what is so beside the state
    words: str = ""  # each in what was filed, where, about whom and by whom, or in what was said since; or its number
    overdue_at: datetime | None = None
    numbers: Sequence[str] | None = None  # none but these
    joined_to: int = 0  # those that were joined to this one
    areas: Sequence[str] = ()  # paths: in any of them and below
    oldest_first: bool = False
    pressing_first: bool = False  # by the deadline that counts now; what waits for others comes last
    reporter_first: bool = False  # what waits for whoever filed it: resolved, or asked about


def conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """What a filter asks of an item, but for words, which `said` finds."""
    found = [getattr(ITEM.c, name) == getattr(wanted, name) for name in _SAME if getattr(wanted, name)]
    found += _of_people(wanted)
    if wanted.areas:
        found.append(below(wanted.areas))
    if wanted.statuses:
        found.append(ITEM.c.status.in_(list(wanted.statuses)))
    if wanted.fact is not None:
        found.append(_FACTS[wanted.fact].is_not(None))
    if wanted.overdue_at is not None:
        found.append(overdue(wanted.overdue_at))
    if wanted.overdue_at is not None or (wanted.statuses and OPEN.issuperset(wanted.statuses)):
        found.append(NOT_OVER)
    if wanted.joined_to:
        found += [JOINED, ITEM.c.duplicate_of == wanted.joined_to]
    if wanted.numbers is not None:
        found.append(ITEM.c.number.in_(list(wanted.numbers)))
    return found


# The deadline that counts now, as a person reads it in `bot.notices.deadline`.
DUE = case(
    (ITEM.c.status.in_(["filed", "routed", "returned"]), ITEM.c.accept_by),
    (ITEM.c.status.in_(["accepted", "in_progress", "reopened"]), ITEM.c.resolve_by),
)
# First of all what is resolved and to be confirmed, and what a unit wants to know.
WAITS_FOR_REPORTER = case((or_(ITEM.c.status == "resolved", ITEM.c.asked_at.is_not(None)), 0), else_=1)


def order(wanted: Filter) -> tuple[ColumnElement[Any], ...]:
    """In which order a list shows items."""
    if wanted.pressing_first:
        due = _due_in(wanted.unit) if wanted.unit else _first_due()
        return due.is_(None), due, ITEM.c.id
    if wanted.reporter_first:
        return WAITS_FOR_REPORTER, ITEM.c.id.desc()
    return (ITEM.c.id if wanted.oldest_first else ITEM.c.id.desc(),)


def _due_in(unit: str) -> ColumnElement[Any]:
    """In one unit's inbox: none where another unit leads."""
    lead = ENTRY.alias("led_here")
    led = exists().where(lead.c.item == ITEM.c.id, lead.c.unit == unit, lead.c.part == "lead",
                         lead.c.ended_at.is_(None)).correlate(ITEM)  # fmt: skip
    return case((not_(led), null()), else_=_first_due())


def _first_due() -> ColumnElement[Any]:
    """The deadline that counts now, or the day of the next stage where that is sooner or stands alone."""
    first = select(func.min(STAGE.c.by)).where(STAGE.c.item == ITEM.c.id, STAGE.c.done_at.is_(None))
    stage = first.correlate(ITEM).scalar_subquery()
    sooner = and_(ITEM.c.status.in_(sorted(UNDER_WAY)), stage.is_not(None), or_(DUE.is_(None), stage < DUE))
    return case((sooner, stage), else_=DUE)


_SAME = ("household", "form", "topic", "urgency")


def _of_people(wanted: Filter) -> list[ColumnElement[bool]]:
    """In whose inbox it is, who answers for it, who has taken it."""
    found: list[ColumnElement[bool]] = []
    if wanted.unit:
        entry = ENTRY.alias("of_unit")
        part = entry.c.part == wanted.part if wanted.part else true()
        open_ = holds(entry) if wanted.ever else entry.c.ended_at.is_(None)
        theirs = select(entry.c.item).where(entry.c.unit == wanted.unit, open_, part)
        found.append(ITEM.c.id.in_(theirs))  # so that the open entries of the unit are read, and no other item
    if wanted.reporter:
        found.append(or_(ITEM.c.reporter == wanted.reporter, ITEM.c.keeper == wanted.reporter))
    if wanted.holder is not None:
        found.append(_taken(wanted.holder))
    return found


def _taken(person: int) -> ColumnElement[bool]:
    """Whether the lead's person has taken it; 0: nobody."""
    entry = ENTRY.alias("taken")
    taken = exists().where(
        entry.c.item == ITEM.c.id, entry.c.part == "lead", entry.c.ended_at.is_(None),
        entry.c.person == person if person else entry.c.person.is_not(None),
    )  # fmt: skip
    return taken if person else not_(taken)


_FACTS = {Fact.PAUSED: ITEM.c.paused_at, Fact.EXTENDING: ITEM.c.wants_days, Fact.ASKED: ITEM.c.asked_at}


def overdue(at: datetime) -> ColumnElement[bool]:
    """Past the deadline that counts: to accept until it is accepted, then to resolve, and of each stage until that is
    done, as `bot.digests` lists it. What is filed waits for its village to verify it, and no unit is late with that."""
    missed = select(STAGE.c.item).where(STAGE.c.done_at.is_(None), STAGE.c.by < at)
    return or_(
        and_(ITEM.c.status.in_(sorted(UNACCEPTED)), ITEM.c.accept_by < at),
        and_(
            ITEM.c.status.in_(sorted(UNDER_WAY)),
            or_(ITEM.c.resolve_by < at, ITEM.c.id.in_(missed)),
        ),
    )
