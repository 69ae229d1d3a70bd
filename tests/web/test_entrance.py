"""Coming in and going out."""

import re

import pytest

from bot.messages import Busy, Incoming, Outgoing
from bot.rights import Role
from tests.web.place import Place, csrf, once


def test_the_demonstration_says_so_and_offers_personas(place: Place) -> None:
    reporter, clerk = place.reporter("驻村甲"), place.clerk("经办乙")
    with place.browser() as client:
        page = client.get("/").text
    assert "这是演示。" in page
    assert f'value="{reporter}"' in page
    assert f'value="{clerk}"' in page
    assert page.index("驻村甲") < page.index("经办乙")


def test_a_persona_is_led_to_what_they_need_first(place: Place) -> None:
    for person, path in ((place.reporter(), "/chat"), (place.clerk(), "/inbox")):
        with place.browser() as client:
            page = client.get("/")
            data = {"csrf": csrf(page), "once": once(page), "person": str(person)}
            assert client.post("/persona", data=data).url.path == path


def test_a_real_place_has_no_personas(real_place: Place) -> None:
    person = real_place.reporter("王某")
    with real_place.browser() as client:
        page = client.get("/")
        assert "演示" not in page.text
        assert "王某" not in page.text
        answer = client.post("/persona", data={"csrf": csrf(page), "once": once(page), "person": str(person)})
        assert answer.status_code == 404
        assert client.get("/chat").status_code == 401


def test_an_invitations_link_shows_a_button_and_is_used_only_by_it(real_place: Place) -> None:
    code = real_place.invitation(real_place.reporter("李某"))
    with real_place.browser() as preview:
        for _ in range(3):  # chat apps look at links
            assert preview.get(f"/in/{code}").status_code == 200
        assert preview.get("/chat").status_code == 401
    with real_place.browser() as client:
        page = client.get(f"/in/{code}")
        assert client.post("/in", data={"csrf": csrf(page), "once": once(page), "code": code}).url.path == "/chat"
        assert "李某" in client.get("/mine").text


def test_a_code_pressed_twice_comes_in_all_the_same(real_place: Place) -> None:
    code = real_place.invitation(real_place.reporter())
    with real_place.browser() as client:
        page = client.get(f"/in/{code}")
        data = {"csrf": csrf(page), "once": once(page), "code": code}
        assert [client.post("/in", data=data).url.path for _ in range(2)] == ["/chat", "/chat"]
        assert client.get("/chat").status_code == 200


def test_a_used_code_lets_nobody_else_in(real_place: Place) -> None:
    code = real_place.invitation(real_place.reporter())
    for expected in (200, 403):
        with real_place.browser() as client:
            page = client.get(f"/in/{code}")
            answer = client.post("/in", data={"csrf": csrf(page), "once": once(page), "code": code})
            assert answer.status_code == expected
    assert "邀请码" in answer.text


def test_codes_that_were_never_given_are_answered_alike_and_soon_no_more(place: Place) -> None:
    used = place.invitation(place.reporter())
    with place.browser() as client:
        page = client.get(f"/in/{used}")
        client.post("/in", data={"csrf": csrf(page), "once": once(page), "code": used})
    said = []
    for code in (used, "neverwasacode2", "another2wrong3", "third4wrong5x", "fourth6wrong7", "fifth8wrong9x"):
        with place.browser() as client:
            page = client.get(f"/in/{code}")
            answer = client.post("/in", data={"csrf": csrf(page), "once": once(page), "code": code})
            assert answer.status_code == 403
            said += re.findall(r'role="alert">([^<]+)<', answer.text)
    assert len(said) == 6
    assert "已经用过" in said[0]  # so that somebody whose code another one used says so at once
    assert len(set(said[1:5])) == 1
    assert "一刻钟" in said[5]


