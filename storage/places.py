"""Areas, functions, units, topics, rule sets and forms: what routing and filling in are built from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage import ahead
from storage.prepared import Prepared
from storage.putting import put
from storage.tables.filing import ITEM
from storage.tables.people import PERSON
from storage.tables.place import AREA, FORM, FUNCTION, LIVE, RULESET, TOPIC, UNIT


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRules:
    """A set of rules that is to be kept."""

    rows: list[dict[str, Any]]
    note: str
    now: datetime
    person: int | None = None
    base: int | None = None  # the version that it was made from


def put_areas(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Areas by their codes, parents first: new ones are added, known ones changed; so with the others."""
    put(connection, AREA, rows)


def put_functions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Functions."""
    put(connection, FUNCTION, rows)


def put_units(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Units."""
    put(connection, UNIT, rows)


def put_topics(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Topics."""
    put(connection, TOPIC, rows)


_VERSION = Prepared(select(LIVE.c.version).where(LIVE.c.name == bindparam("name")), "name")


def version(connection: Connection) -> int:
    """Grows with each change of what this module holds, so that processes know when to read it again."""
    return int(_VERSION.scalar(connection, "place") or 0)


def changed(connection: Connection) -> None:
    """Says that something of it has changed."""
    put(connection, LIVE, [{"name": "place", "version": version(connection) + 1}])
    known = ahead.of(connection)
    known.clear()
    known.outdated = True


def areas(connection: Connection) -> list[Any]:
    """code, name, level, parent, path; from the top down."""
    return list(connection.execute(select(AREA).order_by(func.length(AREA.c.path), AREA.c.code)).all())


def moved(connection: Connection, paths: Mapping[str, str]) -> None:
    """Areas have other paths: what was filed there lies there still."""
    if paths:
        statement = update(ITEM).where(ITEM.c.area == bindparam("_area")).values(area_path=bindparam("_path"))
        connection.execute(statement, [{"_area": code, "_path": path} for code, path in paths.items()])


def units(connection: Connection) -> list[Any]:
    """All units, those that are closed too."""
    return list(connection.execute(select(UNIT).order_by(UNIT.c.code)))


def functions(connection: Connection) -> list[Any]:
    """code and name."""
    return list(connection.execute(select(FUNCTION).order_by(FUNCTION.c.code)))


def topics(connection: Connection) -> list[Any]:
    """All topics in their order."""
    return list(connection.execute(select(TOPIC).order_by(TOPIC.c.position)))


def live_rules(connection: Connection) -> tuple[int, list[dict[str, Any]]] | None:
    """The live rule set's version and rows."""
    row = connection.execute(select(RULESET.c.version, RULESET.c.rows).where(RULESET.c.status == "live")).first()
    return (row.version, row.rows) if row else None


def rule_rows(connection: Connection, version: int) -> list[dict[str, Any]] | None:
    """The rows of any version; None where there is none of this number."""
    return connection.execute(select(RULESET.c.rows).where(RULESET.c.version == version)).scalar()


def rulesets(connection: Connection) -> list[Any]:
    """All versions, the latest first: version, status, note, base, person, name, made_at, live_at, size."""
    columns = (RULESET.c.version, RULESET.c.status, RULESET.c.note, RULESET.c.base, RULESET.c.person, RULESET.c.made_at,
               RULESET.c.live_at)  # fmt: skip
    size: Any = func.json_array_length(RULESET.c.rows)  # the same name on both databases
    name = func.coalesce(PERSON.c.name, "").label("name")
    statement = select(*columns, name, size.label("size")).outerjoin(PERSON, PERSON.c.id == RULESET.c.person)
    return list(connection.execute(statement.order_by(RULESET.c.version.desc())))


def draft_rules(connection: Connection, new: NewRules) -> int:
    """Keeps a set as a draft, which nothing is routed by; its version."""
    return _add_rules(connection, new, "draft")


def publish_rules(
    connection: Connection, rows: list[dict[str, Any]], note: str, now: datetime, person: int | None = None
) -> int:
    """Makes a new version live as a whole; the one before it becomes past."""
    base = live_rules(connection)
    new = NewRules(rows=rows, note=note, now=now, person=person, base=base[0] if base else None)
    connection.execute(update(RULESET).where(RULESET.c.status == "live").values(status="past"))
    return _add_rules(connection, new, "live")


def make_live(connection: Connection, version: int, now: datetime) -> None:
    """Makes a draft live as a whole; the version before it becomes past."""
    connection.execute(update(RULESET).where(RULESET.c.status == "live").values(status="past"))
    connection.execute(update(RULESET).where(RULESET.c.version == version).values(status="live", live_at=now))


def _add_rules(connection: Connection, new: NewRules, status: str) -> int:
    version = int(connection.execute(select(func.coalesce(func.max(RULESET.c.version), 0))).scalar_one()) + 1
    values = {"version": version, "status": status, "rows": new.rows, "note": new.note, "base": new.base,
              "person": new.person, "made_at": new.now, "live_at": new.now if status == "live" else None}  # fmt: skip
    connection.execute(insert(RULESET).values(values))
    return version


def forms(connection: Connection) -> list[Any]:
    """code, version, file, source, live: every version, since conversations go on with the one that they began with."""
    return list(connection.execute(select(FORM).order_by(FORM.c.code, FORM.c.made_at)))


def form_versions(connection: Connection) -> list[tuple[str, str, bool]]:
    """Code, version, and whether it is live, of every version."""
    return [(row.code, row.version, row.live) for row in connection.execute(select(FORM.c.code, FORM.c.version,
                                                                                  FORM.c.live))]  # fmt: skip


def form_source(connection: Connection, code: str, version: str) -> bytes | None:
    """The workbook of one version; None where there is none."""
    found = connection.execute(select(FORM.c.source).where(FORM.c.code == code, FORM.c.version == version))
    return found.scalar_one_or_none()


def publish_form(connection: Connection, code: str, version: str, file: str, source: bytes, now: datetime) -> None:
    """Makes a version live; others of that code are kept for conversations under way."""
    connection.execute(update(FORM).where(FORM.c.code == code).values(live=False))
    row = {"code": code, "version": version, "file": file, "source": source, "live": True, "made_at": now}
    put(connection, FORM, [row])
