"""Encryption at rest: AES-256-GCM for what is kept, HMAC-SHA-256 to look it up.

A key is 32 bytes, written in base64. Several may be given, newest first: the newest encrypts, all of them decrypt, and
the oldest makes the keyed hashes, so that what was indexed before is still found.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes


class WrongKey(Exception):
    """What was to be decrypted was encrypted under a key that we do not have, or was changed."""


def new_key() -> str:
    """A fresh key, in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


class Vault:
    """Encrypts, decrypts, and makes keyed hashes. Sealed: the key's mark (4 bytes), a nonce, the ciphertext."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises ValueError for a key that is not 32 bytes in base64."""
        raw = [base64.b64decode(key, validate=True) for key in keys]
        if not raw or any(len(key) != 32 for key in raw):
            raise ValueError("a key is 32 bytes in base64")
        self._ciphers = {hashlib.sha256(key).digest()[:4]: AESGCM(key) for key in raw}
        self._mark, self._cipher = next(iter(self._ciphers.items()))
        self._index = hmac.digest(raw[-1], b"cunqing index", "sha256")

    @property
    def mark(self) -> str:
        """Says which key a database was begun with, and nothing about the key."""
        return self.index("the key of this database").hex()

    def seal(self, clear: bytes) -> bytes:
        """The bytes, encrypted under the newest key."""
        nonce = os.urandom(NONCE)
        return self._mark + nonce + self._cipher.encrypt(nonce, clear, None)

    def open(self, sealed: bytes) -> bytes:
        """The clear bytes; raises WrongKey."""
        cipher = self._ciphers.get(bytes(sealed[:4]))
        if cipher is None:
            raise WrongKey("sealed under an unknown key")
        try:
            return cipher.decrypt(sealed[4 : 4 + NONCE], sealed[4 + NONCE :], None)
        except InvalidTag:
            raise WrongKey("changed, or sealed under another key") from None

    def seal_text(self, clear: str | None) -> bytes | None:
        """A text, or nothing for an empty one."""
        return self.seal(clear.encode()) if clear else None

    def open_text(self, sealed: bytes | None) -> str:
        """The text of `seal_text`; empty for nothing."""
        return self.open(sealed).decode() if sealed else ""

    def seal_json(self, value: Any) -> bytes:
        """A JSON value."""
        return self.seal(msgspec.json.encode(value))

    def open_json(self, sealed: bytes) -> Any:
        """The value of `seal_json`."""
        return msgspec.json.decode(self.open(sealed))

    def index(self, text: str) -> bytes:
        """A keyed hash (32 bytes) to look a value up by: nobody without the key can try values against it."""
        return hmac.digest(self._index, text.strip().upper().encode(), "sha256")


def token_hash(token: str) -> bytes:
    """What is kept of a random token (128 bits or more): nobody can guess it back."""
    return hashlib.sha256(token.encode()).digest()
