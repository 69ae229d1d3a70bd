"""Tables of a place through Excel: there and back nothing changes; a wrong row keeps the whole table out."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from sqlalchemy import func, select

from bot.messages import Action, Incoming
from bot.registers import REGISTERS, Cells, Here, ImportPlan, plan
from bot.rights import Role
from bot.tables.sheets import Table
from bot.workdays import day_of
from storage import Connection, audit, bindings, households, outbox, people
from storage import registers as stored
from storage.tables.people import HOUSEHOLD, INVITATION
from storage.tables.service import STAGED
from tests.administration.conftest import Terminal, append, change
from tests.administration.test_staff import commanded
from tests.deployment import COUNTY, FAR_VILLAGE, OVERVIEW, VILLAGE, WATER, Deployment, household, texts

PHONE = "13909340001"
ID_NUMBER = "110101199003070134"


@pytest.mark.parametrize("noun", REGISTERS)
def test_there_and_back_changes_nothing(either_terminal: Terminal, tmp_path: Path, noun: str) -> None:
    table = tmp_path / f"{noun}.xlsx"
    assert either_terminal("export", noun, table).status == 0
    back = either_terminal("import", noun, table, "--dry-run", "--json").json
    assert (back["added"], back["changed"], back["refused"], back["problems"]) == (0, 0, 0, [])
    assert back["unchanged"] > 0


def test_a_dry_run_says_what_would_happen_and_does_nothing(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "topics")
    change(table, "topics", "keywords", {"dropout": "失学 辍学"})
    append(table, "topics", code="noise", group="其他", name="噪声扰民")
    assert counts(terminal("import", "topics", table, "--dry-run", "--json").json) == (1, 1, 63, 0)
    assert counts(terminal("import", "topics", table, "--json").json) == (1, 1, 63, 0)
    assert counts(terminal("import", "topics", table, "--json").json) == (0, 0, 65, 0)  # twice changes nothing


def exported(terminal: Terminal, folder: Path, noun: str, *more: str) -> Path:
    table = folder / f"{noun}.xlsx"
    assert terminal("export", noun, table, *more).status == 0
    return table


def counts(found: Any) -> tuple[int, ...]:
    return tuple(found[name] for name in ("added", "changed", "unchanged", "refused"))


def test_a_wrong_row_keeps_the_whole_table_out(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "areas")
    append(table, "areas", code="999", name="某村委会", level="村级", parent="12345")
    append(table, "areas", code="621022101999", name="新村委会", level="村级", parent="621022101")
    found = terminal("import", "areas", table, "--json")
    assert found.status == 1
    assert counts(found.json) == (1, 0, 1521, 1)
    (problem,) = found.json["problems"]
    assert (problem["sheet"], problem["column"]) == ("areas", "上级代码")
    assert counts(terminal("import", "areas", table, "--dry-run", "--json").json) == (1, 0, 1521, 1)


def test_an_area_in_a_cycle_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "areas")
    change(table, "areas", "parent", {"621000": COUNTY})
    found = terminal("import", "areas", table, "--json").json
    assert found["refused"] > 0
    assert any("绕" in problem["message"] or "圈" in problem["message"] for problem in found["problems"])


def test_a_village_that_moves_takes_its_items_along(terminal: Terminal, tmp_path: Path) -> None:
    place = Deployment(tmp_path)
    number = place.filed("李某")
    place.close()
    table = exported(terminal, tmp_path, "areas")
    change(table, "areas", "parent", {VILLAGE: "621022100"})
    assert counts(terminal("import", "areas", table, "--json").json) == (0, 1, 1520, 0)
    after = Deployment(tmp_path)
    assert after.item(number).area_path == f"62/621000/{COUNTY}/621022100/{VILLAGE}"
    after.close()


@pytest.mark.parametrize("noun", ["people", "units"])
def test_rows_of_a_table_can_be_deleted_and_sorted_in_excel(terminal: Terminal, tmp_path: Path, noun: str) -> None:
    sheet = openpyxl.load_workbook(exported(terminal, tmp_path, noun))[noun]
    assert not sheet.protection.sheet  # a protected sheet lets no row go that has a locked cell, and sorts none


def test_a_formula_never_comes_in_nor_goes_out(terminal: Terminal, tmp_path: Path) -> None:
    evil = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(1)", "＝1"]
    table = exported(terminal, tmp_path, "functions")
    for number, name in enumerate(evil):
        append_text(table, "functions", [f"x{number}", name, ""])
    assert terminal("import", "functions", table, "--json").json["added"] == len(evil)
    again = openpyxl.load_workbook(exported(terminal, tmp_path, "functions"))["functions"]
    cells = [cell for row in again.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {str(cell.value) for cell in cells} >= set(evil)


def append_text(path: Path, sheet: str, cells: Sequence[str]) -> None:
    """A row of texts, as they stand in cells that are set to Text."""
    book = openpyxl.load_workbook(path)
    table = book[sheet]
    row = table.max_row + 1
    for column, text in enumerate(cells, start=1):
        cell = table.cell(row, column)
        cell.value, cell.data_type = text, "s"
    book.save(path)


# --- units ---


def _today() -> date:
    return date.today()  # noqa: DTZ011 - as the command reads a table


def test_a_unit_with_open_items_is_closed_only_where_somebody_takes_over(terminal: Terminal, tmp_path: Path) -> None:
    place = Deployment(tmp_path)
    number = place.filed("李某")
    place.close()
    table = exported(terminal, tmp_path, "units")
    change(table, "units", "closed", {WATER: "2026-11-20"})
    found = terminal("import", "units", table, "--json")
    assert found.status == 1
    assert [problem["column"] for problem in found.json["problems"]] == ["由谁接手"]
    change(table, "units", "successor", {WATER: "621022-housing"})
    foreseen = terminal("import", "units", table, "--dry-run")
    assert "那里现在有1件没办结，0条规则写着它：" in foreseen.out
    assert "转给环县住建局" in foreseen.out
    assert terminal("import", "units", table, "--json").json["changed"] == 1
    after = Deployment(tmp_path)
    assert after.item(number).lead == "621022-housing"
    after.close()
    assert terminal("check").status == 0
    again = exported(terminal, tmp_path, "units")
    assert counts(terminal("import", "units", again, "--dry-run", "--json").json) == (0, 0, 481, 0)


@pytest.mark.parametrize("typed", ["环县住建局", "621022-housing"])
def test_who_takes_over_is_named_as_any_unit_is(terminal: Terminal, tmp_path: Path, typed: str) -> None:
    place = Deployment(tmp_path)
    number = place.filed("李某")
    place.close()
    table = exported(terminal, tmp_path, "units")
    change(table, "units", "closed", {WATER: "2026-11-20"})
    change(table, "units", "successor", {WATER: typed})
    assert terminal("import", "units", table, "--json").json["changed"] == 1
    after = Deployment(tmp_path)
    assert after.item(number).lead == "621022-housing"
    after.close()


def test_a_successor_by_name_is_kept_as_its_code(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "units")
    change(table, "units", "closed", {WATER: (_today() + timedelta(days=20)).isoformat()})
    change(table, "units", "successor", {WATER: "环县住建局"})
    assert counts(terminal("import", "units", table, "--json").json) == (0, 1, 480, 0)
    assert [plan["to"] for plan in terminal("units", "planned", "--json").json] == ["621022-housing"]
    assert counts(terminal("import", "units", table, "--dry-run", "--json").json) == (0, 0, 481, 0)


def test_a_unit_that_is_none_does_not_take_over(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "units")
    change(table, "units", "closed", {WATER: "2026-11-20"})
    change(table, "units", "successor", {WATER: "环县住健局"})
    [problem] = terminal("import", "units", table, "--json").json["problems"]
    assert problem["column"] == "由谁接手"
    assert "环县住建局" in problem["message"]


def test_a_unit_is_closed_on_a_day_to_come_by_the_table(terminal: Terminal, tmp_path: Path) -> None:
    days = [(_today() + timedelta(days=ahead)).isoformat() for ahead in (20, 30)]
    place = Deployment(tmp_path)
    number = place.filed("李某")
    place.close()
    table = exported(terminal, tmp_path, "units")
    change(table, "units", "closed", {WATER: days[0]})
    assert "由谁接手" in terminal("import", "units", table).err
    change(table, "units", "successor", {WATER: "621022-housing"})
    assert counts(terminal("import", "units", table, "--json").json) == (0, 1, 480, 0)
    assert counts(terminal("import", "units", table, "--dry-run", "--json").json) == (0, 0, 481, 0)
    [plan] = terminal("units", "planned", "--json").json
    assert (plan["unit"], plan["day"], plan["to"]) == (WATER, days[0], "621022-housing")
    change(table, "units", "closed", {WATER: days[1]})
    assert terminal("import", "units", table, "--json").json["changed"] == 1
    assert [plan["day"] for plan in terminal("units", "planned", "--json").json] == [days[1]]
    change(table, "units", "closed", {WATER: ""})
    change(table, "units", "successor", {WATER: ""})
    assert terminal("import", "units", table, "--json").json["changed"] == 1
    assert terminal("units", "planned", "--json").json == []
    after = Deployment(tmp_path)
    assert after.item(number).lead == WATER
    after.close()
    assert terminal("check").status == 0


def test_a_closing_too_far_away_or_beside_another_plan_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    terminal("units", "rename", WATER, "环县水利局", "--on", (_today() + timedelta(days=9)).isoformat())
    table = exported(terminal, tmp_path, "units")
    far = (_today() + timedelta(days=400)).isoformat()
    change(table, "units", "closed", {WATER: (_today() + timedelta(days=9)).isoformat(), OVERVIEW: far})
    change(table, "units", "successor", {WATER: "621022-housing", OVERVIEW: "621022-housing"})
    said = terminal("import", "units", table).err
    assert "先取消" in said
    assert "一年" in said


def test_a_unit_that_is_renamed_in_the_table_keeps_its_old_name_beside(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "units")
    change(table, "units", "name", {OVERVIEW: "环县乡村振兴局"})
    change(table, "units", "aliases", {OVERVIEW: ""})
    assert terminal("import", "units", table, "--json").json["changed"] == 1
    assert terminal("digest", "--unit", "环县扶贫办", "--json").json["unit"]["name"] == "环县乡村振兴局"


# --- people ---


def test_only_those_who_are_new_get_an_invitation(either_terminal: Terminal, tmp_path: Path, database: str) -> None:
    terminal = either_terminal
    table = exported(terminal, tmp_path, "people")
    append(table, "people", name="新某", role="经办人", unit="环县水务局", phone=PHONE)
    found = terminal("import", "people", table, "--json").json
    assert (found["added"], found["changed"]) == (1, 0)
    book = openpyxl.load_workbook(found["invitations"])
    assert [row[0].value for row in book["邀请"].iter_rows(min_row=2)] == ["新某"]
    again = terminal("import", "people", table, "--json").json
    assert (again["added"], again["changed"], "invitations" in again) == (0, 0, False)
    place = Deployment(tmp_path, database)
    with place.app.reader.connect() as connection:
        assert connection.execute(select(func.count()).select_from(INVITATION)).scalar_one() == 1
    place.close()


def test_a_telephone_goes_out_masked_and_comes_back_as_it_was(terminal: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "new.xlsx"
    exported(terminal, tmp_path, "people").rename(table)
    append(table, "people", name="新某", role="经办人", unit="环县水务局", phone=PHONE)
    terminal("import", "people", table)
    out = exported(terminal, tmp_path, "people")
    assert PHONE not in cells_of(out)
    assert "139****0001" in cells_of(out)
    change(out, "people", "title", {"新某": "主任"}, key="name")
    assert terminal("import", "people", out, "--json").json["changed"] == 1
    place = Deployment(tmp_path)
    with place.app.reader.connect() as connection:
        assert people.by_phone(connection, place.vault.index(PHONE)) is not None
    place.close()


def cells_of(path: Path) -> set[str]:
    return {str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row}


def test_full_numbers_go_out_for_a_reason_alone_and_that_is_written_down(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "people")
    append(table, "people", name="新某", role="经办人", unit="环县水务局", phone=PHONE)
    terminal("import", "people", table)
    assert terminal("export", "people", table, "--with-protected", "--note", "换号核对").status == 1
    assert terminal("export", "people", table, "--with-protected", "--by", "管理员").status == 1
    assert terminal("export", "people", table, "--with-protected", "--by", "陈某", "--note", "看看").status == 1
    assert terminal("export", "people", table, "--with-protected", "--by", "管理员", "--note", "换号核对").status == 0
    assert PHONE in cells_of(table)
    place = Deployment(tmp_path)
    with place.app.reader.connect() as connection:
        entries = audit.listed(connection, "people")
    place.close()
    assert next((entry.action, entry.name, entry.note) for entry in entries) == ("export", "管理员", "换号核对")
    assert all(PHONE not in str((entry.before, entry.after)) for entry in entries)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"role": "局长"}, "角色"),
        ({"unit": "环县水无局"}, "单位"),
        ({"phone": "12345"}, "电话"),
        ({"phone": "139****9999"}, "电话"),
        ({"id": "4711"}, "编号"),
    ],
)
def test_a_wrong_cell_of_a_person_is_named(
    terminal: Terminal, tmp_path: Path, cells: dict[str, str], column: str
) -> None:
    table = exported(terminal, tmp_path, "people")
    append(table, "people", **({"name": "新某", "role": "经办人", "unit": "环县水务局"} | cells))
    found = terminal("import", "people", table, "--json").json
    assert (found["refused"], [problem["column"] for problem in found["problems"]]) == (1, [column])


def roster(folder: Path, *rows: Sequence[str], head: str = "编号,姓名,角色,单位,地区,职务,电话") -> Path:
    """A table of people as an admin writes it."""
    table = folder / "roster.csv"
    table.write_text("\n".join([head, *(",".join(row) for row in rows)]), encoding="utf-8")
    return table


def known(folder: Path) -> dict[str, tuple[int, ...]]:
    """Everybody's numbers, by name."""
    place = Deployment(folder)
    with place.app.reader.connect() as connection:
        rows = stored.people(connection)
    place.close()
    return {row.name: tuple(sorted({each.id for each in rows if each.name == row.name})) for row in rows}


