"""What was said in items, found by any part of a word: a table of pairs of characters, behind which the latest events
are read as they are.

Chinese is not parted into words, and most of its words have two characters. So a text is kept as the pairs of
neighbouring characters in it, and what is searched for is a phrase of pairs: FTS5 on SQLite, a tsvector on PostgreSQL,
both given the same pairs. Only what may be read in clear is kept; sensitive answers are sealed and never come here.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from storage import marks
from storage.tables.filing import EVENT, ITEM
from storage.tables.people import HOUSEHOLD, PERSON
from storage.tables.place import AREA
from storage.tables.service import COUNTER

MARK = "said"  # up to which event the table has everything
AT_ONCE = 500  # events that are taken into the table in one turn
WORTH = 200  # events that are worth a turn
SETTLED = timedelta(minutes=2)  # by then another process has committed what it wrote before
MOST_LATEST = 5_000  # events that are read as they are
LONGEST = 10_000  # characters of one text
LAST = 16  # bits of an item's events below its id, in a row's id
FOUND_ANEW = "list_check"  # a form whose answers come after its filing: with the event that sends it on
WHOLE = len("2026-000123")
BEGINNING, END = re.compile(r"[0-9]{4}-[0-9]{0,6}"), re.compile(r"[0-9]{1,6}")
CODE = re.compile(r"[a-z][a-z0-9_]*")  # what was chosen from a list; filters find it
DETAILS = ("text", "reason", "to")
KEPT_TO_ITSELF = ("unmask",)  # why somebody looked at protected answers


def plain(words: str) -> str:
    """A text as it is compared: of one width and case, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", words.replace("\x00", "")).lower().split())


def pairs(words: str) -> list[str]:
    """The neighbours in a text, and its last character alone."""
    return [words[place : place + 2] for place in range(len(words))]


# --- what an event says -------------------------------------------------------------------------------------------


def _events() -> Select[Any]:
    return (
        select(
            EVENT.c.id, EVENT.c.item, EVENT.c.sequence, EVENT.c.action, EVENT.c.details, EVENT.c.at, ITEM.c.form,
            ITEM.c.title, ITEM.c.answers, ITEM.c.area_path, HOUSEHOLD.c.head, PERSON.c.name,
        )
        .join(ITEM, ITEM.c.id == EVENT.c.item)
        .join(PERSON, PERSON.c.id == ITEM.c.reporter)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.code == ITEM.c.household)
        .order_by(EVENT.c.id)
    )  # fmt: skip


def _texts(event: Any, areas: dict[str, str]) -> list[str]:
    """What can be found of an event, each once; of a filing, what was filed, where and by whom."""
    said = [] if event.action in KEPT_TO_ITSELF else [event.details.get(name) for name in DETAILS]
    if event.action == "file" or (event.form == FOUND_ANEW and event.action in ("route", "record")):
        where = [areas.get(code) for code in event.area_path.split("/")]
        said += [event.title, *_words(event.answers.values()), *where, event.head, event.name]
    texts = (plain(each)[:LONGEST] for each in said if isinstance(each, str))
    return list(dict.fromkeys(each for each in texts if each))


def _words(answers: Iterable[Any]) -> Iterable[str]:
    for answer in answers:
        if isinstance(answer, str) and not CODE.fullmatch(answer):
            yield answer
        elif isinstance(answer, list):
            yield from _words(answer)


def _areas(connection: Connection) -> dict[str, str]:
    return {row.code: row.name for row in connection.execute(select(AREA.c.code, AREA.c.name))}


# --- keeping it ---------------------------------------------------------------------------------------------------

_ADD = {
    "sqlite": text("INSERT INTO said (rowid, pairs) VALUES (:id, :pairs)"),
    "postgresql": text("INSERT INTO said (id, pairs) VALUES (:id, CAST(:pairs AS tsvector))"),
}


def mark(connection: Connection) -> int:
    """The last event that the table has."""
    return int(marks.read(connection, MARK) or 0)


