"""What no page may let through."""

import asyncio
import dataclasses
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from bot.messages import Action, Incoming
from bot.rights import Role
from bot.web.build import build
from bot.web.routes import ROUTES
from bot.web.security import LARGEST_BODY
from bot.web.site import Site
from tests.web.place import Place, csrf, enter, once

EVIL = """<script>document.title='x'</script><img src=x onerror="alert(1)">"""
FILLED = {"code": "abcdefgh", "token": "a" * 32, "number": "2026-000001", "identity": "1"}
FILLED |= {"version": "1", "noun": "units", "reference": "D0001", "kind": "pdf", "work": "nothing"}


def address(path: str, filled: dict[str, str] = FILLED) -> str:
    return re.sub(r"{(\w+)}", lambda match: filled[match.group(1)], path)


@pytest.fixture(scope="module")
def filed(place: Place) -> str:
    return place.filed(place.reporter(f"李某{EVIL}"), f"水管冻裂{EVIL}", urgency="urgent")


@pytest.fixture
def clerk(place: Place) -> Iterator[httpx.Client]:
    with place.signed_in(place.clerk()) as client:
        yield client


POSTS = [route.path for route in ROUTES if route.method == "POST"]
GETS = [route.path for route in ROUTES if route.method == "GET"]


# The link in a letter is its own token, and forged ones are tried in test_letters.
CHECKED = [route.path for route in ROUTES if route.method == "POST" and not route.signed]


@pytest.mark.parametrize("path", CHECKED)
def test_a_press_without_its_token_does_nothing(place: Place, clerk: httpx.Client, path: str) -> None:
    before = clerk.get("/chat").status_code
    for data in ({}, {"csrf": ""}, {"csrf": "guessed"}):
        assert clerk.post(address(path), data=data).status_code == 403
    assert clerk.post(address(path), headers={"x-csrf-token": "guessed"}, json={}).status_code == 403
    assert before == clerk.get("/chat").status_code == 200  # nobody was signed out


@pytest.mark.parametrize("path", POSTS)
def test_a_press_from_another_site_does_nothing_though_it_knew_the_token(
    place: Place, clerk: httpx.Client, path: str
) -> None:
    token = csrf(clerk.get("/chat"))
    for origin in ("https://evil.example", "null"):
        answer = clerk.post(address(path), headers={"origin": origin, "x-csrf-token": token}, data={})
        assert answer.status_code == 403
    crossed = clerk.post(address(path), headers={"sec-fetch-site": "cross-site", "x-csrf-token": token}, data={})
    assert crossed.status_code == 403


@pytest.mark.parametrize("path", [path for path in GETS if path != "/chat/events"])
def test_every_answer_carries_the_headers(clerk: httpx.Client, path: str) -> None:
    headers = clerk.get(address(path)).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-frame-options"] == "DENY"
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_no_other_site_may_read_an_answer(clerk: httpx.Client) -> None:
    origin = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for answer in (clerk.options("/chat/say", headers=origin), clerk.get("/inbox", headers=origin)):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("path", ["/", "/inbox", "/inbox/", "/chat/", "/in/abcdefgh", "/nowhere", "/link/none"])
def test_a_host_that_a_request_claims_is_never_led_to(clerk: httpx.Client, path: str) -> None:
    answer = clerk.get(path, headers={"host": "evil.example"}, follow_redirects=False)
    assert "evil.example" not in answer.text
    assert "evil.example" not in str(answer.headers)
    assert urlsplit(answer.headers.get("location", "")).netloc == ""


def test_no_page_holds_a_script_or_a_style_inside(clerk: httpx.Client, filed: str) -> None:
    for path in ("/", "/chat", "/inbox", f"/items/{filed}", "/nowhere"):
        page = clerk.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=\"|\sstyle=", page.replace(escaped(EVIL), ""))


def escaped(text: str) -> str:
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        text = text.replace(sign, name)
    return text


def test_what_people_write_is_shown_literally(place: Place, clerk: httpx.Client, filed: str) -> None:
    for path in ("/inbox", f"/items/{filed}", f"/inbox?q={EVIL}"):
        page = clerk.get(path).text
        assert EVIL not in page
        assert escaped(EVIL) in page


