"""People in storage: invitations, links and sessions, each used once. On both databases."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bot.people import accounts
from storage import people, sign_ins
from storage.vault import token_hash
from tests.deployment import MORNING, Deployment, texts
from tests.storage.test_items import race


def test_an_invitation_is_used_once_by_one_of_those_who_try(either: Deployment) -> None:
    code = either.invitation(either.people["李某"])
    results = race(either, lambda connection: accounts.redeem(connection, code, "web/1", MORNING), 2)
    assert sorted(results, key=str) == sorted([either.people["李某"], None], key=str)


def test_an_invitation_ends_after_its_time(either: Deployment) -> None:
    code = either.invitation(either.people["李某"])
    with either.app.writer.begin() as connection:
        late = MORNING + accounts.INVITATION_LASTS + timedelta(seconds=1)
        assert accounts.redeem(connection, code, "web/1", late) is None
        assert accounts.redeem(connection, code, "web/1", late - timedelta(seconds=2)) == either.people["李某"]


def test_a_code_may_be_typed_in_capitals_with_space_around_it(either: Deployment) -> None:
    code = either.invitation(either.people["李某"])
    with either.app.writer.begin() as connection:
        assert accounts.redeem(connection, f" {code.upper()} ", "web/1", MORNING) == either.people["李某"]


def test_a_new_invitation_ends_the_old_binding(either: Deployment) -> None:
    person = either.people["李某"]
    first = either.invitation(person)
    second = either.invitation(person)
    with either.app.writer.begin() as connection:
        assert people.of_account(connection, "console", "李某") is None
        assert accounts.redeem(connection, first, "web/1", MORNING) is None
        assert accounts.redeem(connection, second, "web/1", MORNING) == person
    assert "邀请" in "".join(reply.text for reply in either.said("李某", text="/menu"))


def test_whoever_guesses_has_to_wait(either: Deployment) -> None:
    code = either.invitation(either.people["李某"])
    with either.app.writer.begin() as connection:
        for n in range(accounts.MOST_TRIES):
            assert accounts.redeem(connection, f"wrong{n}", "web/guesser", MORNING) is None
        with pytest.raises(accounts.TooMany):
            accounts.redeem(connection, code, "web/guesser", MORNING)
        later = MORNING + accounts.WINDOW + timedelta(seconds=1)
        assert accounts.redeem(connection, code, "web/guesser", later) == either.people["李某"]


def test_two_people_with_one_code_at_two_servers_have_one_winner(either: Deployment, tmp_path: Path) -> None:
    """Each server has a committer and connections of its own; on a PostgreSQL they share the database."""
    if not either.url:
        pytest.skip("an SQLite file has one server")
    code = either.invitation(either.people["李某"])
    other = Deployment(tmp_path / "other", either.url, clock=either.clock)
    start, said = threading.Barrier(2), dict[str, str]()

    def come(server: Deployment, who: str) -> None:
        _ = server.app
        start.wait(10)
        said[who] = texts(server.said(who, text=f"/start {code}"))

    threads = [threading.Thread(target=come, args=each) for each in ((either, "甲"), (other, "乙"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    other.close()
    assert sorted("李某，欢迎" in text for text in said.values()) == [False, True], said
    with either.app.reader.connect() as connection:
        bound = [people.of_account(connection, "console", who) for who in said]
    assert sorted(bound, key=str) == sorted([either.people["李某"], None], key=str)


def test_ten_thousand_guesses_find_nothing_and_hardly_any_is_looked_up(place: Deployment) -> None:
    code, looked_up = place.invitation(place.people["李某"]), 0
    with place.app.writer.begin() as connection:
        for n in range(10_000):
            try:
                assert accounts.redeem(connection, f"guess{n}", "web/guesser", MORNING) is None
                looked_up += 1
            except accounts.TooMany:
                continue
        assert looked_up == accounts.MOST_TRIES
        assert accounts.redeem(connection, code, "web/1", MORNING) == place.people["李某"]


def test_codes_are_hard_to_guess_and_easy_to_read() -> None:
    assert len(accounts.ALPHABET) ** accounts.CODE_LENGTH > 2**64
    assert not set("01ilo") & set(accounts.ALPHABET)
    assert len({accounts.new_code() for _ in range(1000)}) == 1000


def test_a_link_opens_its_page_once(either: Deployment) -> None:
    with either.app.writer.begin() as connection:
        token = token_hash(accounts.new_link(connection, either.people["张某"], "/inbox", MORNING))
    results = race(either, lambda connection: sign_ins.take_link(connection, token, MORNING), 2)
    assert sorted(results, key=str) == sorted([(either.people["张某"], "/inbox"), None], key=str)


def test_a_session_ends_after_its_time_and_at_its_end(either: Deployment) -> None:
    token, person = token_hash("cookie"), either.people["张某"]
    with either.app.writer.begin() as connection:
        accounts.begin_session(connection, token, person, "csrf", MORNING)
        assert sign_ins.session(connection, token, MORNING) == (person, "csrf", MORNING + accounts.SESSION_LASTS)
        assert sign_ins.session(connection, token, MORNING + accounts.SESSION_LASTS) is None
        sign_ins.end_session(connection, token)
        assert sign_ins.session(connection, token, MORNING) is None
