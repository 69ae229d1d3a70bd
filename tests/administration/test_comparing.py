"""Departments' lists: what they name becomes an item for the household's cadre, once, and no number stays behind."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from bot import checks, digests, items, workdays
from bot.lifecycle import Refused
from bot.messages import Action, Outgoing
from bot.reports import outcome
from bot.reports.ledger import Line
from bot.rights import EVERYTHING, Role
from bot.schedule import deadlines
from storage import households, people, reports, standings
from storage import items as stored
from storage.items import Filter, Item
from storage.items.standing import Standing
from storage.reports import Wanted
from storage.standings import Seen, Week
from storage.store import Folder
from storage.tables.conversation import CHAT, OUTBOX
from tests.administration.conftest import Terminal
from tests.deployment import Deployment, household, texts
from tests.reports.test_ledger import said

NUMBER = "110101199003070134"
OTHER_NUMBER = "11010119900307010X"
HEADS = ("姓名", "身份证号", "户主", "乡镇", "村", "学校", "未到校日期", "银行卡号")


def table(folder: Path, *rows: tuple[str, ...], heads: tuple[str, ...] = HEADS, title: str = "") -> Path:
    """A list as a department makes it."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "名单"
    if title:
        sheet.append([title])
    sheet.append(heads)
    for row in rows:
        sheet.append(row)
    path = folder / "list.xlsx"
    book.save(path)
    return path


CHILD = ("王小某", "", "王某甲", "曲子镇", "西沟村", "曲子小学", "2026-11-02", "6217000010001234567")


def test_a_hit_becomes_one_item_of_the_villages_cadre(terminal: Terminal, tmp_path: Path) -> None:
    found = terminal("compare-list", "dropout", table(tmp_path, CHILD, title="全县疑似辍学名单"), "--json")
    assert (found.status, found.err) == (0, "")
    assert [found.json[name] for name in ("rows", "items", "known", "unknown", "refused")] == [1, 1, 0, 0, 0]
    assert found.json["left_aside"] == ["银行卡号"]
    place = Deployment(tmp_path)
    item = first(place)
    assert (item.form, item.household, item.topic, item.status) == ("list_check", "H01", "dropout", "filed")
    assert item.title == "王某甲：疑似辍学"  # what the list says is told in the form alone
    assert item.answers["/data/says"] == "王小某，学校：曲子小学，未到校日期：2026-11-02"
    assert (item.lead_name, item.reporter_name) == ("环县教育局", "李某")
    assert item.accept_by is not None
    place.close()


def test_the_same_list_twice_adds_nothing(either_terminal: Terminal, tmp_path: Path) -> None:
    path = table(tmp_path, CHILD, CHILD)
    assert either_terminal("compare-list", "疑似辍学", path, "--json").json["items"] == 1
    again = either_terminal("compare-list", "dropout", path, "--json").json
    assert (again["items"], again["known"]) == (0, 2)
    more = table(tmp_path, CHILD, (*CHILD[:5], "曲子中学", "2026-11-09", ""))
    found = either_terminal("compare-list", "dropout", more, "--json").json
    assert (found["items"], found["known"]) == (1, 1)


def test_a_dry_run_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    path = table(tmp_path, CHILD)
    assert terminal("compare-list", "dropout", path, "--dry-run", "--json").json["items"] == 1
    assert terminal("compare-list", "dropout", path, "--dry-run", "--json").json["items"] == 1


def test_an_identity_number_finds_its_household_and_stays_nowhere(terminal: Terminal, tmp_path: Path) -> None:
    place = Deployment(tmp_path)
    with place.app.writer.begin() as connection:
        kept = {"id_number": place.vault.seal_text(NUMBER), "id_index": place.vault.index(NUMBER)}
        households.add(connection, [household("H09", "冯某", **kept)])
    place.close()
    stranger = ("冯某", OTHER_NUMBER, "", "曲子镇", "西沟村", "", "", "")  # another one of the same name
    found = terminal(
        "compare-list", "dropout", table(tmp_path, ("某人", NUMBER, "", "", "", f"号{NUMBER}", "", ""), stranger)
    )
    assert "冯某" in found.out  # is not in the register
    after = Deployment(tmp_path)
    assert first(after).household == "H09"
    after.close()
    for number in (NUMBER, OTHER_NUMBER):
        assert number not in found.out + found.err
        for file in tmp_path.rglob("*"):
            if file.is_file() and file.suffix != ".xlsx":
                assert number.encode() not in file.read_bytes(), file


