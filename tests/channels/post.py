"""A real mail server for the tests, aiosmtpd's, in a thread: it keeps what it is given, and answers as a test asks."""

import asyncio
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.channels.email import Server
from bot.channels.email.connection import Security

HANG = "hang"  # in place of an answer: none comes
HANG_UP = "hang up"  # the connection is cut


@dataclass
class Office:
    """The server. `answers` holds what it says in place of 250, by command, one for each time that it is asked."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    connections: int = 0
    logins: list[tuple[str, str]] = field(default_factory=list)
    protected: list[bool] = field(default_factory=list)  # of each letter: whether it came over TLS
    port: int = 0
    password: str = ""
    transports: list[asyncio.BaseTransport] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer("MAIL", server)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = await self._answer("RCPT", server)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await self._answer("DATA", server)
        if answer.startswith("2"):
            content = envelope.content
            assert isinstance(content, bytes)
            letter = message_from_bytes(content, policy=default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.envelopes.append((str(envelope.mail_from), list(envelope.rcpt_tos)))
            self.protected.append(session.ssl is not None)
        return answer

    async def _answer(self, command: str, server: SMTP) -> str:
        waiting = self.answers.get(command)
        answer = waiting.pop(0) if waiting else "250 OK"
        if answer == HANG:
            await asyncio.sleep(60)
        if answer == HANG_UP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer

    def login(self, _server: Any, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        """A name and a password, right where the password is."""
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password.decode() == self.password, handled=False)

    def to(self, address: str) -> list[EmailMessage]:
        """The letters that came for an address."""
        return [letter for letter, (_, tos) in zip(self.letters, self.envelopes, strict=True) if tos == [address]]

    def hangs_up(self) -> None:
        """Closes every connection, as a server does with those that say nothing for long."""
        assert self.loop is not None
        done = threading.Event()

        def close() -> None:
            for transport in self.transports:
                transport.close()
            self.loop.call_later(0.05, done.set)  # type: ignore[union-attr]

        self.loop.call_soon_threadsafe(close)
        assert done.wait(5)

    def server(self, security: Security = "plain", patience: float = 5, **more: Any) -> Server:
        """How the channel reaches it."""
        return Server("127.0.0.1", self.port, security, patience=patience, **more)


@contextmanager
def office(*, tls: ssl.SSLContext | None = None, at_once: bool = False, password: str = "") -> Iterator[Office]:
    """A mail server at work. `tls`: it offers STARTTLS, or speaks TLS `at_once`; a password: it wants a login."""
    made = Office(password=password)
    loop = asyncio.new_event_loop()
    made.loop = loop

    class Counted(SMTP):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            made.connections += transport not in made.transports
            made.transports.append(transport)
            super().connection_made(transport)

    def protocol() -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a login without TLS is unwise
            return Counted(made, hostname="mail.test", loop=loop, tls_context=None if at_once else tls, ident="test",
                           authenticator=made.login if password else None, auth_required=bool(password),
                           auth_require_tls=False)  # fmt: skip

    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0, ssl=tls if at_once else None))
    made.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, name="mail server")
    thread.start()
    try:
        yield made
    finally:
        asyncio.run_coroutine_threadsafe(_end(server, made), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server, made: Office) -> None:
    server.close()
    for transport in made.transports:
        transport.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's TLS with a certificate of its own for 127.0.0.1, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(exist_ok=True)
    path = folder / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(path)
    client = ssl.create_default_context(cafile=path)
    return server, client
