"""`cunqing run` and `cunqing demo`: the server."""

import asyncio
import contextlib
import errno
import secrets
import socket
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot import app as product
from bot import logs, server
from bot.commands.saying import fail, said
from bot.demonstration import PEOPLE, MovedClock, fill
from bot.messages import Action, Incoming, Said, say
from bot.people import accounts
from bot.resources import resources
from bot.settings import Settings, read
from storage import Connection, marks, open_reader, people, places, schema
from storage.vault import token_hash

PACK = "deploy/qingyang"


class Holds(Enum):
    """Who is in a database."""

    NOBODY = "nobody"
    PEOPLE = "a real place"
    MADE_UP = "a demonstration"
    HALF = "a demonstration that was stopped while it was being filled"


DataOption = Annotated[Path | None, typer.Option(help="The data folder; else CUNQING_DATA")]
PortOption = Annotated[int | None, typer.Option(help="The pages' port; else CUNQING_PORT")]


def run(data: DataOption = None, port: PortOption = None) -> None:
    """Runs the server: the pages, the channels and the schedule."""
    settings = read(data=data, port=port)
    _ready(settings)
    if _held(settings) in (Holds.MADE_UP, Holds.HALF):
        fail(
            say(
                "{folder} holds a demonstration. Choose another data folder for a real place.",
                folder=str(settings.data),
            )
        )
    app = product.build(settings)
    said(say("The pages are at {address}", address=settings.address))
    if _bare(app):
        said(say("There is nothing in it yet. Load a place (cunqing pack load FOLDER), then invite its first admin."))
    _serve(app)


def demo(data: DataOption = None, port: PortOption = None) -> None:
    """Starts a demonstration (演示): made-up people and items in an embedded database."""
    settings = read(data=data, port=port)
    if data is None and settings.data == Path("data"):
        settings = read(data=Path("data-demo"), port=port)
    _ready(settings)
    folder, held = str(settings.data), _held(settings)
    if held is Holds.PEOPLE:
        fail(say("{folder} holds a real place. Choose another data folder for a demonstration.", folder=folder))
    if held is Holds.HALF:
        fail(
            say(
                "The demonstration in {folder} was stopped while it was filled. Remove it, or choose another one.",
                folder=folder,
            )
        )
    moved = MovedClock()
    _serve(product.build(settings, now=moved, demonstration=True), moved)


def _ready(settings: Settings) -> None:
    """Looks for what would end the server at once, so that it is said in a sentence."""
    logs.configure(settings.log)
    _listen(settings, settings.port, "CUNQING_PORT")
    if settings.webhook_url and any(name.startswith("telegram") for name in settings.wanted):
        _listen(settings, settings.webhook_port, "CUNQING_WEBHOOK_PORT")


def _listen(settings: Settings, port: int, setting: str) -> None:
    """Tries it, and ends with a sentence where that does not work."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, port))
        except OSError as error:
            fail(_closed(settings, str(port), setting, error))


def _closed(settings: Settings, port: str, setting: str, error: OSError) -> Said:
    """Why the server cannot listen where it should."""
    match error.errno:
        case errno.EADDRINUSE:
            return say("Port {port} is taken. Choose another one: {setting}.", port=port, setting=setting)
        case errno.EACCES | errno.EPERM:
            return say(
                "This user may not listen on port {port}. Take one from 1024 on ({setting}), behind a proxy.",
                port=port,
                setting=setting,
            )
    return say("CUNQING_HOST cannot be used: this machine has no address “{host}”.", host=settings.host)


def _held(settings: Settings) -> Holds:
    """What a database holds, looked at before it is brought up to this version."""
    if not settings.database_url and not settings.database.exists():
        return Holds.NOBODY
    engine = open_reader(settings.database, settings.database_url)
    try:
        with engine.connect() as connection:
            return _known(connection) if schema.begun(connection) else Holds.NOBODY
    finally:
        engine.dispose()


def _known(connection: Connection) -> Holds:
    if marks.read(connection, "demonstration"):
        return Holds.MADE_UP
    if marks.read(connection, "filling"):
        return Holds.HALF
    return Holds.PEOPLE if people.anybody(connection) else Holds.NOBODY


def _bare(app: product.App) -> bool:
    with app.reader.connect() as connection:
        return places.live_rules(connection) is None


def _serve(app: product.App, moved: MovedClock | None = None) -> None:
    async def serve() -> None:
        await server.serve(app, before=_prepare(app, moved) if moved is not None else None)

    asyncio.run(serve())
    said(say("Stopped."))


def _prepare(app: product.App, moved: MovedClock) -> server.Before:
    async def prepare() -> None:
        if _held(app.settings) is Holds.NOBODY:
            said(say("Filling the demonstration with made-up people and a few weeks of items…"))
            await fill(app.submit, moved, resources(PACK), partial(_identify, app))
        for line in await _welcome(app):
            said(line)

    return prepare


def _on_telegram(app: product.App, name: str) -> bool:
    with app.reader.connect() as connection:
        return people.has_account(connection, people.by_name(connection, name)[0], "telegram")


def _identify(app: product.App, name: str) -> int:
    with app.reader.connect() as connection:
        return people.by_name(connection, name)[0]


async def _welcome(app: product.App) -> list[Said]:
    address = app.settings.address
    lines: list[Said] = [
        say("This is a demonstration (演示): everybody in it is made up. Do not enter real names or numbers."),
        say("Open {address} and choose who you want to be.", address=address),
        say(
            "· {name}, {title}: tap “Visit log”, or write: 村里水管冻裂了，五组三户停水三天",
            name=PEOPLE[0].name,
            title=PEOPLE[0].title,
        ),
        say(
            "· {name}, {title}: open the inbox, accept the item, reply, resolve it.",
            name=PEOPLE[4].name,
            title=PEOPLE[4].title,
        ),
    ]
    if "telegram" in app.channels:
        lines.append(say("On Telegram, send the bot one of these to be that person:"))
        lines += await _invitations(app)
    return [*lines, say("Stop it with Ctrl+C.")]


async def _invitations(app: product.App) -> list[Said]:
    """A fresh invitation for each made-up person."""
    lines: list[Said] = []
    rows = []
    for person in PEOPLE:
        if _on_telegram(app, person.name):  # a new invitation would end what is bound
            continue
        code = accounts.new_code()
        rows.append({"name": person.name, "role": person.role, "unit": person.unit, "area": person.area,
                     "code": token_hash(code).hex()})  # fmt: skip
        lines.append(say("· {name}, {title}: /start {code}", name=person.name, title=person.title, code=code))
    action = Action("invite", values={"people": rows})
    await app.submit(Incoming(id=f"demonstration/{secrets.token_hex(8)}", action=action))
    return lines
