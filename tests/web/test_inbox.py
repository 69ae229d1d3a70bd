"""The inbox, an item's page and one's own items."""

import re

from tests.web.place import Place, csrf, once


def test_a_clerk_accepts_once_however_often_the_button_is_pressed(place: Place) -> None:
    number = place.filed(place.reporter(), "五组水管冻裂，三户停水", urgency="urgent")
    with place.signed_in(place.clerk()) as clerk:
        assert number in clerk.get("/inbox").text
        page = clerk.get(f"/items/{number}")
        press = {"csrf": csrf(page), "once": once(page), "action": "accept"}
        first = clerk.post(f"/items/{number}/act", data=press)
        second = clerk.post(f"/items/{number}/act", data=press)
    assert first.status_code == second.status_code == 200
    assert len(re.findall("已受理", second.text)) >= 1
