"""Prepared statements keep and find the same as the tables' own types, on both databases, and fail as they do."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from storage import Engine
from storage.prepared import (
    Among,
    Prepared,
    day,
    from_day,
    from_json,
    from_moment,
    json,
    moment,
    several,
)
from storage.tables.conversation import OUTBOX, SEEN
from storage.tables.people import PERSON
from tests.deployment import MORNING

NAMES = Prepared(select(PERSON.c.name).where(Among(PERSON.c.name, "names")).order_by(PERSON.c.id), "names")
SEE = Prepared(insert(SEEN).values(id=bindparam("id"), at=bindparam("at")), "id", "at")
CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize("names", [[], ["李某"], ["李某", "张某", "nobody"], ["'; DROP TABLE person; --", '李"某']])
def test_one_parameter_stands_for_any_number_of_values(engine: Engine, names: list[str]) -> None:
    with engine.begin() as connection:
        found = [name for (name,) in NAMES.rows(connection, several(connection, names))]
    assert found == [name for name in ("李某", "张某") if name in names]


def test_parameters_are_given_in_their_own_order_and_constants_stay(engine: Engine) -> None:
    swap = Prepared(
        update(PERSON)
        .where(PERSON.c.name == bindparam("before"), PERSON.c.language == "zh")
        .values(name=bindparam("after"), title="组长"),
        "before",
        "after",
    )
    with engine.begin() as connection:
        assert swap.run(connection, "李某", "李某某") == 1
        swap.write(connection, [("张某", "张某某"), ("nobody", "x")])
        titled = select(PERSON.c.name).where(PERSON.c.title == "组长").order_by(PERSON.c.name)
        assert set(connection.execute(titled).scalars()) == {"李某某", "张某某"}


@pytest.mark.parametrize(
    "at",
    [
        MORNING,
        MORNING.replace(microsecond=1),
        datetime(2026, 11, 24, 9, 0, 0, 120_000, tzinfo=CHINA),
        datetime(1999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_a_moment_is_kept_as_the_table_keeps_it(engine: Engine, at: datetime) -> None:
    read = Prepared(select(SEEN.c.at).where(SEEN.c.id == bindparam("id")), "id")
    with engine.begin() as connection:
        SEE.write(connection, [("a", moment(connection, at))])
        connection.execute(insert(SEEN).values(id="b", at=at))
        assert set(connection.execute(select(SEEN.c.at).where(SEEN.c.id.in_(["a", "b"]))).scalars()) == {at}
        assert {from_moment(read.scalar(connection, each)) for each in ("a", "b")} == {at}
        earlier = select(SEEN.c.id).where(SEEN.c.at < at + timedelta(microseconds=1), SEEN.c.id.in_(["a", "b"]))
        assert len(connection.execute(earlier).all()) == 2


def test_json_comes_back_as_it_was(engine: Engine) -> None:
    value = {"text": "水管“冻裂”了\n\\", "buttons": [[["户主", 0, ""]]], "none": None, "emoji": "🚰"}
    row = {"key": "k", "cause": "c", "operation": "send", "slot": "", "status": "sent", "attempts": 0, "wire": "",
           "reason": "", "next_at": MORNING, "made_at": MORNING, "content": value, "actions": []}  # fmt: skip
    change = Prepared(
        update(OUTBOX).where(OUTBOX.c.key == bindparam("_key")).values(content=bindparam("content")), "content", "_key"
    )
    read = Prepared(select(OUTBOX.c.content))
    with engine.begin() as connection:
        connection.execute(insert(OUTBOX).values(row))
        assert from_json(read.scalar(connection)) == value
        change.write(connection, [(json({**value, "text": "二"}), "k")])
        assert connection.execute(select(OUTBOX.c.content)).scalar_one() == {**value, "text": "二"}


def test_days_come_back_as_days(engine: Engine) -> None:
    with engine.begin() as connection:
        on = date(2026, 11, 24)
        assert from_day(day(connection, on)) == on
        assert from_day(None) is None


def test_nothing_to_write_asks_nothing(engine: Engine) -> None:
    broken = Prepared(
        update(PERSON).values(name=bindparam("name")).where(PERSON.c.id == bindparam("_id")), "name", "_id"
    )
    with engine.begin() as connection:
        broken.write(connection, [])


def test_a_failure_is_sqlalchemys_and_says_nothing_of_the_values(engine: Engine) -> None:
    with engine.begin() as connection:
        SEE.write(connection, [("secret words", moment(connection, MORNING))])
    with engine.connect() as connection:
        with pytest.raises(IntegrityError) as failed:
            SEE.write(connection, [("secret words", moment(connection, MORNING))])
        connection.rollback()
    assert failed.value.params is None
    assert "secret words" not in str(failed.value.statement)
    wrong = Prepared(select(bindparam("x")).select_from(SEEN.alias("there")).where(SEEN.c.id == "nothing"), "x")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE seen")
        with pytest.raises((OperationalError, ProgrammingError)):
            wrong.rows(connection, "x")
        connection.rollback()