def test_counted_rows_are_not_taken_for_numbers_of_people(terminal: Terminal, tmp_path: Path) -> None:
    table = roster(tmp_path, ["1", "李明", "经办人", "环县水务局"], head="序号,姓名,角色,单位")
    [problem] = terminal("import", "people", table, "--dry-run", "--json").json["problems"]
    assert "序号" in problem["message"]
    assert "编号" not in problem["message"]


def test_a_roster_with_many_columns_of_its_own_is_read(terminal: Terminal, tmp_path: Path) -> None:
    head = "序号,姓 名,性别,民族,出生年月,政治面貌,学历,角色,单位,备注,联系电话"
    row = ["1", "王芳", "女", "汉", "1990.1", "党员", "本科", "经办人", "环县水务局", "", PHONE]
    table = roster(tmp_path, head.split(","), row, head="环县干部花名册")
    found = terminal("import", "people", table, "--json").json
    assert found["added"] == 1
    place = Deployment(tmp_path)
    with place.app.reader.connect() as connection:
        assert people.by_phone(connection, place.vault.index(PHONE)) in known_of(place, "王芳")
    place.close()


def known_of(place: Deployment, name: str) -> list[int]:
    with place.app.reader.connect() as connection:
        return people.by_name(connection, name)


def test_a_column_that_is_missing_is_told_with_the_row_of_headings(terminal: Terminal, tmp_path: Path) -> None:
    table = roster(tmp_path, ["序号", "姓名", "性别", "民族", "学历", "年龄", "单位"], head="花名册")
    [problem] = [each for each in terminal("import", "people", table, "--json").json["problems"] if not each["warning"]]
    assert (problem["row"], problem["column"]) == (2, "角色")