def test_every_problem_is_named_by_its_cell_and_sound_rows_go_on(terminal: Terminal, tmp_path: Path) -> None:
    rows = (
        CHILD,
        ("甲某", "123456", "", "曲子镇", "西沟村", "", "", ""),
        ("乙某", "", "", "曲子镇", "无此村", "", "", ""),
        ("王某", "", "", "", "曲子镇", "", "", ""),
        ("", "", "", "曲子镇", "西沟村", "学校", "", ""),
        ("生某", "", "", "曲子镇", "西沟村", "", "", ""),
    )
    found = terminal("compare-list", "dropout", table(tmp_path, *rows), "--json")
    assert found.status == 1
    where = [(each["sheet"], each["row"], each["column"]) for each in found.json["problems"]]
    assert where == [("名单", 3, "身份证号"), ("名单", 6, "姓名"), ("名单", 4, "村"), ("名单", 5, "村")]
    assert found.json["not_in_register"] == [{"row": 7, "name": "生某"}]
    assert (found.json["items"], found.json["refused"]) == (1, 4)
    assert "123456" not in found.out


def test_a_village_without_anybody_is_said(terminal: Terminal, tmp_path: Path) -> None:
    place = Deployment(tmp_path)
    empty = "621022101206"
    with place.app.writer.begin() as connection:
        households.add(connection, [household("H10", "郭某", area=empty)])
    place.close()
    heads = ("姓名", "村", "学校")
    found = terminal("compare-list", "dropout", table(tmp_path, ("郭某", empty, ""), heads=heads), "--json")
    (problem,) = found.json["problems"]
    assert (problem["row"], problem["column"], found.json["items"]) == (2, "村", 0)


def test_headings_that_name_nobody_are_said(terminal: Terminal, tmp_path: Path) -> None:
    found = terminal("compare-list", "medical", table(tmp_path, ("1", "2"), heads=("序号", "金额")))
    assert found.status == 1
    assert "姓名" in found.err
    assert terminal("compare-list", "weather", table(tmp_path, CHILD)).status == 1


# --- what the cadre does ------------------------------------------------------------------------------------------


@pytest.fixture
def begun(terminal: Terminal, tmp_path: Path) -> Iterator[Deployment]:
    """A list with two households of 西沟村 was compared."""
    rows = (CHILD, ("赵小某", "", "赵某", "曲子镇", "西沟村", "曲子中学", "2026-11-03", ""))
    assert terminal("compare-list", "dropout", table(tmp_path, *rows), "--json").json["items"] == 2
    place = Deployment(tmp_path)
    yield place
    place.close()


def told(place: Deployment) -> list[tuple[str, str]]:
    """All that was to be said: each chat's address, and the text."""
    with place.app.reader.connect() as connection:
        rows = connection.execute(select(CHAT.c.address, OUTBOX.c.content).join(CHAT, CHAT.c.id == OUTBOX.c.chat))
        return [(row.address, row.content["text"]) for row in rows]


def first(place: Deployment, place_in_order: int = 0) -> Item:
    """An item that a list has led to, in the order of their numbers."""
    with place.app.reader.connect() as connection:
        wanted = Filter(form="list_check", oldest_first=True)
        return stored.listed(connection, EVERYTHING, wanted)[place_in_order]


def due(place: Deployment) -> datetime:
    """Until when the village has time."""
    found = first(place).accept_by
    assert found is not None
    return found


def tapped(place: Deployment, who: str, replies: list[Outgoing], *labels: str) -> list[Outgoing]:
    """Taps the buttons of these labels, one after the other."""
    for label in labels:
        found = [
            (reply, button) for reply in replies for row in reply.buttons for button in row if label in button.label
        ]
        assert found, (label, texts(replies), [b.label for r in replies for row in r.buttons for b in row])
        replies = place.said(who, button=found[0][1].data)
    return replies


def test_the_whole_village_hears_of_it_once(begun: Deployment) -> None:
    heard = [chat for chat, text in told(begun) if "名单" in text]
    assert sorted(heard) == ["chat-周某", "chat-孙某", "chat-李某"]


def test_three_taps_verify_it(begun: Deployment) -> None:
    replies = tapped(begun, "李某", begun.said("李某", text="/to_verify"), "王某甲", "已有帮扶", "提交")
    item = first(begun)
    assert item.status == "closed"
    assert item.answers["/data/finding"] == "known"
    assert "还有1户" in texts(replies)
    assert sound(begun) == []


