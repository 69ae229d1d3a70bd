"""An item on paper: a page that prints, and a PDF."""

import re

from tests.web.place import Place
from tests.web.test_inbox import IDENTITY, act, text


def test_a_sheet_says_what_is_signed(place: Place) -> None:
    reporter = place.reporter("李某")
    number = place.filed(reporter, "五组水管冻裂，<三户>停水", urgency="urgent")
    with place.signed_in(place.clerk("尤某")) as client:
        act(client, number, "accept")
        act(client, number, "claim")
        act(client, number, "involve", unit="环县教育局")
        act(client, number, "resolve", text="换了40米水管")
        assert f'href="/items/{number}/sheet"' in client.get(f"/items/{number}").text
        page = client.get(f"/items/{number}/sheet")
        said = text(page)
        for words in ("村情事项办理单", number, "五组水管冻裂，&lt;三户&gt;停水", "环县水务局（尤某）", "环县教育局",
                      "换了40米水管", "经办人（签字）", "尤某 接手办理"):  # fmt: skip
            assert words in said, words
        year = place.clock().year
        assert re.search(rf"{year}年\d+月\d+日填制.*{year}年\d+月\d+日 \d+:\d+ 尤某 受理", said)
        made = client.get(f"/items/{number}/sheet.pdf")
        assert made.headers["content-type"] == "application/pdf"
        assert made.content.startswith(b"%PDF")
        assert b"NotoSansCJK" in made.content
    with place.signed_in(place.clerk(unit="环县民政局")) as stranger:
        assert stranger.get(f"/items/{number}/sheet").status_code == 404
        assert stranger.get(f"/items/{number}/sheet.pdf").status_code == 404


def test_a_sheet_masks_what_is_protected(place: Place) -> None:
    reporter = place.reporter()
    number = place.applied(reporter, {"id_number": IDENTITY, "phone": "13893401234"})
    with place.signed_in(reporter) as client:
        page = client.get(f"/items/{number}/sheet").text
        assert client.get(f"/items/{number}/sheet.pdf").status_code == 200
    assert "622****" in page
    assert IDENTITY not in page