def test_a_number_of_somebody_of_another_name_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    before = known(tmp_path)
    [admin] = before["管理员"]
    table = roster(tmp_path, [str(admin), "李明", "经办人", "环县水务局", "", "", PHONE])
    found = terminal("import", "people", table, "--json")
    [problem] = found.json["problems"]
    assert (found.status, problem["column"]) == (1, "编号")
    assert {"管理员", "李明"} <= set(re.split("[，：是不]", problem["message"]))
    assert known(tmp_path) == before


def test_an_exported_row_may_be_renamed_and_says_so(terminal: Terminal, tmp_path: Path) -> None:
    [admin] = known(tmp_path)["管理员"]
    table = exported(terminal, tmp_path, "people")
    change(table, "people", "name", {"管理员": "王建国"}, key="name")
    found = terminal("import", "people", table, "--json").json
    [problem] = found["problems"]
    assert (found["changed"], problem["warning"]) == (1, True)
    assert all(word in problem["message"] for word in ("管理员", "王建国", str(admin)))
    assert known(tmp_path)["王建国"] == (admin,)


def test_somebody_elses_telephone_is_refused_with_their_name(terminal: Terminal, tmp_path: Path) -> None:
    terminal("import", "people", roster(tmp_path, ["", "王芳", "经办人", "环县水务局", "", "", PHONE]))
    [number] = known(tmp_path)["王芳"]
    found = terminal(
        "import", "people", roster(tmp_path, ["", "钱多", "负责人", "环县水务局", "", "", PHONE]), "--json"
    )
    [problem] = found.json["problems"]
    assert (found.status, problem["column"]) == (1, "电话")
    assert f"王芳（编号{number}）" in problem["message"]
    assert "钱多" not in known(tmp_path)


