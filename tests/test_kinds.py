"""What a file is, is known by its content, whatever it is called."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from bot.files.kinds import MOST_PARTS, SHEET, WORDS, fits, kind_of
from tests.test_pictures import photo


def sheet() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def written_sheet() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet()
    return out.getvalue()


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return out.getvalue()


def film(brand: bytes) -> bytes:
    return b"\0\0\0\x20ftyp" + brand + b"\0\0\2\0isomiso2avc1mp41" + bytes(64)


KEPT = {
    "image/jpeg": photo(),
    "image/png": photo("PNG"),
    "image/webp": photo("WEBP"),
    "image/heic": (Path(__file__).parent / "pictures" / "telephone.heic").read_bytes(),
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "audio/ogg": b"OggS\0\2" + bytes(20) + b"\x01\x13OpusHead",
    "audio/mpeg": b"ID3\x04\0\0\0\0\0\x23TSSE" + bytes(40),
    "audio/mp4": film(b"M4A "),
    "audio/amr": b"#!AMR\n" + bytes(32),
    "audio/aac": b"\xff\xf1\x50\x80" + bytes(32),
    "audio/x-wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(32),
    "video/mp4": film(b"isom"),
    "video/quicktime": film(b"qt  "),
    "video/3gpp": film(b"3gp4"),
    "video/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm",
}


@pytest.mark.parametrize("mime", KEPT)
def test_a_file_is_known_by_its_content(mime: str) -> None:
    assert kind_of(KEPT[mime]) == mime


def test_office_documents_are_known_by_their_parts() -> None:
    assert kind_of(sheet()) == kind_of(written_sheet()) == SHEET
    assert kind_of(archive("[Content_Types].xml", "word/document.xml")) == WORDS


REFUSED = {
    "a program": b"MZ\x90\x00" + bytes(200),
    "a program of Linux": b"\x7fELF\x02\x01\x01" + bytes(200),
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing of lines": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "nothing": b"",
    "an archive": archive("a.txt"),
    "a workbook with macros": archive("xl/workbook.xml", "xl/vbaProject.bin"),
    "a document with macros": archive("word/document.xml", "word/vbaProject.bin"),
    "a broken archive": b"PK\x03\x04 nothing",
    "an archive of more parts than any document has": archive(*(str(n) for n in range(MOST_PARTS)), "xl/workbook.xml"),
    "an old workbook, which may hold macros": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "words": "水管冻裂了".encode(),
    "an AVIF": film(b"avif"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_other_kinds_are_none(case: str) -> None:
    assert kind_of(REFUSED[case]) == ""


FITS = [
    ("image/jpeg", "image", True), ("image/heic", "image", True), ("application/pdf", "image", False),
    ("audio/ogg", "audio", True), ("video/mp4", "audio", True), ("image/png", "audio", False),
    ("video/mp4", "video", True), ("audio/ogg", "video", False),
    (SHEET, "file", True), ("image/jpeg", "file", True), ("audio/ogg", "", True), ("", "", False), ("", "file", False),
]  # fmt: skip


@pytest.mark.parametrize(("mime", "asked", "does"), FITS)
def test_a_question_is_answered_by_the_kind_that_it_asks_for(mime: str, asked: str, does: bool) -> None:
    assert fits(mime, asked) is does
