"""A whole deployment for a test: Qingyang's pack, made-up people and households, an injected clock, a wire that keeps
what it is sent."""

import asyncio
import hashlib
import io
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image

from bot import app as composition
from bot import items
from bot.forms.state import Record
from bot.messages import Action, Attachment, Incoming, Outgoing, Rejected, Submit
from bot.packs import loading, read_pack
from bot.people import accounts
from bot.rights import EVERYTHING, Role
from bot.settings import Settings
from bot.turn import Turn
from storage import Connection, Engine, assets, chats, households, open_writer, people, schema
from storage import items as stored
from storage.items import Item
from storage.tables.service import COUNTER
from storage.vault import Vault, new_key, token_hash

PACK = Path(__file__).parent.parent / "deploy" / "qingyang"
VILLAGE, OTHER_VILLAGE, FAR_VILLAGE = "621022101204", "621022101205", "621023100207"
COUNTY = "621022"
WATER, OVERVIEW, OTHER_COUNTY = "621022-water", "621022-rural_revitalisation", "621023-water"
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # nine o'clock in Qingyang, a Tuesday
KEY = new_key()

# Who there is: name -> (role, unit or area, places). 生人 is nobody.
PEOPLE: Mapping[str, tuple[Role, str, tuple[str, ...]]] = {
    "李某": (Role.REPORTER, "area", (VILLAGE,)),
    "孙某": (Role.REPORTER, "area", (VILLAGE,)),
    "周某": (Role.REPORTER, "area", (VILLAGE, OTHER_VILLAGE)),
    "钱某": (Role.REPORTER, "area", (FAR_VILLAGE,)),
    "张某": (Role.CLERK, "unit", (WATER,)),
    "刘某": (Role.HEAD, "unit", (WATER,)),
    "马某": (Role.CLERK, "unit", (OVERVIEW,)),
    "何某": (Role.HEAD, "unit", (OVERVIEW,)),
    "郑某": (Role.CLERK, "unit", (OTHER_COUNTY,)),
    "陈某": (Role.COORDINATOR, "area", (COUNTY,)),
    "管理员": (Role.ADMIN, "area", ("621000",)),
}

# The register of 西沟村: code, head, group, category, members, last visit, income then.
REGISTER = (
    ("H01", "王某甲", "二组", "lifted", 4, date(2026, 9, 20), "same"),
    ("H02", "赵某", "一组", "marginal", 3, date(2026, 10, 27), "same"),
    ("H03", "李某乙", "三组", "unstable", 5, date(2026, 10, 24), "less"),
    ("H04", "王某乙", "二组", "ordinary", 2, None, ""),
    ("H05", "王某丙", "五组", "ordinary", 6, date(2026, 6, 3), "more"),
)


# Its project assets: code, name, kind, place, topic, keeper.
ASSETS = (
    ("Z01", "五组蓄水池", "public", "五组", "water_supply_works", "王某丙"),
    ("Z02", "村冷库", "business", "村部东", "", "孙某"),
)


@dataclass
class Clock:
    """The time that a test says it is."""

    at: datetime = MORNING

    def __call__(self) -> datetime:
        return self.at

    def move(self, **ahead: float) -> None:
        """Moves on by hours=, days= …"""
        self.at += timedelta(**ahead)


def picture(words: str) -> bytes:
    """A small photo that is like no other one."""
    drawn, out = Image.new("RGB", (24, 16), f"#{hashlib.sha256(words.encode()).hexdigest()[:6]}"), io.BytesIO()
    drawn.save(out, "JPEG")
    return out.getvalue()