@pytest.mark.parametrize("phones", [(PHONE, PHONE), ("", ""), ("", PHONE)])
def test_a_new_person_of_two_roles_is_one_with_one_invitation(
    terminal: Terminal, tmp_path: Path, phones: tuple[str, str]
) -> None:
    rows = [
        ["", "王芳", role, "环县水务局", "", "", phone]
        for role, phone in zip(("经办人", "负责人"), phones, strict=True)
    ]
    table = roster(tmp_path, *rows)
    found = terminal("import", "people", table, "--json").json
    assert (found["added"], found["problems"]) == (2, [])
    assert len(known(tmp_path)["王芳"]) == 1
    book = openpyxl.load_workbook(found["invitations"])
    assert [row[0].value for row in book["邀请"].iter_rows(min_row=2)] == ["王芳"]
    assert counts(terminal("import", "people", table, "--json").json) == (0, 0, 2, 0)


def test_a_row_that_is_there_twice_is_told(terminal: Terminal, tmp_path: Path) -> None:
    row = ["", "王芳", "经办人", "环县水务局"]
    found = terminal("import", "people", roster(tmp_path, row, row), "--json").json
    assert ["第2行" in problem["message"] for problem in found["problems"]] == [True]


def test_people_of_one_name_whom_nothing_tells_apart_are_pointed_out(terminal: Terminal, tmp_path: Path) -> None:
    rows = [["", "王芳", "经办人", unit] for unit in ("环县水务局", "环县住建局")]
    found = terminal("import", "people", roster(tmp_path, *rows), "--json").json
    [problem] = found["problems"]
    assert (found["added"], problem["warning"]) == (2, True)
    assert "两行都写上电话" in problem["message"]


