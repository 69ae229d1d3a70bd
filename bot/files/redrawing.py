"""Draws a picture anew, in a process of its own: without its notes, the right way up, and no larger than it has to be.

What comes from outside is decoded here and nowhere else. The process knows no secret, has little memory and time, and
may write no file; nothing of ours is imported. In by standard input: the picture. Out by standard output: one line of
JSON, then the picture and its thumbnail, both JPEG.
"""

import contextlib
import io
import json
import math
import sys
from typing import Any

from pi_heif import register_heif_opener  # type: ignore[import-untyped]
from PIL import ExifTags, Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

FORMATS = [kind.format for kind in (JpegImagePlugin.JpegImageFile, PngImagePlugin.PngImageFile,
                                    WebPImagePlugin.WebPImageFile)] + ["HEIF"]  # fmt: skip
MOST_PIXELS = 50_000_000  # of a JPEG, which is decoded at a half or a quarter of its size
MOST_AT_ONCE = 12_500_000  # pixels that are decoded: 50 MB of memory, and as much again until it is made smaller
MOST_HEIF = 25_000_000  # telephones make them so large; more of it is compressed, and nothing decodes a part of one
SMOOTH = ("RGB", "RGBA", "L", "LA", "CMYK", "YCbCr")  # modes that can be made smaller as they are
LONGEST, THUMBNAIL = 2560, 480  # pixels of the longer side
QUALITY, SMALL_QUALITY = 88, 75
MEMORY = 1 << 30  # bytes
SECONDS = 15  # of the processor's time


class Refused(Exception):
    """No picture that we can draw: "pixels" where it is too large, "whole" for its kind; "broken" for all else."""


def redraw(content: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """What its notes say (taken_at, latitude, longitude), the picture, the thumbnail; raises Refused."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            _count(opened)
            notes = _notes(opened)
            picture = opened if opened.mode in SMOOTH else opened.convert("RGBA")
            _reduce(picture)  # first of all: memory is dear
            picture = _flat(ImageOps.exif_transpose(picture))
    except Refused:
        raise
    except Exception as error:  # decoders raise whatever they like
        raise Refused("broken") from error
    small = picture.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return notes, _jpeg(picture, QUALITY), _jpeg(small, SMALL_QUALITY)


def _count(picture: Image.Image) -> None:
    """Before anything is decoded: a header may say what it likes."""
    pixels = picture.width * picture.height
    if pixels > MOST_PIXELS:
        raise Refused("pixels")
    if pixels > (MOST_HEIF if picture.format == "HEIF" else MOST_AT_ONCE) and not _by_steps(picture):
        raise Refused("whole")


def _by_steps(picture: Image.Image) -> bool:
    """Whether its decoder can make it smaller line by line; a progressive JPEG is kept whole until its last line."""
    return picture.format == "JPEG" and "progressive" not in picture.info


def _reduce(picture: Image.Image) -> None:
    """Made smaller by a half, a quarter or an eighth while it is decoded, where that can be; then to what is kept."""
    width, height = picture.size
    step = next((step for step in (8, 4, 2) if max(width, height) >= step * LONGEST), 1)
    while width * height > MOST_AT_ONCE * step * step and step < 8:
        step *= 2
    if step > 1:
        picture.draft(None, (max(1, width // step), max(1, height // step)))
    picture.thumbnail((LONGEST, LONGEST), reducing_gap=1.0)


def _flat(picture: Image.Image) -> Image.Image:
    """In three colours, on white where it was transparent; pixels alone, none of what came with them."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        drawn = picture.convert("RGBA")
        ground = Image.new("RGBA", drawn.size, "white")
        ground.alpha_composite(drawn)
        picture = ground
    bare = picture.convert("RGB")
    bare.info = {}
    return bare


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


# --- what the camera wrote down (Exif 2.32) -----------------------------------------------------------------------


def _notes(picture: Image.Image) -> dict[str, Any]:
    """When and where, as far as it can be read; broken notes are none."""
    found: dict[str, Any] = {}
    with contextlib.suppress(Exception):
        exif = picture.getexif()
        told = exif.get_ifd(ExifTags.IFD.Exif)
        day, _, time = str(told[ExifTags.Base.DateTimeOriginal]).strip("\0 ").partition(" ")
        zone = str(told.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
        found["taken_at"] = f"{day.replace(':', '-')}T{time}{zone}"
    with contextlib.suppress(Exception):
        told = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(told[ExifTags.GPS.GPSLatitude], told[ExifTags.GPS.GPSLatitudeRef], "S", 90)
        longitude = _degrees(told[ExifTags.GPS.GPSLongitude], told[ExifTags.GPS.GPSLongitudeRef], "W", 180)
        if latitude or longitude:  # phones without a place write zeros
            found |= {"latitude": latitude, "longitude": longitude}
    return found


def _degrees(parts: Any, reference: Any, negative: str, most: int) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= most:
        raise ValueError("no degrees")
    return round(-value if str(reference).strip("\0 ").upper() == negative else value, 6)


# --- the process --------------------------------------------------------------------------------------------------


def _confine() -> None:
    """Little memory, little time, no files; where the system knows such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """One picture."""
    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # we count ourselves
    _confine()
    content = sys.stdin.buffer.read()
    try:
        notes, picture, thumbnail = redraw(content)
    except Refused as why:
        sys.stdout.buffer.write(json.dumps({"refused": str(why)}).encode() + b"\n")
        return
    head = {**notes, "picture": len(picture)}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + picture + thumbnail)


if __name__ == "__main__":
    main()
