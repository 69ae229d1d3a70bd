"""What a person does with the chat page on a small phone."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.web.place import Place

WHOLE = Path("/usr/bin/chromium")
SHELL = Path("/usr/bin/chromium-headless-shell")  # the same without windows, for half the processor time
CHROMIUM = Path(os.environ.get("CHROMIUM") or (SHELL if SHELL.exists() else WHOLE))
PHONE: Any = {"width": 360, "height": 740}


def enter(page: Page, place: Place, person: int, path: str = "/chat", url: str = "") -> None:
    """Comes in as somebody, by the demonstration's start page."""
    url = url or place.url
    page.goto(url)
    for more in page.locator(".personas summary").all():
        more.tap()
    page.locator(f"button.persona[value='{person}']").first.tap()
    page.wait_for_url(lambda url: url.endswith(("/chat", "/inbox")))
    page.goto(url + path)
    if path == "/chat":
        expect(page.locator(".entry").first).to_be_visible()


def write(page: Page, words: str) -> None:
    """Says something in the chat."""
    page.locator("#text").fill(words)
    page.locator("#send").tap()
