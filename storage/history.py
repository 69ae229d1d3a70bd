"""What was filed, as routing saw it: to compare rule sets on, to route open items anew, to see what is sent back."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, exists, func, select

from bot.rights import EVERYTHING, Scope
from storage.items.filters import within
from storage.tables.filing import ENTRY, EVENT, ITEM

AT_ONCE = 1_000  # rows that are in memory at a time
OPEN = ("filed", "routed", "accepted", "in_progress", "resolved", "returned", "reopened")
BY_PEOPLE = ("pass_on", "send_back")  # somebody decided where it goes


@dataclass(frozen=True, slots=True)
class Past:
    """An item as it came to be routed; `secrets` are its sealed answers."""

    number: str
    form: str
    topic: str
    area: str
    urgency: str
    answers: dict[str, Any]
    secrets: bytes | None
    filed_at: datetime
    status: str
    ruleset: int
    lead: str
    decided: bool  # people have sent it on since


_LEAD = ENTRY.alias("lead")


def _past() -> Select[Any]:
    decided = exists().where(EVENT.c.item == ITEM.c.id, EVENT.c.action.in_(BY_PEOPLE))
    return (
        select(ITEM.c.number, ITEM.c.form, ITEM.c.topic, ITEM.c.area, ITEM.c.urgency, ITEM.c.answers, ITEM.c.secrets,
               ITEM.c.filed_at, ITEM.c.status, ITEM.c.ruleset, func.coalesce(_LEAD.c.unit, ""), decided)
        .outerjoin(_LEAD, and_(_LEAD.c.item == ITEM.c.id, _LEAD.c.part == "lead", _LEAD.c.ended_at.is_(None)))
        .order_by(ITEM.c.id)
    )  # fmt: skip


def since(connection: Connection, moment: datetime) -> Iterator[Past]:
    """Everything filed since a moment."""
    yield from _each(connection, _past().where(ITEM.c.filed_at >= moment))


def still_open(connection: Connection) -> Iterator[Past]:
    """What somebody still has to deal with."""
    yield from _each(connection, _past().where(ITEM.c.status.in_(OPEN)))


def of_numbers(connection: Connection, numbers: Collection[str]) -> list[Past]:
    """These items."""
    return list(_each(connection, _past().where(ITEM.c.number.in_(list(numbers)))))


def _each(connection: Connection, statement: Select[Any]) -> Iterator[Past]:
    for row in connection.execute(statement.execution_options(yield_per=AT_ONCE)):
        yield _one(row)


def _one(row: Any) -> Past:
    return Past(*row)


@dataclass(frozen=True, slots=True)
class SentBack:
    """How often units said of what a rule gave them that it is not theirs."""

    rule: str
    topic: str
    filed: int
    returned: int


def returned(connection: Connection, moment: datetime, scope: Scope = EVERYTHING) -> list[SentBack]:
    """Rules with the topics of their items that were sent back since a moment, the most often first."""
    back = exists().where(EVENT.c.item == ITEM.c.id, EVENT.c.action == "send_back")
    count = func.sum(case((back, 1), else_=0))
    statement = (
        select(ITEM.c.rule, ITEM.c.topic, func.count(), count)
        .where(ITEM.c.filed_at >= moment, within(scope))
        .group_by(ITEM.c.rule, ITEM.c.topic)
        .having(count > 0)
        .order_by(count.desc(), ITEM.c.rule, ITEM.c.topic)
    )
    return [SentBack(rule, topic, int(filed), int(many)) for rule, topic, filed, many in connection.execute(statement)]


def sent_on(connection: Connection, moment: datetime, scope: Scope = EVERYTHING) -> list[tuple[str, str, str, str]]:
    """Decisions about items that were sent back: rule, topic, the unit they were passed on to, number."""
    back = EVENT.alias("back")
    first = exists().where(
        back.c.item == EVENT.c.item, back.c.action == "send_back", back.c.sequence < EVENT.c.sequence
    )
    statement = (
        select(ITEM.c.rule, ITEM.c.topic, EVENT.c.unit, ITEM.c.number)
        .join(ITEM, ITEM.c.id == EVENT.c.item)
        .where(ITEM.c.filed_at >= moment, EVENT.c.action == "pass_on", first, within(scope))
        .order_by(EVENT.c.id)
    )
    return [(rule, topic, unit or "", number) for rule, topic, unit, number in connection.execute(statement)]


def with_unit(connection: Connection, unit: str) -> list[str]:
    """Numbers of what lies open in a unit's inbox, in order."""
    statement = select(ITEM.c.number).join(ENTRY, ENTRY.c.item == ITEM.c.id)
    statement = statement.where(ENTRY.c.unit == unit, ENTRY.c.ended_at.is_(None)).order_by(ITEM.c.id)
    return list(dict.fromkeys(connection.execute(statement).scalars()))
