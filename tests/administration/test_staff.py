"""People as they come and go: transferred, leaving, away for a while; what is open passes on, and comes back."""

from collections.abc import Callable
from uuid import uuid4

import msgspec
import pytest

from bot.messages import Action, Incoming, Outgoing
from bot.registers import REGISTERS, Here, plan
from bot.rights import Role
from bot.tables.sheets import Table
from bot.workdays import day_of
from storage import absences, audit, people
from storage import staff as stored
from tests.administration.test_rules import either_broken
from tests.administration.test_units import HOUSING
from tests.deployment import COUNTY, FAR_VILLAGE, OTHER_VILLAGE, VILLAGE, WATER, Deployment, texts


def commanded(here: Deployment, name: str, target: object, **values: object) -> str:
    """What a command would ask for."""
    incoming = Incoming(id=f"command/{uuid4().hex}", action=Action(name, str(target), dict(values)), language="zh")
    return texts(here.run(incoming)[incoming.id])


def changed(here: Deployment, who: str, do: str, **values: object) -> str:
    """A change of somebody, by a command."""
    return commanded(here, "staff_change", here.people[who], do=do, **values)


def held(place: Deployment, who: str) -> set[tuple[str, str]]:
    with place.app.reader.connect() as connection:
        return {(each.role, each.unit or each.area) for each in stored.roles(connection, place.people[who])}


def tapped(place: Deployment, who: str, replies: list[Outgoing], label: str) -> list[Outgoing]:
    """Taps a button of the last message."""
    button = next(each for row in replies[-1].buttons for each in row if each.label.startswith(label))
    return place.said(who, button=button.data)


def test_a_transfer_hands_what_is_open_to_the_successor(either: Deployment) -> None:
    number = either.filed("李某")
    either.said("李某", text="/issue_report")
    either.said("李某", text="桥塌了半边")
    said = changed(either, "李某", "transfer", place="环县/曲子镇/西沟村", successor="")
    assert "已经在" in said
    said = changed(either, "李某", "transfer", place=OTHER_VILLAGE, successor=str(either.people["孙某"]))
    assert "由孙某接着办" in said
    assert number in said
    assert "1张没填完的表" in said
    assert held(either, "李某") == {("reporter", OTHER_VILLAGE)}
    item = either.item(number)
    assert (item.reporter_name, item.keeper) == ("李某", either.people["孙某"])
    assert number in texts(either.said("孙某", text="/mine"))
    assert "归到哪一类？" in texts(either.said("孙某", text="/resume"))
    either.act("张某", number, "accept")
    either.act("张某", number, "resolve", text="修好了")
    assert either.act("孙某", number, "close").status == "closed"
    assert "改由孙某跟进" in texts(either.said("孙某", text=f"/item {number}"))
    assert either_broken(either) == []


def test_without_a_successor_what_is_open_stays_with_whoever_filed_it(place: Deployment) -> None:
    number = place.filed("李某")
    assert "仍由李某跟到底" in changed(place, "李某", "transfer", place=OTHER_VILLAGE)
    assert place.item(number).keeper is None
    assert number in texts(place.said("李某", text="/mine"))


def test_somebody_of_several_villages_says_which_one_is_left(place: Deployment) -> None:
    assert "请说明离开哪一处" in changed(place, "周某", "transfer", place="621022101206")
    changed(place, "周某", "transfer", place="621022101206", source=VILLAGE)
    assert held(place, "周某") == {("reporter", OTHER_VILLAGE), ("reporter", "621022101206")}


def test_leaving_ends_everything_at_once_and_the_next_message_is_a_strangers(either: Deployment) -> None:
    number = either.filed("李某")
    code = either.invitation(either.person(Role.REPORTER, area=VILLAGE))
    said = changed(either, "李某", "leave", note="调走")
    assert "都已作废" in said
    assert either.item(number).keeper == either.people["孙某"]
    assert "要有邀请码才能进来" in texts(either.said("李某", text="/mine"))
    assert "欢迎" in texts(either.said("新人", text=f"/start {code}"))
    with either.app.reader.connect() as connection:
        entry = audit.listed(connection, "people")[0]
    assert (entry.action, entry.note, entry.before["name"]) == ("leave", "调走", "李某")
    assert either_broken(either) == []