def test_cookies_are_not_for_scripts_nor_for_other_sites(place: Place) -> None:
    with place.browser() as client:
        page = client.get("/")
        person = str(place.clerk())
        data = {"csrf": csrf(page), "once": once(page), "person": person}
        answer = client.post("/persona", data=data, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("cunqing=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=2592000" in cookie
    assert "Secure" not in cookie  # this place is reached by http


def test_behind_https_cookies_are_secure_and_browsers_stay_there(place: Place) -> None:
    answer = asked(dataclasses.replace(place.site, public_url="https://cunqing.example"), "/")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def asked(site: Site, path: str, **given: Any) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(build(site))
        async with httpx.AsyncClient(transport=transport, base_url="http://cunqing.example") as client:
            return await client.get(path, **given)

    return asyncio.run(ask())


def asked_as(place: Place, site: Site, person: int, path: str, saying: dict[str, Any]) -> httpx.Response:
    """Says something on other pages over the same database, in a session of the place's own."""
    with place.signed_in(person) as client:
        token = csrf(client.get("/chat"))
        cookies = dict(client.cookies)

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(build(site))
        async with httpx.AsyncClient(transport=transport, base_url=place.url, cookies=cookies) as other:
            return await other.post(path, headers={"x-csrf-token": token}, json=saying)

    return asyncio.run(ask())


# --- what is not theirs -------------------------------------------------------------------------------------------


def test_a_foreign_item_is_the_same_as_none(place: Place, filed: str) -> None:
    others = (
        place.clerk(unit="环县教育局"),
        place.reporter(where="环县/曲子镇/五里桥村"),
        place.person(Role.ADMIN, "环县"),
        place.person(Role.COORDINATOR, "华池县"),
    )
    for person in others:
        with place.signed_in(person) as client:
            token = csrf(client.get("/chat"))
            for path in ("/items/{}", "/items/{}/files/1"):
                foreign, absent = client.get(path.format(filed)), client.get(path.format("2026-999999"))
                assert foreign.status_code == absent.status_code == 404
                assert foreign.text.replace(filed, "N") == absent.text.replace("2026-999999", "N")
            press = {"csrf": token, "once": "0" * 20, "action": "comment", "text": "看一眼"}
            answers = [client.post(f"/items/{number}/act", data=press) for number in (filed, "2026-999999")]
            assert [answer.status_code for answer in answers] == [404, 404]


def test_searching_does_not_tell_that_a_foreign_item_exists(place: Place, filed: str) -> None:
    with place.signed_in(place.clerk(unit="环县教育局")) as client:
        assert f"/items/{filed}" not in client.get(f"/inbox?q={filed}").text
        foreign, absent = client.get(f"/inbox?q={filed}").text, client.get("/inbox?q=2026-999999").text
        once_only = re.compile(r'value="[\w-]{43}"')  # each form's own
        assert once_only.sub("", foreign.replace(filed, "")) == once_only.sub("", absent.replace("2026-999999", ""))


@pytest.mark.parametrize("path", ["/chat", "/chat/rows", "/chat/events", "/inbox", "/mine", "/items/2026-000001"])
def test_without_a_session_there_is_nothing(place: Place, path: str) -> None:
    with place.browser() as client:
        answer = client.get(path)
    assert answer.status_code == 401
    assert "您还没有进来" in answer.text or answer.json() == {}


def test_a_session_ends_after_twelve_hours(place: Place) -> None:
    from datetime import timedelta

    with place.signed_in(place.clerk()) as client:
        assert client.get("/inbox").status_code == 200
        place.clock.ahead = timedelta(hours=12, minutes=1)
        try:
            assert client.get("/inbox").status_code == 401
        finally:
            place.clock.ahead = timedelta(0)


def test_a_new_invitation_ends_the_session_of_whoever_lost_a_phone(place: Place) -> None:
    person = place.clerk()
    with place.signed_in(person) as client:
        place.invitation(person)
        assert client.get("/inbox").status_code == 401


def test_another_role_ends_the_session(place: Place) -> None:
    person = place.reporter()
    with place.signed_in(person) as client:
        assert client.get("/mine").status_code == 200
        action = Action("staff_change", str(person), {"do": "transfer", "place": "621022101205"})
        place.app.committer.run([Incoming(id=f"command/{person}", action=action, language="zh")])
        assert client.get("/mine").status_code == 401


def test_signing_in_anew_ends_the_session_before(place: Place) -> None:
    first, second = place.clerk(), place.clerk()
    with place.browser() as client, place.browser() as thief:
        enter(client, first)
        thief.cookies.update(client.cookies)
        enter(client, second)
        assert thief.get("/inbox").status_code == 401


def test_bodies_are_bounded_whatever_their_length_says(place: Place, clerk: httpx.Client) -> None:
    token = csrf(clerk.get("/chat"))
    headers = {"x-csrf-token": token, "content-type": "application/json"}
    assert clerk.post("/chat/say", headers=headers, content=b"x" * (LARGEST_BODY + 1)).status_code == 413

    def unannounced() -> Iterator[bytes]:
        for _ in range(LARGEST_BODY // 1024 + 2):
            yield b"x" * 1024

    assert clerk.post("/chat/say", headers=headers, content=unannounced()).status_code == 413


def test_no_address_is_open_that_the_table_does_not_name(place: Place, clerk: httpx.Client) -> None:
    for path in ("/docs", "/openapi.json", "/redoc", "/admin", "/static/", "/static/../site.py"):
        assert clerk.get(path).status_code == 404
