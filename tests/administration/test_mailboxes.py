"""Units' mailboxes: a column of the table of units, or one command; what a letter's link ended stays ended."""

from pathlib import Path

from bot.messages import Action, Incoming
from bot.rights import Role
from storage import mailboxes, people
from tests.administration.conftest import Terminal, change
from tests.administration.test_tables import counts, exported
from tests.administration.test_units import HOUSING, asked
from tests.deployment import WATER, Deployment

ADDRESS = "shuiwu@huanxian.example"


def key(place: Deployment, unit: str = WATER) -> str:
    """The key of a unit's mailbox; empty where it gets no letters."""
    with place.app.reader.connect() as connection:
        found = mailboxes.of_unit(connection, unit)
    return found.key if found is not None else ""


def email(place: Deployment, unit: str = WATER) -> str:
    with place.app.reader.connect() as connection:
        return mailboxes.email_of(connection, unit)


def test_a_column_of_the_table_sets_a_units_mailbox(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "units")
    change(table, "units", "email", {WATER: ADDRESS})
    assert counts(terminal("import", "units", table, "--json").json)[:2] == (0, 1)
    place = Deployment(tmp_path)
    assert (email(place), bool(key(place)), key(place, HOUSING)) == (ADDRESS, True, "")
    before = key(place)
    place.close()
    assert counts(terminal("import", "units", exported(terminal, tmp_path, "units"), "--json").json)[:2] == (0, 0)
    change(table, "units", "email", {WATER: ""})
    assert counts(terminal("import", "units", table, "--json").json)[:2] == (0, 1)
    after = Deployment(tmp_path)
    assert (email(after), key(after)) == ("", "")
    with after.app.reader.connect() as connection:
        assert mailboxes.by_key(connection, before) is None
    after.close()


def test_what_is_no_address_keeps_the_table_out_with_its_cell(terminal: Terminal, tmp_path: Path) -> None:
    table = exported(terminal, tmp_path, "units")
    change(table, "units", "email", {WATER: "水务局邮箱"})
    refused = terminal("import", "units", table, "--json")
    assert refused.status == 1
    (problem,) = refused.json["problems"]
    assert problem["column"] == "邮箱"
    assert "name@example.cn" in problem["message"]


def test_a_table_from_before_does_not_bring_back_what_a_letter_ended(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("units", "mailbox", "环县水务局", ADDRESS).status == 0
    table = exported(terminal, tmp_path, "units")
    place = Deployment(tmp_path)
    with place.app.writer.begin() as connection:
        mailboxes.end(connection, key(place), "letter", place.clock())
    place.close()
    terminal("import", "units", table)
    after = Deployment(tmp_path)
    assert key(after) == ""
    after.close()
    assert terminal("units", "mailbox", "环县水务局", ADDRESS).status == 0
    again = Deployment(tmp_path)
    assert key(again), "an admin who says so sets it again"
    again.close()


def test_a_merged_units_mailbox_goes_on_where_its_successor_has_none(place: Deployment) -> None:
    asked(place, WATER, do="mailbox", address=ADDRESS)
    asked(place, WATER, do="merge", to=HOUSING)
    assert email(place, HOUSING) == ADDRESS
    assert key(place, WATER) == ""
    assert key(place, HOUSING) != ""


def test_a_successor_keeps_its_own_mailbox(place: Deployment) -> None:
    asked(place, WATER, do="mailbox", address=ADDRESS)
    asked(place, HOUSING, do="mailbox", address="zhujian@huanxian.example")
    asked(place, WATER, do="merge", to=HOUSING)
    assert email(place, HOUSING) == "zhujian@huanxian.example"


def test_a_mailbox_that_is_no_address_is_refused(place: Deployment) -> None:
    assert "不是邮箱地址" in asked(place, WATER, do="mailbox", address="水务局")
    assert email(place) == ""


def test_an_admin_sets_mailboxes_of_their_own_units_alone(place: Deployment) -> None:
    with place.app.writer.begin() as connection:
        county = people.add(connection, "县管理员", place.clock())
        people.add_membership(connection, county, Role.ADMIN, area="621023")
    action = Action("units_change", WATER, {"do": "mailbox", "address": ADDRESS})
    place.run(Incoming(id="page/county", action=action, person=county))
    assert email(place) == ""