def test_whoever_left_comes_back_by_an_invitation(place: Deployment) -> None:
    changed(place, "李某", "leave")
    with place.app.writer.begin() as connection:
        people.revive(connection, place.people["李某"])
        people.add_membership(connection, place.people["李某"], Role.REPORTER, area=VILLAGE)
    code = place.invitation(place.people["李某"])
    assert "李某，欢迎" in texts(place.said("李某", text=f"/start {code}"))


def test_one_role_of_several_ends_and_the_chat_stays(place: Deployment) -> None:
    with place.app.reader.connect() as connection:
        roles = stored.roles(connection, place.people["周某"])
    changed(place, "周某", "leave", roles=[roles[0].id])
    assert held(place, "周某") == {("reporter", OTHER_VILLAGE)}
    assert "走访日志" in str(place.said("周某", text="/menu")[0].buttons)


def test_a_deputy_has_it_all_for_those_days_and_it_comes_back_by_itself(either: Deployment) -> None:
    number = either.filed("钱某", area="621023100207")
    either.said("钱某", text="/issue_report")
    either.said("钱某", text="桥塌了半边")
    changed(either, "钱某", "deputise", deputy=str(either.people["李某"]), first="2026-11-25", last="2026-11-26")
    assert either.item(number).keeper is None  # the day has not come
    either.clock.move(days=1)
    run_the_day(either)
    assert either.item(number).keeper == either.people["李某"]
    assert ("reporter", "621023100207") in held(either, "李某")
    assert number in texts(either.said("李某", text="/mine"))
    either.clock.move(days=2)
    run_the_day(either)
    assert either.item(number).keeper is None
    assert held(either, "李某") == {("reporter", VILLAGE)}
    assert "归到哪一类？" in texts(either.said("钱某", text="/resume"))
    assert either_broken(either) == []


def run_the_day(place: Deployment) -> None:
    """What the schedule asks for now, twice over."""
    from bot.schedule.ticks import due

    for _ in range(2):
        place.run(*due(place.app.reader, place.clock(), 23))


def test_while_a_clerk_is_away_notices_go_to_the_deputy(place: Deployment) -> None:
    changed(place, "张某", "deputise", deputy=str(place.people["马某"]), first="", last="2026-11-30")
    with place.app.reader.connect() as connection:
        assert people.on_duty(connection, WATER) == [place.people["马某"], place.people["刘某"]]
    changed(place, "张某", "back")
    with place.app.reader.connect() as connection:
        assert people.on_duty(connection, WATER) == [place.people["张某"], place.people["刘某"]]


@pytest.mark.parametrize("how", ["merge", "split"])
def test_a_lent_role_ends_though_its_unit_was_merged_or_split(either: Deployment, how: str) -> None:
    changed(either, "刘某", "deputise", deputy=str(either.people["张某"]), first="", last="2026-11-26")
    assert held(either, "张某") == {("clerk", WATER), ("head", WATER)}
    values = {"to": HOUSING} if how == "merge" else {"division": {"name": HOUSING}}
    commanded(either, "units_change", WATER, do=how, note="机构改革", **values)
    assert held(either, "张某") == {("clerk", HOUSING), ("head", HOUSING)}
    either.clock.move(days=4)
    run_the_day(either)
    assert held(either, "张某") == {("clerk", HOUSING)}
    assert held(either, "刘某") == {("head", HOUSING)}
    assert either_broken(either) == []


def test_a_lent_role_that_is_somebodys_own_in_the_other_unit_stays_theirs(either: Deployment) -> None:
    with either.app.writer.begin() as connection:
        people.add_membership(connection, either.people["张某"], Role.HEAD, unit=HOUSING)
    changed(either, "刘某", "deputise", deputy=str(either.people["张某"]), first="", last="2026-11-26")
    commanded(either, "units_change", HOUSING, do="merge", to=WATER, note="机构改革")
    changed(either, "刘某", "back")
    assert held(either, "张某") == {("clerk", WATER), ("head", WATER)}


