"""Items that a list began, and items about assets, on their pages."""

from bot import items
from bot.forms.state import Record
from bot.messages import Action, Incoming
from bot.rights import EVERYTHING
from bot.turn import Turn
from storage import assets
from storage import items as stored
from storage.items import Filter
from tests.web.place import VILLAGE, Place, csrf, once
from tests.web.test_inbox import text


def listed(own_place: Place) -> str:
    """The number of what a department's list says of 王某甲's household."""
    own_place.household("王某甲")
    with own_place.app.reader.connect() as connection:
        area = own_place.app.live.current(connection).directory.area(VILLAGE).code
        code = connection.exec_driver_sql("SELECT code FROM household WHERE head = '王某甲'").scalar_one()
    hit = {"household": code, "area": area, "says": "王小某，学校：曲子小学", "marks": ["ab" * 32]}
    own_place.submit(Incoming(id="test/list", action=Action("list_compared", "dropout", {"hits": [hit], "note": "x"})))
    with own_place.app.reader.connect() as connection:
        [item] = stored.listed(connection, EVERYTHING, Filter(form="list_check"))
    return item.number


def test_a_hit_says_what_the_list_says_and_whose_turn_it_is(own_place: Place) -> None:
    reporter = own_place.reporter("李某")
    number = listed(own_place)
    for who in (reporter, own_place.clerk(unit="环县教育局")):
        with own_place.signed_in(who) as client:
            page = client.get(f"/items/{number}")
            assert page.status_code == 200
            assert "王小某，学校：曲子小学" in text(page)
            assert "请村里核实" in text(page)
            assert client.get(f"/items/{number}/sheet").status_code == 200
    with own_place.signed_in(own_place.clerk(unit="环县民政局")) as stranger:
        assert stranger.get(f"/items/{number}").status_code == 404


def test_a_hit_is_verified_from_its_page_by_whoever_is_to(own_place: Place) -> None:
    reporter = own_place.reporter("李某")
    address = f"/items/{listed(own_place)}"
    with own_place.signed_in(own_place.clerk(unit="环县教育局")) as clerk:
        assert 'value="verify"' not in clerk.get(address).text
    with own_place.signed_in(reporter) as client:
        page = client.get(address)
        assert "核实：王某甲" in text(page)
        given = {"csrf": csrf(page), "once": once(page), "action": "verify"}
        assert client.post(f"{address}/act", data=given).url.path == "/chat"
        client.post(f"{address}/act", data=given)  # pressed twice, begun once
        begun = [row for row in client.get("/chat/rows").json()["rows"] if row["slot"] == "form"]
        assert len(begun) == 1
        assert "王某甲" in begun[0]["text"]
        assert client.post(f"{address}/act", data=given | {"once": "x"}).status_code == 400


def test_an_assets_report_names_the_asset(own_place: Place) -> None:
    reporter = own_place.reporter("李某")
    with own_place.app.writer.begin() as connection:
        live = own_place.app.live.current(connection)
        area = live.directory.area(VILLAGE).code
        row = {"code": "Z01", "name": "五组蓄水池", "kind": "public", "area": area, "place": "", "topic": "",
               "keeper": "某人", "phone": None, "year": None, "worth": None, "condition": "", "looked_on": None,
               "made_at": own_place.clock()}  # fmt: skip
        assets.put(connection, [row])
        incoming = Incoming(id="test/asset", person=reporter)
        turn = Turn(incoming, own_place.clock(), connection, live, own_place.app.offices)
        form = live.form("asset_upkeep")
        answers = {"/data/asset": "Z01", "/data/condition": "broken", "/data/fault": "漏水"}
        roles = {"asset": "Z01", "condition": "broken", "area": area, "topic": "project_asset",
                 "title": "五组蓄水池：漏水"}  # fmt: skip
        number = items.file(turn, form, Record(form.code, form.version, answers, roles, ()), None).item.number
    with own_place.signed_in(reporter) as client:
        said = text(client.get(f"/items/{number}"))
    assert "Z01" not in said
    assert "五组蓄水池" in said
    assert "坏了，不能用" in said
