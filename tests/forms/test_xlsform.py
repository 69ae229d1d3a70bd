"""What is wrong in a workbook is told all at once, each with its cell; what is right compiles."""

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2json_backends import md_table_to_workbook  # type: ignore[import-untyped]

from bot.forms.model import FormErrors, Problem
from bot.forms.xlsform import compile_form
from tests.forms.talk import NAMESPACE, Talk, form, survey, words

BROKEN = Path(__file__).parent / "workbooks" / "broken.md"


def problems(markdown: str) -> list[Problem]:
    with pytest.raises(FormErrors) as refused:
        form(markdown)
    return refused.value.problems


def cells(markdown: str) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in problems(markdown) if problem.level == "error"]


def test_every_problem_is_told_at_once_with_its_cell() -> None:
    with pytest.raises(FormErrors) as refused:
        compile_form(BROKEN.read_bytes(), BROKEN.name)
    told = [f"{each.sheet} {each.row} {each.column}: {words(each.message)}" for each in refused.value.problems]
    assert told == (BROKEN.parent / "broken.txt").read_text("utf-8").splitlines()


WRONG = {
    "type": ("geotrace | a | 甲 | | | |", "type"),
    "unknown type": ("selct_one yn | a | 甲 | | | |", "type"),
    "expression": ("text | a | 甲 | 1 + + ( | | |", "relevant"),
    "function": ("text | a | 甲 | nothing(1) = 1 | | |", "relevant"),
    "count of values": ("text | a | 甲 | substr('a') = 1 | | |", "relevant"),
    "unknown question": ("text | a | 甲 | ${nobody} = 1 | | |", "relevant"),
    "itself": ("text | a | 甲 | ${a} = 1 | | |", "relevant"),
    "regex": ("text | a | 甲 | | regex(., '(a') | |", "constraint"),
    "regex not written out": ("text | a | 甲 | | regex(., concat('a', 'b')) | |", "constraint"),
    "outside list's key": ("calculate | a | | | | pulldata('l', 'x', 'code', 'y') |", "calculation"),
    "trigger": ("text | a | 甲 | | | | ${b}", "trigger"),
    "deep": (f"text | a | 甲 | {'(' * 80}1{')' * 80} | | |", "relevant"),
    "long": (f"text | a | 甲 | {'1 + ' * 600}1 | | |", "relevant"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_cell_is_named(name: str) -> None:
    row, column = WRONG[name]
    markdown = survey(
        row, "text | b | 乙 | | | |", head="type | name | label | relevant | constraint | calculation | trigger"
    )
    assert (2, column) in cells(markdown), [words(each.message) for each in problems(markdown)]


ATTRIBUTES = {
    "bind::cq:sensitive": "maybe",
    "bind::cq:ask": "later",
    "bind::cq:keep": "location",
    "bind::cq:other": "yes",
    "bind::cq:none": "nobody",
    "bind::cq:suggest": "${a}",
    "bind::cq:rolle": "title",
}


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_a_wrong_attribute_is_named(attribute: str) -> None:
    markdown = NAMESPACE + survey(f"text | a | 甲 | {ATTRIBUTES[attribute]}", head=f"type | name | label | {attribute}")
    assert (2, attribute) in cells(markdown)


def test_a_photo_keeps_its_place_where_the_form_asks_for_it() -> None:
    head = "type | name | label | bind::cq:keep"
    assert form(NAMESPACE + survey("image | a | 甲 | location", head=head)).questions[0].keep == "location"
    assert cells(NAMESPACE + survey("image | a | 甲 | everything", head=head)) == [(2, "bind::cq:keep")]


def test_a_circle_names_each_of_its_cells() -> None:
    markdown = survey(
        "calculate | x | | ${y} + 1 | ", "calculate | y | | ${z} + 1 | ", "calculate | z | | 1 | ${x} > 1 ",
        "text | t | 题 | | ",
        head="type | name | label | calculation | relevant",
    )  # fmt: skip
    assert cells(markdown) == [(2, "calculation"), (3, "calculation"), (4, "relevant")]


def test_a_group_that_hangs_on_its_own_question_is_a_circle() -> None:
    markdown = survey(
        "begin_group | g | 组 | ${a} = 1",
        "integer | a | 甲 | ",
        "end_group | | | ",
        head="type | name | label | relevant",
    )
    assert (2, "relevant") in cells(markdown)


def test_all_instances_where_one_value_is_wanted_are_refused() -> None:
    markdown = survey(
        "begin_repeat | r | 人 | ", "integer | age | 年龄 | ", "end_repeat | | | ", "calculate | c | | ${age} + 1",
        head="type | name | label | calculation",
    )  # fmt: skip
    assert cells(markdown) == [(5, "calculation")]


def test_what_pyxform_refuses_is_told_with_its_row() -> None:
    markdown = survey("begin_group | g | 组", "text | a | 甲")
    assert problems(markdown)[0].sheet == "survey"
    assert "工作簿还不是可用的表单" in words(problems(markdown)[0].message)


NO_WORKBOOKS = [
    (b"", "a.xlsx"), (b"PK\x03\x04 no workbook", "a.xlsx"), (b"\xff\xfe\x00", "a.md"), (b"x", "a.txt"),
    (b"|a|", "a.md"), (b"\xd0\xcf\x11\xe0", "a.xls"), ("没有表格".encode(), "a.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name"), NO_WORKBOOKS)
def test_what_is_no_workbook_is_refused_with_a_sentence(source: bytes, name: str) -> None:
    with pytest.raises(FormErrors) as refused:
        compile_form(source, name)
    assert all(words(problem.message) for problem in refused.value.problems)


def test_an_excel_file_with_blank_rows_names_the_row_that_excel_shows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (("type", "name", "label", "relevant"), ("text", "a", "甲", ""), (), ("text", "b", "乙", "1 +")):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(FormErrors) as refused:
        compile_form(target.getvalue(), "f.xlsx")
    assert [(problem.row, problem.column) for problem in refused.value.problems] == [(4, "relevant")]


def test_excel_and_markdown_give_the_same_form() -> None:
    markdown = survey("integer | a | 甲 ${b}", "select_one l | b | 乙", choices=("l | x | “子”", "l | y | 丑"))
    target = io.BytesIO()
    md_table_to_workbook(markdown).save(target)
    excel = compile_form(target.getvalue(), "test.xlsx")
    assert Talk(excel).say("3").text == Talk(form(markdown)).say("3").text
    assert Talk(excel).say("3").buttons == Talk(form(markdown)).say("3").buttons


def test_quotation_marks_of_sentences_are_kept() -> None:
    assert Talk(form(survey("text | a | 请念：“说的都是实情”"))).text == "请念：“说的都是实情”"


def test_languages_are_known_by_their_codes_and_a_missing_one_falls_back() -> None:
    two = form(
        survey("text | a | 甲 | A", "text | b | 乙 | ", head="type | name | label::中文 (zh) | label::English (en)")
    )
    labels = [question.label.fixed.words for question in two.questions if question.label]
    assert labels == [{"zh": "甲", "en": "A"}, {"zh": "乙"}]


def test_a_form_is_named_by_its_settings_else_by_its_file() -> None:
    assert form(survey("text | a | 甲")).code == "test"
    named = form(
        "| settings |\n| | form_id | form_title | version |\n| | visit | 走访 | 3 |\n" + survey("text | a | 甲")
    )
    assert (named.code, named.version, named.title.words) == ("visit", "3", {"zh": "走访"})


TYPES = [
    ("text", "text"), ("integer", "integer"), ("decimal", "decimal"), ("date", "date"), ("time", "time"),
    ("dateTime", "datetime"), ("geopoint", "geopoint"), ("image", "image"), ("audio", "audio"), ("video", "video"),
    ("file", "file"), ("note", "note"), ("barcode", "barcode"), ("acknowledge", "acknowledge"), ("range", "range"),
    ("select_one l", "select_one"), ("select_multiple l", "select_multiple"), ("rank l", "rank"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "type_"), TYPES)
def test_types_are_told_from_the_xform(written: str, type_: str) -> None:
    compiled = form(survey(f"{written} | a | 甲", "text | z | 末", choices=("l | x | 子",)))
    assert compiled.questions[0].type == type_


def test_an_excel_file_that_claims_to_be_huge_is_read_in_no_time() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (("type", "name", "label"), ("text", "a", "甲")):
        sheet.append(row)
    sheet.cell(1_048_576, 16_384, "x")
    target = io.BytesIO()
    book.save(target)
    began = time.perf_counter()
    assert compile_form(target.getvalue(), "f.xlsx").questions[0].name == "a"
    assert time.perf_counter() - began < 5


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    with pytest.raises(FormErrors) as refused:
        compile_form(target.getvalue(), "f.xlsx")
    assert words(refused.value.problems[0].message).startswith("文件太大")