def test_whoever_stands_in_for_two_stops_for_each_by_itself(either: Deployment) -> None:
    either.people = {**either.people, "冯某": either.person(Role.HEAD, unit=WATER, name="冯某")}
    changed(either, "刘某", "deputise", deputy=str(either.people["张某"]), first="", last="2026-11-26")
    changed(either, "冯某", "deputise", deputy=str(either.people["张某"]), first="", last="2026-11-30")
    changed(either, "刘某", "back")
    assert held(either, "张某") == {("clerk", WATER), ("head", WATER)}
    changed(either, "冯某", "back")
    assert held(either, "张某") == {("clerk", WATER)}


def invited(place: Deployment) -> None:
    commanded(place, "invite", "", people=[{"name": "张某", "role": "head", "unit": WATER}])


def in_the_table(place: Deployment) -> None:
    table = REGISTERS["people"]
    head = [column.code for column in table.columns]
    row = {"id": str(place.people["张某"]), "name": "张某", "role": "负责人", "unit": "环县水务局"}
    lines = [(1, [column.heading for column in table.columns]), (2, head), (3, [row.get(name, "") for name in head])]
    with place.app.reader.connect() as connection:
        found = plan(
            table,
            Table("人员", lines),
            Here(connection, place.vault, place.app.live.current(connection), day_of(place.clock())),
        )
        base = audit.latest(connection, ("people", "pack"))
    commanded(place, "table_import", "x", noun="people", base=base, changes=msgspec.to_builtins(found.changes))


@pytest.mark.parametrize("given", [invited, in_the_table])
def test_a_role_that_is_given_for_good_during_a_stand_in_stays(
    either: Deployment, given: Callable[[Deployment], None]
) -> None:
    changed(either, "刘某", "deputise", deputy=str(either.people["张某"]), first="", last="2026-11-26")
    given(either)
    changed(either, "刘某", "back")
    assert held(either, "张某") == {("clerk", WATER), ("head", WATER)}


def test_an_absence_that_makes_no_sense_is_refused_with_why(place: Deployment) -> None:
    zhang, ma = place.people["张某"], place.people["马某"]
    assert "自己不能替自己" in changed(place, "张某", "deputise", deputy=str(zhang), last="2026-11-30")
    assert "早于第一天" in changed(place, "张某", "deputise", deputy=str(ma), first="2026-11-30", last="2026-11-25")
    assert "“下周”" in changed(place, "张某", "deputise", deputy=str(ma), last="下周")
    changed(place, "张某", "deputise", deputy=str(ma), first="2026-12-01", last="2026-12-05")
    again = changed(place, "张某", "deputise", deputy=str(place.people["刘某"]), first="2026-12-05", last="2026-12-06")
    assert "已经请人代岗" in again
    assert "正替张某代岗" in changed(place, "马某", "deputise", deputy=str(place.people["何某"]), first="2026-12-02",
                                 last="2026-12-03")  # fmt: skip
    with place.app.reader.connect() as connection:
        kept = [each for person in place.people.values() for each in absences.of_person(connection, person)]
    assert [(each.person, each.deputy) for each in kept] == [(zhang, ma)]


def test_settings_are_nobodys_to_lend(place: Deployment) -> None:
    assert "没有可以代岗的身份" in changed(
        place, "管理员", "deputise", deputy=str(place.people["李某"]), last="2026-12-01"
    )


def test_an_admin_moves_somebody_in_chat(place: Deployment) -> None:
    number = place.filed("李某")
    shown = place.said("管理员", text="/people 李某")
    assert "驻村干部，西沟村" in texts(shown)
    tapped(place, "管理员", shown, "调到别的村")
    assert "没有“西钩村”" in texts(place.said("管理员", text="西钩村"))
    asked = place.said("管理员", text=OTHER_VILLAGE)
    assert "1件没办完" in texts(asked)
    assert "由孙某接着办" in texts(tapped(place, "管理员", asked, "由孙某"))
    assert place.item(number).keeper == place.people["孙某"]