OTHER_PHONE = "13909340002"


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["1", "王芳", "经办人", "环县水务局", "", "", OTHER_PHONE],
            ["2", "王芳", "经办人", "环县住建局", "", "", OTHER_PHONE],
        ],
        [
            ["1", "王芳", "经办人", "环县水务局", "", "", OTHER_PHONE],
            ["", "王芳", "负责人", "环县住建局", "", "", OTHER_PHONE],
        ],
        [
            ["", "王芳", "负责人", "环县住建局", "", "", OTHER_PHONE],
            ["1", "王芳", "经办人", "环县水务局", "", "", OTHER_PHONE],
        ],
        [
            ["", "王芳", "经办人", "宁县水务局", "", "", OTHER_PHONE],
            ["", "李芳", "经办人", "环县水务局", "", "", OTHER_PHONE],
        ],
    ],
)
def test_one_telephone_of_two_people_in_a_table_is_told(
    terminal: Terminal, tmp_path: Path, rows: list[list[str]]
) -> None:
    same = [["", "王芳", "经办人", unit, "", "", phone] for unit, phone in (("环县水务局", PHONE), ("环县住建局", ""))]
    terminal("import", "people", roster(tmp_path, *same))
    numbers = dict(zip(("1", "2"), map(str, known(tmp_path)["王芳"]), strict=True))
    table = roster(tmp_path, *([numbers.get(row[0], ""), *row[1:]] for row in rows))
    found = terminal("import", "people", table, "--dry-run", "--json").json
    assert [(each["row"], each["column"]) for each in found["problems"] if not each["warning"]] == [(3, "电话")]


def test_a_wrong_role_hides_no_other_mistake(terminal: Terminal, tmp_path: Path) -> None:
    row = ["4711", "王芳", "局长", "环县水无局", "", "", "12345"]
    found = terminal("import", "people", roster(tmp_path, row), "--json").json
    assert {problem["column"] for problem in found["problems"]} == {"编号", "角色", "单位", "电话"}


# --- households ---


def test_a_household_is_changed_and_one_is_added(either_terminal: Terminal, tmp_path: Path, database: str) -> None:
    terminal = either_terminal
    table = exported(terminal, tmp_path, "households")
    change(table, "households", "members", {"H01": "王某甲/户主/1960 王某丁/儿子/1990"})
    new = {"area": "环县/曲子镇/西沟村", "group": "四组", "head": "冯某", "category": "脱贫户", "id_number": ID_NUMBER}
    append(table, "households", **new)
    found = terminal("import", "households", table, "--json").json
    assert (found["added"], found["changed"], found["unchanged"]) == (1, 1, 4)
    again = terminal("import", "households", table, "--json").json
    assert (again["added"], again["changed"]) == (0, 0)
    out = exported(terminal, tmp_path, "households")
    assert "1101**********0134" in cells_of(out)
    assert "王某甲/户主/1960 王某丁/儿子/1990" in cells_of(out)


