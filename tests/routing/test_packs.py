"""A pack is read whole or not at all, with every problem at once."""

import contextlib
import io
import random
import shutil
from pathlib import Path

import openpyxl
import pytest

from bot.languages import Languages
from bot.packs import PackErrors, read_pack
from bot.tables.sheets import Unreadable, csv_lines, table_in
from tests.catalogues import LOCALES, ROOT

WORDS = Languages.load(LOCALES)
QINGYANG = ROOT / "deploy" / "qingyang"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(QINGYANG, tmp_path / "pack"))


def change(folder: Path, table: str, before: str, after: str) -> None:
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8-sig")


def told(folder: Path) -> list[tuple[str, int, str, str]]:
    with pytest.raises(PackErrors) as refused:
        read_pack(folder)
    errors = [problem for problem in refused.value.problems if not problem.warning]
    return [(problem.sheet, problem.row, problem.column, WORDS.said(problem.message, "zh")) for problem in errors]


def test_a_pack_is_read() -> None:
    pack = read_pack(QINGYANG)
    assert pack.name == "庆阳市"
    assert WORDS.said(pack.titles["visit_log"], "zh")
    files = [form.file for form in pack.forms]
    assert files == ["asset_upkeep.md", "household_application.md", "issue_report.md", "list_check.md", "visit_log.md"]


def test_problems_of_all_tables_come_at_once(folder: Path) -> None:
    change(folder, "areas", "西沟村委会,village,621022101", "西沟村委会,village,621022999")
    change(folder, "units", "环县水务局,621022,water", "环县水务局,621022,watr")
    change(folder, "rules", ",drinking_water,,,,water,county", ",drinking_water,,,,wter,county")
    change(folder, "topics", "饮水不足、水质或断水", "危房或住房安全隐患")
    assert {(sheet, column) for sheet, _row, column, _said in told(folder)} == {
        ("areas", "上级代码"), ("units", "承担职能"), ("rules", "牵头职能"), ("topics", "事项"),
    }  # fmt: skip


def test_a_misspelt_unit_is_told_with_its_row_and_a_suggestion(folder: Path) -> None:
    change(folder, "rules", ",dropout,,,,education,county,,", ",dropout,,,,,,环县教育居,")
    ((sheet, _row, column, said),) = told(folder)
    assert (sheet, column) == ("rules", "指定单位")
    assert said.startswith("没有“环县教育居”这个单位。您是不是想写：环县教育局")


def test_two_equal_rules_and_a_missing_fallback_are_told(folder: Path) -> None:
    change(folder, "rules", ",,,,,township,township", ",dropout,,,,township,township")
    said = [said for _sheet, _row, _column, said in told(folder)]
    assert any("条件完全相同" in each for each in said)
    assert any("缺少兜底规则" in each for each in said)


def test_a_broken_fallback_is_told_as_itself_and_not_as_missing(folder: Path) -> None:
    change(folder, "rules", ",,,,,township,township", ",,,,,townhip,township")
    assert [column for _sheet, _row, column, _said in told(folder)] == ["牵头职能"]


def test_a_topic_whose_rule_is_broken_is_not_said_to_have_none(folder: Path) -> None:
    change(folder, "rules", ",dropout,,,,education,county,,", ",dropout,,,,,,环县教育居,")
    with pytest.raises(PackErrors) as refused:
        read_pack(folder)
    assert [problem.column for problem in refused.value.problems] == ["指定单位"]


def test_a_broken_form_is_told_with_its_file(folder: Path) -> None:
    form = folder / "forms" / "issue_report.md"
    form.write_text(form.read_text(encoding="utf-8").replace("select_one urgency", "select_one urgncy", 1), "utf-8")
    assert any(sheet.startswith("forms/issue_report.md") for sheet, *_rest in told(folder))


def test_a_condition_names_a_question_of_its_form(folder: Path) -> None:
    change(folder, "rules", "${risk} != ''", "${rizk} != ''")
    ((sheet, _row, column, said),) = told(folder)
    assert (sheet, column) == ("rules", "条件")
    assert "rizk" in said


