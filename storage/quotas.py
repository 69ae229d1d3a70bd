"""What one account has brought in: items and bytes of files since a moment, and forms that are open."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from storage.prepared import Prepared, moment
from storage.tables.conversation import Draft
from storage.tables.filing import Attachment, Item

DRAFT = Draft.__table__  # type: ignore[attr-defined]
ITEM = Item.__table__  # type: ignore[attr-defined]
FILE = Attachment.__table__  # type: ignore[attr-defined]

_FILED = Prepared(
    select(func.count()).where(ITEM.c.reporter == bindparam("person"), ITEM.c.filed_at >= bindparam("since")),
    "person",
    "since",
)
_SENT = Prepared(
    select(func.coalesce(func.sum(FILE.c.size), 0)).where(
        FILE.c.person == bindparam("person"), FILE.c.made_at >= bindparam("since")
    ),
    "person",
    "since",
)


def filed(connection: Connection, person: int, since: datetime) -> int:
    """How many items somebody has filed."""
    return int(_FILED.scalar(connection, person, moment(connection, since)))


def sent(connection: Connection, person: int, since: datetime) -> int:
    """How many bytes of files somebody has sent; of those that are still on their way, what the wire says."""
    return int(_SENT.scalar(connection, person, moment(connection, since)))


def unsubmitted(connection: Connection, person: int) -> int:
    """How many forms of somebody are neither filed nor thrown away."""
    mine = select(func.count()).where(DRAFT.c.person == person, DRAFT.c.status == "open")
    return int(connection.execute(mine).scalar_one())
