"""A whole Qingyang that is served: the real app over a real SQLite file, with people and items made for a test."""

import asyncio
import contextlib
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn

from bot import app, items
from bot.boundaries import opened
from bot.forms.state import Record
from bot.messages import Action, Incoming
from bot.packs import loading, read_pack
from bot.people import accounts
from bot.rights import EVERYTHING, Role
from bot.settings import Settings
from bot.turn import Turn
from bot.web.build import build
from bot.web.identity import identity_of
from bot.web.site import Site
from storage import chats, files, households, open_writer, outbox, people, schema
from storage import items as stored
from storage.outbox import Row
from storage.vault import token_hash

PACK = Path(__file__).parents[2] / "deploy" / "qingyang"
VILLAGE = "环县/曲子镇/西沟村"
UNIT = "环县水务局"


@dataclass
class Clock:
    """The real time, moved ahead where a test asks."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Place:
    """A served deployment."""

    app: app.App
    site: Site
    url: str
    clock: Clock
    loop: asyncio.AbstractEventLoop | None = None

    # --- people ---

    def person(self, role: Role, where: str, name: str = "") -> int:
        """A new person with a role in a unit or an area, by its name or path."""
        with self.app.writer.begin() as connection:
            identity = people.add(connection, name or f"测试{uuid4().hex[:4]}", self.clock())
        self.given(identity, role, where)
        return identity

    def given(self, person: int, role: Role, where: str) -> None:
        """A further role in a unit or an area."""
        with self.app.writer.begin() as connection:
            directory = self.app.live.current(connection).directory
            if role in (Role.CLERK, Role.HEAD):
                people.add_membership(connection, person, role, unit=directory.unit(where).code)
            else:
                people.add_membership(connection, person, role, area=directory.area(where).code)

    def reporter(self, name: str = "", where: str = VILLAGE) -> int:
        """Somebody of a village's work team."""
        return self.person(Role.REPORTER, where, name)

    def clerk(self, name: str = "", unit: str = UNIT) -> int:
        """A clerk of a unit."""
        return self.person(Role.CLERK, unit, name)

    def person_of_everything(self, name: str) -> int:
        """Somebody who reports, works in a unit, and coordinates: every link is on their pages."""
        identity = self.reporter(name)
        self.joins(identity, UNIT)
        self.joins(identity, "环县教育局")
        return identity

    def invitation(self, person: int) -> str:
        """A code that lets somebody in."""
        code = accounts.new_code()
        with self.app.writer.begin() as connection:
            accounts.invite(connection, person, token_hash(code), self.clock())
        return code

    def link(self, person: int, page: str = "/inbox") -> str:
        """A single-use link's token."""
        with self.app.writer.begin() as connection:
            return accounts.new_link(connection, person, page, self.clock())

    def household(self, head: str) -> str:
        """The code of a household of the village's register that is to be visited."""
        with self.app.writer.begin() as connection:
            area = self.app.live.current(connection).directory.area(VILLAGE).code
            row: dict[str, Any] = {
                "code": households.new_code(), "area": area, "group": "二组", "head": head, "initials": "wmj",
                "category": "unstable", "marks": [], "size": 4, "phone": None, "id_number": None, "id_index": None,
                "confirmed": True, "last_visit": None, "last_income": "", "made_at": self.clock(),
            }  # fmt: skip
            households.add(connection, [row])
        return str(row["code"])

    # --- items ---

    def filed(self, reporter: int, title: str, *, urgency: str = "ordinary", topic: str = "drinking_water") -> str:
        """The number of an issue that was reported."""
        with self.app.writer.begin() as connection:
            live = self.app.live.current(connection)
            turn = Turn(
                Incoming(id=f"test/{uuid4()}", person=reporter), self.clock(), connection, live, self.app.offices
            )
            form = live.form("issue_report")
            area = live.directory.area(VILLAGE).code
            roles = {"title": title, "topic": topic, "area": area, "urgency": urgency}
            answers = {"/data/words": title, "/data/topic": topic, "/data/area": area, "/data/urgency": urgency}
            return items.file(turn, form, Record(form.code, form.version, answers, roles, ()), None).item.number

    def applied(self, reporter: int, by_role: dict[str, str], **more: str) -> str:
        """The number of a household's application, with answers that are kept sealed, by their roles."""
        with self.app.writer.begin() as connection:
            live = self.app.live.current(connection)
            incoming = Incoming(id=f"test/{uuid4()}", person=reporter)
            turn = Turn(incoming, self.clock(), connection, live, self.app.offices)
            form = live.form("household_application")
            roles = {"title": "申请监测帮扶", "area": live.directory.area(VILLAGE).code, "household_name": "王某甲"}
            roles |= more
            sensitive = {q.path: by_role[q.role] for q in form.questions if q.role in by_role}
            record = Record(form.code, form.version, sensitive, roles, tuple(sensitive))
            return items.file(turn, form, record, None).item.number

    def joins(self, person: int, unit: str) -> None:
        """Somebody works in a further unit."""
        with self.app.writer.begin() as connection:
            code = self.app.live.current(connection).directory.unit(unit).code
            people.add_membership(connection, person, Role.CLERK, unit=code)

    def latest(self, reporter: int) -> str:
        """The number of what somebody filed last."""
        with self.app.reader.connect() as connection:
            return stored.latest_number(connection, reporter) or ""

    def item(self, number: str) -> int:
        """An item's id."""
        with self.app.reader.connect() as connection:
            found = stored.by_number(connection, EVERYTHING, number)
        assert found is not None
        return found.id

    def attached(self, item: int) -> list[files.Attachment]:
        """An item's files."""
        with self.app.reader.connect() as connection:
            return files.of_item(connection, item)

    def newest_file(self) -> files.Attachment:
        """What was sent last."""
        with self.app.reader.connect() as connection:
            newest = connection.exec_driver_sql("SELECT max(id) FROM attachment").scalar_one()
            found = files.by_id(connection, newest)
        assert found is not None
        return found

    # --- what others do meanwhile ---

    def submit(self, incoming: Incoming) -> None:
        """Through the one door, from another thread."""
        loop = self.loop
        assert loop is not None
        asyncio.run_coroutine_threadsafe(self.app.submit(incoming), loop).result(20)

    @staticmethod
    def action(name: str, number: str, **values: str) -> Action:
        """An action on an item."""
        return Action(name, number, values)

    def asks(self, person: int, question: str, wants: tuple[str, ...]) -> None:
        """The bot says something in somebody's web chat."""
        with self.app.writer.begin() as connection:
            chat = chats.of_person(connection, person)[0][0]
            content = {"text": question, "wants": wants}
            now = self.clock()
            row = Row(outbox.new_keys(1)[0], chat, f"test/{uuid4()}", "send", "", content, [], now, now)
            outbox.number(connection, [row])
            outbox.write(connection, [row])

    # --- browsers ---

    def browser(self) -> httpx.Client:
        """A browser that nobody has signed in to."""
        return httpx.Client(base_url=self.url, follow_redirects=True, trust_env=False, verify=False)  # no TLS here

    @contextlib.contextmanager
    def signed_in(self, person: int) -> Iterator[httpx.Client]:
        """A browser of somebody."""
        with self.browser() as client:
            enter(client, person)
            yield client


