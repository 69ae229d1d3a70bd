"""Pictures are drawn anew: upright, small, without their notes; what is no picture is refused in little memory."""

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageDraw

from bot.files.pictures import PROGRAM, NoPicture, drawn

NOTES = (ExifTags.Base.Make, ExifTags.Base.Model, ExifTags.Base.Software)


def exif(**told: object) -> Image.Exif:
    """A camera's notes: its name, a zone's moment and a place in Qingyang."""
    made = Image.Exif()
    for tag in NOTES:
        made[tag] = "somebody's telephone"
    made[ExifTags.Base.Orientation] = told.get("orientation", 1)
    of_photo = made.get_ifd(ExifTags.IFD.Exif)
    of_photo[ExifTags.Base.DateTimeOriginal] = told.get("at", "2026:11:24 09:12:30")
    if "zone" in told:
        of_photo[ExifTags.Base.OffsetTimeOriginal] = told["zone"]
    place = made.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
    place[ExifTags.GPS.GPSLatitude] = told.get("latitude", (36.0, 34.0, 12.0))
    place[ExifTags.GPS.GPSLongitude] = told.get("longitude", (107.0, 18.0, 36.0))
    return made


def photo(kind: str = "JPEG", size: tuple[int, int] = (600, 400), mode: str = "RGB", **notes: object) -> bytes:
    """Red above, blue below, with a camera's notes."""
    picture = Image.new("RGB", size, "red")
    ImageDraw.Draw(picture).rectangle((0, size[1] // 2, size[0], size[1]), fill="blue")
    out = io.BytesIO()
    picture.convert(mode).save(out, kind, exif=exif(**notes))
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_a_jpeg_without_a_single_note(kind: str) -> None:
    made = drawn(photo(kind))
    for content in (made.content, made.thumbnail):
        picture = opened(content)
        assert picture.format == "JPEG"
        assert dict(picture.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & picture.info.keys()
        assert b"somebody's telephone" not in content
    assert opened(made.content).size == (600, 400)
    assert opened(made.thumbnail).size == (480, 320)


def test_notes_of_other_kinds_are_gone_too() -> None:
    out = io.BytesIO()
    notes = {
        "comment": b"a secret comment",
        "xmp": b"<x:xmpmeta>a secret place</x:xmpmeta>",
        "icc_profile": b"a secret",
    }
    Image.new("RGB", (40, 30)).save(out, "JPEG", **notes)
    assert b"secret" not in drawn(out.getvalue()).content


def test_when_and_where_are_read_from_the_notes_before_they_go() -> None:
    made = drawn(photo())
    assert made.taken_at == datetime(2026, 11, 24, 1, 12, 30, tzinfo=UTC)  # no zone is China's
    assert made.place == (36.57, 107.31)
    assert drawn(photo(zone="+09:00")).taken_at == datetime(2026, 11, 24, 0, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("at", ["", "0000:00:00 00:00:00", "yesterday", "2026:13:45 99:99:99"])
def test_a_time_that_is_none_is_left_out(at: str) -> None:
    assert drawn(photo(at=at)).taken_at is None


@pytest.mark.parametrize("latitude", [(0.0, 0.0, 0.0), (200.0, 0.0, 0.0)])
def test_a_place_that_is_none_is_left_out(latitude: tuple[float, ...]) -> None:
    assert drawn(photo(latitude=latitude, longitude=(0.0, 0.0, 0.0))).place is None


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (600, 400), "red"), (3, (600, 400), "blue"), (6, (400, 600), "blue"), (8, (400, 600), "red")],
)
def test_a_picture_is_turned_upright(orientation: int, size: tuple[int, int], corner: str) -> None:
    picture = opened(drawn(photo(orientation=orientation)).content)
    assert picture.size == size
    red, _, blue = picture.convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert (red > blue) == (corner == "red")


def test_a_telephones_twelve_million_pixels_are_kept_smaller() -> None:
    assert max(opened(drawn(photo(size=(6000, 4000))).content).size) == 2560


MEASURED = """
import runpy, sys
runpy.run_path(sys.argv[1], run_name="__main__")
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory a process had at most")
@pytest.mark.parametrize("size", [(8656, 5776), (5104, 5104)], ids=["fifty million", "just under twice what is kept"])
def test_a_large_jpeg_is_never_decoded_as_a_whole(size: tuple[int, int]) -> None:
    def megabytes(content: bytes) -> float:
        command = [sys.executable, "-I", "-c", MEASURED, str(PROGRAM)]
        ended = subprocess.run(command, input=content, capture_output=True, check=True)
        assert ended.stdout.startswith(b'{"picture"')
        return int(ended.stderr) / 1024

    assert megabytes(grey(*size)) - megabytes(grey(64, 48)) < 100


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "I;16"])
def test_every_kind_of_colour_is_drawn(mode: str) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 10), (0, 255, 0, 0)).convert("L" if mode == "I;16" else mode).convert(mode).save(out, "PNG")
    assert opened(drawn(out.getvalue()).content).mode == "RGB"


def test_what_was_transparent_is_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(drawn(out.getvalue()).content).getpixel((5, 5)) == (255, 255, 255)


def test_the_photos_of_iphones_are_kept_as_jpegs() -> None:
    made = drawn((Path(__file__).parent / "pictures" / "telephone.heic").read_bytes())
    picture = opened(made.content)
    assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (64, 48), {})
    assert (made.taken_at, made.place) == (datetime(2026, 11, 24, 1, 12, 30, tzinfo=UTC), (36.57, 107.31))


def test_no_decoder_is_loaded_into_the_server() -> None:
    loaded = "import sys, bot.app; print({'PIL.JpegImagePlugin', 'pi_heif', 's3fs', 'fsspec'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


# --- what is no picture -------------------------------------------------------------------------------------------


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def frame(width: int, height: int) -> bytes:
    """A JPEG whose header says another size than its content has."""
    content = bytearray(photo(size=(64, 64)))
    at = content.find(b"\xff\xc0")
    struct.pack_into(">HH", content, at + 5, height, width)
    return bytes(content)


def grey(width: int, height: int, **how: object) -> bytes:
    """A grey JPEG of any size at once: sixteen by sixteen grey points are the same four bytes each time (T.81, K.3)."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (128, 128, 128)).save(out, "JPEG", subsampling=2, **how)
    content = bytearray(out.getvalue())
    struct.pack_into(">HH", content, content.find(b"\xff\xc0") + 5, height, width)
    scan = content.find(b"\xff\xda")
    scan += 2 + struct.unpack_from(">H", content, scan + 2)[0]
    return bytes(content[:scan]) + b"\x28\xa2\x8a\x00" * (width // 16 * height // 16) + b"\xff\xd9"


def progressive(width: int, height: int) -> bytes:
    """A header that says so."""
    return frame(width, height).replace(b"\xff\xc0", b"\xff\xc2", 1)


def _gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (9, 9)).save(out, "GIF")
    return out.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "fifty thousand by fifty thousand in a PNG": (lambda: png(50_000, 50_000, bytes(1_000_000)), "pixels"),
    "fifty thousand by fifty thousand in a JPEG": (lambda: frame(50_000, 50_000), "pixels"),
    "thirteen million in a PNG, which is decoded as a whole": (lambda: png(4_000, 3_250), "whole"),
    "thirteen million in a progressive JPEG": (lambda: progressive(4_000, 3_250), "whole"),
    "one line of a hundred million": (lambda: png(100_000_000, 1), "pixels"),
    "cut in the middle": (lambda: photo()[: len(photo()) // 2], "broken"),
    "a header alone": (lambda: b"\xff\xd8\xff\xe0", "broken"),
    "nothing": (lambda: b"", "broken"),
    "a drawing of lines": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "broken"),
    "a kind that we do not draw": (_gif, "broken"),
    "a program": (lambda: b"MZ" + bytes(1000), "broken"),
    "no colours": (lambda: png(0, 0), "broken"),
    "postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "broken"),
    "a HEIF of nothing": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64), "broken"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_picture_is_refused(case: str) -> None:
    make, why = HOSTILE[case]
    with pytest.raises(NoPicture) as refused:
        drawn(make())
    assert refused.value.why == why


def test_a_file_that_is_two_things_is_a_picture_alone_afterwards() -> None:
    assert b"<script>" not in drawn(photo() + b"<script>alert(1)</script>").content
    assert b"PK\x03\x04" not in drawn(photo() + b"PK\x03\x04 an archive").content
