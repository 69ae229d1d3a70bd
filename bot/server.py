"""The server: channels, pages and the schedule over an app, until the process is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog

from bot import boundaries
from bot.app import App, running, tick
from bot.jobs import Jobs
from bot.messages import Channel

if TYPE_CHECKING:
    from bot.web.site import Site

Before = Callable[[], Awaitable[None]]

log = structlog.get_logger()


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


def _site(app: App) -> "Site":
    """What the pages need of the app."""
    from bot.channels.web import Web
    from bot.web.identity import identity_of
    from bot.web.site import Site

    web = app.channels.get("web")
    outlines = boundaries.opened(app.settings.map)
    _tell_of_map(app, outlines.features)
    return Site(
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
        map_link=app.settings.map_link,
        identity=identity_of(app.settings),
    )


async def _pages(app: App) -> None:
    """The pages, until the server is told to stop."""
    import uvicorn

    from bot.web.build import build as build_pages

    class Server(uvicorn.Server):
        """The library's own would raise the signal again when it ends, before ours is cleaned up."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    config = uvicorn.Config(
        build_pages(_site(app)),
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