@dataclass
class Wire:
    """A channel that keeps what it is sent, in order, and has the files that a test gives it."""

    name: str = "console"
    abroad: bool = False
    pins: bool = False
    sent: list[Outgoing] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    failures: list[Exception] = field(default_factory=list)  # raised by the next sends, in order

    async def run(self, submit: Submit) -> None:
        """Nothing comes in of itself."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Nothing to let go."""

    async def send(self, outgoing: Outgoing) -> str:
        """Keeps it."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(outgoing)
        return outgoing.wire or f"m{outgoing.row}"

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """A file that the test gave, else a small picture of its own."""
        if attachment.reference == "gone":
            raise Rejected("gone")
        yield self.files.get(attachment.reference, picture(attachment.reference))


@dataclass
class Deployment:
    """An app over a database of its own. `run` deals with Incomings one batch at a time, without threads."""

    folder: Path
    url: str = ""  # of a PostgreSQL; empty: an SQLite file in the folder
    clock: Clock = field(default_factory=Clock)
    wire: Wire = field(default_factory=Wire)
    changed: Mapping[str, Any] = field(default_factory=dict)  # settings that a test sets

    @cached_property
    def app(self) -> composition.App:
        """Everything put together; `running` starts it."""
        settings = Settings(data=self.folder, database_url=self.url, key=KEY, **self.changed)
        return composition.build(settings, now=self.clock, channels=[self.wire])

    @property
    def vault(self) -> Vault:
        """What encrypts here."""
        return self.app.offices.vault

    def restart(self) -> None:
        """As after a stop: nothing is left but what is on disk."""
        self.close()
        del self.app

    def close(self) -> None:
        """Lets the database go."""
        if "app" in self.__dict__:
            self.app.reader.dispose()
            self.app.writer.dispose()
            self.app.lock.close()

    # --- people ---

    @cached_property
    def people(self) -> Mapping[str, int]:
        """Ids by name."""
        with self.app.reader.connect() as connection:
            return {name: people.by_name(connection, name)[0] for name in PEOPLE}

    def person(self, role: Role, *, unit: str | None = None, area: str | None = None, name: str = "") -> int:
        """Somebody new, with one role."""
        with self.app.writer.begin() as connection:
            identity = people.add(connection, name or f"某{uuid4().hex[:4]}", self.clock())
            people.add_membership(connection, identity, role, unit=unit, area=area)
            return identity

    def invitation(self, person: int) -> str:
        """A code that lets somebody in."""
        with self.app.writer.begin() as connection:
            code = accounts.new_code()
            accounts.invite(connection, person, token_hash(code), self.clock())
        return code

    # --- turns ---

    def run(self, *incomings: Incoming) -> dict[str, list[Outgoing]]:
        """One batch to its commit: the replies by the Incoming's id."""
        return self.app.committer.run(incomings).replies

    def said(self, who: str, **what: Any) -> list[Outgoing]:
        """One Incoming of somebody in their chat, with its replies."""
        incoming = Incoming(id=f"console/{uuid4().hex}", channel="console", chat=address(who), account=who, **what)
        return self.run(incoming)[incoming.id]

    def asked(self, who: str, name: str, target: str = "", **values: Any) -> list[Outgoing]:
        """One press on a page by somebody."""
        action = Action(name, target, values)
        incoming = Incoming(id=f"page/{uuid4().hex}", action=action, person=self.people[who], language="zh")
        return self.run(incoming)[incoming.id]

    @contextmanager
    def turn(self, who: str = "", action: Action | None = None) -> Iterator[Turn]:
        """A turn of somebody on a page, committed at the end; nobody: the product's own."""
        incoming = Incoming(id=f"test/{uuid4().hex}", person=self.people[who] if who else None, action=action)
        with self.app.writer.begin() as connection:
            live = self.app.live.current(connection)
            yield Turn(incoming, self.clock(), connection, live, self.app.offices, action=action)

    # --- items ---

    def filed(self, who: str, title: str = "五组水管冻裂", **roles: Any) -> str:
        """The number of an issue that somebody reported; roles are topic, area, urgency, household."""
        return self.file(who, title, **roles).item.number

    def file(self, who: str, title: str = "五组水管冻裂", form: str = "issue_report", **roles: Any) -> items.Filed:
        """What filing it made."""
        with self.turn(who) as turn:
            return file(turn, title, form, **roles)

    def item(self, number: str) -> Item:
        """An item as it stands."""
        with self.app.writer.begin() as connection:
            found = stored.by_number(connection, EVERYTHING, number)
        assert found is not None, number
        return found

    def act(self, who: str, number: str, action: str, **values: str) -> Item:
        """One action of somebody on an item; raises what bot.items raises."""
        with self.turn(who) as turn:
            return items.act(turn, number, action, values)

    def told(self, who: str, number: str, action: str, **values: str) -> dict[str, str]:
        """The first line that each is told of an action, by the names of those who hear it."""
        with self.turn(who) as turn:
            items.act(turn, number, action, values)
            names = {address(name): name for name in self.people}
            addresses = {row.id: row.address for row in turn.connection.exec_driver_sql("SELECT id, address FROM chat")}
            said = self.app.offices.languages.said
            return {names[addresses[one.chat]]: said(one.message.text, "zh").split("\n")[0] for one in turn.told}


