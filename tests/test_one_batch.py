"""Turns that a batch has in common: what one of them changes, the others find, and it is so afterwards. On both
databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.messages import Action, Incoming, Message
from bot.people import accounts
from bot.turn import Handler, Turn
from storage import bindings, chats
from storage.tables.conversation import CHAT, DRAFT, OUTBOX
from storage.vault import token_hash
from tests.administration.test_rules import either_broken
from tests.deployment import OTHER_VILLAGE, OVERVIEW, WATER, Deployment, address, file
from tests.test_committer import failing


def said(who: str, number: int, **what: Any) -> Incoming:
    """Something that somebody says in their chat."""
    return Incoming(id=f"console/{who}/{number}", channel="console", chat=address(who), account=who, **what)


def on_page(place: Deployment, who: str, **what: Any) -> Incoming:
    """Something that somebody says in the web chat."""
    person = place.people[who]
    return Incoming(id=f"web/{person}/1", channel="web", chat=str(person), account=str(person), person=person, **what)


def invited_again(place: Deployment, who: str) -> Incoming:
    """A new invitation, by a command: the phone is lost."""
    code = token_hash(accounts.new_code()).hex()
    return Incoming(id="command/again", action=Action("invite_again", values={"people": [[place.people[who], code]]}))


def leaves(place: Deployment, who: str) -> Incoming:
    """Somebody's roles end, by a command."""
    return Incoming(id="command/leaves", action=Action("staff_change", str(place.people[who]), {"do": "leave"}))


def whose(place: Deployment, who: str) -> int | None:
    """Whose somebody's chat is."""
    with place.app.reader.connect() as connection:
        found: int | None = connection.execute(CHAT.select().where(CHAT.c.address == address(who))).one().person
    return found


@pytest.mark.parametrize("ended", [invited_again, leaves])
@pytest.mark.parametrize("first", ["the command", "the chat"])
def test_a_chat_that_speaks_meanwhile_is_no_longer_theirs(either: Deployment, ended: Any, first: str) -> None:
    either.said("李某", text="/issue_report")
    both = [ended(either, "李某"), said("李某", 1, text="/visit_log")]
    either.run(*(both if first == "the command" else reversed(both)))
    assert whose(either, "李某") is None
    assert "邀请" in either.said("李某", text="/mine")[0].text


def test_what_is_answered_in_one_chat_is_kept_where_another_chat_takes_the_form_up(either: Deployment) -> None:
    with either.app.writer.begin() as connection:
        bindings.open_private(connection, ("web", str(either.people["李某"])), either.people["李某"])
    either.said("李某", text="/issue_report")
    asked = either.said("李某", text="五组水管冻裂三天了")[-1]
    topic = next(button for row in asked.buttons for button in row if button.label.startswith("饮水"))
    either.run(said("李某", 1, button=topic.data), on_page(either, "李某", text="/resume"))
    with either.app.reader.connect() as connection:
        draft = connection.execute(DRAFT.select()).one().id
        assert b"drinking_water" in chats.load_drafts(connection, either.vault, [draft])[draft].state


def test_a_button_with_a_place_that_no_message_has_is_that_turns_own_business(either: Deployment) -> None:
    button = either.said("李某", text="/visit_log")[-1].buttons[0][0].data
    nowhere = button.partition(".")[0] + "." + "1" * 5000
    replies = either.run(said("李某", 1, button=nowhere), said("孙某", 1, text="/help"))
    assert [bool(told) for told in replies.values()] == [True, True]


def test_what_is_refused_in_the_middle_is_told_to_nobody(either: Deployment) -> None:
    person, deputy, elsewhere = (str(either.people[who]) for who in ("李某", "孙某", "张某"))
    days = {"first": either.clock().date().isoformat(), "last": (either.clock().date() + timedelta(5)).isoformat()}
    stands_in = Action("staff_change", person, {"do": "deputise", "deputy": deputy, **days})
    either.run(Incoming(id="command/1", action=stands_in))
    before = len(rows(either))
    moved = Action("staff_change", person, {"do": "transfer", "place": OTHER_VILLAGE, "successor": elsewhere})
    (refusal,) = either.run(Incoming(id="command/2", action=moved))["command/2"]
    assert "张某" in refusal.text
    assert len(rows(either)) == before + 1  # the refusal alone


@contextmanager
def filing(place: Deployment) -> Iterator[Incoming]:
    """What files an item of water in one turn."""
    house = place.app.committer.house

    def found(turn: Turn) -> Handler:
        def files(turn: Turn) -> list[Message]:
            return [Message(text=file(turn).item.number)]

        return files if turn.text == "file" else house.find(turn)

    place.app.committer.house = replace(house, find=found)
    yield said("李某", 1, text="file")
    place.app.committer.house = house


def test_what_is_filed_after_a_unit_is_closed_goes_to_its_successor(either: Deployment) -> None:
    merges = Action("units_change", WATER, {"do": "merge", "to": OVERVIEW, "note": "机构改革"})
    with filing(either) as files:
        replies = either.run(Incoming(id="command/1", action=merges), files)
    assert either.item(replies[files.id][0].text).lead == OVERVIEW
    assert either_broken(either) == []


def test_a_change_of_units_that_is_rolled_back_is_not_kept_for_later_batches(
    either: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.committer.time.sleep", lambda _seconds: None)
    merges = Action("units_change", WATER, {"do": "merge", "to": OVERVIEW, "note": "机构改革"})
    with filing(either) as files, pytest.raises(OperationalError), failing(either, 1_000):
        either.run(Incoming(id="command/1", action=merges), files)
    assert either.item(either.filed("李某")).lead == WATER


def rows(place: Deployment) -> list[Any]:
    """The outbox."""
    with place.app.reader.connect() as connection:
        return list(connection.execute(OUTBOX.select()))
