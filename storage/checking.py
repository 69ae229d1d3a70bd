"""What the invariants' checker reads: plain rows, in order, of everything there is."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, inspect, select, text

from storage.tables import metadata
from storage.tables.conversation import CHAT, DEAD_LETTER, DRAFT, OUTBOX
from storage.tables.filing import ATTACHMENT, DIGEST, ENTRY, EVENT, ITEM
from storage.tables.people import ABSENCE, HOUSEHOLD, MEMBERSHIP, PERSON
from storage.tables.place import FORM, RULESET, UNIT
from storage.tables.reporting import PERSON_DIGEST
from storage.tables.service import STAGED

AT_ONCE = 1000  # rows that are in memory at a time


def _rows(connection: Connection, statement: Any) -> Iterator[Any]:
    yield from connection.execute(statement.execution_options(yield_per=AT_ONCE))


def filed_drafts(connection: Connection) -> Iterator[Any]:
    """Drafts that are filed, or that items name: id, status, how many items name it."""
    counted = func.count(ITEM.c.id)
    statement = select(DRAFT.c.id, DRAFT.c.status, counted.label("items"))
    statement = statement.outerjoin(ITEM, ITEM.c.draft == DRAFT.c.id).group_by(DRAFT.c.id, DRAFT.c.status)
    yield from _rows(connection, statement.order_by(DRAFT.c.id))


def leads(connection: Connection) -> Iterator[Any]:
    """Items with their open lead entries: number, status, how many."""
    open_lead = (
        select(ENTRY.c.item, func.count().label("leads"))
        .where(ENTRY.c.part == "lead", ENTRY.c.ended_at.is_(None))
        .group_by(ENTRY.c.item)
        .subquery()
    )
    counted = func.coalesce(open_lead.c.leads, 0).label("leads")
    statement = select(ITEM.c.number, ITEM.c.status, counted).outerjoin(open_lead, open_lead.c.item == ITEM.c.id)
    yield from _rows(connection, statement.order_by(ITEM.c.id))


def without_deadline(connection: Connection) -> Iterator[Any]:
    """Items that are not over and have no deadline: number, ruleset, rule, urgency."""
    none = (each.is_(None) for each in (ITEM.c.accept_by, ITEM.c.resolve_by, ITEM.c.paused_by))
    statement = select(ITEM.c.number, ITEM.c.ruleset, ITEM.c.rule, ITEM.c.urgency)
    statement = statement.where(ITEM.c.status.not_in(["closed", "withdrawn"]), *none)
    yield from _rows(connection, statement.order_by(ITEM.c.id))


def in_closed_units(connection: Connection) -> Iterator[Any]:
    """Open entries, of the lead and of assisting units, in units that are closed: number, unit."""
    statement = (
        select(ITEM.c.number, ENTRY.c.unit)
        .join(ENTRY, ENTRY.c.item == ITEM.c.id)
        .join(UNIT, UNIT.c.code == ENTRY.c.unit)
        .where(ENTRY.c.ended_at.is_(None), UNIT.c.closed_at.is_not(None))
    )
    yield from _rows(connection, statement.order_by(ENTRY.c.id))


def histories(connection: Connection) -> Iterator[tuple[Any, Sequence[Any]]]:
    """Each item (id, number, status, lead, paused_at, paused_by, resolve_by, provisional) with its events in order."""
    lead = ENTRY.alias("lead")
    items = (
        select(
            ITEM.c.id,
            ITEM.c.number,
            ITEM.c.status,
            func.coalesce(lead.c.unit, "").label("lead"),
            ITEM.c.paused_at,
            ITEM.c.paused_by,
            ITEM.c.resolve_by,
            ITEM.c.provisional,
        )
        .outerjoin(lead, (lead.c.item == ITEM.c.id) & (lead.c.part == "lead") & lead.c.ended_at.is_(None))
        .order_by(ITEM.c.id)
    )
    for item in _rows(connection, items):
        events = select(EVENT).where(EVENT.c.item == item.id).order_by(EVENT.c.sequence)
        yield item, connection.execute(events).all()


def unsound_messages(connection: Connection) -> Iterator[Any]:
    """Rows of the outbox that are not sent: id, status, chat, next_at, reason, made_at."""
    statement = select(OUTBOX.c.id, OUTBOX.c.status, OUTBOX.c.chat, OUTBOX.c.next_at, OUTBOX.c.reason, OUTBOX.c.made_at)
    yield from _rows(connection, statement.where(OUTBOX.c.status != "sent").order_by(OUTBOX.c.id))


def dangling(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """(table, column, value) of what points to a row that is not there: declared references, and those by id alone."""
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            yield from _dangling(connection, key.parent, key.column)
    for column, target in ((DRAFT.c.asked, OUTBOX.c.id), (DRAFT.c.home, CHAT.c.id), (OUTBOX.c.about, OUTBOX.c.id),
                           (ITEM.c.draft, DRAFT.c.id), (ITEM.c.keeper, PERSON.c.id),
                           (MEMBERSHIP.c.absence, ABSENCE.c.id)):  # fmt: skip
        yield from _dangling(connection, column, target)


def _dangling(connection: Connection, column: Any, target: Any) -> Iterator[tuple[str, str, str]]:
    for row in connection.execute(_pointing_nowhere(column, target)):
        yield column.table.name, column.name, str(row[0])


@cache
def _pointing_nowhere(column: Any, target: Any) -> Any:
    there = target.table.alias("there")
    found = select(column).where(column.is_not(None), ~select(1).where(there.c[target.name] == column).exists())
    return found.distinct().limit(AT_ONCE)


def chats_on_closed_drafts(connection: Connection) -> Iterator[Any]:
    """Chats that are on a draft that is filed or discarded: the chat's id, the draft's id."""
    statement = select(CHAT.c.id, DRAFT.c.id.label("draft")).join(DRAFT, DRAFT.c.id == CHAT.c.draft)
    yield from _rows(connection, statement.where(DRAFT.c.status != "open").order_by(CHAT.c.id))


def attachments(connection: Connection) -> Iterator[Any]:
    """All files named in answers: id, draft, item, status, file, sha256, size, reason, thumbnail."""
    names = ("id", "draft", "item", "status", "file", "sha256", "size", "reason", "thumbnail")
    yield from _rows(connection, select(*(ATTACHMENT.c[name] for name in names)).order_by(ATTACHMENT.c.id))


def versions(connection: Connection) -> Iterator[Any]:
    """Items with what they were filed under: number, form, form_version, ruleset; whether the two are there."""
    statement = (
        select(ITEM.c.number, ITEM.c.form, ITEM.c.form_version, ITEM.c.ruleset, FORM.c.code.label("there"),
               RULESET.c.version.label("rules"))
        .outerjoin(FORM, (FORM.c.code == ITEM.c.form) & (FORM.c.version == ITEM.c.form_version))
        .outerjoin(RULESET, RULESET.c.version == ITEM.c.ruleset)
    )  # fmt: skip
    yield from _rows(connection, statement.order_by(ITEM.c.id))


def answered(connection: Connection) -> Iterator[Any]:
    """Items with their answers: number, form, form_version, answers, secrets (sealed)."""
    names = ("number", "form", "form_version", "answers", "secrets")
    yield from _rows(connection, select(*(ITEM.c[name] for name in names)).order_by(ITEM.c.id))


def dead_letters(connection: Connection) -> Iterator[Any]:
    """Dead letters that were not run again: reference, reason."""
    statement = select(DEAD_LETTER.c.reference, DEAD_LETTER.c.reason).where(DEAD_LETTER.c.rerun_at.is_(None))
    yield from _rows(connection, statement.order_by(DEAD_LETTER.c.id))


def digests(connection: Connection) -> Iterator[Any]:
    """Digests that were made, of units and of people: unit, period, content, made_at."""
    for table in (DIGEST, PERSON_DIGEST):
        columns = (table.c.unit, table.c.period, table.c.content, table.c.made_at)
        yield from _rows(connection, select(*columns).order_by(table.c.id))


def lay_with(connection: Connection, unit: str, numbers: Sequence[str], at: datetime) -> set[str]:
    """Those of the items that were in a unit's inbox at a moment."""
    there = (ENTRY.c.since <= at) & (ENTRY.c.ended_at.is_(None) | (ENTRY.c.ended_at >= at))
    statement = select(ITEM.c.number).join(ENTRY, ENTRY.c.item == ITEM.c.id).where(ENTRY.c.unit == unit, there)
    return set(connection.execute(statement.where(ITEM.c.number.in_(list(numbers)))).scalars())


SEALED = (
    DRAFT.c.state, ITEM.c.secrets, ATTACHMENT.c.place, DEAD_LETTER.c.content, PERSON.c.phone, HOUSEHOLD.c.phone,
    HOUSEHOLD.c.id_number, STAGED.c.content,
)  # fmt: skip


def sealed(connection: Connection) -> Iterator[tuple[str, str, str, bytes]]:
    """(table, column, key, content) of everything that is encrypted."""
    for column in SEALED:
        key = next(iter(column.table.primary_key))
        for row in _rows(connection, select(key, column).where(column.is_not(None)).order_by(key)):
            yield column.table.name, column.name, str(row[0]), bytes(row[1])


def damage(connection: Connection) -> Sequence[str]:
    """What SQLite's own check of the file finds; a PostgreSQL checks its pages by itself."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    return [line for line in found if line != "ok"]


def missing_tables(connection: Connection) -> set[str]:
    """Tables that this version has and the database has not."""
    return set(metadata.tables) - set(inspect(connection).get_table_names())
