"""Files named in answers: what the channel calls them, and where they lie once they are fetched."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, insert, literal_column, or_, select, update

from storage import seen
from storage.prepared import Prepared
from storage.tables.filing import ATTACHMENT, ITEM


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file."""

    id: int
    draft: int | None
    item: int | None
    person: int | None
    path: str
    channel: str
    reference: str
    kind: str
    sensitive: bool
    status: str
    file: str
    mime: str
    size: int
    made_at: datetime
    asked: str
    keeps: str
    name: str
    thumbnail: str
    taken_at: datetime | None
    place: bytes | None


_COLUMNS = tuple(getattr(ATTACHMENT.c, name) for name in Attachment.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttachment:
    """A file that somebody named in an answer, or a workbook that somebody sent."""

    draft: int | None
    path: str
    channel: str
    reference: str
    kind: str
    sensitive: bool
    made_at: datetime
    person: int | None = None
    asked: str = ""
    keeps: str = ""
    name: str = ""
    item: int | None = None  # that a file came to after its filing
    size: int = 0


def add(connection: Connection, new: NewAttachment) -> int:
    """A file that is to be fetched; its id."""
    values = {name: getattr(new, name) for name in new.__slots__}
    values |= {"status": "waiting", "file": "", "sha256": "", "mime": "", "reason": ""}
    return int(connection.execute(insert(ATTACHMENT).values(values).returning(ATTACHMENT.c.id)).scalar_one())


_ADOPT = Prepared(
    update(ATTACHMENT).where(ATTACHMENT.c.draft == bindparam("_draft")).values(item=bindparam("_item")),
    "_item",
    "_draft",
)


def adopt(connection: Connection, draft: int | None, item: int) -> None:
    """A draft's files become its item's."""
    if draft is not None:
        _ADOPT.run(connection, item, draft)


def count_of_draft(connection: Connection, draft: int) -> int:
    """How many files were sent to a draft."""
    return int(connection.execute(select(func.count()).where(ATTACHMENT.c.draft == draft)).scalar_one())


def count_of_item(connection: Connection, item: int) -> int:
    """How many files there are of an item."""
    return int(connection.execute(select(func.count()).where(ATTACHMENT.c.item == item)).scalar_one())


def waiting(connection: Connection) -> list[Attachment]:
    """Files that are still to be fetched; not those whose turn is a dead letter, to be run again."""
    waits = ATTACHMENT.c.status == literal_column("'waiting'")  # as its index says it
    return _read(connection, and_(waits, seen.not_yet("attachment", ATTACHMENT.c.id)))


def of_item(connection: Connection, item: int) -> list[Attachment]:
    """An item's files, in order."""
    return _read(connection, ATTACHMENT.c.item == item)


def pictured(connection: Connection, numbers: Collection[str]) -> dict[str, list[int]]:
    """Of items by their numbers: the ids of photos that have a thumbnail and are not protected, in order."""
    statement = select(ITEM.c.number, ATTACHMENT.c.id).join(ITEM, ITEM.c.id == ATTACHMENT.c.item)
    shown = (ATTACHMENT.c.thumbnail != "", ATTACHMENT.c.sensitive.is_(False))
    statement = statement.where(ITEM.c.number.in_(numbers), *shown)
    found: dict[str, list[int]] = {}
    for number, identity in connection.execute(statement.order_by(ATTACHMENT.c.id)):
        found.setdefault(number, []).append(identity)
    return found


def by_id(connection: Connection, identity: int) -> Attachment | None:
    """One file."""
    found = _read(connection, ATTACHMENT.c.id == identity)
    return found[0] if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What became of a file that was fetched; `place` is sealed."""

    file: str
    sha256: str
    size: int
    mime: str
    thumbnail: str = ""
    taken_at: datetime | None = None
    place: bytes | None = None


def stored(connection: Connection, identity: int, kept: Stored) -> None:
    """It was fetched."""
    values = {"status": "stored"} | {name: getattr(kept, name) for name in kept.__slots__}
    connection.execute(update(ATTACHMENT).where(ATTACHMENT.c.id == identity).values(values))


def let_go(connection: Connection, identity: int) -> None:
    """It was read, and is not kept. The row stays, since SQLite gives the number of the last one anew."""
    connection.execute(update(ATTACHMENT).where(ATTACHMENT.c.id == identity).values(status="read", name=""))


def failed(connection: Connection, identity: int, reason: str) -> None:
    """It cannot be had."""
    connection.execute(update(ATTACHMENT).where(ATTACHMENT.c.id == identity).values(status="failed", reason=reason))


def _read(connection: Connection, condition: object) -> list[Attachment]:
    statement = select(*_COLUMNS).where(or_(condition)).order_by(ATTACHMENT.c.id)  # type: ignore[arg-type]
    return [Attachment(*tuple(row)) for row in connection.execute(statement)]
