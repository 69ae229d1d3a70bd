"""Protected answers: shown in full to a unit that has the item, for a reason; each look is an event."""

import httpx
import pytest

from bot.rights import Role
from storage import items as stored
from tests.web.place import Place, csrf, once

OFFICE = "环县扶贫办"
NUMBER = "11010519491231002X"


def looks(place: Place, number: str) -> list[str]:
    """The reasons of the looks at an item."""
    with place.app.reader.connect() as connection:
        events = stored.events(connection, place.item(number))
    return [str(event.details["reason"]) for event in events if event.action == "unmask"]


def look(client: httpx.Client, number: str, reason: str) -> httpx.Response:
    """Asks for the protected answers."""
    page = client.get(f"/items/{number}")
    press = {"csrf": csrf(page), "once": once(page), "reason": reason}
    return client.post(f"/items/{number}/protected", data=press)


def test_a_look_with_a_reason_shows_the_number_once_and_is_written_down(place: Place) -> None:
    number = place.applied(place.reporter(), {"id_number": NUMBER})
    with place.signed_in(place.clerk(unit=OFFICE)) as clerk:
        page = look(clerk, number, "核对农户身份")
        assert NUMBER in page.text
        assert page.headers["cache-control"] == "no-store"
        assert NUMBER not in clerk.get(f"/items/{number}").text
    assert looks(place, number) == ["核对农户身份"]


def test_what_was_joined_is_linked_from_the_first_and_looked_at_by_the_units_of_that_one(place: Place) -> None:
    household = place.household("赵某")
    first = place.applied(place.reporter(), {"id_number": NUMBER}, household=household)
    reporter = place.reporter("孙某")
    second = place.applied(reporter, {"id_number": NUMBER}, household=household)
    with place.signed_in(place.clerk(unit=OFFICE)) as clerk:
        assert f'href="/items/{second}"' in clerk.get(f"/items/{first}").text
        assert "孙某" in clerk.get(f"/items/{second}").text
        assert NUMBER in look(clerk, second, "核对农户身份").text
    with place.signed_in(place.clerk()) as water:
        assert water.get(f"/items/{second}").status_code == 404
    with place.signed_in(reporter) as mine:
        page = mine.get(f"/items/{second}").text
        assert f"已并入{first}一起办" in page
        assert "已销号" not in page


def test_without_a_reason_nothing_is_shown(place: Place) -> None:
    number = place.applied(place.reporter(), {"id_number": NUMBER})
    with place.signed_in(place.clerk(unit=OFFICE)) as clerk:
        assert look(clerk, number, " ").status_code == 400
    assert looks(place, number) == []


def test_the_reporter_and_other_units_are_shown_nothing(place: Place) -> None:
    reporter = place.reporter()
    number = place.applied(reporter, {"id_number": NUMBER})
    with place.signed_in(reporter) as mine:
        assert "/protected" not in mine.get(f"/items/{number}").text
        press = {"csrf": csrf(mine.get("/mine")), "once": "a" * 20, "reason": "看看"}
        assert mine.post(f"/items/{number}/protected", data=press).status_code == 404
    with place.signed_in(place.clerk()) as water:
        press = {"csrf": csrf(water.get("/inbox")), "once": "b" * 20, "reason": "看看"}
        answer = water.post(f"/items/{number}/protected", data=press)
        assert answer.status_code == 404
        assert NUMBER not in answer.text
    assert looks(place, number) == []


def test_so_many_looks_a_day_are_refused_and_the_head_hears_of_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.unmask.MOST", 2)
    number = place.applied(place.reporter(), {"id_number": NUMBER})
    head = place.person(Role.HEAD, OFFICE)
    with place.signed_in(head) as theirs, place.signed_in(place.clerk("赵某", OFFICE)) as clerk:
        assert NUMBER in look(clerk, number, "一").text
        assert NUMBER in look(clerk, number, "二").text
        third = look(clerk, number, "三")
        assert NUMBER not in third.text
        assert "明天再看" in third.text
        assert "赵某今天看了2次完整的号码" in theirs.get("/chat/rows").text
    assert looks(place, number) == ["一", "二"]


def test_the_number_reaches_neither_the_outbox_nor_the_events(place: Place) -> None:
    number = place.applied(place.reporter(), {"id_number": NUMBER})
    with place.signed_in(place.clerk(unit=OFFICE)) as clerk:
        assert NUMBER in look(clerk, number, "核对农户身份").text
    database = place.app.settings.database
    kept = b"".join(path.read_bytes() for path in database.parent.glob(database.name + "*"))
    assert NUMBER.encode() not in kept
