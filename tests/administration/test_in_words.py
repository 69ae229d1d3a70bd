"""Tables as an admin who knows no codes reads and writes them: names go out and come in, errors name the cause."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.administration.conftest import Terminal, append, change


@pytest.fixture
def out(terminal: Terminal, tmp_path: Path) -> Any:
    """Exports a table, and gives its file."""

    def exported(*words: str) -> Path:
        path = tmp_path / f"{words[-1]}.xlsx"
        asked = (*words[:-1], "export", path, "--names") if words[:-1] else ("export", words[-1], path)
        assert terminal(*asked).status == 0
        return path

    return exported


def rules(out: Any) -> Path:
    path: Path = out("rules", "规则")
    return path


def column(path: Path, sheet: str, code: str) -> list[str]:
    table = openpyxl.load_workbook(path)[sheet]
    place = next(cell.column for cell in table[2] if cell.value == code)
    return [str(table.cell(row, place).value or "") for row in range(3, table.max_row + 1)]


def told(terminal: Terminal, *words: object) -> list[str]:
    ran = terminal(*words)
    return f"{ran.out}{ran.err}".strip().splitlines()


def test_rules_go_out_in_names_and_come_back_the_same(terminal: Terminal, out: Any) -> None:
    path = rules(out)
    assert "走访日志" in column(path, "rules", "form")
    assert "饮水不足、水质或断水" in column(path, "rules", "topic")
    assert "乡镇" in column(path, "rules", "level")
    assert any("民政" in cell for cell in column(path, "rules", "assist"))
    for code in ("form", "topic", "lead", "level", "assist"):
        assert [cell for cell in column(path, "rules", code) if cell.isascii() and cell] == []
    terminal("rules", "import", path, "--note", "原样")
    assert terminal("rules", "compare", "--version", "2", "--json").json["moved"] == 0


def test_a_form_may_be_named_by_its_title_and_its_condition_is_checked(terminal: Terminal, out: Any) -> None:
    path = rules(out)
    append(path, "rules", form="走访日志", condition="${nosuch} = 'a'", lead="住建", level="县级")
    assert told(terminal, "rules", "check", path)[0] == "rules第74行“条件”：没有名为 nosuch 的题目。"


def test_a_rule_without_anybody_says_what_is_missing(terminal: Terminal, out: Any) -> None:
    path = rules(out)
    append(path, "rules", topic="危房或住房安全隐患", area="环县")
    assert told(terminal, "rules", "check", path)[0] == (
        "rules第74行“牵头职能”：请写由谁牵头：牵头职能连同层级，或者指定单位。"
    )


def test_a_heading_that_is_not_known_stands_before_what_it_caused(terminal: Terminal, out: Any) -> None:
    path = rules(out)
    book = openpyxl.load_workbook(path)
    book["rules"]["B1"] = book["rules"]["B2"] = "事项名"
    book.save(path)
    assert "事项名" in told(terminal, "rules", "check", path)[0]


def test_a_units_functions_are_names(terminal: Terminal, out: Any) -> None:
    path = out("units")
    assert "水务" in column(path, "units", "functions")
    change(path, "units", "functions", {"621022-water": "水务、农业农村 energy"})
    assert told(terminal, "import", "units", path) == ["已导入：新增0，改动1，原样480。"]
    assert "水务 农业农村 能源" in column(out("units"), "units", "functions")
    change(path, "units", "functions", {"621022-water": "水务局"})
    assert told(terminal, "import", "units", path)[0].endswith("没有“水务局”这项职能。您是不是想写：水务？")


def test_a_place_that_is_wrong_is_told_once_and_not_for_each_village_below(terminal: Terminal, out: Any) -> None:
    path = out("areas")
    change(path, "areas", "parent", {"621025": "999"})
    said = told(terminal, "import", "areas", path)
    assert len(said) == 2
    assert "正宁县" in said[0]


def test_a_functions_code_is_one_word_and_its_name_its_own(terminal: Terminal, out: Any) -> None:
    path = out("functions")
    append(path, "functions", code="new one", name="新职能")
    append(path, "functions", code="new_two", name="水务")
    first, second, _summary = told(terminal, "import", "functions", path)
    assert "职能代码" in first
    assert "water" in second


def test_problems_stand_in_the_order_of_rows_and_a_telephone_may_have_blanks(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "人员.csv"
    rows = ["姓名,角色,单位,电话", "甲某,经办人,,138 0000 0011", ",经办人,环县水务局,", "乙某,站长,环县水务局,138"]
    path.write_text("\n".join(rows), encoding="gb18030")
    said = told(terminal, "import", "people", path, "--dry-run")
    assert [line.partition("行")[0] for line in said[:-1]] == [f"人员.csv第{row}" for row in (2, 3, 4, 4)]
    path.write_text("\n".join([rows[0], "甲某,经办人,环县水务局,+86 138-0000-0011"]), encoding="gb18030")
    assert terminal("import", "people", path).status == 0
    path.write_text("\n".join([rows[0], "甲某,经办人,环县水务局,13800000011"]), encoding="gb18030")
    assert told(terminal, "import", "people", path) == ["已导入：新增0，改动0，原样1。"]


def test_what_is_planned_and_why_rules_came_back_is_said_in_words(terminal: Terminal, out: Any) -> None:
    on = date.today() + timedelta(days=40)  # noqa: DTZ011 - as the operator's calendar has it
    assert terminal("units", "merge", "环县住建局", "环县农业农村局", "--on", on.isoformat()).status == 0
    (planned,) = told(terminal, "units", "planned")
    assert planned.startswith("1. ")
    assert planned.endswith(f"{on.month}月{on.day}日起，环县住建局撤销，人和没办结的件由环县农业农村局接手。")
    path = rules(out)
    append(path, "rules", topic="危房或住房安全隐患", area="环县", unit="环县农业农村局")
    terminal("rules", "import", path, "--note", "分工")
    terminal("rules", "publish")
    terminal("rules", "rollback")
    assert told(terminal, "rules", "history")[0].endswith("：退回版本1")