def test_numbers_in_full_width_are_the_same_numbers(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "households")
    change(table, "households", "size", {"H01": "４", "H02": "０3"})
    change(table, "households", "phone", {"H01": "1３９ 0934－0001", "H02": "１３９０９３４０００２"})
    change(table, "households", "id_number", {"H01": "１１０１０１19900307０１３４"})
    terminal("import", "households", table)
    assert counts(terminal("import", "households", table, "--json").json) == (0, 0, 5, 0)
    clear = tmp_path / "clear.xlsx"
    terminal("export", "households", clear, "--with-protected", "--by", "管理员", "--note", "核对")
    assert {PHONE, "13909340002", ID_NUMBER} <= cells_of(clear)


def test_somebodys_telephone_in_full_width_is_the_same_telephone(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "people")
    append(table, "people", name="新某", role="经办人", unit="环县水务局", phone="1390934000１")
    append(table, "people", name="另某", role="经办人", unit="环县水务局", phone=PHONE)
    [problem] = terminal("import", "people", table, "--json").json["problems"]
    assert problem["column"] == "电话"


@pytest.mark.parametrize(
    ("cells", "heading", "says"),
    [
        ({"area": "环县"}, "村", "请写到村"),
        ({"area": "环县/曲子镇"}, "村", "请写到村"),
        ({"size": "200"}, "人口", "1到99"),
        ({"size": "-1"}, "人口", "1到99"),
        ({"category": "五保户"}, "类别", "脱贫不稳定户、边缘易致贫户"),
        ({"last_visit": "2199-01-01"}, "上次走访", "请写最近一次走访的日期"),
    ],
)
def test_a_wrong_cell_of_a_household_is_named(
    terminal: Terminal, tmp_path: Path, cells: dict[str, str], heading: str, says: str
) -> None:
    table = exported(terminal, tmp_path, "households")
    append(table, "households", **({"area": "环县/曲子镇/西沟村", "head": "冯某"} | cells))
    [problem] = terminal("import", "households", table, "--json").json["problems"]
    assert (problem["row"], problem["column"]) == (8, heading)
    assert says in problem["message"]


@pytest.mark.parametrize("typed", ["二组", "2组", "２", "第二村民小组", "二"])
def test_a_household_is_recognised_however_its_group_is_written(terminal: Terminal, tmp_path: Path, typed: str) -> None:
    table = exported(terminal, tmp_path, "households")
    append(table, "households", area="环县/曲子镇/西沟村", group="十二组", head="冯某")
    terminal("import", "households", table)
    change(table, "households", "code", {"王某甲": ""}, key="head")
    change(table, "households", "group", {"王某甲": typed}, key="head")
    found = terminal("import", "households", table, "--json").json
    assert (found["added"], found["refused"]) == (0, 0)
    [group] = [row[2] for row in lines_of(exported(terminal, tmp_path, "households")) if row[3] == "王某甲"]
    assert group == typed.replace("２", "2")


@pytest.mark.parametrize("typed", [622823199001010112, 6.2282319900101e17])
def test_an_identity_number_that_excel_kept_as_a_number_is_refused(
    terminal: Terminal, tmp_path: Path, typed: float
) -> None:
    table = exported(terminal, tmp_path, "households")
    book = openpyxl.load_workbook(table)
    book["households"].append(["", "环县/曲子镇/西沟村", "一组", "冯某", "", "", "", "", "", typed])
    book.save(table)
    found = terminal("import", "households", table, "--json").json
    assert {problem["column"] for problem in found["problems"]} == {"身份证号"}
    assert any("设为“文本”" in problem["message"] for problem in found["problems"])


def test_a_household_written_twice_already_is_recognised_to_the_letter(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "households")
    append(table, "households", code="N1", area="环县/曲子镇/西沟村", group="十组", head="冯某")
    append(table, "households", code="N2", area="环县/曲子镇/西沟村", group="10组", head="冯某")
    terminal("import", "households", table)
    change(table, "households", "code", {"N1": "", "N2": ""})
    assert counts(terminal("import", "households", table, "--json").json) == (0, 0, 7, 0)


