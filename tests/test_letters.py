"""Letters from end to end: a person leaves an address in the web chat, the server sends by a real mail server."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import app as composition
from bot.app import App, running
from bot.messages import Action, Incoming
from bot.settings import Settings
from storage import people
from tests.channels.post import Office, office
from tests.deployment import KEY, WATER, Clock, Deployment, copy_of

WHO = "li@cun.example"


class Pauses:
    """In place of sleeping before the next try: goes on at once where a test lets it."""

    def __init__(self) -> None:
        self.wanted: list[float] = []
        self.going = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.wanted.append(seconds)
        await self.going.wait()


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> Path:
    return copy_of(sqlite_template, tmp_path)


@asynccontextmanager
async def at_work(folder: Path, post: Office, clock: Clock, pauses: Pauses) -> AsyncIterator[App]:
    """The product as the operator's settings make it, with e-mail."""
    settings = Settings(
        data=folder, key=KEY, channels=("web", "email"), email_host="127.0.0.1", email_port=post.port,
        email_security="plain", email_from="环县 <cunqing@huanxian.example>", public_url="https://cunqing.example",
    )  # fmt: skip
    app = composition.build(settings, now=clock)
    app.delivery.sleep = pauses
    async with running(app):
        yield app


async def says(app: App, person: int, text: str) -> str:
    """Somebody in their web chat."""
    identity = f"web/{person}/{text}"
    said = Incoming(id=identity, channel="web", chat=str(person), account=str(person), person=person, text=text)
    return "\n".join(reply.text for reply in await app.submit(said))


def test_from_an_address_in_the_chat_to_a_letter_and_its_end(folder: Path) -> None:
    place = Deployment(folder)
    with place.app.writer.begin() as connection:
        person = people.by_name(connection, "李某")[0]
        connection.exec_driver_sql(f"UPDATE chat SET person = NULL WHERE person = {person}")  # the page alone
    number = place.filed("李某")
    clerk = place.people["张某"]
    place.close()

    async def story(post: Office) -> None:
        async with at_work(folder, post, Clock(), Pauses()) as app:
            assert "验证码已发往" in await says(app, person, f"/email {WHO}")
            await app.delivery.idle()
            (asking,) = post.to(WHO)
            code = re.match(r"\d{6}", asking["subject"])
            assert code
            assert "邮箱确认了" in await says(app, person, code[0])
            await app.submit(Incoming(id="page/1", action=Action("accept", number), person=clerk))
            await app.delivery.idle()
            _, letter = post.to(WHO)
            assert letter["subject"].startswith(f"{number} ")
            assert str(letter["from"]) == "环县 <cunqing@huanxian.example>"
            body = letter.get_body(("html",))
            assert body is not None
            assert f'<a href="https://cunqing.example/items/{number}">' in body.get_content()
            stop = letter["list-unsubscribe"].strip("<>")
            key = stop.removeprefix("https://cunqing.example/letters/")[:32]
            await app.submit(Incoming(id=f"letters/{key}", action=Action("stop_letters", key)))
            await app.submit(Incoming(id="page/2", action=Action("reply", number, {"text": "明天去"}), person=clerk))
            await app.delivery.idle()
            assert len(post.to(WHO)) == 2

    with office() as post:
        asyncio.run(story(post))


def test_letters_wait_while_the_mail_server_is_away_and_are_sent_once(folder: Path) -> None:
    place = Deployment(folder)
    number = place.filed("李某")
    place.run(Incoming(id="command/1", action=Action("units_change", WATER, {"do": "mailbox", "address": WHO})))
    place.close()
    clock, pauses = Clock(), Pauses()

    async def away(post: Office) -> None:
        async with at_work(folder, post, clock, pauses) as app:
            digest = Action("digest_unit", WATER, {"period": "2026-11-24"})
            await app.submit(Incoming(id="digest/1", action=digest))
            async with asyncio.timeout(10):
                while not pauses.wanted:
                    await asyncio.sleep(0.01)

    async def back(post: Office) -> None:
        clock.move(minutes=10)
        async with at_work(folder, post, clock, Pauses()) as app:
            await app.delivery.idle()

    with office() as gone:
        pass
    asyncio.run(away(gone))
    with office() as post:
        asyncio.run(back(post))
        (letter,) = post.to(WHO)
        body = letter.get_body(("plain",))
        assert body is not None
        assert number in body.get_content()
        asyncio.run(back(post))
        assert len(post.letters) == 1
