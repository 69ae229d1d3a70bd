"""The composition root: builds everything from the settings, starts it and stops it.

It alone knows handlers, channels, pages and settings, and imports the optional ones inside the functions that build
them.
"""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import partial
from importlib.metadata import version
from typing import IO, TYPE_CHECKING

import structlog

import handlers
from bot import boundaries, clock, crash, door, finding
from bot.attachments import Attachments
from bot.batch import House
from bot.channels.console import Console
from bot.committer import Committer
from bot.delivery import Delivery
from bot.jobs import Jobs, due, submit_all
from bot.languages import Languages
from bot.live import LiveLoader
from bot.making import Making
from bot.messages import Channel, Incoming, Outgoing
from bot.people import mailboxes
from bot.reading import Reading
from bot.resources import resources
from bot.settings import Settings, keys
from bot.turn import Offices
from storage import Engine, marks, open_reader, open_writer, outbox, schema
from storage.lock import take
from storage.store import open_store
from storage.vault import Vault, WrongKey, new_key

if TYPE_CHECKING:
    from bot.channels.telegram.library import Library
    from bot.push.news import Pushes

DRAIN = 10.0  # seconds that a stop gives to what is on its way
RESEND = timedelta(minutes=2)  # a row that has waited longer than this was left behind by a process
LAST = datetime.max.replace(tzinfo=UTC)
MOST = 10_000  # rows taken up at once

Before = Callable[[], Awaitable[None]]

log = structlog.get_logger()


def vault(settings: Settings, writer: Engine | None = None) -> Vault:
    """The keys that were set, else the data folder's own. Raises WrongKey where the database was sealed under another.

    With a `writer` a key is made for a database that has none yet, and the database remembers which one it was.
    """
    given = keys(settings)
    path = settings.data / "key"
    if not given and path.exists():
        given = [path.read_text(encoding="ascii").strip()]
    if writer is None:
        return Vault(given)
    with writer.begin() as connection:
        sealed_under = marks.read(connection, "key")
        if not given and not sealed_under:
            given = [new_key()]
            path.touch(mode=0o600)
            path.write_text(given[0], encoding="ascii")
        made = Vault(given) if given else None
        if sealed_under and (made is None or made.mark != sealed_under):
            raise WrongKey("the key of this database is not here")
        assert made is not None  # noqa: S101 - given, or made just now
        marks.write(connection, "key", made.mark)
    return made


@dataclass
class App:
    """Everything put together: what commands, pages and channels need of it."""

    settings: Settings
    lock: IO[str] | None
    writer: Engine
    reader: Engine
    offices: Offices
    live: LiveLoader
    clock: clock.Clock
    committer: Committer
    channels: Mapping[str, Channel]
    delivery: Delivery
    attachments: Attachments
    making: Making
    pushes: "Pushes | None" = None

    async def submit(self, incoming: Incoming) -> list[Outgoing]:
        """The one door."""
        return await self.committer.submit(incoming)

    def healthy(self) -> bool | str:
        """Whether the database answers and the committer lives."""
        if not self.committer.alive:
            return "the committer has ended"
        with self.reader.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
        return True


def build(
    settings: Settings,
    *,
    now: clock.Clock = clock.now,
    demonstration: bool = False,
    channels: Sequence[Channel] | None = None,
) -> App:
    """Everything, put together but not started; the database's schema is brought up to this version first.

    Raises storage.lock.Taken where another process has the SQLite file, and storage.schema.TooNew.
    """
    crash.arm(settings.crash)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = None if settings.database_url else take(settings.data)  # before anything is opened: SQLite has one writer
    writer = open_writer(settings.database, settings.database_url)
    schema.upgrade(writer)
    reader = open_reader(settings.database, settings.database_url)
    offices = Offices(
        vault=vault(settings, writer),
        languages=Languages.load(resources("locales")),
        data=settings.data,
        store=open_store(settings.files, settings.data),
        public_url=settings.address,
        demonstration=demonstration,
        sensitive_abroad=settings.sensitive_abroad,
        help_contact=settings.help_contact,
        items_a_day=settings.items_a_day,
        megabytes_a_day=settings.megabytes_a_day,
        open_drafts=settings.open_drafts,
    )
    chosen = (
        list(channels)
        if channels is not None
        else [build_channel(each, settings, offices, reader, now) for each in settings.wanted]
    )
    if not any(channel.name == "console" for channel in chosen):
        chosen.append(Console())
    by_name = {channel.name: channel for channel in chosen}
    offices.email = "email" in by_name
    offices.pins = frozenset(channel.name for channel in chosen if channel.pins)
    abroad = frozenset(channel.name for channel in chosen if channel.abroad)
    live = LiveLoader()
    house = House(finding.find(handlers.by_name()), live, offices, now, abroad)
    committer = Committer(writer, house)
    delivery = Delivery(by_name, committer.record, committer.submit, now)
    committer.offer = delivery.offer
    reading = Reading(reader, live, offices.vault, now)
    attachments = Attachments(by_name, reader, offices.vault, offices.store, now, reading)
    offices.attached = attachments.wake
    making = Making(reader, live, offices.languages, settings.data, now)
    offices.ordered = making.wake
    app = App(settings, lock, writer, reader, offices, live, now, committer, by_name, delivery, attachments, making)
    app.pushes = _pushes(app)
    return app


