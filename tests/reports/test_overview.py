"""The overview: its counts are what the ledger lists, on both databases; and how they are laid out for drawing."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import pytest

from bot import digests
from bot.reports import outcome, overview
from bot.reports.ledger import Line
from bot.reports.overview import Part
from bot.rights import EVERYTHING
from storage import items, reports, standings
from storage.items import Filter
from storage.items.standing import STAGES, Standing
from storage.reports import Wanted
from storage.standings import Open, Seen, Week
from tests.deployment import FAR_VILLAGE, OTHER_VILLAGE, OVERVIEW, VILLAGE, WATER, Deployment

CITY, COUNTY, FAR = "62/621000", "62/621000/621022", "62/621000/621023"
HOUSING = "621022-housing"


@pytest.fixture
def lived(either: Deployment) -> Deployment:
    """Items at each stage, in two counties and with several units, some of them overdue nine days later."""
    place = either
    for who, area in (("李某", VILLAGE), ("周某", OTHER_VILLAGE), ("钱某", FAR_VILLAGE)):
        place.filed(who, area=area)
        place.filed(who, area=area, topic="housing_unsafe")
        place.act(who, place.filed(who, area=area, topic="dibao"), "withdraw")
    waiting, paused, done, over, back = (place.filed("李某") for _ in range(5))
    for number in (waiting, paused, done, over):
        place.act("张某", number, "accept")
    place.act("张某", paused, "pause", reason="等农户")
    place.act("张某", back, "send_back", reason="不归我们")
    for number in (done, over):
        place.act("张某", number, "resolve", text="修好了")
    place.act("李某", over, "close")
    applied = place.file("李某", form="household_application", topic="monitoring_application", household="H02").item
    place.act("马某", applied.number, "accept")  # it is not late itself, but the visit that checks it
    place.clock.at += timedelta(days=12)
    place.filed("李某", "新来的")
    return place


@pytest.mark.parametrize(
    "seen",
    [Seen((CITY,)), Seen((COUNTY,)), Seen((), (WATER,)), Seen((FAR,), (WATER, HOUSING)), Seen((COUNTY,), (WATER,))],
    ids=str,
)
def test_each_number_is_what_the_ledger_lists_for_it(lived: Deployment, seen: Seen) -> None:
    now = lived.clock()
    month = now.replace(day=1)
    with lived.app.reader.connect() as connection:

        def listed(
            standing: Standing, since: datetime, unit: str = "", until: datetime = now, late: bool = False
        ) -> int:
            wanted = Wanted(since=since, until=until + timedelta(days=1), unit=unit, areas=tuple(seen.areas), now=now,
                            units=tuple(seen.units), standing=standing, late=late)  # fmt: skip
            return len(reports.page(connection, wanted, 100, 0))

        ever = now - timedelta(days=999)
        units = standings.by_unit(connection, seen, month, now)
        for unit in units:
            assert unit.open == listed(Standing.OPEN, ever, unit.unit)
            assert unit.overdue == listed(Standing.OVERDUE, ever, unit.unit)
            assert unit.filed == listed(Standing.LED, month, unit.unit)
            assert unit.resolved == listed(Standing.RESOLVED, month, unit.unit)
            assert unit.in_time == listed(Standing.IN_TIME, month, unit.unit)
        assert sum(unit.open for unit in units) == listed(Standing.OPEN, ever) > 0
        assert sum(unit.overdue for unit in units) == listed(Standing.OVERDUE, ever)
        rows = standings.by_place(connection, seen, now)
        for stage in overview.stages(rows):
            assert stage.many == listed(stage.standing, ever)
            assert stage.overdue == listed(stage.standing, ever, late=True)
        assert sum(row.many for row in rows) == sum(listed(stage, ever) for stage in STAGES)
        days = [now - timedelta(days=14), now - timedelta(days=7), now + timedelta(days=1)]
        weeks = standings.by_week(connection, seen, days, now)
        assert weeks[0].filed == listed(Standing.LED, days[0], until=days[1] - timedelta(days=1))
        assert weeks[0].open == listed(Standing.OPEN, days[0], until=days[1] - timedelta(days=1))
        assert weeks[0].overdue == listed(Standing.OVERDUE, days[0], until=days[1] - timedelta(days=1))


def test_the_stages_say_where_it_waits_and_since_when(lived: Deployment) -> None:
    with lived.app.reader.connect() as connection:
        rows = standings.by_place(connection, Seen((), (WATER,)), lived.clock())
    found = {stage.standing.value: stage.many for stage in overview.stages(rows)}
    assert found == {"to_accept": 3, "working": 1, "paused": 1, "to_confirm": 1}
    assert {stage.since for stage in overview.stages(rows)} == {date(2026, 11, 24)}


def test_an_overdue_stage_counts_as_the_digest_and_the_inbox_list_it(either: Deployment) -> None:
    application = either.file("李某", form="household_application", topic="monitoring_application", household="H02")
    number = application.item.number
    either.act("马某", number, "accept")
    either.clock.move(days=3)  # the household was to be visited until the 26th
    assert late(either) == {(number,)}
    either.asked("马某", "stage_done", number, text="镇上去看过")
    assert late(either) == {()}


def late(place: Deployment) -> set[tuple[str, ...]]:
    """What is overdue, as the digest, lists, the ledger and the overview have it; one of them where all agree."""
    now = place.clock()
    with place.app.reader.connect() as connection:
        wanted = Wanted(since=now - timedelta(days=99), until=now, areas=(COUNTY,), standing=Standing.OVERDUE, now=now)
        records = reports.page(connection, wanted, 100, 0)
        listed = items.listed(connection, EVERYTHING, Filter(overdue_at=now), 100)
        rows = standings.by_place(connection, Seen((COUNTY,)), now)
        units = standings.by_unit(connection, Seen((COUNTY,)), now, now)
        found = {
            digests.compute(connection, OVERVIEW, now).overdue,
            tuple(item.number for item in listed),
            tuple(record.number for record in records),
            tuple(record.number for record in records if outcome.of(record, now).overdue),
        }
    counts = {sum(row.overdue for row in rows), sum(unit.overdue for unit in units), *map(len, found)}
    assert len(counts) == 1
    return found


def test_a_report_of_a_day_before_says_of_a_stage_what_was_so_then(place: Deployment) -> None:
    application = place.file("李某", form="household_application", topic="monitoring_application", household="H02")
    place.act("马某", application.item.number, "accept")
    place.clock.move(days=3)
    then = place.clock()
    place.clock.move(days=1)
    place.asked("马某", "stage_done", application.item.number, text="镇上去看过")
    place.clock.move(minutes=1)
    with place.app.reader.connect() as connection:
        wanted = Wanted(since=then - timedelta(days=9), until=place.clock())
        (record,) = reports.records(connection, wanted)
        directory = place.app.live.current(connection).directory
    judged = [outcome.of(record, at).overdue for at in (then - timedelta(days=2), then, place.clock())]
    assert judged == [False, True, False]
    line = Line(
        record, outcome.of(record, then), directory, "", lambda said: place.app.offices.languages.said(said, "zh")
    )
    assert line.late == "环节超期"


# --- laid out for drawing -----------------------------------------------------------------------------------------


def opened(*counts: tuple[str, int, int], stage: Standing = Standing.WORKING) -> Iterator[Open]:
    for area, many, late in counts:
        yield Open(area, stage, many, late, datetime.fromisoformat("2026-10-01T00:00:00+08:00"))


def test_what_is_open_is_added_up_by_the_areas_right_below() -> None:
    rows = [*opened((f"{COUNTY}/a/1", 3, 1), (f"{COUNTY}/a/2", 2, 0), (f"{COUNTY}/b", 4, 4), (COUNTY, 1, 0)),
            *opened((f"{COUNTY}/b", 9, 9), stage=Standing.TO_VERIFY)]  # fmt: skip
    assert overview.parts(rows, [COUNTY]) == [Part("a", 5, 1), Part("b", 4, 4), Part("621022", 1, 0)]


def test_several_areas_are_compared_with_each_other() -> None:
    rows = opened((f"{COUNTY}/a/1", 3, 1), (f"{FAR}/b", 4, 0), ("62/621000/621024/c", 1, 0))
    assert overview.parts(rows, [COUNTY, FAR]) == [Part("621023", 4, 0), Part("621022", 3, 1), Part("c", 1, 0)]


@pytest.mark.parametrize(("late", "shade"), [(0, 0), (1, 1), (2, 2), (5, 3), (6, 4), (10, 4)])
def test_a_part_is_the_darker_the_more_of_it_is_overdue(late: int, shade: int) -> None:
    assert Part("a", 10, late).shade == shade


@pytest.mark.parametrize("sizes", [[1], [5, 3, 1], [7] * 8, list(range(200, 0, -1)), []])
def test_a_treemap_is_filled_by_its_cells_each_of_its_size(sizes: Sequence[int]) -> None:
    cells = overview.cells([Part(str(n), size, 0) for n, size in enumerate(sizes)] + [Part("none", 0, 0)])
    assert len(cells) == min(len(sizes), overview.LARGEST)
    drawn = sum(cell.part.open for cell in cells)
    for cell in cells:
        assert cell.width * cell.height == pytest.approx(10_000 * cell.part.open / drawn)
        assert -1e-6 <= cell.x <= cell.x + cell.width <= 100 + 1e-6
        assert -1e-6 <= cell.y <= cell.y + cell.height <= 100 + 1e-6


def test_weeks_begin_on_mondays_and_the_last_one_is_the_one_that_runs() -> None:
    days = overview.mondays(date(2026, 11, 25))
    assert len(days) == overview.WEEKS + 1
    assert {day.weekday() for day in days} == {0}
    assert days[-2] <= date(2026, 11, 25) < days[-1]


def test_columns_begin_with_the_first_week_in_which_something_came_in() -> None:
    days = overview.mondays(date(2026, 11, 25))
    weeks = [Week()] * 6 + [Week(8, 2, 2, 1), Week(), Week(4, 0, 4, 0), Week(), Week(), Week(2, 0, 1, 1)]
    columns = overview.columns(days, weeks)
    assert len(columns) == 6
    assert (columns[0].first, columns[0].last) == (days[6], days[7] - timedelta(days=1))
    first = columns[0]
    assert (first.over, first.to_verify, first.open, first.overdue, first.top) == (50, 25, 12.5, 12.5, 100)
    assert len(overview.columns(days, [Week()] * overview.WEEKS)) == overview.FEWEST
