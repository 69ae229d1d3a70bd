"""A place that is served, and a phone's browser, for the tests of the pages."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.rights import Role
from tests.web.phone import CHROMIUM, PHONE
from tests.web.place import Place, served

expect.set_options(timeout=20_000)  # milliseconds: a page may wait for a machine that does other things too


@pytest.fixture(scope="module")
def place(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with served(template, tmp_path_factory.mktemp("place") / "data") as served_place:
        yield served_place


@pytest.fixture(scope="module")
def real_place(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Not a demonstration."""
    with served(template, tmp_path_factory.mktemp("real") / "data", demonstration=False) as served_place:
        yield served_place


@pytest.fixture
def own_place(template: Path, tmp_path: Path) -> Iterator[Place]:
    """One of the test's own."""
    with served(template, tmp_path / "data") as served_place:
        yield served_place


@pytest.fixture
def admin(own_place: Place) -> Iterator[httpx.Client]:
    """An admin of the whole place."""
    with own_place.signed_in(own_place.person(Role.ADMIN, "庆阳市", "赵某")) as client:
        client.timeout = httpx.Timeout(60)  # a comparison of all that could be takes seconds
        yield client


@pytest.fixture
def county(own_place: Place) -> Iterator[httpx.Client]:
    """A county's admin."""
    with own_place.signed_in(own_place.person(Role.ADMIN, "环县", "钱某")) as client:
        client.timeout = httpx.Timeout(60)
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} is absent")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A small phone of somebody who reads Chinese."""
    made = browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which no script fails and no policy is broken."""
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    assert wrong == []
