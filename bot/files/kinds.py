"""What a file is, by its content: its name and the type that its sender declares say nothing."""

import io
import struct
import zipfile
from typing import NamedTuple

import filetype  # type: ignore[import-untyped]

LARGEST = 20 * 1024 * 1024  # bytes of a file, as much as Telegram lets a bot fetch
MOST_FILES = 40  # of one item
MOST_PARTS = 5_000  # of an office document; a real one has some dozens


class Kind(NamedTuple):
    """A kind of file that is kept: what questions it may answer, and the ending that a copy is given."""

    family: str  # image, audio, video, document
    ending: str


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {
    "image/jpeg": Kind("image", ".jpg"),
    "image/png": Kind("image", ".png"),
    "image/webp": Kind("image", ".webp"),
    "image/heic": Kind("image", ".heic"),
    "application/pdf": Kind("document", ".pdf"),
    SHEET: Kind("document", ".xlsx"),
    WORDS: Kind("document", ".docx"),
    "audio/mpeg": Kind("audio", ".mp3"),
    "audio/ogg": Kind("audio", ".ogg"),
    "audio/mp4": Kind("audio", ".m4a"),
    "audio/amr": Kind("audio", ".amr"),
    "audio/aac": Kind("audio", ".aac"),
    "audio/x-wav": Kind("audio", ".wav"),
    "video/mp4": Kind("video", ".mp4"),
    "video/quicktime": Kind("video", ".mov"),
    "video/3gpp": Kind("video", ".3gp"),
    "video/webm": Kind("video", ".webm"),
}
# The brand of an ISO base media file (ISO/IEC 14496-12) says what is in it.
_BRANDS = {
    b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime", b"heic": "image/heic",
    b"heix": "image/heic", b"mif1": "image/heic", b"msf1": "image/heic",
}  # fmt: skip
_OFFICE = {"xl/workbook.xml": SHEET, "word/document.xml": WORDS}
_MACROS = ("vbaproject.bin", "vbadata.xml")


def kind_of(content: bytes) -> str:
    """The media type; empty for what is not kept."""
    if content[4:8] == b"ftyp":
        return _of_brand(content[8:12])
    if content.startswith(b"PK\x03\x04"):
        return _of_parts(content)
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    found = str(filetype.guess_mime(content[:8192]) or "")
    return found if found in KINDS else ""


def fits(mime: str, asked: str) -> bool:
    """Whether a kind of file answers a question of this type; what no question asked for may be any."""
    family = KINDS[mime].family if mime in KINDS else ""
    if asked == "audio":  # recorders write sound into MPEG-4 under the brand of films
        return family == "audio" or mime in ("video/mp4", "video/3gpp")
    return bool(family) and (asked not in ("image", "video") or family == asked)


def _of_brand(brand: bytes) -> str:
    if brand.startswith(b"3g"):
        return "video/3gpp"
    return _BRANDS.get(brand, "" if brand in (b"avif", b"avis", b"jp2 ", b"crx ") else "video/mp4")


def _of_parts(content: bytes) -> str:
    """An office document without macros, by the parts that its archive names; nothing of it is unpacked."""
    if not 0 < _parts(content) <= MOST_PARTS:
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        return ""
    if any(name.endswith(_MACROS) for name in names):
        return ""
    return next((mime for part, mime in _OFFICE.items() if part in names), "")


def _parts(content: bytes) -> int:
    """How many parts the archive says it has; 0 where it does not say (APPNOTE 4.3.16)."""
    at = content.rfind(b"PK\x05\x06", -(22 + 0xFFFF))
    return int(struct.unpack_from("<H", content, at + 10)[0]) if 0 <= at <= len(content) - 22 else 0
