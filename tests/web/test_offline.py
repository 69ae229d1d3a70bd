"""The chat without a network: a real browser, on a cable that is cut. The page opens, shows what it last showed, and
keeps what is said until the cable is whole again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from storage import chats, outbox
from tests.web.cable import Cable, cable
from tests.web.phone import enter, write
from tests.web.place import Place, until

BOT = ".entry.bot:not(#hello)"


@pytest.fixture
def wire(place: Place) -> Iterator[Cable]:
    with cable(int(place.url.rpartition(":")[2])) as made:
        yield made


def settled(page: Page) -> None:
    """The worker stands between this page and the network, and has the page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.reload()  # a page that came before its worker may stay without it
    until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
    kept = "caches.open('cunqing/page').then((page) => page.match('/chat')).then(Boolean)"
    until(lambda: page.evaluate(kept))


def answered(place: Place, person: int) -> int:
    """How many messages the bot has for somebody in their web chat."""
    with place.app.reader.connect() as connection:
        chat = chats.of_person(connection, person)[0][0]
        return len(outbox.history(connection, chat))


def test_the_chat_opens_without_a_network_and_shows_what_it_last_showed(page: Page, place: Place, wire: Cable) -> None:
    enter(page, place, place.reporter(), url=wire.url)
    write(page, "/help")
    expect(page.locator(BOT)).to_have_count(1)
    said = page.locator(BOT).inner_text()
    settled(page)
    wire.cut()
    page.goto(wire.url + "/chat")
    expect(page.locator(BOT)).to_have_count(1)
    assert page.locator(BOT).inner_text() == said
    expect(page.locator(".entry.mine .bubble")).to_have_text("/help")
    expect(page.locator("#banner")).to_contain_text("没有网络")
    assert page.evaluate("getComputedStyle(document.querySelector('.bot .bubble')).borderTopLeftRadius") != "0px"


def test_what_is_said_on_a_page_opened_without_a_network_is_sent_once(
    page: Page, context: BrowserContext, place: Place, wire: Cable
) -> None:
    person = place.reporter()
    enter(page, place, person, url=wire.url)
    settled(page)
    wire.cut()
    page.goto(wire.url + "/chat")
    write(page, "/help")
    expect(page.locator(".entry.mine .note")).to_have_text("等待发送")
    page.close()
    again = context.new_page()
    again.goto(wire.url + "/chat")
    expect(again.locator(".entry.mine .note")).to_have_text("等待发送")
    assert answered(place, person) == 0
    wire.mend()
    again.evaluate("window.dispatchEvent(new Event('online'))")
    expect(again.locator(BOT)).to_have_count(1)
    expect(again.locator(".entry.mine.waits")).to_have_count(0)
    again.reload()
    expect(again.locator(BOT)).to_have_count(1)
    assert answered(place, person) == 1


def test_other_pages_say_that_they_need_a_connection(page: Page, place: Place, wire: Cable) -> None:
    enter(page, place, place.reporter(), url=wire.url)
    settled(page)
    wire.cut()
    page.goto(wire.url + "/mine")
    expect(page.locator("h1")).to_have_text("没有网络")
    page.get_by_role("link", name="去聊天").tap()
    expect(page.locator("#composer")).to_be_visible()
    wire.mend()
    page.goto(wire.url + "/mine")
    expect(page.locator("h1")).to_have_text("我的上报")


def test_after_signing_out_nothing_of_the_person_is_kept(page: Page, place: Place, wire: Cable) -> None:
    enter(page, place, place.reporter("走了的人"), url=wire.url)
    write(page, "/help")
    expect(page.locator(BOT)).to_have_count(1)
    settled(page)
    page.locator("details.who summary").tap()
    page.get_by_role("button", name="退出").tap()
    page.wait_for_url(wire.url + "/")
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"
    assert page.evaluate("caches.match('/chat').then(Boolean)") is False
    wire.cut()
    with_nothing = page.goto(wire.url + "/chat") if worker(page) else None
    assert with_nothing is None or "走了的人" not in page.content()


def worker(page: Page) -> bool:
    return bool(page.evaluate("navigator.serviceWorker.controller !== null"))


def test_whoever_comes_in_next_finds_their_own_chat_alone(page: Page, place: Place, wire: Cable) -> None:
    enter(page, place, place.reporter("先来的人"), url=wire.url)
    write(page, "/help")
    expect(page.locator(BOT)).to_have_count(1)
    settled(page)
    enter(page, place, place.reporter("后来的人"), url=wire.url)
    settled(page)
    wire.cut()
    page.goto(wire.url + "/chat")
    expect(page.locator("#banner")).to_contain_text("没有网络")
    assert page.locator(BOT).count() == 0
    assert "先来的人" not in page.content()
    assert "后来的人" in page.content()
    assert "/help" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_session_that_is_over_takes_the_kept_page_away(page: Page, place: Place, wire: Cable) -> None:
    person = place.reporter("丢了手机的人")
    enter(page, place, person, url=wire.url)
    write(page, "/help")
    expect(page.locator(BOT)).to_have_count(1)
    settled(page)
    page.goto("about:blank")  # an open page would go to the entrance by itself, in the midst of the next step
    place.invitation(person)  # a new invitation ends what was bound before
    page.goto(wire.url + "/chat")
    expect(page.locator("h1")).to_have_text("您还没有进来")
    wire.cut()
    page.goto(wire.url + "/chat")
    expect(page.locator("h1")).to_have_text("没有网络")


def test_the_page_of_an_earlier_session_is_renewed_before_it_sends(page: Page, place: Place, wire: Cable) -> None:
    person = place.reporter()
    enter(page, place, person, url=wire.url)
    settled(page)
    other = page.context.new_page()
    enter(other, place, person, "/mine", url=wire.url)  # a new session in the same browser
    write(page, "/help")
    expect(page.locator(BOT)).to_have_count(1)
    expect(page.locator(".entry.mine.waits")).to_have_count(0)
    assert answered(place, person) == 1


def test_rows_of_a_place_that_began_anew_are_not_shown(page: Page, place: Place, wire: Cable) -> None:
    person = place.reporter()
    enter(page, place, person, url=wire.url)
    write(page, "/help")
    expect(page.locator(BOT)).to_have_count(1)
    page.evaluate(
        """(key) => {
          const [row] = JSON.parse(localStorage.getItem(key));
          localStorage.setItem(key, JSON.stringify([Object.assign(row, {id: 999999, text: "从前的话"})]));
        }""",
        f"cunqing/rows/{person}",
    )
    page.reload()
    expect(page.locator(BOT)).to_have_count(1)
    expect(page.locator(BOT)).not_to_contain_text("从前的话")


def test_a_phone_can_install_it(page: Page, place: Place) -> None:
    enter(page, place, place.reporter())
    settled(page)
    wrong = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    assert wrong["installabilityErrors"] in ([], [{"errorId": "in-incognito", "errorArguments": []}])
