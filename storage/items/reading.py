"""Reading items. Every read takes a Scope, but for the product's own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select

from bot.rights import Scope
from storage import unit_names
from storage.items import said
from storage.items.filters import JOINED, MOST_WORDS, Filter, conditions, holds, order, within
from storage.items.model import Into, Item
from storage.prepared import Prepared
from storage.tables.filing import ENTRY, ITEM
from storage.tables.people import HOUSEHOLD, PERSON
from storage.tables.place import AREA, TOPIC, UNIT

_LEAD = ENTRY.alias("lead")
OVER = ("closed", "withdrawn")
_HOLDER, _KEEPER = PERSON.alias("holder"), PERSON.alias("keeper")


def _items() -> Select[Any]:
    return (
        select(
            ITEM.c.id, ITEM.c.number, ITEM.c.form, ITEM.c.form_version, ITEM.c.ruleset, ITEM.c.rule, ITEM.c.reason,
            ITEM.c.topic, func.coalesce(TOPIC.c.name, ""), ITEM.c.area, ITEM.c.area_path, AREA.c.name, ITEM.c.household,
            func.coalesce(HOUSEHOLD.c.head, ""), ITEM.c.urgency, ITEM.c.title, ITEM.c.answers, ITEM.c.status,
            ITEM.c.reporter, PERSON.c.name, ITEM.c.filed_at, ITEM.c.accept_by, ITEM.c.resolve_by, ITEM.c.provisional,
            ITEM.c.changed_at, ITEM.c.duplicate_of, func.coalesce(_LEAD.c.unit, ""), func.coalesce(UNIT.c.name, ""),
            ITEM.c.draft, ITEM.c.keeper, ITEM.c.paused_at, ITEM.c.paused_for, ITEM.c.paused_by, ITEM.c.wants_days,
            ITEM.c.asked_at, _LEAD.c.person, func.coalesce(_HOLDER.c.name, ""), func.coalesce(_KEEPER.c.name, ""),
        )
        .join(PERSON, PERSON.c.id == ITEM.c.reporter)
        .join(AREA, AREA.c.code == ITEM.c.area)
        .outerjoin(TOPIC, TOPIC.c.code == ITEM.c.topic)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.code == ITEM.c.household)
        .outerjoin(_LEAD, and_(_LEAD.c.item == ITEM.c.id, _LEAD.c.part == "lead", holds(_LEAD)))
        .outerjoin(UNIT, UNIT.c.code == _LEAD.c.unit)
        .outerjoin(_HOLDER, _HOLDER.c.id == _LEAD.c.person)
        .outerjoin(_KEEPER, _KEEPER.c.id == ITEM.c.keeper)
    )  # fmt: skip


def _assist(connection: Connection, ids: Sequence[int]) -> dict[int, dict[str, bool]]:
    """Assisting units by item, each with whether it has reported its part."""
    rows = connection.execute(
        select(ENTRY.c.item, ENTRY.c.unit, ENTRY.c.reported_at)
        .where(ENTRY.c.item.in_(ids), ENTRY.c.part == "assist", holds(ENTRY))
        .order_by(ENTRY.c.id)
    )
    found: dict[int, dict[str, bool]] = {}
    for row in rows:
        found.setdefault(row.item, {})[row.unit] = row.reported_at is not None
    return found


def _read(connection: Connection, statement: Select[Any]) -> list[Item]:
    rows = list(connection.execute(statement))
    assist = _assist(connection, [row[0] for row in rows]) if rows else {}
    found = [_item(row, assist.get(row[0], {})) for row in rows]
    return _of_their_day(connection, _with_what_they_joined(connection, found))


def _with_what_they_joined(connection: Connection, found: list[Item]) -> list[Item]:
    """What was joined to another item knows that one's number and state, and the units that have it."""
    if not any(item.duplicate_of is not None for item in found):
        return found
    one, unit = ITEM.alias("one"), ENTRY.c.unit
    statement = (
        select(ITEM.c.id, one.c.number, one.c.status, unit)
        .join(one, one.c.id == ITEM.c.duplicate_of)
        .outerjoin(ENTRY, and_(ENTRY.c.item == one.c.id, holds(ENTRY)))
        .where(ITEM.c.id.in_([item.id for item in found]), JOINED)
    )
    into: dict[int, Into] = {}
    for identity, number, status, code in connection.execute(statement):
        before = into[identity].units if identity in into else frozenset[str]()
        into[identity] = Into(number, status, before | ({code} if code else set()))
    return [replace(item, into=into[item.id]) if item.id in into else item for item in found]


