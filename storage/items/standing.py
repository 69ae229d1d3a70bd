"""How an item stands, by name: by these conditions the dashboard counts and the ledger lists, so that a number opens
what it counted."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, or_, select, true

from storage.items.filters import NOT_OVER, holds, overdue
from storage.tables.filing import ENTRY, EVENT, ITEM


class Standing(StrEnum):
    """What is asked of an item that a unit leads; from TO_VERIFY on it is where an open one waits."""

    LED = "led"
    OPEN = "open"
    OVERDUE = "overdue"
    RESOLVED = "resolved"
    IN_TIME = "in_time"
    TO_VERIFY = "to_verify"  # by its village, before a unit can act
    TO_ACCEPT = "to_accept"
    RETURNED = "returned"
    WORKING = "working"
    PAUSED = "paused"
    TO_CONFIRM = "to_confirm"  # by its reporter


STAGES = (Standing.TO_VERIFY, Standing.TO_ACCEPT, Standing.RETURNED, Standing.WORKING, Standing.PAUSED,
          Standing.TO_CONFIRM)  # fmt: skip

STAGE = case(
    (ITEM.c.paused_at.is_not(None), Standing.PAUSED.value),
    (ITEM.c.status.in_(["routed", "reopened"]), Standing.TO_ACCEPT.value),
    (ITEM.c.status.in_(["accepted", "in_progress"]), Standing.WORKING.value),
    (ITEM.c.status == "resolved", Standing.TO_CONFIRM.value),
    (ITEM.c.status == "filed", Standing.TO_VERIFY.value),
    else_=Standing.RETURNED.value,
)

_RESOLVED_AT = (
    select(func.max(EVENT.c.at)).where(EVENT.c.item == ITEM.c.id, EVENT.c.action == "resolve").scalar_subquery()
)
_MISSED = exists().where(
    EVENT.c.item == ITEM.c.id, EVENT.c.action == "resolve", EVENT.c.details["missed"].as_string().is_not(None)
)
RESOLVED = and_(ITEM.c.status.in_(["resolved", "closed"]), _RESOLVED_AT.is_not(None))
IN_TIME = and_(RESOLVED, or_(ITEM.c.resolve_by.is_(None), ITEM.c.resolve_by >= _RESOLVED_AT), not_(_MISSED))
OPEN = and_(NOT_OVER, ITEM.c.status != "filed")  # what is filed waits for its village


LEAD = and_(ENTRY.c.item == ITEM.c.id, ENTRY.c.part == "lead", holds(ENTRY))


def stands(standing: Standing, now: datetime) -> ColumnElement[bool]:
    """The condition on an item, of a moment."""
    match standing:
        case Standing.LED:
            return true()
        case Standing.OPEN:
            return OPEN
        case Standing.OVERDUE:
            return and_(OPEN, overdue(now))
        case Standing.RESOLVED:
            return RESOLVED
        case Standing.IN_TIME:
            return IN_TIME
    return and_(NOT_OVER, STAGE.in_([standing.value]))


def led(units: Sequence[str] = ()) -> ColumnElement[bool]:
    """Whether a unit leads it or saw it to its end as lead; one of these, where some are named."""
    if not units:
        return exists().where(LEAD).correlate(ITEM)
    theirs = select(ENTRY.c.item).where(ENTRY.c.unit.in_(list(units)), ENTRY.c.part == "lead", holds(ENTRY))
    found: ColumnElement[bool] = ITEM.c.id.in_(theirs)
    return found
