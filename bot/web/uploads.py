"""Photos that come in by the chat page: known by their content, kept under a name that a second try gives again."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.messages import Attachment
from bot.web.security import LARGEST_PHOTO

# What a photo begins with; a name or a declared type says nothing.
_MARKS = (
    (0, b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (8, b"WEBP", "image/webp", ".webp"),
)


class NotAPhoto(Exception):
    """The content is no photo of a kind that we take."""


class TooBig(Exception):
    """The photo is over 10 MB."""


@dataclass(frozen=True)
class Kind:
    """What a photo is, by its content."""

    mime: str
    ending: str


def kind_of(content: bytes) -> Kind:
    """Raises NotAPhoto."""
    for at, mark, mime, ending in _MARKS:
        if content[at : at + len(mark)] == mark and (at != 8 or content[:4] == b"RIFF"):
            return Kind(mime, ending)
    raise NotAPhoto


def keep(folder: Path, incoming: str, name: str, content: bytes) -> Attachment:
    """Writes a photo for one Incoming's id, whole or not at all; raises NotAPhoto or TooBig."""
    if len(content) > LARGEST_PHOTO:
        raise TooBig
    kind = kind_of(content)
    digest = hashlib.sha256(content).hexdigest()
    reference = hashlib.sha256(incoming.encode()).hexdigest()[:32] + kind.ending
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{reference}.{digest[:8]}"
    part.write_bytes(content)
    part.replace(folder / reference)
    return Attachment("photo", reference, digest, name[-120:], kind.mime, len(content))
