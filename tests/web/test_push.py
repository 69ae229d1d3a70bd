"""Somebody who has only the page may be told of news while no page is open: by their browser's push service, which is
a server of the test's here, and which learns a number and nothing else."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.messages import Incoming
from storage import news
from tests.web.phone import CHROMIUM, WHOLE, enter
from tests.web.place import Place, csrf, served, until
from tests.web.push_service import PushService, Subscriber, encoded, push_service


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture(scope="module")
def place(template: Path, tmp_path_factory: pytest.TempPathFactory, service: PushService) -> Iterator[Place]:
    """Its operator named the test's push service; hints go out at once."""
    folder = tmp_path_factory.mktemp("pushing") / "data"
    with served(template, folder, push_services=(service.url,)) as made:
        assert made.app.pushes is not None
        made.app.pushes.sleep = lambda _: asyncio.sleep(0)
        yield made


@pytest.fixture(autouse=True)
def anew(service: PushService) -> None:
    service.got.clear()
    service.status = 201


def ask(client: httpx.Client, path: str, content: object) -> int:
    token = csrf(client.get("/mine"))
    return client.post(path, json=content, headers={"x-csrf-token": token}).status_code


def told(place: Place, reporter: int, title: str = "水管裂了") -> None:
    number = place.filed(reporter, title)
    place.submit(Incoming(id=f"page/x/{number}", action=place.action("accept", number), person=place.clerk()))


def subscriptions(place: Place, person: int) -> int:
    with place.app.reader.connect() as connection:
        return len(news.told(connection, place.site.vault, person))


def test_the_service_is_told_how_much_is_new_and_nothing_of_it(place: Place, service: PushService) -> None:
    reporter, browser = place.reporter(), Subscriber(service, "one")
    with place.signed_in(reporter) as client:
        assert ask(client, "/chat/push", browser.given) == 204
        told(place, reporter, "水管裂了，王某甲家停水")
        until(lambda: len(service.got) == 1)
        told(place, reporter, "路断了")
        until(lambda: len(service.got) == 2)
    assert [browser.read(each.body) for each in service.got] == [{"news": 1}, {"news": 2}]
    assert service.got[0].path == "/one"
    assert service.got[0].headers["content-encoding"] == "aes128gcm"
    assert service.got[0].headers["topic"] == "news"
    assert service.got[0].headers["authorization"].startswith("vapid t=")
    assert len(service.got[0].body) < 200


def test_each_browser_of_somebody_is_told_and_nobody_elses(place: Place, service: PushService) -> None:
    reporter, other = place.reporter(), place.reporter()
    with place.signed_in(reporter) as phone, place.signed_in(reporter) as desk, place.signed_in(other) as others:
        assert ask(phone, "/chat/push", Subscriber(service, "phone").given) == 204
        assert ask(desk, "/chat/push", Subscriber(service, "desk").given) == 204
        assert ask(others, "/chat/push", Subscriber(service, "others").given) == 204
        told(place, reporter)
        until(lambda: len(service.got) == 2)
    assert sorted(each.path for each in service.got) == ["/desk", "/phone"]


def test_a_browser_that_is_gone_is_forgotten(place: Place, service: PushService) -> None:
    reporter = place.reporter()
    service.status = 410
    with place.signed_in(reporter) as client:
        ask(client, "/chat/push", Subscriber(service, "gone").given)
        assert subscriptions(place, reporter) == 1
        told(place, reporter)
        until(lambda: subscriptions(place, reporter) == 0)


def test_a_service_that_does_not_take_it_changes_nothing(place: Place, service: PushService) -> None:
    reporter = place.reporter()
    service.status = 503
    with place.signed_in(reporter) as client:
        ask(client, "/chat/push", Subscriber(service, "busy").given)
        told(place, reporter)
        until(lambda: len(service.got) == 1)
        service.status = 201
        told(place, reporter)
        until(lambda: len(service.got) == 2)
    assert subscriptions(place, reporter) == 1


def test_whoever_does_not_want_it_any_more_or_signs_out_is_told_nothing(place: Place, service: PushService) -> None:
    first, second = place.reporter(), place.reporter()
    with place.signed_in(first) as client:
        browser = Subscriber(service, "first")
        ask(client, "/chat/push", browser.given)
        assert ask(client, "/chat/push-off", {"endpoint": browser.given["endpoint"]}) == 204
    with place.signed_in(second) as client:
        ask(client, "/chat/push", Subscriber(service, "second").given)
        token = csrf(client.get("/mine"))
        client.post("/sign-out", data={"csrf": token})
    assert (subscriptions(place, first), subscriptions(place, second)) == (0, 0)


def test_a_browser_is_its_last_persons_alone(place: Place, service: PushService) -> None:
    first, second, browser = place.reporter(), place.reporter(), Subscriber(service, "shared")
    for person in (first, second):
        with place.signed_in(person) as client:
            assert ask(client, "/chat/push", browser.given) == 204
    assert (subscriptions(place, first), subscriptions(place, second)) == (0, 1)


