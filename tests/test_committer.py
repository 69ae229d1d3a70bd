"""One door: each Incoming has its turn once, in order, with its chat's rows and its replies in one commit."""

import asyncio
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from bot import committer
from bot.app import RESEND, resend, running
from bot.door.posts import Posts
from bot.messages import Action, Busy, Incoming, Message, Outgoing, say
from bot.turn import Handler, Told, Turn
from storage import chats, dead_letters, households
from storage.outbox import Outcome
from storage.tables.conversation import OUTBOX, SEEN
from storage.tables.people import HOUSEHOLD
from tests.deployment import VILLAGE, Deployment, address, texts


def told(who: str, number: int, **what: Any) -> Incoming:
    """Something that somebody says in their chat, by its number."""
    return Incoming(id=f"console/{who}/{number}", channel="console", chat=address(who), account=who, **what)


def button(reply: Outgoing, label: str) -> str:
    """The data of a button."""
    return next(each.data for row in reply.buttons for each in row if each.label.startswith(label))


def rows(place: Deployment) -> list[Any]:
    """The outbox, in order."""
    with place.app.reader.connect() as connection:
        return list(connection.execute(OUTBOX.select().order_by(OUTBOX.c.id)))


def ids(place: Deployment) -> set[str]:
    """The Incomings that had their turn."""
    with place.app.reader.connect() as connection:
        return set(connection.execute(SEEN.select()).scalars())


def handled_by(place: Deployment, handler: Handler) -> None:
    """Gives every Incoming to this handler."""
    house = place.app.committer.house
    place.app.committer.house = replace(house, find=lambda _turn: handler)


def echo(turn: Turn) -> list[Message]:
    """Says again what was said; breaks at "break"."""
    if turn.text == "break":
        raise ValueError(turn.text)
    return [Message(text=turn.text)]