def lines_of(path: Path) -> list[list[str]]:
    return [[str(cell.value or "") for cell in row] for row in openpyxl.load_workbook(path)["households"]]


def test_names_are_kept_without_padding(terminal: Terminal, tmp_path: Path) -> None:
    households = exported(terminal, tmp_path, "households")
    append(households, "households", area="环县/曲子镇/西沟村", group="一组", head="冯　某")
    people = exported(terminal, tmp_path, "people")
    append(people, "people", name="新　某", role="经办人", unit="环县水务局")
    append(people, "people", name="Anna Li", role="经办人", unit="环县水务局")
    for noun, table in (("households", households), ("people", people)):
        terminal("import", noun, table)
        assert counts(terminal("import", noun, table, "--json").json)[::3] == (0, 0)
    assert "冯某" in cells_of(exported(terminal, tmp_path, "households"))
    assert {"新某", "Anna Li"} <= cells_of(exported(terminal, tmp_path, "people"))


def test_a_large_table_comes_in_at_once_or_not_at_all(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "households.csv"
    lines = [f"L{n:05},621022101204,一组,户{n},脱贫户" for n in range(1_300)]
    table.write_text("\n".join(["code,area,group,head,category", *lines]), encoding="utf-8")
    cut(monkeypatch, after=2)
    assert terminal("import", "households", table).status != 0
    assert kept(tmp_path) == (5, 2)  # two pieces that nobody sees


def cut(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """The command ends when so many turns were submitted."""
    from bot.commands import tables

    def progress(_rows: int) -> Any:
        def stop(turns: int) -> None:
            if turns == after:
                raise KeyboardInterrupt

        return stop

    monkeypatch.setattr(tables, "_progress", progress)


def kept(folder: Path) -> tuple[int, int]:
    """Households, and pieces of an import."""
    place = Deployment(folder)
    with place.app.reader.connect() as connection:
        found = tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (HOUSEHOLD, STAGED)
        )
    place.close()
    return found[0], found[1]


def test_a_large_table_is_there_when_it_is_done(terminal: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "households.csv"
    lines = [f"L{n:05},621022101204,一组,户{n},脱贫户" for n in range(1_300)]
    table.write_text("\n".join(["code,area,group,head,category", *lines]), encoding="utf-8")
    assert terminal("import", "households", table, "--json").json["added"] == 1_300
    assert kept(tmp_path) == (1_305, 0)


def test_the_second_of_two_imports_at_once_is_told(place: Deployment) -> None:
    from bot.messages import Action, Incoming

    def asked(name: str) -> str:
        change = {"key": "x", "cells": {"code": "x", "name": name, "note": ""}}
        values = {"noun": "functions", "base": 1, "changes": [change], "note": ""}
        incoming = Incoming(id=f"command/{name}", action=Action("table_import", values=values), language="zh")
        return place.run(incoming)[incoming.id][0].text

    base = place.run(Incoming(id="c", action=Action("table_import", values={
        "noun": "functions", "base": 0, "note": "",
        "changes": [{"key": "y", "cells": {"code": "y", "name": "y", "note": ""}}]})))  # fmt: skip
    assert "新增1" in base["c"][0].text
    assert "新增1" in asked("甲")
    assert "刚才有别人改过" in asked("乙")


def test_full_numbers_go_out_three_times_a_day_and_other_admins_hear_of_it(place: Deployment) -> None:
    other = place.person(Role.ADMIN, area="621000", name="另一管理员")
    with place.app.writer.begin() as connection:
        bindings.open_private(connection, ("web", str(other)), other)
    by = {"by": place.people["管理员"], "noun": "people", "rows": 11, "note": "核对"}
    for n in range(4):
        incoming = Incoming(id=f"command/export/{n}", action=Action("table_exported", values=by), language="zh")
        said = texts(place.run(incoming)[incoming.id])
    assert "最多" in said
    with place.app.reader.connect() as connection:
        waiting = outbox.waiting(connection, place.clock.at.replace(year=2030), 100)
        assert len(audit.listed(connection, "people")) == 3
    assert [each.row.content["text"] for each in waiting if each.address == str(other)] == [
        "管理员导出了11行人员，含完整号码：核对"] * 3  # fmt: skip


def test_a_table_of_a_few_rows_reads_what_they_can_mean_and_no_more(
    either: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with either.app.writer.begin() as connection:
        households.add(connection, [household("F01", "冯某", area=FAR_VILLAGE)])
        households.set_members(connection, "F01", [{"name": "冯小某"}])
    before = rows_out(either)
    assert before["F01"]["members"] == "冯小某"

    def everything(_connection: Connection) -> None:
        raise AssertionError("all of the register was read")

    monkeypatch.setattr(stored, "households", everything)
    here = before["H01"]
    for row, key in (
        (before["F01"] | {"area": here["area"]}, "F01"),
        (before["F01"] | {"area": here["area"], "code": "f 01"}, "F01"),
        (here | {"group": "2组", "code": ""}, "H01"),
    ):
        found, _base = tried(either, {"": row})
        assert [(change.key, change.before) for change in found.changes] == [(key, before[key])]
    found, _base = tried(either, {"": before["F01"] | {"head": "新某", "code": ""}})
    assert found.added == 1


# --- what is filed while a table is out ---------------------------------------------------------------------------


def rows_out(place: Deployment) -> dict[str, Cells]:
    with place.app.reader.connect() as connection:
        return {key: dict(cells) for key, cells in REGISTERS["households"].listed(looked(place, connection)).items()}


def looked(place: Deployment, connection: Connection) -> Here:
    return Here(connection, place.vault, place.app.live.current(connection), day_of(place.clock()))


def tried(place: Deployment, rows: dict[str, Cells]) -> tuple[ImportPlan, int]:
    """The dry run of the villages' registers, and what was there when it was made."""
    head = [column.code for column in REGISTERS["households"].columns]
    lines = [(1, head), *((n, [cells[code] for code in head]) for n, cells in enumerate(rows.values(), start=2))]
    with place.app.reader.connect() as connection:
        found = plan(REGISTERS["households"], Table("户", lines), looked(place, connection))
        return found, audit.latest(connection, ("households", "pack"))


def pressed(place: Deployment, found: ImportPlan, base: int) -> None:
    changes = msgspec.to_builtins(found.changes)
    commanded(place, "table_import", "x", noun="households", base=base, changes=changes)


def visited(place: Deployment, code: str, on: str) -> None:
    place.file("李某", form="visit_log", household=code, visited_on=on, income="less")


def test_a_table_that_comes_back_undoes_no_visit_made_since(either: Deployment) -> None:
    visited(either, "H01", "2026-11-20")
    rows = rows_out(either)
    visited(either, "H01", "2026-11-24")
    visited(either, "H03", "2026-11-23")
    rows["H01"]["phone"], rows["H02"]["group"] = PHONE, "九组"
    found, base = tried(either, rows)
    assert [change.key for change in found.changes] == ["H01", "H02"]
    (note,) = found.problems
    assert note.warning
    assert either.app.offices.languages.said(note.message, "zh").startswith("有2行的走访日期")
    pressed(either, found, base)
    now = rows_out(either)
    assert [now[code]["last_visit"] for code in ("H01", "H03")] == ["2026-11-24", "2026-11-23"]
    assert now["H02"]["group"] == "九组"


def test_a_later_visit_in_a_table_counts(either: Deployment) -> None:
    visited(either, "H01", "2026-11-20")
    rows = rows_out(either)
    rows["H01"]["last_visit"] = "2026-11-22"
    pressed(either, *tried(either, rows))
    assert rows_out(either)["H01"]["last_visit"] == "2026-11-22"


def test_what_is_filed_between_the_look_and_the_press_stays(either: Deployment) -> None:
    rows = rows_out(either)
    rows["H01"]["group"] = "九组"
    rows["H02"]["last_visit"] = "2026-11-21"
    found, base = tried(either, rows)
    for code in ("H01", "H02"):
        visited(either, code, "2026-11-24")
    filled(either, "H01")
    pressed(either, found, base)
    now = rows_out(either)
    assert [now[code]["last_visit"] for code in ("H01", "H02")] == ["2026-11-24", "2026-11-24"]
    assert (now["H01"]["group"], now["H01"]["members"], now["H01"]["size"]) == ("九组", "王小某", "2")


def filled(place: Deployment, code: str) -> None:
    """Somebody names the members of a household that had none."""
    place.filed("李某", household=code, members=[{"member_name": "王小某"}])


def test_a_table_that_comes_back_undoes_no_members_nor_a_confirmation(either: Deployment) -> None:
    number = either.filed("李某", household="other", household_name="冯某")
    code = either.item(number).household or ""
    rows = rows_out(either)
    filled(either, "H01")
    commanded(either, "household_decide", code, do="confirm")
    found, _base = tried(either, rows)
    assert found.changes == ()
    assert len(found.problems) == 1
