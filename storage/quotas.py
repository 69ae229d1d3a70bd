"""What one account has brought in: items and bytes of files since a moment, and forms that are open."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from storage.chats import IS_OPEN
from storage.prepared import Prepared, moment
from storage.tables.conversation import DRAFT
from storage.tables.filing import ATTACHMENT, ITEM

_FILED = Prepared(
    select(func.count()).where(ITEM.c.reporter == bindparam("person"), ITEM.c.filed_at >= bindparam("since")),
    "person",
    "since",
)
_SENT = Prepared(
    select(func.coalesce(func.sum(ATTACHMENT.c.size), 0)).where(
        ATTACHMENT.c.person == bindparam("person"), ATTACHMENT.c.made_at >= bindparam("since")
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
    mine = select(func.count()).where(DRAFT.c.person == person, IS_OPEN)
    return int(connection.execute(mine).scalar_one())
