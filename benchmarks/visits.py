"""Our side: the whole product with its network stubbed, and phones that file visit logs by Telegram's JSON."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from bot import app as composition
from bot.app import App
from bot.channels.telegram import read, render
from bot.channels.telegram.requests import answer
from bot.messages import Attachment, Outgoing, Rejected, Submit
from bot.packs import Pack, loading, read_pack
from bot.rights import Role
from bot.settings import Settings
from storage import Connection, households, people
from storage.bindings import open_private

PACK = Path(__file__).parent.parent / "deploy" / "qingyang"
BOT = 7000001
HOUSEHOLDS = 12  # in a village
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

# What is tapped after /visit_log: a household, then an uneventful visit, handed in.
TAPS = ("", "户主", "都正常", "持平", "没有", "不用", "提交")
STEPS = 1 + len(TAPS)  # updates a visit
PHONES = 64  # in flight

SAID = (
    b'{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"\xe6\x9d\x8e\xe6\x9f\x90",'
    b'"language_code":"zh-hans"},"chat":{"id":%d,"first_name":"\xe6\x9d\x8e\xe6\x9f\x90","type":"private"},'
    b'"date":1795482000,"text":"%b","entities":[{"offset":0,"length":10,"type":"bot_command"}]}}'
)
TAPPED = (
    b'{"update_id":%d,"callback_query":{"id":"4382bfdwdsb323b2d9","from":{"id":%d,"is_bot":false,'
    b'"first_name":"\xe6\x9d\x8e\xe6\x9f\x90","language_code":"zh-hans"},"message":{"message_id":%d,"from":{"id":7000001,'
    b'"is_bot":true,"first_name":"Cunqing","username":"cunqing_bot"},"chat":{"id":%d,"first_name":'
    b'"\xe6\x9d\x8e\xe6\x9f\x90","type":"private"},"date":1795482000,"text":"\xe8\xaf\xb7\xe9\x80\x89"},'
    b'"chat_instance":"-3127","data":"%b"}}'
)


@dataclass
class Wire:
    """Telegram without a network: every reply is rendered to its request's JSON, and handed to the phone."""

    name: str = "telegram"
    abroad: bool = False
    pins: bool = False
    bytes_out: int = 0
    phones: "dict[str, Phone]" = field(default_factory=dict)  # by their chats

    async def run(self, submit: Submit) -> None:
        """Nothing comes in of itself."""
        await asyncio.Event().wait()

    async def send(self, outgoing: Outgoing) -> str:
        """The calls as bytes; the service's answer is the message's number."""
        self.render(outgoing)
        self.phones[outgoing.chat].reply.set_result(outgoing)
        return str(outgoing.row)

    def render(self, outgoing: Outgoing) -> None:
        """The calls that the channel would make."""
        for request in render(outgoing):
            self.bytes_out += len(msgspec.json.encode(request.payload))

    async def close(self) -> None:
        """Nothing is held."""

    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """No phone here sends a file."""
        raise Rejected("no phone here sends a file")


@dataclass
class Phone:
    """One reporter's: says the next thing when the reply to the last one is there."""

    chat: int
    submit: Submit
    updates: "itertools.count[int]"
    reply: "asyncio.Future[Outgoing]" = field(default_factory=asyncio.Future)

    async def visits(self, times: int) -> None:
        """Files so many visit logs."""
        for _ in range(times):
            reply = await self.say(b"/visit_log")
            for label in TAPS:
                reply = await self.press(tapped(reply, label), reply)
            assert "走访" in reply.text

    async def say(self, words: bytes) -> Outgoing:
        """The reply to a message."""
        number = next(self.updates)
        return await self._told(SAID % (number, number, self.chat, self.chat, words))

    async def press(self, button: str, below: Outgoing | None = None) -> Outgoing:
        """The reply to a tap on the button with this data, below a message."""
        message = int(below.wire or below.row) if below is not None else 1
        return await self._told(TAPPED % (next(self.updates), self.chat, message, self.chat, button.encode()))

    async def _told(self, update: bytes) -> Outgoing:
        self.reply = asyncio.get_running_loop().create_future()
        await self.update(update)
        return await self.reply

    async def update(self, update: bytes) -> None:
        """Brings an update to the product, which answers a button as the channel does."""
        incoming = read(update, BOT)
        if (pressed := answer(update)) is not None:
            msgspec.json.encode(pressed.payload)
        assert incoming is not None
        await self.submit(incoming)


def tapped(reply: Outgoing, label: str) -> str:
    """The data of the button with this label; of the first one where none is named."""
    for row in reply.buttons:
        for button in row:
            if not label or button.label == label:
                return button.data
    raise LookupError(label)


@dataclass
class Place:
    """A deployment at work, with phones; a day goes by before each round, so that all households are due again."""

    app: App
    wire: Wire
    day: "Day"
    phones: list[Phone] = field(default_factory=list)

    async def rate(self, visits: int) -> float:
        """Answers per second while each phone files so many visit logs, outcomes of sending and all."""
        self.day.now += timedelta(days=1)
        began = time.perf_counter()
        await asyncio.gather(*(phone.visits(visits) for phone in self.phones))
        await self.app.delivery.idle()
        return len(self.phones) * visits * STEPS / (time.perf_counter() - began)


@dataclass
class Day:
    """The clock."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def place(
    data: Path, phones: int, url: str = "", *, loaded: bool = False, wire: Wire | None = None
) -> AsyncIterator[Place]:
    """Qingyang, with so many reporters, each of a village of their own; `loaded` says that its tables are there."""
    wire, day = wire or Wire(), Day()
    app = composition.build(Settings(data=data, database_url=url), now=day, channels=[wire])
    pack = read_pack(PACK)
    chats = [5_000_000 + count for count in range(phones)]
    with app.writer.begin() as connection:
        if not loaded:
            loading.load(connection, pack, MORNING)
        _settle(connection, pack, chats)
    numbers = itertools.count(1)
    async with composition.running(app):
        made = Place(app, wire, day)
        for chat in chats:
            phone = wire.phones[str(chat)] = Phone(chat, app.submit, numbers)
            made.phones.append(phone)
        yield made


def _settle(connection: Connection, pack: Pack, chats: Sequence[int]) -> None:
    """A reporter to each chat, and the register of each village."""
    villages = [area.code for area in pack.areas if area.level == "village"]
    for chat, village in zip(chats, villages, strict=False):
        person = people.add(connection, f"李某{chat}", MORNING)
        people.add_membership(connection, person, Role.REPORTER, area=village)
        people.bind(connection, "telegram", str(chat), person, MORNING)
        open_private(connection, ("telegram", str(chat)), person)
        households.add(connection, list(_register(village)))


def _register(village: str) -> Iterator[dict[str, object]]:
    for count in range(HOUSEHOLDS):
        head = f"王某{count:02}"
        yield {
            "code": f"{village}H{count:02}", "area": village, "group": f"{count % 5 + 1}组", "head": head,
            "initials": households.initials(head), "category": "lifted", "marks": [], "size": 4, "phone": None,
            "id_number": None, "id_index": None, "confirmed": True, "last_visit": date(2026, 9, 1) + timedelta(count),
            "last_income": "same", "made_at": MORNING,
        }  # fmt: skip
