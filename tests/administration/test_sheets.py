"""Workbooks from outside: whatever is in them, they are read within bounds or refused with a sentence."""

import gc
import io
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest

from bot.languages import Languages
from bot.tables.parts import letters
from bot.tables.sheets import Unreadable, sheets, table_in
from tests.catalogues import LOCALES

WORDS = Languages.load(LOCALES)
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FOREIGN = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def plain(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def with_part(name: str, content: bytes, book: bytes = b"") -> bytes:
    """A workbook with one part in place of what is there, or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book or plain(["code"], ["x"]))) as old, zipfile.ZipFile(made, "w", 8) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part.filename))
        new.writestr(name, content)
    return made.getvalue()


def sheet_of(inside: str, doctype: str = "") -> bytes:
    body = f'<?xml version="1.0"?>{doctype}<worksheet><sheetData>{inside}</sheetData></worksheet>'
    return with_part("xl/worksheets/sheet1.xml", body.encode())


def many_sheets() -> bytes:
    """A workbook that names 20,000 sheets."""
    with zipfile.ZipFile(io.BytesIO(plain(["code"]))) as old:
        book = old.read("xl/workbook.xml")
    names = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (number, number + 2) for number in range(20_000))
    return with_part("xl/workbook.xml", book.replace(b"</sheets>", names + b"</sheets>"))


def lying() -> bytes:
    """A part that says it is small, and is not."""
    content = b"<worksheet><sheetData>" + b'<row r="1"></row>' * 100_000 + b"</sheetData></worksheet>"
    made = with_part("xl/worksheets/sheet1.xml", content)
    return made.replace(struct.pack("<I", len(content)), struct.pack("<I", 1_000))


FAR = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
HOSTILE = {
    "a cell at the far end": sheet_of(FAR),
    "a column far away": sheet_of('<row r="1"><c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>'),
    "entities in entities": sheet_of('<row r="1"><c t="inlineStr"><is><t>&b;</t></is></c></row>', DOCTYPE),
    "an entity from outside": sheet_of('<row r="1"><c t="inlineStr"><is><t>&a;</t></is></c></row>', FOREIGN),
    "a bomb": with_part("xl/media/image1.png", b"\0" * 200_000_000),
    "macros": with_part("xl/vbaProject.bin", b"x"),
    "a text that is not there": sheet_of('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'),
    "a number that is none": sheet_of('<row r="1"><c r="A1"><v>abc</v></c></row>'),
    "no end": sheet_of("<row>"),
    "a path that climbs": with_part("../../evil", b"x")[:200],
    "an endless text": sheet_of(f'<row r="1"><c t="inlineStr"><is><t>{"x" * 100_000}</t></is></c></row>'),
    "more sheets than anybody has": many_sheets(),
    "a size that lies": lying(),
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_within_bounds(name: str) -> None:
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(Unreadable) as refused:
        table_in("a.xlsx", HOSTILE[name])
    spent, (_now, most) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 5
    assert most < 100_000_000
    assert WORDS.said(refused.value.message, "zh")


def test_a_formula_is_told_with_its_cell() -> None:
    with pytest.raises(Unreadable) as refused:
        table_in("a.xlsx", plain(["code", "name"], ["x", "=1+1"]))
    assert "B2" in WORDS.said(refused.value.message, "zh")


def test_cells_are_read_as_they_stand() -> None:
    (sheet,) = sheets(plain(["甲", None, 621022101204], [], [True, 1.5, "a\nb"]))
    assert sheet.lines == [(1, ["甲", None, 621022101204]), (3, ["TRUE", 1.5, "a\nb"])]


def merged(*ranges: str, rows: int = 4) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in range(1, rows + 1):
        sheet.append([f"a{row}", f"b{row}", f"c{row}"])
    for area in ranges:
        sheet.merge_cells(area)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_cell_that_is_merged_over_rows_stands_in_each_of_them() -> None:
    (sheet,) = sheets(merged("B2:B4"))
    assert [values for _row, values in sheet.lines] == [["a1", "b1", "c1"], ["a2", "b2", "c2"], ["a3", "b2", "c3"],
                                                        ["a4", "b2", "c4"]]  # fmt: skip


def test_a_title_that_is_merged_over_columns_stands_once() -> None:
    (sheet,) = sheets(merged("A1:C1"))
    assert [value for value in sheet.lines[0][1] if value] == ["a1"]


def test_a_reading_aid_is_not_part_of_a_text() -> None:
    shared = b'<sst><si><t>\xe6\x9d\x8e</t><rPh sb="0" eb="1"><t>li</t></rPh></si></sst>'
    book = io.BytesIO()
    import xlsxwriter  # type: ignore[import-untyped]

    written = xlsxwriter.Workbook(book)
    written.add_worksheet().write_string(0, 0, "x")
    written.close()
    (sheet,) = sheets(with_part("xl/sharedStrings.xml", shared, book.getvalue()))
    assert sheet.lines == [(1, ["李"])]


def test_a_hundred_thousand_rows_are_read(tmp_path: Path) -> None:
    from bot.tables.writing import writing

    path = tmp_path / "many.xlsx"
    with writing(path) as book:
        book.sheet("rules", (("code", 10), ("name", 10)), [(str(n), "某") for n in range(100_000)])
    assert len(table_in("a.xlsx", path.read_bytes()).lines) == 100_001


@pytest.mark.parametrize(("column", "said"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_called_as_in_excel(column: int, said: str) -> None:
    assert letters(column) == said


def test_half_a_workbook_is_never_found(tmp_path: Path) -> None:
    from bot.tables.writing import writing

    def half() -> None:
        with writing(tmp_path / "half.xlsx") as book:
            book.sheet("x", (("a", 10),), [("b",)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the library leaves its own halves open
def test_a_disk_without_room_is_said_and_leaves_no_half(tmp_path: Path) -> None:
    from bot.tables.writing import writing

    limits = pytest.importorskip("resource")
    most = limits.getrlimit(limits.RLIMIT_FSIZE)

    def written() -> None:
        with writing(tmp_path / "many.xlsx") as book:
            book.sheet("x", (("a", 10),), [(str(n) * 40,) for n in range(9_000)])

    limits.setrlimit(limits.RLIMIT_FSIZE, (20_000, most[1]))
    try:
        with pytest.raises(OSError, match="large"):
            written()
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, most)
    gc.collect()
    assert list(tmp_path.iterdir()) == []


HEADINGS: list[object] = ["code", "name", "note"]
ROW: list[object] = ["621022", "环县", "一、二;三"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.CSV"])
def test_a_text_is_read_by_what_separates_its_first_line_whatever_its_name(
    name: str, encoding: str, separator: str
) -> None:
    rows = [separator.join(map(str, HEADINGS)), separator.join([*map(str, ROW[:2]), f'"{ROW[2]}"'])]
    found = table_in(name, "\r\n".join(rows).encode(encoding))
    assert [list(values) for _number, values in found.lines] == [HEADINGS, ROW]


def test_the_line_that_tells_excel_the_separator_is_no_row() -> None:
    found = table_in("a.csv", b"sep=;\r\ncode;name\r\n1;x\r\n")
    assert [(number, list(values)) for number, values in found.lines] == [(1, ["code", "name"]), (2, ["1", "x"])]


def test_semicolons_inside_a_cell_of_a_title_separate_nothing() -> None:
    found = table_in("a.csv", "填表说明：一;二;三,,,,\ncode,name,,,\n".encode())
    assert list(found.lines[1][1])[:2] == ["code", "name"]


def test_a_workbook_is_read_whatever_its_name() -> None:
    found = table_in("a.csv", plain(HEADINGS, ROW))
    assert [list(values) for _number, values in found.lines] == [HEADINGS, ROW]


def test_an_old_workbook_is_called_one_whatever_its_name() -> None:
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(Unreadable) as refused:
            table_in(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
        assert "密码" in WORDS.said(refused.value.message, "zh")
