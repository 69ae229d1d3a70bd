"""What every answer carries and every request must keep: headers, sizes, and where a press comes from.

Plain ASGI, so that event streams pass through it unbuffered.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KIB = 1024
LARGEST_PHOTO = 10 * KIB * KIB  # bytes
LARGEST_PHOTO_BODY = LARGEST_PHOTO + 64 * KIB  # with the fields around it
LARGEST_TABLE_BODY = 20 * KIB * KIB  # a workbook that an admin sends
LARGEST_BODY = 256 * KIB

POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip

HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "geolocation=(self), camera=(self), microphone=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
)
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def _largest(path: str) -> int:
    """How many bytes a press on an address may bring."""
    if path == "/chat/photo" or (path.startswith("/items/") and path.endswith("/photo")):
        return LARGEST_PHOTO_BODY
    return LARGEST_TABLE_BODY if path.startswith("/admin/") and path.endswith("/upload") else LARGEST_BODY


def _here(location: bytes, host: bytes) -> bytes:
    """A way to one of our own pages, without the host and scheme that a request claimed: a proxy's may be others."""
    parts = urlsplit(location)
    ours = parts.scheme in (b"http", b"https") and host and parts.netloc == host
    return urlunsplit((b"", b"", parts.path or b"/", parts.query, parts.fragment)) if ours else location


class Guard:
    """Wraps the pages: refuses presses from other sites and oversized bodies, and adds the headers."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self.app = app
        self.host = urlsplit(public_url).netloc
        self.headers = [(name.encode(), value.encode()) for name, value in HEADERS]
        if public_url.startswith("https://"):
            self.headers.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if scope["method"] in UNSAFE and not self._own(headers):
            await self._refuse(send, 403)
            return
        largest = _largest(scope["path"])
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > largest:
            await self._refuse(send, 413)
            return
        # No database takes NUL: what asks for it is asked without it.
        scope = {**scope, "path": scope["path"].replace("\0", ""),
                 "query_string": scope["query_string"].replace(b"%00", b"")}  # fmt: skip
        await self._limited(scope, receive, send, largest, headers.get(b"host", b""))

    async def _limited(self, scope: Scope, receive: Receive, send: Send, largest: int, host: bytes) -> None:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > largest:  # a length that was not announced, or a lie
                raise HTTPException(413)
            return message

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._with(message.get("headers", ()), host)}
            await send(message)

        await self.app(scope, counted, dressed)

    def _with(self, headers: Iterable[tuple[bytes, bytes]], host: bytes) -> list[tuple[bytes, bytes]]:
        kept = [(name, _here(value, host)) if name.lower() == b"location" else (name, value) for name, value in headers]
        given = {name.lower() for name, _ in kept}
        kept += self.headers
        if b"cache-control" not in given:
            kept.append((b"cache-control", b"no-store"))
        return kept

    def _own(self, headers: dict[bytes, bytes]) -> bool:
        """Browsers say where a press comes from: it must be one of our own pages. Others send nothing, or "null"."""
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not origin:
            return headers.get(b"sec-fetch-site", b"same-origin") in (b"same-origin", b"none")
        return urlsplit(origin).netloc in (self.host, headers.get(b"host", b"").decode("latin-1"))

    async def _refuse(self, send: Send, status: int) -> None:
        headers = [*self.headers, (b"content-length", b"0"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