def _of_their_day(connection: Connection, found: list[Item]) -> list[Item]:
    """What is over names the unit that ended it as it was called then."""
    if not any(item.status in OVER for item in found):
        return found
    names = unit_names.read(connection)
    return [
        replace(item, lead_name=unit_names.of_day(names, item.lead, item.lead_name, item.changed_at))
        if item.status in OVER
        else item
        for item in found
    ]


def _item(row: Any, assist: dict[str, bool]) -> Item:
    reported = tuple(unit for unit, has_reported in assist.items() if has_reported)
    return Item(*(*row, tuple(assist), reported))


def by_number(connection: Connection, scope: Scope, number: str) -> Item | None:
    """One item; None where there is none or it is not in the scope, which nobody can tell apart."""
    found = _read(connection, _items().where(ITEM.c.number == number, within(scope)))
    return found[0] if found else None


def by_id(connection: Connection, identity: int) -> Item:
    """One item, for the product itself."""
    return _read(connection, _items().where(ITEM.c.id == identity))[0]


def of_draft(connection: Connection, draft: int) -> str | None:
    """The number of the item that was filed from a draft."""
    return connection.execute(select(ITEM.c.number).where(ITEM.c.draft == draft)).scalar()


def latest_number(connection: Connection, reporter: int) -> str | None:
    """The number of what somebody filed last."""
    statement = select(ITEM.c.number).where(ITEM.c.reporter == reporter).order_by(ITEM.c.id.desc()).limit(1)
    return connection.execute(statement).scalar()


def listed(connection: Connection, scope: Scope, wanted: Filter, limit: int = 20, offset: int = 0) -> list[Item]:
    """Items in scope, the latest first, or as the filter says."""
    by = order(wanted)
    ids = _found(connection, ITEM.c.id, scope, wanted).order_by(*by).limit(limit).offset(offset)
    return _read(connection, _items().where(ITEM.c.id.in_(ids)).order_by(*by))


def count(connection: Connection, scope: Scope, wanted: Filter) -> int:
    """How many items `listed` would give without a limit."""
    return int(connection.execute(_found(connection, func.count(), scope, wanted)).scalar_one())


def _found(connection: Connection, what: ColumnElement[Any], scope: Scope, wanted: Filter) -> Select[Any]:
    """Something of the items in scope."""
    says = [ITEM.c.id.in_(said.found(connection, word)) for word in wanted.words.split()[:MOST_WORDS]]
    return select(what).select_from(ITEM).where(within(scope), *conditions(wanted), *says)


def secrets(connection: Connection, scope: Scope, number: str) -> bytes | None:
    """The sealed sensitive answers of an item in scope."""
    return connection.execute(select(ITEM.c.secrets).where(ITEM.c.number == number, within(scope))).scalar()


def open_for_household(connection: Connection, household: str, form: str, but: int) -> Item | None:
    """An open item of this form about the same household, the earliest."""
    statement = _items().where(
        ITEM.c.household == household,
        ITEM.c.form == form,
        ITEM.c.id != but,
        ITEM.c.status.not_in(["closed", "withdrawn"]),
    )
    found = _read(connection, statement.order_by(ITEM.c.id).limit(1))
    return found[0] if found else None


_ASKED = Prepared(
    select(ITEM.c.number)
    .where(
        or_(and_(ITEM.c.reporter == bindparam("whose"), ITEM.c.keeper.is_(None)), ITEM.c.keeper == bindparam("whose")),
        ITEM.c.asked_at.is_not(None),
    )
    .order_by(ITEM.c.asked_at.desc())
    .limit(1),
    "whose",
)


def asked_of(connection: Connection, reporter: int) -> str | None:
    """The number of the item about which somebody was asked last and has not answered."""
    found: str | None = _ASKED.scalar(connection, reporter)
    return found
