"""What is at hand on a clerk's desk: a unit's ready words, and the views of the inbox that somebody keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.tables.desk import TEMPLATE, VIEW


def templates(connection: Connection, unit: str) -> dict[str, list[str]]:
    """The words that a unit keeps ready, by action, in their order."""
    statement = select(TEMPLATE.c.action, TEMPLATE.c.text).where(TEMPLATE.c.unit == unit)
    found: dict[str, list[str]] = {}
    for action, text in connection.execute(statement.order_by(TEMPLATE.c.position, TEMPLATE.c.id)):
        found.setdefault(action, []).append(text)
    return found


def set_templates(connection: Connection, unit: str, action: str, texts: Sequence[str]) -> None:
    """Puts these words in the place of those that a unit had for an action."""
    connection.execute(delete(TEMPLATE).where(TEMPLATE.c.unit == unit, TEMPLATE.c.action == action))
    rows = [{"unit": unit, "action": action, "position": n, "text": text} for n, text in enumerate(texts)]
    if rows:
        connection.execute(insert(TEMPLATE), rows)


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at an inbox: its name, and what the page's address says."""

    id: int
    name: str
    query: str


def views(connection: Connection, person: int) -> list[View]:
    """Somebody's views, in the order of their making."""
    statement = select(VIEW.c.id, VIEW.c.name, VIEW.c.query).where(VIEW.c.person == person).order_by(VIEW.c.id)
    return [View(row.id, row.name, row.query) for row in connection.execute(statement)]


def keep_view(connection: Connection, person: int, name: str, query: str, now: datetime) -> None:
    """Keeps a view under a name, in the place of one of the same name."""
    connection.execute(delete(VIEW).where(VIEW.c.person == person, VIEW.c.name == name))
    connection.execute(insert(VIEW).values(person=person, name=name, query=query, made_at=now))


def drop_view(connection: Connection, person: int, identity: int) -> bool:
    """Lets one of somebody's views go; False where it is not theirs."""
    return connection.execute(delete(VIEW).where(VIEW.c.person == person, VIEW.c.id == identity)).rowcount == 1