def waiting(connection: Connection, now: datetime, most: int) -> int:
    """For how many turns of `keep` there is work, at most so many."""
    settled = or_(EVENT.c.at < now - SETTLED, EVENT.c.at > now + SETTLED)  # those ahead: a clock was put back
    next_ones = select(EVENT.c.id).where(EVENT.c.id > mark(connection), settled).limit(most * AT_ONCE).subquery()
    events = connection.execute(select(func.count()).select_from(next_ones)).scalar_one()
    return -(-events // AT_ONCE) if events >= WORTH else 0


def keep(connection: Connection, now: datetime) -> int:
    """Takes the next events into the table, up to the first that is too young; how many."""
    rows = connection.execute(_events().where(EVENT.c.id > mark(connection)).limit(AT_ONCE)).all()
    young = next((place for place, row in enumerate(rows) if abs(now - row.at) <= SETTLED), len(rows))
    areas, dialect = _areas(connection), connection.dialect.name
    kept = []
    for row in rows[:young]:
        texts = _texts(row, areas)
        if texts:
            both = [pair for each in texts for pair in pairs(each)]
            kept.append({"id": (row.item << LAST) + row.sequence, "pairs": _written[dialect](both)})
    if kept:
        connection.execute(_ADD[dialect], kept)
    if young:
        marks.write(connection, MARK, str(rows[young - 1].id))
    return young


def _vector(tokens: Sequence[str]) -> str:
    return " ".join(f"{_quoted(token)}:{place}" for place, token in enumerate(tokens, start=1))


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


_written = {"sqlite": "\n".join, "postgresql": _vector}  # a line break is in no pair


# --- finding it ---------------------------------------------------------------------------------------------------


def found(connection: Connection, word: str) -> Select[Any] | CompoundSelect[Any]:
    """The ids of items in which a word is said, or that have it for a number."""
    wanted = plain(word)
    if not wanted:
        return select(ITEM.c.id).where(false())
    numbers = select(ITEM.c.id).where(_numbered(connection, wanted))
    latest = select(ITEM.c.id).where(ITEM.c.id.in_(_latest(connection, wanted)))
    return union_all(_kept(connection, wanted), numbers, latest)


def _kept(connection: Connection, wanted: str) -> Select[Any]:
    if connection.dialect.name == "sqlite":
        row, says = "rowid", literal_column("said").op("MATCH")(_phrase(wanted))
    else:
        row, says = "id", literal_column("said.pairs").op("@@")(cast(_query(wanted), TSQUERY))
    return select(literal_column(f"said.{row} >> {LAST}")).select_from(text("said")).where(says)


def _phrase(wanted: str) -> str:
    """As FTS5 takes it: neighbours one after the other, or one character that begins a pair."""
    quoted = '"' + "\n".join(_asked(wanted)).replace('"', '""') + '"'
    return quoted + ("" if len(wanted) > 1 else " *")


def _query(wanted: str) -> str:
    """As PostgreSQL takes it."""
    phrase = " <-> ".join(map(_quoted, _asked(wanted)))
    return phrase + ("" if len(wanted) > 1 else ":*")


def _asked(wanted: str) -> list[str]:
    return pairs(wanted)[:-1] if len(wanted) > 1 else [wanted]


def _numbered(connection: Connection, wanted: str) -> ColumnElement[bool]:
    """The numbers that may be meant: 2026-000123, its beginning with the year, or its end as people say it."""
    if BEGINNING.fullmatch(wanted):
        # Whole numbers, and no mark behind the digits: databases that sort by a language pay no heed to marks.
        first, last = wanted.ljust(WHOLE, "0"), wanted.ljust(WHOLE, "9")
        return and_(ITEM.c.number >= first, ITEM.c.number <= last)
    if not END.fullmatch(wanted):
        return false()
    names = connection.execute(select(COUNTER.c.name).where(COUNTER.c.name.startswith("item/"))).scalars()
    meant: ColumnElement[bool] = ITEM.c.number.in_(
        [f"{name.removeprefix('item/')}-{int(wanted):06d}" for name in names]
    )
    return meant


def _latest(connection: Connection, wanted: str) -> list[int]:
    """Items whose events are not in the table yet."""
    rows = connection.execute(_events().where(EVENT.c.id > mark(connection)).limit(MOST_LATEST)).all()
    areas = _areas(connection) if rows else {}
    return sorted({row.item for row in rows if any(wanted in each for each in _texts(row, areas))})
