"""Reports that were ordered, by somebody or by the schedule: made one after the other, each told of once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage import seen
from storage.tables.reporting import REPORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be made: a bulletin or a ledger, of an area or a unit, for a period."""

    id: int = 0
    kind: str
    area: str | None = None
    unit: str | None = None
    topic: str = ""
    period: str
    person: int | None = None  # None: the schedule
    chat: int | None = None
    status: str = "waiting"
    files: Sequence[str] = ()


_COLUMNS = (REPORT.c.id, REPORT.c.kind, REPORT.c.area, REPORT.c.unit, REPORT.c.topic, REPORT.c.period, REPORT.c.person,
            REPORT.c.chat, REPORT.c.status, REPORT.c.files)  # fmt: skip


def add(connection: Connection, order: Order, now: datetime) -> int:
    """Keeps an order; it waits until it is made. Its id."""
    names = ("kind", "area", "unit", "topic", "period", "person", "chat")
    values: dict[str, Any] = {name: getattr(order, name) for name in names}
    added = connection.execute(insert(REPORT).values(**values, status="waiting", files=[], asked_at=now))
    key: Any = added.inserted_primary_key
    return int(key[0])


def slot(order: int) -> str:
    """What the messages that say how far it is are about."""
    return f"report/{order}"


def waiting(connection: Connection, limit: int) -> list[Order]:
    """Those that are not made yet, the oldest first; not those whose turn is a dead letter, to be run again."""
    statement = select(*_COLUMNS).where(REPORT.c.status == "waiting", seen.not_yet("report", REPORT.c.id))
    return [_order(row) for row in connection.execute(statement.order_by(REPORT.c.id).limit(limit))]


def by_id(connection: Connection, identity: int) -> Order | None:
    """One order."""
    row = connection.execute(select(*_COLUMNS).where(REPORT.c.id == identity)).first()
    return _order(row) if row else None


def done(connection: Connection, identity: int, files: Sequence[str], now: datetime) -> bool:
    """It is made (its files below the data folder), or failed where there are none; False where that was known."""
    status = "made" if files else "failed"
    mine = update(REPORT).where(REPORT.c.id == identity, REPORT.c.status == "waiting")
    return connection.execute(mine.values(status=status, files=list(files), made_at=now)).rowcount == 1


def _order(row: Any) -> Order:
    names = [column.name for column in _COLUMNS]
    return Order(**dict(zip(names, row, strict=True)))
