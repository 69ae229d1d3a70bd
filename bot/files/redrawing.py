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
MOST_PIXELS = 50_000_000
SMOOTH = ("RGB", "RGBA", "L", "LA", "CMYK", "YCbCr")  # modes that can be made smaller as they are
LONGEST, THUMBNAIL = 2560, 480  # pixels of the longer side
QUALITY, SMALL_QUALITY = 88, 75
MEMORY = 1 << 30  # bytes
SECONDS = 15  # of the processor's time


class Refused(Exception):
    """No picture that we can draw: "pixels" where it is too large, "broken" for all else."""


def redraw(content: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """What its notes say (taken_at, latitude, longitude), the picture, the thumbnail; raises Refused."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            _count(opened)
            notes = _notes(opened)
            picture = opened if opened.mode in SMOOTH else opened.convert("RGBA")
            picture.thumbnail((LONGEST, LONGEST))  # first of all: a JPEG is not even decoded larger, and memory is dear
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
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused("pixels")


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
