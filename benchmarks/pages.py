"""What clerks and coordinators open every day, over a million items of three years beside a thousand: the inbox of a
unit and of a county, the first page of a ledger, and the overview, with all that each page reads from the database.

Of the million, what was filed lately is open as anywhere (16,000 items and some old ones); of the thousand, sixteen.
"""

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks.lists import COUNTY, NOW, filled
from benchmarks.measuring import Row, medians, row, run, timed
from bot import digests
from bot.lifecycle import OPEN
from bot.reports import overview
from bot.rights import Scope
from bot.workdays import day_of
from storage import Connection, Engine, items, open_reader, reports, standings
from storage.items import Filter
from storage.items.standing import Standing
from storage.reports import Wanted
from storage.standings import Seen

MOST, FEWEST = 1_000_000, 1_000
DAYS = 1_000  # over which the items were filed
TIMES = 5
UNIT, CITY = "621022-water", "62/621000"

LATER = "strftime('%Y-%m-%d %H:%M:%f', julianday({0}) + {1}) || '000'"
FILED = "UPDATE item SET filed_at = " + LATER.format("'2026-11-24 00:30:00'", "(id - :rows) * 1000.0 / :rows")
DUE = f"UPDATE item SET accept_by = {LATER.format('filed_at', 3)}, resolve_by = {LATER.format('filed_at', 15)}"
STATES = """
UPDATE item SET status = CASE id % 5 WHEN 0 THEN 'routed' WHEN 1 THEN 'resolved' WHEN 2 THEN 'accepted'
                         WHEN 3 THEN 'in_progress' ELSE 'closed' END WHERE id > :rows - :rows / 50
"""
OLD = "UPDATE item SET status = 'accepted' WHERE id % 1000 = 0"
LINES = ("water", "education", "civil_affairs", "transport", "health", "housing", "agriculture", "rural_revitalisation",
         "medical_insurance", "human_resources")  # fmt: skip
UNITS = (
    "UPDATE entry SET since = (SELECT filed_at FROM item WHERE id = entry.item), unit = (SELECT substr(area, 1, 6) FROM"
    " item WHERE id = entry.item) || '-' || CASE item / 7 % 10 {} END"
).format(" ".join(f"WHEN {n} THEN '{line}'" for n, line in enumerate(LINES)))
THERE = "UPDATE entry SET ended_at = NULL, ended_by = '' WHERE item IN (SELECT id FROM item WHERE status <> 'closed')"
EVENTS = f"""
INSERT INTO event (item, sequence, action, before, after, at, details, cause, previous, hash)
SELECT id, 1, 'resolve', 'accepted', 'resolved', {LATER.format("filed_at", 8)}, '{{}}', 'x', '', '' FROM item
WHERE status IN ('resolved', 'closed')
"""


def lived(path: Path, rows: int) -> Engine:
    """So many items in Qingyang's villages, filed over three years, the last of them open."""
    filled(path, rows).dispose()
    made = sqlite3.connect(path)
    for statement in (FILED, DUE, STATES, OLD, UNITS, THERE, EVENTS):
        made.execute(statement, {"rows": rows} if ":rows" in statement else {})
    made.commit()
    made.close()
    return open_reader(path)


def inbox_of_unit(connection: Connection) -> None:
    """Its tabs and the first page of all that is open."""
    scope, wanted = Scope(person=1, units=(UNIT,)), Filter(unit=UNIT, oldest_first=True)
    digests.compute(connection, UNIT, NOW)
    items.count(connection, scope, wanted)
    items.listed(connection, scope, wanted)


def inbox_of_county(connection: Connection) -> None:
    """The same of who coordinates."""
    everything = Filter(areas=(COUNTY,), statuses=sorted(OPEN), oldest_first=True)
    standings.by_place(connection, Seen((COUNTY,)), NOW)
    items.listed(connection, Scope(person=1, areas=(COUNTY,)), everything)


def ledger(**narrowed: object) -> Callable[[Connection], None]:
    """The first page of a ledger."""
    wanted = Wanted(since=NOW - timedelta(days=30), until=NOW, now=NOW, **narrowed)  # type: ignore[arg-type]

    def look(connection: Connection) -> None:
        reports.page(connection, wanted, 31, 0)

    return look


def looked_over(area: str) -> Callable[[Connection], None]:
    """The overview."""
    seen, today = Seen((area,)), day_of(NOW)
    first, weeks = overview.moments([today.replace(day=1)])[0], overview.moments(overview.mondays(today))

    def look(connection: Connection) -> None:
        standings.by_unit(connection, seen, first, NOW)
        overview.cells(overview.parts(standings.by_place(connection, seen, NOW), [area]))
        standings.by_week(connection, seen, weeks, NOW)

    return look


PAGES: tuple[tuple[str, Callable[[Connection], None]], ...] = (
    ("inbox of a unit", inbox_of_unit),
    ("inbox of a county's coordinator", inbox_of_county),
    ("ledger of a unit, first page", ledger(unit=UNIT)),
    ("ledger of a county, first page", ledger(areas=(COUNTY,))),
    ("ledger of what is overdue in a county, first page", ledger(areas=(COUNTY,), standing=Standing.OVERDUE)),
    ("overview of a county", looked_over(COUNTY)),
    ("overview of the city", looked_over(CITY)),
)


def page(reader: Engine, look: Callable[[Connection], None]) -> Callable[[], float]:
    """Milliseconds for one, over several."""

    def several() -> None:
        with reader.connect() as connection:
            for _ in range(TIMES):
                look(connection)

    several()  # what is kept in memory is kept
    return lambda: timed(several) / TIMES * 1000


def measured(quick: bool) -> list[Row]:
    """A row for each page."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        many, few = lived(Path(folder) / "many.db", MOST), lived(Path(folder) / "few.db", FEWEST)
        for name, look in PAGES:
            found = medians(3 if quick else 7, {"ours": page(many, look), "peer": page(few, look)})
            rows.append(
                row(f"{name}: a million items beside a thousand", found["ours"], found["peer"], "ms", 3, "lower")
            )
        for engine in (many, few):
            engine.dispose()
    return rows


if __name__ == "__main__":
    run(__doc__, measured)
