"""A workbook with several sheets: problems name the sheet as it is called, and what is not read is said."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.administration.conftest import Terminal, append

HEAD = ["村", "组", "户主", "人口"]
ROW = ["环县/曲子镇/西沟村", "一组", "冯某", "200"]


def book(folder: Path, **sheets: list[list[str]]) -> Path:
    """A workbook with these sheets."""
    made = openpyxl.Workbook()
    del made["Sheet"]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "西沟村.xlsx"
    made.save(path)
    return path


def problems(found: Any) -> list[tuple[str, int, bool]]:
    return [(each["sheet"], each["row"], each["warning"]) for each in found.json["problems"]]


def test_a_problem_names_the_workbooks_own_sheet(terminal: Terminal, tmp_path: Path) -> None:
    table = book(tmp_path, 一般户=[HEAD, ROW])
    assert problems(terminal("import", "households", table, "--json")) == [("一般户", 2, False)]


@pytest.mark.parametrize("noun", ["households", "people"])
def test_a_second_sheet_is_not_passed_over_without_a_word(terminal: Terminal, tmp_path: Path, noun: str) -> None:
    heads = {"households": HEAD, "people": ["姓名", "角色", "地区"]}
    rows = {"households": [*ROW[:3], "3"], "people": ["新某", "协调员", "环县"]}
    table = book(tmp_path, 甲=[heads[noun], rows[noun]], 空=[], 监测户=[heads[noun], rows[noun]])
    found = terminal("import", noun, table, "--dry-run", "--json")
    assert (found.json["added"], problems(found)) == (1, [("监测户", 0, True)])
    assert "“甲”" in found.json["problems"][0]["message"]


def test_the_sheet_of_the_table_is_read_wherever_it_stands(terminal: Terminal, tmp_path: Path) -> None:
    table = book(tmp_path, 封面=[["环县"]], households=[HEAD, [*ROW[:3], "3"]])
    found = terminal("import", "households", table, "--dry-run", "--json")
    assert (found.json["added"], problems(found)) == (1, [("封面", 0, True)])


def test_a_csv_file_is_named_by_its_own_name(terminal: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "户.csv"
    table.write_text("\n".join(map(",".join, (HEAD, ROW))), encoding="utf-8")
    assert problems(terminal("import", "households", table, "--json")) == [("户.csv", 2, False)]


def test_a_further_sheet_of_rules_is_told(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "rules.xlsx"
    terminal("rules", "export", path)
    made = openpyxl.load_workbook(path)
    made.create_sheet("环县的").append(["事项", "牵头职能"])
    made.save(path)
    found = terminal("rules", "check", path, "--json").json
    assert [(each["sheet"], each["warning"]) for each in found] == [("环县的", True)]
    append(path, "rules", topic="roads")
    made = openpyxl.load_workbook(path)
    made["rules"].title = "派单规则"
    made.move_sheet("派单规则", -3)
    made.save(path)
    found = terminal("rules", "check", path, "--json").json
    assert {each["sheet"] for each in found if not each["warning"]} == {"派单规则"}


def test_a_further_sheet_of_a_departments_list_is_told(terminal: Terminal, tmp_path: Path) -> None:
    rows = [["姓名", "村"], ["王某甲", "环县/曲子镇/西沟村"]]
    table = book(tmp_path, 十月=rows, 十一月=rows)
    found = terminal("compare-list", "dropout", table, "--dry-run", "--json")
    assert ("十一月", 0, True) in problems(found)
