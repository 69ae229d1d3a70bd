"""Chats, drafts, seen ids and the outbox in storage. On both databases."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from storage import Connection, chats, dead_letters, files, outbox, seen
from storage.chats import Draft
from tests.deployment import MORNING, WATER, Deployment
from tests.storage.test_items import race


def test_an_id_is_claimed_once(either: Deployment) -> None:
    with either.app.writer.begin() as connection:
        assert seen.claim(connection, ["telegram/1/7", "telegram/1/3"], MORNING) == {"telegram/1/7", "telegram/1/3"}
        assert seen.claim(connection, ["telegram/1/3", "telegram/1/1"], MORNING) == {"telegram/1/1"}


def test_of_two_who_claim_an_id_at_once_one_has_it(either: Deployment) -> None:
    results = race(either, lambda connection: seen.claim(connection, ["telegram/1/7"], MORNING), 4)
    assert sorted(map(len, results)) == [0, 0, 0, 1]


def test_of_dead_letters_that_come_at_once_each_has_its_own_reference(either: Deployment) -> None:
    vault = either.vault

    def add(connection: Connection) -> str:
        return dead_letters.add(connection, vault, f"console/{uuid4()}", "RuntimeError", b"", MORNING)

    assert sorted(race(either, add, 4)) == ["D0001", "D0002", "D0003", "D0004"]
    with either.app.reader.connect() as connection:
        assert [dead.reference for dead in dead_letters.listed(connection)] == ["D0004", "D0003", "D0002", "D0001"]


def test_ids_of_chat_services_are_forgotten_and_those_of_jobs_kept(either: Deployment) -> None:
    with either.app.writer.begin() as connection:
        seen.claim(connection, ["telegram/1/7", "web/3/1", "digest/621022-water/2026-11-24"], MORNING)
        assert seen.forget(connection, MORNING + timedelta(days=1)) == 2
        assert seen.claim(connection, ["telegram/1/7", "digest/621022-water/2026-11-24"], MORNING) == {"telegram/1/7"}


def test_a_chat_is_made_when_it_is_first_heard_of_and_a_draft_walks_through_the_database(either: Deployment) -> None:
    address, vault = ("console", "chat-new"), either.vault
    with either.app.writer.begin() as connection:
        chat = chats.load(connection, vault, {address: True}, {address: "en"})[address]
        draft = Draft(either.people["李某"], "visit_log", "1", b"state", MORNING)
        chat.draft, chat.changed = draft, True
        chats.save(connection, vault, [chat], [draft], MORNING)
    with either.app.writer.begin() as connection:
        again = chats.load(connection, vault, {address: True}, {address: "zh"})[address]
    assert (again.id, again.language) == (chat.id, "en")
    assert again.draft is not None
    assert (again.draft.state, again.draft.form) == (b"state", "visit_log")


def test_open_drafts_are_found_without_a_look_at_those_of_years_before(place: Deployment) -> None:
    statement = chats._OPEN._planned("sqlite").text  # as the driver is given it
    with place.app.reader.connect() as connection:
        plan = str(list(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (1,))))
    assert "ix_draft_open" in plan


def test_duty_groups_and_files_that_wait_are_found_without_a_look_at_all_the_others(place: Deployment) -> None:
    with place.app.reader.connect() as connection:
        asked: list[tuple[str, Any]] = []
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        chats.of_unit(connection, WATER)
        files.waiting(connection)
        reads = [(sql, given) for sql, given in asked if sql.startswith("SELECT")]
        plans = [str(list(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given))) for sql, given in reads]
    assert [name in plan for name, plan in zip(("ix_chat_unit", "ix_attachment_waiting"), plans, strict=True)] == [
        True,
        True,
    ]


def test_two_who_first_hear_of_a_chat_at_once_make_one(either: Deployment) -> None:
    address, vault = ("console", "chat-new"), either.vault
    found = race(either, lambda connection: chats.load(connection, vault, {address: True}, {address: "zh"}), 4)
    assert len({each[address].id for each in found}) == 1


def test_rows_have_growing_numbers_and_keys_that_nobody_guesses() -> None:
    keys = outbox.new_keys(1000)
    assert len(set(keys)) == 1000
    assert {len(key) for key in keys} == {16}