@pytest.mark.parametrize("name", ["areas.csv", "rules.csv", "pack.toml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert any(name in said for _sheet, _row, _column, said in told(folder))


def test_a_place_of_the_pack_that_is_not_there_is_told(folder: Path) -> None:
    (folder / "pack.toml").write_text('name = "某市"\narea = "1"\n', encoding="utf-8")
    assert [(sheet, column) for sheet, _row, column, _said in told(folder)] == [("pack.toml", "area")]


def test_a_pack_toml_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "pack.toml").write_text("name = \n", encoding="utf-8")
    assert [sheet for sheet, *_rest in told(folder)] == ["pack.toml"]


def test_a_table_may_be_a_workbook(folder: Path) -> None:
    lines = csv_lines((folder / "units.csv").read_bytes())
    (folder / "units.csv").unlink()
    book = openpyxl.Workbook()
    for _number, values in lines:
        book.worksheets[0].append([str(value) for value in values])
    book.save(folder / "units.xlsx")
    assert read_pack(folder).units == read_pack(QINGYANG).units


def test_a_table_saved_by_excel_in_china_is_read(folder: Path) -> None:
    path = folder / "units.csv"
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("gb18030"))
    assert read_pack(folder).units == read_pack(QINGYANG).units


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"\x00" * 100, b"<html>"])
def test_what_is_no_workbook_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        table_in("a.xlsx", content)
    assert "Excel" in WORDS.said(refused.value.message, "zh")


def test_bytes_that_are_no_text_are_refused_with_a_sentence() -> None:
    with pytest.raises(Unreadable) as refused:
        csv_lines(b"\xff\xff\xff\x80")
    assert "UTF-8" in WORDS.said(refused.value.message, "zh")


def test_a_damaged_workbook_is_read_or_refused_and_never_anything_else() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["code", "name"])
    whole = io.BytesIO()
    book.save(whole)
    chance = random.Random(7)
    for _ in range(100):
        damaged = bytearray(whole.getvalue())
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(Unreadable):
            table_in("a.xlsx", bytes(damaged[: chance.randint(1, len(damaged))]))


def test_a_cell_that_no_csv_file_has_is_refused_with_a_sentence() -> None:
    with pytest.raises(Unreadable) as refused:
        csv_lines(b'code\n"' + b"a" * 200_000)
    assert "CSV" in WORDS.said(refused.value.message, "zh")


def test_a_table_that_is_too_large_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.tables.sheets.FILE_LIMIT", 50_000)
    assert [(sheet, "超过" in said) for sheet, _row, _column, said in told(folder)][:1] == [("areas.csv", True)]


def test_a_formula_in_a_cell_is_nothing_but_text(folder: Path) -> None:
    change(folder, "units", "环县水务局,621022,water,", "环县水务局,621022,water,=cmd|'/c calc'!A1")
    aliases = next(unit.aliases for unit in read_pack(folder).units if unit.code == "621022-water")
    assert aliases[0].startswith("=cmd|")


def test_a_folder_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    for wrong in (tmp_path / "nowhere", QINGYANG / "pack.toml"):
        assert [said for *_rest, said in told(wrong)] == [f"没有{wrong}这个文件夹。"]


def test_two_files_of_one_table_are_told(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.save(folder / "rules.xlsx")
    assert [(sheet, said) for sheet, *_rest, said in told(folder)] == [
        ("rules", "rules.csv和rules.xlsx都在：请只留作数的那一个。")
    ]


def test_a_form_is_known_by_its_form_id_and_no_two_share_one(folder: Path) -> None:
    issue = folder / "forms" / "issue_report.md"
    issue.rename(folder / "forms" / "问题上报.md")
    assert "issue_report" in {form.code for form in read_pack(folder).forms}
    shutil.copy(folder / "forms" / "问题上报.md", issue)
    assert ("forms/问题上报.md", "form_id") in [(sheet, column) for sheet, _row, column, _said in told(folder)]
