"""axe over every page, in every language, on a small phone, in plain and in double size: nothing serious."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.languages import Languages
from bot.resources import resources
from bot.rights import Role
from bot.web.pages import LANGUAGE
from bot.web.routes import ROUTES
from tests.web.phone import PHONE, enter, write
from tests.web.place import UNIT, Place

LANGUAGES = sorted(Languages.load(resources("locales")).catalogues)
BAD = {"serious", "critical"}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what is right is not gathered
}
AXE = Axe().axe_script
VIOLATIONS = "(rules) => axe.run(rules).then((found) => found.violations)"
PLAIN, DOUBLE = 1, 2


@dataclass
class Phone:
    """Somebody's phone, with the items that they may open."""

    page: Page
    place: Place
    scales: tuple[int, ...] = (PLAIN, DOUBLE)

    def wrong(self, path: str) -> list[str]:
        """What axe finds on a page that is serious or worse, in each of the phone's sizes."""
        if path != self.path:
            self.page.goto(self.place.url + path)
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(AXE)
        return [wrong for scale in self.scales for wrong in self._wrong(f"{path} at {scale * 100} %", scale)]

    def _wrong(self, where: str, scale: int) -> list[str]:
        self.page.evaluate(f"document.documentElement.style.fontSize = '{scale * 100}%'")
        found: list[dict[str, Any]] = self.page.evaluate(VIOLATIONS, RULES)
        return [
            f"{where}: {each['id']} ({each['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
            for each in found
            if each["impact"] in BAD
            for node in each["nodes"]
        ]

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.place.url)


@pytest.fixture(params=LANGUAGES)
def speaker(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """A phone of somebody who reads this language."""
    made = browser.new_context(viewport=PHONE, locale=request.param, has_touch=True, is_mobile=True)
    made.set_default_timeout(20_000)
    made.add_cookies([{"name": LANGUAGE, "value": request.param, "domain": "127.0.0.1", "path": "/"}])
    yield made
    made.close()


@pytest.fixture
def phone(speaker: BrowserContext, place: Place) -> Phone:
    return Phone(speaker.new_page(), place)


@pytest.fixture(params=[PLAIN, DOUBLE], ids=["plain", "double"])
def sized(request: pytest.FixtureRequest, speaker: BrowserContext, place: Place) -> Phone:
    """A phone that shows one size, also while it is tapped."""
    return Phone(speaker.new_page(), place, (request.param,))


def test_pages_before_somebody_is_in(phone: Phone) -> None:
    paths = ("/", "/in/abcdefgh", "/link/abcdefgh", "/offline", "/nowhere", "/chat")
    assert "\n".join(wrong for path in paths for wrong in phone.wrong(path)) == ""


def test_what_is_said_to_who_could_not_come_in(sized: Phone) -> None:
    sized.page.goto(sized.place.url + "/in/abcdefgh")
    sized.page.locator("button.main").tap()
    expect(sized.page.locator("[role=alert]")).to_be_visible()
    assert sized.wrong(sized.path) == []


def test_the_start_page_of_a_real_place(speaker: BrowserContext, real_place: Place) -> None:
    assert Phone(speaker.new_page(), real_place, (DOUBLE,)).wrong("/") == []


def test_the_chat_with_everything_in_it(sized: Phone) -> None:
    reporter = sized.place.reporter("李某")
    enter(sized.page, sized.place, reporter)
    write(sized.page, "村里水管冻裂了，五组三户停水三天")
    expect(sized.page.locator("button.key").first).to_be_visible()
    assert sized.wrong("/chat") == []
    sized.page.locator("details.who summary").tap()
    assert sized.wrong("/chat") == []
    sized.page.locator("details.who summary").tap()
    sized.page.context.set_offline(True)
    write(sized.page, "/help")
    expect(sized.page.locator(".entry.mine.waits")).to_have_count(1)
    expect(sized.page.locator("#banner")).to_be_visible()
    assert sized.wrong("/chat") == []
    sized.page.context.set_offline(False)


def test_every_page_that_can_be_reached(phone: Phone) -> None:
    person = phone.place.person_of_everything("什么都管的人")
    for role, where in ((Role.HEAD, UNIT), (Role.COORDINATOR, "环县"), (Role.ADMIN, "庆阳市")):
        phone.place.given(person, role, where)
    number = phone.place.filed(person, "水管冻裂了", urgency="urgent")
    enter(phone.page, phone.place, person, "/mine")
    if phone.page.evaluate("navigator.language") != "zh":
        phone.scales = (PLAIN,)  # what grows with its letters grows in one language as in the other
    begin = [route.path for route in ROUTES if route.method == "GET" and "{" not in route.path]
    pages = reached(phone, [*begin, f"/items/{number}"])
    assert {"/", "/chat", "/inbox", "/mine", "/items/{number}", "/offline"} <= set(pages)
    assert "\n".join(wrong for path in pages.values() for wrong in phone.wrong(path)) == ""


def reached(phone: Phone, paths: list[str]) -> dict[str, str]:
    """One page for each of our addresses, by following links."""
    found: dict[str, str] = {}
    for path in paths:
        address = address_of(path)
        if not address or address in found:
            continue
        answer = phone.page.request.get(phone.place.url + path, max_redirects=0)
        if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        found[address] = path
        paths += [html.unescape(link) for link in re.findall(r'href="(/[^"#]*)"', answer.text())]
    return found


def address_of(path: str) -> str:
    """The address in the table of routes that a path is one of."""
    plain = path.partition("?")[0]
    known = (route.path for route in ROUTES if route.method == "GET" and route.path != "/chat/events")
    return next((each for each in known if re.fullmatch(re.sub(r"\{\w+(:\w+)?\}", "[^/]+", each), plain)), "")
