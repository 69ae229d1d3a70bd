"""Rules through Excel: out, changed, checked, compared, made live as a whole, taken back."""

from pathlib import Path

import openpyxl
import pytest

from bot.rights import Role
from storage import audit, places
from storage.tables.conversation import OUTBOX
from tests.administration.conftest import Terminal, append, change
from tests.deployment import COUNTY, VILLAGE, WATER, Deployment, texts

HOUSING = "621022-housing"


@pytest.fixture
def book(terminal: Terminal, tmp_path: Path) -> Path:
    """The live rules as a workbook."""
    path = tmp_path / "rules.xlsx"
    assert terminal("rules", "export", path).status == 0
    return path


@pytest.fixture
def changed(book: Path) -> Path:
    """The same, with drinking water given to housing."""
    change(book, "rules", "lead", {"drinking_water": "housing"}, key="topic")
    return book


def test_the_live_rules_come_back_with_no_difference(terminal: Terminal, book: Path) -> None:
    assert terminal("rules", "check", book, "--json").status == 0
    same = terminal("rules", "compare", book, "--json").json
    assert same["moved"] == 0
    assert same["compared"] > 1_000  # nothing is filed yet: every topic in every place
    assert not same["on_items"]


def test_what_could_be_is_named_once_and_rules_with_a_condition_are_said_to_be_left_out(
    terminal: Terminal, book: Path
) -> None:
    append(book, "rules", topic="drinking_water", area=VILLAGE, urgency="urgent", unit=HOUSING, resolve_days="5")
    append(book, "rules", topic="dropout", condition="${touched} > 3", unit=HOUSING, resolve_days="5")
    said = terminal("rules", "compare", book).out.splitlines()
    assert "有1种会派到别处" in said[0]
    assert any("带条件的规则没有比" in line for line in said)
    assert "${touched} > 3" in said[2]
    assert said[-1] == "环县水务局 → 环县住建局：1种（饮水不足、水质或断水 环县/曲子镇/西沟村（很急））"
    assert not any("1件" in line for line in said)


def test_a_change_is_compared_made_live_and_taken_back(
    either_terminal: Terminal, database: str, tmp_path: Path
) -> None:
    place = Deployment(tmp_path, database)
    number = place.filed("李某")  # sets are compared on that alone, and not on all that could be
    place.close()
    terminal, changed = either_terminal, tmp_path / "rules.xlsx"
    terminal("rules", "export", changed)
    change(changed, "rules", "lead", {"drinking_water": "housing"}, key="topic")
    moved = terminal("rules", "compare", changed, "--json").json
    (move,) = moved["moves"]
    assert (move["from"]["code"], move["to"]["code"], move["items"]) == (WATER, HOUSING, [number])
    assert (moved["compared"], moved["moved"], move["count"]) == (1, 1, 1)
    assert terminal("rules", "import", changed, "--note", "饮水交住建").status == 0
    assert lead(terminal) == WATER  # a draft sends nothing
    assert terminal("rules", "publish").status == 0
    assert lead(terminal) == HOUSING
    assert terminal("rules", "rollback").status == 0
    assert lead(terminal) == WATER
    assert [row["status"] for row in terminal("rules", "history", "--json").json] == ["live", "past", "past"]
    again = terminal("rules", "rollback")
    assert again.status == 1  # there is nothing before it; what was undone does not come back by itself
    assert lead(terminal) == WATER
    assert terminal("rules", "rollback", "--to", "2").status == 0
    assert lead(terminal) == HOUSING
    assert terminal("rules", "rollback").status == 0
    assert lead(terminal) == WATER


def lead(terminal: Terminal) -> str:
    routed = terminal("route", "--form", "issue_report", "--topic", "drinking_water", "--area", VILLAGE, "--json")
    return str(routed.json["lead"]["code"])


def test_all_problems_are_told_at_once_with_what_to_write_instead(terminal: Terminal, book: Path) -> None:
    change(book, "rules", "unit", {"dropout": "环县教育居"}, key="topic")
    change(book, "rules", "lead", {"dropout": ""}, key="topic")
    append(book, "rules", topic="drinking_water", lead="housing", level="county")
    append(book, "rules", topic="roads", lead="housing", level="couty", condition="${x} >")
    append(book, "rules", topic="toilet", lead="housing", level="county", condition="${households} > 10")
    found = terminal("rules", "check", book, "--json")
    errors = [problem for problem in found.json if not problem["warning"]]
    assert found.status == 1
    assert {problem["column"] for problem in errors} >= {"指定单位", "层级", "条件"}
    assert any("households" in problem["message"] for problem in errors)  # no form asks that
    assert any("环县教育局" in problem["message"] for problem in errors)
    assert any("条件完全相同" in problem["message"] for problem in errors)
    assert all(problem["row"] > 2 for problem in errors)
    assert terminal("rules", "import", book, "--note", "x").status == 1
    assert len(terminal("rules", "history", "--json").json) == 1