def _pushes(app: App) -> "Pushes | None":
    """Browsers are told of news where the operator names push services: those are mostly abroad."""
    if not app.settings.push_services:
        return None
    from bot.channels.web import Web
    from bot.push.news import Pushes, key
    from bot.push.protocol import Pushing

    address = app.settings.address
    subject = address if address.startswith("https://") else "mailto:cunqing@localhost"
    pushing = Pushing(key(app.writer, app.offices.vault), app.settings.push_services, subject)
    made = Pushes(pushing, app.reader, app.offices.vault, app.submit, app.clock)
    web = app.channels.get("web")
    if isinstance(web, Web):
        web.absent = made.wake
    return made


def build_channel(
    name: str, settings: Settings, offices: Offices, reader: Engine | None = None, now: clock.Clock = clock.now
) -> Channel:
    """A channel by its setting; its library is imported only here, or where it is first used."""
    if name.startswith("telegram_"):
        return _telegram(name, settings, offices, reader)
    if name == "email":
        return _email(settings, offices, reader, now)
    from bot.channels.web import Web

    return Web(settings.data / "uploads", offices.vault.open)


def _telegram(name: str, settings: Settings, offices: Offices, reader: Engine | None) -> Channel:
    """Telegram by one of its two libraries; the other one is not imported."""
    from bot.channels.telegram import Telegram, Webhook, secret_of
    from handlers.menu import commands

    token, webhook = settings.telegram_token, None
    if settings.webhook_url:
        secret = settings.webhook_secret or secret_of(token)
        webhook = Webhook(settings.webhook_url, settings.webhook_port, secret, host=settings.host)
    made = Telegram(
        _library(name, token, settings.telegram_api),
        folder=settings.data,
        said=offices.languages.said,
        commands=commands(offices.languages),
        webhook=webhook,
    )
    if reader is not None:
        made.give_menus(partial(_menu, reader, offices.languages))
    return made


def _menu(reader: Engine, languages: Languages, account: str) -> tuple[tuple[str, str], ...]:
    """The commands of somebody on Telegram."""
    from handlers.menu import own

    with reader.connect() as connection:
        return own(connection, languages, ("telegram", account))


def _email(settings: Settings, offices: Offices, reader: Engine | None, now: clock.Clock) -> Channel:
    """E-mail by the operator's mail server. Which address a letter goes to is read when it is sent."""
    from bot.channels.email import Box, Connection, Email, Sender, Server, address, inbox_of

    name, sender = parseaddr(settings.email_from)

    def where(outgoing: Outgoing) -> Box | None:
        assert reader is not None  # noqa: S101 - given by `build`; letters are sent by what it built
        with reader.connect() as connection:
            to = mailboxes.where(connection, offices.vault, outgoing.chat, now())
            token = mailboxes.answer_token(connection, offices.vault, outgoing) if settings.email_inbox else ""
        stop = mailboxes.stop_link(offices.vault, settings.address, outgoing.chat)
        return Box(to, stop, address(sender, token) if token else "") if to else None

    server = Server(
        settings.email_host,
        settings.email_port,
        settings.email_security,
        settings.email_user,
        settings.email_password,
    )
    return Email(
        Connection(server),
        Sender(sender, name),
        where,
        offices.languages.said,
        folder=settings.data,
        inbox=inbox_of(settings.email_inbox, server.user, server.password) if settings.email_inbox else None,
        now=now,
    )