def test_of_many_browsers_the_newest_are_told(place: Place, service: PushService) -> None:
    reporter = place.reporter()
    with place.signed_in(reporter) as client:
        for number in range(8):
            ask(client, "/chat/push", Subscriber(service, f"many{number}").given)
    assert subscriptions(place, reporter) == news.MOST


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"endpoint": "http://127.0.0.1:1/inside"}, 404),
        ({"endpoint": "https://fcm.googleapis.com/not-named"}, 404),
        ({"auth": "AAAA"}, 400),
        ({"p256dh": ""}, 400),
        ({"endpoint": 5}, 400),
    ],
)
def test_what_is_no_subscription_of_a_named_service_is_refused(
    place: Place, service: PushService, changed: dict[str, object], status: int
) -> None:
    reporter = place.reporter()
    with place.signed_in(reporter) as client:
        assert ask(client, "/chat/push", {**Subscriber(service, "x").given, **changed}) == status
    assert subscriptions(place, reporter) == 0


def test_where_no_service_is_named_nothing_is_offered(real_place: Place) -> None:
    assert real_place.app.pushes is None
    reporter = real_place.reporter()
    with real_place.browser() as client:
        page = client.get("/")
        client.post("/in", data={"csrf": csrf(page), "once": "o" * 20, "code": real_place.invitation(reporter)})
        chat = client.get("/chat")
        assert 'data-push-key=""' in chat.text
        assert ask(client, "/chat/push", Subscriber(PushService(url="https://fcm.googleapis.com"), "x").given) == 404


# --- in a browser ------------------------------------------------------------------------------------------------

# Chromium asks its maker's service for a subscription, which no test may reach: this one answers in its place.
STAND_IN = """(given) => {
  let made = null;
  const subscription = {
    endpoint: given.endpoint,
    toJSON: () => ({ endpoint: given.endpoint, keys: { p256dh: given.p256dh, auth: given.auth } }),
    unsubscribe: async () => { made = null; return true; },
  };
  PushManager.prototype.subscribe = async (options) => { window.asked = options; made = subscription; return made; };
  PushManager.prototype.getSubscription = async () => made;
}"""


def test_somebody_asks_for_it_by_a_button_and_takes_it_back(
    page: Page, context: BrowserContext, place: Place, service: PushService
) -> None:
    context.grant_permissions(["notifications"])
    reporter, browser = place.reporter(), Subscriber(service, "button")
    page.add_init_script(f"({STAND_IN})({browser.given!r})")
    enter(page, place, reporter)
    page.locator("details.who summary").tap()
    expect(page.locator("#push")).to_have_text("网页关着时，有新消息提醒我")
    assert subscriptions(place, reporter) == 0
    page.locator("#push").tap()
    expect(page.locator("#push")).to_have_text("不再提醒")
    assert subscriptions(place, reporter) == 1
    key = page.evaluate("Array.from(window.asked.applicationServerKey)")
    assert place.app.pushes is not None
    assert encoded(bytes(key)) == place.app.pushes.pushing.public
    page.goto("about:blank")
    until(lambda: not place.app.channels["web"]._listening)  # type: ignore[attr-defined]
    told(place, reporter)
    until(lambda: len(service.got) == 1)
    assert browser.read(service.got[0].body) == {"news": 1}


def test_a_refusal_is_said(page: Page, place: Place, service: PushService) -> None:
    page.add_init_script(f"({STAND_IN})({Subscriber(service, 'refused').given!r})")
    page.add_init_script("Notification.requestPermission = async () => 'denied'")
    enter(page, place, place.reporter())
    page.locator("details.who summary").tap()
    page.locator("#push").tap()
    expect(page.locator("#trouble")).to_contain_text("允许通知")
    expect(page.locator("#push")).to_have_text("网页关着时，有新消息提醒我")


def test_the_worker_shows_what_is_pushed_as_a_number(page: Page, context: BrowserContext, place: Place) -> None:
    enter(page, place, place.reporter())
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    [worker] = context.service_workers
    shown = worker.evaluate("""() => {
      const shown = [];
      Object.defineProperty(navigator, "setAppBadge", { value: async () => {} });
      self.registration.showNotification = async (title, asked) => { shown.push([title, asked.body, asked.tag]); };
      self.dispatchEvent(new PushEvent("push", { data: '{"news": 3}' }));
      return shown;
    }""")
    assert shown == [["村情直报", "3条新消息", "news"]]


@pytest.mark.skipif(CHROMIUM != WHOLE, reason="a browser without windows shows no notifications")
def test_what_comes_by_the_service_is_shown_as_a_number(page: Page, context: BrowserContext, place: Place) -> None:
    context.grant_permissions(["notifications"])
    enter(page, place, place.reporter())
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    devtools = context.new_cdp_session(page)
    registrations: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: registrations.extend(each["registrationId"] for each in said["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    until(lambda: page.evaluate("true") and bool(registrations))
    message = {"origin": place.url, "registrationId": registrations[0], "data": '{"news": 3}'}
    shown = """navigator.serviceWorker.ready.then((worker) => worker.getNotifications())
      .then((all) => all.map((one) => [one.title, one.body, one.tag]))"""

    def delivered() -> bool:
        devtools.send("ServiceWorker.deliverPushMessage", message)  # again: a worker that is not up yet hears nothing
        return bool(page.evaluate(shown) == [["村情直报", "3条新消息", "news"]])

    until(delivered)
