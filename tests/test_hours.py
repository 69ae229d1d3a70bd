"""When somebody is told what is in the inbox: by person and unit, at their hour, in their language, and quietly."""

from datetime import UTC, datetime

import pytest

from bot.schedule.ticks import due
from storage import hours
from storage.hours import Hours
from tests.deployment import WATER, Deployment, file, texts
from tests.reports.test_orders import pressed
from tests.test_deadlines import hear


def digests(place: Deployment) -> dict[str, list[str]]:
    """What the schedule told whom of inboxes now."""
    hear(place)  # what was said before
    asked = [each for each in due(place.app.reader, place.clock(), 8) if each.id.startswith("digest")]
    place.run(*asked)
    heard = hear(place)
    return {who: said.strip().split("\n") for who, said in heard.items()}


def at(place: Deployment, day: int, hour: int) -> None:
    """An hour in China of a day in November 2026; the 23rd is a Monday."""
    place.clock.at = datetime(2026, 11, day, (hour - 8) % 24, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("own", "day", "hour", "wanted"),
    [
        (Hours(), 24, 7, False),
        (Hours(), 24, 8, True),
        (Hours(hour=6), 24, 6, True),
        (Hours(rhythm="never"), 24, 12, False),
        (Hours(rhythm="weekly", weekday=2), 24, 9, True),
        (Hours(rhythm="weekly", weekday=1), 24, 9, False),
    ],
)
def test_when_a_digest_is_due(own: Hours, day: int, hour: int, wanted: bool) -> None:
    assert own.due(datetime(2026, 11, day, hour, tzinfo=UTC)) == wanted


def test_quiet_hours_go_over_midnight() -> None:
    assert [hour for hour in range(24) if Hours(quiet_from=22, quiet_to=7).quiet(hour)] == [0, 1, 2, 3, 4, 5, 6, 22, 23]
    assert [hour for hour in range(24) if Hours(quiet_from=12, quiet_to=14).quiet(hour)] == [12, 13]
    assert not any(Hours().quiet(hour) for hour in range(24))


def test_somebody_has_an_hour_of_their_own_and_the_others_the_units(place: Deployment) -> None:
    place.filed("李某")
    shown = place.said("张某", text="/digest_settings")
    assert "每天14点起" in texts(pressed(place, "张某", shown, "14:00"))
    at(place, 25, 9)
    assert set(digests(place)) == {"刘某"}
    at(place, 25, 14)
    heard = digests(place)
    assert set(heard) == {"张某"}
    assert "环县水务局" in heard["张某"][0]
    at(place, 25, 15)
    assert digests(place) == {}


def test_weekly_is_once_a_week_with_what_came_since(place: Deployment) -> None:
    shown = pressed(place, "张某", place.said("张某", text="/digest_settings"), "每周")
    pressed(place, "张某", shown, "星期四")
    at(place, 24, 10)
    number = place.filed("李某", topic="drinking_water", urgency="works")
    found = {}
    for day in range(25, 31):
        at(place, day, 10)
        found[day] = digests(place).get("张某")
    assert [day for day, lines in found.items() if lines] == [26]
    assert any(number in line for line in found[26] or ())


def test_never_means_never(place: Deployment) -> None:
    place.filed("李某")
    pressed(place, "张某", place.said("张某", text="/digest_settings"), "不要")
    at(place, 25, 12)
    assert set(digests(place)) == {"刘某"}


def test_a_head_sets_the_units_hour_and_nobody_else(place: Deployment) -> None:
    place.filed("李某")
    assert "负责人" in texts(place.asked("张某", "digest_settings", WATER, hour="18"))
    assert "负责人" in texts(place.asked("何某", "digest_settings", WATER, hour="18"))
    shown = pressed(place, "刘某", place.said("刘某", text="/digest_settings"), "环县水务局的简报")
    assert "每天18点起" in texts(pressed(place, "刘某", shown, "18:00"))
    at(place, 25, 12)
    assert digests(place) == {}
    at(place, 25, 18)
    assert set(digests(place)) == {"张某", "刘某"}


def test_it_comes_in_the_language_that_was_chosen(place: Deployment) -> None:
    place.filed("李某")
    pressed(place, "张某", place.said("张某", text="/digest_settings"), "English")
    at(place, 25, 9)
    assert any("due soon" in line or "overdue" in line for line in digests(place)["张某"])


def test_in_quiet_hours_nothing_makes_a_sound(place: Deployment) -> None:
    pressed(place, "张某", place.said("张某", text="/digest_settings"), "安静22–7点")
    for hour, quiet in ((12, False), (23, True)):
        at(place, 25, hour)
        with place.turn("李某") as turn:
            file(turn, urgency="urgent")
            told = [each.message.quiet for each in turn.told]
        assert told.count(True) == int(quiet)


def test_as_usual_forgets_ones_own(place: Deployment) -> None:
    shown = pressed(place, "张某", place.said("张某", text="/digest_settings"), "14:00")
    pressed(place, "张某", shown, "照常")
    with place.app.reader.connect() as connection:
        assert hours.of_person(connection, place.people["张某"]) is None


@pytest.mark.parametrize("values", [{"hour": "24"}, {"hour": "x"}, {"rhythm": "hourly"}, {"language": "fr"}])
def test_what_cannot_be_is_not_kept(place: Deployment, values: dict[str, str]) -> None:
    place.asked("张某", "digest_settings", "", **values)
    with place.app.reader.connect() as connection:
        assert hours.of_person(connection, place.people["张某"]) is None


def test_a_digest_can_be_read_again(either: Deployment) -> None:
    number = either.filed("李某")
    asked = [each for each in due(either.app.reader, either.clock(), 8) if each.id.startswith("digest/")]
    either.run(*asked)
    either.act("张某", number, "accept")
    either.clock.move(days=3)
    assert number in texts(either.said("张某", text="/digest 2026-11-24"))
    assert "没有简报" in texts(either.said("张某", text="/digest 2026-11-20"))
    shown = either.said("张某", text="/digest")
    assert number in texts(pressed(either, "张某", shown, "11月24日"))