def test_the_first_one_decides_and_the_second_is_told(begun: Deployment) -> None:
    offered = begun.said("孙某", text="/to_verify")
    tapped(begun, "李某", begun.said("李某", text="/to_verify"), "王某甲", "已有帮扶", "提交")
    assert "已经核实" in texts(tapped(begun, "孙某", offered, "王某甲"))
    tapped(begun, "孙某", begun.said("孙某", text="/to_verify"), "赵某", "已有帮扶", "提交")
    assert first(begun, 1).keeper == begun.people["孙某"]
    assert sound(begun) == []


def test_who_needs_help_goes_to_the_office_and_into_an_application(begun: Deployment) -> None:
    replies = tapped(begun, "李某", begun.said("李某", text="/to_verify"), "王某甲", "需要帮助")
    replies = begun.said("李某", text="父亲住院，没人送他上学")
    replies = tapped(begun, "李某", replies, "提交")
    item = first(begun)
    assert (item.status, item.lead_name) == ("routed", "环县教育局")
    assert item.accept_by is not None
    assert item.resolve_by is not None
    assert "环县教育局" in texts(replies)
    asked = texts(tapped(begun, "李某", replies, "现在申请"))
    assert "因为什么困难" in asked  # household and what happened are known
    assert sound(begun) == []


def test_what_is_not_so_says_why(begun: Deployment) -> None:
    replies = tapped(begun, "李某", begun.said("李某", text="/to_verify"), "王某甲", "不属实")
    assert "怎么回事" in texts(replies)
    replies = begun.said("李某", text="已经转到县城上学")
    tapped(begun, "李某", replies, "提交")
    assert first(begun).answers["/data/reason"] == "已经转到县城上学"


def test_the_item_itself_offers_to_verify_it(begun: Deployment) -> None:
    number = first(begun).number
    said = begun.said("李某", text=number)
    assert "：待村里核实" in texts(said)
    assert "已上报" not in texts(said)  # a list began it, and nobody has reported anything yet
    assert any("核实" in label for label in labels(said))
    tapped(begun, "李某", begun.said("李某", text=number), "核实：王某甲", "已有帮扶", "提交")
    assert not any("核实" in label for label in labels(begun.said("李某", text=number)))


def labels(replies: list[Outgoing]) -> list[str]:
    """What can be tapped."""
    return [button.label for reply in replies for row in reply.buttons for button in row]


def test_the_unit_hears_of_it_once_there_is_something_to_do(begun: Deployment) -> None:
    unit = first(begun).lead
    with begun.app.reader.connect() as connection:
        assert digests.compute(connection, unit, due(begun)).empty
    begun.clock.at = due(begun) - timedelta(days=1)
    tapped(begun, "李某", begun.said("李某", text="/to_verify"), "王某甲", "需要帮助")
    tapped(begun, "李某", begun.said("李某", text="没人送他上学"), "提交")
    with begun.app.reader.connect() as connection:
        found = digests.compute(connection, unit, begun.clock() + timedelta(minutes=1))
    assert found.due_soon + found.new == (first(begun).number,)


def test_a_unit_that_is_merged_hands_over_what_is_not_verified_yet(begun: Deployment) -> None:
    item = first(begun)
    with begun.turn() as turn:
        successor = turn.live.directory.unit("环县民政局")
        assert items.hand_over(turn, item.lead, successor, "机构调整") == 2
    assert (first(begun).lead, first(begun).status) == (successor.code, "filed")
    tapped(begun, "李某", begun.said("李某", text="/to_verify"), "王某甲", "已有帮扶", "提交")
    assert sound(begun) == []


def test_a_cadre_cannot_take_a_departments_hit_back(begun: Deployment) -> None:
    with pytest.raises(Refused):
        begun.act("李某", first(begun).number, "withdraw")


def test_nobody_from_elsewhere_verifies(begun: Deployment) -> None:
    assert "没有要核实的" in texts(begun.said("钱某", text="/to_verify"))
    number = first(begun).number
    with begun.turn("钱某", Action("verify", number)) as turn:
        assert items.to_verify(turn, number=number) == []


def test_what_is_not_verified_in_time_is_said_to_the_cadre_and_then_to_the_coordinator(begun: Deployment) -> None:
    begun.clock.at = due(begun) - timedelta(hours=2)
    with begun.app.reader.connect() as connection:
        stages = deadlines.due(connection, begun.clock(), 100)
    assert {(stage.kind, stage.name) for stage in stages} == {("verify", "today")}
    begun.run(*(stage.incoming for stage in stages))
    assert any("今天核实" in text for chat, text in told(begun) if chat == "chat-李某")
    begun.clock.at = workdays.deadline(due(begun), 4).at
    with begun.app.reader.connect() as connection:
        late = deadlines.due(connection, begun.clock(), 100)
    begun.run(*(stage.incoming for stage in late))
    assert any("核实" in text for chat, text in told(begun) if chat == "chat-陈某")


