"""What commands do: read the database, or submit through the running server, or through a core of their own."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

from bot import app as product
from bot import clock
from bot.channels.console import Console
from bot.door import hatch
from bot.keyring import vault_of
from bot.live import Live, LiveLoader
from bot.messages import Action, Channel, Incoming, Outgoing, Submit, say
from bot.registers import Here
from bot.settings import Settings, Wrong
from bot.workdays import day_of
from storage import Connection, audit, open_reader, schema
from storage.audit import Entry


@contextlib.contextmanager
def reading(settings: Settings) -> Iterator[Connection]:
    """A connection that only reads; raises Wrong where there is no database yet, storage.schema.TooOld or TooNew."""
    there(settings)
    engine = open_reader(settings.database, settings.database_url)
    try:
        with engine.connect() as connection:
            schema.hold(connection)
            yield connection
    except schema.Bare:
        raise Wrong(say("The database is empty; load a pack first.")) from None
    finally:
        engine.dispose()


def there(settings: Settings) -> None:
    """Raises Wrong where there is no database yet."""
    if not settings.database_url and not settings.database.exists():
        raise Wrong(say("There is no database in {folder} yet; load a pack first.", folder=str(settings.data)))


def live(connection: Connection) -> Live:
    """The live places, rules and forms."""
    return LiveLoader().current(connection)


def registered(settings: Settings, connection: Connection) -> Here:
    """What tables are read against."""
    return Here(connection, vault_of(settings, connection), live(connection), day_of(clock.now()))


@contextlib.asynccontextmanager
async def submitting(settings: Settings, *channels: Channel) -> AsyncIterator[Submit]:
    """The door: of the server that runs on this data folder, else of a core that runs for this command alone."""
    if hatch.path(settings.data).exists():

        async def submit(incoming: Incoming) -> list[Outgoing]:
            replies = await hatch.ask(settings.data, incoming)
            if replies is None:
                raise Wrong(say("The server on {folder} does not answer.", folder=str(settings.data)))
            return replies

        if await hatch.answers(settings.data):
            yield submit
            return
    app = product.build(settings, channels=channels or [Console()])
    async with product.running(app):
        yield app.submit
        await app.delivery.idle()


class Refused(Exception):
    """Nothing was changed; the text says why, in the terminal's language."""


def changing(
    settings: Settings, *actions: Action, language: str = "zh", progress: Callable[[int], None] = lambda _done: None
) -> tuple[Entry, str]:
    """Submits actions one after the other, each its own turn; the last one's entry in the audit and what was said.

    Raises Refused where the last one wrote no entry: then nothing was changed, and what was said is why.
    """
    cause = f"command/{secrets.token_hex(12)}"
    said = asyncio.run(_submitted(settings, cause, actions, language, progress))
    with reading(settings) as connection:
        entry = audit.of_cause(connection, f"{cause}/{len(actions)}")
    if entry is None:
        raise Refused("\n".join(said))
    return entry, "\n".join(said)


async def _submitted(
    settings: Settings, cause: str, actions: Sequence[Action], language: str, progress: Callable[[int], None]
) -> list[str]:
    said: list[str] = []
    async with submitting(settings) as submit:
        for number, action in enumerate(actions, start=1):
            replies = await submit(Incoming(id=f"{cause}/{number}", action=action, language=language))
            said = [reply.text for reply in replies]
            progress(number)
    return said
