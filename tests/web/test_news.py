"""Somebody who has only the page is told how much is new: in the title, on the start page, in the chat's own title."""

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.messages import Incoming
from storage import news
from tests.web.phone import enter, write
from tests.web.place import Place, csrf, until


def told(place: Place, reporter: int, title: str) -> str:
    """Something happened to what a reporter filed, and they are told of it."""
    number = place.filed(reporter, title)
    place.submit(Incoming(id=f"page/x/{number}", action=place.action("accept", number), person=place.clerk()))
    return number


def waiting(place: Place, person: int) -> int:
    with place.app.reader.connect() as connection:
        return news.count(connection, str(person))


def look(client: httpx.Client, row: object) -> int:
    token = csrf(client.get("/mine"))
    return client.post("/chat/looked", json={"row": row}, headers={"x-csrf-token": token}).status_code


def test_every_page_says_how_much_is_new(place: Place) -> None:
    reporter = place.reporter()
    with place.signed_in(reporter) as client:
        assert "<title>村情直报</title>" in client.get("/").text
        told(place, reporter, "水管裂了")
        told(place, reporter, "路断了")
        mine = client.get("/mine").text
        assert "<title>(2) 我的上报" in mine
        assert '<span class="hidden">2条新消息</span>' in mine
        assert "聊天 · 2条新消息" in client.get("/").text
        assert "<title>聊天" in client.get("/chat").text


def test_what_was_seen_is_no_news_and_stays_seen(place: Place) -> None:
    reporter = place.reporter()
    with place.signed_in(reporter) as client:
        told(place, reporter, "水管裂了")
        rows = client.get("/chat/rows").json()["rows"]
        assert waiting(place, reporter) == len(rows) == 1
        assert look(client, rows[-1]["id"]) == 204
        assert waiting(place, reporter) == 0
        assert look(client, 1) == 204
        assert waiting(place, reporter) == 0
        told(place, reporter, "路断了")
        assert waiting(place, reporter) == 1


@pytest.mark.parametrize("row", [0, -1, 2**31, "5", None, 1.5])
def test_a_row_that_cannot_be_is_refused(place: Place, row: object) -> None:
    with place.signed_in(place.reporter()) as client:
        assert look(client, row) == 400


def test_the_chat_tells_the_server_what_was_looked_at(page: Page, place: Place) -> None:
    reporter = place.reporter()
    enter(page, place, reporter, "/mine")
    told(place, reporter, "水管裂了")
    page.reload()
    expect(page.locator(".nav .count")).to_contain_text("1")
    page.locator(".nav a[href='/chat']").tap()
    expect(page.locator(".entry.bot:not(#hello)")).to_have_count(1)
    until(lambda: waiting(place, reporter) == 0)
    page.goto(place.url + "/mine")
    expect(page.locator(".nav .count")).to_have_count(0)


def test_the_title_counts_what_comes_while_nobody_looks(page: Page, context: BrowserContext, place: Place) -> None:
    reporter = place.reporter()
    enter(page, place, reporter)
    write(page, "/help")
    expect(page.locator(".entry.bot:not(#hello)")).to_have_count(1)
    hide(page, hidden=True)
    told(place, reporter, "水管裂了")
    expect(page).to_have_title("(1) 聊天 · 村情直报")
    assert waiting(place, reporter) >= 1
    hide(page, hidden=False)
    expect(page).to_have_title("聊天 · 村情直报")
    until(lambda: waiting(place, reporter) == 0)


def hide(page: Page, *, hidden: bool) -> None:
    """As when another app is in front of the browser."""
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )
