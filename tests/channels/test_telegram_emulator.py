"""The channel through an independent Bot API emulator: what a person says arrives, and what we say is what they see."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.channels.telegram import Telegram, Unhurried
from bot.messages import Button, Incoming, Outgoing
from tests.channels.emulator import Emulator, Person, emulating, keyboard, text, transcript
from tests.channels.talks import LIBRARIES, Pauses, library, said, until


@pytest.fixture(scope="module")
def shared() -> Iterator[Emulator]:
    with emulating() as emulator:
        yield emulator


@pytest.fixture(params=LIBRARIES)
def emulator(shared: Emulator, request: pytest.FixtureRequest) -> Emulator:
    """The emulator with a bot of this test's own."""
    return Emulator(shared.address, f"666:{request.node.name}", shared.client, request.param)


@dataclass
class Echo:
    """In place of the committer and delivery: answers each Incoming once, and edits the message of a pressed button."""

    made: Telegram
    seen: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)

    async def submit(self, incoming: Incoming) -> list[Outgoing]:
        if incoming.id in self.seen:
            self.repeated.append(incoming.id)
            return []
        self.seen.append(incoming.id)
        reply = self.reply(incoming)
        await self.made.send(reply)
        return [reply]

    def reply(self, incoming: Incoming) -> Outgoing:
        row = len(self.seen)
        if incoming.button is not None:
            words = f"按了{incoming.button}"
            return Outgoing(row=row, chat=incoming.chat, operation="edit", text=words, wire=incoming.message)
        buttons = ((Button("都正常", f"key{row}.0"), Button("吃", f"key{row}.1")),)
        return Outgoing(row=row, chat=incoming.chat, operation="send", text=f"收到：{incoming.text}", buttons=buttons)


def new(emulator: Emulator) -> Telegram:
    wire = library(emulator.library, emulator.token, emulator.address)
    return Telegram(wire, said=said, pace=Unhurried(), sleep=Pauses())


async def talk(emulator: Emulator, person: Person, steps: list[tuple[str, str]]) -> Echo:
    """Says or presses each step's first, and waits for its second."""
    made = new(emulator)
    echo = Echo(made)
    task = asyncio.create_task(made.run(echo.submit))
    for said_or_pressed, expected in steps:
        act = person.presses if said_or_pressed.startswith("[") else person.says
        await asyncio.to_thread(act, said_or_pressed.strip("[]"))
        await asyncio.to_thread(person.reads, expected)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await made.close()
    assert echo.repeated == []
    return echo


def test_text_commands_and_buttons(emulator: Emulator) -> None:
    person = emulator.person(7001)
    steps = [
        ("/start K7QM2XHP", "收到：/start K7QM2XHP"),
        ("<b>水管</b> & 冻裂", "<b>水管</b> & 冻裂"),
        ("[吃]", "按了key2.1"),
    ]
    asyncio.run(talk(emulator, person, steps))
    assert transcript(emulator).splitlines() == [
        "> /start K7QM2XHP",
        "< 收到：/start K7QM2XHP",
        "< [都正常] [吃]",
        "> <b>水管</b> & 冻裂",
        "< 按了key2.1",
        "> [a button that is gone by now]",
    ]


def test_an_edited_message_has_lost_its_buttons(emulator: Emulator) -> None:
    person = emulator.person(7002)
    asyncio.run(talk(emulator, person, [("走访", "收到"), ("[都正常]", "按了")]))
    (message,) = person.heard()
    assert text(message) == "按了key1.0"
    assert keyboard(message) == []


def test_a_close_takes_the_buttons_off(emulator: Emulator) -> None:
    async def close(wire: str) -> None:
        made = new(emulator)
        assert await made.send(Outgoing(row=9, chat="7003", operation="close", text="", wire=wire)) == wire
        await made.close()

    person = emulator.person(7003)
    asyncio.run(talk(emulator, person, [("走访", "收到")]))
    (message,) = person.heard()
    assert keyboard(message)
    asyncio.run(close(str(message["messageId"])))
    (message,) = person.heard()
    assert keyboard(message) == []
    assert text(message) == "收到：走访"


def test_two_people_at_once_each_hear_their_own(emulator: Emulator) -> None:
    one, other = emulator.person(7004), emulator.person(7005)

    async def both() -> None:
        made = new(emulator)
        task = asyncio.create_task(made.run(Echo(made).submit))
        for word in ("一", "二", "三"):
            one.says(word)
            other.says(f"别的{word}")
        await asyncio.to_thread(one.reads, "三")
        await asyncio.to_thread(other.reads, "别的三")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await made.close()

    asyncio.run(both())
    assert [text(message) for message in one.heard()] == ["收到：一", "收到：二", "收到：三"]
    assert [text(message) for message in other.heard()] == ["收到：别的一", "收到：别的二", "收到：别的三"]


def test_a_process_that_ends_in_the_middle_is_told_again_and_loses_nothing(emulator: Emulator) -> None:
    person = emulator.person(7006)
    ended: list[str] = []

    async def killed(incoming: Incoming) -> list[Outgoing]:
        ended.append(incoming.id)
        await asyncio.get_running_loop().create_future()  # never returns: the process ends here
        return []

    async def first() -> None:
        made = new(emulator)
        task = asyncio.create_task(made.run(killed))
        person.says("水管冻裂了")
        await until(lambda: ended)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await made.close()

    asyncio.run(first())
    echo = asyncio.run(talk(emulator, person, [("五组", "五组")]))
    assert echo.seen[0] == ended[0]
    assert [text(message) for message in person.heard()] == ["收到：水管冻裂了", "收到：五组"]


def test_an_update_that_comes_twice_is_answered_once(emulator: Emulator) -> None:
    person = emulator.person(7008)

    async def again() -> Echo:
        made = new(emulator)
        echo = Echo(made)

        async def committed_and_killed(incoming: Incoming) -> list[Outgoing]:
            await echo.submit(incoming)
            raise asyncio.CancelledError  # after the commit, before the offset moved

        person.says("水管冻裂了")
        with pytest.raises(asyncio.CancelledError):
            await made.run(committed_and_killed)
        await made.close()
        echo.made = made = new(emulator)
        task = asyncio.create_task(made.run(echo.submit))
        await until(lambda: echo.repeated)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await made.close()
        return echo

    echo = asyncio.run(again())
    assert echo.repeated == echo.seen
    assert [text(message) for message in person.heard()] == ["收到：水管冻裂了"]
