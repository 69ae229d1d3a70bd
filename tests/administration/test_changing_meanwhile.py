"""People, rules and units that change while others are in the middle of something: nothing is lost, nothing astray."""

import random
from collections.abc import Sequence

import pytest

from bot.checks import check
from bot.messages import Action, Incoming, Outgoing
from storage import places
from tests.administration.test_staff import changed
from tests.administration.test_units import asked
from tests.deployment import COUNTY, Deployment, address, texts

# What is tapped, the first of these that is there: a visit with nothing unusual, an ordinary report of water.
TAPS = ("王某甲", "户主", "都正常", "持平", "没有", "饮水不足", "就在", "西沟村", "一般", "不用")


@pytest.mark.parametrize("step", range(1, 7))  # a form without an answer is not worth keeping
def test_who_leaves_between_two_answers_is_a_stranger_and_a_colleague_goes_on(place: Deployment, step: int) -> None:
    tapped(place, "李某", place.said("李某", text="走访日志"), step)
    changed(place, "李某", "leave")
    assert "要有邀请码才能进来" in texts(place.said("李某", text="有什么说什么"))
    ready = tapped(place, "孙某", place.said("孙某", text="/resume"))
    place.said("孙某", button=_button(ready, "提交"))
    with place.app.reader.connect() as connection:
        reporters = connection.exec_driver_sql("SELECT reporter FROM item").scalars().all()
        assert reporters == [place.people["孙某"]]
        assert connection.exec_driver_sql("SELECT status FROM draft").scalars().all() == ["filed"]


def tapped(place: Deployment, who: str, said: list[Outgoing], most: int = 20) -> list[Outgoing]:
    """Goes on with a form until it can be submitted, or for so many taps."""
    for _ in range(most):
        label = next((label for label in TAPS if _has(said, label)), "")
        if not label or _has(said, "提交"):
            break
        said = place.said(who, button=_button(said, label))
    return said


def _has(replies: Sequence[Outgoing], label: str) -> bool:
    return any(each.label.startswith(label) for reply in replies for row in reply.buttons for each in row)


def test_each_item_is_sent_by_one_set_of_rules_whatever_is_made_live_meanwhile(either: Deployment) -> None:
    """Two reports and a publication in one batch, and another report after it."""
    sent = [_ready(either, who) for who in ("李某", "孙某", "周某")]
    with either.app.writer.begin() as connection:
        found = places.live_rules(connection)
        assert found is not None
        housing = [{**row, "lead": {"unit": "621022-housing"}} if row["topic"] == "drinking_water" else row
                   for row in found[1]]  # fmt: skip
        places.draft_rules(connection, places.NewRules(rows=housing, note="试", now=either.clock(), base=1))
    publish = Incoming(id="command/1", action=Action("rules_publish", "2", {"note": "试"}), language="zh")
    either.run(sent[0], publish, sent[1])
    either.run(sent[2])
    with either.app.reader.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT item.ruleset, entry.unit FROM item JOIN entry ON entry.item = item.id AND entry.part = 'lead'"
            " ORDER BY item.id"
        ).all()
    leads = {1: "621022-water", 2: "621022-housing"}
    assert [row[1] for row in rows] == [leads[row[0]] for row in rows]
    assert len(rows) == 3
    assert rows[-1][0] == 2


def _ready(place: Deployment, who: str) -> Incoming:
    """The tap by which somebody submits a report that is answered to its end."""
    said = tapped(place, who, place.said(who, text="村里水管冻裂了，五组三户停水三天"))
    return Incoming(id=f"console/{who}", channel="console", chat=address(who), account=who,
                    button=_button(said, "提交"))  # fmt: skip


def _button(replies: Sequence[Outgoing], label: str) -> str:
    return next(each.data for reply in replies for row in reply.buttons for each in row if each.label.startswith(label))


@pytest.mark.parametrize("seed", range(3))
def test_units_that_are_renamed_merged_split_and_closed_at_random_leave_no_item_without_one(
    place: Deployment, seed: int
) -> None:
    chance = random.Random(seed)
    numbers = [place.filed("李某", topic=topic) for topic in ("drinking_water", "housing_unsafe", "road", "dibao") * 2]
    for step in range(14):
        with place.app.reader.connect() as connection:
            directory = place.app.live.current(connection).directory
        open_now = [unit.code for unit in directory.units.values() if unit.area == COUNTY]
        leads = [place.item(number).lead for number in numbers]
        unit, other = chance.choice(leads), chance.choice(open_now)
        match chance.choice(("rename", "merge", "close", "split", "nobody")):
            case "rename":
                asked(place, unit, do="rename", name=f"新局{step}")
            case "split":
                mine = {number: unit for number in numbers if chance.random() < 0.5}
                division = {"name": other, "items": mine}
                asked(place, unit, do="split", division=division)  # type: ignore[arg-type]
            case "nobody":
                asked(place, unit, do="close")
            case do:
                asked(place, unit, do=do, to=other)
        with place.app.reader.connect() as connection:
            units = place.app.live.current(connection).directory.units
        assert all(place.item(number).lead in units for number in numbers)
    with place.app.writer.begin() as connection:
        assert [each for each in check(connection, place.vault, place.folder) if each.invariant != "I16"] == []


@pytest.mark.parametrize("name", ["%", "_", "\\", "'", "';--", "李%", "__"])
def test_a_name_is_searched_for_as_it_stands(place: Deployment, name: str) -> None:
    assert "没有叫" in texts(place.said("管理员", text=f"/people {name}"))
