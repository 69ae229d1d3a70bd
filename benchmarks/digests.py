"""Digests of 5,000 units over a million items, beside a query of the ORM for each unit that computes the same.

50,000 items are open, the others are over: with --ten-million the history is ten times as long and as much is open,
which is what years do to a place.
"""

import argparse
import json
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from benchmarks.measuring import Row, medians, row, tell, timed
from bot import digests, workdays
from bot.digests import Digest
from bot.languages import SHANGHAI
from bot.lifecycle import Status
from storage import Engine, open_reader, open_writer, schema
from storage.tables.filing import Digest as DigestTable
from storage.tables.filing import Entry, Item

UNITS, OPEN = 5_000, 50_000
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # half past eight in the morning
MILLION = 1_000_000

# Item n is open where n % every = 0; its unit, state and deadlines follow from n, so that each list has some.
ITEMS = """
WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :items)
INSERT INTO item (id, number, form, form_version, ruleset, rule, reason, topic, area, area_path, urgency, title,
                  answers, status, reporter, filed_at, accept_by, resolve_by, provisional, changed_at)
SELECT n, printf('%d-%07d', 2026, n), 'issue_report', '1', 1, 'r', '{}', '', '62', '62', 'ordinary', '五组水管冻裂',
       '{}', CASE WHEN n % :every THEN 'closed' WHEN n / :every % 4 = 0 THEN 'resolved' WHEN n / :every % 4 = 1
       THEN 'routed' ELSE 'accepted' END, 1, :filed, CASE n / :every % 3 WHEN 0 THEN :past ELSE :future END,
       CASE n / :every % 7 WHEN 0 THEN :past WHEN 1 THEN :near ELSE :future END, 0, :filed
FROM n
"""
ENTRIES = """
INSERT INTO entry (id, item, unit, part, since, ended_at, ended_by)
SELECT id, id, printf('u%04d', id / :every % :units), CASE WHEN id / :every % 5 = 0 THEN 'assist' ELSE 'lead' END,
       :filed, CASE WHEN id % :every THEN :filed END, CASE WHEN id % :every THEN 'done' ELSE '' END
FROM item
"""


def filled(path: Path, items: int) -> None:
    """A database of so many items, of which as many are open whatever their number."""
    writer = open_writer(path)
    schema.upgrade(writer)
    writer.dispose()
    connection = sqlite3.connect(path)
    made = text(NOW)
    connection.execute("INSERT INTO area (code, name, level, path) VALUES ('62', '甘肃省', 'province', '62')")
    person = "INSERT INTO person (id, name, title, language, active, made_at) VALUES (1, '某', '', 'zh', 1, ?)"
    connection.execute(person, [made])
    connection.execute("INSERT INTO ruleset (version, status, rows, note, made_at) VALUES (1, 'live', '[]', '', ?)",
                       [made])  # fmt: skip
    units = [(f"u{n:04d}", f"单位{n}") for n in range(UNITS)]
    connection.executemany(
        "INSERT INTO unit (code, name, area, aliases, functions) VALUES (?, ?, '62', '[]', '[]')", units
    )
    values = {"items": items, "every": items // OPEN, "units": UNITS, "filed": text(NOW - timedelta(days=3)),
              "past": text(NOW - timedelta(days=1)), "near": text(NOW + timedelta(hours=9)),
              "future": text(NOW + timedelta(days=9))}  # fmt: skip
    connection.execute(ITEMS, {name: value for name, value in values.items() if f":{name}" in ITEMS})
    connection.execute(ENTRIES, {name: value for name, value in values.items() if f":{name}" in ENTRIES})
    connection.commit()
    connection.close()


def text(at: datetime) -> str:
    """A moment as the tables keep it."""
    return at.isoformat(" ", "microseconds")[:26]


def ours(reader: Engine) -> list[Digest]:
    """Every unit's digest by the product's own read."""
    with reader.connect() as connection:
        return digests.compute_all(connection, NOW)


def by_orm(reader: Engine, units: Sequence[str]) -> list[Digest]:
    """The same, as it is written with the ORM: a query for each unit, objects, and the rule over them."""
    period = NOW.astimezone(SHANGHAI).date()
    soon = workdays.deadline(NOW, 1).at
    found = []
    with Session(reader) as session:
        for unit in units:
            before = session.exec(
                select(DigestTable.made_at)
                .where(DigestTable.unit == unit, col(DigestTable.period) < period)
                .order_by(col(DigestTable.period).desc())
            ).first()
            rows = session.exec(
                select(Entry, Item)
                .where(Entry.unit == unit, col(Entry.ended_at).is_(None), Entry.since <= NOW, Item.id == Entry.item)
                .order_by(col(Item.id))
            ).all()
            lists: dict[str, list[str]] = {}
            for entry, item in rows:
                name = listed(entry, item, soon, before or NOW - timedelta(days=1))
                if name:
                    lists.setdefault(name, []).append(item.number)
            session.expunge_all()
            made = Digest(unit, period, **{name: tuple(numbers) for name, numbers in lists.items()})
            if not made.empty:
                found.append(made)
    return found


def listed(entry: Entry, item: Item, soon: datetime, since: datetime) -> str:
    """The rule of bot.digests over objects."""
    unaccepted = item.status in (Status.ROUTED, Status.RETURNED)
    working = item.status in (Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED)
    due = [
        at for at in (item.accept_by if unaccepted else None, item.resolve_by if unaccepted or working else None) if at
    ]
    if entry.part == "lead" and any(at < NOW for at in due):
        return "overdue"
    if entry.part == "lead" and any(at <= soon for at in due):
        return "due_soon"
    if (item.changed_at if item.status == Status.REOPENED else entry.since) > since and (
        unaccepted or item.status == Status.REOPENED
    ):
        return "new"
    return "waiting" if entry.part == "assist" or item.status == Status.RESOLVED else ""


def measured(quick: bool, ten_million: bool) -> list[Row]:
    """The rows; both sides are first held to say the same."""
    with tempfile.TemporaryDirectory() as folder:
        one = _made(Path(folder), MILLION)
        units = [f"u{n:04d}" for n in range(UNITS)]
        if ours(one) != by_orm(one, units):
            raise AssertionError("the two sides tell different digests")
        found = medians(2 if quick else 3, {"ours": lambda: timed(lambda: ours(one)),
                                            "peer": lambda: timed(lambda: by_orm(one, units))})  # fmt: skip
        speed = {side: UNITS / seconds for side, seconds in found.items()}
        rows = [row("digests of 5,000 units over a million items, beside an ORM query per unit", speed["ours"],
                    speed["peer"], "units/s", 20)]  # fmt: skip
        if ten_million:
            ten = _made(Path(folder), 10 * MILLION)
            sides = {"ours": lambda: timed(lambda: ours(ten)), "peer": lambda: timed(lambda: ours(one))}
            both = medians(7, sides)
            rows.append(row("digests over ten million items, beside a million", both["ours"] * 1000,
                            both["peer"] * 1000, "ms", 1.3, "lower"))  # fmt: skip
            ten.dispose()
        one.dispose()
    return rows


def _made(folder: Path, items: int) -> Engine:
    path = folder / f"{items}.db"
    filled(path, items)
    return open_reader(path)


def main() -> None:
    """--json for machines, --quick for fewer rounds, --ten-million for a history ten times as long."""
    parser = argparse.ArgumentParser(description=__doc__)
    for flag in ("--json", "--quick", "--ten-million"):
        parser.add_argument(flag, action="store_true")
    given = parser.parse_args()
    rows = measured(given.quick, given.ten_million)
    if given.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        tell(rows)


if __name__ == "__main__":
    main()
