"""The composition root: builds everything from the settings, starts it and stops it.

With `bot.wires`, which builds channels, and `bot.server`, which adds pages and the schedule, it alone knows handlers,
channels, pages and settings; the optional ones are imported inside the functions that build them.
"""

import asyncio
import contextlib
import gc
import shutil
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any

import structlog

import handlers
from bot import clock, crash
from bot.attachments import Attachments
from bot.channels.console import Console
from bot.committer import Committer
from bot.delivery import Delivery
from bot.door import finding, hatch
from bot.door.batch import House
from bot.jobs import submit_all
from bot.keyring import vault
from bot.languages import Languages
from bot.live import LiveLoader
from bot.making import Making
from bot.messages import Channel, Incoming, Outgoing
from bot.resources import resources
from bot.schedule.ticks import due
from bot.sent_workbooks import Reading
from bot.settings import Settings
from bot.turn import Offices
from bot.wires import build_channel
from handlers import menu
from storage import Engine, open_reader, open_writer, outbox, schema
from storage.lock import take
from storage.store import open_store
from storage.troubles import trouble

if TYPE_CHECKING:
    from bot.push.news import Pushes

ROOM = 32_000_000  # bytes: with less left on the disk, the next photo or the next batch may not be kept
DRAIN = 10.0  # seconds that a stop gives to what is on its way
RESEND = timedelta(minutes=2)  # a row that has waited longer than this was left behind by a process
LAST = datetime.max.replace(tzinfo=UTC)
MOST = 10_000  # rows taken up at once

log = structlog.get_logger()


@dataclass
class App:
    """Everything put together: what commands, pages and channels need of it."""

    settings: Settings
    lock: IO[str]
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

    def submit(self, incoming: Incoming) -> Coroutine[Any, Any, list[Outgoing]]:
        """The one door."""
        return self.committer.submit(incoming)

    def healthy(self) -> bool | str:
        """Whether the database answers and takes what is written, there is room for more, and the committer lives."""
        if not self.committer.alive:
            return "the committer has ended"
        if self.committer.failing:
            return "the database took nothing of late"
        if shutil.disk_usage(self.settings.data).free < ROOM:
            return "the disk is full"
        try:
            with self.reader.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except Exception as error:
            met = trouble(error)
            if met is None:
                raise
            return met.value
        return True


def build(
    settings: Settings,
    *,
    now: clock.Clock = clock.now,
    demonstration: bool = False,
    channels: Sequence[Channel] | None = None,
) -> App:
    """Everything, put together but not started; the database's schema is brought up to this version first.

    Raises storage.lock.Taken where another process has the data folder, and storage.schema.TooNew.
    """
    crash.arm(settings.crash)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = take(settings.data)  # before anything is opened: SQLite has one writer, and a folder one door
    writer = open_writer(settings.database, settings.database_url)
    schema.upgrade(writer)
    reader = open_reader(settings.database, settings.database_url)
    offices = _offices(settings, writer, now, demonstration)
    if channels is None:
        channels = [build_channel(each, settings, offices, reader, now) for each in settings.wanted]
    chosen = [*channels]
    if not any(channel.name == "console" for channel in chosen):
        chosen.append(Console())
    by_name = {channel.name: channel for channel in chosen}
    offices.email = "email" in by_name
    offices.pins = frozenset(channel.name for channel in chosen if channel.pins)
    abroad = frozenset(channel.name for channel in chosen if channel.abroad)
    live = LiveLoader()
    house = House(finding.find(handlers.by_name(), menu.spoken(offices.languages)), live, offices, now, abroad)
    committer = Committer(writer, house)
    delivery = Delivery(by_name, committer.record, committer.submit, now)
    committer.offer, committer.written = delivery.take, delivery.forget
    reading = Reading(reader, live, offices.vault, now)
    attachments = Attachments(by_name, reader, offices.vault, offices.store, now, reading)
    offices.attached = attachments.wake
    making = Making(reader, live, offices.languages, settings.data, now)
    offices.ordered = making.wake
    app = App(settings, lock, writer, reader, offices, live, now, committer, by_name, delivery, attachments, making)
    app.pushes = _pushes(app)
    return app


def _offices(settings: Settings, writer: Engine, now: clock.Clock, demonstration: bool) -> Offices:
    """What the operator has set; what the channels are good for is entered once they are chosen."""
    return Offices(
        vault=vault(settings, writer),
        languages=Languages.load(resources("locales")).at(now),
        data=settings.data,
        store=open_store(settings.files, settings.data),
        public_url=settings.address,
        demonstration=demonstration,
        sensitive_abroad=settings.sensitive_abroad,
        help_contact=settings.help_contact,
        map_link=settings.map_link,
        items_a_day=settings.items_a_day,
        megabytes_a_day=settings.megabytes_a_day,
        open_drafts=settings.open_drafts,
    )


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


@contextlib.asynccontextmanager
async def running(app: App) -> AsyncIterator[App]:
    """The committer, delivery and attachments at work; on the way out what is on its way is finished first."""
    app.committer.start()
    app.delivery.start()
    # Before anything new is said, which would overtake it. Alone on a file, everything is ours, what has to wait longer
    # too: it keeps its place in its chat's queue. On PostgreSQL other processes may be sending what is fresh.
    await resend(app, app.clock() - RESEND if app.settings.database_url else LAST)
    app.attachments.start(app.submit)
    app.making.start(app.submit)
    server = await hatch.listen(app.settings.data, app.submit)
    _collect_rarely()
    try:
        yield app
    finally:
        gc.unfreeze()
        server.close()
        hatch.path(app.settings.data).unlink(missing_ok=True)
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
        app.lock.close()


def _collect_rarely() -> None:
    """Leaves out of every later search for garbage what is there for good; turns themselves leave next to none."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


async def resend(app: App, before: datetime) -> None:
    """Takes up what the outbox still holds: after a start everything, later what a process left behind."""
    await app.delivery.take_up(lambda: _left(app, before))


def _left(app: App, before: datetime) -> list[outbox.Waiting]:
    with app.reader.connect() as connection:
        return outbox.waiting(connection, before, MOST)


async def tick(app: App, at: datetime) -> None:
    """What the schedule asks for once a minute."""
    wanted = await asyncio.to_thread(due, app.reader, at, app.settings.digest_hour)
    await submit_all(app.submit, wanted)
    await resend(app, at - RESEND)
    app.attachments.look()
    app.making.look()
