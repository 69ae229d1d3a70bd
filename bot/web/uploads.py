"""Files that come in by the pages: known by their content, and kept sealed until they have been dealt with."""

import hashlib
from dataclasses import dataclass

from bot.files.kinds import KINDS, kind_of
from bot.messages import Attachment
from bot.web.security import LARGEST_PHOTO
from bot.web.site import Site

ATTACHMENTS = {"image": "photo", "audio": "voice", "video": "video", "document": "document"}  # by family


class NotAPhoto(Exception):
    """The content is of no kind that we take."""


class TooBig(Exception):
    """The file is over 10 MB."""


@dataclass(frozen=True)
class Known:
    """What a file is, by its content."""

    mime: str
    kind: str  # photo, voice, video, document
    ending: str


def known(content: bytes) -> Known:
    """Raises NotAPhoto."""
    mime = kind_of(content)
    if not mime:
        raise NotAPhoto
    return Known(mime, ATTACHMENTS[KINDS[mime].family], KINDS[mime].ending)


def keep(site: Site, incoming: str, name: str, content: bytes) -> Attachment:
    """Writes a file for one Incoming's id, whole or not at all, under a name that a second try gives again.

    Raises NotAPhoto or TooBig.
    """
    if len(content) > LARGEST_PHOTO:
        raise TooBig
    found = known(content)
    digest = hashlib.sha256(content).hexdigest()
    reference = hashlib.sha256(incoming.encode()).hexdigest()[:32] + found.ending
    site.uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = site.uploads / f".{reference}.{digest[:8]}"
    part.write_bytes(site.vault.seal(content))
    part.replace(site.uploads / reference)
    return Attachment(found.kind, reference, digest, name[-120:], found.mime, len(content))
