"""Migrations: up from nothing they give what the tables say, on both databases; and a newer database is refused."""

import json
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, text

from storage import Engine, schema
from storage.tables import metadata
from storage.tables.people import ABSENCE, MEMBERSHIP, PERSON

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def ours(name: str | None, kind: str, _parents: object = None) -> bool:
    """All but what words are found by, which SQLAlchemy has no words for: a table of FTS5's, with its own beside it."""
    return kind != "table" or not str(name).startswith("said")


def test_the_migrations_give_what_the_tables_say(empty: Engine) -> None:
    schema.upgrade(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_give_each_column_its_place(empty: Engine) -> None:
    schema.upgrade(empty)
    made = inspect(empty)
    tables = {name for name in made.get_table_names() if ours(name, "table")}
    assert tables == {*metadata.tables, "alembic_version"}
    for name, table in metadata.tables.items():
        columns = {column["name"]: column["nullable"] for column in made.get_columns(name)}
        assert columns == {column.name: column.nullable for column in table.columns}, name
        unique = {tuple(sorted(key["column_names"])) for key in made.get_unique_constraints(name)}
        unique |= {
            tuple(sorted(filter(None, index["column_names"]))) for index in made.get_indexes(name) if index["unique"]
        }
        assert unique >= {(column.name,) for column in table.columns if column.unique}, name


def test_a_second_upgrade_changes_nothing(empty: Engine) -> None:
    schema.upgrade(empty)
    schema.upgrade(empty)
    with empty.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == schema.newest()


def test_a_database_of_a_newer_version_is_refused(empty: Engine) -> None:
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'tomorrow'"))
    with pytest.raises(schema.TooNew) as refused:
        schema.upgrade(empty)
    assert refused.value.revision == "tomorrow"


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    real = command.upgrade

    def fail(config: Config, revision: str) -> None:
        real(config, revision)
        raise RuntimeError("in the midst")

    monkeypatch.setattr(command, "upgrade", fail)
    with pytest.raises(RuntimeError):
        schema.upgrade(empty)
    assert inspect(empty).get_table_names() == []


def test_sqlite_keeps_what_was_committed_over_a_power_cut(sqlite_file: Engine) -> None:
    with sqlite_file.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "mmap_size": 0}


def test_roles_that_are_lent_name_their_absence_from_then_on(empty: Engine) -> None:
    with empty.begin() as connection:
        config = schema._config(connection)
        command.upgrade(config, "e51709e67f6c")
        person = {"title": "", "language": "zh", "active": True, "made_at": NOW}
        people = [{"id": 1, "name": "刘某", **person}, {"id": 2, "name": "张某", **person}]
        connection.execute(insert(PERSON), people)
        connection.execute(
            insert(MEMBERSHIP), [{"id": 5, "person": 2, "role": "clerk"}, {"id": 6, "person": 2, "role": "head"}]
        )
        days = {"first": NOW.date(), "last": NOW.date(), "made_at": NOW, "begun_at": NOW}
        connection.execute(insert(ABSENCE).values(id=3, person=1, deputy=2, **days, lent={"memberships": [6]}))
        command.upgrade(config, "3c9d5f1b7e60")
        lent = connection.execute(text("SELECT id, absence FROM membership ORDER BY id")).all()
        assert [tuple(row) for row in lent] == [(5, None), (6, 3)]
        command.downgrade(config, "e51709e67f6c")
        kept = connection.execute(text("SELECT CAST(lent AS text) FROM absence")).scalar_one()
    assert json.loads(kept) == {"memberships": [6]}


def test_columns_go_from_tables_that_others_point_to_and_come_back(empty: Engine) -> None:
    with empty.begin() as connection:
        config = schema._config(connection)
        command.upgrade(config, "3c9d5f1b7e60")
        columns = "id, channel, address, private, account, language, sequence"
        connection.execute(text(f"INSERT INTO chat ({columns}) VALUES (1, 'web', '7', true, '', 'zh', 5)"))
        connection.execute(text("INSERT INTO pinning (chat, rows) VALUES (1, '{}')"))
        command.upgrade(config, "6d2a8f4c1b37")
        assert "sequence" not in {column["name"] for column in inspect(connection).get_columns("chat")}
        kept = connection.execute(text("SELECT address FROM chat JOIN pinning ON pinning.chat = chat.id")).scalars()
        assert list(kept) == ["7"]
        command.downgrade(config, "3c9d5f1b7e60")
        assert connection.execute(text("SELECT sequence FROM chat")).scalar_one() == 0
