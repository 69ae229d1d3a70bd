"""Where the service brings updates to, over HTTP: answered 200 only when they are in, each chat in its order.

Its own small server on h11 and a port of its own. The libraries' webhook servers acknowledge before the work is done,
and a server for pages would wait for slow senders as long as they like. Nothing of a refused request is logged.
"""

import asyncio
import contextlib
import hashlib
import hmac
import math
from collections import Counter
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit

import h11
import structlog

from bot.channels.telegram.intake import Bot
from bot.channels.telegram.queues import Queues
from bot.channels.telegram.updates import number, read
from bot.messages import Busy, Submit

LARGEST = 1024 * 1024  # bytes of a body
PATIENCE = 10.0  # seconds that a whole request may take to arrive
IDLE = 75.0  # seconds that a connection may wait for its next request
MOST = 512  # connections at once
TAKEN = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"  # the one answer that has to be quick
SECRET = b"x-telegram-bot-api-secret-token"

log = structlog.get_logger()


class Refusal(Exception):
    """A request that is answered with this status and nothing more."""

    def __init__(self, status: int, *headers: tuple[str, str]) -> None:
        super().__init__(str(status))
        self.status, self.headers = status, headers


class Webhook:
    """`url` is what the service is told, `port` where we listen behind it; `secret` comes back with each update."""

    def __init__(
        self, url: str, port: int, secret: str, *, host: str = "127.0.0.1", patience: float = PATIENCE
    ) -> None:
        self.url, self.port, self.secret, self.host, self.patience = url, port, secret, host, patience
        self.path = urlsplit(url).path or "/"
        self.bot: Bot | None = None
        self.answered: Counter[int] = Counter()  # by status
        self.queues = Queues()
        self._connections: dict[asyncio.Task[None], Connection] = {}

    @contextlib.asynccontextmanager
    async def serving(self, submit: Submit, pressed: Callable[[bytes], None]) -> AsyncIterator[str]:
        """Listens while the block runs; yields the address that the service is to be told."""

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if len(self._connections) >= MOST:
                writer.close()
                return
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 - asyncio runs this in one
            made = self._connections[task] = Connection(self, submit, pressed, reader, writer)
            try:
                with contextlib.suppress(asyncio.CancelledError):  # only we end it, and asyncio would tell of it
                    await made.serve()
            finally:
                del self._connections[task]
                writer.close()

        server = await asyncio.start_server(connected, self.host, self.port)
        watch = asyncio.create_task(self._watch())
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self.url
        finally:
            server.close()
            watch.cancel()
            for task in list(self._connections):
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)
            log.info("telegram.webhook.answered", **{str(status): count for status, count in self.answered.items()})

    async def _watch(self) -> None:
        """One timer for all connections: two of each request's own would cost a tenth of it."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(1.0, self.patience / 10))
            for connection in self._connections.values():
                if connection.until < loop.time():
                    connection.reader.set_exception(TimeoutError())

    async def take(self, body: bytes, submit: Submit, pressed: Callable[[bytes], None]) -> None:
        """Submits one update in its chat's order; raises Refusal for what is no update, and Busy."""
        if self.bot is None:
            raise Busy
        incoming = read(body, self.bot.id, self.bot.username)
        if incoming is None:
            return
        found = number(body)
        if incoming.unreadable and found is None and not body.lstrip().startswith(b"{"):
            raise Refusal(400)
        await self.queues.submit(incoming, found or 0, submit)
        if incoming.button is not None or incoming.kind == "callback_query":
            pressed(body)


class Connection:
    """One connection of the service, request after request."""

    def __init__(
        self,
        webhook: Webhook,
        submit: Submit,
        pressed: Callable[[bytes], None],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.webhook, self.submit, self.pressed = webhook, submit, pressed
        self.reader, self.writer = reader, writer
        self.http = h11.Connection(h11.SERVER)
        self.loop = asyncio.get_running_loop()
        self.until = 0.0  # when what is to be read must be here, by the loop's clock
        self.taken = False  # the last request was, and the next one begins afresh

    async def serve(self) -> None:
        """Until either side ends it."""
        wait = self.webhook.patience
        with contextlib.suppress(OSError, TimeoutError, h11.LocalProtocolError):
            while await self._begun(wait):
                await self._answered()
                if not self.taken:  # whoever was refused begins anew
                    return
                self._anew()
                wait = IDLE

    def _anew(self) -> None:
        """The next request on this connection, whose first bytes may be here already."""
        rest, _ = self.http.trailing_data
        self.http = h11.Connection(h11.SERVER)
        if rest:
            self.http.receive_data(rest)

    async def _begun(self, wait: float) -> bool:
        """Waits for the first bytes of a request; whether there are any."""
        if self.http.trailing_data[0]:
            return True
        self.until = self.loop.time() + wait
        data = await self.reader.read(65536)
        self.http.receive_data(data)
        return bool(data)

    async def _answered(self) -> None:
        status, headers = 200, list[tuple[str, str]]()
        try:
            self.until = self.loop.time() + self.webhook.patience
            body = await self._request()
            self.until = math.inf  # however long the turn takes
            await self.webhook.take(body, self.submit, self.pressed)
        except Refusal as refusal:
            status, headers = refusal.status, list(refusal.headers)
        except TimeoutError:
            status = 408
        except h11.RemoteProtocolError as error:
            status = error.error_status_hint
        except Busy as busy:
            status, headers = 503, [("retry-after", f"{busy.after:.0f}")]
        except Exception as error:  # whatever it was, the update must come again
            log.error("telegram.submit", error=type(error).__name__)  # noqa: TRY400 - no text
            status, headers = 503, [("retry-after", f"{Busy().after:.0f}")]
        self.webhook.answered[status] += 1
        await self._write(status, headers)

    async def _request(self) -> bytes:
        """The body of a request that may be one of the service's."""
        body = bytearray()
        while True:
            event = await self._event()
            if isinstance(event, h11.Request):
                self._check(event)
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > LARGEST:
                    raise Refusal(413)
            elif isinstance(event, h11.EndOfMessage):
                return bytes(body)
            else:
                raise Refusal(400)

    async def _event(self) -> object:
        while (event := self.http.next_event()) is h11.NEED_DATA:
            self.http.receive_data(await self.reader.read(65536))
        return event

    def _check(self, request: h11.Request) -> None:
        """Who it is before anything else of the request is looked at."""
        headers = dict(request.headers)
        if not hmac.compare_digest(headers.get(SECRET, b""), self.webhook.secret.encode()):
            raise Refusal(401)
        if request.target.partition(b"?")[0] != self.webhook.path.encode():
            raise Refusal(404)
        if request.method != b"POST":
            raise Refusal(405, ("allow", "POST"))
        if headers.get(b"content-encoding", b"identity").lower() != b"identity":
            raise Refusal(415)
        length = headers.get(b"content-length", b"0")
        if len(length) > 12 or int(length) > LARGEST:
            raise Refusal(413)

    async def _write(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.taken = status == 200 and self.http.their_state is h11.DONE
        if self.taken:
            self.writer.write(TAKEN)
            return
        if self.http.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            return
        headers += [("connection", "close"), ("content-length", "0")]
        response = h11.Response(status_code=status, headers=headers)
        written = self.http.send(response), self.http.send(h11.EndOfMessage())
        self.writer.write(b"".join(part for part in written if part))
        await self.writer.drain()


def secret_of(token: str) -> str:
    """A secret for whoever set none: the same for every process with this token, and nothing to guess."""
    return hmac.new(token.encode(), b"cunqing webhook", hashlib.sha256).hexdigest()