def test_what_villages_are_to_verify_is_counted_apart_in_the_chats_inbox(begun: Deployment) -> None:
    unit, who = first(begun).lead, "张某"
    with begun.app.writer.begin() as connection:
        people.add_membership(connection, begun.people[who], Role.CLERK, unit=unit)
    said = texts(begun.said(who, text=f"/inbox {unit}"))
    assert "未了结0件\n另有2件待村里核实" in said


def test_what_the_village_is_late_with_is_no_units_lateness_and_counted_as_to_be_verified(begun: Deployment) -> None:
    begun.clock.at = due(begun) + timedelta(days=1)
    number, now = first(begun).number, begun.clock()
    with begun.app.reader.connect() as connection:
        seen = Seen(("62/621000/621022",))
        units = standings.by_unit(connection, seen, now - timedelta(days=40), now)
        assert [(unit.open, unit.overdue, unit.filed) for unit in units] == [(0, 0, 2)]
        places = standings.by_place(connection, seen, now)
        assert [(each.stage, each.many, each.overdue) for each in places] == [("to_verify", 2, 0)]
        weeks = standings.by_week(connection, seen, [now - timedelta(days=40), now], now)
        assert weeks == [Week(filed=2, to_verify=2)]
        assert stored.count(connection, EVERYTHING, Filter(overdue_at=now)) == 0
        wanted = Wanted(since=now - timedelta(days=40), until=now, now=now)
        assert reports.count(connection, replace(wanted, standing=Standing.LED, late=True)) == 0
        outcomes = [outcome.of(record, now) for record in reports.records(connection, wanted)]
    assert [(each.overdue, each.accept_late) for each in outcomes] == [(False, False)] * 2
    tapped(begun, "李某", begun.said("李某", text=f"/item {number}"), "核实", "已有帮扶", "提交")
    with begun.app.reader.connect() as connection:
        later = [outcome.of(record, begun.clock()) for record in reports.records(connection, wanted)]
    assert not any(each.accept_late for each in later)


def test_the_list_of_tasks_asks_the_village_to_verify_and_no_unit_to_accept(begun: Deployment) -> None:
    now = due(begun)
    with begun.app.reader.connect() as connection:
        live = begun.app.live.current(connection)
        record = next(reports.records(connection, Wanted(since=now - timedelta(days=40), until=now)))
    line = Line(record, outcome.of(record, now), live.directory, first(begun).lead, said)
    assert said(line.task) == "由村里核实"


def test_the_workbook_says_what_became_of_each_row(begun: Deployment, terminal: Terminal, tmp_path: Path) -> None:
    tapped(begun, "李某", begun.said("李某", text="/to_verify"), "王某甲", "已有帮扶", "提交")
    number = first(begun).number
    begun.restart()
    out = tmp_path / "out.xlsx"
    path = table(tmp_path, CHILD, ("生某", "", "", "曲子镇", "西沟村", "", "", ""))
    assert terminal("compare-list", "dropout", path, "--out", out).status == 0
    sheet: Any = openpyxl.load_workbook(out).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[0][:5] == ["2", "王小某", "已销号", number, "属实，已有帮扶"]
    assert rows[1][:3] == ["3", "生某", "不在名册里"]


def test_the_workbook_has_the_rows_with_a_problem_too(terminal: Terminal, tmp_path: Path) -> None:
    rows = (
        ("甲某", "123456", "", "曲子镇", "西沟村", "", "", ""),
        CHILD,
        ("乙某", "", "", "曲子镇", "无此村", "", "", ""),
    )
    out = tmp_path / "out.xlsx"
    assert terminal("compare-list", "dropout", table(tmp_path, *rows), "--out", out).status == 1
    sheet: Any = openpyxl.load_workbook(out).active
    found = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[1], row[2]) for row in found] == [
        ("2", "甲某", "有问题"), ("3", "王小某", "待核实"), ("4", "乙某", "有问题")]  # fmt: skip
    assert "身份证号" in found[0][5]
    assert "无此村" in found[2][5]


def sound(place: Deployment) -> list[Any]:
    """What does not hold of the database."""
    with place.app.reader.connect() as connection:
        found = checks.check(connection, place.vault, Folder(place.folder / "files"))
    return [each for each in found if not each.note]
