"""The starter forms as workbooks: complete in both languages, and with what the product reads in them."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from pyxform.xls2json_backends import md_to_dict  # type: ignore[import-untyped]
from pyxform.xls2xform import convert  # type: ignore[import-untyped]

from bot.forms.roles import ROLES
from bot.forms.xlsform import compile_form

FORMS = Path(__file__).parent.parent / "deploy" / "qingyang" / "forms"
CODES = ("visit_log", "household_application", "issue_report", "list_check", "asset_upkeep")
LANGUAGES = ("中文 (zh)", "English (en)")
SPOKEN = ("label", "hint", "constraint_message")
HAN = re.compile("[一-鿿]")
SILENT = {"calculate", "begin_group", "end_group", "end_repeat"}


def workbook(code: str) -> dict[str, Any]:
    """The workbook's sheets: lists of rows, each a dict of its filled cells."""
    sheets: dict[str, Any] = md_to_dict((FORMS / f"{code}.md").read_text("utf-8"))
    return sheets


def rows(code: str) -> list[dict[str, str]]:
    sheets = workbook(code)
    return [*sheets["survey"], *sheets["choices"]]


@pytest.mark.parametrize("code", CODES)
def test_pyxform_takes_the_workbook_without_a_warning(code: str) -> None:
    result = convert((FORMS / f"{code}.md").read_text("utf-8"), validate=False, file_type=".md")
    assert result.warnings == []


@pytest.mark.parametrize("code", CODES)
def test_every_sentence_stands_in_both_languages(code: str) -> None:
    for row in rows(code):
        for column in SPOKEN:
            said = [f"{column}::{language}" in row for language in LANGUAGES]
            assert said in ([True, True], [False, False]), (row.get("name"), column)


@pytest.mark.parametrize("code", CODES)
def test_whatever_is_shown_has_a_label(code: str) -> None:
    for row in rows(code):
        if row.get("type") not in SILENT:
            assert row.get("label::中文 (zh)"), row


@pytest.mark.parametrize("code", CODES)
def test_chinese_is_chinese_with_its_own_punctuation_and_english_is_english(code: str) -> None:
    for row in rows(code):
        for column in SPOKEN:
            chinese = re.sub(r"\$\{\w+\}", "", row.get(f"{column}::中文 (zh)", "户"))
            english = row.get(f"{column}::English (en)", "")
            assert HAN.search(chinese), row
            assert not re.search(r"[,:;?!()]|\.(?!\d)", chinese), chinese
            assert not HAN.search(english), english


@pytest.mark.parametrize("code", CODES)
def test_a_question_ends_with_a_question_mark_so_that_it_reads_well_before_its_answer(code: str) -> None:
    for row in workbook(code)["survey"]:
        if row["type"].split()[0] in {"note", "begin_repeat"} | SILENT:
            continue
        assert row["label::中文 (zh)"].endswith("？"), row
        assert row["label::English (en)"].endswith("?"), row


@pytest.mark.parametrize("code", CODES)
def test_every_constraint_says_what_fits(code: str) -> None:
    for row in workbook(code)["survey"]:
        assert ("constraint" in row) == ("constraint_message::中文 (zh)" in row), row


@pytest.mark.parametrize("code", CODES)
def test_answers_about_a_person_are_marked_sensitive(code: str) -> None:
    marked = {row["name"] for row in workbook(code)["survey"] if row.get("bind::cq:sensitive") == "yes"}
    expected = {"household_application": {"id_number", "phone", "signature"}}
    assert marked == expected.get(code, set())


def test_a_visit_and_an_application_name_risks_alike() -> None:
    def risks(code: str) -> list[dict[str, str]]:
        return [row for row in workbook(code)["choices"] if row["list_name"] == "risk"]

    assert risks("visit_log") == risks("household_application")


def test_together_they_use_what_a_form_is_made_of() -> None:
    survey = [row for code in CODES for row in workbook(code)["survey"]]
    types = {row["type"].split()[0] for row in survey}
    columns = {column.split("::")[0] for row in survey for column in row}
    assert types >= {
        *("select_one", "select_multiple", "select_one_from_file", "text", "integer", "decimal", "date"),
        *("geopoint", "image", "note", "calculate", "begin_group", "begin_repeat"),
    }
    assert columns >= {"relevant", "constraint", "constraint_message", "required", "calculation", "default", "hint"}


@pytest.mark.parametrize("code", CODES)
def test_the_form_compiles_with_nothing_to_say_about_it(code: str) -> None:
    form = compile_form((FORMS / f"{code}.md").read_bytes(), f"{code}.md")
    assert (form.code, form.version, form.warnings) == (code, "2026-11-24", ())
    assert set(form.title.words) == {"zh", "en"}
    assert {question.role for question in form.questions if question.role} <= set(ROLES)


@pytest.mark.parametrize("code", CODES[:3])
def test_each_form_names_its_item_its_topic_its_household_and_its_place(code: str) -> None:
    form = compile_form((FORMS / f"{code}.md").read_bytes(), f"{code}.md")
    assert {question.role for question in form.questions} >= {"title", "topic", "household", "household_name", "area"}


def test_a_location_is_asked_for_topics_that_exist() -> None:
    with (FORMS.parent / "topics.csv").open(encoding="utf-8-sig", newline="") as table:
        topics = {row[0] for row in csv.reader(table)}
    [location] = [row for row in workbook("issue_report")["survey"] if row.get("name") == "location"]
    asked = re.findall(r"'([^']+)'", location["relevant"])[0].split()
    assert set(asked) <= topics


@pytest.mark.parametrize("code", CODES)
def test_what_is_left_for_the_review_need_not_be_answered(code: str) -> None:
    for row in workbook(code)["survey"]:
        if row.get("bind::cq:ask") == "review" and "default" not in row:
            assert "required" not in row, row