@contextmanager
def failing(place: Deployment, times: int) -> Iterator[list[int]]:
    """A database whose next commits fail, so often; how often it was asked."""
    asked: list[int] = []

    def commit(_connection: Connection) -> None:
        asked.append(len(asked))
        if len(asked) <= times:
            raise OperationalError("COMMIT", None, Exception("the disk is full"))

    event.listen(place.app.writer, "commit", commit)
    try:
        yield asked
    finally:
        event.remove(place.app.writer, "commit", commit)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the committer would have waited before it tried again."""
    waited: list[float] = []
    monkeypatch.setattr("bot.committer.time.sleep", waited.append)
    return waited


# --- once ----------------------------------------------------------------------------------------------------


def test_what_comes_twice_in_one_batch_has_one_turn(either: Deployment) -> None:
    handled_by(either, echo)
    first = told("李某", 1, text="one")
    replies = either.run(first, first, told("李某", 2, text="two"))
    assert {name: texts(said) for name, said in replies.items()} == {"console/李某/1": "one", "console/李某/2": "two"}
    assert [row.content["text"] for row in rows(either)] == ["one", "two"]


def test_what_comes_again_is_answered_with_what_was_said_then(either: Deployment) -> None:
    first = told("李某", 1, text="/visit_log")
    once = either.run(first)
    again = either.run(told("孙某", 1, text="/help"), first)
    assert texts(again[first.id]) == texts(once[first.id])
    assert again[first.id][0].buttons == once[first.id][0].buttons
    assert [row.cause for row in rows(either)].count(first.id) == 1


def test_a_chat_keeps_its_order_within_a_batch(either: Deployment) -> None:
    replies = either.run(told("李某", 1, text="/visit_log"), told("李某", 2, text="王某甲"))
    assert "走访哪一户" in texts(replies["console/李某/1"])
    assert "见到了谁" in texts(replies["console/李某/2"])


# --- one commit ----------------------------------------------------------------------------------------------


def test_a_turn_that_raises_is_a_dead_letter_and_the_others_go_on(either: Deployment) -> None:
    handled_by(either, echo)
    batch = [told("李某", 1, text="one"), told("孙某", 1, text="break"), told("李某", 2, text="two")]
    replies = either.run(*batch)
    assert [row.content["text"] for row in rows(either) if row.cause.startswith("console/李某")] == ["one", "two"]
    with either.app.reader.connect() as connection:
        [dead] = dead_letters.listed(connection)
        kept = dead_letters.content(connection, either.vault, dead.reference)
    assert dead.reason.startswith("ValueError at test_committer.py:")
    assert dead.reference in texts(replies["console/孙某/1"])
    assert msgspec.json.decode(kept or b"", type=Incoming) == batch[1]
    assert ids(either) == {each.id for each in batch}


def test_the_answers_of_a_turn_that_raises_stay(either: Deployment) -> None:
    asked = either.said("李某", text="/visit_log")
    found = either.app.committer.house
    handled_by(either, echo)
    either.said("李某", text="break")
    either.app.committer.house = found
    assert "见到了谁" in texts(either.said("李某", button=button(asked[0], "王某甲")))


def test_an_update_that_cannot_be_read_is_kept_and_answered(either: Deployment) -> None:
    lost = told("李某", 1, unreadable="expected an object", raw=b"[")
    replies = either.run(lost, told("孙某", 1, text="/help"))
    with either.app.reader.connect() as connection:
        assert [dead.reason for dead in dead_letters.listed(connection)] == ["expected an object"]
    assert texts(replies[lost.id]) == "没看懂，请换个方式再发一次。"
    assert texts(replies["console/孙某/1"])


def test_an_unreadable_update_of_nobody_is_kept_without_a_word(either: Deployment) -> None:
    lost = Incoming(id="telegram/1/9", channel="console", unreadable="expected an object", raw=b"[")
    assert either.run(lost) == {lost.id: []}
    assert rows(either) == []


def test_a_page_and_a_command_are_told_of_a_turn_that_raises_and_a_job_is_not(either: Deployment) -> None:
    def breaks(turn: Turn) -> list[Message]:
        raise ValueError(turn.target)

    handled_by(either, breaks)
    page = Incoming(id="page/1", action=Action("accept"), person=either.people["张某"], language="zh")
    command, job = (Incoming(id=f"{who}/1", action=Action("tidy"), language=what)
                    for who, what in (("command", "zh"), ("tidy", "")))  # fmt: skip
    replies = either.run(page, command, job)
    with either.app.reader.connect() as connection:
        lost = {dead.incoming: dead.reference for dead in dead_letters.listed(connection)}
    for told in (page, command):
        words = f"系统出了点问题，这一步没有办成。请再试一次；还不行，就把编号{lost[told.id]}告诉管理员。"
        assert [(reply.text, reply.refused) for reply in replies[told.id]] == [(words, True)]
    assert replies["tidy/1"] == []


def test_half_a_character_is_shown_as_missing_and_holds_nobody_up(either: Deployment) -> None:
    handled_by(either, echo)
    replies = either.run(told("李某", 1, text="\ud800 hello\0"), told("孙某", 1, text="one"))
    assert [texts(replies[f"console/{who}/1"]) for who in ("李某", "孙某")] == ["\ufffd hello", "one"]


def together(place: Deployment, *incomings: Incoming) -> list[list[Outgoing] | BaseException]:
    """What each is answered, or not, where all of them come at once to a running door."""

    async def submitted() -> list[list[Outgoing] | BaseException]:
        async with running(place.app):
            asked = (place.app.submit(incoming) for incoming in incomings)
            return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(submitted())


def test_what_fails_outside_of_a_turn_is_lost_alone(either: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    def say_all(posts: Posts, turn: Turn, messages: Sequence[Message], asked: int | None) -> None:
        if turn.text == "break" and messages and messages[0].text == "unsayable":
            raise KeyError(turn.text)
        spoken(posts, turn, messages, asked)

    spoken = Posts.say
    monkeypatch.setattr(Posts, "say", say_all)
    handled_by(either, lambda turn: [Message(text="unsayable" if turn.text == "break" else turn.text)])
    batch = [told("李某", 1, text="one"), told("孙某", 1, text="break"), told("周某", 1, text="two")]
    first, lost, last = together(either, *batch)
    assert isinstance(first, list)
    assert isinstance(lost, list)
    assert isinstance(last, list)
    with either.app.reader.connect() as connection:
        [dead] = dead_letters.listed(connection)
    assert dead.incoming == "console/孙某/1"
    assert [texts(first), dead.reference in texts(lost), texts(last)] == ["one", True, "two"]


# --- buttons -------------------------------------------------------------------------------------------------


def test_a_button_of_another_chat_does_nothing(either: Deployment) -> None:
    asked = either.said("李某", text="/visit_log")
    pressed = button(asked[0], "王某甲")
    assert texts(either.said("孙某", button=pressed)) == "该按钮已失效。"
    assert "见到了谁" in texts(either.said("李某", button=pressed))


@pytest.mark.parametrize(
    "forged", ["", ".", "x", "x.0", "{key}", "{key}.", "{key}.99", "{key}.-1", "{key}.²", "{key}.0.0"]
)
def test_a_forged_button_does_nothing(place: Deployment, forged: str) -> None:
    asked = place.said("李某", text="/visit_log")
    key = button(asked[0], "王某甲").partition(".")[0]
    said = texts(place.said("李某", button=forged.format(key=key)))
    assert "那是前面一题的按钮，已经不能用了。\n走访哪一户？" in said


def test_a_tap_changes_its_message_and_a_text_takes_the_buttons_off_it(either: Deployment) -> None:
    asked = either.said("李某", text="/visit_log")
    [tapped] = either.said("李某", button=button(asked[0], "王某甲"))
    assert tapped.operation == "edit"
    closed, sent = either.said("李某", text="户主")
    assert (closed.operation, sent.operation) == ("close", "send")
    kept = rows(either)
    assert [(row.operation, row.about) for row in kept] == [
        ("send", None),
        ("edit", kept[0].id),
        ("close", kept[1].id),
        ("send", None),
    ]


def test_an_edit_names_the_wires_id_of_its_message(either: Deployment) -> None:
    asked = either.said("李某", text="/visit_log")
    either.app.committer.record([Outcome(asked[0].row, "sent", 1, "m77")])
    either.said("孙某", text="/help")  # the next batch writes what became of sending
    [tapped] = either.said("李某", button=button(asked[0], "王某甲"))
    assert (tapped.operation, tapped.wire) == ("edit", "m77")


# --- what others are told ------------------------------------------------------------------------------------


def test_what_others_are_told_is_sent_to_their_chats_and_nobodys_reply(either: Deployment) -> None:
    with either.app.reader.connect() as connection:
        [(there, language)] = chats.of_person(connection, either.people["张某"])

    def tells(turn: Turn) -> list[Message]:
        turn.told.append(Told(there, language, Message(text=say("Menu"))))
        return [Message(text="done")]

    handled_by(either, tells)
    done = either.app.committer.run([told("李某", 1, text="x")])
    assert [(each.address, each.row.content["text"]) for each in done.sendings] == [
        (address("李某"), "done"),
        (address("张某"), "菜单"),
    ]
    assert texts(done.replies["console/李某/1"]) == "done"


# --- what a later turn of a batch sees ----------------------------------------------------------------------


def test_somebody_who_comes_in_can_file_in_the_same_batch(either: Deployment) -> None:
    code = either.invitation(either.people["李某"])
    replies = either.run(told("生人", 1, text=f"/start {code}"), told("生人", 2, text="/visit_log"))
    assert "走访哪一户" in texts(replies["console/生人/2"])


def test_a_role_given_in_a_batch_counts_in_its_next_turn(either: Deployment) -> None:
    from bot.rights import Right, Role
    from storage import people

    seen: list[bool] = []

    def look(turn: Turn) -> list[Message]:
        person = turn.person
        assert person is not None
        seen.append(person.may(Right.FILE))
        people.add_membership(turn.connection, person.id, Role.REPORTER, area="621022101204")
        return []

    handled_by(either, look)
    either.run(told("张某", 1, text="x"), told("张某", 2, text="x"))
    assert seen == [False, True]


def test_a_visit_filed_in_a_batch_is_the_last_visit_in_its_next_turn(either: Deployment) -> None:
    asked = either.said("李某", text="/visit_log")
    for label in ("王某甲", "户主", "都正常", "持平", "没有", "不用"):
        asked = either.said("李某", button=button(asked[-1], label))
    other = either.said("孙某", text="/visit_log")
    replies = either.run(
        told("李某", 9, button=button(asked[-1], "提交")), told("孙某", 9, button=button(other[0], "王某甲"))
    )
    assert "已记下" in texts(replies["console/李某/9"])
    assert "上次走访：11月24日" in texts(replies["console/孙某/9"])


# --- a database that fails -----------------------------------------------------------------------------------


def test_a_database_that_fails_once_is_asked_again(either: Deployment, pauses: list[float]) -> None:
    handled_by(either, echo)
    with failing(either, 1) as asked:
        replies = either.run(told("李某", 1, text="one"))
    assert texts(replies["console/李某/1"]) == "one"
    assert (len(asked), len(pauses)) == (2, 1)
    assert [row.content["text"] for row in rows(either)] == ["one"]


def test_a_register_that_is_taken_in_at_the_second_try_is_taken_in_whole(
    either: Deployment, pauses: list[float]
) -> None:
    row = {"code": "A1", "area": VILLAGE, "head": "新某", "category": "ordinary", "group": "",
           "members": [{"name": "新小"}], "phone": "13912345678", "id_number": "62282119800101001X"}  # fmt: skip
    with failing(either, 1):
        either.run(Incoming(id="register/1", action=Action("register", values={"households": [row]})))
    with either.app.reader.connect() as connection:
        kept = connection.execute(HOUSEHOLD.select().where(HOUSEHOLD.c.code == "A1")).one()
        members = [each.name for each in households.members(connection, "A1")]
    told = (either.vault.open_text(kept.phone), either.vault.open_text(kept.id_number))
    assert (kept.size, members, told) == (1, ["新小"], ("13912345678", "62282119800101001X"))


def test_a_database_that_always_fails_takes_nothing_and_says_busy(either: Deployment, pauses: list[float]) -> None:
    handled_by(either, echo)

    async def submitted() -> None:
        async with running(either.app):
            with failing(either, 1000), pytest.raises(Busy):
                await either.app.submit(told("李某", 1, text="one"))
            assert either.app.healthy() == "the database took nothing of late"
            assert ids(either) == set()
            assert rows(either) == []
            assert texts(await either.app.submit(told("李某", 1, text="one"))) == "one"
            assert either.app.healthy() is True

    asyncio.run(submitted())
    assert len([each for each in pauses if each]) >= committer.TRIES


def refused(turn: Turn) -> list[Message]:
    """Says again what was said; the database does not take the statement of "break"."""
    if turn.text == "break":
        raise OperationalError("SELECT", None, Exception("the pattern is too complex"))
    return [Message(text=turn.text)]


def test_a_statement_that_always_fails_is_its_turns_own_dead_letter(either: Deployment, pauses: list[float]) -> None:
    handled_by(either, refused)
    batch = [told("李某", 1, text="one"), told("孙某", 1, text="break"), told("周某", 1, text="break")]
    replies = either.run(*batch)
    assert texts(replies["console/李某/1"]) == "one"
    with either.app.reader.connect() as connection:
        dead = dead_letters.listed(connection)
    told_of = "\n".join(texts(replies[each.id]) for each in batch[1:])
    assert [each.reference in told_of for each in dead] == [True, True]
    assert len(pauses) == 2 * committer.TRIES
    assert ids(either) == {each.id for each in batch}


def test_a_statement_that_fails_once_is_tried_again(either: Deployment, pauses: list[float]) -> None:
    failures = [OperationalError("SELECT", None, Exception("deadlock detected"))]

    def deadlocked(turn: Turn) -> list[Message]:
        if failures:
            raise failures.pop()
        return echo(turn)

    handled_by(either, deadlocked)
    assert texts(either.said("李某", text="one")) == "one"
    assert len(pauses) == 1


def test_where_the_database_takes_nothing_at_all_no_turn_is_to_blame(either: Deployment, pauses: list[float]) -> None:
    handled_by(either, refused)
    batch = told("孙某", 1, text="break"), told("李某", 1, text="one")
    with failing(either, 1000), pytest.raises(OperationalError):
        either.run(*batch)
    assert len(pauses) == committer.TRIES
    with either.app.reader.connect() as connection:
        assert dead_letters.listed(connection) == []
    assert ids(either) == set()


def test_outcomes_wait_until_they_are_written(either: Deployment, pauses: list[float]) -> None:
    handled_by(either, echo)
    [sent] = either.run(told("李某", 1, text="one"))["console/李某/1"]
    either.app.committer.record([Outcome(sent.row, "sent", 2, "m1")])
    with failing(either, 1000), pytest.raises(OperationalError):
        either.run(told("李某", 2, text="two"))
    assert rows(either)[0].status == "waiting"
    either.run(told("李某", 2, text="two"))
    first, second = rows(either)
    assert (first.status, first.attempts, first.wire) == ("sent", 2, "m1")
    assert second.status == "waiting"
    assert len(pauses) == committer.TRIES


def test_outcomes_are_written_also_where_nobody_says_anything(either: Deployment) -> None:
    handled_by(either, echo)

    async def submitted() -> None:
        async with running(either.app):
            await asyncio.gather(*(either.app.submit(told("李某", n, text=f"{n}")) for n in range(20)))
            await either.app.delivery.idle()

    asyncio.run(submitted())
    assert [(row.status, row.attempts, row.wire) for row in rows(either)] == [
        ("sent", 1, f"m{row.id}") for row in rows(either)
    ]
    assert [outgoing.text for outgoing in either.wire.sent] == [f"{n}" for n in range(20)]


class Slow(list[Outcome]):
    """Takes one row's outcome only when it is let: whoever records that has looked already whether there are any."""

    def __init__(self, row: int) -> None:
        super().__init__()
        self.row = row
        self.let = threading.Event()

    def extend(self, outcomes: Iterable[Outcome]) -> None:
        found = list(outcomes)
        if found[0].id == self.row:
            assert self.let.wait(10)
        super().extend(found)