def enter(client: httpx.Client, person: int) -> None:
    """Comes in as a persona of the demonstration."""
    page = client.get("/")
    answer = client.post("/persona", data={"csrf": csrf(page), "once": once(page), "person": str(person)})
    assert answer.status_code == 200, answer.status_code


def csrf(page: httpx.Response) -> str:
    """The token that the page's forms carry."""
    return _first(r'name="csrf" value="([^"]+)"', page)


def once(page: httpx.Response) -> str:
    """The one-time id of the page's first form that acts."""
    return _first(r'name="once" value="([^"]+)"', page)


def _first(pattern: str, page: httpx.Response) -> str:
    found = re.search(pattern, page.text)
    assert found, page.text
    return found.group(1)


def prepared(folder: Path) -> Path:
    """A data folder with Qingyang's pack in it."""
    folder.mkdir(parents=True)
    writer = open_writer(folder / "cunqing.db")
    schema.upgrade(writer)
    with writer.begin() as connection:
        loading.load(connection, read_pack(PACK), datetime.now(UTC))
    writer.dispose()
    return folder


@contextlib.contextmanager
def served(template: Path, folder: Path, *, demonstration: bool = True, **more: Any) -> Iterator[Place]:
    """A copy of the prepared folder, served on a free port until the end; `more` are settings."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    clock = Clock()
    settings = Settings(data=folder, port=port, public_url=f"http://127.0.0.1:{port}", **more)
    built = app.build(settings, now=clock, demonstration=demonstration)
    place = Place(built, site_of(built, clock), settings.address, clock)
    running = _Running(place, listening)
    running.start()
    try:
        yield place
    finally:
        running.stop()


def site_of(built: app.App, clock: Callable[[], datetime], **changed: Any) -> Site:
    """The pages' view of an app; without a web chat nobody is told of news there."""
    from bot.channels.web import Web

    data = built.settings.data
    web = built.channels.get("web") or Web(data / "uploads")
    assert isinstance(web, Web)
    given: dict[str, Any] = {
        "reader": built.reader, "submit": built.submit, "listen": web.listen, "live": built.live,
        "languages": built.offices.languages, "vault": built.offices.vault, "clock": clock,
        "demonstration": built.offices.demonstration, "public_url": built.settings.address,
        "uploads": data / "uploads", "version": "0", "healthy": built.healthy, "files": built.offices.store,
        "identity": identity_of(built.settings), "boundaries": opened(built.settings.map),
        "pushing": built.pushes.pushing if built.pushes is not None else None,
    }  # fmt: skip
    return Site(**(given | changed))


class _Running:
    """The app and its pages in a thread with a loop of its own."""

    def __init__(self, place: Place, listening: socket.socket) -> None:
        self.place = place
        self.listening = listening
        config = uvicorn.Config(build(place.site), log_config=None, ws="none", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="pages")

    async def _serve(self) -> None:
        self.place.loop = asyncio.get_running_loop()
        async with app.running(self.place.app):
            await self.server.serve(sockets=[self.listening])

    def start(self) -> None:
        """Returns when the pages answer."""
        self.thread.start()
        until(lambda: self.server.started)

    def stop(self) -> None:
        """Ends the server and waits for it."""
        self.server.should_exit = True
        self.thread.join(20)
        self.listening.close()


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Waits for something that another thread does."""
    ready = threading.Event()
    for _ in range(int(seconds * 50)):
        if true():
            return
        ready.wait(0.02)
    raise AssertionError("it did not come to be")