def test_a_formula_is_refused_with_its_cell(terminal: Terminal, book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["rules"]["M5"] = '=HYPERLINK("http://x","y")'
    opened.save(book)
    (problem,) = [each for each in terminal("rules", "check", book, "--json").json if not each["warning"]]
    assert (problem["row"], problem["column"]) == (5, "M")


def test_a_warning_does_not_stop_a_set(terminal: Terminal, book: Path) -> None:
    append(book, "rules", topic="drinking_water", condition="1 = 2", lead="housing", level="county")
    found = terminal("rules", "check", book, "--json")
    assert found.status == 0
    assert any("不会" in problem["message"] or "永远" in problem["message"] for problem in found.json)


def test_the_second_of_two_admins_hears_what_the_first_changed(
    terminal: Terminal, changed: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.xlsx"
    terminal("rules", "export", other)
    change(other, "rules", "lead", {"dropout": "housing"}, key="topic")
    terminal("rules", "import", changed, "--note", "甲")
    terminal("rules", "import", other, "--note", "乙")
    assert terminal("rules", "publish", "2").status == 0
    refused = terminal("rules", "publish", "3")
    assert refused.status == 1
    assert "饮水不足、水质或断水" in refused.err
    assert lead(terminal) == HOUSING
    assert terminal("rules", "publish", "3", "--even-so").status == 0
    assert lead(terminal) == WATER


@pytest.mark.parametrize("words", [("publish",), ("publish", "7"), ("rollback",), ("rollback", "--to", "9")])
def test_what_is_not_there_cannot_be_made_live(terminal: Terminal, words: tuple[str, ...]) -> None:
    refused = terminal("rules", *words)
    assert refused.status == 1
    assert refused.err.strip()


def test_what_is_no_workbook_is_refused_in_a_sentence(terminal: Terminal, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    refused = terminal("rules", "check", broken)
    assert refused.status == 1
    assert "Excel" in refused.err


# --- what was filed ---


def rows(place: Deployment, topic: str, **to: str) -> list[dict[str, object]]:
    """The live rules, with one topic's going elsewhere."""
    with place.app.reader.connect() as connection:
        found = places.live_rules(connection)
    assert found is not None
    return [{**row, "lead": to} if topic and row["topic"] == topic else row for row in found[1]]


def publish(place: Deployment, who: str, *, draft: list[dict[str, object]]) -> str:
    return texts([*place.asked(who, "rules_draft", rows=draft, note="试"), *place.asked(who, "rules_publish")])


def test_making_live_is_written_down_with_who_and_why(either: Deployment) -> None:
    publish(either, "管理员", draft=rows(either, "drinking_water", unit=HOUSING))
    with either.app.reader.connect() as connection:
        entry = audit.listed(connection, "rules")[0]
    assert (entry.name, entry.action, entry.note) == ("管理员", "publish", "试")
    assert entry.before["rules"]["drinking_water"]["lead"] == "water"
    assert entry.after["rules"]["drinking_water"]["unit"] == HOUSING


def test_nobody_without_the_right_can_change_rules(either: Deployment) -> None:
    for who in ("李某", "张某", "刘某", "陈某"):
        publish(either, who, draft=rows(either, "drinking_water", unit=HOUSING))
    with either.app.reader.connect() as connection:
        assert len(places.rulesets(connection)) == 1


def test_a_countys_admin_changes_the_countys_rules_alone(either: Deployment) -> None:
    admin = either.person(Role.ADMIN, area=COUNTY, name="县管理员")
    either.people = {**either.people, "县管理员": admin}
    refused = publish(either, "县管理员", draft=rows(either, "drinking_water", unit=HOUSING))
    assert "不归您改" in refused
    own = [*rows(either, ""), {**rows(either, "")[3], "id": "x", "area": COUNTY, "topic": "drinking_water",
                               "lead": {"unit": HOUSING}}]  # fmt: skip
    assert "已生效" in publish(either, "县管理员", draft=own)


def test_a_comparison_sends_nothing(either: Deployment) -> None:
    from bot import rulebook
    from bot.routing.rules import RuleSet

    either.filed("李某")
    with either.app.writer.begin() as connection:
        before = connection.execute(OUTBOX.select()).fetchall()
        live = either.app.live.current(connection)
        after = RuleSet(rulebook.read_rows(rows(either, "drinking_water", unit=HOUSING)), live.directory)
        found = rulebook.compare(connection, either.vault, live, after, either.clock())
        assert connection.execute(OUTBOX.select()).fetchall() == before
    assert found.items
    assert [(move.source.code, move.target.code) for move in found.comparison.moves] == [(WATER, HOUSING)]


def test_open_items_follow_the_new_rules_when_asked_to(either: Deployment) -> None:
    number, passed = either.filed("李某"), either.filed("李某")
    either.act("张某", passed, "pass_on", unit="621022-education")
    publish(either, "管理员", draft=rows(either, "drinking_water", unit=HOUSING))
    assert either.item(number).lead == WATER
    said = texts(either.asked("管理员", "rules_reroute", numbers=[number]))
    item = either.item(number)
    assert "已改派1件" in said
    assert (item.lead, item.status, item.ruleset) == (HOUSING, "routed", 2)
    assert either.item(passed).lead == "621022-education"
    assert not list(either_broken(either))


def test_what_is_sent_elsewhere_while_its_clock_stands_still_goes_on(either: Deployment) -> None:
    number = either.filed("李某")
    either.act("张某", number, "accept")
    either.act("张某", number, "pause", reason="等待农户")
    either.act("张某", number, "extend", days="5", reason="天冷")
    put_aside = either.item(number).paused_by
    publish(either, "管理员", draft=rows(either, "drinking_water", unit=HOUSING))
    either.asked("管理员", "rules_reroute", numbers=[number])
    item = either.item(number)
    assert (item.lead, item.status, item.facts) == (HOUSING, "routed", frozenset())
    assert item.resolve_by == put_aside  # on the same day, so that no working day is added
    assert either_broken(either) == []


def test_what_is_not_sent_elsewhere_is_named_with_why_it_may_be(place: Deployment) -> None:
    said = texts(place.asked("管理员", "rules_reroute", numbers=["2026-999999"]))
    assert "已经结束、找不到或不归您管，没有改派：2026-999999。" in said


def either_broken(place: Deployment) -> list[str]:
    """What does not hold any more."""
    from bot.checks import check

    with place.app.reader.connect() as connection:
        return [finding.where for finding in check(connection, place.vault, place.folder) if not finding.note]


def test_what_was_passed_on_by_hand_is_told_apart(either: Deployment) -> None:
    from bot import rulebook

    number, passed = either.filed("李某"), either.filed("李某")
    either.act("张某", passed, "pass_on", unit="621022-education")
    publish(either, "管理员", draft=rows(either, "drinking_water", unit=HOUSING))
    with either.app.writer.begin() as connection:
        live = either.app.live.current(connection)
        found = rulebook.astray(connection, either.vault, live)
    assert [(item.number, item.decided) for item in found] == [(number, False), (passed, True)]


def test_why_an_item_is_where_it_is(either: Deployment) -> None:
    number = either.filed("李某")
    said = texts(either.said("管理员", text=f"/why {number}"))
    assert "饮水不足、水质或断水" in said
    assert "环县水务局" in said
    assert "水管冻裂" not in said  # an admin learns nothing else of it
    assert number not in texts(either.said("张某", text=f"/why {number}"))
    assert "2026-999999" in texts(either.said("管理员", text="/why 2026-999999"))


def test_a_decision_becomes_a_draft_rule(terminal: Terminal, tmp_path: Path) -> None:
    place = Deployment(tmp_path)
    number = place.filed("李某")
    place.act("张某", number, "send_back", reason="不归我们")
    place.act("马某", number, "pass_on", unit=HOUSING)
    place.close()
    (row,) = terminal("rules", "returned", "--json").json
    assert (row["rule"], row["returned"], row["passed_on"][0]["code"]) == ("drinking_water", 1, HOUSING)
    assert terminal("rules", "learn", number).status == 0
    assert terminal("rules", "publish").status == 0
    assert lead(terminal) == HOUSING