def file(turn: Turn, title: str = "五组水管冻裂", code: str = "issue_report", **roles: Any) -> items.Filed:
    """Files an item as a finished form would."""
    form = turn.live.form(code)
    given = {"title": title, "topic": "drinking_water", "area": VILLAGE, "urgency": "ordinary", **roles}
    answers = {"/data/words": title, "/data/topic": given["topic"], "/data/urgency": given["urgency"]}
    secret = {f"/data/{name}": given[name] for name in ("phone", "id_number") if name in given}
    record = Record(form.code, form.version, answers | secret, given, tuple(secret))
    return items.file(turn, form, record, None)


def address(who: str) -> str:
    """The chat of somebody."""
    return f"chat-{who}"


def texts(replies: list[Outgoing]) -> str:
    """What was said, all of it."""
    return "\n".join(reply.text for reply in replies)


# --- making one ---------------------------------------------------------------------------------------------------


def prepare(engine: Engine, vault: Vault) -> None:
    """A database with the pack, the people with their chats, and the register."""
    schema.upgrade(engine)
    with engine.begin() as connection:
        loading.load(connection, read_pack(PACK), MORNING)
        ids = {name: _person(connection, name) for name in PEOPLE}
        _bind(connection, vault, ids)
        households.add(connection, _register())
        assets.put(connection, [_asset(vault, *row) for row in ASSETS])
        connection.execute(COUNTER.insert().values(name="item/2026", value=121))


def _person(connection: Connection, name: str) -> int:
    role, kind, where = PEOPLE[name]
    identity = people.add(connection, name, MORNING)
    for code in where:
        people.add_membership(connection, identity, role, **{kind: code})
    return identity


def _bind(connection: Connection, vault: Vault, ids: Mapping[str, int]) -> None:
    """Everybody's chat is theirs, as after an invitation."""
    places = {("console", address(name)): name for name in ids}
    found = chats.load(connection, vault, dict.fromkeys(places, True), dict.fromkeys(places, "zh"))
    for place, chat in found.items():
        name = places[place]
        chat.person, chat.account, chat.changed = ids[name], name, True
        people.bind(connection, "console", name, ids[name], MORNING)
    chats.save(connection, vault, found.values(), (), MORNING)


def household(code: str, head: str, **given: Any) -> dict[str, Any]:
    """A row of the register."""
    row: dict[str, Any] = {
        "code": code, "area": VILLAGE, "group": "", "head": head, "initials": households.initials(head),
        "category": "ordinary", "marks": [], "size": None, "phone": None, "id_number": None, "id_index": None,
        "confirmed": True, "last_visit": None, "last_income": "", "made_at": MORNING,
    }  # fmt: skip
    return row | given


def _register() -> list[dict[str, Any]]:
    return [
        household(code, head, group=group, category=category, size=size, last_visit=visit, last_income=income)
        for code, head, group, category, size, visit, income in REGISTER
    ]


def _asset(vault: Vault, code: str, name: str, kind: str, where: str, topic: str, keeper: str) -> dict[str, Any]:
    return {"code": code, "name": name, "kind": kind, "area": VILLAGE, "place": where, "topic": topic, "keeper": keeper,
            "phone": vault.seal_text("13900000001"), "year": 2019, "worth": 120_000, "condition": "", "looked_on": None,
            "made_at": MORNING}  # fmt: skip


def copy_of(template: Path, folder: Path) -> Path:
    """A data folder like the prepared one."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(template, folder / "cunqing.db")
    return folder


def made(folder: Path) -> Path:
    """A prepared SQLite file, to be copied."""
    path = folder / "template.db"
    engine = open_writer(path)
    prepare(engine, Vault([KEY]))
    engine.dispose()
    return path
