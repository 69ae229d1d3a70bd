"""Applications of one household that were joined to an earlier one."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from storage.tables.filing import ENTRY, ITEM


@dataclass(frozen=True, slots=True)
class Joined:
    """An application that was joined to another one."""

    id: int
    number: str
    answerable: int  # whoever keeps it, else its reporter


def joined_to(connection: Connection, household: str, item: int) -> list[Joined]:
    """Those that were joined to an item about this household and have not been parted, the earliest first."""
    statement = (
        select(ITEM.c.id, ITEM.c.number, func.coalesce(ITEM.c.keeper, ITEM.c.reporter))
        .where(ITEM.c.household == household, ITEM.c.duplicate_of == item, ITEM.c.status == "closed")
        .order_by(ITEM.c.id)
    )
    return [Joined(*tuple(row)) for row in connection.execute(statement)]


def parted(connection: Connection, household: str, before: int, now: int) -> None:
    """What was joined to one of them is joined to another now, which stands on its own."""
    mine = update(ITEM).where(ITEM.c.household == household)
    connection.execute(mine.where(ITEM.c.duplicate_of == before, ITEM.c.id != now).values(duplicate_of=now))
    connection.execute(mine.where(ITEM.c.id == now).values(duplicate_of=None))


def last_lead(connection: Connection, item: int) -> str:
    """The unit that led an item last."""
    statement = select(ENTRY.c.unit).where(ENTRY.c.item == item, ENTRY.c.part == "lead").order_by(ENTRY.c.id.desc())
    return connection.execute(statement.limit(1)).scalar() or ""


def same_deadlines(connection: Connection, of: int, item: int) -> None:
    """An item has the deadlines of another one."""
    row = connection.execute(select(ITEM.c.accept_by, ITEM.c.resolve_by).where(ITEM.c.id == of)).one()
    values = {"accept_by": row.accept_by, "resolve_by": row.resolve_by}
    connection.execute(update(ITEM).where(ITEM.c.id == item).values(values))
