"""Web push: a message to a browser's push service (RFC 8030), sealed for the browser (8291), signed as ours (8292)."""

import base64
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

KNOWN = "known"
# Where Chrome, Edge, Firefox and Safari have their push services; a browser names an address below one of these.
SERVICES = ("fcm.googleapis.com", "notify.windows.com", "push.services.mozilla.com", "push.apple.com")
LASTS = timedelta(hours=12)  # a service keeps a message this long for a browser that is away
RECORD = 4096  # bytes of one record: our messages are one
AUTH_BYTES, POINT_BYTES = 16, 65


class NotABrowser(Exception):
    """What was given is no address and keys of a browser's subscription."""


@dataclass(frozen=True)
class Browser:
    """A subscription: where to send, and the keys to seal for it."""

    endpoint: str = field(repr=False)
    p256dh: bytes = field(repr=False)
    auth: bytes = field(repr=False)


@dataclass(frozen=True)
class Pushing:
    """Our key for push services, in PEM, the services that we send to, and where whoever runs one finds us."""

    pem: str = field(repr=False)
    services: tuple[str, ...]
    subject: str

    @property
    def public(self) -> str:
        """What browsers subscribe with."""
        return _encoded(_point(_private(self.pem).public_key()))

    def allowed(self, endpoint: str) -> bool:
        """Whether this is the address of a service that the operator named: a browser may name any address."""
        parts = urlsplit(endpoint)
        origin, host = f"{parts.scheme}://{parts.netloc}", parts.hostname or ""
        if origin in self.services:
            return True
        hosts = [host for name in self.services for host in (SERVICES if name == KNOWN else (name,))]
        plain = parts.scheme == "https" and parts.port in (None, 443) and "@" not in parts.netloc
        return plain and any(host == known or host.endswith(f".{known}") for known in hosts)

    def headers(self, endpoint: str, now: datetime) -> dict[str, str]:
        """What goes with a sealed message: an undelivered one before it is replaced."""
        from py_vapid import Vapid02  # type: ignore[import-untyped]

        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + LASTS).timestamp()),
            "sub": self.subject,
        }
        signed: dict[str, str] = Vapid02(_private(self.pem), {"no-strict": True}).sign(claims)
        return {
            "authorization": signed["Authorization"],
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(int(LASTS.total_seconds())),
            "topic": "news",
            "urgency": "normal",
        }


def new_pem() -> str:
    """A new key for push services."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def browser(given: dict[str, str]) -> Browser:
    """A subscription of {"endpoint", "p256dh", "auth"}, as a page gives it; raises NotABrowser."""
    try:
        p256dh, auth = _decoded(given["p256dh"]), _decoded(given["auth"])
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256dh)
    except (KeyError, ValueError):
        raise NotABrowser from None
    if len(p256dh) != POINT_BYTES or len(auth) != AUTH_BYTES or len(given.get("endpoint", "")) > 2000:
        raise NotABrowser
    return Browser(given["endpoint"], p256dh, auth)


def sealed(
    content: bytes, to: Browser, *, key: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> bytes:
    """A message that only this browser reads (RFC 8291, 3.4), in one record. Key and salt are new each time."""
    key, salt = key or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to.p256dh)
    ours = _point(key.public_key())
    shared = _derived(key.exchange(ec.ECDH(), theirs), to.auth, b"WebPush: info\0" + to.p256dh + ours, 32)
    secret = _derived(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(shared, salt, b"Content-Encoding: nonce\0", 12)
    body = AESGCM(secret).encrypt(nonce, content + b"\x02", None)  # 2: the last record
    return salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + body


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _private(pem: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the key for push services is of another kind")
    return key


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
