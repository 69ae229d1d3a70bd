"""The first page of an admin's lists over 100,000 rows, beside the same page over 1,000: what is read by key costs the
same however much there is. Items, people and households; for the whole place and for one county; plain and searched."""

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measuring import Row, medians, row, run, timed
from bot.live import Live, LiveLoader
from bot.packs import loading, read_pack
from bot.web.admin.listing.households import households
from bot.web.admin.listing.items import items
from bot.web.admin.listing.model import Listed, Look
from bot.web.admin.listing.people import people
from bot.web.admin.reach import Reach
from storage import Engine, open_reader, open_writer, schema

PACK = Path(__file__).parent.parent / "deploy" / "qingyang"
NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
MOST, FEWEST = 100_000, 1_000
TIMES = 20  # pages in one measurement
GOAL = 2.0
COUNTY = "62/621000/621022"

NUMBERS = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :rows) "
VILLAGE = "(SELECT code FROM village WHERE id = n % (SELECT count(*) FROM village) + 1)"
PEOPLE = (
    "INSERT INTO person (id, name, title, language, active, made_at) SELECT n, '姓名' || n, '', 'zh', 1, :at FROM n"
)
ROLES = "INSERT INTO membership (person, role, area) SELECT n, 'reporter', {village} FROM n"
HOUSEHOLDS = """
INSERT INTO household (code, area, "group", head, initials, category, marks, confirmed, last_income, made_at)
SELECT printf('H%07d', n), {village}, '一组', '户主' || n, 'hz', 'ordinary', '[]', 1, '', :at FROM n
"""
ITEMS = """
INSERT INTO item (id, number, form, form_version, ruleset, rule, reason, topic, area, area_path, urgency, title,
                  answers, status, reporter, filed_at, provisional, changed_at)
SELECT n, printf('2026-%06d', n), 'issue_report', '1', 1, 'r', '{{}}', 'drinking_water', {village}, '', 'ordinary',
       '五组水管冻裂', '{{}}', 'closed', n, :at, 0, :at FROM n
"""
ENTRIES = """
INSERT INTO entry (id, item, unit, part, since, ended_at, ended_by)
SELECT id, id, '621022-water', 'lead', :at, :at, 'done' FROM item WHERE :rows
"""


def filled(path: Path, rows: int) -> Engine:
    """Qingyang with so many people, households and items in its villages."""
    writer = open_writer(path)
    schema.upgrade(writer)
    with writer.begin() as connection:
        loading.load(connection, read_pack(PACK), NOW)
    writer.dispose()
    made = sqlite3.connect(path)
    made.execute("CREATE TEMP TABLE village (id INTEGER PRIMARY KEY, code)")
    made.execute("INSERT INTO village (code) SELECT code FROM area WHERE level = 'village' ORDER BY code")
    values = {"rows": rows, "at": NOW.isoformat(" ", "microseconds")[:26]}
    for statement in (PEOPLE, ROLES, HOUSEHOLDS, ITEMS, ENTRIES):
        whole = ("" if statement is ENTRIES else NUMBERS) + statement.format(village=VILLAGE)
        made.execute(whole, {name: value for name, value in values.items() if f":{name}" in whole})
    made.execute("UPDATE item SET area_path = (SELECT path FROM area WHERE code = item.area)")
    made.commit()
    made.close()
    return open_reader(path)


def page(reader: Engine, live: Live, listed: Callable[[Look], Listed], reach: Reach, q: str) -> Callable[[], float]:
    """Milliseconds for one page, over several."""

    def look() -> None:
        with reader.connect() as connection:
            for _ in range(TIMES):
                if not listed(Look(connection, live, reach, q, "", {})).rows:
                    raise AssertionError("the page is empty")

    look()  # what is kept in memory is kept
    return lambda: timed(look) / TIMES * 1000


def measured(quick: bool) -> list[Row]:
    """A row for each list, whole and of a county."""
    everywhere, county = Reach((), True), Reach((COUNTY,), False)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        many, few = filled(Path(folder) / "many.db", MOST), filled(Path(folder) / "few.db", FEWEST)
        with few.connect() as connection:
            live = LiveLoader().current(connection)
        for name, listed, reach, q in (
            ("items", items, everywhere, ""),
            ("items of a county", items, county, ""),
            ("items by place", items, everywhere, "西沟"),
            ("people", people, everywhere, ""),
            ("people of a county", people, county, ""),
            ("households", households, everywhere, ""),
            ("households of a county", households, county, ""),
        ):
            sides = {"ours": page(many, live, listed, reach, q), "peer": page(few, live, listed, reach, q)}
            found = medians(3 if quick else 7, sides)
            title = f"admin list, first page of 100,000 {name} beside 1,000"
            rows.append(row(title, found["ours"], found["peer"], "ms", GOAL, "lower"))
        for engine in (many, few):
            engine.dispose()
    return rows


if __name__ == "__main__":
    run(__doc__, measured)