def test_an_outcome_that_comes_while_others_are_written_is_written_soon(place: Deployment) -> None:
    handled_by(place, echo)
    first, second = (place.said("李某", text=text)[0].row for text in ("one", "two"))
    door, written, waits = place.app.committer, threading.Event(), Slow(second)
    door._outcomes = waits
    seen: list[int] = []

    def keep(outcomes: Sequence[Outcome]) -> None:
        seen.extend(outcome.id for outcome in outcomes)
        if second in seen:
            written.set()

    door.written = keep
    door.start()
    door.record([Outcome(first, "sent", 1, "m1")])
    recording = threading.Thread(target=door.record, args=([Outcome(second, "sent", 1, "m2")],))
    recording.start()
    time.sleep(0.3)  # the first is written meanwhile
    waits.let.set()
    recording.join()
    assert written.wait(5)
    door.stop()
    assert seen == [first, second]


def test_a_row_given_up_keeps_its_reason(either: Deployment) -> None:
    handled_by(either, echo)
    [sent] = either.run(told("李某", 1, text="one"))["console/李某/1"]
    either.app.committer.record([Outcome(sent.row, "dead", 3, "", "no such chat", either.clock())])
    either.run(told("孙某", 1, text="two"))
    assert (rows(either)[0].status, rows(either)[0].reason) == ("dead", "no such chat")


def test_what_is_sent_while_the_database_takes_nothing_is_not_sent_again(either: Deployment) -> None:
    async def talk() -> list[int]:
        async with running(either.app):
            await either.app.submit(told("李某", 1, text="/help"))
            with failing(either, 1_000):  # before what became of it is written
                return [await minute(either) for _ in range(4)]

    async def minute(place: Deployment) -> int:
        await place.app.delivery.idle()
        place.clock.move(minutes=1)
        place.app.delivery.hold()
        await resend(place.app, place.clock() - RESEND)
        await asyncio.sleep(0.05)
        await place.app.delivery.idle()
        return len(place.wire.sent)

    assert asyncio.run(talk()) == [1, 1, 1, 1]