def test_an_admin_ends_a_role_in_chat_by_two_taps(place: Deployment) -> None:
    shown = place.said("管理员", text="/people 钱某")
    asked = tapped(place, "管理员", shown, "离任")
    assert "马上生效" in texts(asked)
    assert "已结束" in texts(tapped(place, "管理员", asked, "现在结束"))
    assert "要有邀请码才能进来" in texts(place.said("钱某", text="/menu"))


def test_a_clerk_has_a_colleague_stand_in_from_the_chat(place: Deployment) -> None:
    asked = place.said("张某", text="/away")
    until = tapped(place, "张某", asked, "刘某")
    assert "到哪天" in texts(until)
    sure = place.said("张某", text="11月25日到12月3日")
    assert "11月25日到12月3日" in texts(sure)
    assert "由刘某替张某代岗" in texts(tapped(place, "张某", sure, "就这样"))
    assert "提前结束" in str(place.said("张某", text="/away")[0].buttons)


def test_invitations_are_made_on_a_page_that_the_chat_opens(place: Deployment) -> None:
    shown = place.said("管理员", text="/people 李某")
    opened = tapped(place, "管理员", shown, "发新邀请")
    assert "/link/" in opened[-1].buttons[0][0].url
    assert place.asked("陈某", "person_invites", str(place.people["李某"]))[-1].buttons == ()


@pytest.mark.parametrize("who", ["李某", "张某", "陈某", "刘某"])
def test_whoever_is_no_admin_changes_nobody(place: Deployment, who: str) -> None:
    target = str(place.people["钱某"])
    place.asked(who, "staff_change", target, do="leave")
    place.asked(who, "staff_change", target, do="transfer", place=VILLAGE)
    place.asked(who, "staff_change", target, do="deputise", deputy=str(place.people[who]), last="2026-12-01")
    place.asked(who, "staff_change", str(place.people[who]), do="deputise", deputy=target, last="2026-12-01")
    assert held(place, "钱某") == {("reporter", "621023100207")}
    assert not place.said(who, text="/people")[-1].buttons


def test_a_countys_admin_does_not_touch_another_county(place: Deployment) -> None:
    identity = place.person(Role.ADMIN, area=COUNTY, name="县管理员")
    place.people = {**place.people, "县管理员": identity}
    place.asked("县管理员", "staff_change", str(place.people["钱某"]), do="leave")
    place.asked("县管理员", "staff_change", str(place.people["李某"]), do="transfer", place="621023100207")
    place.asked("县管理员", "staff_change", str(place.people["管理员"]), do="leave")
    assert held(place, "钱某") == {("reporter", "621023100207")}
    assert held(place, "李某") == {("reporter", VILLAGE)}
    assert held(place, "管理员") == {("admin", "621000")}
    place.asked("县管理员", "staff_change", str(place.people["李某"]), do="transfer", place=OTHER_VILLAGE)
    assert held(place, "李某") == {("reporter", OTHER_VILLAGE)}


@pytest.mark.parametrize(
    "values",
    [
        {"do": "leave", "source": VILLAGE},
        {"do": "transfer", "place": OTHER_VILLAGE, "source": FAR_VILLAGE, "roles": ["here"]},
        {"do": "deputise", "deputy": "1", "source": VILLAGE},
    ],
)
def test_naming_a_role_here_does_not_reach_one_elsewhere(place: Deployment, values: dict[str, object]) -> None:
    """Only what a change really touches counts, whatever else is named beside it."""
    admin = place.person(Role.ADMIN, area=COUNTY, name="县管理员")
    place.people = {**place.people, "县管理员": admin}
    both = place.person(Role.REPORTER, area=VILLAGE, name="两处某")
    with place.app.writer.begin() as connection:
        people.add_membership(connection, both, Role.REPORTER, area=FAR_VILLAGE)
        here = next(each.id for each in stored.roles(connection, both) if each.area == VILLAGE)
    place.people = {**place.people, "两处某": both}
    given = values | ({"roles": [here]} if "roles" in values else {})
    assert "不归您" in texts(place.asked("县管理员", "staff_change", str(both), **given))
    assert held(place, "两处某") == {("reporter", VILLAGE), ("reporter", FAR_VILLAGE)}