@pytest.mark.parametrize("code", ["<b>", "a", "x" * 65, "ünïcode"])
def test_what_cannot_be_a_code_is_not_looked_up(place: Place, code: str) -> None:
    with place.browser() as client:
        assert client.get(f"/in/{code}").status_code == 404
        page = client.get("/in/abcdefgh")
        assert client.post("/in", data={"csrf": csrf(page), "once": once(page), "code": code}).status_code == 403


def test_a_link_opens_its_page_once_and_a_look_does_not_use_it(real_place: Place) -> None:
    token = real_place.link(real_place.clerk(), "/inbox?tab=overdue")
    with real_place.browser() as preview:
        assert preview.get(f"/link/{token}").status_code == 200
        assert preview.get("/inbox").status_code == 401
    for expected in (200, 403):
        with real_place.browser() as client:
            page = client.get(f"/link/{token}")
            answer = client.post(f"/link/{token}", data={"csrf": csrf(page), "once": once(page)})
            assert answer.status_code == expected
            assert expected == 403 or str(answer.url).endswith("/inbox?tab=overdue")


def test_a_link_leads_to_no_other_host(real_place: Place) -> None:
    for page_asked in ("https://evil.example/", "//evil.example/", "/\\evil.example/"):
        token = real_place.link(real_place.clerk(), page_asked)
        with real_place.browser() as client:
            page = client.get(f"/link/{token}")
            assert client.post(f"/link/{token}", data={"csrf": csrf(page), "once": once(page)}).url.path == "/inbox"


def test_signing_out_ends_the_session(place: Place) -> None:
    with place.signed_in(place.clerk()) as client, place.browser() as copied:
        copied.cookies.update(client.cookies)
        page = client.get("/inbox")
        assert client.post("/sign-out", data={"csrf": csrf(page)}).url.path == "/"
        assert client.get("/inbox").status_code == 401
        assert copied.get("/inbox").status_code == 401


def test_the_language_is_switched_and_kept_and_the_chat_follows(place: Place) -> None:
    with place.signed_in(place.reporter()) as client:
        page = client.get("/chat")
        assert "输入消息" in page.text
        answer = client.post("/language", data={"csrf": csrf(page), "language": "en", "back": "/chat"})
        assert answer.url.path == "/chat"
        assert "Write a message" in answer.text
        assert "English" in client.get("/chat/rows").json()["rows"][-1]["text"]


def test_the_language_switch_leads_nowhere_else(place: Place) -> None:
    with place.browser() as client:
        page = client.get("/")
        data = {"csrf": csrf(page), "language": "en", "back": "//evil.example"}
        assert client.post("/language", data=data).url.path == "/"


def test_the_browsers_language_counts_before_somebody_is_known(place: Place) -> None:
    with place.browser() as client:
        assert "This is a demonstration." in client.get("/", headers={"accept-language": "en-GB,en;q=0.9"}).text
        assert "这是演示。" in client.get("/", headers={"accept-language": "fr"}).text


def test_who_has_no_inbox_finds_none(place: Place) -> None:
    for person in (place.reporter(), place.person(Role.ADMIN, "环县")):
        with place.signed_in(person) as client:
            assert client.get("/inbox").status_code == 404


@pytest.mark.parametrize("path", ["/persona", "/in", "/sign-out"])
def test_a_database_that_takes_nothing_is_said_to_be_busy_at_the_door_too(own_place: Place, path: str) -> None:
    person = own_place.reporter()

    async def busy(_incoming: Incoming) -> list[Outgoing]:
        raise Busy(7)

    with own_place.signed_in(person) if path == "/sign-out" else own_place.browser() as client:
        page = client.get("/chat" if path == "/sign-out" else "/in" if path == "/in" else "/")
        object.__setattr__(own_place.site, "submit", busy)
        data = {"csrf": csrf(page), "once": "o" * 20, "person": str(person), "code": "c" * 32}
        answer = client.post(path, data=data)
    assert answer.status_code == 503
    assert "现在太忙" in answer.text


def test_health(place: Place) -> None:
    with place.browser() as client:
        assert client.get("/healthz").json() == {"status": "ok", "version": "0"}
