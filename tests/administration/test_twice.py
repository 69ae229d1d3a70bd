"""Two rows of one table that mean one household are told by row and column, and two households are let alone."""

from pathlib import Path
from typing import Any

import pytest

from tests.administration.conftest import Terminal

VILLAGE = "环县/曲子镇/西沟村"
HEAD = ("code", "area", "group", "head", "phone", "id_number")
NUMBER, OTHER = "110101199003070134", "11010119900307109X"


def tried(terminal: Terminal, folder: Path, *rows: dict[str, str], dry_run: bool = True) -> Any:
    """What a table of these households would do."""
    table = folder / "户.csv"
    lines = [",".join({"area": VILLAGE, "head": "冯某", **row}.get(name, "") for name in HEAD) for row in rows]
    table.write_text("\n".join([",".join(HEAD), *lines]), encoding="utf-8")
    return terminal("import", "households", table, "--json", *(["--dry-run"] if dry_run else [])).json


def problems(found: Any) -> list[tuple[int, str, bool]]:
    return [(each["row"], each["column"], each["warning"]) for each in found["problems"]]


@pytest.mark.parametrize(("one", "other"), [("N7", "n7"), ("N7", "Ｎ７"), ("n 7", "N7"), ("H01", "h01")])
def test_a_code_that_is_spelled_otherwise_is_the_same(terminal: Terminal, tmp_path: Path, one: str, other: str) -> None:
    found = tried(terminal, tmp_path, {"code": one}, {"code": other, "head": "韩某"})
    assert problems(found) == [(3, "户编号", False)]
    assert "第2行" in found["problems"][0]["message"]


@pytest.mark.parametrize("typed", ["h01", "Ｈ０１", "H 01"])
def test_a_household_that_is_there_is_found_however_its_code_is_spelled(
    terminal: Terminal, tmp_path: Path, typed: str
) -> None:
    found = tried(terminal, tmp_path, {"code": typed, "group": "二组", "head": "王某甲", "phone": "13909340001"})
    assert (found["added"], found["changed"], found["problems"]) == (0, 1, [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"group": "一组"}, {"group": "一组"}),
        ({"group": "一组"}, {"group": "第1村民小组"}),
        ({}, {"head": "冯　某"}),
        ({"code": "N7"}, {}),
        ({"phone": "13909340001"}, {"phone": "139 0934 0001"}),
    ],
)
def test_one_village_and_head_is_one_household(
    terminal: Terminal, tmp_path: Path, one: dict[str, str], other: dict[str, str]
) -> None:
    found = tried(terminal, tmp_path, one, other)
    assert problems(found) == [(3, "户主", False)]
    assert "第2行" in found["problems"][0]["message"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"code": "N7"}, {"code": "N8"}),
        ({"group": "一组"}, {}),
        ({"phone": "13909340001"}, {"phone": "13909340002"}),
    ],
)
def test_rows_that_may_be_two_households_are_pointed_out(
    terminal: Terminal, tmp_path: Path, one: dict[str, str], other: dict[str, str]
) -> None:
    found = tried(terminal, tmp_path, one, other)
    assert (found["added"], problems(found)) == (2, [(3, "户主", True)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"group": "一组"}, {"group": "二组"}),
        ({"id_number": NUMBER}, {"id_number": OTHER}),
        ({}, {"head": "韩某"}),
        ({}, {"area": "环县/曲子镇/孟家寨村"}),
    ],
)
def test_two_households_are_let_alone(
    terminal: Terminal, tmp_path: Path, one: dict[str, str], other: dict[str, str]
) -> None:
    found = tried(terminal, tmp_path, one, other)
    assert (found["added"], found["problems"]) == (2, [])


def test_one_identity_number_is_one_households(terminal: Terminal, tmp_path: Path) -> None:
    one, other = {"id_number": NUMBER}, {"id_number": NUMBER, "head": "韩某", "group": "三组"}
    assert problems(tried(terminal, tmp_path, one, other)) == [(3, "身份证号", False)]


def test_an_identity_number_that_the_register_has_is_told(terminal: Terminal, tmp_path: Path) -> None:
    tried(terminal, tmp_path, {"code": "N7", "id_number": NUMBER}, dry_run=False)
    new = {"id_number": NUMBER, "head": "冯某某", "group": "三组"}
    found = tried(terminal, tmp_path, new)
    assert problems(found) == [(2, "身份证号", True)]
    assert "N7" in found["problems"][0]["message"]
    assert problems(tried(terminal, tmp_path, {"code": "N7"}, new)) == [(3, "身份证号", False)]
    given_back = {"code": "N7", "id_number": OTHER}
    assert tried(terminal, tmp_path, given_back, new)["problems"] == []


def test_namesakes_of_the_register_are_let_alone(terminal: Terminal, tmp_path: Path) -> None:
    tried(terminal, tmp_path, {"code": "N7"}, {"code": "N8"}, dry_run=False)
    found = tried(terminal, tmp_path, {"code": "N7", "phone": "13909340001"}, {"code": "N8"})
    assert (found["changed"], found["problems"]) == (1, [])


def test_a_row_that_may_be_any_of_several_households_is_not_added_once_more(terminal: Terminal, tmp_path: Path) -> None:
    namesakes = {"phone": "13909340001"}, {"phone": "13909340002"}
    assert tried(terminal, tmp_path, *namesakes, dry_run=False)["added"] == 2
    found = tried(terminal, tmp_path, *namesakes)
    assert [each for each in problems(found) if not each[2]] == [(2, "户编号", False), (3, "户编号", False)]
    assert tried(terminal, tmp_path, {"id_number": NUMBER})["added"] == 1
