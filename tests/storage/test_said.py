"""Items found by what was said in them: by any part of it, literally, within the scope, kept in the table or not yet.
On both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from bot.rights import EVERYTHING, Scope
from bot.schedule import ticks
from storage import items as stored
from storage.items import Filter, said
from tests.deployment import FAR_VILLAGE, WATER, Deployment
from tests.postgres import Server


def found(place: Deployment, words: str, scope: Scope = EVERYTHING) -> list[str]:
    """The numbers of what is found, the latest first; the count says as many."""
    with place.app.reader.connect() as connection:
        listed = [item.number for item in stored.listed(connection, scope, Filter(words=words), 100)]
        assert stored.count(connection, scope, Filter(words=words)) == len(listed)
    return listed


def keep(place: Deployment) -> int:
    """As the schedule would, once what was said is old enough; how many events."""
    place.clock.move(hours=1)
    with place.app.writer.begin() as connection:
        return said.keep(connection, place.clock())


@pytest.fixture(params=["as it is", "kept"])
def spoken(either: Deployment, request: pytest.FixtureRequest) -> tuple[Deployment, str]:
    """An item with words of each kind, read as it is or from the table, and others around it."""
    number = either.filed("李某", "五组水管冻裂，停水３天", id_number="622821196501014320", household="H01")
    either.filed("钱某", "学校缺煤", area=FAR_VILLAGE)
    either.act("张某", number, "accept")
    either.act("张某", number, "reply", text="抢修队下午到 Beijing Road")
    either.act("李某", number, "comment", text="阀门也坏了🔧")
    if request.param == "kept":
        assert keep(either) > 0
        assert keep(either) == 0
    return either, number


SAID = ["水管", "管", "冻裂，停水", "3天", "抢修队", "beijing", "road", "阀门", "🔧", "王某甲", "李某", "西沟村",
        "曲子镇", "水管 阀门", "2026-000122", "122", "000122", "2026-0001 水管"]  # fmt: skip
UNSAID = ["水冻", "6228", "320", "drinking_water", "urgent", "学校 水管", "9", "2026-000999", "王某乙", "裂停", "🔨"]


def test_an_item_is_found_by_what_was_filed_and_said_since(spoken: tuple[Deployment, str]) -> None:
    place, number = spoken
    assert [words for words in SAID if number not in found(place, words)] == []


def test_what_nobody_said_and_what_is_protected_finds_nothing(spoken: tuple[Deployment, str]) -> None:
    place, number = spoken
    assert [words for words in UNSAID if number in found(place, words)] == []


def test_nothing_is_found_outside_the_scope(spoken: tuple[Deployment, str]) -> None:
    place, number = spoken
    assert found(place, "抢修队", Scope(units=(WATER,))) == [number]
    assert found(place, "抢修队", Scope(units=("621023-water",))) == []
    assert found(place, "学校", Scope(units=(WATER,))) == []


def test_the_schedule_keeps_what_was_said_and_each_event_once(place: Deployment) -> None:
    for each in range(said.WORTH // 2):  # two events each
        place.filed("李某", f"第{each}处水管冻裂")
    assert [each for each in ticks.due(place.app.reader, place.clock(), 8) if each.id.startswith("said/")] == []
    place.clock.move(minutes=5)
    asked = [each for each in ticks.due(place.app.reader, place.clock(), 8) if each.id.startswith("said/")]
    assert len(asked) == 1
    place.run(*asked)
    with place.app.reader.connect() as connection:
        assert said.waiting(connection, place.clock(), 20) == 0
        assert said.mark(connection) == said.WORTH
    assert len(found(place, "水管冻裂")) == 100
    assert len(found(place, "第77处")) == 1


def test_events_of_a_clock_that_was_put_back_do_not_hold_up_the_others(place: Deployment) -> None:
    place.clock.move(days=2)
    ahead = place.filed("李某", "时钟快了")
    place.clock.move(days=-2)
    place.filed("李某", "时钟对了")
    place.clock.move(minutes=5)
    with place.app.writer.begin() as connection:
        assert said.keep(connection, place.clock()) == 4
    assert found(place, "时钟快") == [ahead]


BEGINNINGS = ["2026-", "2026-0", "2026-0001", "2026-000122"]


@pytest.fixture(params=["C", "en_US.UTF-8", "zh_CN.UTF-8"])
def sorting(
    server: Server, postgres_template: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Deployment]:
    """A PostgreSQL that sorts numbers by bytes, or by a language where the machine has it."""
    name = server.create(postgres_template)
    place = Deployment(tmp_path, server.url(name))
    try:
        with place.app.writer.begin() as connection:
            connection.exec_driver_sql(f"CREATE COLLATION sorts (provider = libc, locale = '{request.param}')")
            connection.exec_driver_sql("ALTER TABLE item ALTER COLUMN number TYPE varchar COLLATE sorts")
        yield place
    except DBAPIError:
        pytest.skip(f"there is no {request.param} here")
    finally:
        place.close()
        server.drop(name)


def test_the_beginning_of_a_number_finds_it_however_a_database_sorts(sorting: Deployment) -> None:
    number = sorting.filed("李某")
    assert [words for words in BEGINNINGS if found(sorting, words) != [number]] == []
    assert found(sorting, "2026-00013") == found(sorting, "2025-") == []


ODD = "%_\\'\";*^()[]{}:&|!<>-+ \n\t水管，。①Ａａé🔧"


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=timedelta(seconds=5))
@given(
    titles=st.lists(st.text(ODD, min_size=1, max_size=6), min_size=1, max_size=3),
    word=st.text(ODD + "\x00", min_size=1),
)
def test_a_search_finds_what_holds_the_word_and_nothing_else(either: Deployment, titles: list[str], word: str) -> None:
    word = word[:3]
    assume(said.plain(word) and len(word.split()) == 1)
    filed = {either.filed("李某", title): title for title in titles}
    meant = {number for number, title in filed.items() if said.plain(word) in said.plain(title)}
    assert set(found(either, word)) & set(filed) == meant
    keep(either)
    assert set(found(either, word)) & set(filed) == meant
