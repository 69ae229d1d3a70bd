"""One connection to the mail server, by aiosmtplib: kept for the next letter, made anew where the server closed it."""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import structlog

from bot.channels.email import failures
from bot.channels.email.failures import PACE, Failure
from bot.messages import Throttled, Unreachable

if TYPE_CHECKING:
    from aiosmtplib import SMTP

Security = Literal["starttls", "tls", "plain"]

PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "plain": 25}
PATIENCE = 30.0  # seconds that an answer may take
IDLE = 20.0  # seconds that a connection is kept without a letter
AGAIN = 10.0  # seconds after which a server that could not be reached is tried again

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server that takes our letters; port 0 is the usual one of the security. `trust` is for tests."""

    host: str
    port: int = 0
    security: Security = "starttls"
    user: str = ""
    password: str = ""
    patience: float = PATIENCE
    trust: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port or PORTS[self.security]})"


class Connection:
    """Sends one letter after the other; each failure is one of the channel's four.

    What the server holds against us as a sender holds every letter back for a while, without another call: many
    letters must not try a wrong password one after the other.
    """

    def __init__(self, server: Server, ticks: Callable[[], float] = time.monotonic) -> None:
        self.server = server
        self.ticks = ticks
        self._not_before = 0.0
        self._lock = asyncio.Lock()
        self._smtp: SMTP | None = None
        self._dropping: asyncio.TimerHandle | None = None

    async def send(self, sender: str, recipient: str, letter: bytes) -> None:
        """Returns when the server has taken the letter."""
        async with self._lock:
            smtp = await self._begun(sender)
            try:
                await self._addressed(smtp, recipient)
                await self._given(smtp, letter)
            finally:
                self._keep()

    async def probe(self) -> None:
        """Connects and logs in; raises Unreachable or Throttled where that does not work."""
        async with self._lock:
            await self._connected()
            self._keep()

    async def close(self) -> None:
        """Says goodbye."""
        async with self._lock:
            self._keep(seconds=None)
            smtp, self._smtp = self._smtp, None
            if smtp is not None:
                transport = smtp.transport
                with contextlib.suppress(Exception):  # it may be gone already
                    await smtp.quit(timeout=2)
                smtp.close()
                if isinstance(transport, asyncio.WriteTransport):
                    transport.abort()  # TLS would wait for the server's own goodbye

    async def _begun(self, sender: str) -> "SMTP":
        """A connection that has been told whom the letter comes from; one that the server closed is made anew."""
        from aiosmtplib import SMTPException, SMTPSenderRefused

        while True:
            kept = self._smtp is not None and self._smtp.is_connected
            smtp = await self._connected()
            try:
                await smtp.mail(sender)
            except SMTPSenderRefused as refused:
                if refused.code == 421:
                    self._drop()
                    if kept:
                        continue
                else:
                    await self._reset(smtp)
                raise self._held(failures.of_us(refused.code, refused.message)) from None
            except (SMTPException, OSError, TimeoutError) as error:
                self._drop()
                if not kept:
                    raise self._held(Unreachable(type(error).__name__)) from None
            else:
                return smtp

    async def _addressed(self, smtp: "SMTP", recipient: str) -> None:
        from aiosmtplib import SMTPException, SMTPRecipientRefused

        try:
            await smtp.rcpt(recipient)
        except SMTPRecipientRefused as refused:
            if refused.code == 421:
                self._drop()
                raise Unreachable("the mail server is closing") from None
            await self._reset(smtp)
            raise failures.of_recipient(refused.code, refused.message) from None
        except (SMTPException, OSError, TimeoutError) as error:
            self._drop()
            raise Unreachable(type(error).__name__) from None

    async def _given(self, smtp: "SMTP", letter: bytes) -> None:
        from aiosmtplib import SMTPDataError, SMTPException

        try:
            await smtp.data(letter)
        except SMTPDataError as refused:
            await self._reset(smtp)
            raise failures.of_letter(refused.code, refused.message) from None
        except (SMTPException, OSError, TimeoutError) as error:
            self._drop()
            raise Unreachable(type(error).__name__, maybe=True) from None

    async def _reset(self, smtp: "SMTP") -> None:
        """Makes the connection ready for the next letter, or lets it go."""
        from aiosmtplib import SMTPException

        try:
            await smtp.rset()
        except (SMTPException, OSError, TimeoutError):
            self._drop()

    async def _connected(self) -> "SMTP":
        """The connection, logged in."""
        from aiosmtplib import SMTPAuthenticationError, SMTPException, SMTPResponseException

        if self.ticks() < self._not_before:
            raise Throttled(self._not_before - self.ticks())
        if self._smtp is not None and self._smtp.is_connected:
            return self._smtp
        smtp = self._smtp = self._made()
        try:
            await smtp.connect()
            if self.server.user:
                await smtp.login(self.server.user, self.server.password)
        except SMTPAuthenticationError as refused:
            self._drop()
            log.error("email.login", host=self.server.host, code=refused.code)  # noqa: TRY400 - it may quote the name
            raise self._held(failures.of_login(refused.code, refused.message), PACE) from None
        except SMTPResponseException as refused:
            self._drop()
            raise self._held(failures.of_us(refused.code, refused.message)) from None
        except (SMTPException, OSError, TimeoutError) as error:
            self._drop()
            log.warning("email.unreachable", host=self.server.host, error=type(error).__name__)
            raise self._held(Unreachable(type(error).__name__)) from None
        return smtp

    def _held(self, failure: Failure, seconds: float = AGAIN) -> Failure:
        """Nothing more is tried for so long."""
        self._not_before = self.ticks() + (failure.after if isinstance(failure, Throttled) else seconds)
        return failure

    def _made(self) -> "SMTP":
        from aiosmtplib import SMTP

        server = self.server
        return SMTP(
            hostname=server.host,
            port=server.port or PORTS[server.security],
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            timeout=server.patience,
            local_hostname=socket.gethostname() or "localhost",
            tls_context=server.trust if server.security != "plain" else None,
        )

    def _keep(self, seconds: float | None = IDLE) -> None:
        """Lets the connection go where no letter follows in so many seconds."""
        if self._dropping is not None:
            self._dropping.cancel()
            self._dropping = None
        if seconds is not None and self._smtp is not None:
            self._dropping = asyncio.get_running_loop().call_later(seconds, self._drop_idle)

    def _drop_idle(self) -> None:
        if not self._lock.locked():
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()