def _library(name: str, token: str, api: str) -> "Library":
    if name == "telegram_aiogram":
        from bot.channels.telegram_aiogram import Aiogram

        return Aiogram(token, api=api)
    from bot.channels.telegram_ptb import PythonTelegramBot

    return PythonTelegramBot(token, api=api)


@contextlib.asynccontextmanager
async def running(app: App) -> AsyncIterator[App]:
    """The committer, delivery and attachments at work; on the way out what is on its way is finished first."""
    app.committer.start()
    app.delivery.start()
    app.attachments.start(app.submit)
    app.making.start(app.submit)
    server = await door.listen(app.settings.data, app.submit)
    # Alone on a file, everything is ours, what has to wait longer too: it keeps its place in its chat's queue. On
    # PostgreSQL other processes may be sending what is fresh.
    resend(app, app.clock() - RESEND if app.settings.database_url else LAST)
    _collect_rarely()
    try:
        yield app
    finally:
        gc.unfreeze()
        server.close()
        door.path(app.settings.data).unlink(missing_ok=True)
        await app.making.stop()
        await app.attachments.stop()
        await app.delivery.stop(DRAIN)
        if app.pushes is not None:
            await app.pushes.stop()
        for channel in app.channels.values():
            await channel.close()
        await asyncio.to_thread(app.committer.stop)
        app.reader.dispose()
        app.writer.dispose()
        if app.lock is not None:
            app.lock.close()


def _collect_rarely() -> None:
    """Leaves out of every later search for garbage what is there for good; turns themselves leave next to none."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def resend(app: App, before: datetime) -> None:
    """Takes up what the outbox still holds: after a start everything, later what a process left behind."""
    with app.reader.connect() as connection:
        app.delivery.take(outbox.waiting(connection, before, MOST))


async def tick(app: App, at: datetime) -> None:
    """What the schedule asks for once a minute."""
    await submit_all(app.submit, due(app.reader, at, app.settings.digest_hour))
    resend(app, at - RESEND)
    app.attachments.look()
    app.making.look()


async def serve(app: App, before: Before | None = None) -> None:
    """Runs channels, pages and the schedule until the process is told to stop; `before` is done first."""
    async with running(app):
        if before is not None:
            await before()
        jobs = Jobs(app.settings.data, app.settings.database_url, lambda at: tick(app, at))
        await asyncio.to_thread(jobs.start, asyncio.get_running_loop())
        tasks = [asyncio.create_task(_channel(app, channel)) for channel in app.channels.values()]
        try:
            await _pages(app)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(jobs.stop)


async def _channel(app: App, channel: Channel) -> None:
    """A channel that ends or fails is said, and the others go on."""
    try:
        await channel.run(app.submit)
    except Exception as error:
        log.error("channel.ended", channel=channel.name, error=type(error).__name__)  # noqa: TRY400
    else:
        log.warning("channel.ended", channel=channel.name)


def _tell_of_map(app: App, outlines: Sequence[boundaries.Feature]) -> None:
    """Outlines that are none of our areas keep nobody from working; each is said."""
    with app.reader.connect() as connection:
        directory = app.live.current(connection).directory
    for problem in boundaries.matched(outlines, directory)[1]:
        log.warning("map.outline", why=app.offices.languages.said(problem, "zh"))


async def _pages(app: App) -> None:
    """The pages, until the server is told to stop."""
    import uvicorn

    from bot.channels.web import Web
    from bot.web.build import build as build_pages
    from bot.web.identity import identity_of
    from bot.web.site import Site

    web = app.channels.get("web")
    outlines = boundaries.opened(app.settings.map)
    _tell_of_map(app, outlines.features)
    site = Site(
        reader=app.reader,
        submit=app.submit,
        listen=web.listen if isinstance(web, Web) else Web(app.settings.data / "uploads").listen,
        live=app.live,
        languages=app.offices.languages,
        vault=app.offices.vault,
        clock=app.clock,
        demonstration=app.offices.demonstration,
        public_url=app.settings.address,
        uploads=app.settings.data / "uploads",
        version=version("cunqing"),
        healthy=app.healthy,
        files=app.offices.store,
        pushing=app.pushes.pushing if app.pushes is not None else None,
        boundaries=outlines,
        identity=identity_of(app.settings),
    )

    class Server(uvicorn.Server):
        """The library's own would raise the signal again when it ends, before ours is cleaned up."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    config = uvicorn.Config(
        build_pages(site),
        host=app.settings.host,
        port=app.settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    server = Server(config)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, partial(setattr, server, "should_exit", True))
    await server.serve()
